//! Sealing one frame (XChaCha20-Poly1305). A key belongs to one sender in one epoch, and that sender counts
//! its frames, so no key meets a nonce twice.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// How many bytes longer a sealed text is.
pub const FRAME_TAG: usize = 16;

/// Made by [`super::RoomKeys::frame_key`].
pub struct FrameKey(XChaCha20Poly1305);

impl FrameKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// `header` travels in the clear and cannot be changed either. `None` only for texts beyond all limits.
    #[must_use]
    pub fn seal(&self, sequence: u64, header: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt(&nonce(sequence), Payload { msg: text, aad: header }).ok()
    }

    /// `None` when a bit of it, or of the header, is not as it was sealed.
    #[must_use]
    pub fn open(&self, sequence: u64, header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(&nonce(sequence), Payload { msg: sealed, aad: header }).ok()
    }
}

fn nonce(sequence: u64) -> XNonce {
    let mut nonce = [0; 24];
    nonce[16..].copy_from_slice(&sequence.to_le_bytes());
    nonce.into()
}
