//! Everything of a file beside cards and links: kept as it is, without what does not fit the forms of its records.

use std::collections::HashMap;

use super::report::Report;
use super::{MAX_EXTRA, ids, is_tame, read_fields, take_records, word_of};
use crate::exchange::key;
use crate::model::text::{clean_line, needs_cleaning};
use crate::model::{Form, Json, JsonObject, MapId, Odd, Records, Sorted};

/// The longest id of a session or of another record, in bytes.
const MAX_ID: usize = 200;

/// Takes the rest of the file.
pub(super) fn read(mut raw: JsonObject, map: &str, report: &mut Report) -> Records {
    let mut records = Records::default();
    let sessions = read_list(&mut raw, key::SESSIONS, Some(&Records::SESSION), map, report);
    records.sessions = sessions
        .into_iter()
        .map(|(id, mut session)| {
            session.remove(key::ID);
            (id, read_fields([].iter(), session, report))
        })
        .collect();
    for name in Records::LISTS {
        let list = read_list(&mut raw, name, Records::form(name), map, report);
        if !list.is_empty() {
            let list = list.into_iter().map(|(id, record)| (id, Json::Object(record))).collect();
            records.lists.insert(name, list);
        }
    }
    for (name, mut value) in raw {
        if !is_tame(&name, &value) {
            report.note("import.too_much_unknown");
        } else if !Records::form(&name).is_none_or(|form| sift(form, &name, &mut value, report)) {
            if !value.is_null() {
                report.note_about("import.bad_value", &name, &value);
            }
        } else if records.values.len() < MAX_EXTRA && !name.is_empty() {
            records.values.insert(name, value);
        } else {
            report.note("import.too_much_unknown");
        }
    }
    records
}

/// What fits the form. `false` where the whole does not.
fn sift(form: &Form, name: &str, value: &mut Json, report: &mut Report) -> bool {
    form.sift(value, &mut |odd| match odd {
        Odd::Misfit { keys, found } => {
            let keys = std::iter::once(name).chain(keys.iter().copied());
            report.note_about("import.bad_value", &keys.collect::<Vec<_>>().join("."), found);
        }
        Odd::Unsafe => report.note("import.unsafe_text"),
    })
}

/// The records of a list by their ids, each with its id in it, without what does not fit their form.
fn read_list(
    raw: &mut JsonObject,
    name: &str,
    form: Option<&Form>,
    map: &str,
    report: &mut Report,
) -> Sorted<String, JsonObject> {
    let mut list: HashMap<String, JsonObject> = HashMap::new();
    for (at, mut record) in take_records(raw, name, report).into_iter().enumerate() {
        if !record.iter().all(|(key, value)| is_tame(key, value)) {
            report.note("import.too_much_unknown");
            continue;
        }
        if let Some(form) = form {
            let mut value = Json::Object(record);
            sift(form, name, &mut value, report);
            let Json::Object(sifted) = value else { continue };
            record = sifted;
        }
        let wanted = own_id(&mut record, name, report);
        let first = wanted.as_ref().and_then(|id| list.get(id));
        if first == Some(&record) {
            report.note_about("import.twice_the_same", "", &wanted.unwrap_or_default());
            continue;
        }
        if first.is_some() {
            report.note_about("import.twice", "", &wanted.as_deref().unwrap_or_default());
        }
        let id = wanted.filter(|_| first.is_none()).unwrap_or_else(|| {
            let bits = ids::of_record(map, name, at, &record);
            let spell = |bits| MapId::from_bits(bits).as_str().to_owned();
            ids::free(bits, spell, |id| !list.contains_key(id))
        });
        record.insert(key::ID.to_owned(), Json::from(id.as_str()));
        list.insert(id, record);
    }
    list.into_iter().collect()
}

/// The id that a record brings, as others may name it.
fn own_id(record: &mut JsonObject, list: &str, report: &mut Report) -> Option<String> {
    let said = record.get(key::ID).filter(|id| !id.is_null())?;
    let Some(mut id) = word_of(said) else {
        report.note_about("import.bad_value", &format!("{list}.{}", key::ID), said);
        return None;
    };
    if needs_cleaning(&id) {
        report.note("import.unsafe_text");
        id = clean_line(&id);
        record.insert(key::ID.to_owned(), Json::from(id.as_str()));
    }
    Some(id).filter(|id| !id.is_empty() && id.len() <= MAX_ID)
}
