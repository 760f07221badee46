//! Reading a file. Nothing in it is trusted and nothing readable is thrown away: what cannot be kept is reported.

mod cards;
mod ids;
mod links;
mod mend;
mod records;
mod report;
mod slots;
mod tree;

use report::Report;

use super::history::{self, History};
use super::take_home::map_in;
use super::{NotAMap, VERSION, key};
use crate::model::text::{clean_line, needs_cleaning};
use crate::model::{FieldSpec, Fields, Form, Json, JsonObject, MAX_NOTES, Map, MapId};
use crate::words::Message;

/// Unknown fields of one record that are kept.
const MAX_EXTRA: usize = 200;
/// The longest name of a field that is kept, in bytes.
const MAX_KEY: usize = 200;
/// Values that nobody knows nest at most this deep.
const MAX_DEPTH: usize = 60;

/// A map as it was read, and what was odd about the file, in plain words.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub map: Map,
    pub warnings: Vec<Message>,
    /// The file carried no id of its own: the map's id was derived from its text.
    pub without_id: bool,
    /// The file says that it is a part of a map, copied for pasting.
    pub is_fragment: bool,
    /// How the map became what it is, where the file carries that.
    pub history: Option<History>,
}

/// Reads a map that anybody may have written, with or without the help of this program. The same text
/// always gives the same map, ids included, so that two people who open one file hold the same map.
///
/// # Errors
/// [`NotAMap`] when there is nothing to keep; its message says what the text seems to be instead.
pub fn parse(text: &str) -> Result<Import, NotAMap> {
    // Files cut off by a failing disk are often filled up with zero bytes.
    let text = text.trim_start_matches('\u{FEFF}').trim_end_matches('\0').trim();
    let text = map_in(text).unwrap_or(text);
    let mut report = Report::default();
    let mut raw = tree::read(text, &mut report)?;
    tree::recognise(&raw)?;
    if !raw.contains_key(key::FORMAT) {
        report.note("import.no_format");
    }
    note_version(&raw, &mut report);
    let is_fragment = is_fragment(&raw, &mut report);
    let state = raw.remove(key::MERGE_STATE);
    for done in [key::FORMAT, key::VERSION, key::FRAGMENT] {
        raw.remove(done);
    }

    let own_id = own_id(&mut raw, &mut report);
    let without_id = own_id.is_none();
    let id = own_id.unwrap_or_else(|| MapId::from_bits(ids::hash(&[text.as_bytes()])));
    let mut map = Map::empty(id);
    map.title = title(&mut raw, &mut report).into();
    let cards = cards::read(&mut raw, map.id.as_str(), &mut report);
    links::read(&mut raw, &cards, &mut map, &mut report);
    for card in cards.list {
        map.cards.insert_mut(card.id.clone(), card.into());
    }
    map.records = records::read(raw, map.id.as_str(), &mut report).into();
    let history = state.as_ref().and_then(|state| history::read(state, &map));
    if state.is_some() && history.is_none() {
        report.note("import.merge_state");
    }
    Ok(Import { map, warnings: report.into_messages(), without_id, is_fragment, history })
}

/// The data of another format: an object, no larger and no deeper than a map.
///
/// # Errors
/// [`NotAMap`] where the text spells none.
pub(super) fn data(text: &str) -> Result<JsonObject, NotAMap> {
    tree::read(text.trim_start_matches('\u{FEFF}').trim(), &mut Report::default())
}

/// Bits for the id of something that came without one: the same for the same parts.
pub(super) fn record_id(parts: &[&[u8]]) -> u128 {
    ids::hash(parts)
}

fn note_version(raw: &JsonObject, report: &mut Report) {
    match raw.get(key::VERSION) {
        None => {}
        Some(version) if version.as_f64() == Some(f64::from(VERSION)) => {}
        Some(version) if version.as_f64().is_some_and(|v| v > f64::from(VERSION)) => {
            report.note_about("import.newer", "", version);
        }
        Some(version) => report.note_about("import.odd_version", "", version),
    }
}

/// A part of a map, copied for pasting?
fn is_fragment(raw: &JsonObject, report: &mut Report) -> bool {
    match raw.get(key::FRAGMENT) {
        None | Some(Json::Null) => false,
        Some(Json::Bool(said)) => *said,
        Some(other) => {
            report.note_about("import.bad_value", key::FRAGMENT, other);
            false
        }
    }
}

