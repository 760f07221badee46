//! What a room asks of a replica.

use super::random::{Dice, act, command};
use super::*;

#[test]
fn news_is_what_was_done_since_and_nobody_elses() {
    let (mut a, mut b) = two();
    a.open_news();
    assert_eq!(a.take_news(), None, "what there is goes by differences");
    a.commit(vec![typed("p", 0, 1, "g"), removed("o")]).expect("they are there");
    b.commit(vec![typed("p", 4, 0, "!")]).expect("it is there");
    a.apply_foreign(&b.take_update().expect("b typed")).expect("sound");
    let news = a.take_news().expect("a typed and removed");
    assert_eq!(a.take_news(), None);
    b.apply_from(1, &news).expect("a alone speaks in it");
    assert_eq!(a.map(), b.map());
    // The log has its own count.
    assert!(a.take_update().is_some());
    a.undo();
    b.apply_from(1, &a.take_news().expect("undo is news")).expect("sound");
    assert_eq!(a.map(), b.map());
}

#[test]
fn an_update_may_be_held_to_one_client() {
    let (mut a, mut b) = two();
    b.commit(vec![typed("p", 0, 1, "g")]).expect("it is there");
    let both = b.encode();
    for client in [1, 2, 3] {
        assert_eq!(replica(3).apply_from(client, &both), Err(Refused::NotAnUpdate));
    }
    let own = b.diff(&a.state_vector()).expect("a state vector");
    assert_eq!(a.apply_from(3, &own), Err(Refused::NotAnUpdate));
    assert_eq!(a.apply_from(2, &own), Ok(vec![Change::CardEdited(card_id("p"))]));
}

#[test]
fn two_know_the_same_exactly_when_they_show_and_know_the_same() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let (mut a, mut b) = two();
        for _ in 0..20 {
            act(&mut dice, &mut a);
            act(&mut dice, &mut b);
        }
        let (one, two) = (a.take_update(), b.take_update());
        let apart = one.is_some() || two.is_some();
        assert_eq!(a.knowledge() == b.knowledge(), !apart, "seed {seed}");
        two.iter().for_each(|update| drop(a.apply_foreign(update).expect("sound")));
        one.iter().for_each(|update| drop(b.apply_foreign(update).expect("sound")));
        assert_eq!(a.knowledge(), b.knowledge(), "seed {seed}");
        // However it came, in one piece or many.
        let mut late = replica(77);
        late.apply_foreign(&a.encode()).expect("sound");
        assert_eq!(late.knowledge(), b.knowledge(), "seed {seed}");
    }
}

#[test]
fn a_removal_alone_is_something_to_know() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 0, 1, "")]).expect("it is there");
    assert_eq!(a.state_vector().len(), b.state_vector().len());
    assert_ne!(a.knowledge(), b.knowledge());
    let news = a.diff(&b.state_vector()).expect("a state vector");
    b.apply_foreign(&news).expect("sound");
    assert_eq!(a.knowledge(), b.knowledge());
}

#[test]
fn a_copy_can_be_looked_at_as_it_is_for_who_has_not_heard_the_last_of_it() {
    let mut told = 0;
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let (mut a, mut b) = two();
        a.open_news();
        for _ in 0..10 {
            act(&mut dice, &mut a);
            act(&mut dice, &mut b);
        }
        let (one, two) = (a.encode(), b.encode());
        drop((a.apply_foreign(&two).expect("sound"), b.apply_foreign(&one).expect("sound")));
        assert_eq!(a.as_known_to(&b.state_vector()).last(), Some(b.map()), "seed {seed}");
        drop((a.take_news(), a.take_update()));
        for _ in 0..12 {
            use Command::{AddCard, AddLink, SetText, TypeText};
            let next = command(&mut dice, &a);
            if matches!(next, AddCard { .. } | AddLink { .. } | SetText { .. } | TypeText { .. }) {
                let _refused = a.commit(vec![next]);
            }
        }
        told += u32::from(a.as_known_to(&b.state_vector()).contains(b.map()));
        // Nothing of it is a guess about what nobody has ever known.
        assert!(a.as_known_to(&[0xff]).is_empty());
    }
    // What was written over cannot be told, as the value is nowhere any more; words can.
    assert!(told >= 55, "{told} of 60");
}

#[test]
fn a_short_word_of_what_is_known_costs_hearing_things_again_and_nothing_else() {
    let (mut a, _) = two();
    for client in 100..200 {
        let mut other = replica(client);
        other.apply_foreign(&a.encode()).expect("sound");
        other.commit(vec![typed("p", 0, 0, "x")]).expect("it is there");
        a.apply_foreign(&other.diff(&a.state_vector()).expect("a state")).expect("sound");
    }
    let mut b = replica(300);
    b.apply_foreign(&a.encode()).expect("sound");
    a.commit(vec![typed("p", 0, 1, "g")]).expect("it is there");
    let whole = b.state_vector().len();
    assert_eq!(b.state_vector_within(whole).len(), whole);
    let short = b.state_vector_within(200);
    assert!(short.len() <= 200 && short.len() > 30, "{} of {whole}", short.len());
    b.apply_foreign(&a.diff(&short).expect("a state vector")).expect("sound");
    assert_eq!(a.map(), b.map());
}
