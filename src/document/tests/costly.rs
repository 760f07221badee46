//! Small updates that would keep a processor busy for hours are refused; much honest work is not.
//! Rule R16 of the spec.

use super::forge::{Content, Forged, Letter, between, inside, letter, root};
use super::random::Dice;
use super::*;

/// The notes of card `p`, first in the history of client 1.
const P_NOTES: (u64, u32) = (1, 8);

fn victim() -> Replica {
    two().0
}

fn letters(n: usize) -> Content {
    Content::Letters("x".repeat(n))
}

/// One letter of each of many clients, the lowest first: each later one has to look at all before it.
fn rivals(a: &mut Replica, count: u64) {
    for client in 100..100 + count {
        let one = letter(client, 0, vec![inside(P_NOTES, None, letters(1))]);
        a.apply_foreign(&one).expect("one letter is no trouble");
    }
}

#[test]
fn r16_a_crowd_of_rivals_for_one_place_is_refused() {
    let mut a = victim();
    rivals(&mut a, 300);
    let crowd: Vec<Forged> = (0..30_000).map(|_| inside(P_NOTES, None, letters(1))).collect();
    assert_eq!(a.apply_foreign(&letter(9_999, 0, crowd)), Err(Refused::TooLarge));
    hostile::works_on(&mut a);
}

#[test]
fn r16_cutting_a_long_text_into_crumbs_is_refused() {
    let mut a = victim();
    let long = letter(66, 0, vec![inside(P_NOTES, None, letters(100_000))]);
    a.apply_foreign(&long).expect("long, but one piece");
    let ranges = (0..45_000).map(|i| (2 * i + 1, 1)).collect();
    let crumbs = Letter { sections: vec![], removals: vec![(66, ranges)] };
    assert_eq!(a.apply_foreign(&crumbs.spell()), Err(Refused::TooLarge));
    let between_all = |i: u32| between(Some((66, 2 * i)), Some((66, 2 * i + 1)), letters(1));
    let update = letter(67, 0, (0..45_000).map(between_all).collect());
    assert_eq!(a.apply_foreign(&update), Err(Refused::TooLarge));
    assert_eq!(
        a.map().card(&card_id("p")).map(|card| card.notes.len()),
        Some(crate::model::MAX_NOTES)
    );
    hostile::works_on(&mut a);
}

#[test]
fn r16_crumbs_that_have_to_be_put_together_again_are_refused() {
    let mut a = victim();
    let crumb = |i: u32| match i {
        0 => inside(P_NOTES, None, letters(1)),
        _ => between(Some((66, i - 1)), None, letters(1)),
    };
    let update = letter(66, 0, (0..40_000).map(crumb).collect());
    assert_eq!(a.apply_foreign(&update), Err(Refused::TooLarge));
    hostile::works_on(&mut a);
}

#[test]
fn r16_more_cards_than_anybody_can_have_made_are_refused() {
    let mut a = victim();
    let one = |i: u32| root("cards", &format!("c{i}"), Content::Type(1));
    let update = letter(66, 0, (0..60_000).map(one).collect());
    assert_eq!(a.apply_foreign(&update), Err(Refused::TooLarge));
    hostile::works_on(&mut a);
}

#[test]
fn much_honest_work_in_one_text_is_let_in_as_a_whole_and_piece_by_piece() {
    let (mut a, mut b) = two();
    let mut dice = Dice::new(1);
    let notes =
        |replica: &Replica| replica.map().card(&card_id("p")).map_or(0, |card| card.notes.len());
    let mut c = replica(3);
    c.apply_foreign(&a.encode()).expect("sound");
    let mut letters = Vec::new();
    for i in 0..300 {
        for one in [&mut a, &mut b] {
            let at = dice.below(notes(one) + 1) as u32;
            let (id, field) = (card_id("p"), TextField::Notes);
            let (remove, insert) = (dice.below(2) as u32, "xy"[dice.below(2)..].to_owned());
            one.commit(vec![Command::TypeText { id, field, at, remove, insert }]).expect("fits");
            letters.extend(one.take_update());
        }
        if i % 50 == 49 {
            let (to_a, to_b) = (b.diff(&a.state_vector()), a.diff(&b.state_vector()));
            a.apply_foreign(&to_a.expect("sound")).expect("sound");
            b.apply_foreign(&to_b.expect("sound")).expect("sound");
        }
    }
    let mut fresh = replica(4);
    fresh.apply_foreign(&a.encode()).expect("as a whole");
    assert_eq!(fresh.map(), a.map());
    for _ in 0..2 {
        letters.retain(|letter| c.apply_foreign(letter).is_err());
    }
    assert_eq!((letters.len(), c.map()), (0, a.map()));
}

