//! From commands to writes: checks every command against the map as it will be when its turn comes, so
//! that a commit with one bad command writes nothing at all. Writes nothing itself.

use std::collections::HashMap;

use yrs::{Any, Map as _, ReadTxn};

use super::read::with_id;
use super::rows::in_pieces;
use super::schema::{
    AT, FROM, KIND, MAX_KEY, Root, Roots, TITLE, TO, field_key, is_flat_enough, to_any,
};
use super::view::View;
use super::write::Slot;
use super::{Command, CommandError, MAX_CARDS, TextField};
use crate::model::{
    Card, CardId, CardKind, FieldSpec, Fields, Json, Link, LinkId, LinkKind, MAX_TITLE,
    PRIVATE_KEYS, Records, Shape,
};

/// One thing to write. Cannot fail: whatever the document holds in its place is repaired.
pub(super) enum Op {
    AddCard(Card),
    Type {
        id: CardId,
        field: TextField,
        at: usize,
        remove: usize,
        insert: String,
    },
    SetText {
        id: CardId,
        field: TextField,
        text: String,
    },
    AddLink(Link),
    /// No value clears the slot.
    Put {
        slot: Slot,
        value: Option<Any>,
    },
    /// A card's field that lies in pieces.
    Rows {
        id: CardId,
        field: &'static FieldSpec,
        value: Option<Json>,
    },
    Gone {
        root: Root,
        id: String,
    },
    Session {
        id: String,
        fields: Fields,
    },
}

/// The map as it will be: what the commands so far change, laid over what is there.
pub(super) struct Plan<'a, T> {
    txn: &'a T,
    roots: &'a Roots,
    view: &'a View,
    cards: HashMap<CardId, Option<CardKind>>,
    links: HashMap<LinkId, Option<Ends>>,
    count: usize,
    ops: Vec<Op>,
}

#[derive(Clone)]
struct Ends {
    kind: LinkKind,
    from: CardId,
    to: CardId,
}

impl<'a, T: ReadTxn> Plan<'a, T> {
    pub(super) fn of(
        txn: &'a T,
        roots: &'a Roots,
        view: &'a View,
        commands: Vec<Command>,
    ) -> Result<Vec<Op>, CommandError> {
        let count = view.map().cards.size();
        let mut plan = Self {
            txn,
            roots,
            view,
            cards: HashMap::new(),
            links: HashMap::new(),
            count,
            ops: Vec::with_capacity(commands.len()),
        };
        for command in commands {
            plan.add(command)?;
        }
        Ok(plan.ops)
    }

    fn add(&mut self, command: Command) -> Result<(), CommandError> {
        use Command as C;
        match command {
            C::AddCard(card) => self.add_card(card),
            C::TypeText { id, field, at, remove, insert } => {
                self.kind_of(&id)?;
                let (at, remove) = (at as usize, remove as usize);
                self.push(Op::Type { id, field, at, remove, insert })
            }
            C::SetText { id, field, text } => {
                self.kind_of(&id)?;
                self.push(Op::SetText { id, field, text })
            }
            C::SetField { id, key, value } => self.set_field(&id, &key, value.map(|v| v.to_json())),
            C::ChangeKind { id, kind } => {
                self.kind_of(&id)?;
                self.cards.insert(id.clone(), Some(kind));
                self.push(word(Root::Cards, id.as_str(), KIND, kind.name()))
            }
            C::PlaceCard { id, place } => {
                self.kind_of(&id)?;
                self.push(word(Root::Cards, id.as_str(), AT, super::write::at(place)))
            }
            C::RemoveCard { id } => {
                self.kind_of(&id)?;
                self.count -= 1;
                self.cards.insert(id.clone(), None);
                self.push(Op::Gone { root: Root::Cards, id: id.as_str().to_owned() })
            }
            C::AddLink(link) => self.add_link(link),
            C::SetLinkKind { id, kind } => {
                let ends = self.ends_of(&id)?;
                self.relink(&id, &Ends { kind, ..ends })
            }
            C::TurnLink { id, kind } => {
                let ends = self.ends_of(&id)?;
                self.relink(&id, &Ends { kind, from: ends.to, to: ends.from })
            }
            C::SetLinkField { id, key, value } => {
                self.set_link_field(&id, &key, value.map(|v| v.to_json()))
            }
            C::RemoveLink { id } => self.remove_link(&id),
            C::SetMapTitle { text } => self.set_title(&text),
            C::SetValue { key, value } => self.set_value(Root::Values, key, value),
            C::SetSession { id, fields } => self.set_session(id, fields),
            C::SetRecord { list, id, value } => self.set_record(list, id, value),
        }
    }

