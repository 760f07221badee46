//! How one copy of a map differs from another: what is new, what is gone, what says something else. Where cards
//! lie within their lanes is no difference. Knows nothing of histories: two maps are compared as they stand.

use std::rc::Rc;

use super::{Card, Json, Link, Map, Records};

/// A part of a card that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Kind,
    Title,
    Notes,
    Lane,
    /// A field of the card's kind.
    Field(&'static str),
}

/// One thing in which the new map differs from the old one.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// The map's own title.
    Title(Rc<str>),
    CardAdded(Rc<Card>),
    CardRemoved(Rc<Card>),
    CardChanged {
        old: Rc<Card>,
        new: Rc<Card>,
        /// In order, never empty.
        parts: Vec<Part>,
    },
    LinkAdded(Rc<Link>),
    LinkRemoved(Rc<Link>),
    /// Another kind, direction, or field; of the same two cards.
    LinkChanged {
        old: Rc<Link>,
        new: Rc<Link>,
    },
    /// A session, by its id.
    Session(String),
    /// A record of one of [`Records::LISTS`].
    Record {
        list: &'static str,
        id: String,
    },
    /// One of [`Records::values`].
    Value(String),
}

/// All differences: those of cards first, then links, then the rest, each by id. Records that only the old map has are
/// not among them: nobody removes those by hand.
#[must_use]
pub fn compare(old: &Map, new: &Map) -> Vec<Difference> {
    let mut all = Vec::new();
    if *old.title != *new.title && !new.title.is_empty() {
        all.push(Difference::Title(new.title.clone()));
    }
    compare_cards(old, new, &mut all);
    compare_links(old, new, &mut all);
    compare_records(&old.records, &new.records, &mut all);
    all
}

fn compare_cards(old: &Map, new: &Map, all: &mut Vec<Difference>) {
    for (id, card) in &new.cards {
        match old.card(id) {
            None => all.push(Difference::CardAdded(card.clone())),
            Some(before) if Rc::ptr_eq(before, card) => {}
            Some(before) => {
                let parts = changed_parts(before, card);
                if !parts.is_empty() {
                    let (old, new) = (before.clone(), card.clone());
                    all.push(Difference::CardChanged { old, new, parts });
                }
            }
        }
    }
    let gone = old.cards.iter().filter(|(id, _)| new.card(id).is_none());
    all.extend(gone.map(|(_, card)| Difference::CardRemoved(card.clone())));
}

/// What of a card differs; where it lies within its lane does not count.
#[must_use]
pub fn changed_parts(old: &Card, new: &Card) -> Vec<Part> {
    let mut parts = Vec::new();
    let plain = [
        (Part::Kind, old.kind != new.kind),
        (Part::Title, old.title != new.title),
        (Part::Notes, old.notes != new.notes),
        (Part::Lane, old.place.lane != new.place.lane),
    ];
    parts.extend(plain.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part));
    let differs = |key: &&'static str| old.fields.get(key) != new.fields.get(key);
    parts.extend(new.kind.fields().map(|spec| spec.key).filter(differs).map(Part::Field));
    parts
}

fn compare_links(old: &Map, new: &Map, all: &mut Vec<Difference>) {
    for (id, link) in &new.links {
        match old.links.get(id) {
            None => all.push(Difference::LinkAdded(link.clone())),
            Some(before) if Rc::ptr_eq(before, link) || before == link => {}
            Some(before) if joins_the_same(before, link) => {
                let (old, new) = (before.clone(), link.clone());
                all.push(Difference::LinkChanged { old, new });
            }
            // One id for two different links: both are wanted.
            Some(_) => all.push(Difference::LinkAdded(link.clone())),
        }
    }
    let gone = old.links.iter().filter(|(id, _)| !new.links.contains_key(*id));
    all.extend(gone.map(|(_, link)| Difference::LinkRemoved(link.clone())));
}

pub(super) fn joins_the_same(a: &Link, b: &Link) -> bool {
    (&a.from, &a.to) == (&b.from, &b.to) || (&a.from, &a.to) == (&b.to, &b.from)
}

