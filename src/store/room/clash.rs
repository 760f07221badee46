//! A place that two people changed while they were apart, what each side made of it, and what it says now; and a list of such places, as
//! this browser keeps it. Knows nothing of rooms.

use std::rc::Rc;

use serde_json::json;

use crate::facilitation::is_said;
use crate::model::{
    Card, CardId, CardKind, Fields, Json, JsonObject, Link, LinkId, LinkKind, Map, Part, Records,
    Value,
};

/// More than anybody looks through, in places and in bytes of what they say. Beyond that they are counted.
const MOST: usize = 500;
const MOST_BYTES: usize = 1_000_000;

/// A place of the map that two people changed while they were apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    pub spot: Spot,
    /// What it came to say here, and with the others; null is nothing, or that it was deleted. Of entries under names, and of what is
    /// kept as one record, only those in which the two differ.
    pub here: Json,
    pub there: Json,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The map's own title.
    Title,
    Card(CardId, Part),
    /// One deleted the card, another one wrote on it: its kind and title, the parts that were written, how many links were.
    CardGone(CardId),
    /// The kind of a link, and where it starts.
    Link(LinkId),
    LinkField(LinkId, &'static str),
    /// The whole link.
    LinkGone(LinkId),
    /// A field of a session.
    Session(String, String),
    /// The whole session.
    SessionGone(String),
    /// A record of one of [`Records::LISTS`].
    Record(&'static str, String),
    /// One of [`Records::values`].
    Value(String),
}

/// What was found, and how much more there is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clashes {
    pub listed: Rc<[Clash]>,
    pub more: usize,
}

impl Clashes {
    #[must_use]
    pub fn len(&self) -> usize {
        self.listed.len() + self.more
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// With what was found since: the latest of one place stands for it. Of too many the oldest are counted only.
    pub(super) fn with(&self, found: &Self) -> Self {
        let is_again = |old: &Clash| found.listed.iter().any(|new| new.spot == old.spot);
        let old = self.listed.iter().filter(|old| !is_again(old));
        let mut all = Gathered { more: self.more + found.more, ..Gathered::default() };
        found.listed.iter().rev().chain(old.rev()).cloned().for_each(|clash| all.add(clash));
        all.listed.reverse();
        all.done()
    }

    /// Those of which this is so. What is not listed is forgotten with the last one that was.
    pub(super) fn only(&self, keep: impl Fn(&Clash) -> bool) -> Self {
        let listed: Rc<[Clash]> = self.listed.iter().filter(|it| keep(it)).cloned().collect();
        let more = if listed.is_empty() { 0 } else { self.more };
        Self { listed, more }
    }
}

/// A list that does not grow without end.
#[derive(Default)]
pub(super) struct Gathered {
    listed: Vec<Clash>,
    bytes: usize,
    more: usize,
}

impl Gathered {
    pub(super) fn add(&mut self, clash: Clash) {
        let is_full = self.listed.len() == MOST;
        let bytes = if is_full { 0 } else { weight(&clash.here) + weight(&clash.there) };
        if is_full || self.bytes + bytes > MOST_BYTES {
            self.more += 1;
        } else {
            self.bytes += bytes;
            self.listed.push(clash);
        }
    }

    pub(super) fn done(self) -> Clashes {
        Clashes { listed: self.listed.into(), more: self.more }
    }
}

/// About as many bytes as it takes to keep it.
fn weight(value: &Json) -> usize {
    const SMALL: usize = 8;
    match value {
        Json::String(text) => SMALL + text.len(),
        Json::Array(items) => SMALL + items.iter().map(weight).sum::<usize>(),
        Json::Object(entries) => {
            SMALL + entries.iter().map(|(key, it)| key.len() + weight(it)).sum::<usize>()
        }
        _ => SMALL,
    }
}

pub(super) fn value(fields: &Fields, key: &str) -> Json {
    fields.get(key).map_or(Json::Null, Value::to_json)
}

pub(super) fn part_of(card: &Card, part: &Part) -> Json {
    match part {
        Part::Kind => json!(card.kind.name()),
        Part::Title => json!(card.title),
        Part::Notes => json!(card.notes),
        Part::Lane => json!(card.place.lane.name()),
        Part::Field(key) => value(&card.fields, key),
    }
}

pub(super) fn says(link: &Link) -> Json {
    json!({ "kind": link.kind.name(), "from": link.from.as_str() })
}

pub(super) fn whole(link: &Link) -> Json {
    let fields: JsonObject = link.fields.to_json().collect();
    json!({ "kind": link.kind.name(), "from": link.from.as_str(), "to": link.to.as_str(), "fields": fields })
}

/// What people have said in a session: not where it stands, nor the map as it was.
pub(super) fn said(session: &Fields) -> JsonObject {
    session.to_json().filter(|(key, _)| is_said(key)).collect()
}

/// All of a session but the map as it was.
pub(super) fn bare(session: &Fields) -> Json {
    session.to_json().filter(|(key, _)| key != Map::SNAPSHOT).collect()
}

pub(super) fn record<'a>(map: &'a Map, list: &str, id: &str) -> Option<&'a Json> {
    map.records.lists.get(list)?.get(id)
}

