//! Somebody was erased, and the map without them is not here: it is made from this copy where that tells how it was for whoever
//! erased, or waited for. Nobody waits without a word, and where somebody else leads, not for ever.

use super::super::register::{successors, without_all};
use super::super::state::State;
use super::super::view::Tone;
use super::own::taken_back;
use super::{Erased, RoomStep};
use crate::document::Genesis;
use crate::model::{CardId, MapId};
use crate::words::Message;

/// Who waits is told so after so long, in milliseconds.
const TELL_MS: u64 = 10_000;
/// Somebody else who leads makes another map after so long: whoever made this one may be gone for good.
const INSTEAD_MS: u64 = 40_000;

impl State {
    /// How the map without these began for whoever erased, if their copy was this one without what they had not heard.
    pub(super) fn as_whoever_erased(
        &self,
        erased: &Erased,
        gone: &[CardId],
        to: &MapId,
    ) -> Option<Genesis> {
        // Or as it was before what was done here last: what that has written over is known from nowhere else.
        let own = &self.room_shown.own;
        let before = (0..own.len()).rev().take(2).map(|at| taken_back(&own[at..], self.map()));
        let mut known = self.replica.as_known_to(&erased.knew);
        known.extend(before);
        let mut begins = known.iter().map(|map| Genesis::of(&without_all(map, gone, to, &[])));
        begins.find(|genesis| genesis.author() == erased.author)
    }

    /// A step was taken in the room while the map without somebody is on its way.
    pub(super) fn while_it_comes(&mut self) {
        let now = self.now();
        // Whoever has it may be behind a way that is not there just now. One that is closed for good is not waited for.
        let is_tried = self.room.as_ref().is_some_and(|room| room.is_tried());
        let Some(coming) = &mut self.room_shown.coming else { return };
        if coming.replica.descends_from(coming.author) {
            return;
        }
        if is_tried {
            coming.since = now;
            return;
        }
        let waited = now.saturating_sub(coming.since);
        if waited >= TELL_MS && !std::mem::replace(&mut coming.told, true) {
            self.notify(Tone::Warning, Message::new("erase.waits"));
        }
        if waited >= INSTEAD_MS && self.can_erase_for_all() {
            self.erase_instead();
        }
    }

    /// Whoever erased is not here, nor anybody with their map: this copy without the same people takes its place.
    fn erase_instead(&mut self) {
        let Some(room) = &self.room else { return };
        let (first, mut erased) = room.erased();
        let Some(card) = erased.cards.last().cloned() else { return };
        erased.cards.push(card.clone());
        let maps = successors(&first, &erased.cards);
        let Some(at) = maps.iter().position(|id| *id == self.map().id) else { return };
        let next = without_all(self.map(), &erased.cards[at..], &maps[maps.len() - 1], &[]);
        let author = Genesis::of(&next).author();
        self.room_shown.erased_here.push(card.clone());
        self.room_step(RoomStep::Erase { card, author });
    }
}
