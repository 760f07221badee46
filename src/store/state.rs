//! The state of one canvas.

use std::any::Any;
use std::rc::Rc;

use super::action::{Action, Effect, HostEvent, Origin, Stored};
use super::room::RoomStep;
use super::saving::{Saved, Saving};
use super::snapshot::Snapshot;
use super::view::{Mode, Notice, NoticeStep, Overlay, Page, Selection, Tone, View};
use crate::document::{Change, Command, CommandError, Replica};
use crate::exchange::NotAMap;
use crate::geometry::{Camera, Viewport};
use crate::model::{CardId, Map, MapId, sort_and_dedup};
use crate::words::Message;

/// What a canvas needs from its surroundings to begin.
pub struct Setup {
    /// Fresh for every page load, 53 random bits.
    pub client: u64,
    /// Milliseconds since 1970.
    pub clock: Rc<dyn Fn() -> u64>,
    pub keeps_nothing: bool,
    /// 32 secret random bytes, others each time.
    pub random: fn() -> [u8; 32],
    /// Milliseconds since the page began, or since any other moment; never runs backwards, whatever the clock is set to.
    pub uptime: Rc<dyn Fn() -> u64>,
}

/// Why something a host asked for was not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("{0}")]
    BadCall(String),
    #[error(
        "a workshop is being rehearsed on a copy of the map; change the map once that has ended"
    )]
    Rehearses,
    #[error("this is no alignment map")]
    NotAMap(#[from] NotAMap),
}

pub struct State {
    pub(super) setup: Setup,
    pub(super) replica: Replica,
    pub(super) opening: u64,
    /// The map that was open before, kept until the next one is opened, so that there is a way back.
    pub(super) before: Option<Box<Before>>,
    /// Maps put aside earlier that would be lost with this page.
    pub(super) aside: Vec<Before>,
    /// A large file on its way to the screen, one turn after the other.
    pub(super) half_open: Option<super::files::HalfOpen>,
    pub(super) late: super::seldom::Late,
    pub(super) room: Option<Box<dyn super::room::Room>>,
    pub(super) room_shown: super::room::Shown,
    /// The way back into the room, while the canvas is off the page.
    pub(super) room_resting: Option<super::room::RoomLink>,
    pub(super) joining: Option<Rc<super::joining::Joining>>,
    pub(super) view: View,
    /// What the map gives reason to ask, as it was last worked out. Without its type: that is the late part's.
    pub(super) inquiry: Option<Rc<dyn Any>>,
    /// What only this browser knows about the people of the map. Without its type, for the same reason.
    pub(super) private: Option<Rc<dyn Any>>,
    /// Some of that is kept nowhere.
    pub(super) private_unkept: bool,
    /// What stands half written in boxes. Without its type: that is the late part's.
    pub(super) half_written: Option<Rc<dyn Any>>,
    /// Copies on their way into the map. Without its type: that is the late part's.
    pub(super) merging: Option<Rc<dyn Any>>,
    /// What came from outside and waits for an answer. Without its type: that is the late part's.
    pub(super) pending: Option<Rc<dyn Any>>,
    /// What was shown before it asked.
    pub(super) pending_over: Page,
    /// What this page knows of a workshop that is led here. Without its type, as the inquiry.
    pub(super) workshop: Option<Rc<dyn Any>>,
    /// A map without somebody, on its way into the storage.
    pub(super) erasing: Option<Box<super::register::Erasing>>,
    /// What is shown is a copy to rehearse on.
    pub(super) rehearsal: Option<super::rehearsal::Rehearsal>,
    /// In which opening of a map it was said that support came before any priority.
    pub(super) nudged: Option<u64>,
    pub(super) edition: u64,
    /// The person chose canvas or outline, so a change of the window's width no longer does.
    pub(super) mode_chosen: bool,
    pub(super) camera: Camera,
    /// The camera shows the map as it was opened: nobody has moved it yet.
    pub(super) fitted: bool,
    pub(super) viewport: Viewport,
    /// The size of text that the person chose, 1 is the usual one.
    pub(super) text_scale: f64,
    pub(super) saving: Saving,
    pub(super) stored: Option<Rc<[Stored]>>,
    pub(super) readonly: bool,
    /// The page is a file that holds the program and a map: it saves itself as a new one.
    pub(super) alone: bool,
    pub(super) offline: super::offline::Offline,
    pub(super) link: super::share::ShareLink,
    pub(super) round: super::gather::Round,
    pub(super) writing: Option<Rc<super::writing::OpenWriting>>,
    /// The fragment that the host page was told of last.
    pub(super) told_link: Option<Rc<str>>,
    /// A card that was just added and has no words yet: it goes if it gets none.
    pub(super) fresh: Option<CardId>,
    pub(super) origin: Origin,
    changes: Vec<Change>,
    effects: Vec<Effect>,
    revision: u64,
    dirty: bool,
    notice_number: u64,
}