impl Clash {
    /// What this place says now, as far as the two are about it.
    #[must_use]
    pub fn now(&self, map: &Map) -> Json {
        let records = &map.records;
        let now = match &self.spot {
            Spot::Title => json!(*map.title),
            Spot::Card(id, part) => map.card(id).map_or(Json::Null, |card| part_of(card, part)),
            Spot::Link(id) => map.links.get(id).map_or(Json::Null, |link| says(link)),
            Spot::LinkField(id, key) => {
                map.links.get(id).map_or(Json::Null, |link| value(&link.fields, key))
            }
            Spot::Session(id, key) => {
                let said = records.sessions.get(id).map(said);
                said.and_then(|mut said| said.shift_remove(key)).unwrap_or_default()
            }
            Spot::Record(list, id) => record(map, list, id).cloned().unwrap_or_default(),
            Spot::Value(key) => records.values.get(key).cloned().unwrap_or_default(),
            Spot::CardGone(id) => return self.unless(map.card(id).is_none()),
            Spot::LinkGone(id) => return self.unless(!map.links.contains_key(id)),
            Spot::SessionGone(id) => return self.unless(!records.sessions.contains_key(id)),
        };
        match (&self.here, &self.there) {
            (Json::Object(here), Json::Object(there)) => {
                let is_of_them = |key: &String| here.contains_key(key) || there.contains_key(key);
                let now = now.as_object().into_iter().flatten().filter(|(key, _)| is_of_them(key));
                Json::Object(now.map(|(key, it)| (key.clone(), it.clone())).collect())
            }
            _ => now,
        }
    }

    /// Of the two the one that is not nothing, unless it is gone.
    fn unless(&self, gone: bool) -> Json {
        let written = if self.here.is_null() { &self.there } else { &self.here };
        if gone { Json::Null } else { written.clone() }
    }

    /// Is what it is about still part of the map, or may it be again?
    pub(super) fn is_there(&self, map: &Map) -> bool {
        match &self.spot {
            Spot::Card(id, _) => map.card(id).is_some(),
            Spot::Link(id) | Spot::LinkField(id, _) => map.links.contains_key(id),
            Spot::Session(id, _) => map.records.sessions.contains_key(id),
            _ => true,
        }
    }

    pub(super) fn to_json(&self) -> Json {
        let mut kept = match &self.spot {
            Spot::Title => json!({ "field": TITLE }),
            Spot::Card(id, part) => json!({ "card": id.as_str(), "field": name(part) }),
            Spot::CardGone(id) => json!({ "card": id.as_str() }),
            Spot::Link(id) => json!({ "link": id.as_str(), "field": KIND }),
            Spot::LinkField(id, key) => json!({ "link": id.as_str(), "field": key }),
            Spot::LinkGone(id) => json!({ "link": id.as_str() }),
            Spot::Session(id, key) => json!({ "session": id, "field": key }),
            Spot::SessionGone(id) => json!({ "session": id }),
            Spot::Record(list, id) => json!({ "list": list, "record": id }),
            Spot::Value(key) => json!({ "value": key }),
        };
        kept["here"] = self.here.clone();
        kept["there"] = self.there.clone();
        kept
    }

    pub(super) fn read(kept: &Json) -> Option<Self> {
        let value = |key: &str| kept.get(key).cloned().unwrap_or_default();
        Some(Self { spot: Spot::read(kept)?, here: value("here"), there: value("there") })
    }
}

impl Spot {
    fn read(kept: &Json) -> Option<Self> {
        let text = |key: &str| kept.get(key).and_then(Json::as_str);
        let field = text("field");
        Some(if let Some(id) = text("card") {
            let id = CardId::parse(id).ok()?;
            match field {
                Some(field) => Self::Card(id, part_called(field)?),
                None => Self::CardGone(id),
            }
        } else if let Some(id) = text("link") {
            let id = LinkId::parse(id).ok()?;
            let mut fields = LinkKind::FIELDS.iter();
            match field {
                Some(KIND) => Self::Link(id),
                Some(key) => Self::LinkField(id, fields.find(|spec| spec.key == key)?.key),
                None => Self::LinkGone(id),
            }
        } else if let Some(id) = text("session") {
            match field {
                Some(key) => Self::Session(id.to_owned(), key.to_owned()),
                None => Self::SessionGone(id.to_owned()),
            }
        } else if let Some(id) = text("record") {
            let list = Records::LISTS.into_iter().find(|list| text("list") == Some(list))?;
            Self::Record(list, id.to_owned())
        } else if let Some(key) = text("value") {
            Self::Value(key.to_owned())
        } else {
            (field == Some(TITLE)).then_some(Self::Title)?
        })
    }
}

const TITLE: &str = "~title";
const NOTES: &str = "~notes";
const KIND: &str = "~kind";
const LANE: &str = "~lane";

pub(super) fn name(part: &Part) -> &'static str {
    match part {
        Part::Kind => KIND,
        Part::Title => TITLE,
        Part::Notes => NOTES,
        Part::Lane => LANE,
        Part::Field(key) => key,
    }
}

/// A part of a card by the name under which it is kept, and under which [`Spot::CardGone`] has it.
#[must_use]
pub fn part_called(name: &str) -> Option<Part> {
    let mut fields = CardKind::ALL.into_iter().flat_map(CardKind::fields);
    match name {
        TITLE => Some(Part::Title),
        NOTES => Some(Part::Notes),
        KIND => Some(Part::Kind),
        LANE => Some(Part::Lane),
        _ => fields.find(|spec| spec.key == name).map(|spec| Part::Field(spec.key)),
    }
}
