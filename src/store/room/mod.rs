//! A room that the open map is built in together with others. Only what every canvas needs of it is here; the
//! rest (`live.rs`, and `sync` below it) comes with the late part, behind [`Room`].

mod about;
mod anew;
mod apart;
mod between;
mod clash;
mod copy;
mod entering;
mod guest;
mod led;
mod live;
mod outdone;
mod own;
mod reach;
mod secrets;
mod settle;
mod size;
mod step;
mod waiting;
mod ways;
mod whereabouts;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::action::{Action, Effect, Origin};
use super::gather::GatherAction;
use super::state::State;
use super::view::{Mode, Page, Selection};
use super::writing::WriteAction;
use crate::crypto::Capability;
use crate::document::{Change, Replica};
use crate::geometry::MapPoint;
use crate::model::{CardId, MapId};
use crate::sync::{Sender, Standing, WireId, WireKind};
use crate::words::Message;

use led::{Erased, Led};

use anew::Coming;
use apart::Apart;
use own::Own;

pub(super) use apart::KEPT;
pub(super) use own::OWN;

pub use about::{About, Answering};
pub use clash::{Clash, Clashes, Spot, part_called};
pub use guest::Guest;
pub use reach::{Relayed, Standpoint};
pub use secrets::{RelayLogin, RoomLink};
pub use settle::Keep;
pub use step::{LoginAsked, RELAY, RoomEffect, RoomStep, TABS, WireState};
pub use whereabouts::{Doing, Whereabouts};

/// What there is to show of the room.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomView {
    /// This page, and what this person tells of themselves.
    pub me: Sender,
    pub person: [u8; 32],
    pub name: String,
    pub about: About,
    /// Fragments of links for others, and what each lets them do.
    pub links: Rc<[(Capability, RoomLink)]>,
    pub standing: Standing,
    pub capability: Capability,
    pub place: Option<String>,
    pub wires: Vec<(WireId, WireKind, WireState)>,
    /// How the connection to the room's relay stands, where the room has one.
    pub relay: Option<WireState>,
    pub guests: Vec<Guest>,
    /// Who was here a while ago.
    pub gone: Vec<Guest>,
    /// What leads through the workshop, and since which counter.
    pub led: Option<(u64, Rc<[u8]>)>,
    /// Whoever leads said that to this page; otherwise it was repeated.
    pub led_fresh: bool,
    /// The fragment of the link to the question that is asked to everybody.
    pub invitation: Option<Rc<str>>,
    /// How many are not listened to any more.
    pub muted: u32,
}

impl RoomView {
    /// Everybody else, each once: whoever has several pages by the one that came last. After a reload nobody knows for a
    /// while that the page before is gone.
    pub fn people(&self) -> impl Iterator<Item = &Guest> + Clone {
        let later = |at: usize| self.guests.iter().skip(at + 1);
        let is_last = move |(at, guest): &(usize, &Guest)| {
            later(*at).all(|other| other.person != guest.person)
        };
        self.guests.iter().enumerate().filter(is_last).map(|(_, guest)| guest)
    }

    /// How many others are here: several may sit at one device.
    #[must_use]
    pub fn others(&self) -> u32 {
        self.people().map(|guest| u32::from(guest.about.people)).sum()
    }
}

/// Something that somebody handed in, sealed. To be kept, then [`RoomStep::Acknowledge`]d; until then it comes again.
#[derive(Debug, Clone, PartialEq)]
pub struct HandedIn {
    pub person: [u8; 32],
    pub slot: u64,
    pub number: u32,
    pub sealed: Vec<u8>,
}

/// How far a direct connection is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Pairing {
    #[default]
    None,
    Making,
    /// To be passed on to the other browser.
    Code(Rc<str>),
    /// The other browser's answer was taken in.
    Taken,
    Failed(Message),
}