    fn push(&mut self, op: Op) -> Result<(), CommandError> {
        self.ops.push(op);
        Ok(())
    }

    fn kind_of(&self, id: &CardId) -> Result<CardKind, CommandError> {
        let kind = match self.cards.get(id) {
            Some(planned) => *planned,
            None => self.view.map().card(id).map(|card| card.kind),
        };
        kind.ok_or_else(|| CommandError::NoSuchCard(id.clone()))
    }

    /// The ends of a link that will be shown.
    fn ends_of(&self, id: &LinkId) -> Result<Ends, CommandError> {
        let missing = || CommandError::NoSuchLink(id.clone());
        let ends = match self.links.get(id) {
            Some(planned) => planned.clone(),
            None => self.known_ends(id),
        };
        let ends = ends.ok_or_else(missing)?;
        let (from, to) = (self.kind_of(&ends.from), self.kind_of(&ends.to));
        match (from, to) {
            (Ok(from), Ok(to)) if ends.kind.allows(from, to) => Ok(ends),
            _ => Err(missing()),
        }
    }

    fn known_ends(&self, id: &LinkId) -> Option<Ends> {
        let link = self.view.link(id)?;
        Some(Ends { kind: link.kind, from: link.from.clone(), to: link.to.clone() })
    }

    fn check_ends(&self, ends: &Ends) -> Result<(), CommandError> {
        if ends.from == ends.to {
            return Err(CommandError::LinkToItself);
        }
        let (from, to) = (self.kind_of(&ends.from)?, self.kind_of(&ends.to)?);
        if ends.kind.allows(from, to) {
            Ok(())
        } else {
            Err(CommandError::LinkDoesNotFit { kind: ends.kind, from, to })
        }
    }

    fn add_card(&mut self, card: Card) -> Result<(), CommandError> {
        let id = card.id.as_str();
        let taken = self.cards.contains_key(&card.id)
            || self.roots.get(Root::Cards).contains_key(self.txn, id);
        if taken {
            return Err(CommandError::IdTaken(id.to_owned()));
        }
        if self.count >= MAX_CARDS {
            return Err(CommandError::TooManyCards(MAX_CARDS));
        }
        check_fields(&card.fields)?;
        self.count += 1;
        self.cards.insert(card.id.clone(), Some(card.kind));
        self.push(Op::AddCard(card))
    }

    fn set_field(
        &mut self,
        id: &CardId,
        key: &str,
        value: Option<Json>,
    ) -> Result<(), CommandError> {
        let kind = self.kind_of(id)?;
        let value = match (kind.field(key), value) {
            (Some(spec), Some(value)) => fitting(spec.shape, &value, key)?,
            // What an older or newer version put there can be cleared, not set.
            (_, None) if !PRIVATE_KEYS.contains(&key) => None,
            _ => return Err(CommandError::FieldDoesNotFit { key: key.to_owned() }),
        };
        let pieces = match kind.field(key) {
            Some(spec) => Some(spec).filter(|spec| spec.is_in_pieces()),
            None => in_pieces(key),
        };
        if let Some(field) = pieces {
            return self.push(Op::Rows { id: id.clone(), field, value });
        }
        self.put(Root::Cards, id.as_str(), key, value.as_ref())
    }

    fn put(
        &mut self,
        root: Root,
        id: &str,
        key: &str,
        value: Option<&Json>,
    ) -> Result<(), CommandError> {
        let value = value.map(to_any);
        let slot = Slot { root, id: Some(id.to_owned()), key: field_key(key) };
        self.push(Op::Put { slot, value })
    }

    fn add_link(&mut self, link: Link) -> Result<(), CommandError> {
        let id = link.id.as_str();
        let taken = self.links.contains_key(&link.id)
            || self.roots.get(Root::Links).contains_key(self.txn, id);
        if taken {
            return Err(CommandError::IdTaken(id.to_owned()));
        }
        let ends = Ends { kind: link.kind, from: link.from.clone(), to: link.to.clone() };
        self.check_ends(&ends)?;
        check_fields(&link.fields)?;
        self.links.insert(link.id.clone(), Some(ends));
        self.push(Op::AddLink(link))
    }

