//! Carries out planned writes inside of one transaction. Where the document holds something else than it
//! should (a peer may have put it there), it is replaced; nothing here can fail.

use yrs::{Any, GetString, Map as _, MapPrelim, MapRef, Out, Text as _, TextPrelim};
use yrs::{TextRef, TransactionMut};

use super::TextField;
use super::plan::Op;
use super::read::{nested, value};
use super::rows::{SAID, is_too_long, listed, named, over, row_key, rows_of, shown, single};
use super::schema::{
    AT, FROM, GONE, KIND, NOTES, Root, Roots, TITLE, TO, field_key, field_name, to_any, to_json,
};
use super::text::{difference, fit, units};
use crate::model::{
    Card, CardKind, FieldSpec, Fields, Json, Link, MAX_ITEMS, PRIVATE_KEYS, Place, Sorted,
};

/// Where a single value lies: under a key of a root map, or of the nested map of a card, link or session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub root: Root,
    pub id: Option<String>,
    pub key: String,
}

/// A value that was replaced: enough to put it back, and to see that nobody has replaced it again.
#[derive(Debug, Clone)]
pub(super) struct Was {
    pub slot: Slot,
    pub before: Option<Any>,
    pub after: Option<Any>,
}

/// Carries out all that is not typing, and makes sure that there is something to type into. Returns which
/// values it replaced.
pub(super) fn write_values(txn: &mut TransactionMut, roots: &Roots, ops: &[Op]) -> Vec<Was> {
    let mut was = Vec::new();
    for op in ops {
        write_one(txn, roots, op, &mut was);
    }
    was
}

/// Is there anything to type?
pub(super) fn types_letters(op: &Op) -> bool {
    matches!(op, Op::Type { .. } | Op::SetText { .. })
}

/// Carries out the typing.
pub(super) fn write_letters(txn: &mut TransactionMut, roots: &Roots, ops: &[Op]) {
    let cards = roots.get(Root::Cards);
    for op in ops {
        match op {
            Op::Type { id, field, at, remove, insert } => {
                if let Some(card) = nested(txn, cards, id.as_str()) {
                    type_text(txn, &card, *field, *at, *remove, insert);
                }
            }
            Op::SetText { id, field, text } => {
                if let Some(card) = nested(txn, cards, id.as_str()) {
                    set_text(txn, &card, *field, text);
                }
            }
            _ => {}
        }
    }
}

/// Puts a value back, unless somebody has replaced it since. Returns what would do it again.
pub(super) fn put_back(txn: &mut TransactionMut, roots: &Roots, was: Was) -> Was {
    let Was { slot, before, after } = was;
    if let Some(map) = map_of(txn, roots, &slot)
        && same(value(txn, &map, &slot.key).as_ref(), after.as_ref())
    {
        replace(txn, &map, &slot.key, before.clone());
    }
    Was { slot, before: after, after: before }
}

fn write_one(txn: &mut TransactionMut, roots: &Roots, op: &Op, was: &mut Vec<Was>) {
    let gone = |root, id: &str| Slot { root, id: Some(id.to_owned()), key: GONE.to_owned() };
    // Undoing an addition hides what was added: what others wrote into it must stay.
    let hidden = |slot| Was { slot, before: Some(Any::Bool(true)), after: None };
    match op {
        Op::AddCard(card) => {
            add_card(txn, roots.get(Root::Cards), card);
            was.push(hidden(gone(Root::Cards, card.id.as_str())));
        }
        Op::AddLink(link) => {
            add_link(txn, roots.get(Root::Links), link);
            was.push(hidden(gone(Root::Links, link.id.as_str())));
        }
        Op::Type { id, field, .. } | Op::SetText { id, field, .. } => {
            if let Some(card) = nested(txn, roots.get(Root::Cards), id.as_str()) {
                sound_text(txn, &card, *field);
            }
        }
        Op::Put { slot, value } => put(txn, roots, slot.clone(), value.clone(), was),
        Op::Rows { id, field, value } => {
            set_rows(txn, roots, (Root::Cards, id.as_str()), field, value.as_ref(), was);
        }
        Op::Gone { root, id } => put(txn, roots, gone(*root, id), Some(Any::Bool(true)), was),
        Op::Session { id, fields } => {
            let sessions = roots.get(Root::Sessions);
            if nested(txn, sessions, id).is_none() {
                sessions.insert(txn, id.as_str(), MapPrelim::default());
                was.push(hidden(gone(Root::Sessions, id)));
            } else {
                put(txn, roots, gone(Root::Sessions, id), None, was);
            }
            set_session(txn, roots, id, fields, was);
        }
    }
}

