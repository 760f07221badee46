//! Rows of a field, such as readings or moments, and entries under names, such as ranks: a value of its own for each, so that two
//! people who add one at once both keep theirs. What came as one value (a file, an older program) stays where it is; rows of their
//! own lie over it. The row of an entry is called as the entry is.

use yrs::{Any, Map as _, MapRef, Out, ReadTxn};

use super::read::value;
use super::schema::{ESCAPE, MAX_KEY, field_key, to_json};
use crate::model::{CardKind, FieldSpec, Json, Shape, Sorted};

/// Digits of a row's number: rows are in the order of their names.
const DIGITS: usize = 6;

/// What was heard at the exits of a session's stages and what the room said to it, by stage: several may lead.
pub(super) const SAID: [FieldSpec; 2] = [
    FieldSpec::new("heard", Shape::Table(&Shape::Prose)),
    FieldSpec::new("playback", Shape::Table(&Shape::Line)),
];

/// The key of a row, which no field has: what begins like this is taken for a name that needs no escape.
pub(super) fn row_key(field: &str, row: &str) -> String {
    format!("{ESCAPE}{field}.{row}")
}

/// Longer than a key of the document may be.
pub(super) fn is_too_long(field: &str, row: &str) -> bool {
    row_key(field, row).len() > MAX_KEY
}

/// Does any row lie by itself?
pub(super) fn has_any<T: ReadTxn>(txn: &T, map: &MapRef) -> bool {
    map.keys(txn).any(|key| key.starts_with(ESCAPE) && key.contains('.'))
}

/// The field of this name, of whichever kind of card has it.
pub(super) fn in_pieces(key: &str) -> Option<&'static FieldSpec> {
    let mut all = CardKind::ALL.into_iter().flat_map(CardKind::fields);
    all.find(|spec| spec.key == key && spec.is_in_pieces())
}

/// A row as this version shows it; `None` for one that it cannot read.
pub(super) fn shown(field: &FieldSpec, name: &str, row: &Json) -> Option<Json> {
    let one = match field.shape {
        Shape::Table(_) => Json::Object([(name.to_owned(), row.clone())].into_iter().collect()),
        _ => Json::Array(vec![row.clone()]),
    };
    match field.shape.read(&one)?.to_json() {
        Json::Array(rows) => rows.into_iter().next(),
        Json::Object(entries) => entries.into_iter().next().map(|(_, entry)| entry),
        _ => None,
    }
}

/// A row that is written over another one, with what only a later version knows of that.
pub(super) fn over(field: &FieldSpec, before: Option<&Json>, row: &Json) -> Json {
    let (Shape::Rows(columns), Some(Json::Object(before)), Json::Object(row)) =
        (field.shape, before, row)
    else {
        return row.clone();
    };
    let unknown = before.iter().filter(|(name, _)| columns.iter().all(|(known, _)| known != name));
    unknown.chain(row).map(|(name, cell)| (name.clone(), cell.clone())).collect()
}

/// The rows that lie one by one, by name; nothing where one of the list is gone.
pub(super) fn single<T: ReadTxn>(txn: &T, map: &MapRef, field: &str) -> Sorted<String, Json> {
    let prefix = row_key(field, "");
    let rows = map.iter(txn).filter_map(|(key, out)| match (key.strip_prefix(&prefix), out) {
        (Some(row), Out::Any(value)) => Some((row.to_owned(), to_json(&value))),
        _ => None,
    });
    rows.collect()
}

/// The rows of a list by name.
pub(super) fn listed<T: ReadTxn>(txn: &T, map: &MapRef, field: &str) -> Sorted<String, Json> {
    match value(txn, map, &field_key(field)) {
        Some(Any::Array(list)) => {
            let rows = list.iter().enumerate();
            rows.map(|(at, row)| (format!("{at:0DIGITS$}"), to_json(row))).collect()
        }
        Some(Any::Map(entries)) => {
            entries.iter().map(|(name, value)| (name.clone(), to_json(value))).collect()
        }
        _ => Sorted::default(),
    }
}

