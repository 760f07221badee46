//! What was changed here and elsewhere while nobody could hear the other. Copies become equal without asking anybody; where
//! two people changed one field, both values are listed for a look.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::super::action::{Action, Effect, Trouble};
use super::super::state::State;
use super::ways::reach_others_without;
use super::{RoomStep, Shown, WireState};
use crate::document::{Replica, TextField};
use crate::model::{Card, CardId, CardKind, Json, Map, Shape, Sorted, Value, with_changes};
use crate::sync::{Standing, WireId, WireKind};

/// More than anybody looks through.
const MOST: usize = 50;

/// What the keys of kept lists begin with; the map's slot follows.
pub(in crate::store) const KEPT: &str = "apart.";

/// A field that two people changed while they were apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    pub card: CardId,
    pub field: ClashField,
    /// What was written here, and by the others.
    pub here: Json,
    pub there: Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClashField {
    Title,
    Notes,
    /// By its key.
    Other(&'static str),
}

impl ClashField {
    fn name(self) -> &'static str {
        match self {
            Self::Title => "~title",
            Self::Notes => "~notes",
            Self::Other(key) => key,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let mut fields = CardKind::ALL.into_iter().flat_map(CardKind::fields);
        match name {
            "~title" => Some(Self::Title),
            "~notes" => Some(Self::Notes),
            _ => fields.find(|spec| spec.key == name).map(|spec| Self::Other(spec.key)),
        }
    }
}

impl Clash {
    fn to_json(&self) -> Json {
        let (card, field) = (self.card.as_str(), self.field.name());
        json!({ "card": card, "field": field, "here": self.here, "there": self.there })
    }

    fn read(kept: &Json) -> Option<Self> {
        let text = |key: &str| kept.get(key).and_then(Json::as_str);
        let (card, field) =
            (CardId::parse(text("card")?).ok()?, ClashField::parse(text("field")?)?);
        let value = |key: &str| kept.get(key).cloned().unwrap_or_default();
        Some(Self { card, field, here: value("here"), there: value("there") })
    }
}

/// Which of the two stays; neither: what came of both stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Here,
    There,
    AsItIs,
}

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

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn value(card: &Card, key: &str) -> Json {
    card.fields.get(key).map_or(Json::Null, Value::to_json)
}

/// The fields that both changed, and not to the same.
fn clashes(before: &Map, here: &Map, there: &Map) -> Vec<Clash> {
    let mut found = Vec::new();
    for (id, was) in &before.cards {
        let (Some(mine), Some(theirs)) = (here.card(id), there.card(id)) else { continue };
        if Rc::ptr_eq(was, mine) || was == theirs {
            continue;
        }
        let mut compare = |field, was: Json, here: Json, there: Json| {
            if here != was && there != was && here != there {
                found.push(Clash { card: id.clone(), field, here, there });
            }
        };
        let (title, notes) = (ClashField::Title, ClashField::Notes);
        compare(title, text(&was.title), text(&mine.title), text(&theirs.title));
        compare(notes, text(&was.notes), text(&mine.notes), text(&theirs.notes));
        for spec in mine.kind.fields() {
            let key = spec.key;
            let cards = [&**was, &**mine, &**theirs];
            // Pieces merge one by one: only one that both have changed is anybody's loss.
            if matches!(spec.shape, Shape::Rows(_)) && !same_row_changed(key, cards) {
                continue;
            }
            let [was, mine, theirs] = match spec.shape {
                Shape::Table(_) => entries_of_both(key, cards),
                _ => cards.map(|card| value(card, key)),
            };
            compare(ClashField::Other(key), was, mine, theirs);
        }
    }
    found.truncate(MOST);
    found
}

