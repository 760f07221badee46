//! Erasing somebody from a map and its history: a fresh document without them takes the place of the old one, in the
//! storage in one step. There is no way back, and copies elsewhere stay as they are, but for those of the people in a room
//! whose leader erases (`room/anew.rs`).

use super::succession::{Succession, succession};
use super::without::{without, without_all};
use crate::document::Replica;
use crate::model::{CardId, MapId};
use crate::store::action::{Effect, Trouble};
use crate::store::saving::{RETRY_MS, Saving};
use crate::store::state::State;
use crate::store::view::{Overlay, Tone};
use crate::words::Message;

/// What the key of a note begins with that says where a map went; the old slot follows.
pub(in crate::store) const MOVED: &str = "moved.";

/// A map that is to take the place of the open one, once the storage has it.
pub(in crate::store) struct Erasing {
    gone: CardId,
    replica: Replica,
    saving: Saving,
    had_room: bool,
    /// The storage gave no answer: it is asked whether it has the new map.
    pub unknown: bool,
}

impl State {
    pub(in crate::store) fn erase(&mut self, id: &CardId) {
        if self.is_readonly() || self.erasing.is_some() {
            return;
        }
        if self.room.as_ref().is_some_and(|room| room.may_lead()) {
            return self.erase_for_all(id);
        }
        let Some(map) = without(self.map(), id) else {
            return self.notify(Tone::Error, Message::new("erase.cannot"));
        };
        self.end_edit();
        self.flush();
        let (had_room, gone) = (self.room.is_some(), id.clone());
        let (client, clock) = (self.setup.client, self.setup.clock.clone());
        let replica = Replica::from_map(&map, client, clock);
        let mut saving = Saving::new(self.saving.keeps_nothing, &map);
        let is_kept = self.saving.begun || self.saving.touched;
        let kept = match self.saving.keeps_nothing {
            // Where that was chosen later, the storage has what was kept until then.
            true => self
                .saving
                .left_behind()
                .map(|kept| without_all(kept, std::slice::from_ref(id), &map.id, &[self.map()])),
            false => is_kept.then(|| map.clone()),
        };
        let Some(kept) = kept else {
            self.erasing =
                Some(Box::new(Erasing { gone, replica, saving, had_room, unknown: false }));
            self.erased();
            // Nothing was kept of the one before, so nothing has to go.
            return self.owe_save();
        };
        saving.begun = true;
        saving.touched = true;
        let (old, stored) = (self.saving.slot.clone(), self.stored_as(&saving.slot, &kept));
        let old = [(self.map().id.clone(), old)];
        // Its first history, not the library's encoding, whose order is random.
        let bytes = Replica::genesis_update(&kept);
        let only_in_place = saving.keeps_nothing;
        saving.kept_before = only_in_place.then_some(kept);
        self.erasing = Some(Box::new(Erasing { gone, replica, saving, had_room, unknown: false }));
        let next = succession(&old, std::slice::from_ref(id), &map.id, (stored, bytes));
        let next = Succession { only_in_place, ..next };
        self.effect(Effect::Succeed(Box::new(next)));
        self.touch();
    }

    /// The storage has the new map and no longer the old one, or all is as it was.
    pub(super) fn succeeded(&mut self, slot: &str, result: Result<(), Trouble>) {
        if self.erasing.as_ref().is_none_or(|erasing| erasing.saving.slot != slot) {
            return self.inherits(slot, result);
        }
        match result {
            Ok(()) => self.erased(),
            // Nobody knows whether it was written: the storage is asked before anything is said.
            Err(Trouble::Other(_)) => {
                if let Some(erasing) = &mut self.erasing {
                    erasing.unknown = true;
                }
                let slot = self.saving.slot.clone();
                self.ask_where_it_went(&slot);
            }
            Err(trouble) => {
                self.erasing = None;
                let key = match trouble {
                    Trouble::Full => "erase.full",
                    Trouble::Refused | Trouble::Gone | Trouble::Other(_) => "erase.failed",
                };
                self.notify(Tone::Error, Message::new(key));
            }
        }
    }

    fn erased(&mut self) {
        let Some(erasing) = self.erasing.take() else { return };
        let Erasing { gone, mut replica, saving, had_room, .. } = *erasing;
        // Other tabs of the old map look where it went.
        self.effect(Effect::Ring);
        self.leave_room(true);
        replica.take_update();
        let lineage = |id: &MapId, slot: &str| slot.split('.').next() == Some(id.as_str());
        let old = self.map().id.clone();
        self.forget_asides(|slot| lineage(&old, slot));
        self.replica = replica;
        self.saving = saving;
        self.private = None;
        self.move_boxes(&old, std::slice::from_ref(&gone));
        self.look_for_unkept();
        self.opened();
        self.hold_anew();
        self.tell_host(self.origin);
        self.view.overlay = Overlay::Register(None);
        let mut details = vec![Message::new("erase.elsewhere")];
        details.extend(had_room.then(|| Message::new("erase.room")));
        self.notify_with(Tone::Plain, Message::new("erase.done"), details, None);
    }

    /// The storage has told whether a map went somewhere else.
    pub(in crate::store) fn moved(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        let Some(old) = prefix.strip_prefix(MOVED) else { return };
        let is_open = self.saving.slot == old;
        let Ok(rows) = rows else {
            // Not known is not "nowhere": it is asked again.
            let waits = is_open && (self.asks_if_erased() || self.saving.is_gone());
            return if waits {
                self.effect(Effect::FlushIn(RETRY_MS))
            } else {
                self.not_there(is_open)
            };
        };
        let went = rows.into_iter().find(|(key, _)| key == prefix).map(|(_, slot)| slot);
        let asked = is_open && self.asks_if_erased();
        let erasing = self.erasing.as_ref().filter(|_| asked).map(|next| &next.saving.slot);
        if erasing.is_some() && erasing == went.as_ref() {
            return self.erased();
        }
        if asked {
            self.erasing = None;
            if went.is_none() {
                self.notify(Tone::Error, Message::new("erase.failed"));
            }
        }
        match went {
            Some(slot) => {
                if is_open {
                    // What is open here holds somebody who was erased: nothing of it may be written again.
                    self.start_over();
                    self.has_no_boxes(old);
                }
                self.effect(Effect::Load { slot, after: None });
                self.notify(Tone::Warning, Message::new("erase.went"));
            }
            None if is_open && self.saving.is_gone() => self.save_anew(),
            None => self.not_there(is_open),
        }
        self.touch();
    }

    fn not_there(&mut self, is_open: bool) {
        if !is_open {
            self.effect(Effect::Remember { slot: None });
            self.notify(Tone::Warning, Message::new("notice.not_there"));
        }
    }
}
