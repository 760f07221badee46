//! What was changed here and elsewhere while nobody could hear the other. Copies become equal without asking anybody; where
//! two people changed the same, both values are listed for a look.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::super::action::{Action, Effect, Trouble};
use super::super::state::State;
use super::clash::{Clash, Clashes};
use super::ways::reach_others_without;
use super::{RoomStep, Shown, WireState};
use crate::document::Replica;
use crate::model::{Json, Map};
use crate::sync::{Standing, WireId, WireKind};

/// What the keys of kept lists begin with; the map's slot follows.
pub(in crate::store) const KEPT: &str = "apart.";

/// What is remembered from when the last way closed until all copies are equal again.
pub(super) struct Apart {
    /// The map that everybody had, as it is encoded and as it was.
    common: Vec<u8>,
    before: Map,
    /// What was here when a way opened again, and what has come since.
    here: Option<Map>,
    came: Vec<Vec<u8>>,
    /// This browser keeps what was common, for after a reload.
    kept: bool,
}

impl Apart {
    fn new(replica: &Replica) -> Self {
        let before = replica.map().clone();
        Self { common: replica.encode(), before, here: None, came: Vec::new(), kept: false }
    }

    /// Nothing of it is kept.
    pub(super) fn begins_anew(&mut self) {
        self.kept = false;
    }

    /// What the others had made of the common map, without what was written here.
    fn there(&self, state: &State) -> Map {
        let updates = std::iter::once(&self.common).chain(&self.came).map(Vec::as_slice);
        let (id, clock) = (self.before.id.clone(), state.setup.clock.clone());
        // Later words of theirs may build on ours: those are no longer apart, and are left out.
        Replica::from_updates(id, 1, clock, updates).0.map().clone()
    }
}

impl State {
    /// A way is about to close or to open: what is common, and what stands here when people meet again, is remembered. The
    /// tabs of this browser stay in touch all the time, so it is not enough to look at whether anybody can be heard.
    pub(super) fn before_wire(&mut self, wire: WireId, kind: WireKind, state: WireState) {
        let ways = self.room.as_ref().map(|room| room.view().wires.clone()).unwrap_or_default();
        let was_open = ways.iter().any(|(id, _, state)| (*id, *state) == (wire, WireState::Open));
        // Whoever is at the other end of it is apart then, and nobody else.
        let is_one_of_many = kind == WireKind::Direct && reach_others_without(&ways, wire);
        match (was_open, state) {
            (false, WireState::Open) => {
                self.room_shown.met = false;
                let here = self.replica.map().clone();
                if let Some(apart) = &mut self.room_shown.apart
                    && (apart.here.is_none() || apart.came.is_empty())
                {
                    apart.here = Some(here);
                }
            }
            (true, WireState::Reconnecting | WireState::Closed) if !is_one_of_many => {
                // A second break before all was told goes on with what was common at the first.
                let apart = self.room_shown.apart.take();
                let mut apart = apart.unwrap_or_else(|| Box::new(Apart::new(&self.replica)));
                apart.here = None;
                self.room_shown.apart = Some(apart);
            }
            _ => {}
        }
    }

    /// A step was taken: is everybody together again?
    pub(super) fn after_meeting(&mut self) {
        // The tabs of one browser meet while it is cut off from all others.
        let whole = self.room.as_ref().filter(|room| room.is_whole());
        let standing = whole.map(|room| room.standing());
        let has_met = self.room_shown.apart.as_ref().is_some_and(|apart| apart.here.is_some());
        if standing == Some(Standing::CaughtUp)
            && has_met
            && let Some(apart) = self.room_shown.apart.take()
        {
            self.list_clashes(&apart);
        }
    }

    pub(super) fn came_apart(&mut self, updates: Vec<Vec<u8>>) {
        if let Some(apart) = &mut self.room_shown.apart {
            apart.came.extend(updates);
        }
    }

    fn list_clashes(&mut self, apart: &Apart) {
        let here = apart.here.as_ref().filter(|here| **here != apart.before);
        let found = match here {
            Some(here) if !apart.came.is_empty() => {
                Clashes::between(&apart.before, here, &apart.there(self))
            }
            _ => Clashes::default(),
        };
        if !found.is_empty() {
            self.add_clashes(&found);
        }
        if !found.is_empty() || apart.kept {
            self.keep_clashes();
        }
    }