fn map_of(txn: &TransactionMut, roots: &Roots, slot: &Slot) -> Option<MapRef> {
    let root = roots.get(slot.root);
    match &slot.id {
        Some(id) => nested(txn, root, id),
        None => Some(root.clone()),
    }
}

/// Sets or clears a value, unless that is what is there: an entry that says nothing new costs bytes for ever.
fn put(
    txn: &mut TransactionMut,
    roots: &Roots,
    slot: Slot,
    after: Option<Any>,
    was: &mut Vec<Was>,
) {
    let Some(map) = map_of(txn, roots, &slot) else { return };
    let before = value(txn, &map, &slot.key);
    if !same(before.as_ref(), after.as_ref()) {
        replace(txn, &map, &slot.key, after.clone());
        was.push(Was { slot, before, after });
    }
}

/// Numbers change their shape on the way through bytes, so values are compared as plain data.
fn same(a: Option<&Any>, b: Option<&Any>) -> bool {
    a == b || a.map(to_json) == b.map(to_json)
}

fn replace(txn: &mut TransactionMut, map: &MapRef, key: &str, new: Option<Any>) {
    match new {
        Some(new) => drop(map.insert(txn, key, new)),
        None => drop(map.remove(txn, key)),
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

/// Field by field, so that two people who change different fields of a session both keep theirs; what was said at the exits
/// of its stages one by one.
fn set_session(
    txn: &mut TransactionMut,
    roots: &Roots,
    id: &str,
    fields: &Fields,
    was: &mut Vec<Was>,
) {
    let Some(map) = nested(txn, roots.get(Root::Sessions), id) else { return };
    let mut wanted: Sorted<_, _> =
        fields.to_json().map(|(key, value)| (field_key(&key), Some(value))).collect();
    let known = map.keys(txn).filter(|key| field_name(key).is_some());
    for key in known.chain(SAID.iter().map(|spec| spec.key)) {
        wanted.get_or_default(key.to_owned());
    }
    for (key, value) in wanted {
        if let Some(spec) = SAID.iter().find(|spec| spec.key == key) {
            set_rows(txn, roots, (Root::Sessions, id), spec, value.as_ref(), was);
            continue;
        }
        let slot = Slot { root: Root::Sessions, id: Some(id.to_owned()), key };
        put(txn, roots, slot, value.as_ref().map(to_any), was);
    }
}

/// Row by row, and only what is another one: of two people who change one each, both keep theirs.
fn set_rows(
    txn: &mut TransactionMut,
    roots: &Roots,
    (root, id): (Root, &str),
    spec: &FieldSpec,
    wanted: Option<&Json>,
    was: &mut Vec<Was>,
) {
    let Some(map) = nested(txn, roots.get(root), id) else { return };
    let field = spec.key;
    let (all, listed) = (named(txn, &map, field), listed(txn, &map, field));
    // What is not shown, because this version cannot read it or there is too much, is nobody's to write over here.
    let seen = all.iter().filter_map(|(name, row)| Some((name.clone(), shown(spec, name, row)?)));
    let now: Sorted<_, _> = seen.take(MAX_ITEMS).collect();
    let is_alone = now.len() == all.len();
    let rows = rows_of(&now, wanted);
    let clears = rows.is_empty() && is_alone;
    let slot = |key| Slot { root, id: Some(id.to_owned()), key };
    let gone = now.iter().filter(|(name, _)| !rows.contains_key(*name));
    let gone = gone.map(|(name, _)| {
        let hides = listed.contains_key(name) && !clears;
        (name, hides.then_some(Any::Null))
    });
    let news = rows.iter().filter(|(name, row)| now.get(*name) != Some(row));
    let news = news.map(|(name, row)| (name, Some(to_any(&over(spec, all.get(name), row)))));
    let changes: Vec<_> = gone.chain(news).collect();
    // A name that is too long for a key: all of it is one value then.
    let whole = changes.iter().any(|(name, _)| is_too_long(field, name));
    if whole || clears {
        for (name, _) in single(txn, &map, field) {
            put(txn, roots, slot(row_key(field, &name)), None, was);
        }
        let mut value = wanted.cloned();
        if let Some(Json::Object(entries)) = &mut value {
            let strange = all.iter().filter(|(name, _)| !now.contains_key(*name));
            entries.extend(strange.map(|(name, row)| (name.clone(), row.clone())));
        }
        return put(txn, roots, slot(field_key(field)), value.as_ref().map(to_any), was);
    }
    for (name, row) in changes {
        put(txn, roots, slot(row_key(field, name)), row, was);
    }
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
