//! Keys and what they lock. Knows bytes only: no map, no link, no network.

mod sealed;

pub use sealed::{CannotOpen, OpeningKey, SealingKey};