/// The entries that both have changed, and not to the same.
fn entries_of_both(key: &str, cards: [&Card; 3]) -> [Json; 3] {
    let all = cards.map(|card| match card.fields.get(key) {
        Some(Value::Table(entries)) => entries.clone(),
        _ => Sorted::default(),
    });
    let clashes = |name: &String| {
        let [was, mine, theirs] = all.each_ref().map(|entries| entries.get(name));
        mine != was && theirs != was && mine != theirs
    };
    all.each_ref().map(|entries| {
        let both = entries.iter().filter(|(name, _)| clashes(name));
        Json::Object(both.map(|(name, value)| (name.clone(), value.to_json())).collect())
    })
}

fn same_row_changed(key: &str, cards: [&Card; 3]) -> bool {
    let [was, mine, theirs] = cards.map(|card| match card.fields.get(key) {
        Some(Value::Rows(rows)) => rows.clone(),
        _ => Vec::new(),
    });
    was.iter().any(|row| !mine.contains(row) && !theirs.contains(row))
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
                clashes(&apart.before, here, &apart.there(self))
            }
            _ => Vec::new(),
        };
        let is_new = !found.is_empty();
        if is_new {
            self.add_clashes(found);
        }
        if is_new || apart.kept {
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

    fn add_clashes(&mut self, found: Vec<Clash>) {
        // The latest of one field stands for it.
        let is_again =
            |old: &Clash| found.iter().any(|new| (&new.card, new.field) == (&old.card, old.field));
        let mut all: Vec<_> =
            self.room_shown.clashes.iter().filter(|old| !is_again(old)).cloned().collect();
        all.extend(found);
        all.drain(..all.len().saturating_sub(MOST));
        self.room_shown.clashes = all.into();
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
        let listed = listed.into_iter().flatten().filter_map(Clash::read);
        let listed = listed.filter(|it| self.map().card(&it.card).is_some()).collect();
        let common = kept.get("common").and_then(Json::as_str);
        let common = common.and_then(|it| Base64UrlUnpadded::decode_vec(it).ok());
        let is_over = common.is_some() && self.room_shown.apart.is_none();
        if let Some(common) = common {
            self.common_read(common);
        }
        let meanwhile = std::mem::replace(&mut self.room_shown.clashes, listed);
        if !meanwhile.is_empty() {
            self.add_clashes(meanwhile.to_vec());
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
        let listed: Vec<_> = self.room_shown.clashes.iter().map(Clash::to_json).collect();
        let apart = self.room_shown.apart.as_ref().filter(|apart| apart.kept);
        let kept = match apart {
            Some(apart) => {
                let common = Base64UrlUnpadded::encode_string(&apart.common);
                Some(json!({ "listed": listed, "common": common }))
            }
            None => (!listed.is_empty()).then(|| Json::from(listed)),
        };
        self.keep_private(self.clashes_key(), kept.map(|kept| kept.to_string()));
    }

    pub(super) fn settle_clash(&mut self, at: usize, keep: Keep) {
        let Some(Clash { card, field, here, there }) = self.room_shown.clashes.get(at).cloned()
        else {
            return;
        };
        let left = self.room_shown.clashes.iter().enumerate();
        let left = left.filter(|(i, _)| *i != at).map(|(_, clash)| clash.clone());
        self.room_shown.clashes = left.collect();
        self.keep_clashes();
        let (value, other) = match keep {
            Keep::Here => (here, there),
            Keep::There => (there, here),
            Keep::AsItIs => return self.touch(),
        };
        let text = || value.as_str().unwrap_or_default().to_owned();
        let action = match field {
            ClashField::Title => Action::Type { id: card, field: TextField::Title, text: text() },
            ClashField::Notes => Action::Type { id: card, field: TextField::Notes, text: text() },
            ClashField::Other(key) => {
                let now = self.map().card(&card).map_or(Json::Null, |card| self::value(card, key));
                // Of entries under names only those that clash are held against each other; the others stay.
                let value =
                    if value.is_object() { with_changes(&now, &other, &value) } else { value };
                Action::SetField { id: card, key, value }
            }
        };
        super::super::update::edits(self, action);
        self.touch();
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
