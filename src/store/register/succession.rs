//! One map in the place of others in this browser's storage: what goes, what comes, and what goes along. All of it changes
//! in one transaction, or nothing does: a page that is killed leaves no half behind.

use super::erase::MOVED;
use crate::document::Replica;
use crate::model::{CardId, Map, MapId};
use crate::store::action::{Effect, Stored, Trouble};
use crate::store::half_written::rows_about;
use crate::store::room::{KEPT, OWN, RoomLink};
use crate::store::state::State;
use crate::store::view::Tone;
use crate::words::Message;

/// What the open map takes the place of in the storage.
#[derive(Debug, Clone, PartialEq)]
pub struct Heir {
    /// Maps and the slots that they lie in: several where another one was to come before the first was there.
    pub(in crate::store) old: Vec<(MapId, String)>,
    /// Who is not on the map any more.
    pub(in crate::store) gone: Vec<CardId>,
    /// This person has erased them.
    pub(in crate::store) leads: bool,
    /// What the map before held and the open one does not, as copies of their own, by slot.
    pub(in crate::store) beside: Vec<(String, Map)>,
}

impl Heir {
    /// As the one who comes after another one that is not there yet.
    pub(in crate::store) fn after(self, earlier: Self) -> Self {
        let mut all = earlier;
        all.old.extend(self.old);
        all.gone.extend(self.gone);
        all.leads |= self.leads;
        all.beside.extend(self.beside);
        all
    }
}

/// A map that another one takes the place of.
#[derive(Debug, Clone, PartialEq)]
pub struct Predecessor {
    pub slot: String,
    /// What the slots of this map's copies begin with: where none is left, private texts go.
    pub kin: String,
    /// Private texts whose keys begin like the first come under keys that begin like the second.
    pub moves: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Succession {
    pub old: Vec<Predecessor>,
    pub stored: Stored,
    pub bytes: Vec<u8>,
    /// Copies of their own that come with it.
    pub beside: Vec<(Stored, Vec<u8>)>,
    /// Private texts whose keys begin like one of these go.
    pub without: Vec<String>,
    /// Private texts by their keys, which are kept with it, or go.
    pub notes: Vec<(String, Option<String>)>,
    /// What is kept of the room that it is built in.
    pub room: Option<RoomLink>,
    /// Nothing of it is kept where none of the old ones is there any more.
    pub only_in_place: bool,
}

impl State {
    /// The map that is open already takes the place of those before in the storage.
    pub(super) fn take_over_from(&mut self, bytes: Vec<u8>) {
        let Some(heir) = self.saving.heir.as_deref().cloned() else { return };
        if self.saving.keeps_nothing {
            return self.take_over_left_behind(&heir);
        }
        let (to, stored) = (self.map().id.clone(), self.stored_now());
        let mut next = succession(&heir.old, &heir.gone, &to, (stored, bytes));
        let copy =
            |(slot, map): &(String, Map)| (self.stored_as(slot, map), Replica::genesis_update(map));
        next.beside = heir.beside.iter().map(copy).collect();
        next.notes.extend(self.own_note());
        next.room = self.room.as_ref().and_then(|room| room.kept());
        self.effect(Effect::Succeed(Box::new(next)));
    }

    /// Nothing is to be kept of the open map, but the storage has one from before that was chosen: it goes on without them.
    pub(in crate::store) fn take_over_left_behind(&mut self, heir: &Heir) {
        let Some(kept) = &self.saving.kept_before else { return };
        let to = self.map().id.clone();
        let stored = self.stored_as(&self.saving.slot, kept);
        let bytes = Replica::genesis_update(kept);
        let next = succession(&heir.old, &heir.gone, &to, (stored, bytes));
        self.effect(Effect::Succeed(Box::new(Succession { only_in_place: true, ..next })));
    }

    /// The storage has the open map and none of those before, or all is as it was.
    pub(super) fn inherits(&mut self, slot: &str, result: Result<(), Trouble>) {
        let aside = self.aside_in(slot);
        if let Some(before) = aside.filter(|before| before.saving.heir.is_some()) {
            // Somebody has gone to another map meanwhile. What did not come about is tried again when they are back.
            before.saving.heir.take_if(|_| result.is_ok());
            return self.appended_aside(slot, result.map(|()| 0));
        }
        // What was asked for first is outdated where another map has come meanwhile.
        let Some(heir) = self.saving.heir.take_if(|_| self.saving.slot == slot) else { return };
        match result {
            Ok(()) if self.saving.keeps_nothing => {
                self.is_left_behind();
                self.inherited_unkept(&heir);
            }
            Ok(()) => {
                self.appended(slot, Ok(0));
                self.inherited(&heir);
            }
            Err(trouble) if self.saving.keeps_nothing => {
                self.saving.heir = Some(heir);
                if self.still_left_behind(trouble) {
                    self.notify(Tone::Error, Message::new("erase.left_behind"));
                }
            }
            Err(trouble) => {
                self.saving.heir = Some(heir);
                self.appended(slot, Err(trouble));
            }
        }
    }
}

/// Without what the gone are called anywhere beside the map.
pub(super) fn succession(
    old: &[(MapId, String)],
    gone: &[CardId],
    to: &MapId,
    (stored, bytes): (Stored, Vec<u8>),
) -> Succession {
    let pocket = crate::store::workshop::pocket::PREFIX;
    let noted = crate::store::private::PREFIX;
    let prefixes = [noted, crate::store::gather::PREFIX, pocket];
    let (mut all, mut without, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (from, slot) in old {
        let moves = prefixes.map(|prefix| (format!("{prefix}{from}."), format!("{prefix}{to}.")));
        let moves = if from == to { Vec::new() } else { moves.to_vec() };
        all.push(Predecessor { slot: slot.clone(), kin: format!("{from}."), moves });
        without.extend(gone.iter().map(|id| format!("{noted}{from}.{id}.")));
        without.extend(gone.iter().map(|id| rows_about(from, id.as_str())));
        notes.push((format!("{MOVED}{slot}"), Some(stored.slot.clone())));
        // A field that two changed, and what was done before, may say the name.
        notes.extend([KEPT, OWN].map(|prefix| (format!("{prefix}{slot}"), None)));
    }
    let (beside, room, only_in_place) = (Vec::new(), None, false);
    Succession { old: all, stored, bytes, beside, without, notes, room, only_in_place }
}
