//! Where the last safe copy is. An append-only log in this browser: written a moment after each edit,
//! called saved only when the browser says that it is written.

mod again;
mod aside;
mod held;
mod log;

use std::collections::VecDeque;
use std::rc::Rc;

use super::action::{Action, Effect, Stored, Trouble};
use super::private::PrivateAction;
use super::register::{Heir, MOVED, RegisterAction};
use super::state::State;
use super::view::{NoticeStep, Tone};
use crate::model::{Map, MapId};
use crate::words::Message;

/// Typing rests at most this long before it is written, in milliseconds. With the time of writing it stays
/// under the half second of typing that a crash may cost.
const FLUSH_MS: u32 = 200;
/// What others did rests longer: they have it, too.
const FLUSH_OTHERS_MS: u32 = 2_000;
pub(super) const RETRY_MS: u32 = 4_000;

/// The truth about the last safe copy, as the screen tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Nothing was changed yet: there is nothing to keep.
    Untouched,
    /// The map came in a link, which is where it still is.
    InItsLink,
    Saving,
    /// All edits are in this browser's storage.
    InThisBrowser,
    Failed(Trouble),
    /// The person or the host page asked to keep nothing.
    NotKept,
}

impl Saved {
    /// Closing the page would lose words of a map that was changed here, or not.
    pub(super) fn would_be_lost(&self, changed: bool) -> bool {
        matches!(self, Self::Failed(_)) || *self == Self::NotKept && changed
    }
}

pub(super) struct Saving {
    /// The map's lineage, a dot, and a random part: a browser may keep several copies of one map.
    pub slot: String,
    /// The slot's log has an entry already.
    pub begun: bool,
    pub keeps_nothing: bool,
    /// What the storage may have of the map all the same, from before nothing was to be kept.
    pub kept_before: Option<Map>,
    /// The fragment of the link the map came in, while it is only looked at.
    pub visiting: Option<Rc<str>>,
    /// Something was changed, in this tab or before.
    pub touched: bool,
    waiting: VecDeque<Vec<u8>>,
    in_flight: bool,
    pub(super) flush_due: bool,
    /// The next writing is that of others' words, and not so soon.
    flush_rests: bool,
    /// Others did something since this state of the map, all of which is in the log or on its way.
    others_since: Option<Vec<u8>>,
    others_wait: bool,
    trouble: Option<Trouble>,
    /// While it lies aside: when the storage did not take it, on the page's own clock.
    failed_ms: Option<u64>,
    /// The storage has it no longer.
    gone: bool,
    /// Where nothing is kept: how many entries the page holds in its memory.
    held: u32,
    /// It came back from there after a breakdown.
    pub came_back: bool,
    /// The last log entry that was read.
    pub seen: Option<u64>,
    /// Entries of the log that build on others which have not been read yet.
    gaps: Vec<Vec<u8>>,
    /// Another map goes from the storage when this one comes.
    pub heir: Option<Box<Heir>>,
}

impl Saving {
    pub fn new(keeps_nothing: bool, map: &Map) -> Self {
        Self {
            slot: slot_for(map),
            begun: false,
            keeps_nothing,
            kept_before: None,
            visiting: None,
            touched: false,
            waiting: VecDeque::new(),
            in_flight: false,
            flush_due: false,
            flush_rests: false,
            others_since: None,
            others_wait: false,
            trouble: None,
            failed_ms: None,
            gone: false,
            held: 0,
            came_back: false,
            seen: None,
            gaps: Vec::new(),
            heir: None,
        }
    }

    /// The map as the storage has it, where nothing is to be kept any more.
    pub fn left_behind(&self) -> Option<&Map> {
        self.kept_before.as_ref().filter(|_| self.begun)
    }

    pub fn is_gone(&self) -> bool {
        self.gone
    }

    pub fn saved(&self) -> Saved {
        if self.visiting.is_some() {
            Saved::InItsLink
        } else if self.keeps_nothing {
            Saved::NotKept
        } else if let Some(trouble) = &self.trouble {
            Saved::Failed(trouble.clone())
        } else if self.in_flight || self.flush_due || !self.waiting.is_empty() {
            Saved::Saving
        } else if self.touched {
            Saved::InThisBrowser
        } else {
            Saved::Untouched
        }
    }
}

