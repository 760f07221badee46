//! Opening and starting maps. The map that was open is never lost: it is put aside with a way back.

use super::action::{Action, Effect, HostEvent, Origin};
use super::merging::all_of;
use super::private::PrivateAction;
use super::room::{RoomEffect, RoomStep};
use super::saving::Saving;
use super::state::{Before, State};
use super::view::{NoticeStep, Overlay, Page, Selection, Tone};
use crate::document::{Genesis, Replica};
use crate::exchange::{self, Import, NotAMap};
use crate::geometry::Layout;
use crate::model::{Lane, Map, MapId};
use crate::words::Message;

/// Something large on its way to the screen.
pub(super) struct HalfOpen {
    import: Import,
    name: String,
    keep: bool,
    next: Next,
}

/// What its next turn does.
enum Next {
    /// Writes its history.
    Write,
    /// Builds the document from that.
    Build(Genesis),
    Show(Box<Replica>),
}

impl State {
    /// A large one takes four turns, with a frame between them, so that the screen never stands still for long.
    pub(super) fn open_parsed(
        &mut self,
        parsed: Result<Import, NotAMap>,
        bytes: usize,
        name: &str,
        keep: bool,
    ) {
        const LARGE: usize = 300_000;
        match parsed {
            Ok(import) if bytes > LARGE => {
                self.notify(Tone::Plain, Message::new("notice.opening").with("name", name));
                self.half_open =
                    Some(HalfOpen { import, name: name.to_owned(), keep, next: Next::Write });
                self.effect(Effect::Later(Action::OpenTheRest));
            }
            Ok(import) => {
                let replica = self.replica_of_import(&import);
                self.open_import(import, name, keep, replica);
            }
            Err(why) => self.notify_with(
                Tone::Error,
                Message::new("notice.cannot_open").with("name", name),
                vec![why.message()],
                None,
            ),
        }
    }

    /// The next turn of opening something large.
    pub(super) fn open_the_rest(&mut self) {
        let Some(half_open) = self.half_open.take() else { return };
        let HalfOpen { import, name, keep, next } = half_open;
        let next = match next {
            Next::Write => match self.grown(&import) {
                Some(replica) => Next::Show(Box::new(replica)),
                None => Next::Build(Genesis::of(&import.map)),
            },
            Next::Build(genesis) => {
                let (id, clock) = (import.map.id.clone(), self.setup.clock.clone());
                let replica = Replica::from_genesis(id, &genesis, self.setup.client, clock);
                Next::Show(Box::new(replica))
            }
            Next::Show(replica) => return self.open_import(import, &name, keep, *replica),
        };
        self.half_open = Some(HalfOpen { import, name, keep, next });
        self.effect(Effect::Later(Action::OpenTheRest));
    }

    /// The document of a file: with the history that it carries, where that says what the file says.
    pub(super) fn replica_of_import(&self, import: &Import) -> Replica {
        self.grown(import).unwrap_or_else(|| self.replica_of(&import.map))
    }

    fn grown(&self, import: &Import) -> Option<Replica> {
        let history = import.history.as_ref()?;
        // Another name than in the other maps of this page: this copy and they may be merged one day.
        let random = (self.setup.random)();
        let client = random.iter().fold(0, |bits: u64, byte| bits << 8 | u64::from(*byte));
        let (id, clock) = (import.map.id.clone(), self.setup.clock.clone());
        let mut replica = Replica::from_history(id, client, clock, &history.bytes).ok()?;
        if !history.fits {
            // Somebody edited the file by hand: what it says counts.
            replica.commit(all_of(&replica, &import.map)).ok()?;
        }
        (exchange::canonical(replica.map()) == exchange::canonical(&import.map)).then_some(replica)
    }

    pub(super) fn replica_of(&self, map: &Map) -> Replica {
        Replica::from_map(map, self.setup.client, self.setup.clock.clone())
    }