fn compare_records(old: &Records, new: &Records, all: &mut Vec<Difference>) {
    let sessions = new.sessions.iter().filter(|(id, fields)| old.sessions.get(*id) != Some(fields));
    all.extend(sessions.map(|(id, _)| Difference::Session(id.clone())));
    for list in Records::LISTS {
        let known = old.lists.get(list);
        let is_known = |id: &String, value: &Json| known.and_then(|k| k.get(id)) == Some(value);
        for (id, value) in new.lists.get(list).into_iter().flatten() {
            if !is_known(id, value) {
                all.push(Difference::Record { list, id: id.clone() });
            }
        }
    }
    let values = new.values.iter().filter(|(key, value)| old.values.get(*key) != Some(value));
    all.extend(values.map(|(key, _)| Difference::Value(key.clone())));
}

/// The records that only the old map has. [`compare`] passes over them.
#[must_use]
pub fn gone_records(old: &Map, new: &Map) -> Vec<Difference> {
    let (old, new) = (&old.records, &new.records);
    let mut all = Vec::new();
    let sessions = old.sessions.iter().filter(|(id, _)| !new.sessions.contains_key(*id));
    all.extend(sessions.map(|(id, _)| Difference::Session(id.clone())));
    for list in Records::LISTS {
        let left = new.lists.get(list);
        let known = old.lists.get(list).into_iter().flatten();
        let gone = known.filter(|(id, _)| left.is_none_or(|left| !left.contains_key(*id)));
        all.extend(gone.map(|(id, _)| Difference::Record { list, id: id.clone() }));
    }
    let values = old.values.iter().filter(|(key, _)| !new.values.contains_key(*key));
    all.extend(values.map(|(key, _)| Difference::Value(key.clone())));
    all
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{CardId, CardKind, Fields, Lane, LinkId, LinkKind, MapId, Place};

    pub fn card(id: &str, kind: CardKind, title: &str) -> Card {
        let place = Place::new(kind.home(), 0.0, 0.0);
        let id = CardId::parse(id).expect("an id");
        Card {
            id,
            kind,
            title: title.into(),
            notes: String::new(),
            place,
            fields: Fields::default(),
        }
    }

    pub fn map(cards: &[Card], links: &[(&str, &str, LinkKind, &str)]) -> Map {
        let mut map = Map::empty(MapId::parse("m").expect("an id"));
        for card in cards {
            map.cards.insert_mut(card.id.clone(), Rc::new(card.clone()));
        }
        for (id, from, kind, to) in links {
            let end = |id: &str| CardId::parse(id).expect("an id");
            let id = LinkId::parse(id).expect("an id");
            let link = Link {
                id: id.clone(),
                kind: *kind,
                from: end(from),
                to: end(to),
                fields: Fields::default(),
            };
            map.links.insert_mut(id, Rc::new(link));
        }
        map
    }

    #[test]
    fn what_came_what_went_and_what_says_something_else_are_told_apart() {
        let old = map(
            &[card("p", CardKind::Priority, "Grow"), card("q", CardKind::Priority, "Save")],
            &[],
        );
        let mut moved = card("p", CardKind::Priority, "Grow faster");
        moved.place = Place::new(Lane::Parking, 400.0, 900.0);
        let new = map(
            &[moved, card("o", CardKind::Outcome, "Sales")],
            &[("l", "o", LinkKind::Advances, "p")],
        );
        let differences = compare(&old, &new);
        assert!(matches!(&differences[0], Difference::CardAdded(card) if card.title == "Sales"));
        assert!(
            matches!(&differences[1], Difference::CardChanged { parts, .. } if *parts == [Part::Title, Part::Lane])
        );
        assert!(matches!(&differences[2], Difference::CardRemoved(card) if card.title == "Save"));
        assert!(matches!(&differences[3], Difference::LinkAdded(_)));
        assert_eq!(differences.len(), 4);
        assert_eq!(compare(&new, &new), []);
    }

    #[test]
    fn where_a_card_lies_within_its_lane_is_no_difference() {
        let old = map(&[card("p", CardKind::Priority, "Grow")], &[]);
        let mut moved = card("p", CardKind::Priority, "Grow");
        moved.place.y = 640.0;
        assert_eq!(compare(&old, &map(&[moved], &[])), []);
    }
}
