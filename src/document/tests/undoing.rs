//! Taking back and doing again. Rules R11 to R15 of the spec.

use super::*;

#[test]
fn r11_undo_takes_back_one_commit_and_redo_does_it_again() {
    let mut a = replica(1);
    assert_eq!(a.undo(), vec![]);
    a.commit(vec![add("p", CardKind::Priority, "Grow")]).expect("fits");
    a.commit(vec![add("o", CardKind::Outcome, "Sales"), typed("p", 4, 0, "!")]).expect("fits");
    let expected = vec![Change::CardEdited(card_id("p")), Change::CardRemoved(card_id("o"))];
    assert_eq!(a.undo(), expected);
    assert!(a.can_undo() && a.can_redo());
    assert_eq!(a.redo(), vec![Change::CardAdded(card_id("o")), Change::CardEdited(card_id("p"))]);
    assert!(!a.can_redo());
    a.undo();
    a.commit(vec![typed("p", 0, 0, "x")]).expect("fits");
    assert!(!a.can_redo(), "something new ends what could be done again");
    for _ in 0..3 {
        a.undo();
    }
    assert!(a.map().is_empty() && !a.can_undo());
}

#[test]
fn r12_letters_typed_in_one_go_into_one_text_are_one_step() {
    let (now, clock) = clock();
    let mut a = Replica::new(map_id(), 1, clock);
    a.commit(vec![add("p", CardKind::Priority, ""), add("o", CardKind::Outcome, "")])
        .expect("fits");
    let tell = |a: &mut Replica, later: u64, command: Command| {
        now.set(now.get() + later);
        a.commit(vec![command]).expect("fits");
    };
    tell(&mut a, 9_000, typed("p", 0, 0, "G"));
    tell(&mut a, 400, typed("p", 1, 0, "r"));
    tell(&mut a, 400, typed("p", 2, 0, "o"));
    tell(&mut a, 600, typed("p", 3, 0, "w"));
    tell(&mut a, 100, typed("o", 0, 0, "S"));
    tell(&mut a, 100, typed("p", 4, 0, "!"));
    let mut titles = Vec::new();
    while a.can_undo() {
        titles.push((title(&a, "p"), title(&a, "o")));
        a.undo();
    }
    let expected = [("Grow!", "S"), ("Grow", "S"), ("Grow", ""), ("Gro", ""), ("", "")];
    assert_eq!(titles, expected.map(|(p, o)| (p.to_owned(), o.to_owned())));
}

#[test]
fn r12_a_field_that_is_handed_over_while_it_is_written_is_one_step() {
    let (now, clock) = clock();
    let mut a = Replica::new(map_id(), 1, clock);
    a.commit(vec![add("p", CardKind::Priority, "Grow")]).expect("fits");
    let mut write = |later: u64, text: &str| {
        now.set(now.get() + later);
        a.commit(vec![set("p", "source", Some(Value::Text(text.into())))]).expect("fits");
    };
    write(9_000, "The");
    write(2_000, "The board");
    write(2_900, "The board, in May");
    write(4_000, "The board, in June");
    let source =
        |a: &Replica| a.map().card(&card_id("p")).expect("there").fields.text("source").to_owned();
    a.undo();
    assert_eq!(source(&a), "The board, in May");
    a.undo();
    assert_eq!(source(&a), "");
    a.redo();
    assert_eq!(source(&a), "The board, in May");
    // What is chosen is a step each time.
    let choose = |a: &mut Replica, level| {
        a.commit(vec![set("p", "level", Some(Value::Choice(level)))]).expect("fits");
    };
    choose(&mut a, "enterprise");
    choose(&mut a, "department");
    a.undo();
    let level = a.map().card(&card_id("p")).expect("there").fields.get("level").cloned();
    assert_eq!(level, Some(Value::Choice("enterprise")));
}