/// What of the room was shown, and told to others.
#[derive(Default)]
pub(super) struct Shown {
    /// A picture of who is there is on its way.
    pub due: bool,
    /// It was said that the map is too large.
    pub too_large: bool,
    /// The map has not arrived yet: when it does, all of it is shown.
    pub arriving: bool,
    pub pairing: Pairing,
    pub login: Option<LoginAsked>,
    /// Where this person's pointer is, or the corner of the card that they drag.
    pub pointer: Option<MapPoint>,
    pub dragged: Option<CardId>,
    /// Whose screen this one goes along with.
    pub following: Option<Sender>,
    told: Option<Whereabouts>,
    /// While nobody can be heard, and until all copies are equal again.
    apart: Option<Box<Apart>>,
    pub clashes: Clashes,
    /// The map that takes the place of the open one, on its way.
    coming: Option<Box<Coming>>,
    /// Whom somebody who leads has erased for all, as far as this page has heard; and who was it here.
    erases: Vec<CardId>,
    erased_here: Vec<CardId>,
    /// What was done here of late, which others may not have heard yet.
    own: Vec<Own>,
    /// Since the last way opened this page has heard all that the others know, or that nobody is there.
    met: bool,
    /// Everybody has everything since then.
    caught_up: Option<u64>,
    /// What this browser keeps of [`Self::own`]: whether that is known, and whether there is something.
    own_recalled: bool,
    own_kept: bool,
    /// What this browser keeps of them was read.
    recalled: bool,
    /// Pages over whose words the program broke down.
    pub deaf_to: Vec<Sender>,
    /// The last of those words, as a frame, for a look at what it was.
    put_aside: Option<Vec<u8>>,
    /// What this browser asks the room was said.
    offered: bool,
    /// What the room was asked when this person last told how far they are with it.
    pub asked: Option<Rc<str>>,
    /// When others were last told that this person is busy answering.
    pub at_work: Option<u64>,
}

/// What came of something that happened in a room.
#[derive(Default)]
pub(super) struct Outcome {
    pub effects: Vec<RoomEffect>,
    pub changes: Vec<Change>,
    /// The map knows something that no storage has.
    pub took_in: bool,
    /// It is what whoever said it did themselves.
    pub own_words: bool,
    /// Something of the room that is shown has changed; how it is led has.
    pub shows: bool,
    pub led: bool,
    /// Who was erased by somebody who leads, in a word that another one overruled.
    pub outdone: Vec<CardId>,
    /// What was to be said is too long.
    pub unfit: bool,
    /// So is some of the map, or all of it for somebody who has none of it.
    pub too_large: bool,
    pub handed_in: Vec<HandedIn>,
    /// Updates that the map took in.
    pub came: Vec<Vec<u8>>,
    /// Slots and numbers of what those who lead have of this page.
    pub acknowledged: Vec<(u64, u32)>,
}

/// The late part's half. The first part holds it without knowing what it is.
pub(super) trait Room {
    fn step(&mut self, now: u64, step: RoomStep, replica: &mut Replica) -> Outcome;

    /// The map was changed, by whomever in this browser.
    fn edited(&mut self, now: u64) -> Outcome;

    /// The map is another one from now on, into which this page writes as `client`.
    fn begin_anew(&mut self, now: u64, client: u64) -> Outcome;

    /// The map that the room was opened for, and who was erased from it since.
    fn erased(&self) -> (MapId, Erased);

    fn leave(&mut self, now: u64) -> Outcome;

    fn view(&self) -> Rc<RoomView>;

    /// The fragment of a link for others. `None` for more than this person may give.
    fn link(&self, capability: Capability) -> Option<String>;

    /// See [`RoomEffect::Keep`].
    fn kept(&self) -> Option<RoomLink>;

    /// A secret that only those who lead can make; `None` for others.
    fn lead_secret(&self, purpose: &[u8]) -> Option<[u8; 32]>;

    /// Where somebody is, if that is known; `None` for who is not here.
    fn whereabouts(&self, sender: Sender) -> Option<Option<Whereabouts>>;

    /// Somebody has said how the room is led: what it asks is known, and that it asks nothing.
    fn is_told(&self) -> bool;

    /// See [`RoomView::invitation`].
    fn invitation(&self) -> Option<Rc<str>>;

    /// The count of the vote that the room was asked last, once it is shown.
    fn result(&self) -> Option<Rc<str>>;

    fn about(&self) -> About;

    fn standing(&self) -> Standing;

    /// No way to others is broken or closed.
    fn is_whole(&self) -> bool;

    /// A way to others is not there yet, or broken and tried again, and none is closed for good.
    fn is_tried(&self) -> bool;

    fn may_edit(&self) -> bool;

    fn may_lead(&self) -> bool;

    /// Somebody who may lead is here, or was a while ago, and not as another tab of this browser.
    fn another_leads(&self) -> bool;
}

impl State {
    /// The fragment of a link that lets somebody do so much in this room.
    #[must_use]
    pub fn room_link(&self, capability: Capability) -> Option<String> {
        self.room.as_ref()?.link(capability)
    }

    pub(super) fn now(&self) -> u64 {
        (self.setup.clock)()
    }

    /// The map has changed here: others are told.
    pub(super) fn tell_room(&mut self) {
        let now = self.now();
        if let Some(room) = &mut self.room {
            let outcome = room.edited(now);
            self.after_room(outcome);
        }
    }