/// A new key for a map in this browser's storage.
pub(super) fn slot_for(map: &Map) -> String {
    format!("{}.{}", map.id, MapId::random())
}

fn stored_as(slot: &str, map: &Map, changed_ms: u64) -> Stored {
    let cards = u32::try_from(map.cards.size()).unwrap_or(u32::MAX);
    Stored { slot: slot.to_owned(), title: map.title.to_string(), cards, changed_ms, unkept: false }
}

impl State {
    /// An edit was made that no storage has yet.
    pub(super) fn owe_save(&mut self) {
        self.end_visit();
        self.saving.touched = true;
        let is_due = self.saving.flush_due && !self.saving.flush_rests;
        if !is_due {
            self.saving.flush_due = true;
            self.saving.flush_rests = false;
            self.effect(Effect::FlushIn(FLUSH_MS));
        }
        self.tell_room();
        self.touch();
    }

    /// Keeps the map although nothing may be written on it yet, because something else belongs to it.
    pub(super) fn keep_even_empty(&mut self) {
        let saving = &mut self.saving;
        if !saving.begun && !saving.in_flight && saving.waiting.is_empty() {
            saving.waiting.push_back(self.replica.encode());
            self.replica.take_update();
        }
        self.owe_save();
    }

    /// Work of others that came all at once is kept like an edit.
    pub(super) fn keep_entry(&mut self, bytes: Vec<u8>) {
        if self.saving.keeps_nothing {
            self.saving.held = 0;
        } else {
            self.saving.waiting.push_back(bytes);
        }
        self.owe_save();
    }

    /// From now on what others do is to be kept as well.
    pub(super) fn follow_others(&mut self) {
        self.flush();
        let known = if self.saving.begun { self.replica.state_vector() } else { vec![0] };
        self.saving.others_since = Some(known);
    }

    /// Others did something that no storage has yet.
    pub(super) fn owe_save_of_others(&mut self) {
        self.saving.touched = true;
        self.saving.others_wait = true;
        if !self.saving.flush_due {
            self.saving.flush_due = true;
            self.saving.flush_rests = true;
            self.effect(Effect::FlushIn(FLUSH_OTHERS_MS));
        }
    }

    /// What is to be written next. Own words may build on others', so they are never written without them.
    fn next_entry(&mut self) -> Option<Vec<u8>> {
        let own = self.replica.take_update();
        if !std::mem::take(&mut self.saving.others_wait) {
            return own;
        }
        let since = self.saving.others_since.as_deref().unwrap_or(&[0]);
        let all = self.replica.diff(since).ok();
        self.saving.others_since = Some(self.replica.state_vector());
        all
    }

    /// What was written here does not wait any longer.
    pub(super) fn flush_own(&mut self) {
        if self.saving.flush_due && !self.saving.flush_rests && !self.saving.in_flight {
            self.flush();
        }
    }

    /// Writes what is not written yet, one entry at a time.
    pub(super) fn flush(&mut self) {
        self.saving.flush_due = false;
        self.look_aside();
        if self.asks_if_erased() {
            let slot = self.saving.slot.clone();
            self.ask_where_it_went(&slot);
        }
        if self.private.is_some() {
            self.carry_out_seldom(Action::Private(PrivateAction::Flush));
        }
        if self.saving.keeps_nothing {
            return self.hold();
        }
        if !self.saving.touched {
            return;
        }
        self.keep_before_own();
        self.keep_common_first();
        if let Some(bytes) = self.next_entry() {
            // What was held while nothing was kept is in no entry: a log begins with all there is.
            let begins = !self.saving.begun && self.saving.waiting.is_empty();
            let bytes = if begins { self.replica.encode() } else { bytes };
            self.saving.waiting.push_back(bytes);
        }
        if self.saving.in_flight {
            return;
        }
        let Some(bytes) = self.saving.waiting.front().cloned() else { return self.touch() };
        self.saving.in_flight = true;
        if self.saving.heir.is_some() {
            self.carry_out_seldom(Action::Register(RegisterAction::Inherit(bytes)));
            return self.touch();
        }
        let stored = self.stored_now();
        let whole = !self.saving.begun;
        self.effect(Effect::Append { bytes, stored, whole });
        self.touch();
    }

