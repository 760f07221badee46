//! What things cost: bytes, and how much is read again.

use std::time::{Duration, Instant};

use super::*;

/// A map of many cards with a few links.
fn large(cards: usize) -> Map {
    let mut map = Map::empty(map_id());
    for i in 0..cards {
        let kind = CardKind::ALL[i % CardKind::ALL.len()];
        let card = card(&format!("card{i}"), kind, &format!("Title of card {i}"));
        map.cards.insert_mut(card.id.clone(), Rc::new(card));
    }
    map
}

#[test]
fn three_thousand_drags_of_one_card_cost_little() {
    let (mut a, mut b) = two();
    let before = a.encode().len();
    for i in 0..3_000 {
        let place = Place::new(Lane::Parking, f64::from(i), 7.5);
        a.commit(vec![Command::PlaceCard { id: card_id("p"), place }]).expect("fits");
    }
    let update = a.take_update().expect("work");
    assert!(update.len() < 100, "{} bytes to send", update.len());
    assert!(a.encode().len() - before < 100, "{} bytes more", a.encode().len() - before);
    b.apply_foreign(&update).expect("sound");
    assert_eq!(a.map(), b.map());
    for _ in 0..100 {
        a.undo();
    }
    assert_eq!(a.map().card(&card_id("p")).map(|card| card.place.x), Some(2_899.0));
}

#[test]
fn letters_that_nobody_can_bring_back_any_more_are_swept_away() {
    let (mut a, _) = two();
    let secret = "a long sentence that is typed and removed again";
    a.commit(vec![typed("p", 0, 0, secret)]).expect("fits");
    a.end_undo_step();
    a.commit(vec![typed("p", 0, secret.len() as u32, "")]).expect("fits");
    let holds = |a: &Replica| a.encode().windows(13).any(|bytes| bytes == b"long sentence");
    assert!(holds(&a), "undo may need it");
    for i in 0..600 {
        let place = Place::new(Lane::Parking, f64::from(i), 7.5);
        a.commit(vec![Command::PlaceCard { id: card_id("p"), place }]).expect("fits");
    }
    assert!(!holds(&a), "five hundred steps later nothing does");
    while a.can_undo() {
        a.undo();
    }
    assert_eq!(title(&a, "p"), "Grow");
}

#[test]
fn a_keystroke_reads_one_card_and_leaves_all_others_alone() {
    let mut a = Replica::from_map(&large(300), 1, still());
    let before = a.map().clone();
    let records = Rc::clone(&before.records);
    a.commit(vec![typed("card77", 0, 0, "x")]).expect("fits");
    let mut b = Replica::from_map(&large(300), 2, still());
    b.commit(vec![typed("card78", 0, 0, "y")]).expect("fits");
    a.apply_foreign(&b.take_update().expect("work")).expect("sound");
    a.undo();
    a.redo();
    for (id, card) in &before.cards {
        let same = Rc::ptr_eq(card, a.map().card(id).expect("still there"));
        assert_eq!(same, !["card77", "card78"].contains(&id.as_str()), "{id}");
    }
    assert!(Rc::ptr_eq(&records, &a.map().records));
}

/// What a large map takes must not hold a page up for longer.
fn within(what: &str, most_ms: u128, start: Instant) {
    let took = start.elapsed();
    println!("{what}: {took:?}");
    assert!(took.as_millis() < most_ms, "{what}: {took:?}");
}

/// Measures. `cargo xtask soak` runs it optimised and alone.
#[test]
#[ignore = "measures time, which a busy machine has not got"]
fn how_long_things_take() {
    let map = large(5_000);
    let start = Instant::now();
    let mut a = Replica::from_map(&map, 1, still());
    within("open 5,000 cards from content", 1_000, start);
    let times: Vec<_> = (0..200)
        .map(|i| {
            let start = Instant::now();
            a.commit(vec![typed(&format!("card{}", i * 7), 0, 0, "x")]).expect("fits");
            start.elapsed()
        })
        .collect();
    let worst = times.iter().max().expect("some");
    println!("a keystroke: {:?}, worst {worst:?}", times.iter().sum::<Duration>() / 200);
    assert!(worst.as_millis() < 50, "a keystroke: {worst:?}");
    let start = Instant::now();
    let update = a.take_update().expect("work");
    within(&format!("take an update of {} bytes", update.len()), 1_000, start);
    a.commit(vec![typed("card1", 0, 0, "x")]).expect("fits");
    let start = Instant::now();
    let update = a.take_update().expect("work");
    within(&format!("take an update of {} bytes", update.len()), 1_000, start);
    let mut b = Replica::from_map(&map, 2, still());
    b.apply_foreign(&a.encode()).expect("sound");
    let start = Instant::now();
    let mut sent = Vec::new();
    for i in 0..100 {
        b.commit(vec![typed(&format!("card{i}"), 0, 0, "y")]).expect("fits");
        sent.push(b.take_update().expect("work"));
    }
    within("100 keystrokes with an update each", 1_000, start);
    let start = Instant::now();
    for update in &sent {
        a.apply_foreign(update).expect("sound");
    }
    within("100 updates of others", 1_000, start);
    let start = Instant::now();
    let bytes = a.encode();
    within(&format!("encode {} bytes", bytes.len()), 1_000, start);
    let start = Instant::now();
    let (c, refused) = Replica::from_updates(map_id(), 3, still(), [bytes.as_slice()]);
    within("read them again", 1_000, start);
    assert_eq!((c.map(), refused), (a.map(), vec![]));
    let start = Instant::now();
    a.undo();
    within("undo", 100, start);
}
