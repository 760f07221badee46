//! Everything of a file beside cards and links: most of it kept as it is for those who can read it.

use std::collections::HashMap;

use super::report::Report;
use super::{MAX_EXTRA, ids, is_tame, read_fields, take_records, word_of};
use crate::exchange::key;
use crate::model::{Json, JsonObject, MapId, Records, Shape, Sorted};

/// The longest id of a session or of another record, in bytes.
const MAX_ID: usize = 200;

/// Takes the rest of the file.
pub(super) fn read(mut raw: JsonObject, map: &str, report: &mut Report) -> Records {
    let mut records = Records::default();
    let sessions = read_list(&mut raw, key::SESSIONS, map, report);
    records.sessions = sessions
        .into_iter()
        .map(|(id, mut session)| {
            session.remove(key::ID);
            (id, read_fields([].iter(), session, report))
        })
        .collect();
    for name in Records::LISTS {
        let list = read_list(&mut raw, name, map, report);
        if !list.is_empty() {
            let list = list.into_iter().map(|(id, record)| (id, Json::Object(record))).collect();
            records.lists.insert(name, list);
        }
    }
    for (name, value) in raw {
        let fits = match name.as_str() {
            "capacity_days" => Shape::Number.read(&value).is_some(),
            "skill_gaps" => value.is_array(),
            "settings" => value.is_object(),
            _ => true,
        };
        if !fits {
            report.note_about("import.bad_value", &name, &value);
        } else if records.values.len() < MAX_EXTRA && !name.is_empty() && is_tame(&name, &value) {
            records.values.insert(name, value);
        } else {
            report.note("import.too_much_unknown");
        }
    }
    records
}

/// The records of a list by their ids, each with its id in it.
fn read_list(
    raw: &mut JsonObject,
    name: &str,
    map: &str,
    report: &mut Report,
) -> Sorted<String, JsonObject> {
    let mut list: HashMap<String, JsonObject> = HashMap::new();
    for (at, mut record) in take_records(raw, name, report).into_iter().enumerate() {
        let wanted = record.get(key::ID).and_then(word_of);
        let wanted = wanted.filter(|id| !id.is_empty() && id.len() <= MAX_ID);
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
        if record.iter().all(|(key, value)| is_tame(key, value)) {
            list.insert(id, record);
        } else {
            report.note("import.too_much_unknown");
        }
    }
    list.into_iter().collect()
}
