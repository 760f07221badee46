//! Reads cards, links and records out of a transaction. What is not well formed is not shown: a peer may
//! have put any value under any key. Knows no commands and remembers nothing.

use yrs::{Any, GetString, Map as _, MapRef, Out, ReadTxn};

use super::TextField;
use super::schema::{AT, FROM, GONE, KIND, MAX_KEYS, NOTES, TITLE, TO, field_name, to_json};
use crate::model::{
    Card, CardId, CardKind, Fields, Form, Json, Lane, Link, LinkId, LinkKind, PRIVATE_KEYS, Place,
    Records, Sorted,
};

/// The nested map under a key, if that is what lies there.
pub(super) fn nested<T: ReadTxn>(txn: &T, root: &MapRef, key: &str) -> Option<MapRef> {
    match root.get(txn, key)? {
        Out::YMap(map) => Some(map),
        _ => None,
    }
}

/// A plain value under a key.
pub(super) fn value<T: ReadTxn>(txn: &T, map: &MapRef, key: &str) -> Option<Any> {
    match map.get(txn, key)? {
        Out::Any(value) => Some(value),
        _ => None,
    }
}

pub(super) fn is_gone<T: ReadTxn>(txn: &T, map: &MapRef) -> bool {
    matches!(value(txn, map, GONE), Some(Any::Bool(true)))
}

/// A card that is there and has a kind we know. Everything else about it has a stand-in.
pub(super) fn card<T: ReadTxn>(txn: &T, cards: &MapRef, id: &CardId) -> Option<Card> {
    let map = nested(txn, cards, id.as_str())?;
    if is_gone(txn, &map) {
        return None;
    }
    let kind = word(txn, &map, KIND, CardKind::parse)?;
    let text = |key, field: TextField| match map.get(txn, key) {
        Some(Out::YText(text)) => field.show(&text.get_string(txn)),
        _ => String::new(),
    };
    let mut raw = fields(txn, &map);
    if kind == CardKind::Stakeholder {
        raw.retain(|key, _| !PRIVATE_KEYS.contains(&key.as_str()));
    }
    if super::rows::has_any(txn, &map) {
        // Also those of another kind: the card may have been one, and become one again.
        let others = CardKind::ALL.into_iter().filter(|it| *it != kind);
        let others = others.flat_map(CardKind::fields).filter(|it| kind.field(it.key).is_none());
        for spec in kind.fields().chain(others).filter(|spec| spec.is_in_pieces()) {
            super::rows::join(txn, &map, spec, &mut raw);
        }
    }
    let raw = raw.iter().map(|(key, value)| (key.as_str(), value));
    let (fields, strange) = Fields::read(kind.fields(), raw);
    Some(Card {
        id: id.clone(),
        kind,
        title: text(TITLE, TextField::Title),
        notes: text(NOTES, TextField::Notes),
        place: place(txn, &map).unwrap_or_else(|| Place::new(kind.home(), 0.0, 0.0)),
        fields: fields.beside(strange),
    })
}

/// A link that is there, of a kind we know, between two different ids. Whether it may be shown depends
/// on the cards at its ends.
pub(super) fn link<T: ReadTxn>(txn: &T, links: &MapRef, id: &LinkId) -> Option<Link> {
    let map = nested(txn, links, id.as_str())?;
    if is_gone(txn, &map) {
        return None;
    }
    let kind = word(txn, &map, KIND, LinkKind::parse)?;
    let end = |key| word(txn, &map, key, |raw| CardId::parse(raw).ok());
    let (from, to) = (end(FROM)?, end(TO)?);
    if from == to {
        return None;
    }
    let raw = fields(txn, &map);
    let fields = Fields::read(LinkKind::FIELDS.iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0;
    Some(Link { id: id.clone(), kind, from, to, fields })
}

/// A session that is there, without what does not fit its form. Entries that lie by themselves are a later version's where they
/// do not fit, and stay (R23).
pub(super) fn session<T: ReadTxn>(txn: &T, sessions: &MapRef, id: &str) -> Option<Fields> {
    let map = nested(txn, sessions, id)?;
    if is_gone(txn, &map) {
        return None;
    }
    let mut raw = fields(txn, &map);
    for spec in &super::rows::SAID {
        super::rows::join(txn, &map, spec, &mut raw);
    }
    let fitting = raw.into_iter().filter_map(|(key, mut value)| {
        let in_pieces = super::rows::SAID.iter().any(|spec| spec.key == key);
        let form =
            Records::SESSION.under(&key).map(|form| if in_pieces { &Form::Any } else { form });
        form.is_none_or(|form| fits(form, &mut value)).then_some((key, value))
    });
    let raw: Sorted<_, _> = fitting.collect();
    Some(Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0)
}

/// A record of a list: an object that carries its id, without what does not fit the list's form.
pub(super) fn record<T: ReadTxn>(txn: &T, list: &MapRef, name: &str, id: &str) -> Option<Json> {
    let mut record = with_id(to_json(&value(txn, list, id)?), id)?;
    Records::form(name).is_none_or(|form| fits(form, &mut record)).then_some(record)
}

/// A value of the map, without what does not fit its form.
pub(super) fn single<T: ReadTxn>(txn: &T, values: &MapRef, name: &str) -> Option<Json> {
    let mut single = to_json(&value(txn, values, name)?);
    Records::form(name).is_none_or(|form| fits(form, &mut single)).then_some(single)
}

/// Takes out what does not fit, as a file's reader does; nobody is there to be told.
fn fits(form: &Form, value: &mut Json) -> bool {
    form.sift(value, &mut |_| {})
}

/// The record with its id in it; `None` when it is no object.
pub(super) fn with_id(record: Json, id: &str) -> Option<Json> {
    let Json::Object(mut record) = record else { return None };
    if record.get("id").and_then(Json::as_str) != Some(id) {
        record.insert("id".into(), Json::from(id));
    }
    Some(Json::Object(record))
}

pub(super) fn word<T: ReadTxn, W>(
    txn: &T,
    map: &MapRef,
    key: &str,
    parse: impl Fn(&str) -> Option<W>,
) -> Option<W> {
    match value(txn, map, key)? {
        Any::String(raw) => parse(&raw),
        _ => None,
    }
}

fn place<T: ReadTxn>(txn: &T, map: &MapRef) -> Option<Place> {
    let at = to_json(&value(txn, map, AT)?);
    let [lane, x, y] = at.as_array()?.as_slice() else { return None };
    Some(Place::new(Lane::parse(lane.as_str()?)?, x.as_f64()?, y.as_f64()?))
}

/// All plain values that are fields, by name. The document keeps no order, so the order of names decides
/// what is beyond the limit.
fn fields<T: ReadTxn>(txn: &T, map: &MapRef) -> Sorted<String, Json> {
    let values = map.iter(txn).filter_map(|(key, out)| match (field_name(key), out) {
        (Some(name), Out::Any(value)) => Some((name.to_owned(), to_json(&value))),
        _ => None,
    });
    let mut all: Sorted<_, _> = values.collect();
    all.truncate(MAX_KEYS);
    all
}
