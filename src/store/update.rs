//! The one door: an action comes in, the state changes, effects go out.

use super::action::{Action, Effect};
use super::merging::MergeAction;
use super::state::State;
use super::view::{Beside, Mode, NoticeStep, Overlay, Page, Selection};
use super::workshop::WorkshopAction;
use crate::document::Command;
use crate::geometry::{Camera, MapRect, ScreenPoint};
use crate::model::CardId;

/// Smaller than this, cards cannot be read.
const READABLE: f64 = 0.4;

/// Carries out one action, or has it wait where it needs the late part.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    if state.room_shown.following.is_some() && is_gesture(&action) {
        state.room_shown.following = None;
        state.touch();
    }
    edits(state, action);
    state.tell_whereabouts();
    state.take_effects()
}

/// The person goes their own way: whoever goes along with somebody's screen no longer does.
fn is_gesture(action: &Action) -> bool {
    matches!(
        action,
        Action::SetCamera(_)
            | Action::ZoomBy { .. }
            | Action::ZoomTo(_)
            | Action::ZoomToSelection
            | Action::Fit
            | Action::FlyTo(_)
            | Action::Select(_)
            | Action::Toggle(_)
            | Action::Step(_)
            | Action::Edit(_)
            | Action::Type { .. }
            | Action::AddCard { .. }
            | Action::WriteInLane { .. }
            | Action::MoveCards { .. }
            | Action::Group(_)
            | Action::Nudge(_)
            | Action::Link { .. }
            | Action::SetMode(_)
            | Action::ShowStart
            | Action::Workshop(WorkshopAction::Come)
    )
}

/// Changes of the map; the rest is handed on.
pub(super) fn edits(state: &mut State, action: Action) {
    match action {
        Action::AddCard { kind, place } => state.add_card(kind, place),
        Action::WriteInLane { lane, text } => state.write_in_lane(lane, &text),
        Action::AddLinked { from, place } => state.add_linked(&from, place),
        Action::Type { id, field, text } => state.type_text(id, field, text),
        Action::ChangeKind { id, kind } => state.change_kind(&id, kind),
        Action::MoveCards { moves } => state.move_cards(moves),
        Action::Nudge(direction) => state.nudge(direction),
        Action::RemoveCards { ids } => state.remove_cards(&ids),
        Action::RemoveSelected | Action::Cut => match state.view.selection.clone() {
            Selection::None => {}
            Selection::Cards(ids) => state.remove_cards(&ids),
            Selection::Link(id) => state.remove_link(id),
        },
        Action::Link { from, to, kind } => state.link(&from, &to, kind),
        Action::SetLink { id, kind, turned } => state.set_link(id, kind, turned),
        Action::RemoveLink { id } => state.remove_link(id),
        Action::SetMapTitle { text } => {
            state.commit(vec![Command::SetMapTitle { text }]);
        }
        other => looks(state, other),
    }
}

