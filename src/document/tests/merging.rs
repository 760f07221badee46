//! Two or three replicas at once. Rules R1 to R10 of the spec; where two outcomes are possible, the client
//! ids say which one it is.

use super::*;
use serde_json::json;

fn rank(n: f64) -> Vec<Command> {
    vec![set("p", "rank", Some(Value::Number(n)))]
}

fn field(replica: &Replica, id: &str, key: &str) -> Option<Value> {
    replica.map().card(&card_id(id)).and_then(|card| card.fields.get(key).cloned())
}

#[test]
fn r2_of_two_values_set_at_once_that_of_the_higher_client_stays() {
    let (mut a, mut b) = two();
    a.commit(rank(1.0)).expect("fits");
    a.commit(rank(2.0)).expect("fits");
    b.commit(rank(3.0)).expect("fits");
    a.commit(vec![set("p", "source", Some(Value::Text("a".into())))]).expect("fits");
    b.commit(vec![set("p", "horizon", Some(Value::Text("b".into())))]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(field(&a, "p", "rank"), Some(Value::Number(3.0)), "however often a set it");
    assert!(field(&a, "p", "source").is_some() && field(&a, "p", "horizon").is_some());
    a.commit(rank(4.0)).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(field(&b, "p", "rank"), Some(Value::Number(4.0)), "who has seen it, overwrites it");
}

#[test]
fn r3_letters_typed_at_once_all_stay_and_words_stay_whole() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 4, 0, " sales")]).expect("fits");
    b.commit(vec![typed("p", 4, 0, " profit")]).expect("fits");
    a.commit(vec![typed("p", 0, 1, "g")]).expect("fits");
    b.commit(vec![typed("p", 0, 4, "Raise")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let merged = title(&a, "p");
    for words in [" sales", " profit", "Raise", "g"] {
        assert!(merged.contains(words), "{merged}");
    }
    assert!(!merged.contains("row"), "what one of both removed is gone: {merged}");
}

#[test]
fn r4_a_place_is_one_value() {
    let (mut a, mut b) = two();
    let place =
        |x, lane| vec![Command::PlaceCard { id: card_id("p"), place: Place::new(lane, x, x) }];
    a.commit(place(100.0, Lane::Parking)).expect("fits");
    b.commit(place(200.0, Lane::Stopped)).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let expected = Place::new(Lane::Stopped, 200.0, 200.0);
    assert_eq!(a.map().card(&card_id("p")).expect("a card").place, expected);
}

#[test]
fn r5_setting_wins_over_clearing() {
    let (mut a, mut b) = two();
    a.commit(rank(1.0)).expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.commit(rank(2.0)).expect("fits");
    b.commit(vec![set("p", "rank", None)]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(field(&b, "p", "rank"), Some(Value::Number(2.0)));
    a.commit(vec![set("p", "rank", None)]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(field(&b, "p", "rank"), None);
}

#[test]
fn r6_an_edit_does_not_bring_back_a_card_that_was_removed_at_the_same_time() {
    let (mut a, mut b) = two();
    a.commit(vec![removed("p")]).expect("fits");
    b.commit(vec![typed("p", 0, 0, "Yes, "), set("p", "rank", Some(Value::Number(1.0)))])
        .expect("fits");
    b.commit(vec![add("q", CardKind::Outcome, "New"), connect("k", LinkKind::Advances, "q", "p")])
        .expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert!(!shown(&b, "p") && shown(&b, "q"));
    assert_eq!(b.map().links.size(), 0, "R8: both links wait for the card");
    a.undo();
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "p"), "Yes, Grow");
    assert_eq!(b.map().links.size(), 2);
}

#[test]
fn r7_two_removals_at_once_are_one() {
    let (mut a, mut b) = two();
    a.commit(vec![removed("p")]).expect("fits");
    b.commit(vec![removed("p")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.undo();
    meet(&mut [&mut a, &mut b]);
    assert!(shown(&a, "p") && shown(&b, "p"), "whoever takes it back first takes back both");
    b.commit(vec![removed("p")]).expect("it is there again");
    meet(&mut [&mut a, &mut b]);
    a.redo();
    assert!(!shown(&a, "p"));
    b.undo();
    meet(&mut [&mut a, &mut b]);
    assert!(shown(&a, "p"));
}

#[test]
fn r7_a_card_removed_twice_in_a_row_comes_back_once() {
    let (mut a, mut b) = two();
    for _ in 0..2 {
        a.commit(vec![removed("p")]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert!(!shown(&b, "p"));
        a.undo();
        meet(&mut [&mut a, &mut b]);
        assert!(shown(&b, "p"));
    }
    assert_eq!(a.map().links.size(), 1);
}

#[test]
fn r8_a_link_is_shown_only_between_two_cards_that_are_there_and_fit() {
    let (mut a, mut b) = two();
    a.commit(vec![removed("o")]).expect("fits");
    b.commit(vec![connect("k", LinkKind::Advances, "o", "p")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(a.map().links.size(), 0);
    a.undo();
    meet(&mut [&mut a, &mut b]);
    assert_eq!(a.map().links.size(), 2);
    a.commit(vec![Command::ChangeKind { id: card_id("o"), kind: CardKind::Case }]).expect("fits");
    b.commit(vec![Command::RemoveLink { id: link_id("l") }]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.commit(vec![Command::ChangeKind { id: card_id("o"), kind: CardKind::Outcome }])
        .expect("fits");
    assert_eq!(a.map().links.keys().collect::<Vec<_>>(), [&link_id("k")]);
}

#[test]
fn r8_a_link_turned_by_both_keeps_two_different_ends() {
    let (mut a, mut b) = two();
    let links =
        vec![add("q", CardKind::Priority, ""), connect("c", LinkKind::ConflictsWith, "p", "q")];
    a.commit(links).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let turn = || vec![Command::TurnLink { id: link_id("c"), kind: LinkKind::ConflictsWith }];
    a.commit(turn()).expect("fits");
    a.commit(turn()).expect("fits");
    b.commit(turn()).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let link = a.map().links.get(&link_id("c")).expect("still a link").clone();
    assert_eq!(link.from, card_id("q"), "b is the higher client");
    a.undo();
    b.undo();
    meet(&mut [&mut a, &mut b]);
    assert!(a.map().links.get(&link_id("c")).is_some());
}

#[test]
fn r9_one_id_made_twice_at_once_keeps_one_side_whole() {
    let (mut a, mut b) = (replica(1), replica(2));
    a.commit(vec![add("p", CardKind::Priority, "of a")]).expect("fits");
    b.commit(vec![add("p", CardKind::Case, "of b")]).expect("fits");
    a.commit(vec![typed("p", 0, 0, "more ")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&a, "p"), "of b");
    a.commit(vec![typed("p", 0, 0, "now ")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "p"), "now of b", "both go on with the same card");
    a.undo();
    a.undo();
    meet(&mut [&mut a, &mut b]);
}

#[test]
fn r10_sessions_merge_field_by_field_and_records_whole() {
    let (mut a, mut b) = two();
    let fields = |raw: &Json| {
        let raw = raw.as_object().expect("an object").clone();
        Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0
    };
    let session = |raw: Json| Command::SetSession { id: "s".into(), fields: Some(fields(&raw)) };
    a.commit(vec![session(json!({ "purpose": "Start", "date": "2026-01-02" }))]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.commit(vec![session(json!({ "purpose": "Begin", "date": "2026-01-02" }))]).expect("fits");
    b.commit(vec![session(json!({ "purpose": "Start", "date": "2026-01-03" }))]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let merged = fields(&json!({ "purpose": "Begin", "date": "2026-01-03" }));
    assert_eq!(a.map().records.sessions["s"], merged);
    let record = |raw: Json| Command::SetRecord {
        list: "glossary".into(),
        id: "roi".into(),
        value: Some(raw),
    };
    a.commit(vec![record(json!({ "word": "ROI", "means": "a" }))]).expect("fits");
    b.commit(vec![record(json!({ "word": "ROI", "note": "b" }))]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    let expected = json!({ "id": "roi", "word": "ROI", "note": "b" });
    assert_eq!(a.map().records.lists["glossary"]["roi"], expected);
}

#[test]
fn three_replicas_agree_in_whatever_order_they_hear_of_each_other() {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut maps = Vec::new();
    for order in orders {
        let (mut a, mut b) = two();
        let mut c = replica(3);
        c.apply_foreign(&a.encode()).expect("sound");
        a.commit(vec![typed("p", 4, 0, " a"), removed("o")]).expect("fits");
        b.commit(vec![typed("p", 4, 0, " b"), typed("o", 0, 0, "b")]).expect("fits");
        c.commit(vec![typed("p", 4, 0, " c"), set("p", "rank", Some(Value::Number(3.0)))])
            .expect("fits");
        let updates = [&mut a, &mut b, &mut c].map(|one| one.take_update().expect("work"));
        let mut listener = replica(9);
        let (base, _) = two();
        listener.apply_foreign(&base.encode()).expect("sound");
        for i in order {
            listener.apply_foreign(&updates[i]).expect("sound");
        }
        maps.push(listener.map().clone());
    }
    assert!(maps.windows(2).all(|pair| pair[0] == pair[1]));
}

/// The days of the readings of an outcome, and how to set them.
fn days(replica: &Replica) -> Vec<String> {
    let Some(Value::Rows(rows)) = field(replica, "o", "readings") else { return Vec::new() };
    rows.iter().filter_map(|row| Some(row.get("value")?.to_json().to_string())).collect()
}

fn read(values: &[i32]) -> Command {
    let rows: Json = values.iter().map(|n| serde_json::json!({ "value": n })).collect();
    let shape = &CardKind::Outcome.field("readings").expect("a field").shape;
    set("o", "readings", shape.read(&rows))
}

/// Two who have an outcome with these readings: as a file brings it, one list, or one after the other.
fn two_with(values: &[i32], at_once: bool) -> (Replica, Replica) {
    let mut file = Map::empty(map_id());
    let mut card = card("o", CardKind::Outcome, "Sales");
    let Command::SetField { value, .. } = read(values) else { unreachable!("a field") };
    if at_once {
        card.fields = card.fields.with("readings", value);
    }
    file.cards.insert_mut(card.id.clone(), card.into());
    let mut a = Replica::from_map(&file, 1, still());
    let mut b = Replica::from_map(&file, 2, still());
    if !at_once {
        a.commit(vec![read(values)]).expect("fits");
        a.end_undo_step();
        meet(&mut [&mut a, &mut b]);
    }
    (a, b)
}

#[test]
fn r20_rows_that_two_add_at_once_both_stay() {
    for at_once in [true, false] {
        let (mut a, mut b) = two_with(&[1, 2], at_once);
        a.commit(vec![read(&[1, 2, 3])]).expect("fits");
        b.commit(vec![read(&[1, 2, 4])]).expect("fits");
        b.commit(vec![read(&[1, 2, 4, 5])]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        let all = days(&a);
        assert_eq!(all[..2], ["1", "2"], "{at_once}");
        assert_eq!((all.len(), days(&b)), (5, all.clone()));
        assert!(["3", "4", "5"].iter().all(|n| all.iter().any(|day| day == n)), "{all:?}");
        // Undo takes back one's own and no other.
        a.undo();
        meet(&mut [&mut a, &mut b]);
        assert_eq!(
            (days(&a), days(&b)),
            (days(&b), vec!["1".into(), "2".into(), "4".into(), "5".into()])
        );
        // All gone is all gone, whatever lay there as one list.
        b.commit(vec![set("o", "readings", None)]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert_eq!(field(&a, "o", "readings"), None);
    }
}

#[test]
fn r20_a_row_is_written_over_and_removed_by_itself() {
    let (mut a, mut b) = two_with(&[1, 2, 3], true);
    a.commit(vec![read(&[10, 2, 3])]).expect("fits");
    a.undo();
    a.commit(vec![read(&[10, 2, 3])]).expect("fits");
    b.commit(vec![read(&[1, 2, 30])]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!((days(&a), days(&b)), (vec!["10".into(), "2".into(), "30".into()], days(&a)));
    a.commit(vec![read(&[2, 30])]).expect("fits");
    b.commit(vec![read(&[10, 2, 30, 40])]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!((days(&a), days(&b)), (vec!["2".into(), "30".into(), "40".into()], days(&a)));
    // Whatever order is asked for is what is there.
    for wanted in [&[40, 30, 2][..], &[30, 40, 2, 2], &[2, 7, 30, 40, 2], &[5], &[5, 5], &[]] {
        a.commit(vec![read(wanted)]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        let wanted: Vec<_> = wanted.iter().map(i32::to_string).collect();
        assert_eq!((days(&a), days(&b)), (wanted.clone(), wanted));
    }
}

#[test]
fn r20_what_a_file_brings_as_one_list_stays_until_somebody_changes_it_and_reads_the_same() {
    let (a, mut b) = two_with(&[1, 2], true);
    assert_eq!(days(&a), ["1", "2"]);
    b.commit(vec![read(&[1, 2, 3])]).expect("fits");
    // The content is what it was made of: copies of it begin alike, whatever its rows are called in the document.
    let again = Replica::from_map(b.map(), 7, still());
    assert_eq!(again.map(), b.map());
}
