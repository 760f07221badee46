//! A workshop that is led on the open map. Only what every canvas needs of it is here: what can be asked, and when to look
//! whether one goes on; the rest (`leading.rs`, `following.rs`, `saying.rs`) comes with the late part.

mod aside;
mod checkin;
mod following;
mod hands;
mod lanes;
mod leading;
mod leap;
pub(super) mod pocket;
mod saying;

use super::action::Action;
use super::state::State;
use crate::document::Change;
use crate::facilitation::{Agenda, Leap, Playback, Shorten, TalkStep, is_open};
use crate::model::{CardId, CardKind};

pub use aside::{Aside, InRoom, Listening, Present};
pub use checkin::{Decision, Since, as_it_was};
pub use following::Following;
pub use leading::Workshop;
pub use pocket::Pocket;
pub use saying::names;

/// What somebody who leads does.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkshopAction {
    /// `date` is the day where the person is.
    Begin {
        agenda: Agenda,
        date: String,
        facilitator: String,
        attendees: String,
    },
    Start,
    Pause,
    /// So many minutes more, once a stage.
    Extend(u16),
    Go(usize),
    /// On the way out of the stage what was heard is played back, or no longer.
    Leave(bool),
    /// What the room said to it: right leads on, not quite stays.
    Played(Playback),
    Back,
    Shorten(Shorten),
    /// The whole text of a box as it stands now.
    Say(Said, String),
    Promise {
        learning: bool,
        who: String,
        what: String,
        due: String,
    },
    /// Those who gave a low number have spoken.
    HeardLow,
    /// The workshop is over: its record stays in the map.
    End,
    /// It never took place: nothing stays.
    Drop,
    /// Keeps a plan in the map, or removes it.
    Keep(Agenda),
    Forget(String),
    /// Asks everybody to come to where the work is.
    Call,
    /// People talk with those beside them, or no longer.
    Talk(Option<TalkStep>),
    /// Everybody is asked to leave the map alone for now, or no longer.
    Hold(bool),
    /// The lane that is worked in and the one that it serves light up, or no longer. On this screen alone.
    Focus(bool),
    /// Shows everybody one card, or none any more.
    Spotlight(Option<CardId>),
    /// To where whoever leads asks everybody to come.
    Come,
    /// A card from the one box of a phone.
    Write {
        id: CardId,
        kind: CardKind,
        text: String,
    },
    /// Looks for what this browser keeps of the one box.
    OpenPocket,
    /// The one box as it stands now, and what it is to become.
    Draft(CardKind, String),
    /// What was in the one box is this card.
    Wrote(CardId),
    /// A phone shows the whole map, or the one box again.
    WholeMap(bool),
    /// What becomes of something that runs, and why, on this day.
    Decide {
        card: CardId,
        decision: Decision,
        why: String,
        day: String,
    },
    /// Something happened to what a card says.
    Shake(CardId),
    /// The map or the room may say something new about it.
    Look,
    /// Now and then, while time runs: those who joined or drifted hear what is left.
    Beat,
    /// The device slept, or somebody has set its clock.
    Leapt(Leap),
    /// Whoever leads says whether the device slept: the time went on meanwhile, or it did not.
    Slept(bool),
}

/// A box of the session's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Facilitator,
    /// A name a line, or names with commas.
    Attendees,
    FeedBack,
    FeedForward,
    NextDate,
    Decisions,
    /// What was heard in the present stage.
    Heard,
}

impl State {
    /// A time that never runs backwards, in milliseconds since some moment before this page began.
    pub(super) fn uptime(&self) -> u64 {
        (self.setup.uptime)()
    }

    /// Does somebody lead here, or did so before the page was left?
    fn may_be_led(&self) -> bool {
        let mut sessions = self.map().records.sessions.iter();
        self.workshop.is_some() || sessions.any(|(_, session)| is_open(session))
    }

    /// Another map was opened.
    pub(super) fn look_for_workshop(&mut self) {
        self.workshop = None;
        if self.may_be_led() && self.saving.visiting.is_none() {
            self.carry_out_seldom(Action::Workshop(WorkshopAction::Look));
        }
    }

    /// The map was changed, by whomever.
    pub(super) fn workshop_changed(&mut self, changes: &[Change]) {
        if changes.contains(&Change::MapEdited) && self.may_be_led() {
            self.carry_out_seldom(Action::Workshop(WorkshopAction::Look));
        }
    }

    /// Something happened in the room.
    pub(super) fn workshop_in_room(&mut self) {
        if self.is_whole() && (self.workshop.is_some() || self.room.is_some()) {
            self.carry_out_seldom(Action::Workshop(WorkshopAction::Look));
        }
    }
}
