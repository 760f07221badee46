//! Words for one reader: anybody can seal, only the holder of the opening key can open. HPKE (RFC 9180) in its base
//! mode, with X25519, HKDF-SHA256 and ChaCha20-Poly1305. Who sealed something it does not tell.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256 as X25519;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

/// Ties what is sealed to this program and this use of it.
const INFO: &[u8] = b"alignment-canvas sealed 1";

/// The bytes are not what was sealed for this key, or not all of it, or not in this context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this was not sealed for this key")]
pub struct CannotOpen;

/// What anybody may know: it seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Sealed bytes, 48 more than went in. `context` is not in them, but opening needs the same.
    ///
    /// # Errors
    /// [`CannotOpen`] when this is a key that no opening key belongs to.
    pub fn seal(&self, plain: &[u8], context: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let key = <X25519 as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| CannotOpen)?;
        let sealed = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519>(
            &OpModeS::Base,
            &key,
            INFO,
            plain,
            context,
        );
        let (share, locked) = sealed.map_err(|_| CannotOpen)?;
        Ok([share.to_bytes().as_slice(), &locked].concat())
    }
}

/// The secret that opens. Made of a seed, so that 32 random bytes are all there is to keep.
#[derive(Clone, PartialEq, Eq)]
pub struct OpeningKey {
    seed: [u8; 32],
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpeningKey(secret)")
    }
}

impl OpeningKey {
    /// # Panics
    /// Where there is no source of randomness; every browser and system we run on has one.
    #[must_use]
    pub fn random() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("every browser and system we run on has a random source");
        Self { seed }
    }

    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed }
    }

    /// What has to be kept secret and must not be lost.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    #[must_use]
    pub fn sealing_key(&self) -> SealingKey {
        SealingKey(X25519::derive_keypair(&self.seed).1.to_bytes().into())
    }

    /// What was sealed with [`Self::sealing_key`] in this context.
    ///
    /// # Errors
    /// [`CannotOpen`]
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (share, locked) = sealed.split_at_checked(32).ok_or(CannotOpen)?;
        let share = <X25519 as Kem>::EncappedKey::from_bytes(share).map_err(|_| CannotOpen)?;
        let (key, _) = X25519::derive_keypair(&self.seed);
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519>(
            &OpModeR::Base,
            &key,
            &share,
            INFO,
            locked,
            context,
        )
        .map_err(|_| CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_key_opens_and_only_what_nobody_touched() {
        let (mine, other) = (OpeningKey::random(), OpeningKey::random());
        let sealed = mine.sealing_key().seal(b"grow in the north", b"round 1").expect("a key");
        assert_eq!(sealed.len(), 17 + 48);
        assert_eq!(mine.open(&sealed, b"round 1").as_deref(), Ok(&b"grow in the north"[..]));
        assert_eq!(
            OpeningKey::from_seed(*mine.seed()).open(&sealed, b"round 1").as_deref(),
            Ok(&b"grow in the north"[..])
        );
        assert_eq!(other.open(&sealed, b"round 1"), Err(CannotOpen));
        assert_eq!(mine.open(&sealed, b"round 2"), Err(CannotOpen));
        for bit in 0..sealed.len() * 8 {
            let mut touched = sealed.clone();
            touched[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(mine.open(&touched, b"round 1"), Err(CannotOpen), "bit {bit}");
        }
        for end in 0..sealed.len() {
            assert_eq!(mine.open(&sealed[..end], b"round 1"), Err(CannotOpen), "{end} bytes");
        }
    }

    #[test]
    fn a_key_that_opens_nothing_seals_nothing() {
        assert_eq!(SealingKey::from_bytes([0; 32]).seal(b"words", b""), Err(CannotOpen));
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let key = OpeningKey::from_seed([7; 32]);
        assert_eq!(format!("{key:?}"), "OpeningKey(secret)");
    }
}
