//! How one copy of a map differs from another: what is new, what is gone, what says something else. Where cards
//! lie within their lanes is no difference. Knows nothing of histories: two maps are compared as they stand.

use std::rc::Rc;

use super::text::clean_line;
use super::{Card, CardId, CardKind, Fields, Json, Link, LinkId, Map, Records, Sorted};

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

fn changed_parts(old: &Card, new: &Card) -> Vec<Part> {
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
            Some(before) if before == link => {}
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

fn joins_the_same(a: &Link, b: &Link) -> bool {
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

/// The new map with the ids of the old one where both mean the same: a card with an id of its own takes that of a card
/// of the same kind and the same words, and a link that of the same statement about the same two cards. Each is taken once.
/// A card that a map of other origin has parked may be of any kind there: then its words alone count.
#[must_use]
pub fn aligned(old: &Map, new: &Map) -> Map {
    let mut names = same_words(old, new);
    if old.id != new.id {
        add_parked(old, new, &mut names);
    }
    let name = |id: &CardId| names.get(id).unwrap_or(id).clone();
    let mut map = Map {
        title: new.title.clone(),
        records: new.records.clone(),
        ..Map::empty(new.id.clone())
    };
    for (id, card) in &new.cards {
        let card = match names.get(id).and_then(|id| old.card(id)) {
            Some(ours) if ours.kind == card.kind => {
                Rc::new(Card { id: ours.id.clone(), ..(**card).clone() })
            }
            Some(ours) => {
                let (id, fields) = (ours.id.clone(), Fields::default());
                Rc::new(Card { id, kind: ours.kind, place: ours.place, fields, ..(**card).clone() })
            }
            None => card.clone(),
        };
        map.cards.insert_mut(card.id.clone(), card);
    }
    let statement = |link: &Link| (link.from.clone(), link.to.clone(), link.kind);
    let said: Sorted<_, LinkId> =
        old.links.values().map(|link| (statement(link), link.id.clone())).collect();
    for link in new.links.values() {
        let mut link = Link { from: name(&link.from), to: name(&link.to), ..(**link).clone() };
        if old.links.get(&link.id).is_none_or(|known| !joins_the_same(known, &link))
            && let Some(id) = said.get(&statement(&link))
        {
            link.id = id.clone();
        }
        map.links.insert_mut(link.id.clone(), Rc::new(link));
    }
    map
}

/// For cards that only the new map has: the card that only the old one has and that says the same.
fn same_words(old: &Map, new: &Map) -> Sorted<CardId, CardId> {
    let words = |card: &Card| (card.kind, clean_line(&card.title).to_lowercase());
    let mut there: Vec<((CardKind, String), CardId)> = old
        .cards
        .values()
        .filter(|card| new.card(&card.id).is_none() && !card.title.trim().is_empty())
        .map(|card| (words(card), card.id.clone()))
        .collect();
    super::sort_by(&mut there, Ord::cmp);
    let mut taken: Sorted<usize, ()> = Sorted::default();
    let mut names = Vec::new();
    for card in new.cards.values().filter(|card| old.card(&card.id).is_none()) {
        let wanted = words(card);
        let mut at = there.partition_point(|(known, _)| *known < wanted);
        while taken.contains_key(&at) {
            at += 1;
        }
        if there.get(at).is_some_and(|(known, _)| *known == wanted) {
            taken.insert(at, ());
            names.push((card.id.clone(), there[at].1.clone()));
        }
    }
    names.into_iter().collect()
}

/// Where another map has a card parked, it says nothing of what kind of card that is: its words alone count.
fn add_parked(old: &Map, new: &Map, names: &mut Sorted<CardId, CardId>) {
    let taken: Sorted<CardId, ()> = (&*names).into_iter().map(|(_, id)| (id.clone(), ())).collect();
    let words = |card: &Card| clean_line(&card.title).to_lowercase();
    let is_free = |card: &&Rc<Card>| new.card(&card.id).is_none() && !taken.contains_key(&card.id);
    let free = old.cards.values().filter(is_free).filter(|card| !card.title.trim().is_empty());
    let mut there: Sorted<String, CardId> =
        free.map(|card| (words(card), card.id.clone())).collect();
    for (id, card) in &new.cards {
        if card.kind == CardKind::Parking && old.card(id).is_none() && !names.contains_key(id) {
            let wanted = words(card);
            if let Some(ours) = there.get(&wanted).cloned() {
                there.remove(&wanted);
                names.insert(id.clone(), ours);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lane, LinkKind, MapId, Place};

    fn card(id: &str, kind: CardKind, title: &str) -> Card {
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

    fn map(cards: &[Card], links: &[(&str, &str, LinkKind, &str)]) -> Map {
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

    #[test]
    fn the_same_words_are_the_same_card_under_another_id_and_each_is_taken_once() {
        let old = map(
            &[card("p", CardKind::Priority, "Grow"), card("o", CardKind::Outcome, "Sales")],
            &[("l", "o", LinkKind::Advances, "p")],
        );
        let new = map(
            &[
                card("x", CardKind::Priority, " grow "),
                card("y", CardKind::Priority, "Grow"),
                card("z", CardKind::Outcome, "Sales"),
            ],
            &[("m", "z", LinkKind::Advances, "x")],
        );
        let differences = compare(&old, &aligned(&old, &new));
        assert!(
            matches!(&differences[..], [
            Difference::CardChanged { parts, .. }, Difference::CardAdded(second)
        ] if *parts == [Part::Title] && second.id.as_str() == "y"),
            "{differences:?}"
        );
    }
    #[test]
    fn what_another_map_has_parked_is_known_by_its_words_whatever_it_is_here() {
        let old = map(
            &[card("p", CardKind::Priority, "Grow"), card("o", CardKind::Outcome, "Sales")],
            &[],
        );
        let mut new = map(
            &[
                card("x", CardKind::Parking, "grow"),
                card("y", CardKind::Parking, "Grow"),
                card("z", CardKind::Priority, "Sales"),
            ],
            &[],
        );
        let added = |new: &Map| {
            let differences = compare(&old, &aligned(&old, new)).into_iter();
            let added = differences.filter_map(|difference| match difference {
                Difference::CardAdded(card) => Some(card.id.to_string()),
                _ => None,
            });
            added.collect::<Vec<_>>()
        };
        assert_eq!(added(&new), ["x", "y", "z"], "in a copy of this map it was parked by somebody");
        new.id = MapId::parse("another").expect("an id");
        assert_eq!(added(&new), ["y", "z"], "once, and only what says no kind of its own");
        let known = aligned(&old, &new);
        let known = known.card(&CardId::parse("p").expect("an id")).expect("it is known");
        assert_eq!((known.kind, known.place.lane), (CardKind::Priority, Lane::Priorities));
    }
}
