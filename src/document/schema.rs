//! The shape of the document: its roots, the keys that are not fields, and values as plain data.
//! Knows nothing of commands and of what a map means.

use std::collections::HashMap;
use std::sync::Arc;

use yrs::any::Number;
use yrs::{Any, Doc, MapRef};

use crate::model::{Json, JsonObject, Records, sort_by};

/// Values nest at most this deep; deeper ones are not written and not let in.
pub(super) const MAX_DEPTH: usize = 64;
/// A card, link or session shows at most this many keys, the first in order.
pub(super) const MAX_KEYS: usize = 256;
/// No key and no id of a record is longer than this, in bytes.
pub(super) const MAX_KEY: usize = 200;

pub(super) const KIND: &str = "kind";
pub(super) const TITLE: &str = "title";
pub(super) const NOTES: &str = "notes";
/// `[lane, x, y]` as one value: three keys would be three entries for every drag.
pub(super) const AT: &str = "at";
/// Removal is a flag, so that undo takes it back and what others wrote meanwhile is still there.
pub(super) const GONE: &str = "gone";
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";
const RESERVED: [&str; 7] = [KIND, TITLE, NOTES, AT, GONE, FROM, TO];
/// Stands before a field whose name is one of ours, so that a file's own `at` is not taken for a place.
pub(super) const ESCAPE: char = '~';

/// A top-level map of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    Meta,
    Cards,
    Links,
    Sessions,
    Values,
    /// One of [`Records::LISTS`], by its place there.
    List(usize),
}

impl Root {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let plain = [Self::Meta, Self::Cards, Self::Links, Self::Sessions, Self::Values];
        plain.into_iter().chain((0..Records::LISTS.len()).map(Self::List))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Cards => "cards",
            Self::Links => "links",
            Self::Sessions => "sessions",
            Self::Values => "values",
            Self::List(i) => Records::LISTS[i],
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Meta => 0,
            Self::Cards => 1,
            Self::Links => 2,
            Self::Sessions => 3,
            Self::Values => 4,
            Self::List(i) => 5 + i,
        }
    }
}

/// The root maps of one document. Only roots may be kept: a nested map can be freed by anybody's removal.
pub(super) struct Roots(Vec<MapRef>);

impl Roots {
    pub(super) fn of(doc: &Doc) -> Self {
        Self(Root::all().map(|root| doc.get_or_insert_map(root.name())).collect())
    }

    pub(super) fn get(&self, root: Root) -> &MapRef {
        &self.0[root.index()]
    }
}

/// The key under which a field lies.
pub(super) fn field_key(key: &str) -> String {
    if RESERVED.contains(&key) || key.starts_with(ESCAPE) {
        format!("{ESCAPE}{key}")
    } else {
        key.to_owned()
    }
}

/// The field that lies under a key; `None` for the keys that are ours.
pub(super) fn field_name(key: &str) -> Option<&str> {
    if RESERVED.contains(&key) {
        return None;
    }
    let Some(name) = key.strip_prefix(ESCAPE) else { return Some(key) };
    // Two keys must never mean one field, or replicas would differ in which one they show.
    (field_key(name) == key).then_some(name)
}

/// Is the value so flat that every replica lets it in?
pub(super) fn is_flat_enough(value: &Json, depth: usize) -> bool {
    depth <= MAX_DEPTH
        && match value {
            Json::Array(items) => items.iter().all(|item| is_flat_enough(item, depth + 1)),
            Json::Object(items) => items.values().all(|item| is_flat_enough(item, depth + 1)),
            _ => true,
        }
}

/// Plain data as the document keeps it.
pub(super) fn to_any(value: &Json) -> Any {
    match value {
        Json::Null => Any::Null,
        Json::Bool(flag) => Any::Bool(*flag),
        Json::Number(n) => Any::Number(
            n.as_i64().map_or_else(|| Number::Float(n.as_f64().unwrap_or(0.0)), Number::Int),
        ),
        Json::String(text) => Any::String(text.as_str().into()),
        Json::Array(items) => Any::Array(items.iter().map(to_any).collect::<Vec<_>>().into()),
        Json::Object(items) => {
            let items: HashMap<_, _> = items.iter().map(|(k, v)| (k.clone(), to_any(v))).collect();
            Any::Map(Arc::new(items))
        }
    }
}

/// The document's value as plain data, objects sorted by key. Whole numbers carry no fraction, as in files:
/// large ones become floats on the way through bytes, and must look the same to whoever wrote them.
pub(super) fn to_json(value: &Any) -> Json {
    match value {
        Any::Null | Any::Undefined | Any::Buffer(_) => Json::Null,
        Any::Bool(flag) => Json::Bool(*flag),
        Any::Number(Number::Int(n)) => Json::from(*n),
        Any::Number(Number::Float(n)) => whole(*n).map_or_else(|| Json::from(*n), Json::from),
        Any::String(text) => Json::from(&**text),
        Any::Array(items) => items.iter().map(to_json).collect(),
        Any::Map(items) => {
            let mut items: Vec<_> = items.iter().collect();
            sort_by(&mut items, |a, b| a.0.cmp(b.0));
            let items = items.into_iter().map(|(k, v)| (k.clone(), to_json(v)));
            Json::Object(items.collect::<JsonObject>())
        }
    }
}

fn whole(n: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (n.fract() == 0.0 && n.abs() < LIMIT).then_some(n as i64)
}