#[test]
fn r12_a_step_ends_when_told_or_when_something_else_is_done() {
    let (mut a, _) = two();
    a.commit(vec![typed("p", 4, 0, " 1")]).expect("fits");
    a.end_undo_step();
    a.commit(vec![typed("p", 6, 0, " 2")]).expect("fits");
    a.commit(vec![set("p", "rank", Some(Value::Number(1.0)))]).expect("fits");
    a.commit(vec![set("p", "rank", Some(Value::Number(2.0)))]).expect("fits");
    a.commit(vec![typed("p", 8, 0, " 3")]).expect("fits");
    a.undo();
    assert_eq!(title(&a, "p"), "Grow 1 2");
    a.undo();
    a.undo();
    a.undo();
    assert_eq!(title(&a, "p"), "Grow 1");
    a.commit(vec![typed("p", 6, 0, "0")]).expect("fits");
    a.undo();
    assert_eq!(title(&a, "p"), "Grow 1", "what is typed after an undo is a step of its own");
}

#[test]
fn r13_undo_takes_back_own_letters_only() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 4, 0, " sales")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    b.commit(vec![typed("p", 7, 0, "XX"), typed("p", 0, 1, "g")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&a, "p"), "grow saXXles");
    a.undo();
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "p"), "growXX");
    a.redo();
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "p"), "grow saXXles");
}

#[test]
fn r13_what_somebody_else_has_set_since_stays() {
    let (mut a, mut b) = two();
    let rank = |n| vec![set("p", "rank", Some(Value::Number(n)))];
    let ranked =
        |a: &Replica| a.map().card(&card_id("p")).expect("a card").fields.get("rank").cloned();
    a.commit(vec![typed("p", 0, 0, "x")]).expect("fits");
    a.commit(rank(1.0)).expect("fits");
    a.commit(rank(2.0)).expect("fits");
    meet(&mut [&mut a, &mut b]);
    b.commit(rank(3.0)).expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.undo();
    assert_eq!(ranked(&a), Some(Value::Number(3.0)));
    meet(&mut [&mut a, &mut b]);
    b.undo();
    assert_eq!(ranked(&b), Some(Value::Number(2.0)), "and b takes back b's own");
    meet(&mut [&mut a, &mut b]);
}

#[test]
fn r14_undoing_an_addition_hides_the_card_and_redoing_it_brings_back_what_others_wrote() {
    let (mut a, mut b) = two();
    a.commit(vec![
        add("i", CardKind::Insight, "Idea"),
        connect("e", LinkKind::EvidenceFor, "i", "p"),
    ])
    .expect("fits");
    meet(&mut [&mut a, &mut b]);
    a.undo();
    b.commit(vec![typed("i", 4, 0, " of b")]).expect("b has not heard of it");
    meet(&mut [&mut a, &mut b]);
    assert!(!shown(&b, "i") && b.map().links.size() == 1);
    a.redo();
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "i"), "Idea of b");
    assert_eq!(b.map().links.size(), 2);
}

#[test]
fn r14_a_removal_taken_back_brings_the_card_its_links_and_what_was_written_meanwhile() {
    let (mut a, mut b) = two();
    assert_eq!(
        a.commit(vec![removed("p")]),
        Ok(vec![Change::CardRemoved(card_id("p")), Change::LinkRemoved(link_id("l"))])
    );
    b.commit(vec![typed("p", 4, 0, " more")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert!(!shown(&a, "p"), "R6");
    assert_eq!(a.undo(), vec![Change::CardAdded(card_id("p")), Change::LinkAdded(link_id("l"))]);
    meet(&mut [&mut a, &mut b]);
    assert_eq!(title(&b, "p"), "Grow more");
}

#[test]
fn r15_a_step_of_which_nothing_is_left_is_passed_over() {
    let (mut a, mut b) = two();
    a.commit(vec![typed("p", 0, 0, "a")]).expect("fits");
    a.end_undo_step();
    a.commit(vec![typed("o", 0, 0, "b")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    b.commit(vec![typed("o", 0, 1, "")]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    assert_eq!(a.undo(), vec![Change::CardEdited(card_id("p"))]);
    assert_eq!((title(&a, "p"), title(&a, "o")), ("Grow".into(), "Sales".into()));
}

#[test]
fn undo_never_takes_back_what_a_file_or_somebody_else_brought() {
    let (_, b) = two();
    let mut a = Replica::from_map(b.map(), 7, still());
    assert!(!a.can_undo());
    a.undo();
    assert_eq!(a.map(), b.map());
}
