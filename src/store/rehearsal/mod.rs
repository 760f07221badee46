//! A rehearsal: the workshop is led on a copy of the map, which nobody keeps, with people who are made up and speak the
//! real protocol. When it ends, the map is there as it was. Part of what comes late, but for where it ends.

mod guest;

use std::rc::Rc;

use super::action::Effect;
use super::room::RoomStep;
use super::saving::{Saved, Saving};
use super::snapshot::Snapshot;
use super::state::{Before, State};
use super::view::Overlay;
use crate::crypto::Capability;
use crate::facilitation::is_open;
use crate::model::{Map, MapId, Records};

pub use guest::{GUESTS, Guest};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RehearsalAction {
    /// By somebody of this name.
    Begin(String),
    End,
}

/// What there is to go back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rehearsal {
    /// Nothing was kept before either.
    keeps_nothing: bool,
    /// The map that is rehearsed lies aside; otherwise it was an empty one.
    pub aside: bool,
    /// The page would have warned before it goes: what lies aside is kept nowhere.
    pub unkept: bool,
}

/// The map under another name of its own, without what goes on in it.
fn copy_of(map: &Map) -> Map {
    let sessions = map.records.sessions.iter().filter(|(_, session)| !is_open(session));
    let sessions = sessions.map(|(id, session)| (id.clone(), session.clone())).collect();
    let records = Records { sessions, ..(*map.records).clone() };
    Map { id: MapId::random(), records: Rc::new(records), ..map.clone() }
}

impl State {
    pub(super) fn rehearse(&mut self, action: RehearsalAction) {
        match action {
            RehearsalAction::Begin(name) => self.begin_rehearsal(name),
            RehearsalAction::End if self.rehearsal.is_some() => self.end_rehearsal(),
            RehearsalAction::End => {}
        }
    }

    fn begin_rehearsal(&mut self, name: String) {
        let busy = self.room.is_some() || self.rehearsal.is_some() || self.is_readonly();
        if busy || self.workshop.is_some() {
            return;
        }
        let map = copy_of(self.map());
        let keeps_nothing = self.saving.keeps_nothing;
        // What the map itself owes to the storage is looked at as it lies aside.
        let shown = Snapshot {
            private_unkept: false,
            aside_unkept: false,
            saved: Saved::Untouched,
            ..self.picture(Rc::default())
        };
        let unkept = shown.would_be_lost();
        let aside = !self.map().is_empty() || self.saving.touched;
        let slot = (!keeps_nothing && self.saving.touched).then(|| self.saving.slot.clone());
        let replica = self.replica_of(&map);
        self.swap_replica(replica, Saving::new(true, &map));
        self.rehearsal = Some(Rehearsal { keeps_nothing, aside, unkept });
        // A page that is reloaded meanwhile is back at the real one.
        self.effect(Effect::Remember { slot });
        self.room_step(RoomStep::Found { name, place: None });
        let room = self.room.as_ref().map(|room| room.view());
        let mut links = room.iter().flat_map(|room| room.links.iter());
        let door = links.find(|(may, _)| *may == Capability::Edit).map(|(_, link)| link.clone());
        self.effect(Effect::Rehearse(door));
        self.view.overlay = Overlay::Agenda;
        self.touch();
    }

    fn end_rehearsal(&mut self) {
        match self.rehearsal.is_some_and(|it| it.aside) {
            // A host page has not heard of the copy, and is told of no change.
            true => {
                self.put_back();
            }
            false => self.new_map(),
        }
    }
}

/// What is left of a rehearsal when its map is no longer shown, whatever took its place.
pub(super) struct Ended {
    pub before: Option<Box<Before>>,
    pub keeps_nothing: bool,
}

impl State {
    /// Another map is about to be shown: a rehearsal ends with that, and its copy is put aside nowhere. The one piece of
    /// this that is not late.
    pub(super) fn ended_rehearsal(&mut self) -> Option<Ended> {
        let Rehearsal { keeps_nothing, .. } = self.rehearsal.take()?;
        self.effect(Effect::Rehearse(None));
        Some(Ended { before: self.before.take(), keeps_nothing })
    }
}
