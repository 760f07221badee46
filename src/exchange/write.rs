//! Writing a map: one spelling for one map, one record a line, so that people and programs can compare files.

use std::fmt::Write;

use super::{FORMAT, VERSION, clean_notes, key};
use crate::model::text::clean_line;
use crate::model::{Card, CardKind, Json, Link, Map, PRIVATE_KEYS, Records, sort_by};

/// The canonical file of a map: keys and records in a fixed order, whole numbers without a fraction, other
/// numbers with at most 15 digits, nothing of the private scope. Two maps that mean the same give the same bytes.
#[must_use]
pub fn canonical(map: &Map) -> String {
    write(map, false)
}

/// As [`canonical`], marked as a part of a map where it is one.
pub(super) fn write(map: &Map, is_fragment: bool) -> String {
    let mut file = File { out: String::with_capacity(512 + 300 * map.cards.size()), first: true };
    file.value(key::FORMAT, &Json::from(FORMAT));
    file.value(key::VERSION, &Json::from(VERSION));
    if is_fragment {
        file.value(key::FRAGMENT, &Json::Bool(true));
    }
    file.value(key::ID, &Json::from(map.id.as_str()));
    file.value(key::TITLE, &Json::from(clean_line(&map.title)));
    let (people, cards): (Vec<&Card>, Vec<&Card>) =
        map.cards.values().map(|card| &**card).partition(|c| c.kind == CardKind::Stakeholder);
    file.list(key::CARDS, cards.into_iter(), write_card);
    file.list(key::LINKS, map.links.values().map(|link| &**link), write_link);
    file.list(key::STAKEHOLDERS, people.into_iter(), write_card);
    write_records(&mut file, &map.records);
    file.out.push_str("\n}\n");
    file.out
}

fn write_records(file: &mut File, records: &Records) {
    if !records.sessions.is_empty() {
        file.list(key::SESSIONS, records.sessions.iter(), |record, (id, session)| {
            record.text(key::ID, id);
            record.fields(session.to_json(), |key| key != key::ID);
        });
    }
    for name in Records::LISTS {
        if let Some(list) = records.lists.get(name).filter(|list| !list.is_empty()) {
            file.list(name, list.iter(), |record, (id, fields)| {
                record.text(key::ID, id);
                let mut fields: Vec<_> = fields.as_object().into_iter().flatten().collect();
                sort_by(&mut fields, |a, b| a.0.cmp(b.0));
                record.fields(fields.into_iter(), |key| key != key::ID);
            });
        }
    }
    let known = key::VALUES.iter().filter_map(|name| records.values.get_key_value(*name));
    let unknown = records.values.iter().filter(|(name, _)| !is_reserved(name));
    for (name, value) in known.chain(unknown) {
        file.value(name, value);
    }
}

/// Has its own place in the file, so an unknown value of this name cannot have it too.
fn is_reserved(name: &str) -> bool {
    const OTHERS: [&str; 9] = [
        key::FORMAT,
        key::VERSION,
        key::FRAGMENT,
        key::MERGE_STATE,
        key::TITLE,
        key::CARDS,
        key::LINKS,
        key::STAKEHOLDERS,
        key::SESSIONS,
    ];
    name == key::ID
        || OTHERS.contains(&name)
        || key::VALUES.contains(&name)
        || Records::LISTS.contains(&name)
}

fn write_card(record: &mut Record<'_>, card: &Card) {
    let is_person = card.kind == CardKind::Stakeholder;
    let title = if is_person { key::NAME } else { key::TITLE };
    record.text(key::ID, card.id.as_str());
    if !is_person {
        record.text(key::KIND, card.kind.name());
    }
    record.text(title, &clean_line(&card.title));
    let notes = clean_notes(&card.notes);
    if !notes.is_empty() {
        record.text(key::NOTES, &notes);
    }
    if card.place.lane != card.kind.home() {
        record.text(key::LANE, card.place.lane.name());
    }
    record.key(key::POSITION);
    record.out.push_str("{\"x\": ");
    write_float(record.out, card.place.x);
    record.out.push_str(", \"y\": ");
    write_float(record.out, card.place.y);
    record.out.push('}');
    let own = [key::ID, key::KIND, title, key::NOTES, key::LANE, key::POSITION];
    let fields = card.fields.fitting_to_json(|key| card.kind.field(key).is_some());
    record.fields(fields, |key| {
        let is_private = is_person && PRIVATE_KEYS.contains(&key);
        !(own.contains(&key) || is_private)
    });
}

