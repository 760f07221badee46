//! How entries look inside the database, to and from plain Rust.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

pub(super) const ID: &str = "id";
pub(super) const KEY: &str = "key";
pub(super) const MAP: &str = "map";
const BYTES: &str = "bytes";
const TEXT: &str = "text";
const TITLE: &str = "title";
const CARDS: &str = "cards";
const CHANGED: &str = "changed_ms";
const OPENED: &str = "opened_ms";

/// What the start screen shows of a map without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapInfo {
    pub id: String,
    pub title: String,
    pub cards: u32,
    /// Milliseconds since 1970, by this device's clock.
    pub changed_ms: u64,
    pub opened_ms: u64,
}

impl MapInfo {
    /// When somebody here last had to do with it.
    #[must_use]
    pub fn touched_ms(&self) -> u64 {
        self.changed_ms.max(self.opened_ms)
    }

    pub(super) fn to_js(&self) -> Object {
        let row = Object::new();
        set(&row, ID, &self.id.as_str().into());
        set(&row, TITLE, &self.title.as_str().into());
        set(&row, CARDS, &self.cards.into());
        set(&row, CHANGED, &number(self.changed_ms));
        set(&row, OPENED, &number(self.opened_ms));
        row
    }

    /// `None` for a row without an id; anything else that is missing is empty or zero.
    pub(super) fn from_js(row: &JsValue) -> Option<Self> {
        Some(Self {
            id: get(row, ID).as_string()?,
            title: get(row, TITLE).as_string().unwrap_or_default(),
            cards: u32::try_from(whole(&get(row, CARDS))).unwrap_or(u32::MAX),
            changed_ms: whole(&get(row, CHANGED)),
            opened_ms: whole(&get(row, OPENED)),
        })
    }
}

/// One entry of the log. The database gives it a key unless it has one.
pub(super) fn entry(map: &str, bytes: &[u8], key: Option<f64>) -> Object {
    let row = Object::new();
    set(&row, MAP, &map.into());
    set(&row, BYTES, &Uint8Array::from(bytes));
    if let Some(key) = key {
        set(&row, KEY, &key.into());
    }
    row
}

/// Key and bytes of a log entry; `None` for something else.
pub(super) fn read_entry(row: &JsValue) -> Option<(u64, Vec<u8>)> {
    let bytes = get(row, BYTES);
    let bytes = bytes.dyn_ref::<Uint8Array>()?;
    Some((whole(&get(row, KEY)), bytes.to_vec()))
}

/// A private text.
pub(super) fn private(key: &str, text: &str) -> Object {
    let row = Object::new();
    set(&row, ID, &key.into());
    set(&row, TEXT, &text.into());
    row
}

/// Key and text; `None` for something else.
pub(super) fn read_private(row: &JsValue) -> Option<(String, String)> {
    Some((get(row, ID).as_string()?, get(row, TEXT).as_string()?))
}

/// The place of a map's entries in the index, those after a key if one is given.
pub(super) fn entries_of(map: &str, after: Option<u64>) -> Result<idb::KeyRange, idb::Error> {
    let first = Array::of1(&map.into());
    if let Some(key) = after {
        first.push(&number(key));
    }
    // Arrays sort behind every number, so this is behind every key.
    let end = Array::of2(&map.into(), &Array::new());
    idb::KeyRange::bound(&first, &end, Some(true), Some(true))
}

/// Times and keys stay below 2^53.
pub(super) fn number(value: u64) -> JsValue {
    JsValue::from_f64(value as f64)
}

/// Zero for anything that is no number.
pub(super) fn whole(value: &JsValue) -> u64 {
    value.as_f64().unwrap_or_default() as u64
}

pub(super) fn set_opened(row: &JsValue, opened_ms: u64) {
    set(row.unchecked_ref(), OPENED, &number(opened_ms));
}

fn get(row: &JsValue, name: &str) -> JsValue {
    Reflect::get(row, &name.into()).unwrap_or_default()
}

fn set(row: &Object, name: &str, value: &JsValue) {
    Reflect::set(row, &name.into(), value).expect("a fresh object takes every property");
}
