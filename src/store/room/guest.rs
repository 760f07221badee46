//! Others in the room, as they are shown.

use super::{About, Whereabouts};
use crate::crypto::Capability;
use crate::sync::{Person, Sender};

/// Nobody has seen somebody do anything for so long, in milliseconds.
const IDLE_MS: u64 = 120_000;

pub(super) fn is_idle(person: &Person, now: u64) -> bool {
    person.moved_ms + IDLE_MS < now
}

/// Somebody else in the room.
#[derive(Debug, Clone, PartialEq)]
pub struct Guest {
    /// One page of theirs.
    pub sender: Sender,
    /// The same in all their pages.
    pub person: [u8; 32],
    pub name: String,
    pub capability: Capability,
    pub about: About,
    pub here: Option<Whereabouts>,
    /// They have done nothing for a while.
    pub idle: bool,
    /// Their copy and this one were equal when last compared.
    pub equal: bool,
}

impl Guest {
    pub(super) fn of(person: &Person, now: u64) -> Self {
        let about = About::read(&person.about);
        let here = person.presence.as_deref().and_then(Whereabouts::read);
        Self {
            sender: person.sender,
            person: person.key.0,
            name: person.name.clone(),
            capability: person.capability,
            about,
            here: here.filter(|_| !about.hidden),
            idle: is_idle(person, now),
            equal: person.equal,
        }
    }
}
