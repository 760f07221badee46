//! Which places of a map two people changed while they were apart: three maps are compared, the one that both had, and the two
//! that came of it. Knows nothing of rooms.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::json;

use super::clash::{
    Clash, Clashes, Gathered, Spot, bare, name, part_of, record, said, says, value, whole,
};
use crate::model::{
    Card, CardId, Difference, Json, JsonObject, Link, LinkKind, Map, Part, Shape, changed_parts,
    compare, gone_records,
};

impl Clashes {
    /// The places that two maps which came of a third have changed both, and not to the same.
    #[must_use]
    pub fn between(before: &Map, here: &Map, there: &Map) -> Self {
        let mut look = Look { before, here, there, found: Gathered::default() };
        look.put(Spot::Title, [before, here, there].map(|map| json!(*map.title)));
        for difference in compare(before, here).into_iter().chain(gone_records(before, here)) {
            look.changed_here(&difference);
        }
        look.cards_gone();
        look.links_gone();
        look.found.done()
    }
}

struct Look<'a> {
    before: &'a Map,
    here: &'a Map,
    there: &'a Map,
    found: Gathered,
}

impl Look<'_> {
    fn put(&mut self, spot: Spot, [was, here, there]: [Json; 3]) {
        if here != was && there != was && here != there {
            self.found.add(Clash { spot, here, there });
        }
    }

    fn changed_here(&mut self, difference: &Difference) {
        match difference {
            Difference::CardChanged { old, new, parts } => self.card(old, new, parts),
            Difference::LinkChanged { old, new } => self.link(old, new),
            Difference::Session(id) => self.session(id),
            Difference::Record { list, id } => {
                let of = |map: &Map| record(map, list, id).cloned().unwrap_or_default();
                let all = [self.before, self.here, self.there].map(of);
                self.record(Spot::Record(list, id.clone()), all);
            }
            Difference::Value(key) => {
                let of = |map: &Map| map.records.values.get(key).cloned().unwrap_or_default();
                let all = [self.before, self.here, self.there].map(of);
                self.record(Spot::Value(key.clone()), all);
            }
            // The title is looked at by itself, what is deleted on either side below; what is new is nobody else's.
            _ => {}
        }
    }

    fn card(&mut self, was: &Card, mine: &Card, parts: &[Part]) {
        let Some(theirs) = self.there.card(&was.id) else { return };
        let other_kinds = mine.kind != theirs.kind;
        for part in parts {
            let all = [was, mine, theirs].map(|card| part_of(card, part));
            let all = match part {
                // With its kind a card goes to another lane.
                Part::Lane if other_kinds => continue,
                Part::Field(key) => match fields_of_both(key, [was, mine, theirs], all) {
                    Some(all) => all,
                    None => continue,
                },
                _ => all,
            };
            self.put(Spot::Card(was.id.clone(), part.clone()), all);
        }
    }

    fn link(&mut self, was: &Link, mine: &Link) {
        let Some(theirs) = self.there.links.get(&was.id).cloned() else { return };
        let all = [was, mine, &theirs];
        self.put(Spot::Link(was.id.clone()), all.map(says));
        for spec in LinkKind::FIELDS {
            let spot = Spot::LinkField(was.id.clone(), spec.key);
            self.put(spot, all.map(|link| value(&link.fields, spec.key)));
        }
    }

    fn session(&mut self, id: &str) {
        let of = |map: &Map| map.records.sessions.get(id).map(said);
        let [was, mine, theirs] = [self.before, self.here, self.there].map(of);
        if was.is_some() && mine.is_some() != theirs.is_some() {
            if mine != was && theirs != was {
                let of = |map: &Map| map.records.sessions.get(id).map_or(Json::Null, bare);
                let [here, there] = [self.here, self.there].map(of);
                self.found.add(Clash { spot: Spot::SessionGone(id.to_owned()), here, there });
            }
            return;
        }
        let [was, mine, theirs] = [was, mine, theirs].map(Option::unwrap_or_default);
        for key in mine.keys().chain(theirs.keys().filter(|key| !mine.contains_key(*key))) {
            let all = [&was, &mine, &theirs].map(|it| it.get(key).cloned().unwrap_or_default());
            let all = if all.iter().any(Json::is_object) { entries_of_both(all) } else { all };
            self.put(Spot::Session(id.to_owned(), key.clone()), all);
        }
    }

    /// What is one value for all: who wrote the later one has overwritten all of the other one.
    fn record(&mut self, spot: Spot, [was, here, there]: [Json; 3]) {
        /// When a record was made, and of what: nobody wrote these.
        const STAMPS: [&str; 2] = ["on", "print"];
        if here == was || there == was {
            return;
        }
        let (here, there) = match (&here, &there) {
            (Json::Object(mine), Json::Object(theirs)) => {
                let differs =
                    |key: &str| !STAMPS.contains(&key) && mine.get(key) != theirs.get(key);
                if !mine.keys().chain(theirs.keys()).any(|key| differs(key)) {
                    return;
                }
                let only = |of: &JsonObject, other: &JsonObject| {
                    let differ = of.iter().filter(|(key, value)| other.get(*key) != Some(value));
                    Json::Object(differ.map(|(key, it)| (key.clone(), it.clone())).collect())
                };
                (only(mine, theirs), only(theirs, mine))
            }
            _ => (here, there),
        };
        // What it was does not matter any more: both have changed it.
        if here != there {
            self.found.add(Clash { spot, here, there });
        }
    }

    /// Cards that one side deleted and the other one wrote on, or linked.
    fn cards_gone(&mut self) {
        let (before, here, there) = (self.before, self.here, self.there);
        let is_gone = |id: &CardId| here.card(id).is_none() != there.card(id).is_none();
        let gone: Vec<_> = before.cards.iter().filter(|(id, _)| is_gone(id)).collect();
        if gone.is_empty() {
            return;
        }
        let [linked_here, linked_there] = [here, there].map(|map| newly_linked(before, map));
        for (id, was) in gone {
            let edited = |card: &Card, linked: &HashMap<&CardId, usize>| {
                let parts = changed_parts(was, card);
                let links = linked.get(id).copied().unwrap_or_default();
                (!parts.is_empty() || links > 0).then(|| {
                    let parts = parts.iter().map(|part| (name(part), part_of(card, part)));
                    json!({ "kind": card.kind.name(), "title": card.title, "links": links,
                        "parts": parts.map(|(key, it)| (key.to_owned(), it)).collect::<JsonObject>() })
                })
            };
            let mine = here.card(id).and_then(|card| edited(card, &linked_here));
            let theirs = there.card(id).and_then(|card| edited(card, &linked_there));
            if mine.is_some() || theirs.is_some() {
                let [here, there] = [mine, theirs].map(Option::unwrap_or_default);
                self.found.add(Clash { spot: Spot::CardGone(id.clone()), here, there });
            }
        }
    }

    /// Links that one side deleted and the other one changed. One that went with its card is told with that.
    fn links_gone(&mut self) {
        for (id, was) in &self.before.links {
            let (mine, theirs) = (self.here.links.get(id), self.there.links.get(id));
            if mine.is_some() == theirs.is_some() {
                continue;
            }
            let has_ends = |map: &Map| map.card(&was.from).is_some() && map.card(&was.to).is_some();
            if has_ends(self.here) && has_ends(self.there) {
                let whole = |link: Option<&Rc<Link>>| link.map_or(Json::Null, |link| whole(link));
                let all = [whole(Some(was)), whole(mine), whole(theirs)];
                self.put(Spot::LinkGone(id.clone()), all);
            }
        }
    }
}

