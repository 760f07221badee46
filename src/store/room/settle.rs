//! Of two things that people wrote in one place while they were apart, the one that somebody keeps. An edit like any other.

use super::super::action::Action;
use super::super::state::State;
use super::super::update::edits;
use super::clash::{Clash, Spot};
use crate::document::{Command, TextField};
use crate::geometry::next_slot;
use crate::model::{
    CardId, CardKind, Fields, Json, JsonObject, Lane, Link, LinkId, LinkKind, Part, with_changes,
};

/// Which of the two stays; neither: what came of both stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Here,
    There,
    AsItIs,
}

impl State {
    pub(super) fn settle_clash(&mut self, at: usize, keep: Keep) {
        let Some(clash) = self.room_shown.clashes.listed.get(at).cloned() else { return };
        let Clash { spot, here, there } = &clash;
        let is_done = match keep {
            Keep::Here => self.keep_one(spot, here, there),
            Keep::There => self.keep_one(spot, there, here),
            Keep::AsItIs => true,
        };
        if is_done {
            self.room_shown.clashes = self.room_shown.clashes.only(|it| it.spot != *spot);
            self.keep_clashes();
        }
        self.touch();
    }

    /// What is listed goes with what it is about.
    pub(super) fn let_go_of_clashes(&mut self) {
        let left = self.room_shown.clashes.only(|it| it.is_there(self.map()));
        if left != self.room_shown.clashes {
            self.room_shown.clashes = left;
            self.keep_clashes();
            self.touch();
        }
    }

    /// What it says is so from now on, in the place of the other one. `false` where that cannot be.
    fn keep_one(&mut self, spot: &Spot, value: &Json, other: &Json) -> bool {
        self.replica.end_undo_step();
        let text = || value.as_str().unwrap_or_default().to_owned();
        let is_done = match spot.clone() {
            Spot::Title => self.commit(vec![Command::SetMapTitle { text: text() }]),
            Spot::Card(id, part) => self.keep_part(id, &part, value, other),
            Spot::CardGone(id) if value.is_null() => {
                edits(self, Action::RemoveCards { ids: vec![id] });
                true
            }
            Spot::CardGone(id) => self.put_card_back(&id),
            Spot::Link(id) => self.keep_link(id, value),
            Spot::LinkField(id, key) => {
                self.set_link_field(id, key, value);
                true
            }
            Spot::LinkGone(id) => self.keep_whole_link(id, value),
            Spot::Session(id, key) => self.keep_said(id, &key, value, other),
            Spot::SessionGone(id) => {
                let fields = value.as_object().map(read_session);
                self.commit(vec![Command::SetSession { id, fields }])
            }
            Spot::Record(list, id) => {
                let now = self.map().records.lists.get(list).and_then(|all| all.get(&id));
                let value = merged(now, value, other);
                self.commit(vec![Command::SetRecord { list: list.to_owned(), id, value }])
            }
            Spot::Value(key) => {
                let value = merged(self.map().records.values.get(&key), value, other);
                self.commit(vec![Command::SetValue { key, value }])
            }
        };
        self.replica.end_undo_step();
        self.look_again_if_asked();
        is_done
    }

    fn keep_part(&mut self, id: CardId, part: &Part, value: &Json, other: &Json) -> bool {
        let word = value.as_str().unwrap_or_default();
        let text = word.to_owned();
        let action = match part {
            Part::Title => Action::Type { id, field: TextField::Title, text },
            Part::Notes => Action::Type { id, field: TextField::Notes, text },
            Part::Kind => {
                let Some(kind) = CardKind::parse(word) else { return false };
                Action::ChangeKind { id, kind }
            }
            Part::Lane => {
                let Some(lane) = Lane::parse(word) else { return false };
                Action::MoveCards { moves: vec![(id, next_slot(self.map(), lane))] }
            }
            Part::Field(key) => {
                let card = self.map().card(&id);
                let now = card.and_then(|card| card.fields.get(key)).map(|it| it.to_json());
                let value = merged(now.as_ref(), value, other).unwrap_or_default();
                self.set_field(id, key, &value);
                return true;
            }
        };
        edits(self, action);
        true
    }

    fn keep_link(&mut self, id: LinkId, value: &Json) -> bool {
        let kind = value["kind"].as_str().and_then(LinkKind::parse);
        let Some((kind, link)) = kind.zip(self.map().links.get(&id)) else { return false };
        let turned = value["from"].as_str() != Some(link.from.as_str());
        self.commit(vec![match turned {
            true => Command::TurnLink { id, kind },
            false => Command::SetLinkKind { id, kind },
        }])
    }

    fn keep_whole_link(&mut self, id: LinkId, value: &Json) -> bool {
        let is_there = self.map().links.contains_key(&id);
        let Some(link) = read_link(value) else {
            return !is_there || self.commit(vec![Command::RemoveLink { id }]);
        };
        is_there || self.commit(vec![Command::AddLink(link)])
    }

    fn keep_said(&mut self, id: String, key: &str, value: &Json, other: &Json) -> bool {
        let Some(session) = self.map().records.sessions.get(&id) else { return false };
        let mut said: JsonObject = session.to_json().collect();
        match merged(said.get(key), value, other) {
            Some(value) => drop(said.insert(key.to_owned(), value)),
            None => drop(said.shift_remove(key)),
        }
        let fields = Some(read_session(&said));
        self.commit(vec![Command::SetSession { id, fields }])
    }
}

/// Of entries under names only those that differ between the two are held against each other; the others stay.
fn merged(now: Option<&Json>, value: &Json, other: &Json) -> Option<Json> {
    let merged = match value {
        Json::Object(_) => with_changes(now.unwrap_or(&Json::Null), other, value),
        value => value.clone(),
    };
    Some(merged).filter(|it| !it.is_null())
}

/// A link like the one that was deleted, under an id of its own.
fn read_link(value: &Json) -> Option<Link> {
    let end = |key: &str| CardId::parse(value[key].as_str()?).ok();
    let kind = LinkKind::parse(value["kind"].as_str()?)?;
    let raw = value["fields"].as_object().into_iter().flatten();
    let raw = raw.map(|(key, value)| (key.as_str(), value));
    let (fields, _) = Fields::read(LinkKind::FIELDS.iter(), raw);
    Some(Link { id: LinkId::random(), kind, from: end("from")?, to: end("to")?, fields })
}

fn read_session(said: &JsonObject) -> Fields {
    Fields::read([].iter(), said.iter().map(|(key, value)| (key.as_str(), value))).0
}
