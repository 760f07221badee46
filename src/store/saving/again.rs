//! A map that nothing was kept of is kept again, and one that the storage has lost comes back.

use std::collections::VecDeque;

use super::slot_for;
use crate::store::action::Effect;
use crate::store::state::State;

impl State {
    pub(in crate::store) fn keep_again(&mut self) {
        if !self.saving.keeps_nothing || self.rehearsal.is_some() {
            return;
        }
        self.saving.keeps_nothing = false;
        self.saving.kept_before = None;
        self.saving.came_back = false;
        self.effect(Effect::LetGo);
        self.has_nothing_beside();
        if self.saving.touched {
            self.save_anew();
        }
        self.touch();
    }

    /// Writes the whole map into a slot of its own.
    pub(in crate::store) fn save_anew(&mut self) {
        let old = std::mem::replace(&mut self.saving.slot, slot_for(self.replica.map()));
        self.begins_beside(&old);
        self.saving.begun = false;
        self.saving.gone = false;
        // What is on its way is about the slot before.
        self.saving.in_flight = false;
        self.saving.waiting = VecDeque::from([self.replica.encode()]);
        self.replica.take_update();
        self.saving.others_wait = false;
        if self.saving.others_since.is_some() {
            self.saving.others_since = Some(self.replica.state_vector());
        }
        let kept = self.room.as_ref().and_then(|room| room.kept());
        if kept.is_some() {
            self.keep_room(kept);
        }
        self.watch();
        self.flush();
    }
}
