//! Another map told in the ids of the open one, where both mean the same: what comes from another program, or from a map of
//! other origin, is known by its words, and two ids that are alike by chance join nothing.

use std::rc::Rc;

use super::compare::joins_the_same;
use super::group::{GROUPS, group_title};
use super::renamed::{Names, renamed};
use super::text::clean_line;
use super::{Card, CardId, CardKind, Fields, Json, Lane, Link, LinkId, MAX_NOTES, Map, Sorted};

/// The new map with the ids of the old one where both mean the same: a card with an id of its own takes that of a card
/// of the same kind and the same words, and a link that of the same statement about the same two cards. Each is taken once.
/// A card that a map of other origin has parked may be of any kind there: then its words alone count.
#[must_use]
pub fn aligned(old: &Map, new: &Map) -> Map {
    let is_foreign = old.id != new.id;
    let mut cards = same_words(old, new);
    if is_foreign {
        add_parked(old, new, &mut cards);
    }
    let by_words = cards.clone();
    for id in new.cards.keys() {
        if old.card(id).is_some() && !cards.contains_key(id) && !is_shared(old, new, id) {
            cards.insert(id.clone(), CardId::random());
        }
    }
    let groups = if is_foreign { other_groups(old, new) } else { Sorted::default() };
    let told = renamed(new, &Names { cards, groups });
    let mut map = Map { links: Map::empty(new.id.clone()).links, ..told.clone() };
    if is_foreign {
        let known: Sorted<CardId, ()> = by_words.into_iter().map(|(_, ours)| (ours, ())).collect();
        for card in told.cards.values() {
            if let Some(ours) = old.card(&card.id)
                && says_no_kind(card, known.contains_key(&card.id))
            {
                map.cards.insert_mut(card.id.clone(), in_our_kind(ours, card));
            }
        }
    }
    align_links(old, told.links.values().map(|link| (**link).clone()).collect(), &mut map);
    map
}

/// Groups of two maps whose ids are alike by chance, as their titles tell: the new one's get fresh ones.
fn other_groups(old: &Map, new: &Map) -> Sorted<String, String> {
    let title = |map: &Map, id: &str| clean_line(&group_title(map, id)).to_lowercase();
    let theirs = new.records.lists.get(GROUPS).into_iter().flatten().map(|(id, _)| id);
    let ours = old.records.lists.get(GROUPS);
    let alike = theirs.filter(|id| ours.is_some_and(|ours| ours.contains_key(*id)));
    let made_by_us = |id: &str| CardId::parse(id).is_ok_and(|id| id.is_random());
    let other = alike.filter(|id| !made_by_us(id) && title(old, id) != title(new, id));
    other.map(|id| (id.clone(), CardId::random().to_string())).collect()
}

/// Every link takes the id of the same statement of the old map; what is new takes no other one's id.
fn align_links(old: &Map, mut left: Vec<Link>, map: &mut Map) {
    let statement = |link: &Link| (link.from.clone(), link.to.clone(), link.kind);
    let said: Sorted<_, LinkId> =
        old.links.values().map(|link| (statement(link), link.id.clone())).collect();
    let is_foreign = old.id != map.id;
    // Those that say the same go first, so that nothing else has their ids.
    for round in 0..4 {
        for link in std::mem::take(&mut left) {
            let known = old.links.get(&link.id).filter(|known| joins_the_same(known, &link));
            let same = said.get(&statement(&link));
            let id = match round {
                0 => known
                    .filter(|known| !is_foreign || known.kind == link.kind)
                    .map(|known| known.id.clone()),
                1 => same.cloned(),
                2 => known.map(|known| known.id.clone()),
                // Said a second time.
                _ if is_foreign && same.is_some() => continue,
                _ if old.links.contains_key(&link.id) || map.links.contains_key(&link.id) => {
                    Some(LinkId::random())
                }
                _ => Some(link.id.clone()),
            };
            match id.filter(|id| !map.links.contains_key(id)) {
                Some(id) => {
                    map.links.insert_mut(id.clone(), Rc::new(Link { id, ..link }));
                }
                None => left.push(link),
            }
        }
    }
}

