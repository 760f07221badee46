//! One frame as it travels: a clear header, then one part of a message, sealed.

use super::bytes::{Reader, Writer};
use super::message::Kind;
use crate::crypto::{FRAME_TAG, FrameKey};

/// The largest frame, in bytes: a relay's packet with it still fits the 4 kB beyond which some brokers stall.
/// All transports keep to it, so that a hub may pass frames on as they are.
pub const MTU: usize = 3_900;
const VERSION: u8 = 1;
const HEADER: usize = 21;
const PART: usize = 9;
/// What a part may carry in a frame of the largest size.
pub(super) const CHUNK: usize = MTU - HEADER - FRAME_TAG - PART;

/// One page load of one person, as frames name it.
pub type Sender = [u8; 8];

/// Whose name a frame bears.
#[must_use]
pub fn sender_of_frame(frame: &[u8]) -> Option<Sender> {
    Some(Header::of(frame)?.0.sender)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub epoch: u32,
    pub sender: Sender,
    /// Counts this sender's frames.
    pub sequence: u64,
}

impl Header {
    fn to_bytes(self) -> Vec<u8> {
        let writer = Writer(Vec::with_capacity(MTU)).u8(VERSION).u32(self.epoch);
        writer.bytes(&self.sender).u64(self.sequence).0
    }

    /// The header and what is sealed behind it.
    pub fn of(frame: &[u8]) -> Option<(Self, &[u8])> {
        let mut reader = Reader(frame);
        (frame.len() <= MTU && reader.u8()? == VERSION).then_some(())?;
        let header =
            Self { epoch: reader.u32()?, sender: reader.array()?, sequence: reader.u64()? };
        Some((header, reader.0))
    }

    pub fn open(self, key: &FrameKey, frame: &[u8]) -> Option<Part> {
        let (clear, sealed) = frame.split_at_checked(HEADER)?;
        Part::of(&key.open(self.sequence, clear, sealed)?)
    }
}

/// A message, or a piece of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub kind: Kind,
    /// Counts this sender's messages, from 1.
    pub message: u32,
    pub part: u16,
    pub parts: u16,
    pub body: Vec<u8>,
}

impl Part {
    fn of(text: &[u8]) -> Option<Self> {
        let mut reader = Reader(text);
        let kind = Kind::of(reader.u8()?)?;
        let (message, part, parts) = (reader.u32()?, reader.u16()?, reader.u16()?);
        let whole = message > 0 && part < parts && parts <= kind.most_parts();
        whole.then(|| Self { kind, message, part, parts, body: reader.0.to_vec() })
    }

    /// The frame, ready to be sent. `None` never, for parts no longer than [`CHUNK`].
    pub fn seal(&self, key: &FrameKey, header: Header) -> Option<Vec<u8>> {
        let text = Writer(Vec::with_capacity(PART + self.body.len())).u8(self.kind as u8);
        let text = text.u32(self.message).u16(self.part).u16(self.parts).bytes(&self.body);
        let mut frame = header.to_bytes();
        let sealed = key.seal(header.sequence, &frame, &text.0)?;
        frame.extend(sealed);
        Some(frame)
    }
}

/// The messages in all these frames, as whoever holds the room's keys reads them. For tests that search them.
///
/// # Panics
/// At a frame that is not of this room.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn opened(keys: &crate::crypto::RoomKeys, frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut messages = std::collections::BTreeMap::<_, Vec<(u16, Vec<u8>)>>::new();
    for frame in frames {
        let (header, _) = Header::of(frame).expect("a frame");
        let key = keys.frame_key(header.epoch, header.sender);
        let part = header.open(&key, frame).expect("sealed for this room");
        messages.entry((header.sender, part.message)).or_default().push((part.part, part.body));
    }
    let whole = |mut parts: Vec<(u16, Vec<u8>)>| {
        parts.sort();
        parts.dedup();
        parts.into_iter().flat_map(|(_, body)| body).collect()
    };
    messages.into_values().map(whole).collect()
}
