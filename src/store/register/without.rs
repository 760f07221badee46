//! A map without somebody: the card, its links, and the full name wherever it stands as words. The same map gives
//! the same result for everybody.

use sha2::{Digest, Sha256};

use crate::exchange;
use crate::model::{CardId, CardKind, Json, JsonObject, Map, MapId, Shape};

/// Stands where the name stood.
const SOMEBODY: &str = "somebody";
/// Names of a record and what it points to, which are no words.
const NAMES: [&str; 12] = [
    "id",
    "kind",
    "from",
    "to",
    "card",
    "stakeholder",
    "subject",
    "lane",
    "position",
    "rule",
    "print",
    "format",
];

/// The map without somebody, as a map of its own: copies of the one before would bring them back.
pub(in crate::store) fn without(map: &Map, id: &CardId) -> Option<Map> {
    let name = name_of(map, id)?;
    stripped(map, id, &name)
}

fn name_of(map: &Map, id: &CardId) -> Option<String> {
    let card = map.card(id).filter(|card| card.kind == CardKind::Stakeholder)?;
    Some(card.title.trim().to_owned())
}

fn stripped(map: &Map, id: &CardId, name: &str) -> Option<Map> {
    let mut file: Json = serde_json::from_str(&exchange::canonical(map)).ok()?;
    let is_them = |record: &Json| {
        let who = record["who"].as_str().map(str::trim).unwrap_or_default();
        record["id"] == id.as_str()
            || record["stakeholder"] == id.as_str()
            || (!name.is_empty() && who.to_lowercase() == name.to_lowercase())
    };
    let links_them = |link: &Json| link["from"] == id.as_str() || link["to"] == id.as_str();
    let strip = |file: &mut Json| {
        for (key, list) in file.as_object_mut().into_iter().flatten() {
            let Some(list) = list.as_array_mut() else { continue };
            match key.as_str() {
                "links" => list.retain(|link| !links_them(link)),
                "stakeholders" | "people" | "helpers" | "corrections" => {
                    list.retain(|record| !is_them(record));
                }
                _ => {}
            }
        }
        file.as_object_mut().into_iter().for_each(|file| redact_file(file, name));
    };
    strip(&mut file);
    // Sessions keep the map as it was, which is to tell of them no more either.
    for session in file["sessions"].as_array_mut().into_iter().flatten() {
        let was = session["snapshot"].as_str().and_then(|text| serde_json::from_str(text).ok());
        if let Some(mut was) = was {
            strip(&mut was);
            session["snapshot"] = Json::from(was.to_string());
        }
    }
    let next = next_id(&map.id, id);
    file["id"] = Json::from(next.as_str());
    exchange::parse(&file.to_string()).ok().map(|import| import.map)
}

/// The maps that come one after the other when these are erased from the first, that one included.
pub(in crate::store) fn successors(first: &MapId, erased: &[CardId]) -> Vec<MapId> {
    let mut all = vec![first.clone()];
    for id in erased {
        all.push(next_id(&all[all.len() - 1], id));
    }
    all
}

/// The map without all of these, as the map `to`. What they are called the other pictures of it may know as well, where
/// this one has them not yet or no longer.
pub(in crate::store) fn without_all(
    map: &Map,
    erased: &[CardId],
    to: &MapId,
    others: &[&Map],
) -> Map {
    let mut left = map.clone();
    for id in erased {
        let mut names: Vec<_> =
            std::iter::once(&map).chain(others).filter_map(|map| name_of(map, id)).collect();
        names.dedup();
        for name in names {
            left = stripped(&left, id, &name).unwrap_or(left);
        }
    }
    Map { id: to.clone(), ..left }
}

/// The cards beside theirs on which somebody's full name stands.
#[must_use]
pub fn mentions(map: &Map, id: &CardId) -> Vec<CardId> {
    let Some(name) = map.card(id).map(|card| card.title.trim().to_owned()) else {
        return Vec::new();
    };
    let says = |text: &str| redact(text, &name).is_some();
    let others = map.cards.values().filter(|card| card.id != *id);
    let named = others.filter(|card| {
        let mut fields: Json = card.fields.to_json().collect();
        let in_fields = fields.as_object_mut().is_some_and(|fields| {
            let before = fields.clone();
            redact_record(fields, Some(card.kind), &name);
            *fields != before
        });
        says(&card.title) || says(&card.notes) || in_fields
    });
    named.map(|card| card.id.clone()).collect()
}

