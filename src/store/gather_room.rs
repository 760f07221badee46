//! A question through the room that the map is built in: offered to everybody there, answers counted as they come, each
//! acknowledged once it is kept.

use std::rc::Rc;

use super::gather::{Round, take_text};
use super::room::{HandedIn, RoomStep};
use super::state::State;
use crate::crypto::OpeningKey;
use crate::exchange::Invitation;
use crate::facilitation::Gathering;
use crate::model::{RoundId, Task};

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
    let is_vote = !matches!(invitation.ask, Task::Cards(_));
    Some(AskedInRoom { prompt: invitation.prompt, is_vote })
}

impl State {
    /// The key of a round that everybody who leads this room can make. `None` for who does not lead one.
    pub(super) fn key_of_the_room(&self, round: RoundId) -> Option<OpeningKey> {
        let secret = self.room.as_ref()?.lead_secret(&[b"round ", &round.bytes()[..]].concat())?;
        Some(OpeningKey::from_seed(secret))
    }

    /// Everybody in the room is asked what is asked here, until the result is shown.
    pub(super) fn offer_round(&mut self) {
        let Round::Open(round) = &self.round else { return };
        let open = (!round.gathering.revealed).then(|| round.fragment.clone());
        let asked = self.room.as_ref().and_then(|room| room.invitation());
        let is_ours = asked.as_deref() == Some(round.fragment.as_str());
        let leads = self.key_of_the_room(round.gathering.round).is_some();
        if leads && (open.is_some() || is_ours) {
            self.room_step(RoomStep::Invite(open));
            // What was said of the time goes with it, and is older than this.
            self.tell_led(false);
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
        let (_, changed) = take_text(&mut gathering, 0, text);
        // One that is for somebody else, or comes too late, is nobody's here to acknowledge.
        let Some(writer) = changed.first().and_then(|id| gathering.writer(*id)) else { return };
        let key = format!("{}w{}", self.round_prefix(), writer.id);
        self.keep_writer(writer);
        self.change_round(|round| {
            round.gathering = gathering;
            round.owed.push((key.clone(), handed));
        });
        if self.saving.keeps_nothing {
            // Nowhere is safer than here, and whoever asked wanted it so.
            self.acknowledge(&key);
        }
    }

    /// What stands under this key is kept: whoever handed it in is told.
    pub(super) fn acknowledge(&mut self, key: &str) {
        let Round::Open(round) = &mut self.round else { return };
        let owed = &mut Rc::make_mut(round).owed;
        let (kept, left) = std::mem::take(owed).into_iter().partition(|(owed, _)| owed == key);
        *owed = left;
        let kept: Vec<(String, HandedIn)> = kept;
        for (_, HandedIn { person, slot, number, .. }) in kept {
            self.room_step(RoomStep::Acknowledge { person, slot, number });
        }
    }
}
