//! A question through the room that the map is built in: offered to everybody there, answers counted as they come, each
//! acknowledged once it is kept.

use std::rc::Rc;

use super::gather::{OpenRound, Round, take_text};
use super::room::{HandedIn, RoomStep};
use super::state::State;
use crate::crypto::OpeningKey;
use crate::exchange::Invitation;
use crate::facilitation::Gathering;
use crate::model::RoundId;

/// As many may somebody be: a browser that keeps nothing is somebody else after each reload.
const MOST_EACH: usize = 3;

/// A question that came through a room, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedInRoom {
    pub prompt: String,
    pub is_vote: bool,
}

/// `None` where the text is no invitation.
#[must_use]
pub fn asked_in(fragment: &str) -> Option<AskedInRoom> {
    let invitation = Invitation::read(fragment).ok()?;
    let is_vote = invitation.ask.is_vote();
    Some(AskedInRoom { prompt: invitation.prompt, is_vote })
}

/// What somebody handed in, to be acknowledged once it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Owed {
    key: String,
    /// So many writes under that key are answered before this one is kept.
    writes: usize,
    handed: HandedIn,
}

impl OpenRound {
    /// Whether an invitation asks this. The map may have been renamed since.
    #[must_use]
    pub fn asks(&self, fragment: &str) -> bool {
        let is_this = |it: Invitation| {
            it.round == self.gathering.round && it.key == self.gathering.key.sealing_key()
        };
        fragment == self.fragment || Invitation::read(fragment).is_ok_and(is_this)
    }
}

/// The count of a vote as it is told to the room: which question it was, and a number for each choice.
fn result_text(round: RoundId, counts: &[u32]) -> String {
    let counts = counts.iter().map(|count| format!(" {count}"));
    format!("{round}{}", counts.collect::<String>())
}

/// The count for this question; `None` where the text tells of another one.
pub(super) fn result_of(round: RoundId, text: &str) -> Option<Rc<[u32]>> {
    let counts = text.strip_prefix(&round.to_string())?;
    counts.split_whitespace().map(|count| count.parse().ok()).collect()
}

impl State {
    /// The key of a round that everybody who leads this room can make. `None` for who does not lead one.
    pub(super) fn key_of_the_room(&self, round: RoundId) -> Option<OpeningKey> {
        let secret = self.room.as_ref()?.lead_secret(&[b"round ", &round.bytes()[..]].concat())?;
        Some(OpeningKey::from_seed(secret))
    }

    /// Everybody in the room is asked what is asked here, until the result is shown, which everybody then has.
    pub(super) fn offer_round(&mut self) {
        let Round::Open(round) = &self.round else { return };
        let gathering = &round.gathering;
        let open = (!gathering.revealed).then(|| round.fragment.clone());
        let asked = self.room.as_ref().and_then(|room| room.invitation());
        let is_ours = asked.is_some_and(|asked| round.asks(&asked));
        let leads = self.key_of_the_room(round.gathering.round).is_some();
        if leads && (open.is_some() || is_ours) {
            let shown = gathering.tally().filter(|_| open.is_none());
            let shown = shown.map(|tally| result_text(gathering.round, &tally.counts));
            self.room_step(shown.map_or(RoomStep::Invite(open), RoomStep::Result));
            // What was said of the time goes with it, and is older than this.
            self.tell_led(false);
        }
    }

    /// The stage is over. A question whose answers are all on the map is offered to the room no more; whoever has one left
    /// hands it in by hand.
    pub(super) fn question_is_past(&mut self) {
        let Some(round) = self.open_round_now().filter(|round| round.is_on_the_map()) else {
            return;
        };
        let asked = self.room.as_ref().and_then(|room| room.invitation());
        let leads = self.key_of_the_room(round.gathering.round).is_some();
        if leads && asked.is_some_and(|asked| round.asks(&asked)) {
            self.room_step(RoomStep::Invite(None));
        }
    }

    /// Whoever else leads the room has asked: what is handed in from now on comes here too.
    pub(super) fn take_over(&mut self) {
        let asked = self.room.as_ref().and_then(|room| room.invitation());
        let Some(invitation) = asked.and_then(|text| Invitation::read(&text).ok()) else { return };
        let key = self.key_of_the_room(invitation.round);
        let key = key.filter(|key| key.sealing_key() == invitation.key);
        if let (Round::None, Some(key)) = (&self.round, key) {
            let mut gathering = Gathering::new(invitation.ask, Vec::new(), invitation.prompt);
            (gathering.round, gathering.key) = (invitation.round, key);
            self.keep_round(&gathering);
            self.open_round(gathering);
            self.keep_even_empty();
        }
    }

    pub(super) fn take_from_room(&mut self, handed: HandedIn) {
        let Round::Open(round) = &self.round else { return };
        let Ok(text) = std::str::from_utf8(&handed.sealed) else { return };
        let mut gathering = round.gathering.clone();
        let (took, changed) = take_text(&mut gathering, 0, text);
        // One that is for somebody else, or comes too late, is nobody's here to acknowledge.
        let [id] = changed[..] else { return };
        let me = (handed.person, id);
        let known = round.people.contains(&me);
        let others = round.people.iter().filter(|(person, _)| *person == handed.person).count();
        let full = took.left_out > 0;
        if full {
            self.change_round(|round| round.full = true);
        }
        let Some(writer) = gathering.writer(id).filter(|_| known || others < MOST_EACH) else {
            return;
        };
        let key = format!("{}w{}", self.round_prefix(), writer.id);
        self.keep_writer(writer);
        self.change_round(|round| {
            round.gathering = gathering;
            if !known {
                round.people.push(me);
            }
            // Whoever said more than has a place here is not told that all of it is.
            if !full {
                let writes = round.under_way.iter().filter(|at| **at == key).count();
                round.owed.push(Owed { key: key.clone(), writes, handed });
            }
        });
        if self.saving.keeps_nothing {
            // Nowhere is safer than here, and whoever asked wanted it so.
            self.acknowledge(&key);
        }
    }

    /// A write under this key is answered. Writes are answered in their order, and each holds what those before it do.
    pub(super) fn write_answered(&mut self, key: &str, kept: bool) {
        let Round::Open(round) = &mut self.round else { return };
        let round = Rc::make_mut(round);
        let Some(at) = round.under_way.iter().position(|at| at == key) else { return };
        round.under_way.remove(at);
        for owed in round.owed.iter_mut().filter(|owed| owed.key == key) {
            owed.writes = owed.writes.saturating_sub(1);
        }
        if kept {
            self.acknowledge(key);
        }
    }

    /// Whoever handed in what is kept under this key is told.
    fn acknowledge(&mut self, key: &str) {
        let keeps_nothing = self.saving.keeps_nothing;
        let Round::Open(round) = &mut self.round else { return };
        let is_kept = |owed: &Owed| owed.key == key && (owed.writes == 0 || keeps_nothing);
        let owed = &mut Rc::make_mut(round).owed;
        let (kept, left): (Vec<_>, _) = std::mem::take(owed).into_iter().partition(is_kept);
        *owed = left;
        for Owed { handed: HandedIn { person, slot, number, .. }, .. } in kept {
            self.room_step(RoomStep::Acknowledge { person, slot, number });
        }
    }
}