/// The same for everybody who takes the same person off the same map.
fn next_id(map: &MapId, id: &CardId) -> MapId {
    let hash = Sha256::new()
        .chain_update("alignment-map without\n")
        .chain_update(map.as_str())
        .chain_update("\n")
        .chain_update(id.as_str())
        .finalize();
    let mut bits = [0; 16];
    bits.copy_from_slice(&hash[..16]);
    MapId::from_bits(u128::from_le_bytes(bits))
}

fn redact_file(file: &mut JsonObject, name: &str) {
    for (key, value) in file.iter_mut() {
        match value {
            Json::Array(records) => {
                for record in records {
                    if let Json::Object(record) = record {
                        let kind = match key.as_str() {
                            "stakeholders" => Some(CardKind::Stakeholder),
                            _ => {
                                record.get("kind").and_then(Json::as_str).and_then(CardKind::parse)
                            }
                        };
                        redact_record(record, kind, name);
                    } else {
                        redact_value(record, name);
                    }
                }
            }
            Json::String(_) if key == "title" => redact_value(value, name),
            // What nobody knows the meaning of may hold names, too.
            Json::Object(_) | Json::String(_) if !NAMES.contains(&key.as_str()) => {
                redact_value(value, name);
            }
            _ => {}
        }
    }
}

fn redact_record(record: &mut JsonObject, kind: Option<CardKind>, name: &str) {
    for (key, value) in record.iter_mut() {
        let shape = kind.and_then(|kind| kind.field(key)).map(|spec| spec.shape);
        let is_word = matches!(shape, Some(Shape::Choice(_) | Shape::Choices(_)));
        if is_word || NAMES.contains(&key.as_str()) {
            continue;
        }
        redact_value(value, name);
        // Of a table the keys are words that people chose.
        if let (Json::Object(cells), Some(Shape::Table(_))) = (&mut *value, shape) {
            let renamed = std::mem::take(cells).into_iter();
            *cells = renamed.map(|(key, cell)| (redact(&key, name).unwrap_or(key), cell)).collect();
        }
    }
}

fn redact_value(value: &mut Json, name: &str) {
    match value {
        Json::String(text) => {
            if let Some(redacted) = redact(text, name) {
                *text = redacted;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| redact_value(item, name)),
        Json::Object(cells) => cells
            .iter_mut()
            .filter(|(key, _)| !NAMES.contains(&key.as_str()))
            .for_each(|(_, cell)| redact_value(cell, name)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// The text with another word in the place of the name, where that stands as words of its own.
fn redact(text: &str, name: &str) -> Option<String> {
    const SHORTEST: usize = 2;
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    let letters: Vec<char> = text.chars().collect();
    let name: Vec<char> = name.chars().collect();
    if name.len() < SHORTEST {
        return None;
    }
    let ends = |at: Option<&char>| at.is_none_or(|c| !c.is_alphanumeric());
    let is_here = |at: usize| {
        let Some(here) = letters.get(at..at + name.len()) else { return false };
        here.iter().zip(&name).all(|(a, b)| same(*a, *b))
            && ends(at.checked_sub(1).and_then(|before| letters.get(before)))
            && ends(letters.get(at + name.len()))
    };
    let (mut out, mut at, mut found) = (String::with_capacity(text.len()), 0, false);
    while at < letters.len() {
        if is_here(at) {
            out.push_str(SOMEBODY);
            at += name.len();
            found = true;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_where_it_stands_as_words_of_its_own() {
        let redacted = |text, name| redact(text, name).unwrap_or_else(|| "-".to_owned());
        assert_eq!(
            redacted("Ask ANA Ruiz’s team, ana ruiz!", "Ana Ruiz"),
            "Ask somebody’s team, somebody!"
        );
        assert_eq!(redacted("Banana Ruiz", "Ana Ruiz"), "-");
        assert_eq!(redacted("Ana Ruizow", "Ana Ruiz"), "-");
        assert_eq!(redacted("Łucja, ŁUCJA", "łucja"), "somebody, somebody");
        assert_eq!(redacted("李雷 said", "李雷"), "somebody said");
        assert_eq!(redacted("a b", "a"), "-", "one letter is no name");
        assert_eq!(redacted("", "Ana"), "-");
    }
}
