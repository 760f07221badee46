//! The people of a map: written down in one line each, and who would help with what. Part of what comes late.

mod erase;
mod line;
mod succession;
mod without;

use sha2::{Digest, Sha256};

use self::line::Person;
use super::action::Trouble;
use super::edit::new_card;
use super::gather::GatherAction;
use super::state::State;
use super::view::{Overlay, Selection};
use crate::document::Command;
use crate::exchange;
use crate::geometry::{CARD, ROW_GAP, next_slot};
use crate::model::{CardId, CardKind, Map, Place};

pub(super) use erase::{Erasing, MOVED};
pub use succession::{Heir, Predecessor, Succession};
pub use without::mentions;
pub(super) use without::{successors, without, without_all};

/// The list of records that holds who would help with what.
pub const HELPERS: &str = "helpers";

#[derive(Debug, Clone, PartialEq)]
pub enum RegisterAction {
    /// "Ana Ruiz, head of stores, Retail": a person a line.
    Add(String),
    /// Somebody would help with a card, or no longer.
    Help { card: CardId, who: String },
    /// Somebody whose name nobody knows would help with a card.
    AskWho(CardId),
    /// Erases somebody from the map and its history.
    Erase(CardId),
    /// What came of it in the storage for the map that lies there under this slot.
    Succeeded { slot: String, result: Result<(), Trouble> },
    /// The open map, which begins with this, takes the place of another one in the storage.
    Inherit(Vec<u8>),
}

/// Who would help with a card, in the order of their names' ids.
#[must_use]
pub fn helpers(map: &Map, card: &CardId) -> Vec<String> {
    let all = map.records.lists.get(HELPERS).into_iter().flatten();
    let here = all.filter(|(_, record)| record["card"].as_str() == Some(card.as_str()));
    here.filter_map(|(_, record)| Some(record["who"].as_str()?.to_owned())).collect()
}

/// What somebody would help with.
#[must_use]
pub fn helps_with(map: &Map, who: &str) -> Vec<CardId> {
    let all = map.records.lists.get(HELPERS).into_iter().flatten();
    let theirs = all.filter(|(_, record)| record["who"].as_str().is_some_and(|it| same(it, who)));
    let cards = theirs.filter_map(|(_, record)| CardId::parse(record["card"].as_str()?).ok());
    cards.filter(|id| map.card(id).is_some()).collect()
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Two taps of one person, wherever they are made, are one record.
pub(super) fn record_id(card: &CardId, who: &str) -> String {
    let hash = Sha256::digest(who.trim().to_lowercase());
    let mut bits = [0; 16];
    bits.copy_from_slice(&hash[..16]);
    format!("{card}.{}", CardId::from_bits(u128::from_le_bytes(bits)))
}

impl State {
    pub(super) fn register(&mut self, action: RegisterAction) {
        match action {
            RegisterAction::Add(text) => self.add_people(&text),
            RegisterAction::Help { card, who } => {
                if let Some(who) = exchange::lines(&who).first() {
                    self.help(&card, who);
                }
            }
            RegisterAction::AskWho(card) => self.ask_who(card),
            RegisterAction::Erase(id) => self.gather(GatherAction::Erase(id)),
            RegisterAction::Succeeded { slot, result } => self.succeeded(&slot, result),
            RegisterAction::Inherit(bytes) => self.take_over_from(bytes),
        }
    }

    fn add_people(&mut self, text: &str) {
        let people: Vec<_> =
            exchange::lines(text).iter().filter_map(|line| Person::read(line)).collect();
        if people.is_empty() || self.is_readonly() {
            return;
        }
        self.end_edit();
        self.replica.end_undo_step();
        let slot = next_slot(self.map(), CardKind::Stakeholder.home());
        let cards = people.into_iter().enumerate().map(|(at, person)| {
            let down = at as f64 * (CARD.height + ROW_GAP);
            let place = Place::new(CardKind::Stakeholder.home(), slot.x, slot.y + down);
            person.card(new_card(CardKind::Stakeholder, place))
        });
        let cards: Vec<_> = cards.collect();
        let last = cards.last().map(|card| card.id.clone());
        let added = self.commit(cards.into_iter().map(Command::AddCard).collect());
        self.replica.end_undo_step();
        if let (Some(id), Overlay::Register(_)) = (last, &self.view.overlay)
            && added
            && !self.view.narrow
        {
            self.view.overlay = Overlay::Register(Some(id));
        }
        self.touch();
    }

    /// Leads to the box for the name of who would help.
    fn ask_who(&mut self, card: CardId) {
        self.select(Selection::card(card));
        self.view.panel = true;
        self.view.questions = false;
        self.view.wanted = Some(HELPERS);
        self.touch();
    }

    fn help(&mut self, card: &CardId, who: &str) {
        if self.is_readonly() || self.map().card(card).is_none() {
            return;
        }
        let id = record_id(card, who);
        let there = self.map().records.lists.get(HELPERS).and_then(|list| list.get(&id));
        let value = there.is_none().then(|| {
            let (card, on) = (card.as_str(), self.today().to_string());
            serde_json::json!({ "id": id, "card": card, "who": who.trim(), "on": on })
        });
        let list = HELPERS.to_owned();
        self.replica.end_undo_step();
        self.commit(vec![Command::SetRecord { list, id, value }]);
        self.replica.end_undo_step();
    }
}