fn write_link(record: &mut Record<'_>, link: &Link) {
    record.text(key::ID, link.id.as_str());
    record.text(key::KIND, link.kind.name());
    record.text(key::FROM, link.from.as_str());
    record.text(key::TO, link.to.as_str());
    let own = [key::ID, key::KIND, key::FROM, key::TO];
    record.fields(link.fields.to_json(), |key| !own.contains(&key));
}

/// The outermost object, one key a line.
struct File {
    out: String,
    first: bool,
}

impl File {
    fn key(&mut self, name: &str) {
        self.out.push_str(if self.first { "{\n  " } else { ",\n  " });
        self.first = false;
        write_text(&mut self.out, name);
        self.out.push_str(": ");
    }

    fn value(&mut self, name: &str, value: &Json) {
        self.key(name);
        write_json(&mut self.out, value);
    }

    fn list<T>(
        &mut self,
        name: &str,
        items: impl Iterator<Item = T>,
        write: impl Fn(&mut Record<'_>, T),
    ) {
        self.key(name);
        let mut before = "[\n    ";
        for item in items {
            self.out.push_str(before);
            before = ",\n    ";
            let mut record = Record { out: &mut self.out, first: true };
            write(&mut record, item);
            self.out.push('}');
        }
        self.out.push_str(if before.starts_with('[') { "[]" } else { "\n  ]" });
    }
}

/// One record on one line.
struct Record<'a> {
    out: &'a mut String,
    first: bool,
}

impl Record<'_> {
    fn key(&mut self, name: &str) {
        self.out.push_str(if self.first { "{" } else { ", " });
        self.first = false;
        write_text(self.out, name);
        self.out.push_str(": ");
    }

    fn text(&mut self, name: &str, text: &str) {
        self.key(name);
        write_text(self.out, text);
    }

    fn fields<K: AsRef<str>, V: std::borrow::Borrow<Json>>(
        &mut self,
        fields: impl Iterator<Item = (K, V)>,
        is_wanted: impl Fn(&str) -> bool,
    ) {
        for (name, value) in fields.filter(|(name, _)| is_wanted(name.as_ref())) {
            self.key(name.as_ref());
            write_json(self.out, value.borrow());
        }
    }
}

/// Plain data on one line, keys sorted: the document keeps no order of keys, so no order may matter.
fn write_json(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Json::Number(n) => match n.as_i64() {
            Some(n) => _ = write!(out, "{n}"),
            None => write_float(out, n.as_f64().unwrap_or(0.0)),
        },
        Json::String(text) => write_text(out, text),
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write_json(out, item);
            }
            out.push(']');
        }
        Json::Object(items) if items.is_empty() => out.push_str("{}"),
        Json::Object(items) => {
            let mut items: Vec<_> = items.iter().collect();
            sort_by(&mut items, |a, b| a.0.cmp(b.0));
            Record { out, first: true }.fields(items.into_iter(), |_| true);
            out.push('}');
        }
    }
}

/// A finite number. Fifteen digits, because every reader gives exactly those back, whatever its precision.
fn write_float(out: &mut String, n: f64) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let n: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    _ = if n.fract() == 0.0 && n.abs() < EXACT {
        write!(out, "{}", n as i64)
    } else if (1e-6..1e21).contains(&n.abs()) {
        write!(out, "{n}")
    } else {
        write!(out, "{n:e}")
    };
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| b < b' ' || b == b'"' || b == b'\\') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b if b < b' ' => _ = write!(out, "\\u{b:04x}"),
            b => out.extend(['\\', char::from(b)]),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}
