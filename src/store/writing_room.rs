//! What a participant writes for a question that came through a room goes back through it, sealed, and is said again until
//! whoever asked has it. Nothing of it leaves this device before it is handed in.

use std::rc::Rc;

use super::action::Action;
use super::gather_room::result_of;
use super::room::{About, Answering, RoomStep};
use super::state::State;
use super::writing::{OpenWriting, Way, cards_of_draft};
use crate::exchange::{self, Invitation};
use crate::facilitation::Mine;
use crate::model::Written;

/// So often somebody who writes says that they are there, in milliseconds.
const AT_WORK_MS: u64 = 30_000;

impl State {
    /// By hand, or through the room where the question is asked there. What has not arrived is handed in once more.
    pub(super) fn find_way(&mut self) {
        let asked = self.room.as_ref().and_then(|room| room.invitation());
        let is_for = |open: &Rc<OpenWriting>| asked.as_ref().is_some_and(|it| open.is_for(it));
        let belongs = self.writing.as_ref().is_some_and(is_for);
        let before = std::mem::replace(&mut self.room_shown.asked, asked.clone());
        let is_new = !same_question(before.as_deref(), asked.as_deref());
        if !belongs && is_new {
            // What was said of the question before says nothing of this one.
            self.tell_answering(Answering::Nothing);
        }
        let shown = self.room.as_ref().and_then(|room| room.result());
        let in_room = self.room.is_some();
        let told = self.room.as_ref().is_some_and(|room| room.is_told());
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        let before = open.way.clone();
        if let Some(result) = shown.and_then(|text| result_of(open.invitation.round, &text)) {
            open.result = Some(result);
        }
        open.of_room |= belongs;
        let all = open.writing.turn;
        let has_arrived = all > 0 && open.arrived == all;
        if !belongs {
            let was_asked = in_room && (open.of_room || open.result.is_some());
            open.way = match was_asked {
                true if told => Way::Over,
                // After a reload, until the room says what it asks.
                true if has_arrived => Way::Arrived,
                _ => Way::ByHand,
            };
        } else if matches!(before, Way::ByHand | Way::Over) {
            open.way = if has_arrived { Way::Arrived } else { Way::Room };
        }
        let owes = open.way == Way::Room && open.writing.turn > open.arrived;
        let all_in = open.way == Way::Arrived && !open.has_news();
        let is_new = is_new || open.way != before;
        if owes {
            self.send_to_room();
        } else if belongs && is_new {
            self.tell_answering(if all_in { Answering::HandedIn } else { Answering::Writing });
        }
        self.touch();
    }

    pub(super) fn hand_in_to_room(&mut self) {
        let Some(open) = &mut self.writing else { return };
        let writing = &mut Rc::make_mut(open).writing;
        cards_of_draft(writing);
        let cards = writing.hand_in();
        let mut rows: Vec<_> = cards.iter().map(|card| Some(card.number)).collect();
        rows.push(None);
        self.send_to_room();
        self.keep_written(rows);
    }

    /// What was handed in last, as it was.
    pub(super) fn send_to_room(&mut self) {
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        let parts = open.sealed_parts();
        let number = open.writing.turn;
        let slots: Vec<_> = (0..parts.len()).map(|part| open.slot(part)).collect();
        open.way = Way::Sent(slots.clone());
        for (slot, part) in slots.into_iter().zip(parts) {
            self.room_step(RoomStep::HandIn { slot, number, sealed: part.into_bytes() });
        }
        self.tell_answering(Answering::Writing);
        self.touch();
    }

    pub(super) fn hand_in_arrived(&mut self, slot: u64, number: u32) {
        let Some(open) = &mut self.writing else { return };
        let open = Rc::make_mut(open);
        let Way::Sent(left) = &mut open.way else { return };
        if open.writing.turn != number {
            return;
        }
        left.retain(|waiting| *waiting != slot);
        if left.is_empty() {
            open.way = Way::Arrived;
            open.arrived = number;
            self.tell_answering(Answering::HandedIn);
            self.keep_written(vec![None]);
        }
        self.touch();
    }

    /// Away from the question: whoever has not handed in is not writing any more.
    /// What has arrived is in, whatever was written since.
    pub(super) fn stop_answering(&mut self, arrived: bool) {
        let was_in = |about: About| about.answering == Answering::HandedIn;
        if arrived {
            self.tell_answering(Answering::HandedIn);
        } else if !self.room.as_ref().is_some_and(|room| was_in(room.about())) {
            self.tell_answering(Answering::Nothing);
        }
    }

    /// Who goes on writing after handing in is writing again, until all of it is in.
    pub(super) fn tell_how_far(&mut self) {
        let Some(open) = self.writing.as_ref().filter(|open| open.way == Way::Arrived) else {
            return;
        };
        let answering = if open.has_news() { Answering::Writing } else { Answering::HandedIn };
        self.tell_answering(answering);
    }

    /// Others see that somebody is busy here, and nothing of what is written. A few times a minute is enough.
    pub(super) fn tell_at_work(&mut self) {
        let now = self.now();
        if self.room.is_some() && self.room_shown.at_work.is_none_or(|at| at + AT_WORK_MS <= now) {
            self.room_shown.at_work = Some(now);
            self.room_step(RoomStep::AtWork);
        }
    }

    /// Others are told, when it has changed.
    fn tell_answering(&mut self, answering: Answering) {
        let Some(about) = self.room.as_ref().map(|room| room.about()) else { return };
        if about.answering != answering {
            // By the way of what comes late: this is reached from the first part, too.
            let step = RoomStep::About(About { answering, ..about });
            self.carry_out_seldom(Action::Room(step));
        }
    }
}

/// The map may have been renamed between two invitations to one question.
fn same_question(one: Option<&str>, other: Option<&str>) -> bool {
    let read = |text: Option<&str>| Invitation::read(text?).ok();
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one.is_same(&other),
        _ => one == other,
    }
}

impl OpenWriting {
    /// Something was written, changed or taken back since it was handed in; what stands in the box counts.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.writing.has_news() || !exchange::lines(&self.writing.draft).is_empty()
    }

    /// How many cards there are to hand in.
    #[must_use]
    pub fn to_hand_in(&self) -> usize {
        self.writing.shown().count() + exchange::lines(&self.writing.draft).len()
    }

    /// How many cards, or votes, whoever asked has in the end; `None` where the last handing in did not get there.
    #[must_use]
    pub fn arrived(&self) -> Option<usize> {
        let handed = |card: &&Mine| card.handed.as_ref().is_some_and(|text| !text.is_empty());
        let all = self.arrived == self.writing.turn;
        all.then(|| self.writing.cards.iter().filter(handed).count())
    }

    /// Whether an invitation asks what this answers.
    #[must_use]
    pub fn is_for(&self, fragment: &str) -> bool {
        *fragment == *self.fragment
            || Invitation::read(fragment).is_ok_and(|it| it.is_same(&self.invitation))
    }

    /// One for each part, the same in all pages of this person.
    fn slot(&self, part: usize) -> u64 {
        u64::from_le_bytes(self.invitation.round.bytes()).wrapping_add(part as u64)
    }

    fn sealed_parts(&self) -> Vec<String> {
        let writing = &self.writing;
        let handed = writing
            .cards
            .iter()
            .filter_map(|card| Some(Written { number: card.number, text: card.handed.clone()? }));
        let cards: Vec<_> = handed.collect();
        let text = self.invitation.text(writing.writer, writing.turn, &writing.name, &cards);
        text.lines().map(str::to_owned).collect()
    }
}