    fn open_import(&mut self, import: Import, name: &str, keep: bool, replica: Replica) {
        let had_words = !self.replica.map().is_empty();
        self.open_replica(&import.map, replica, keep);
        let odd = !import.warnings.is_empty();
        if odd || had_words {
            let key = if odd { "notice.opened_with_warnings" } else { "notice.opened" };
            let message = Message::new(key).with("name", name);
            let tone = if odd { Tone::Warning } else { Tone::Plain };
            let back = had_words
                .then_some((NoticeStep::GoBack as fn(u64) -> NoticeStep, "action.go_back"));
            self.notify_with(tone, message, import.warnings, back);
        }
        self.merge_beside();
    }

    /// Shows a map that is not in this browser's storage yet. With `keep` it goes there at once.
    pub(super) fn open_replica(&mut self, map: &Map, replica: Replica, keep: bool) {
        let saving = Saving::new(self.saving.keeps_nothing, map);
        self.show_replica(replica, saving);
        if keep {
            self.owe_save();
        }
    }

    pub(super) fn new_map(&mut self) {
        let clock = self.setup.clock.clone();
        let replica = Replica::new(MapId::random(), self.setup.client, clock);
        let saving = Saving::new(self.saving.keeps_nothing, replica.map());
        self.show_replica(replica, saving);
    }

    /// Puts the open map aside and shows another one.
    pub(super) fn show_replica(&mut self, replica: Replica, saving: Saving) {
        self.swap_replica(replica, saving);
        self.tell_of_asides();
        self.tell_host(self.origin);
    }

    /// As [`Self::show_replica`], without a word to the host page.
    pub(super) fn swap_replica(&mut self, replica: Replica, mut saving: Saving) {
        self.end_edit();
        // Before the room is left: what was done in it is remembered with it.
        self.flush();
        let room = self.room.as_ref().and_then(|room| room.kept());
        self.leave_room(false);
        let ended = self.ended_rehearsal();
        let round = self.unkept_round();
        let old = std::mem::replace(&mut self.replica, replica);
        if let Some(ended) = &ended {
            saving.keeps_nothing = ended.keeps_nothing;
        }
        let old_saving = std::mem::replace(&mut self.saving, saving);
        let private = self.private.take();
        // Of the map that is put aside the warning stays.
        self.private_unkept &= private.is_some() || self.asides().any(|it| it.private.is_some());
        if let Some(ended) = ended {
            self.before = ended.before;
        } else if !old.map().is_empty() || old_saving.touched {
            let camera = self.camera;
            let before = Before { replica: old, saving: old_saving, camera, room, private, round };
            if let Some(passed) = self.before.replace(Box::new(before)) {
                self.pass_over(*passed);
            }
        }
        self.opened();
        self.begin_view();
        self.hold_anew();
    }

    /// The map is another one for the host page, too. Of a copy to rehearse on it does not hear.
    pub(super) fn tell_host(&mut self, origin: Origin) {
        if self.rehearsal.is_none() {
            self.effect(Effect::Emit(HostEvent::MapChange(origin)));
        }
    }

    /// Back to the map that was put aside; the present one is put aside instead.
    pub(super) fn go_back(&mut self) {
        if self.put_back() {
            self.tell_of_asides();
            self.tell_host(self.origin);
        }
    }

    /// As [`Self::go_back`], without a word to the host page. False where nothing was put aside.
    pub(super) fn put_back(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.take_up(*before);
        true
    }

    /// Shows a map that was put aside; the present one is put aside instead.
    pub(super) fn take_up(&mut self, before: Before) {
        let camera = before.camera;
        let visiting = before.saving.visiting.is_some();
        self.swap_replica(before.replica, before.saving);
        if let Some(round) = before.round {
            self.round_is_back(round);
        }
        if !visiting {
            self.owe_save();
        }
        if before.private.is_some() {
            self.private = before.private;
            self.carry_out_seldom(Action::Private(PrivateAction::Again));
        }
        if let Some(kept) = before.room {
            self.carry_out_seldom(Action::Room(RoomStep::Rejoin { kept }));
        }
        self.set_camera(camera);
    }

