//! Carries out planned writes inside of one transaction. Where the document holds something else than it
//! should (a peer may have put it there), it is replaced; nothing here can fail.

use std::collections::BTreeMap;

use yrs::{Any, GetString, Map as _, MapPrelim, MapRef, Out, Text as _, TextPrelim};
use yrs::{TextRef, TransactionMut};

use super::TextField;
use super::plan::Op;
use super::read::{nested, value};
use super::schema::{
    AT, FROM, GONE, KIND, NOTES, Root, Roots, TITLE, TO, field_key, field_name, to_any,
};
use super::text::{difference, fit, units};
use crate::model::{Card, CardKind, Fields, Link, PRIVATE_KEYS, Place};

pub(super) fn carry_out(txn: &mut TransactionMut, roots: &Roots, op: Op) {
    match op {
        Op::AddCard(card) => add_card(txn, roots.get(Root::Cards), &card),
        Op::Type { id, field, at, remove, insert } => {
            if let Some(card) = nested(txn, roots.get(Root::Cards), id.as_str()) {
                type_text(txn, &card, field, at, remove, &insert);
            }
        }
        Op::SetText { id, field, text } => {
            if let Some(card) = nested(txn, roots.get(Root::Cards), id.as_str()) {
                set_text(txn, &card, field, &text);
            }
        }
        Op::Place { id, place } => {
            if let Some(card) = nested(txn, roots.get(Root::Cards), id.as_str()) {
                put(txn, &card, AT, Some(at(place)));
            }
        }
        Op::AddLink(link) => add_link(txn, roots.get(Root::Links), &link),
        Op::Field { root, id, key, value } => {
            if let Some(map) = nested(txn, roots.get(root), &id) {
                put(txn, &map, &key, value);
            }
        }
        Op::Gone { root, id } => {
            if let Some(map) = nested(txn, roots.get(root), &id) {
                put(txn, &map, GONE, Some(Any::Bool(true)));
            }
        }
        Op::Session { id, fields } => set_session(txn, roots.get(Root::Sessions), &id, &fields),
        Op::Value { root, key, value } => put(txn, roots.get(root), &key, value),
    }
}

/// Sets or clears a value, unless that is what is there: an entry that says nothing new costs bytes for ever.
fn put(txn: &mut TransactionMut, map: &MapRef, key: &str, new: Option<Any>) {
    match new {
        Some(new) if value(txn, map, key).as_ref() == Some(&new) => {}
        Some(new) => {
            map.insert(txn, key, new);
        }
        None => {
            map.remove(txn, key);
        }
    }
}

pub(super) fn at(place: Place) -> Any {
    let (x, y) = (to_any(&place.x.into()), to_any(&place.y.into()));
    Any::Array([Any::from(place.lane.name()), x, y].into())
}

fn add_card(txn: &mut TransactionMut, cards: &MapRef, card: &Card) {
    let map = cards.insert(txn, card.id.as_str(), MapPrelim::default());
    map.insert(txn, KIND, card.kind.name());
    map.insert(txn, AT, at(card.place));
    // Both texts are made at once: two people who made one later would each make their own, and lose one.
    for (key, field, words) in texts(card) {
        let words = field.clean(words);
        map.insert(txn, key, TextPrelim::new(fit(&words, field.limit())));
    }
    for (key, value) in card_fields(card.kind, &card.fields) {
        map.insert(txn, field_key(&key), to_any(&value));
    }
}

pub(super) fn texts(card: &Card) -> [(&'static str, TextField, &str); 2] {
    [(TITLE, TextField::Title, &card.title), (NOTES, TextField::Notes, &card.notes)]
}

/// The fields that a card may carry into the document, by key.
pub(super) fn card_fields(
    kind: CardKind,
    fields: &Fields,
) -> impl Iterator<Item = (String, crate::model::Json)> {
    let private = move |key: &str| kind == CardKind::Stakeholder && PRIVATE_KEYS.contains(&key);
    fields.to_json().filter(move |(key, _)| !private(key))
}

fn add_link(txn: &mut TransactionMut, links: &MapRef, link: &Link) {
    let map = links.insert(txn, link.id.as_str(), MapPrelim::default());
    map.insert(txn, KIND, link.kind.name());
    map.insert(txn, FROM, link.from.as_str());
    map.insert(txn, TO, link.to.as_str());
    for (key, value) in link.fields.to_json() {
        map.insert(txn, field_key(&key), to_any(&value));
    }
}

/// Field by field, so that two people who change different fields of a session both keep theirs.
fn set_session(txn: &mut TransactionMut, sessions: &MapRef, id: &str, fields: &Fields) {
    let map =
        nested(txn, sessions, id).unwrap_or_else(|| sessions.insert(txn, id, MapPrelim::default()));
    let wanted: BTreeMap<_, _> =
        fields.to_json().map(|(key, value)| (field_key(&key), to_any(&value))).collect();
    let mut unwanted: Vec<_> = map.keys(txn).map(str::to_owned).collect();
    unwanted.retain(|key| field_name(key).is_some() && !wanted.contains_key(key));
    unwanted.sort_unstable();
    for key in unwanted {
        map.remove(txn, &key);
    }
    for (key, value) in wanted {
        put(txn, &map, &key, Some(value));
    }
    map.remove(txn, GONE);
}

fn key_of(field: TextField) -> &'static str {
    match field {
        TextField::Title => TITLE,
        TextField::Notes => NOTES,
    }
}

/// The text of a card and what it holds; a sound one is made where there is none.
fn sound_text(txn: &mut TransactionMut, card: &MapRef, field: TextField) -> (TextRef, String) {
    let key = key_of(field);
    let old = match card.get(txn, key) {
        Some(Out::YText(text)) => {
            let raw = text.get_string(txn);
            // Something that is no letter lies in it, so offsets would not mean what they say.
            if text.len(txn) as usize == units(&raw) {
                return (text, raw);
            }
            field.show(&raw)
        }
        _ => String::new(),
    };
    (card.insert(txn, key, TextPrelim::new(old.as_str())), old)
}

fn type_text(
    txn: &mut TransactionMut,
    card: &MapRef,
    field: TextField,
    at: usize,
    remove: usize,
    insert: &str,
) {
    let (text, raw) = sound_text(txn, card, field);
    let start = field.raw_offset(&raw, at);
    let end = field.raw_offset(&raw, at.saturating_add(remove)).max(start);
    let insert = field.clean(insert);
    let room = field.limit().saturating_sub(units(&raw) - (end - start));
    splice(txn, &text, start, end - start, fit(&insert, room));
}

fn set_text(txn: &mut TransactionMut, card: &MapRef, field: TextField, wanted: &str) {
    let (text, raw) = sound_text(txn, card, field);
    let wanted = field.clean(wanted);
    if let Some(change) = difference(&raw, fit(&wanted, field.limit())) {
        splice(txn, &text, change.at, change.remove, change.insert);
    }
}

fn splice(txn: &mut TransactionMut, text: &TextRef, at: usize, remove: usize, insert: &str) {
    let offset = |n: usize| u32::try_from(n).expect("texts are shorter than 2^32 units");
    if remove > 0 {
        text.remove_range(txn, offset(at), offset(remove));
    }
    if !insert.is_empty() {
        text.insert(txn, offset(at), insert);
    }
}