    /// The map was in this room before, in another page load: until others are met, nobody knows what they do meanwhile.
    pub(super) fn comes_apart(&mut self) {
        self.room_shown.apart = Some(Box::new(Apart::new(&self.replica)));
    }

    /// Own work that nobody hears is about to be kept: what was common is kept with it, or a reload would forget it.
    pub(in crate::store) fn keep_common_first(&mut self) {
        let shown = &mut self.room_shown;
        let wants = shown.recalled && !shown.own.is_empty();
        if let Some(apart) = shown.apart.as_mut().filter(|apart| wants && !apart.kept) {
            apart.kept = true;
            self.carry_out_seldom(Action::Room(RoomStep::KeepCommon));
        }
    }

    /// What this browser has kept was common when people came apart, in an earlier page load.
    fn common_read(&mut self, common: Vec<u8>) {
        let Some(apart) = self.room_shown.apart.take() else { return };
        let (id, clock) = (self.map().id.clone(), self.setup.clock.clone());
        let (replica, _) = Replica::from_updates(id, 1, clock, [common.as_slice()]);
        let before = replica.map().clone();
        let Apart { here, came, .. } = *apart;
        self.room_shown.apart = Some(Box::new(Apart { common, before, here, came, kept: true }));
    }

    fn add_clashes(&mut self, found: &Clashes) {
        self.room_shown.clashes = self.room_shown.clashes.with(found);
        self.touch();
    }

    fn clashes_key(&self) -> String {
        format!("{KEPT}{}", self.saving.slot)
    }

    /// Asks this browser for the list that it keeps. Nothing is written before it has answered.
    pub(super) fn recall_clashes(&mut self) {
        if !self.saving.keeps_nothing {
            let prefix = self.clashes_key();
            self.effect(Effect::ReadPrivate { prefix });
        }
    }

    pub(in crate::store) fn clashes_read(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        let Ok(rows) = rows else { return };
        if prefix != self.clashes_key() || self.room.is_none() || self.room_shown.recalled {
            return;
        }
        self.room_shown.recalled = true;
        let kept = rows.into_iter().find(|(key, _)| key == prefix);
        let kept = kept.and_then(|(_, text)| serde_json::from_str::<Json>(&text).ok());
        let kept = kept.unwrap_or_default();
        let listed = kept.get("listed").unwrap_or(&kept).as_array();
        let listed = listed.into_iter().flatten().filter_map(Clash::read).collect();
        let more = kept.get("more").and_then(Json::as_u64).unwrap_or_default();
        let more = usize::try_from(more).unwrap_or_default();
        let kept_ones = Clashes { listed, more }.only(|it| it.is_there(self.map()));
        let common = kept.get("common").and_then(Json::as_str);
        let common = common.and_then(|it| Base64UrlUnpadded::decode_vec(it).ok());
        let is_over = common.is_some() && self.room_shown.apart.is_none();
        if let Some(common) = common {
            self.common_read(common);
        }
        let meanwhile = std::mem::replace(&mut self.room_shown.clashes, kept_ones);
        if !meanwhile.is_empty() {
            self.add_clashes(&meanwhile);
        }
        if is_over || !meanwhile.is_empty() {
            self.keep_clashes();
        }
        self.keep_common_first();
        self.touch();
    }

    /// The list, and, until all copies are equal again, what was common.
    pub(super) fn keep_clashes(&mut self) {
        if !self.room_shown.recalled {
            return;
        }
        let Clashes { listed, more } = &self.room_shown.clashes;
        let listed: Vec<_> = listed.iter().map(Clash::to_json).collect();
        let apart = self.room_shown.apart.as_ref().filter(|apart| apart.kept);
        let kept = match apart {
            Some(apart) => {
                let common = Base64UrlUnpadded::encode_string(&apart.common);
                Some(json!({ "listed": listed, "more": more, "common": common }))
            }
            None => (!listed.is_empty()).then(|| json!({ "listed": listed, "more": more })),
        };
        self.keep_private(self.clashes_key(), kept.map(|kept| kept.to_string()));
    }
}

impl Shown {
    #[cfg(test)]
    pub(super) fn forget_recall(&mut self) {
        self.recalled = false;
    }

    /// Another map is opened, or the room is left.
    pub(super) fn keep_over(&mut self) -> Self {
        let (deaf_to, put_aside) = (std::mem::take(&mut self.deaf_to), self.put_aside.take());
        Self { deaf_to, put_aside, ..Self::default() }
    }
}