/// The map's own id, where it has one.
fn own_id(raw: &mut JsonObject, report: &mut Report) -> Option<MapId> {
    let said = raw.remove(key::ID).filter(|said| !said.is_null())?;
    let Some(word) = word_of(&said) else {
        report.note_about("import.bad_value", key::ID, &said);
        return None;
    };
    let id = MapId::parse(&word).ok();
    if id.is_none() && !word.is_empty() {
        report.note_about("import.bad_id", "", &word);
    }
    id
}

/// The map's title; empty where there is none.
fn title(raw: &mut JsonObject, report: &mut Report) -> String {
    let Some(said) = raw.remove(key::TITLE).filter(|said| !said.is_null()) else {
        return String::new();
    };
    line_of(&said, report).unwrap_or_else(|| {
        report.note_about("import.bad_value", key::TITLE, &said);
        String::new()
    })
}

/// The records of a list, taken out of the file. What is no list, and what in it is no record, is reported.
fn take_records(raw: &mut JsonObject, name: &str, report: &mut Report) -> Vec<JsonObject> {
    let mut records = Vec::new();
    match raw.remove(name) {
        None | Some(Json::Null) => {}
        Some(Json::Array(items)) => {
            for item in items {
                match item {
                    Json::Object(record) => records.push(record),
                    other => report.note_about("import.no_record", name, &other),
                }
            }
        }
        Some(other) => report.note_about("import.no_list", name, &other),
    }
    records
}

/// A short text, or a number that stands for one. `None` for any other sort of data.
fn word_of(raw: &Json) -> Option<String> {
    match raw {
        Json::String(text) => Some(text.clone()),
        Json::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// As [`word_of`], on one line and safe to show. What is longer than any notes is cut: nothing could hold it.
fn line_of(raw: &Json, report: &mut Report) -> Option<String> {
    let mut text = word_of(raw)?;
    text.truncate(text.floor_char_boundary(4 * MAX_NOTES));
    note_unsafe(&text, report);
    Some(clean_line(&text))
}

/// What a record says that it is, safe to keep and to show where nobody here knows such a kind.
fn kind_of(raw: &mut JsonObject, report: &mut Report) -> Option<Json> {
    let mut said = raw.remove(key::KIND)?;
    Form::Any.sift(&mut said, &mut |_| report.note("import.unsafe_text"));
    Some(said)
}

fn note_unsafe(text: &str, report: &mut Report) {
    if needs_cleaning(text) {
        report.note("import.unsafe_text");
    }
}

/// As [`note_unsafe`], for a value that is no single text: told once.
fn note_unsafe_in(value: &Json, report: &mut Report) {
    fn is_any(value: &Json) -> bool {
        match value {
            Json::String(text) => needs_cleaning(text),
            Json::Array(items) => items.iter().any(is_any),
            Json::Object(items) => {
                items.iter().any(|(name, item)| needs_cleaning(name) || is_any(item))
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => false,
        }
    }
    report.count("import.unsafe_text", "", &"", usize::from(is_any(value)));
}

/// The fields of a record: those of its kind in their shapes, unknown ones as they are, the rest reported.
fn read_fields(
    specs: impl Iterator<Item = &'static FieldSpec> + Clone,
    mut raw: JsonObject,
    report: &mut Report,
) -> Fields {
    let mut unknown = 0;
    raw.retain(|key, value| {
        if specs.clone().any(|spec| spec.key == key) {
            note_unsafe_in(value, report);
            return true;
        }
        let kept = unknown < MAX_EXTRA && !key.is_empty() && is_tame(key, value);
        unknown += usize::from(kept);
        report.count("import.too_much_unknown", "", &"", usize::from(!kept));
        kept
    });
    let (fields, problems) =
        Fields::read(specs, raw.iter().map(|(key, value)| (key.as_str(), value)));
    for problem in problems {
        report.note_about("import.bad_value", &problem.key, &problem.said());
    }
    fields
}

/// Small enough in name and depth that every version of the document takes it.
fn is_tame(key: &str, value: &Json) -> bool {
    key.len() <= MAX_KEY && is_flat(value, 1)
}

fn is_flat(value: &Json, depth: usize) -> bool {
    depth <= MAX_DEPTH
        && match value {
            Json::Array(items) => items.iter().all(|item| is_flat(item, depth + 1)),
            Json::Object(items) => items.values().all(|item| is_flat(item, depth + 1)),
            _ => true,
        }
}