    pub(super) fn after_room(&mut self, outcome: Outcome) {
        for effect in outcome.effects {
            self.effect(Effect::Room(effect));
        }
        let shows_map = !outcome.changes.is_empty();
        self.changed(outcome.changes, Origin::Remote);
        if outcome.took_in {
            self.owe_save_of_others();
        }
        if shows_map && std::mem::take(&mut self.room_shown.arriving) {
            self.begin_view();
        }
        if outcome.too_large {
            self.carry_out_seldom(Action::Room(RoomStep::TooLarge));
        }
        for handed in outcome.handed_in {
            self.carry_out_seldom(Action::Gather(GatherAction::HandedIn(handed)));
        }
        for (slot, number) in outcome.acknowledged {
            self.carry_out_seldom(Action::Write(WriteAction::Arrived { slot, number }));
        }
        if outcome.led {
            self.carry_out_seldom(Action::Write(WriteAction::Again));
        }
        let settled = self.room.as_ref().map(|room| room.standing());
        let settled = matches!(settled, Some(Standing::Alone | Standing::CaughtUp));
        // Who leads asks the room again what they have asked before, once it is clear that nobody else says so.
        if outcome.shows && settled && !std::mem::replace(&mut self.room_shown.offered, true) {
            self.carry_out_seldom(Action::Gather(GatherAction::Offer));
        }
        // Sixty people who move about are one picture now and then, not one each.
        if outcome.shows && !shows_map && !std::mem::replace(&mut self.room_shown.due, true) {
            self.effect(Effect::Later(Action::ShowRoom));
        }
    }

    /// Whoever is in the room is shown as they are now.
    pub(super) fn show_room(&mut self) {
        self.room_shown.due = false;
        self.workshop_in_room();
        self.touch();
    }

    /// Others are told where this person is, when that has changed.
    pub(super) fn tell_whereabouts(&mut self) {
        if self.room.is_none() {
            return;
        }
        let (view, shown) = (&self.view, &self.room_shown);
        let first = || match &view.selection {
            Selection::Cards(ids) => ids.first(),
            Selection::None | Selection::Link(_) => None,
        };
        let (card, doing) = match (&shown.dragged, &view.editing, first()) {
            (Some(id), ..) => (Some(id), Doing::Dragging),
            (_, Some(id), _) => (Some(id), Doing::Editing),
            (.., Some(id)) => (Some(id), Doing::Selecting),
            (None, None, None) => (None, Doing::Looking),
        };
        let on_canvas = view.page == Page::Map && view.mode != Mode::Outline;
        // Two who go along with each other would each frame the other's frame, further out each time.
        let own_way = on_canvas && shown.following.is_none();
        let seen = own_way.then(|| self.camera.view(self.viewport.size));
        let here = Whereabouts { at: shown.pointer, card: card.cloned(), doing, view: seen };
        if self.room_shown.told.as_ref() != Some(&here) {
            self.room_shown.told = Some(here.clone());
            self.carry_out_seldom(Action::Room(RoomStep::Here(here)));
        }
    }

    /// Out of the room; the map stays. Whoever goes to another map may come back, whoever leaves forgets the keys.
    pub(super) fn leave_room(&mut self, forget: bool) {
        let now = self.now();
        let Some(mut room) = self.room.take() else { return };
        self.room_shown = self.room_shown.keep_over();
        self.joining = None;
        self.tell_link();
        let outcome = room.leave(now);
        self.after_room(outcome);
        self.replica.close_news();
        self.effect(Effect::Room(RoomEffect::Disconnect));
        if forget {
            self.keep_room(None);
            let slot = self.saving.slot.clone();
            self.forget_beside(&slot);
        }
    }

    /// Pictures and values of the map that a room made it keep beside it.
    pub(super) fn forget_beside(&mut self, slot: &str) {
        self.keep_private(format!("{KEPT}{slot}"), None);
        self.keep_private(format!("{OWN}{slot}"), None);
    }

    /// The map has another slot: nothing is kept beside the old one, and nothing yet beside the new one.
    pub(super) fn begins_beside(&mut self, old: &str) {
        self.forget_beside(old);
        self.room_shown.own_kept = false;
        self.has_nothing_beside();
        if let Some(apart) = &mut self.room_shown.apart {
            apart.begins_anew();
        }
    }

    /// That nothing is kept beside the map is known without asking the storage.
    pub(super) fn has_nothing_beside(&mut self) {
        if self.room.is_some() {
            (self.room_shown.recalled, self.room_shown.own_recalled) = (true, true);
        }
    }

    /// Keeps the room's keys beside the map, wherever that is kept.
    pub(super) fn keep_room(&mut self, kept: Option<RoomLink>) {
        if self.saving.keeps_nothing && self.rehearsal.is_none() {
            self.effect(Effect::Room(RoomEffect::Hold(kept.clone())));
        }
        if !self.saving.keeps_nothing || kept.is_none() {
            let slot = self.saving.slot.clone();
            self.effect(Effect::Room(RoomEffect::Keep { slot, kept }));
        }
    }
}
