//! Signatures (Ed25519, RFC 8032). Who holds the seed can sign; who holds the public key can check.

use ed25519_dalek::Signer;

/// Bytes of a signature.
pub const SIGNATURE: usize = 64;
pub type Signature = [u8; SIGNATURE];

/// A secret key. It has no `Debug`, so that no log ever shows it.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// `seed`: 32 secret random bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).to_bytes()
    }
}

/// What signatures are checked with. Any 32 bytes: those that are no key check nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Strict: a signature has one form only, and weak keys check nothing.
    #[must_use]
    pub fn checks(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        ed25519_dalek::VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}