/// How many links of each card are new, or say something new.
fn newly_linked<'a>(before: &Map, now: &'a Map) -> HashMap<&'a CardId, usize> {
    let mut counts = HashMap::new();
    for (id, link) in &now.links {
        if before.links.get(id) != Some(link) {
            *counts.entry(&link.from).or_default() += 1;
            *counts.entry(&link.to).or_default() += 1;
        }
    }
    counts
}

/// Of a field that both have changed, what is to be held against each other; nothing where they merge, or cannot be.
fn fields_of_both(key: &str, cards: [&Card; 3], all: [Json; 3]) -> Option<[Json; 3]> {
    let [_, mine, theirs] = cards;
    let (spec, other) = (mine.kind.field(key)?, theirs.kind.field(key)?);
    // Under one name cards of different kinds may have different things.
    if spec.shape != other.shape {
        return None;
    }
    match spec.shape {
        // Pieces merge one by one: only one that both have changed is anybody's loss.
        Shape::Rows(_) => same_row_changed(&all).then_some(all),
        Shape::Table(_) => Some(entries_of_both(all)),
        _ => Some(all),
    }
}

fn same_row_changed(all: &[Json; 3]) -> bool {
    let [was, mine, theirs] = all.each_ref().map(|rows| rows.as_array().map_or(&[][..], |it| it));
    was.iter().any(|row| !mine.contains(row) && !theirs.contains(row))
}

/// The entries that both have changed, and not to the same.
fn entries_of_both(all: [Json; 3]) -> [Json; 3] {
    let clashes = |name: &String| {
        let [was, mine, theirs] = all.each_ref().map(|entries| entries.get(name));
        mine != was && theirs != was && mine != theirs
    };
    all.each_ref().map(|entries| {
        let both = entries.as_object().into_iter().flatten().filter(|(name, _)| clashes(name));
        Json::Object(both.map(|(name, value)| (name.clone(), value.clone())).collect())
    })
}
