//! Tables for spreadsheets: RFC 4180 with a byte order mark, without which Excel takes UTF-8 for something else.

use std::collections::HashMap;

use crate::exchange::{kind_name, lane_name, link_name};
use crate::model::{Card, CardId, CardKind, Link, Map, Value, sort_and_dedup, sort_by};
use crate::words::Words;

use super::cell::harmless;
use super::table::field_keys;

/// The columns that every card has, before those of its fields.
pub(super) const ALWAYS: [(&str, &str); 8] = [
    ("id", "table.id"),
    ("kind", "field.kind"),
    ("title", "field.title"),
    ("notes", "field.notes"),
    ("lane", "merge.lane"),
    ("linked", "table.linked"),
    ("x", "table.x"),
    ("y", "table.y"),
];

/// One card a line, with a column for every field that any of them uses, and one for where it leads. Assumptions behind
/// links are left out, as are fields that this program does not know.
#[must_use]
pub fn cards_table(map: &Map, words: &Words) -> String {
    let mut cards: Vec<&Card> = map.cards.values().map(|card| &**card).collect();
    sort_by(&mut cards, |a, b| {
        let place = |card: &Card| (card.place.lane, card.place.x, card.place.y);
        let ((lane_a, xa, ya), (lane_b, xb, yb)) = (place(a), place(b));
        lane_a.cmp(&lane_b).then(xa.total_cmp(&xb)).then(ya.total_cmp(&yb)).then(a.id.cmp(&b.id))
    });
    let mut keys: Vec<&'static str> =
        cards.iter().flat_map(|card| card.fields.values().map(|(key, _)| key)).collect();
    sort_and_dedup(&mut keys);
    let all = field_keys();
    let mut out = "\u{FEFF}".to_owned();
    let fixed = ALWAYS.iter().map(|(_, word)| words.get(word).to_owned());
    row(&mut out, fixed.chain(keys.iter().map(|key| heading(key, &all, words))));
    let names = names(map);
    let mut leads: HashMap<&CardId, Vec<&Link>> = HashMap::new();
    for link in map.links.values() {
        leads.entry(&link.from).or_default().push(link);
    }
    for card in cards {
        let linked: Vec<String> = (leads.get(&card.id).into_iter().flatten())
            .map(|link| {
                let says = link_name(words, link.kind);
                format!("{says}: {}", names.get(&link.to).map_or("", String::as_str))
            })
            .collect();
        let lane = lane_name(words, card.place.lane);
        let always = [
            card.id.to_string(),
            kind_name(words, card.kind).to_owned(),
            harmless(&card.title),
            harmless(&card.notes),
            lane.to_owned(),
            harmless(&linked.join("\n")),
            card.place.x.to_string(),
            card.place.y.to_string(),
        ];
        let own = keys
            .iter()
            .map(|key| card.fields.get(key).map_or_else(String::new, |value| said(value, words)));
        row(&mut out, always.into_iter().chain(own));
    }
    out
}

/// One link a line: what it says, between the titles of its cards.
#[must_use]
pub fn links_table(map: &Map, words: &Words) -> String {
    let mut out = "\u{FEFF}".to_owned();
    let head = [
        "field.from",
        "table.says",
        "field.to",
        "field.assumption",
        "field.strength",
        "field.agreed_by",
        "table.from_id",
        "table.to_id",
    ];
    row(&mut out, head.iter().map(|key| words.get(key).to_owned()));
    for link in map.links.values() {
        let title = |id| map.card(id).map_or_else(String::new, |card| harmless(&card.title));
        let field = |key| link.fields.get(key).map_or_else(String::new, |value| said(value, words));
        let says = link_name(words, link.kind).to_owned();
        let (from, to) = (link.from.to_string(), link.to.to_string());
        let fields = ["assumption", "strength", "agreed_by"].map(field);
        let [assumption, strength, agreed] = fields;
        row(
            &mut out,
            [title(&link.from), says, title(&link.to), assumption, strength, agreed, from, to]
                .into_iter(),
        );
    }
    out
}

/// What names each card to whoever reads the table: its title where no other card has that, else its id.
fn names(map: &Map) -> HashMap<CardId, String> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for card in map.cards.values() {
        *count.entry(folded(&card.title)).or_default() += 1;
    }
    let alone = |card: &Card| {
        !card.title.trim().is_empty()
            && count.get(&folded(&card.title)) == Some(&1)
            && CardId::parse(&card.title).ok().and_then(|id| map.card(&id)).is_none()
    };
    let name = |card: &Card| if alone(card) { card.title.clone() } else { card.id.to_string() };
    map.cards.values().map(|card| (card.id.clone(), name(card))).collect()
}

/// As titles are compared: without regard to capitals.
pub(super) fn folded(title: &str) -> String {
    title.trim().to_lowercase()
}

/// The words of a field, and its key where several fields go by the same words.
fn heading(key: &str, all: &[&str], words: &Words) -> String {
    let word = words.find(&format!("field.{key}")).unwrap_or_default();
    let same = |other: &&&str| words.find(&format!("field.{other}")) == Some(word);
    let taken = ALWAYS.iter().any(|(_, always)| words.get(always) == word);
    if taken || all.iter().filter(same).count() > 1 {
        format!("{word} ({key})")
    } else {
        word.to_owned()
    }
}

/// A value as somebody reads it in a cell.
fn said(value: &Value, words: &Words) -> String {
    let choice = |word: &str| words.get(&format!("choice.{word}")).to_owned();
    match value {
        Value::Text(text) => harmless(text),
        Value::Number(_) => value.to_json().to_string(),
        Value::Flag(flag) => words.get(if *flag { "merge.yes" } else { "merge.no" }).to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Choice(word) => choice(word),
        Value::Choices(all) => all.iter().map(|word| choice(word)).collect::<Vec<_>>().join("\n"),
        Value::List(lines) => harmless(&lines.join("\n")),
        Value::Rows(_) | Value::Table(_) => harmless(&value.to_json().to_string()),
    }
}

/// Every cell that holds anything but letters and digits is quoted; lines end as the standard says.
fn row(out: &mut String, cells: impl Iterator<Item = String>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            out.push(',');
        }
        if cell.chars().all(|c| c.is_alphanumeric() || c == ' ') && cell.trim() == cell {
            out.push_str(&cell);
        } else {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        }
    }
    out.push_str("\r\n");
}

/// The kind of this name, in our words or as files call it.
pub(super) fn kind_named(name: &str, words: &Words) -> Option<CardKind> {
    let name = folded(name);
    let is_it =
        |kind: &CardKind| name == kind.name() || name == kind_name(words, *kind).to_lowercase();
    CardKind::ALL.into_iter().find(is_it)
}
