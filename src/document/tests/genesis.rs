//! The history that comes with plain content. Rule R1 of the spec.

use super::*;
use crate::model::Records;
use serde_json::json;

/// A map with one of everything.
pub(super) fn rich() -> Map {
    let mut map = Map::empty(map_id());
    map.title = "Sixty stores".into();
    let fields = |kind: CardKind, raw: Json| {
        let raw = raw.as_object().expect("an object").clone();
        Fields::read(kind.fields(), raw.iter().map(|(k, v)| (k.as_str(), v))).0
    };
    let outcome = json!({
        "direction": "decrease", "baseline": 30, "target": 12.25, "due": "2026-11-22", "confidence": 0,
        "readings": [{ "date": "2026-01-02", "value": -3 }, { "value": 4.5e12 }], "colour": "red",
        "at": "noon", "~": "tilde", "deep": { "b": [1, { "z": null, "a": true }], "a": 1e-7 },
        "big": 9_007_199_254_740_993_i64, "seventy": 70, "minus": -64,
    });
    let cards = [
        Card {
            fields: fields(CardKind::Outcome, outcome),
            ..card("o", CardKind::Outcome, "Sales")
        },
        Card { notes: "Two\nlines 👩‍🏫".into(), ..card("p", CardKind::Priority, "Grow") },
        card("s", CardKind::Stakeholder, ""),
    ];
    for card in cards {
        map.cards.insert_mut(card.id.clone(), Rc::new(card));
    }
    let raw = json!({ "strength": 3, "note": "kept" });
    let raw = raw.as_object().expect("an object");
    let fields = Fields::read(LinkKind::FIELDS.iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0;
    let (kind, from, to) = (LinkKind::Advances, card_id("o"), card_id("p"));
    let link = Link { id: link_id("l"), kind, from, to, fields };
    map.links.insert_mut(link.id.clone(), Rc::new(link));
    let mut records = Records::default();
    let raw = json!({ "purpose": "Kick-off", "present": ["ann"] });
    let raw = raw.as_object().expect("an object");
    let session = Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0;
    records.sessions.insert("first".into(), session);
    let people = [("ann".to_owned(), json!({ "id": "ann", "name": "Ann" }))];
    records.lists.insert("people", people.into_iter().collect());
    records.values.insert("settings".into(), json!({ "theme": "dark", "lanes": [1, 2] }));
    map.records = Rc::new(records);
    map
}

#[test]
fn a_map_that_came_as_content_reads_back_as_it_was() {
    let map = rich();
    let mut a = Replica::from_map(&map, 1, still());
    assert_eq!(*a.map(), map);
    let update = a.take_update().expect("a genesis is to be kept, too");
    assert_eq!(a.take_update(), None);
    let (b, refused) = Replica::from_updates(map_id(), 2, still(), [update.as_slice()]);
    assert_eq!((b.map(), refused), (&map, vec![]));
    assert!(!a.can_undo());
    let empty = Map::empty(map_id());
    assert_eq!(Replica::from_map(&empty, 1, still()).take_update(), None);
    assert_eq!(Replica::genesis_update(&empty), [0, 0]);
}

#[test]
fn r1_the_same_content_is_the_same_history_to_the_byte() {
    let first = Replica::genesis_update(&rich());
    for _ in 0..20 {
        assert_eq!(Replica::genesis_update(&rich()), first);
    }
    let (mut a, mut b) =
        (Replica::from_map(&rich(), 1, still()), Replica::from_map(&rich(), 2, still()));
    assert_eq!(a.state_vector(), b.state_vector());
    a.commit(vec![typed("p", 4, 0, " sales"), removed("s")]).expect("fits");
    b.commit(vec![typed("p", 0, 1, "g"), typed("s", 0, 0, "Sam")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&a, "p"), "grow sales");
    assert_eq!(a.map().cards.size(), 2);
}

#[test]
fn r1_other_content_is_another_history() {
    let author = |map: &Map| Replica::genesis_update(map)[2..9].to_vec();
    let mut other = rich();
    other.title = "Sixty-one stores".into();
    assert_ne!(author(&rich()), author(&other));
    let mut other = rich();
    other.id = MapId::parse("copy").expect("an id");
    assert_ne!(author(&rich()), author(&other), "a copy with its own lineage never merges back");
}

#[test]
fn r1_the_first_version_of_the_history_never_changes() {
    // A new program must write what older ones wrote, or copies of one file would no longer merge.
    // When this fails, take the change back, or raise the version and accept that they do not.
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(Replica::genesis_update(&rich()));
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "afa3996914d37f26");
}

#[test]
fn what_no_replica_would_let_in_is_left_out_of_a_genesis() {
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let mut map = rich();
    let records = Rc::make_mut(&mut map.records);
    records.values.insert("deep".into(), deep);
    records.values.insert("k".repeat(500), json!(1));
    let a = Replica::from_map(&map, 1, still());
    assert_eq!(*a.map(), rich());
}