/// Longer than this a page must not stand still, whatever somebody sends: `cargo xtask soak` holds the worst to it.
const STANDS_STILL: std::time::Duration = std::time::Duration::from_secs(1);

/// The largest of these that gets in, and how long that takes.
fn time(name: &str, a: &mut Replica, make: impl Fn(u32) -> Vec<u8>) {
    let mut size = 400_000;
    loop {
        let bytes = make(size);
        let start = std::time::Instant::now();
        if a.apply_foreign(&bytes).is_ok() {
            let took = start.elapsed();
            println!("{name}: {size} operations, {} bytes, {took:?}", bytes.len());
            assert!(took < STANDS_STILL, "{name}: {took:?}");
            return;
        }
        size = size / 5 * 4;
    }
}

/// Measures the worst that gets in. `cargo xtask soak` runs it optimised and alone.
#[test]
#[ignore = "measures time, which a busy machine has not got"]
fn how_long_the_worst_takes() {
    let mut a = victim();
    rivals(&mut a, 3_000);
    time("rivals", &mut a, |size| {
        letter(9_999, 0, (0..size).map(|_| inside(P_NOTES, None, letters(1))).collect())
    });
    let long = || {
        let mut a = victim();
        let long = letter(66, 0, vec![inside(P_NOTES, None, letters(800_000))]);
        a.apply_foreign(&long).expect("long, but one piece");
        a
    };
    time("removed crumbs", &mut long(), |size| {
        let ranges = (0..size).map(|i| (2 * i + 1, 1)).collect();
        Letter { sections: vec![], removals: vec![(66, ranges)] }.spell()
    });
    time("letters between", &mut long(), |size| {
        let one = |i: u32| between(Some((66, 2 * i)), Some((66, 2 * i + 1)), letters(1));
        letter(67, 0, (0..size).map(one).collect())
    });
}

/// The same, for updates that stand alone.
#[test]
#[ignore = "measures time, which a busy machine has not got"]
fn how_long_the_worst_update_alone_takes() {
    let first = || inside(P_NOTES, None, letters(1));
    time("joins", &mut victim(), |size| {
        let crumb =
            |i: u32| i.checked_sub(1).map(|left| between(Some((66, left)), None, letters(1)));
        letter(66, 0, (0..size).map(|i| crumb(i).unwrap_or_else(first)).collect())
    });
    time("pairs to join", &mut victim(), |size| {
        let pair = |i: u32| {
            let first = if i == 0 { first() } else { between(Some((66, 0)), None, letters(1)) };
            [first, between(Some((66, 2 * i)), None, letters(1))]
        };
        letter(66, 0, (0..size / 2).flat_map(pair).collect())
    });
    time("values under one key", &mut victim(), |size| {
        let one = |_| root("values", "x", Content::Values(vec![1]));
        letter(66, 0, (0..size).map(one).collect())
    });
    time("cards", &mut victim(), |size| {
        let kind = || Content::Raw(8, b"\x01\x77\x04case".to_vec());
        let one = |i: u32| match i % 2 {
            0 => root("cards", &format!("c{i}"), Content::Type(1)),
            _ => inside((66, i - 1), Some("kind"), kind()),
        };
        letter(66, 0, (0..size).map(one).collect())
    });
}