/// What is shown and where the camera is; the rest is handed on.
fn looks(state: &mut State, action: Action) {
    match action {
        Action::Select(selection) => {
            if state.view.editing.as_ref().is_some_and(|id| !selection.has(id)) {
                state.end_edit();
            }
            state.select(selection);
        }
        Action::Toggle(id) => state.toggle(id),
        Action::SelectAll => state.select_all(),
        Action::Step(direction) => state.step(direction),
        Action::Edit(id) => state.edit(id),
        Action::EndEdit => state.end_edit(),
        Action::SetMode(mode) => {
            state.mode_chosen = true;
            state.view.mode = mode;
            state.shows_late();
            state.touch();
        }
        Action::Stand(beside, slot) => {
            state.view.beside = Some(beside);
            // The map may not be kept yet: the bell of its place is heard from now on.
            state.saving.slot = slot;
            state.watch();
            state.touch();
        }
        Action::Panel(open) => {
            state.view.panel = open;
            state.view.wanted = None;
            state.view.questions &= !open;
            state.shows_late();
            state.touch();
        }
        Action::Questions(open) => {
            state.view.questions = open;
            state.view.panel &= !open;
            state.touch();
            if open {
                state.carry_out_seldom(Action::LookAgain);
            }
        }
        Action::Sight(false) => {
            state.view.sight = None;
            state.touch();
        }
        // Of several files the next one has its turn.
        Action::Overlay(Overlay::None) if state.merging.is_some() => {
            state.carry_out_seldom(Action::Merge(MergeAction::Pass));
        }
        Action::Overlay(overlay) => {
            state.end_edit();
            state.view.overlay = overlay;
            state.merging = None;
            state.let_go_of_pending();
            state.shows_late();
            state.touch();
        }
        Action::FlyTo(id) => state.fly_to(id),
        Action::SetCamera(camera) => state.set_camera(camera),
        Action::Measured { viewport, text_scale } => {
            state.viewport = viewport;
            state.text_scale = text_scale;
            // Nobody has moved the camera since it was fitted to another size.
            if state.fitted && !state.view.panel && state.view.selection == Selection::None {
                state.begin_view();
            } else if let Some(id) = state.view.selection.single().cloned() {
                state.reveal(&id);
            }
            if state.view.beside == Some(Beside::Projector) {
                state.carry_out_seldom(Action::Workshop(WorkshopAction::Come));
            }
        }
        Action::Narrow(narrow) => state.narrowed(narrow),
        Action::ZoomBy { factor, at } => {
            let camera = state.camera;
            let at = at.unwrap_or_else(|| state.middle());
            state.set_camera(camera.zoomed_at(at, camera.zoom * factor));
        }
        Action::ZoomTo(zoom) => {
            let camera = state.camera;
            state.set_camera(camera.zoomed_at(state.middle(), zoom * state.text_scale));
        }
        Action::Fit => state.fit(),
        Action::ZoomToSelection => state.zoom_to_selection(),
        Action::Notice(step) => state.notice_step(step),
        Action::PointAt { at, dragged } => {
            (state.room_shown.pointer, state.room_shown.dragged) = (at, dragged);
        }
        Action::ShowRoom => state.show_room(),
        Action::Say(message) => state.notify(super::view::Tone::Plain, message),
        other => files(state, other),
    }
}

/// Maps, files and what the browser's storage answers; what is done seldom is handed on.
fn files(state: &mut State, action: Action) {
    match action {
        Action::ShowStart => {
            state.end_edit();
            state.flush();
            state.leave_writing();
            state.leave_joining();
            if state.view.page != Page::Start {
                state.view.overlay = Overlay::None;
            }
            state.view.page = Page::Start;
            state.effect(Effect::List);
            state.effect(Effect::Remember { slot: None });
            state.touch();
        }
        Action::ShowMap => {
            state.view.page = Page::Map;
            state.touch();
        }
        Action::NewMap => state.new_map(),
        Action::OpenStored { slot } => {
            // The one that is open: what the storage has of it is read into it, as another tab's words are.
            if slot == state.saving.slot && state.saving.touched {
                state.view.page = Page::Map;
                state.effect(Effect::Remember { slot: Some(slot.clone()) });
                state.touch();
            }
            state.effect(Effect::Load { slot, after: None });
        }
        Action::RemoveStored { slot } => state.remove_stored(&slot),
        Action::KeepNothing(true) => state.keep_nothing(),
        Action::Listed(result) => {
            state.stored = Some(result.unwrap_or_default().into());
            state.look_aside();
            state.touch();
        }
        Action::Appended { slot, result } if slot == state.saving.slot => {
            state.appended(&slot, result);
        }
        Action::Rang => {
            let (slot, after) = (state.saving.slot.clone(), state.saving.seen);
            state.effect(Effect::Load { slot, after });
            if state.private.is_some() {
                state.carry_out_seldom(Action::Private(super::private::PrivateAction::Read));
            }
        }
        Action::Flush => state.flush(),
        Action::FlushOwn => state.flush_own(),
        Action::FlushAll => state.flush_all(),
        seldom => state.carry_out_seldom(seldom),
    }
}

impl State {
    pub(super) fn undo(&mut self) {
        let (before, edition) = (self.before_own(), self.edition);
        let changes = self.replica.undo();
        self.after_undo(changes);
        self.after_own(before, edition);
    }

    pub(super) fn redo(&mut self) {
        let (before, edition) = (self.before_own(), self.edition);
        let changes = self.replica.redo();
        self.after_undo(changes);
        self.after_own(before, edition);
    }

    /// Another step was made: what a notice would take back is not the last one any more. What it tells stays true.
    pub(super) fn outlive_undo(&mut self) {
        for notice in &mut self.view.notices {
            notice.step.take_if(|(step, _)| matches!(step, NoticeStep::Undo(_)));
        }
    }

