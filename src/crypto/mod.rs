//! Keys and what is done with them: the chain of a room's keys, links that carry them, sealing, signing.
//! Bytes in, bytes out: knows no network, no map and no clock, and is handed all its randomness.

mod frame;
mod keys;
mod link;
mod locked;
mod sealed;
mod sign;

#[cfg(test)]
mod tests;

pub use frame::{FRAME_TAG, FrameKey};
pub use keys::{Capability, RoomKeys, Topic};
pub use link::{BadJoin, JoinLink, has_join_link};
pub use locked::{Locked, StaysShut, lock, unlock};
pub use sealed::{CannotOpen, OpeningKey, SealingKey};
pub use sign::{PublicKey, SIGNATURE, Signature, SigningKey};
