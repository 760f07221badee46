//! The links of a file. Every one that is kept joins two different cards of the map and fits their kinds.

use super::cards::Cards;
use super::report::Report;
use super::{ids, kind_of, read_fields, take_records, word_of};
use crate::exchange::{MAX_LINKS, key};
use crate::model::{Card, Json, JsonObject, Link, LinkId, LinkKind, Map, joints};

/// Takes the links out of the file into the map, the first [`MAX_LINKS`] of them.
pub(super) fn read(raw: &mut JsonObject, cards: &Cards, map: &mut Map, report: &mut Report) {
    let mut beyond = 0;
    for (at, record) in take_records(raw, key::LINKS, report).into_iter().enumerate() {
        if map.links.size() >= MAX_LINKS {
            beyond += 1;
        } else if let Some(link) = read_one(at, record, cards, map, report) {
            map.links.insert_mut(link.id.clone(), link.into());
        }
    }
    report.count("import.too_many_links", &MAX_LINKS.to_string(), &"", beyond);
}

fn read_one(
    at: usize,
    mut raw: JsonObject,
    cards: &Cards,
    map: &Map,
    report: &mut Report,
) -> Option<Link> {
    let wanted = raw.get(key::ID).and_then(word_of).filter(|id| !id.is_empty());
    let own = wanted.as_deref().and_then(|id| LinkId::parse(id).ok());
    let first = own.as_ref().and_then(|id| map.links.get(id));
    let is_fine = own.is_some() && first.is_none();
    let bits = if is_fine { 0 } else { ids::of_record(map.id.as_str(), key::LINKS, at, &raw) };
    raw.remove(key::ID);
    let said = kind_of(&mut raw, report).unwrap_or_default();
    let mut end = |name| raw.remove(name).and_then(|end| cards.named(&end));
    let (from, to) = (end(key::FROM), end(key::TO));
    let (Some(from), Some(to)) = (from, to) else {
        report.note("import.link_nowhere");
        return None;
    };
    if from.id == to.id {
        report.note_about("import.link_to_itself", "", &from.title);
        return None;
    }
    let (kind, turned) = kind(&said, from, to, &mut raw, report)?;
    let (from, to) = if turned { (to, from) } else { (from, to) };
    let fields = read_fields(LinkKind::FIELDS.iter(), raw, report);
    let id = own.unwrap_or_else(|| LinkId::from_bits(bits));
    let mut link = Link { id, kind, from: from.id.clone(), to: to.id.clone(), fields };
    match (first, wanted) {
        _ if is_fine => return Some(link),
        (Some(first), _) if link == **first => {
            report.note_about("import.twice_the_same", "", &link.id);
            return None;
        }
        (Some(_), _) => report.note_about("import.twice", "", &link.id),
        (None, Some(wanted)) => report.note_about("import.bad_id", "", &wanted),
        (None, None) => report.note("import.no_id"),
    }
    link.id = ids::free(bits, LinkId::from_bits, |id| !map.links.contains_key(id));
    Some(link)
}

/// The kind that the file says where it fits the two cards, either way round; else the obvious one for them.
fn kind(
    said: &Json,
    from: &Card,
    to: &Card,
    raw: &mut JsonObject,
    report: &mut Report,
) -> Option<(LinkKind, bool)> {
    let word = said.as_str().unwrap_or_default();
    let known = LinkKind::parse(&word.trim().to_ascii_lowercase());
    if known.is_some_and(|kind| kind.allows(from.kind, to.kind)) {
        return known.zip(Some(false));
    }
    let about = if word.is_empty() { said.to_string() } else { word.to_owned() };
    if known.is_some_and(|kind| kind.allows(to.kind, from.kind)) {
        report.note_about("import.link_turned", &about, &"");
        return known.zip(Some(true));
    }
    let example = format!("{} → {}", from.title, to.title);
    let Some(joint) = joints(from.kind, to.kind).into_iter().next() else {
        report.note_about("import.link_misfit", &about, &example);
        return None;
    };
    report.note_about("import.link_changed", &about, &example);
    if known.is_none() && *said != Json::Null {
        raw.insert(key::ORIGINAL_KIND.to_owned(), said.clone());
    }
    Some((joint.kind, joint.turned))
}
