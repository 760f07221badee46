//! A map's log comes back from the storage: to be opened, to be taken in, or to give way to the one without somebody.

use super::{RETRY_MS, Saving};
use crate::document::{Refused, Replica};
use crate::model::MapId;
use crate::store::action::{Effect, Origin, Trouble};
use crate::store::register::{Heir, without_all};
use crate::store::state::State;
use crate::store::view::Tone;
use crate::words::Message;

/// A log longer than this is written anew as one entry when the map is opened.
const LONG_LOG: usize = 150;

/// The map's id, as its key in the storage tells it.
pub(super) fn lineage(slot: &str) -> MapId {
    let id = slot.split_once('.').map(|(id, _)| id);
    id.and_then(|id| MapId::parse(id).ok()).unwrap_or_else(MapId::random)
}

impl State {
    /// The open map takes the place of another one, also in the storage.
    pub(in crate::store) fn inherit(&mut self, slot: String, heir: Heir) {
        let heir = match self.saving.heir.take() {
            Some(earlier) => heir.after(*earlier),
            None => heir,
        };
        let mut saving = Saving::new(self.saving.keeps_nothing, self.replica.map());
        let is_kept = self.saving.begun || self.saving.touched || !heir.beside.is_empty();
        (saving.touched, saving.came_back) = (self.saving.touched, self.saving.came_back);
        if is_kept && !saving.keeps_nothing {
            (saving.slot, saving.touched) = (slot, true);
            saving.waiting.push_back(self.replica.encode());
            self.replica.take_update();
            saving.others_since = Some(self.replica.state_vector());
            saving.heir = Some(Box::new(heir));
            self.saving = saving;
            self.flush();
        } else {
            let left_behind = self.saving.left_behind().map(|kept| {
                let to = &self.replica.map().id;
                without_all(kept, &heir.gone, to, &[])
            });
            (saving.begun, saving.kept_before) = (left_behind.is_some(), left_behind);
            self.saving = saving;
            self.follow_others();
            self.hold_anew();
            if self.saving.begun {
                self.saving.heir = Some(Box::new(heir));
                self.flush();
            } else {
                self.inherited_unkept(&heir);
            }
        }
        self.watch();
    }

    /// What the storage has from before nothing was to be kept is the one without somebody.
    pub(in crate::store) fn is_left_behind(&mut self) {
        let saving = &mut self.saving;
        (saving.begun, saving.in_flight, saving.trouble) = (true, false, None);
    }

    /// It did not take that: it is asked again. False where it has said so before.
    pub(in crate::store) fn still_left_behind(&mut self, trouble: Trouble) -> bool {
        self.saving.in_flight = false;
        self.effect(Effect::FlushIn(RETRY_MS));
        self.saving.trouble.replace(trouble).is_none()
    }

    /// A log came back: of a map to open, or what other tabs have written to the open one.
    pub(in crate::store) fn loaded(
        &mut self,
        slot: &str,
        entries: Result<Vec<(u64, Vec<u8>)>, Trouble>,
    ) {
        if let Some(aside) = self.take_from_aside(slot) {
            // It lies here with words that the storage does not have.
            self.take_up(aside);
            self.take_in(&entries.unwrap_or_default());
            self.tell_of_asides();
            self.tell_host(self.origin);
            self.merge_arriving();
            return self.touch();
        }
        let entries = match entries {
            Ok(entries) => entries,
            Err(_) => {
                self.notify(Tone::Error, Message::new("notice.not_opened"));
                return;
            }
        };
        if slot == self.saving.slot && self.saving.touched {
            if entries.is_empty() {
                self.ask_where_it_went(slot);
            }
            self.take_in(&entries);
        } else if entries.is_empty() {
            self.ask_where_it_went(slot);
        } else {
            self.open_log(slot, &entries);
            self.merge_arriving();
        }
        self.touch();
    }

    /// An entry that builds on one which was not read yet waits for it.
    fn take_in(&mut self, entries: &[(u64, Vec<u8>)]) {
        let at_hand = self.at_hand();
        let mut waiting = std::mem::take(&mut self.saving.gaps);
        waiting.extend(entries.iter().map(|(_, bytes)| bytes.clone()));
        let mut damaged = 0;
        loop {
            let before = waiting.len();
            waiting.retain(|bytes| match self.replica.apply_kept(bytes) {
                Ok(changes) => {
                    self.changed(changes, Origin::Remote);
                    false
                }
                Err(Refused::Gap) => true,
                Err(Refused::NotAnUpdate | Refused::TooLarge) => {
                    damaged += 1;
                    false
                }
            });
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        self.saving.gaps = waiting;
        self.saving.seen = self.saving.seen.max(entries.iter().map(|(key, _)| *key).max());
        self.say_damaged(damaged);
        self.is_it_taken_away(at_hand, None);
        self.tell_room();
    }

    fn say_damaged(&mut self, count: usize) {
        if count > 0 {
            let message = Message::new("notice.log_damaged").with("n", count.to_string());
            self.notify(Tone::Warning, message);
        }
    }

    fn open_log(&mut self, slot: &str, entries: &[(u64, Vec<u8>)]) {
        let updates = entries.iter().map(|(_, bytes)| bytes.as_slice());
        let clock = self.setup.clock.clone();
        let (replica, refused) =
            Replica::from_updates(lineage(slot), self.setup.client, clock, updates);
        let mut saving = Saving::new(false, replica.map());
        saving.slot = slot.to_owned();
        saving.begun = true;
        saving.touched = true;
        // What these build on may be written yet.
        let gaps = refused.iter().filter(|(_, why)| *why == Refused::Gap);
        saving.gaps = gaps.map(|(at, _)| entries[*at].1.clone()).collect();
        saving.seen = entries.iter().map(|(key, _)| *key).max();
        let merged = (entries.len() > LONG_LOG && refused.is_empty()).then(|| replica.encode());
        if let (Some(merged), Some(upto)) = (merged, saving.seen) {
            self.effect(Effect::Compact { slot: slot.to_owned(), upto, merged });
        }
        self.show_replica(replica, saving);
        self.effect(Effect::Remember { slot: Some(slot.to_owned()) });
        self.say_damaged(refused.len());
    }
}
