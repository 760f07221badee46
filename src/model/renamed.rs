//! A map with other ids for some of its cards and groups, told in everything that names them: links, what was confirmed,
//! who would help, what was said to a draft, answers, who speaks for whom, what a room showed its hands about.

use std::rc::Rc;

use super::text::fingerprint;
use super::{Card, CardId, Fields, GROUP, GROUPS, Json, Link, Map, Records, Sorted, Value};

/// Cards and groups that are to have other ids, by those that they have.
#[derive(Default)]
pub(super) struct Names {
    pub cards: Sorted<CardId, CardId>,
    pub groups: Sorted<String, String>,
}

/// The map with fresh ids for those of its cards of which this holds.
#[must_use]
pub fn with_fresh_ids(map: &Map, is_taken: impl Fn(&CardId) -> bool) -> Map {
    let taken = map.cards.keys().filter(|id| is_taken(id));
    let cards = taken.map(|id| (id.clone(), CardId::random())).collect();
    renamed(map, &Names { cards, ..Names::default() })
}

pub(super) fn renamed(map: &Map, names: &Names) -> Map {
    if names.cards.is_empty() && names.groups.is_empty() {
        return map.clone();
    }
    let mut told =
        Map { records: names.records(&map.records).into(), ..Map::empty(map.id.clone()) };
    told.title = map.title.clone();
    for card in map.cards.values() {
        let card = names.card(card);
        told.cards.insert_mut(card.id.clone(), card);
    }
    for (id, link) in &map.links {
        let [from, to] = [&link.from, &link.to].map(|end| names.of(end));
        let link = match (from, to) {
            (None, None) => link.clone(),
            (from, to) => {
                let from = from.unwrap_or(&link.from).clone();
                let to = to.unwrap_or(&link.to).clone();
                Rc::new(Link { from, to, ..(**link).clone() })
            }
        };
        told.links.insert_mut(id.clone(), link);
    }
    told
}

impl Names {
    fn of(&self, id: &CardId) -> Option<&CardId> {
        self.cards.get(id)
    }

    fn text(&self, id: &str) -> Option<&CardId> {
        self.cards.get(&CardId::parse(id).ok()?)
    }

    fn card(&self, card: &Rc<Card>) -> Rc<Card> {
        let group = self.groups.get(card.fields.text(GROUP));
        let confirmed = match card.fields.get(CONFIRMED_AS) {
            Some(Value::Table(said)) if said.iter().any(|(id, _)| self.text(id).is_some()) => {
                Some(said)
            }
            _ => None,
        };
        if self.of(&card.id).is_none() && group.is_none() && confirmed.is_none() {
            return card.clone();
        }
        let mut new = (**card).clone();
        if let Some(id) = self.of(&card.id) {
            new.id = id.clone();
        }
        if let Some(group) = group {
            new.fields = new.fields.with(GROUP, Some(Value::Text(group.clone())));
        }
        if let Some(said) = confirmed {
            let name = |id: &String| self.text(id).map_or_else(|| id.clone(), CardId::to_string);
            let said = said.iter().map(|(id, value)| (name(id), value.clone())).collect();
            new.fields = new.fields.with(CONFIRMED_AS, Some(Value::Table(said)));
        }
        Rc::new(new)
    }

    fn records(&self, records: &Records) -> Records {
        let mut told = records.clone();
        for (list, all) in &records.lists {
            let all = all.iter().map(|(id, record)| self.record(list, id, record)).collect();
            told.lists.insert(list, all);
        }
        for fields in told.sessions.values_mut() {
            if let Some(new) = self.session(fields) {
                *fields = new;
            }
        }
        told
    }

    /// A record of a list, and its id, which often begins with that of a card or is made of it.
    fn record(&self, list: &str, id: &str, record: &Json) -> (String, Json) {
        let as_it_is = || (id.to_owned(), record.clone());
        let key = match list {
            "helpers" | "corrections" => "card",
            "answers" => "subject",
            "people" => "stakeholder",
            GROUPS => {
                let fresh = self.groups.get(id);
                return fresh.map_or_else(as_it_is, |fresh| with_id(record.clone(), fresh.clone()));
            }
            _ => return as_it_is(),
        };
        let Some((old, new)) =
            record[key].as_str().and_then(|old| Some((old, self.text(old)?.as_str())))
        else {
            return as_it_is();
        };
        let mut told = record.clone();
        told[key] = Json::from(new);
        let rest = id.strip_prefix(old).filter(|rest| rest.starts_with('.'));
        let rule = id.strip_suffix(&fingerprint(&[old])).filter(|_| list == "answers");
        match (rest, rule) {
            (Some(rest), _) => with_id(told, format!("{new}{rest}")),
            (None, Some(rule)) => with_id(told, format!("{rule}{}", fingerprint(&[new]))),
            (None, None) => (id.to_owned(), told),
        }
    }

    /// What is shown to all, and what the room showed its hands about. The map as it was is one of its own.
    fn session(&self, fields: &Fields) -> Option<Fields> {
        let mut said: super::JsonObject = fields.to_json().collect();
        let mut changed = false;
        let mut tell = |about: Option<&mut Json>| {
            let Some(about) = about else { return };
            if let Some(new) = about.as_str().and_then(|id| self.text(id)) {
                *about = Json::from(new.as_str());
                changed = true;
            }
        };
        let votes = said.get_mut("room_votes").and_then(Json::as_array_mut).into_iter().flatten();
        votes.for_each(|vote| tell(vote.get_mut("about")));
        tell(said.get_mut("now").and_then(|now| now.get_mut("spotlight")));
        let said = said.iter().map(|(key, value)| (key.as_str(), value));
        changed.then(|| Fields::read([].iter(), said).0)
    }
}

const CONFIRMED_AS: &str = "confirmed_as";

fn with_id(mut record: Json, id: String) -> (String, Json) {
    if let Some(own) = record.get_mut("id") {
        *own = Json::from(id.as_str());
    }
    (id, record)
}