/// All rows by name. One that lies by itself stands before one of the same name in a list; where nothing lies there, that
/// one is gone.
pub(super) fn named<T: ReadTxn>(txn: &T, map: &MapRef, field: &str) -> Sorted<String, Json> {
    let mut rows = single(txn, map, field);
    for (name, row) in listed(txn, map, field) {
        if !rows.contains_key(&name) {
            rows.insert(name, row);
        }
    }
    rows.retain(|_, row| !row.is_null());
    rows
}

/// Puts the rows into what was `read` as one value, unless they lie as one anyhow.
pub(super) fn join<T: ReadTxn>(
    txn: &T,
    map: &MapRef,
    field: &FieldSpec,
    read: &mut Sorted<String, Json>,
) {
    if single(txn, map, field.key).is_empty() {
        return;
    }
    let rows = named(txn, map, field.key);
    if rows.is_empty() {
        read.remove(field.key);
        return;
    }
    let rows = rows.into_iter();
    let all = match field.shape {
        Shape::Table(_) => Json::Object(rows.collect()),
        _ => rows.map(|(_, row)| row).collect(),
    };
    read.insert(field.key.to_owned(), all);
}

/// Which rows there are to be for a value, by name.
pub(super) fn rows_of(now: &Sorted<String, Json>, wanted: Option<&Json>) -> Sorted<String, Json> {
    match wanted {
        Some(Json::Array(rows)) => renamed(now, rows),
        Some(Json::Object(entries)) => {
            entries.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
        }
        _ => Sorted::default(),
    }
}

/// Which rows of a list there are to be: those that stay keep their names.
fn renamed(now: &Sorted<String, Json>, wanted: &[Json]) -> Sorted<String, Json> {
    if now.len() == wanted.len() {
        // What was written over in its place is the same row.
        let names = now.iter().map(|(name, _)| name.clone());
        return names.zip(wanted.iter().cloned()).collect();
    }
    let number = |name: &str| name.get(..DIGITS).and_then(|digits| digits.parse::<u32>().ok());
    let last = now.iter().filter_map(|(name, _)| number(name)).max();
    let mut next = last.map_or(0, |last| last + 1);
    let mut fresh = |row: &Json| {
        let name = format!("{next:0DIGITS$}.{:08x}", print(FNV, row));
        next += 1;
        (name, row.clone())
    };
    let mut old = now.iter();
    let mut kept = Vec::new();
    for (at, row) in wanted.iter().enumerate() {
        match old.find(|(_, known)| *known == row) {
            Some((name, _)) => kept.push((name.clone(), row.clone())),
            None if wanted[at..].iter().all(|row| !now.iter().any(|(_, known)| known == row)) => {
                kept.extend(wanted[at..].iter().map(&mut fresh));
                break;
            }
            // In another order, or with something new in between: all are written anew.
            None => return wanted.iter().map(fresh).collect(),
        }
    }
    kept.into_iter().collect()
}

/// Where FNV-1a begins, 32 bits (draft-eastlake-fnv).
const FNV: u32 = 0x811c_9dc5;

/// A number of what a row says, FNV-1a: two who add other rows at once give them other names, and the same row the same one.
/// Nothing rests on it that a cryptographic hash would be needed for, and the first part of the program has none.
fn print(so_far: u32, json: &Json) -> u32 {
    let add = |so_far: u32, bytes: &[u8]| {
        bytes.iter().fold(so_far, |it, byte| (it ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
    };
    let text = |so_far: u32, text: &str| add(add(so_far, text.as_bytes()), &[0xff]);
    match json {
        Json::Null => add(so_far, b"n"),
        Json::Bool(is) => add(so_far, &[u8::from(*is)]),
        Json::Number(number) => add(so_far, &number.as_f64().unwrap_or_default().to_le_bytes()),
        Json::String(it) => text(so_far, it),
        Json::Array(items) => items.iter().fold(add(so_far, b"["), print),
        Json::Object(fields) => {
            fields.iter().fold(add(so_far, b"{"), |it, (key, value)| print(text(it, key), value))
        }
    }
}