/// Makes the step that a notice offers from the notice's number.
pub(super) type StepOf = fn(u64) -> NoticeStep;

/// A map put aside.
pub(super) struct Before {
    pub replica: Replica,
    pub saving: Saving,
    pub camera: Camera,
    /// The way back into its room.
    pub room: Option<super::room::RoomLink>,
    pub private: Option<Rc<dyn Any>>,
    /// The question that is asked, where this browser does not keep it.
    pub round: Option<Rc<super::gather::OpenRound>>,
}

impl State {
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let replica = Replica::new(MapId::random(), setup.client, setup.clock.clone());
        let saving = Saving::new(setup.keeps_nothing, replica.map());
        Self {
            setup,
            replica,
            saving,
            opening: 0,
            before: None,
            aside: Vec::new(),
            half_open: None,
            late: super::seldom::Late::default(),
            room: None,
            room_shown: super::room::Shown::default(),
            room_resting: None,
            joining: None,
            view: View::default(),
            inquiry: None,
            private: None,
            private_unkept: false,
            half_written: None,
            merging: None,
            pending: None,
            pending_over: Page::Start,
            workshop: None,
            erasing: None,
            rehearsal: None,
            nudged: None,
            edition: 0,
            mode_chosen: false,
            camera: Camera::default(),
            fitted: true,
            viewport: Viewport::default(),
            text_scale: 1.0,
            stored: None,
            readonly: false,
            alone: false,
            offline: super::offline::Offline::default(),
            link: super::share::ShareLink::default(),
            round: super::gather::Round::default(),
            writing: None,
            told_link: None,
            fresh: None,
            origin: Origin::Local,
            changes: Vec::new(),
            effects: Vec::new(),
            revision: 0,
            dirty: true,
            notice_number: 0,
        }
    }

    #[must_use]
    pub fn map(&self) -> &Map {
        self.replica.map()
    }

    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    #[must_use]
    pub fn camera(&self) -> Camera {
        self.camera
    }

    #[must_use]
    pub fn saved(&self) -> Saved {
        self.saving.saved()
    }

    /// The key under which this browser keeps the open map.
    #[must_use]
    pub fn slot(&self) -> &str {
        &self.saving.slot
    }

    /// The host page asked for it, or the map is only looked at.
    pub(super) fn is_readonly(&self) -> bool {
        let only_views = self.room.as_ref().is_some_and(|room| !room.may_edit());
        let only_shows = only_views || self.view.beside.is_some();
        self.readonly || self.saving.visiting.is_some() || only_shows || self.erasing.is_some()
    }

    pub fn set_readonly(&mut self, readonly: bool) {
        self.readonly = readonly;
        self.touch();
    }

    /// The page holds the program and a map, and nothing else.
    pub fn stand_alone(&mut self) {
        self.alone = true;
        self.touch();
    }

    /// A new snapshot, if anything that it shows has changed since the last one.
    pub fn snapshot(&mut self) -> Option<Rc<Snapshot>> {
        if !std::mem::take(&mut self.dirty) {
            return None;
        }
        self.revision += 1;
        let mut changes = std::mem::take(&mut self.changes);
        sort_and_dedup(&mut changes);
        Some(Rc::new(self.picture(changes.into())))
    }

    /// What there is to show just now.
    pub(super) fn picture(&self, changes: Rc<[Change]>) -> Snapshot {
        Snapshot {
            revision: self.revision,
            opening: self.opening,
            map: self.replica.map().clone(),
            edition: self.edition,
            inquiry: self.inquiry.clone(),
            private: self.private.clone(),
            private_unkept: self.private_unkept,
            half_written: self.half_written.clone(),
            erasing: self.erasing.is_some(),
            merging: self.merging.clone(),
            pending: self.pending.clone(),
            workshop: self.workshop.clone(),
            changes,
            slot: self.saving.slot.as_str().into(),
            view: self.view.clone(),
            saved: self.saved(),
            keeps_nothing: self.saving.keeps_nothing,
            came_back: self.saving.came_back,
            rehearses: self.rehearsal.is_some(),
            aside_unkept: self.rehearsal.is_some_and(|it| it.unkept)
                || self.asides().any(Before::would_be_lost),
            readonly: self.is_readonly(),
            alone: self.alone,
            visiting: self.saving.visiting.is_some(),
            may_keep: !self.readonly,
            offline: self.offline,
            link: self.link.clone(),
            round: self.open_round_now(),
            writing: self.writing.clone(),
            room: self.room.as_ref().map(|room| room.view()),
            following: self.room_shown.following,
            pairing: self.room_shown.pairing.clone(),
            clashes: self.room_shown.clashes.clone(),
            login: self.room_shown.login,
            joining: self.joining.clone(),
            can_undo: self.replica.can_undo(),
            can_redo: self.replica.can_redo(),
            stored: self.stored.clone(),
        }
    }

    /// May what is new be shown a moment later? Not where it is about a text that somebody may have under the caret: what is
    /// typed there is understood by what the box was last shown.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        let view = &self.view;
        let is_bare = view.page == Page::Map
            && view.mode == Mode::Canvas
            && view.overlay == Overlay::None
            && !view.panel
            && !view.questions
            && self.workshop.is_none();
        let is_elsewhere = |change: &Change| match change {
            Change::CardEdited(id) | Change::CardRemoved(id) => view.editing.as_ref() != Some(id),
            Change::MapEdited => false,
            _ => true,
        };
        is_bare && self.changes.iter().all(is_elsewhere)
    }

    /// Something to show has changed.
    pub(super) fn touch(&mut self) {
        self.dirty = true;
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Carries out commands as one step of undo; says why if it cannot.
    pub(super) fn commit(&mut self, commands: Vec<Command>) -> bool {
        self.try_commit(commands).map_err(|error| self.refused(error.to_string())).is_ok()
    }

    pub(super) fn refused(&mut self, why: String) {
        self.notify(Tone::Warning, Message::new("notice.refused").with("why", why));
    }

    pub(super) fn try_commit(&mut self, commands: Vec<Command>) -> Result<(), CommandError> {
        if self.is_readonly() && self.origin == Origin::Local {
            return Ok(());
        }
        let (before, edition) = (self.before_own(), self.edition);
        let changes = self.replica.commit(commands)?;
        if !changes.is_empty() {
            self.outlive_undo();
        }
        self.changed(changes, self.origin);
        self.after_own(before, edition);
        self.owe_save();
        Ok(())
    }

    /// Carries out commands that are no work of a person: undo passes them over.
    pub(super) fn note(&mut self, commands: Vec<Command>) {
        if self.is_readonly() {
            return;
        }
        let (before, edition) = (self.before_own(), self.edition);
        match self.replica.note(commands) {
            Ok(changes) => {
                self.changed(changes, self.origin);
                self.after_own(before, edition);
                self.owe_save();
            }
            Err(error) => self.refused(error.to_string()),
        }
    }

    /// Takes note of what happened to the map.
    pub(super) fn changed(&mut self, changes: Vec<Change>, origin: Origin) {
        if changes.is_empty() {
            return;
        }
        if changes.iter().any(|c| matches!(c, Change::CardRemoved(_) | Change::LinkRemoved(_))) {
            self.let_go_of_the_removed();
            if !self.room_shown.clashes.listed.is_empty() {
                self.carry_out_seldom(Action::Room(RoomStep::LookOver));
            }
        }
        self.edition += 1;
        self.workshop_changed(&changes);
        self.support_added(&changes, origin);
        self.changes.extend(changes);
        self.tell_host(origin);
        self.touch();
    }

    fn let_go_of_the_removed(&mut self) {
        let map = self.replica.map();
        let left = match &self.view.selection {
            Selection::None => Selection::None,
            Selection::Cards(ids) => {
                Selection::cards(ids.iter().filter(|id| map.card(id).is_some()).cloned())
            }
            Selection::Link(id) if map.links.contains_key(id) => Selection::Link(id.clone()),
            Selection::Link(_) => Selection::None,
        };
        let gone = |id: &CardId| map.card(id).is_none();
        if self.view.editing.as_ref().is_some_and(gone) {
            self.view.editing = None;
        }
        if matches!(&self.view.overlay, Overlay::Connect(id) if gone(id)) {
            self.view.overlay = Overlay::None;
        }
        if self.view.sight.as_ref().is_some_and(|lit| lit.start.as_ref().is_some_and(gone)) {
            self.view.sight = None;
        }
        self.select(left);
    }

    /// Nobody answers what came from outside: back to what was shown before.
    pub(super) fn let_go_of_pending(&mut self) {
        if self.pending.take().is_some() {
            self.view.page = self.pending_over;
        }
    }

    /// Another map: nothing that was asked about the one before holds.
    pub(super) fn look_away(&mut self) {
        self.edition += 1;
        self.inquiry = None;
        self.view.questions = false;
        self.view.marks = Rc::default();
        self.view.passed_over = Rc::default();
        self.view.sight = None;
    }

    pub(super) fn select(&mut self, selection: Selection) {
        if self.view.selection == selection {
            return;
        }
        let (cards, link) = match &selection {
            Selection::None => (Default::default(), None),
            Selection::Cards(ids) => (ids.clone(), None),
            Selection::Link(id) => (Default::default(), Some(id.clone())),
        };
        self.view.selection = selection;
        self.view.wanted = None;
        let origin = self.origin;
        self.effect(Effect::Emit(HostEvent::SelectionChange { cards, link, origin }));
        self.touch();
    }

    pub(super) fn set_camera(&mut self, camera: Camera) {
        if self.camera != camera {
            self.camera = camera;
            self.fitted = false;
            let origin = self.origin;
            self.effect(Effect::Camera(camera));
            self.effect(Effect::Emit(HostEvent::CameraChange(camera, origin)));
        }
    }

    pub(super) fn notify(&mut self, tone: Tone, message: Message) {
        self.notify_with(tone, message, Vec::new(), None);
    }

    /// Shows a notice. `step` makes what it offers from the notice's number. At most three are shown at a time,
    /// and a new one replaces an older one with the same key.
    pub(super) fn notify_with(
        &mut self,
        tone: Tone,
        message: Message,
        details: Vec<Message>,
        step: Option<(StepOf, &'static str)>,
    ) {
        const MOST: usize = 3;
        self.notice_number += 1;
        let number = self.notice_number;
        let step = step.map(|(step, label)| (step(number), label));
        let notices = &mut self.view.notices;
        notices.retain(|notice| notice.message.key != message.key);
        notices.push(Notice { number, tone, message, details, step });
        if notices.len() > MOST {
            notices.remove(0);
        }
        self.touch();
    }

    /// Runs one action as the host page's own.
    ///
    /// # Errors
    /// Whatever the document says against the commands; nothing has changed then.
    pub fn host_commit(&mut self, commands: Vec<Command>) -> Result<Vec<Effect>, Refusal> {
        if self.rehearsal.is_some() {
            return Err(Refusal::Rehearses);
        }
        self.as_host(|state| Ok(state.try_commit(commands)?))
    }

    pub(super) fn as_host(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Result<Vec<Effect>, Refusal> {
        self.origin = Origin::Host;
        let result = run(self);
        self.origin = Origin::Local;
        result.map(|()| self.take_effects())
    }

    /// Runs one action with the host page as its origin.
    pub fn host_action(&mut self, action: Action) -> Vec<Effect> {
        self.origin = Origin::Host;
        let effects = super::update::update(self, action);
        self.origin = Origin::Local;
        effects
    }
}
