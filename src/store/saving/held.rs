//! Where nothing is kept: what the page holds of the map in its memory, apart from the program's own.

use super::log::lineage;
use super::{FLUSH_MS, Saving};
use crate::document::Replica;
use crate::store::action::{Action, Effect};
use crate::store::register::RegisterAction;
use crate::store::state::State;

impl State {
    /// Where nothing is kept, the page holds the map in its memory, apart from the program's own: a breakdown takes that.
    pub(super) fn hold(&mut self) {
        const MOST: u32 = 200;
        if self.saving.heir.is_some() && !std::mem::replace(&mut self.saving.in_flight, true) {
            self.carry_out_seldom(Action::Register(RegisterAction::Inherit(Vec::new())));
        }
        let (nothing, map) = (self.saving.held == 0, self.map());
        let is_blank = nothing && map.cards.is_empty() && map.title.is_empty();
        if is_blank || self.rehearsal.is_some() {
            // What is held from before is not given up for an empty map, nor for a copy to rehearse on.
            return;
        }
        let whole = self.saving.held == 0 || self.saving.held == MOST;
        // What was owed so far is in the whole.
        let owed = self.next_entry();
        if let Some(bytes) = if whole { Some(self.replica.encode()) } else { owed } {
            self.saving.held = if whole { 1 } else { self.saving.held + 1 };
            self.effect(Effect::Hold { slot: self.saving.slot.clone(), bytes, whole });
        }
    }

    /// What is open is held from now on, if nothing is kept.
    pub(in crate::store) fn hold_anew(&mut self) {
        self.saving.held = 0;
        if self.saving.keeps_nothing {
            self.effect(Effect::FlushIn(FLUSH_MS));
        }
    }

    /// The program was started again where nothing is kept: the map as the page held it.
    pub(in crate::store) fn reopened(&mut self, slot: &str, entries: &[Vec<u8>]) {
        let updates = entries.iter().map(Vec::as_slice);
        let (client, clock) = (self.setup.client, self.setup.clock.clone());
        let (replica, _) = Replica::from_updates(lineage(slot), client, clock, updates);
        let mut saving = Saving::new(true, replica.map());
        (saving.touched, saving.came_back) = (true, true);
        self.show_replica(replica, saving);
    }
}