    fn after_undo(&mut self, changes: Vec<crate::document::Change>) {
        if !changes.is_empty() {
            // What they tell of may just have been taken back.
            let is_undo = |step: &(NoticeStep, _)| matches!(step.0, NoticeStep::Undo(_));
            self.view.notices.retain(|notice| {
                !notice.step.as_ref().is_some_and(is_undo)
                    && notice.message.key != super::link::CANNOT
            });
            let back = changes.iter().filter_map(|change| match change {
                crate::document::Change::CardAdded(id) => Some(id.clone()),
                _ => None,
            });
            let back: Vec<_> = back.collect();
            self.changed(changes, self.origin);
            // What came back is what one goes on with.
            if !back.is_empty() {
                self.select(Selection::cards(back));
            }
            self.owe_save();
        }
    }

    fn toggle(&mut self, id: CardId) {
        let mut ids = self.view.selection.ids();
        match ids.iter().position(|known| *known == id) {
            Some(at) => drop(ids.remove(at)),
            None => ids.push(id),
        }
        self.select(Selection::cards(ids));
    }

    fn step(&mut self, direction: crate::geometry::Direction) {
        let map = self.map();
        let from = self.view.selection.ids().into_iter().next();
        let next = match from {
            Some(from) => crate::geometry::neighbour(map, &from, direction),
            None => map.cards.keys().next().cloned(),
        };
        if let Some(id) = next {
            self.reveal(&id);
            self.select(Selection::card(id));
        }
    }

    /// Moves the camera just far enough that a card can be seen.
    pub(super) fn reveal(&mut self, id: &CardId) {
        if let Some(rect) = self.rect_of(id) {
            let camera = self.camera.revealing(rect, self.viewport);
            self.set_camera(camera);
        }
    }

    /// Shows a card large enough to write in it.
    pub(super) fn come_near(&mut self, id: &CardId) {
        if self.camera.zoom >= READABLE * self.text_scale {
            self.reveal(id);
        } else if let Some(rect) = self.rect_of(id) {
            let camera = Camera::fitting(rect, self.viewport, 0.8 * self.text_scale);
            self.set_camera(camera);
        }
    }

    pub(super) fn fly_to(&mut self, id: CardId) {
        self.end_edit();
        let Some(rect) = self.rect_of(&id) else { return };
        let zoom = self.camera.zoom.max(0.8 * self.text_scale);
        let viewport = self.viewport;
        let around = Camera::fitting(rect, viewport, zoom);
        self.set_camera(around);
        self.view.overlay = Overlay::None;
        // On a phone they lie over what was flown to.
        self.view.questions &= !self.view.narrow;
        self.select(Selection::card(id));
        self.touch();
    }

    fn middle(&self) -> ScreenPoint {
        let size = self.viewport.size;
        ScreenPoint { x: size.width / 2.0, y: size.height / 2.0 }
    }

    fn zoom_to_selection(&mut self) {
        let rects = self.view.selection.ids();
        let rects = rects.iter().filter_map(|id| self.rect_of(id));
        let around = rects.fold(None, |all: Option<MapRect>, rect| {
            Some(all.map_or(rect, |all| all.union(&rect)))
        });
        match around {
            Some(rect) => {
                let camera =
                    Camera::fitting(rect.grown(24.0), self.viewport, 1.5 * self.text_scale);
                self.set_camera(camera);
            }
            None => self.fit(),
        }
    }

    /// A stage as narrow as a phone's shows the outline, unless somebody chose otherwise.
    fn narrowed(&mut self, narrow: bool) {
        if self.view.narrow != narrow {
            self.view.narrow = narrow;
            if !self.mode_chosen {
                self.view.mode = if narrow { Mode::Outline } else { Mode::Canvas };
            }
            self.touch();
        }
    }

    fn notice_step(&mut self, step: NoticeStep) {
        let number = match step {
            NoticeStep::Dismiss(n)
            | NoticeStep::Undo(n)
            | NoticeStep::GoBack(n)
            | NoticeStep::Export(n)
            | NoticeStep::PutAside(n)
            | NoticeStep::Alike(n)
            | NoticeStep::Renew(n) => n,
        };
        self.view.notices.retain(|notice| notice.number != number);
        self.touch();
        match step {
            NoticeStep::Dismiss(_) => {}
            NoticeStep::Undo(_) => self.carry_out_seldom(Action::Undo),
            NoticeStep::GoBack(_) => self.go_back(),
            NoticeStep::Export(_) => self.carry_out_seldom(Action::Export),
            NoticeStep::PutAside(_) => self.carry_out_seldom(Action::SavePutAside),
            NoticeStep::Alike(_) => self.view.overlay = Overlay::Alike,
            NoticeStep::Renew(_) => self.carry_out_seldom(Action::Renew),
        }
    }
}
