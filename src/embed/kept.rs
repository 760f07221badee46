//! What lies in the storage under which key, and its words for the store's.

use crate::browser::{MapInfo, VaultError};
use crate::store::{Stored, Trouble};

/// Where the keys of the room of a kept map are.
pub(super) fn room_key(slot: &str) -> String {
    format!("{ROOM}{slot}")
}

pub(super) const ROOM: &str = "room.";

pub(super) fn stored(info: MapInfo) -> Stored {
    let MapInfo { id: slot, title, cards, changed_ms, .. } = info;
    Stored { slot, title, cards, changed_ms, unkept: false }
}

pub(super) fn info(stored: Stored) -> MapInfo {
    MapInfo {
        id: stored.slot,
        title: stored.title,
        cards: stored.cards,
        changed_ms: stored.changed_ms,
        opened_ms: stored.changed_ms,
    }
}

pub(super) fn trouble(error: VaultError) -> Trouble {
    match error {
        VaultError::Full => Trouble::Full,
        VaultError::Refused(_) => Trouble::Refused,
        VaultError::Gone => Trouble::Gone,
        other => Trouble::Other(other.to_string()),
    }
}