    fn set_link_field(
        &mut self,
        id: &LinkId,
        key: &str,
        value: Option<Json>,
    ) -> Result<(), CommandError> {
        self.ends_of(id)?;
        let value = match (LinkKind::FIELDS.iter().find(|spec| spec.key == key), value) {
            (Some(spec), Some(value)) => fitting(spec.shape, &value, key)?,
            (_, None) => None,
            (None, _) => return Err(CommandError::FieldDoesNotFit { key: key.to_owned() }),
        };
        self.put(Root::Links, id.as_str(), key, value.as_ref())
    }

    fn set_title(&mut self, text: &str) -> Result<(), CommandError> {
        let text = TextField::Title.clean(text);
        let text = super::text::fit(&text, MAX_TITLE);
        let value = (!text.is_empty()).then(|| Any::from(text));
        let slot = Slot { root: Root::Meta, id: None, key: TITLE.into() };
        self.push(Op::Put { slot, value })
    }

    fn set_record(
        &mut self,
        list: String,
        id: String,
        value: Option<Json>,
    ) -> Result<(), CommandError> {
        let Some(i) = Records::LISTS.iter().position(|name| *name == list) else {
            return Err(CommandError::FieldDoesNotFit { key: list });
        };
        let record = match value {
            Some(value) => match with_id(value, &id) {
                None => return Err(CommandError::FieldDoesNotFit { key: id }),
                record => record,
            },
            None => None,
        };
        self.set_value(Root::List(i), id, record)
    }

    fn relink(&mut self, id: &LinkId, ends: &Ends) -> Result<(), CommandError> {
        self.check_ends(ends)?;
        let words = [(KIND, ends.kind.name()), (FROM, ends.from.as_str()), (TO, ends.to.as_str())];
        for (key, value) in words {
            self.push(word(Root::Links, id.as_str(), key, value))?;
        }
        self.links.insert(id.clone(), Some(ends.clone()));
        Ok(())
    }

    /// A link may have left the map already, with a card of the same commit: removing both is fine.
    fn remove_link(&mut self, id: &LinkId) -> Result<(), CommandError> {
        let known = match self.links.get(id) {
            Some(planned) => planned.is_some(),
            None => self.view.link(id).is_some(),
        };
        if !known {
            return Err(CommandError::NoSuchLink(id.clone()));
        }
        self.links.insert(id.clone(), None);
        self.push(Op::Gone { root: Root::Links, id: id.as_str().to_owned() })
    }

    fn set_value(
        &mut self,
        root: Root,
        key: String,
        value: Option<Json>,
    ) -> Result<(), CommandError> {
        check_value(&key, value.as_ref())?;
        let value = value.as_ref().map(to_any);
        self.push(Op::Put { slot: Slot { root, id: None, key }, value })
    }

    fn set_session(&mut self, id: String, fields: Option<Fields>) -> Result<(), CommandError> {
        check_value(&id, None)?;
        match fields {
            Some(fields) => {
                check_fields(&fields)?;
                self.push(Op::Session { id, fields })
            }
            None if self.view.map().records.sessions.contains_key(&id) => {
                self.push(Op::Gone { root: Root::Sessions, id })
            }
            None => Ok(()),
        }
    }
}

fn word(root: Root, id: &str, key: &str, word: impl Into<Any>) -> Op {
    let slot = Slot { root, id: Some(id.to_owned()), key: key.to_owned() };
    Op::Put { slot, value: Some(word.into()) }
}

/// A value in the shape of its field. What says nothing (an empty text, an empty list) clears the field.
fn fitting(shape: Shape, value: &Json, key: &str) -> Result<Option<Json>, CommandError> {
    let blank = match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(items) => items.is_empty(),
        _ => false,
    };
    match shape.read(value) {
        _ if blank => Ok(None),
        Some(value) => Ok(Some(value.to_json())),
        None => Err(CommandError::FieldDoesNotFit { key: key.to_owned() }),
    }
}

fn check_fields(fields: &Fields) -> Result<(), CommandError> {
    fields.to_json().try_for_each(|(key, value)| check_value(&key, Some(&value)))
}

fn check_value(key: &str, value: Option<&Json>) -> Result<(), CommandError> {
    if !key.is_empty() && key.len() <= MAX_KEY && value.is_none_or(|v| is_flat_enough(v, 0)) {
        Ok(())
    } else {
        Err(CommandError::FieldDoesNotFit { key: key.to_owned() })
    }
}