/// Both maps have a card of this id, and it is the same card. Between copies of one map it always is. Elsewhere an id that
/// somebody thought up, such as `sales`, proves nothing: then the two cards must say the same.
fn is_shared(old: &Map, new: &Map, id: &CardId) -> bool {
    let (Some(ours), Some(theirs)) = (old.card(id), new.card(id)) else { return false };
    if old.id == new.id || id.is_random() {
        return true;
    }
    let (a, b) = (words(ours), words(theirs));
    (ours.kind == theirs.kind || says_no_kind(theirs, false))
        && (a == b || a.is_empty() || b.is_empty())
}

/// A parked card of another map may be of any kind here: most other programs, and many tables, know no kinds.
fn says_no_kind(card: &Card, is_by_words: bool) -> bool {
    card.kind == CardKind::Parking && (is_by_words || card.place.lane == Lane::Parking)
}

/// Theirs with our kind and place. What our kind has no field for goes into the notes.
fn in_our_kind(ours: &Card, theirs: &Card) -> Rc<Card> {
    let raw: Vec<(String, Json)> = theirs.fields.to_json().collect();
    let raw = raw.iter().map(|(key, value)| (key.as_str(), value));
    let (fields, problems) = Fields::read(ours.kind.fields(), raw);
    let unfit = problems.iter().map(|problem| (problem.key.as_str(), &problem.found));
    let lines: Vec<String> =
        fields.extra().chain(unfit).filter_map(|(key, value)| line(key, value)).collect();
    // Whoever says nothing in notes of their own denies none of ours.
    let silent = theirs.notes.trim().is_empty() && !lines.is_empty();
    let mut notes = if silent { ours.notes.clone() } else { theirs.notes.clone() };
    for line in lines {
        let is_there = notes.lines().any(|known| line.lines().next() == Some(known));
        let length = notes.encode_utf16().count() + line.encode_utf16().count();
        if !is_there && length < MAX_NOTES {
            if !notes.is_empty() {
                notes.push('\n');
            }
            notes.push_str(&line);
        }
    }
    let (id, title) = (ours.id.clone(), theirs.title.clone());
    Rc::new(Card { id, kind: ours.kind, title, notes, place: ours.place, fields })
}