    /// As [`Self::flush`], for a page that may not live until what is on its way has arrived.
    pub(super) fn flush_all(&mut self) {
        self.flush();
        let open = [(&self.saving, &self.replica)];
        let aside = self.asides().map(|it| (&it.saving, &it.replica));
        let mut effects = Vec::new();
        for (saving, replica) in open.into_iter().chain(aside).filter(|(it, _)| it.in_flight) {
            let stored = self.stored_as(&saving.slot, replica.map());
            for bytes in saving.waiting.iter().skip(1).cloned() {
                effects.push(Effect::AppendToo { bytes, stored: stored.clone() });
            }
        }
        effects.into_iter().for_each(|effect| self.effect(effect));
    }

    pub(super) fn stored_now(&self) -> Stored {
        self.stored_as(&self.saving.slot, self.replica.map())
    }

    pub(super) fn stored_as(&self, slot: &str, map: &Map) -> Stored {
        stored_as(slot, map, (self.setup.clock)())
    }

    /// Whether the one that is to take the place of the open map has it is not known.
    pub(super) fn asks_if_erased(&self) -> bool {
        self.erasing.as_ref().is_some_and(|erasing| erasing.unknown)
    }

    /// Another map may have taken the place of one that is not there any more.
    pub(super) fn ask_where_it_went(&mut self, slot: &str) {
        self.effect(Effect::ReadPrivate { prefix: format!("{MOVED}{slot}") });
    }

    pub(super) fn appended(&mut self, slot: &str, result: Result<u64, Trouble>) {
        self.saving.in_flight = false;
        match result {
            Ok(_) => {
                self.saving.waiting.pop_front();
                self.saving.begun = true;
                if self.room.is_some() && self.joining.take().is_some() {
                    self.tell_link();
                }
                if self.saving.trouble.take().is_some() {
                    self.notify(Tone::Plain, Message::new("notice.saved_again"));
                }
                self.effect(Effect::Remember { slot: Some(self.saving.slot.clone()) });
                self.effect(Effect::Ring);
                if !self.saving.waiting.is_empty() {
                    self.flush();
                }
            }
            // Somebody removed the map from the storage while it is open here: it goes back, whole, unless another one has
            // taken its place.
            Err(Trouble::Gone) => {
                self.saving.gone = true;
                self.ask_where_it_went(slot);
            }
            Err(trouble) => {
                if self.saving.trouble.as_ref() != Some(&trouble) {
                    let key = match trouble {
                        Trouble::Full => "notice.storage_full",
                        Trouble::Refused => "notice.storage_refused",
                        Trouble::Gone | Trouble::Other(_) => "notice.storage_failed",
                    };
                    let step = Some((NoticeStep::Export as fn(u64) -> NoticeStep, "action.export"));
                    self.notify_with(Tone::Error, Message::new(key), Vec::new(), step);
                }
                self.saving.trouble = Some(trouble);
                self.saving.flush_due = true;
                self.effect(Effect::FlushIn(RETRY_MS));
            }
        }
        self.touch();
    }

    /// From now on. What is kept so far stays.
    pub(super) fn keep_nothing(&mut self) {
        if self.saving.keeps_nothing || self.rehearsal.is_some() {
            return;
        }
        self.saving.keeps_nothing = true;
        self.saving.kept_before = Some(self.replica.map().clone());
        self.saving.waiting.clear();
        self.saving.trouble = None;
        self.saving.flush_due = false;
        self.effect(Effect::Watch { slot: None });
        self.effect(Effect::Remember { slot: None });
        self.hold_anew();
        self.touch();
    }

    pub(super) fn watch(&mut self) {
        if !self.saving.keeps_nothing {
            self.effect(Effect::Watch { slot: Some(self.saving.slot.clone()) });
        }
    }
}