    pub(super) fn opened(&mut self) {
        self.opening += 1;
        self.look_away();
        self.fresh = None;
        self.writing = None;
        self.pending = None;
        self.round = super::gather::Round::default();
        self.view.page = Page::Map;
        self.view.overlay = Overlay::None;
        self.view.panel = false;
        self.view.notices.clear();
        self.select(Selection::None);
        self.watch();
        let slot =
            (!self.saving.keeps_nothing && self.saving.begun).then(|| self.saving.slot.clone());
        self.effect(Effect::Remember { slot });
        self.tell_link();
        self.look_for_workshop();
        self.touch();
    }

    /// The camera for a map that was just opened: all lanes side by side where that can be read, otherwise the first ones;
    /// from their upper end, where the story begins.
    pub(super) fn begin_view(&mut self) {
        const READABLE: f64 = 0.6;
        let layout = Layout::of(self.replica.map());
        let across = layout.rect(Lane::Commitments).right();
        let whole = (self.viewport.size.width - 32.0) / across;
        let scale = self.text_scale;
        let zoom = if whole < READABLE * scale { 0.75 * scale } else { whole.min(scale) };
        let left = (self.viewport.size.width / zoom - across) / 2.0;
        let (left, top) = (left.max(16.0 / zoom), (self.viewport.top + 8.0) / zoom);
        self.set_camera(crate::geometry::Camera::new(-left, -top, zoom));
        self.fitted = true;
    }

    pub(super) fn fit(&mut self) {
        let bounds = Layout::of(self.replica.map()).bounds();
        let camera = crate::geometry::Camera::fitting(bounds, self.viewport, self.text_scale);
        self.set_camera(camera);
    }

    /// A map goes from the storage, and with its last copy what is kept there beside it.
    pub(super) fn forget(&mut self, slot: &str) {
        let id = slot.split('.').next().unwrap_or_default();
        let pocket = super::workshop::pocket::PREFIX;
        let private = [super::private::PREFIX, super::gather::PREFIX, pocket];
        let private = private.iter().map(|prefix| format!("{prefix}{id}.")).collect();
        self.effect(Effect::Forget { slot: slot.to_owned(), kin: format!("{id}."), private });
        self.forget_beside(slot);
    }

    /// In place of the open map, of which nothing may be written again: an empty one in a slot of its own.
    pub(super) fn start_over(&mut self) {
        self.leave_room(true);
        let clock = self.setup.clock.clone();
        self.replica = Replica::new(MapId::random(), self.setup.client, clock);
        self.saving = Saving::new(self.saving.keeps_nothing, self.replica.map());
        self.private = None;
        self.private_unkept = false;
    }

    pub(super) fn remove_stored(&mut self, slot: &str) {
        self.forget(slot);
        self.forget_aside(slot);
        let keys = RoomEffect::Keep { slot: slot.to_owned(), kept: None };
        self.effect(Effect::Room(keys));
        if let Some(stored) = &self.stored {
            self.stored = Some(stored.iter().filter(|s| s.slot != slot).cloned().collect());
        }
        if slot == self.saving.slot {
            // The open map would be written back by the next edit: it starts over in a slot of its own.
            self.start_over();
            self.opening += 1;
            self.look_away();
        }
        self.has_no_boxes(slot);
        self.touch();
    }

    /// What was half written in a map that is removed is nothing to warn of.
    pub(super) fn has_no_boxes(&mut self, slot: &str) {
        if self.half_written.is_some() {
            let forget = super::HalfWrittenAction::Forget { slot: slot.to_owned() };
            self.carry_out_seldom(Action::HalfWritten(forget));
        }
    }
}

/// A file name that every system takes, from a map's title.
pub(super) fn file_name(title: &str) -> String {
    let stem = file_stem(title);
    format!("{}.json", if stem.is_empty() { "alignment-map" } else { &stem })
}

/// The letters of a title that every system takes in a file's name.
#[must_use]
pub fn file_stem(title: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
    let words: String = title.chars().map(safe).take(60).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase()
}