/// What stands in a field, as a line of notes.
fn line(key: &str, value: &Json) -> Option<String> {
    let said = match value {
        Json::Null | Json::Bool(false) => return None,
        Json::String(text) => text.trim().to_owned(),
        Json::Array(items) if items.iter().all(Json::is_string) => {
            items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let key = key.replace('_', " ");
    let mut rest = key.chars();
    let first = rest.next()?.to_uppercase();
    (!said.is_empty()).then(|| format!("{first}{}: {said}", rest.as_str()))
}

fn words(card: &Card) -> String {
    clean_line(&card.title).to_lowercase()
}

/// For cards that only the new map has: the card that only the old one has and that says the same.
fn same_words(old: &Map, new: &Map) -> Sorted<CardId, CardId> {
    let words = |card: &Card| (card.kind, words(card));
    let mut there: Vec<((CardKind, String), CardId)> = old
        .cards
        .values()
        .filter(|card| !is_shared(old, new, &card.id) && !card.title.trim().is_empty())
        .map(|card| (words(card), card.id.clone()))
        .collect();
    super::sort_by(&mut there, Ord::cmp);
    let mut taken: Sorted<usize, ()> = Sorted::default();
    let mut names = Vec::new();
    for card in new.cards.values().filter(|card| !is_shared(old, new, &card.id)) {
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
    let is_free =
        |card: &&Rc<Card>| !is_shared(old, new, &card.id) && !taken.contains_key(&card.id);
    let free = old.cards.values().filter(is_free).filter(|card| !card.title.trim().is_empty());
    let mut there: Sorted<String, CardId> =
        free.map(|card| (words(card), card.id.clone())).collect();
    for (id, card) in &new.cards {
        if card.kind == CardKind::Parking && !is_shared(old, new, id) && !names.contains_key(id) {
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
    use super::super::compare::tests::{card, map};
    use super::*;
    use crate::model::{Difference, LinkKind, MapId, Part, compare};

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

    fn foreign(cards: &[Card], links: &[(&str, &str, LinkKind, &str)]) -> Map {
        Map { id: MapId::parse("another").expect("an id"), ..map(cards, links) }
    }

    #[test]
    fn an_id_that_somebody_thought_up_joins_no_cards_of_two_maps_and_links_lead_to_their_own() {
        let made = CardId::random();
        let old = map(
            &[
                card("p", CardKind::Priority, "Grow"),
                card("o", CardKind::Outcome, "Sales"),
                card(made.as_str(), CardKind::Barrier, "Time"),
            ],
            &[],
        );
        let new = foreign(
            &[
                card("p", CardKind::Priority, "Safety first"),
                card("o", CardKind::Outcome, "sales "),
                card(made.as_str(), CardKind::Barrier, "No time"),
            ],
            &[("l", "o", LinkKind::Advances, "p")],
        );
        let there = aligned(&old, &new);
        let of = |title: &str| there.cards.values().find(|card| card.title == title).expect("it");
        assert!(old.card(&of("Safety first").id).is_none(), "another priority");
        assert_eq!((of("sales ").id.as_str(), &of("No time").id), ("o", &made));
        let link = there.links.values().next().expect("a link");
        assert_eq!((link.from.as_str(), &link.to), ("o", &of("Safety first").id));
        assert_eq!(aligned(&old, &Map { id: old.id.clone(), ..new }).cards.size(), 3);
    }

    #[test]
    fn words_beside_a_parked_card_that_is_known_here_are_kept() {
        let old = map(&[card("p", CardKind::Priority, "Grow")], &[]);
        let mut theirs = card("x", CardKind::Parking, "Grow");
        let said = serde_json::json!({ "owner": "Ann", "confidence": 4, "status": "done", "metric": "EBIT" });
        let said = said.as_object().expect("fields");
        let said = said.iter().map(|(key, value)| (key.as_str(), value));
        theirs.fields = Fields::read(CardKind::Parking.fields(), said).0;
        for id in ["x", "p"] {
            theirs.id = CardId::parse(id).expect("an id");
            let known = aligned(&old, &foreign(std::slice::from_ref(&theirs), &[]));
            let known = known.card(&CardId::parse("p").expect("an id")).expect("it is known");
            assert_eq!((known.kind, known.place.lane), (CardKind::Priority, Lane::Priorities));
            assert_eq!(known.notes, "Metric: EBIT\nOwner: Ann");
            assert_eq!(known.fields.text("status"), "done");
            assert!(known.fields.get("confidence").is_some());
            let again = map(&[(**known).clone()], &[]);
            let again = aligned(&again, &foreign(std::slice::from_ref(&theirs), &[]));
            assert_eq!(&again.cards.values().next().expect("it").notes, &known.notes);
        }
    }

    #[test]
    fn a_link_put_before_others_that_are_numbered_is_one_more() {
        let cards = [
            card("p", CardKind::Priority, "Grow"),
            card("o", CardKind::Outcome, "Sales"),
            card("i", CardKind::Initiative, "Guides"),
        ];
        let old = map(
            &cards,
            &[
                ("link-0", "o", LinkKind::Advances, "p"),
                ("link-1", "i", LinkKind::Contributes, "o"),
            ],
        );
        let new = foreign(
            &cards,
            &[
                ("link-0", "i", LinkKind::Contributes, "p"),
                ("link-1", "o", LinkKind::Advances, "p"),
                ("link-2", "i", LinkKind::Contributes, "o"),
            ],
        );
        let differences = compare(&old, &aligned(&old, &new));
        let [Difference::LinkAdded(link)] = &differences[..] else { panic!("{differences:?}") };
        assert_eq!((link.from.as_str(), link.to.as_str()), ("i", "p"));
    }
}
