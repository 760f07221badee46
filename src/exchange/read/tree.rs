//! From text to data, and a look at what the data seems to be.

use serde_json::error::Category;

use super::mend::mended;
use super::report::Report;
use crate::exchange::{FORMAT, MAX_BYTES, NotAMap, Other, key};
use crate::model::{Json, JsonObject};

/// More values than this would fill a phone's memory before anything is read (each takes about 70 bytes).
/// The largest map has a third of them.
const MAX_VALUES: usize = 2_000_000;

/// The object that a text spells. Where the text breaks off, the whole records before the break.
pub(super) fn read(text: &str, report: &mut Report) -> Result<JsonObject, NotAMap> {
    if text.len() > MAX_BYTES {
        return Err(NotAMap::TooBig { bytes: text.len() });
    }
    look(text)?;
    if values(text) > MAX_VALUES {
        return Err(NotAMap::TooMuch);
    }
    let raw = match serde_json::from_str::<Json>(text) {
        Ok(raw) => raw,
        Err(error) if error.classify() == Category::Eof => {
            let whole = mended(text).ok_or(NotAMap::CutShort)?;
            let raw: Json = serde_json::from_str(&whole).map_err(|_| NotAMap::CutShort)?;
            if raw.get(key::CARDS).is_none() {
                return Err(NotAMap::CutShort);
            }
            report.note("import.broken_off");
            raw
        }
        // The reader gives this error no class of its own.
        Err(error) if error.to_string().starts_with("recursion limit") => {
            return Err(NotAMap::TooDeep);
        }
        Err(error) => {
            return Err(NotAMap::NotJson { line: error.line(), column: error.column() });
        }
    };
    match raw {
        Json::Object(raw) => Ok(raw),
        _ => Err(NotAMap::OtherData),
    }
}

/// About how many values the text spells: one for every comma and every opening bracket that is not in a text.
fn values(text: &str) -> usize {
    let (mut in_text, mut escaped, mut n) = (false, false, 0);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'{' | b'[' if !in_text => n += 1,
            _ => {}
        }
    }
    n
}

/// What the first characters already tell.
fn look(text: &str) -> Result<(), NotAMap> {
    let start: String = text.chars().take(500).collect();
    match start.chars().next() {
        None => Err(NotAMap::Empty),
        Some('{' | '[') => Ok(()),
        Some('<') => Err(NotAMap::Other(Other::WebPage)),
        Some(_) if start.starts_with("PK\u{3}") || start.starts_with("%PDF") => {
            Err(NotAMap::Other(Other::Binary))
        }
        Some(_) if start.contains(['\0', '\u{FFFD}']) => Err(NotAMap::Other(Other::Binary)),
        Some(_) => Err(NotAMap::Other(Other::PlainText)),
    }
}

/// Is it a map? Also where the format's name is missing, as long as there are cards with kinds.
pub(super) fn recognise(raw: &JsonObject) -> Result<(), NotAMap> {
    let format = raw.get(key::FORMAT);
    if format.and_then(Json::as_str) == Some(FORMAT) {
        return Ok(());
    }
    let list = |name: &str| raw.get(name).and_then(Json::as_array);
    let said = raw.get("type").and_then(Json::as_str).unwrap_or_default();
    let other = if said == "excalidraw" {
        Other::Excalidraw
    } else if said == "Feature" || said == "FeatureCollection" {
        Other::GeoJson
    } else if raw.contains_key("tldrawFileFormatVersion") {
        Other::Tldraw
    } else if list("nodes").is_some() && list("edges").is_some() {
        Other::JsonCanvas
    } else if list(key::CARDS).is_some() && list("lists").is_some() {
        Other::Trello
    } else {
        let of_ours = |cards: &Vec<Json>| cards.iter().any(|card| card.get(key::KIND).is_some());
        let is_map = format.is_none() && list(key::CARDS).is_some_and(of_ours);
        return if is_map { Ok(()) } else { Err(NotAMap::OtherData) };
    };
    Err(NotAMap::Other(other))
}
