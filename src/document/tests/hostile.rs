//! Updates that somebody made up byte by byte. Rules R16 and R18 of the spec.

use super::forge::{Content, Letter, between, inside, letter, root};
use super::*;

/// A replica with a card `p` (title "Grow") by client 1, and another client's replica of it.
pub(super) fn victim() -> Replica {
    let (mut a, _) = two();
    a.commit(vec![typed("p", 4, 0, &" sales".repeat(20))]).expect("fits");
    a
}

/// Nothing of the update is left, and work goes on.
pub(super) fn refuses(bytes: &[u8]) -> Refused {
    let mut a = victim();
    let (before, encoded) = (a.map().clone(), a.encode().len());
    let why = a.apply_foreign(bytes).expect_err("this must not get in");
    assert_eq!(*a.map(), before);
    assert_eq!(a.encode().len(), encoded);
    works_on(&mut a);
    why
}

/// Whatever was let in: nothing panics, and who reads it afresh sees the same.
pub(super) fn works_on(a: &mut Replica) {
    let ids: Vec<_> = a.map().cards.keys().cloned().collect();
    for id in ids {
        for field in [TextField::Title, TextField::Notes] {
            let insert = "ab".to_owned();
            let id = id.clone();
            a.commit(vec![Command::TypeText { id, field, at: 1, remove: 2, insert }])
                .expect("a card that is shown can be typed in");
        }
        let place = Place::new(Lane::Parking, 5.0, 5.0);
        a.commit(vec![Command::PlaceCard { id: id.clone(), place }]).expect("and moved");
        let kind = CardKind::Insight;
        a.commit(vec![Command::ChangeKind { id: id.clone(), kind }]).expect("and changed");
        assert_eq!(a.map().card(&id).expect("still there").place, place);
        a.commit(vec![Command::RemoveCard { id }]).expect("and removed");
    }
    assert!(a.map().is_empty());
    while a.can_undo() {
        a.undo();
    }
    while a.can_redo() {
        a.redo();
    }
    let bytes = a.encode();
    let (b, refused) = Replica::from_updates(map_id(), 77, still(), [bytes.as_slice()]);
    assert_eq!(refused, []);
    assert_eq!(a.map(), b.map());
}

fn hex(text: &str) -> Vec<u8> {
    let digits = |i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(digits).collect()
}

#[test]
fn r16_bytes_known_to_break_the_library_are_refused() {
    for bytes in [
        "010105ffffffff0f000100",
        "010101ffffffff0f000100",
        "01024d00280808070105000000000000002700 4d00000000",
        "01024db2808080082701050000000000000027004d00000000",
        "0101000002000000000000",
        "01014d00c8053d053301770000",
        "01014d00c8013d013301770000",
    ] {
        let bytes = hex(&bytes.replace(' ', ""));
        let (mut five, _) = (replica(5), ());
        five.apply_foreign(&victim().encode()).expect("sound");
        five.commit(vec![typed("p", 0, 0, &"five ".repeat(20))]).expect("fits");
        assert!(five.apply_foreign(&bytes).is_err());
        works_on(&mut five);
        refuses(&bytes);
    }
}

/// The ids of client 1's operations in [`victim`]: the card `p` and its title.
const P: (u64, u32) = (1, 0);
const P_TITLE: (u64, u32) = (1, 3);
const P_LETTER: (u64, u32) = (1, 4);
const P_NOTES: (u64, u32) = (1, 8);

#[test]
fn the_ids_this_file_speaks_of_are_what_it_thinks() {
    let mut a = victim();
    let letters = |text: &str| Content::Letters(text.into());
    a.apply_foreign(&letter(66, 0, vec![inside(P_NOTES, None, letters("notes"))])).expect("sound");
    a.apply_foreign(&letter(66, 5, vec![between(Some(P_LETTER), None, letters("!"))]))
        .expect("sound");
    a.apply_foreign(&letter(66, 6, vec![inside(P, Some("rank"), Content::Values(vec![3]))]))
        .expect("sound");
    let card = a.map().card(&card_id("p")).expect("a card").clone();
    assert_eq!(
        (card.notes.as_str(), card.fields.get("rank")),
        ("notes", Some(&Value::Number(3.0)))
    );
    assert!(card.title.contains('!'));
    works_on(&mut a);
}

#[test]
fn r16_what_would_tie_two_sequences_together_is_refused() {
    let letters = || Content::Letters("x".into());
    let value = || Content::Values(vec![1]);
    let in_notes = |rest: super::forge::Forged| vec![inside(P_NOTES, None, letters()), rest];
    let forged = [
        in_notes(between(Some(P_LETTER), Some((66, 0)), letters())),
        in_notes(between(Some((66, 0)), Some(P_LETTER), letters())),
        vec![between(Some(P), None, letters())],
        vec![between(Some(P_LETTER), None, value())],
        vec![between(Some(P_LETTER), Some((1, 1)), value())],
        vec![inside(P_TITLE, Some("key"), value())],
        vec![inside(P, None, value())],
        vec![inside(P, Some("key"), letters())],
        vec![inside(P_LETTER, None, letters())],
        vec![inside((66, 0), None, Content::Type(2))],
        vec![inside((66, 5), None, letters())],
        vec![between(Some((66, 0)), None, letters())],
        vec![root("values", "x", Content::Type(3))],
        vec![root("values", "x", Content::Type(9))],
        vec![root("values", "x", Content::Type(15))],
        vec![root("values", "x", Content::Raw(2, vec![1, 1, b'1']))],
        vec![root("values", "x", Content::Raw(10, vec![1]))],
        vec![root("values", "x", Content::Raw(8, vec![0]))],
        vec![root(
            "values",
            "x",
            Content::Raw(8, vec![1, 125, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
        )],
        vec![root("values", "x", Content::Raw(8, vec![1, 119, 1, 0xff]))],
        vec![root("values", "x", Content::Raw(8, vec![1, 117, 0xff, 0xff, 0xff, 0xff, 0x0f]))],
        vec![root("values", "x", Content::Letters(String::new()))],
        vec![root("values", "x", Content::Deleted(0))],
        vec![root("values", "x", Content::Gone(0))],
        vec![root("values", "x", Content::Gone((1 << 30) + 1))],
        vec![root("values", "x", Content::Gone(1 << 30)), root("values", "x", Content::Gone(1))],
    ];
    for blocks in forged {
        let story = format!("{blocks:?}");
        assert_eq!(refuses(&letter(66, 0, blocks)), Refused::NotAnUpdate, "{story}");
    }
}

#[test]
fn r16_several_values_in_one_block_under_a_key_are_refused() {
    // Cut in two by somebody's later value, the first part would outlive its map: found by fuzzing, seen as
    // a segmentation fault in the library.
    let several = letter(
        66,
        0,
        vec![
            inside(P, Some("x"), Content::Type(1)),
            inside((66, 0), Some("y"), Content::Values(vec![1, 2, 3])),
        ],
    );
    assert_eq!(refuses(&several), Refused::NotAnUpdate);
}

#[test]
fn r16_what_does_not_agree_with_what_is_known_is_refused() {
    let mut a = victim();
    let letters = |text: &str| Content::Letters(text.into());
    let first = letter(66, 0, vec![inside(P_NOTES, None, letters("abc"))]);
    a.apply_foreign(&first).expect("sound");
    let more = letter(66, 0, vec![inside(P_NOTES, None, letters("abcdef"))]);
    let elsewhere = letter(66, 0, vec![inside(P_TITLE, None, letters("abcdef"))]);
    let value = letter(66, 0, vec![inside(P, Some("rank"), Content::Deleted(4))]);
    assert_eq!(a.apply_foreign(&elsewhere), Err(Refused::NotAnUpdate));
    assert_eq!(a.apply_foreign(&value), Err(Refused::NotAnUpdate));
    a.apply_foreign(&more).expect("a block known in part");
    assert_eq!(a.map().card(&card_id("p")).expect("a card").notes, "abcdef");
    works_on(&mut a);
}

#[test]
fn r16_nobody_else_speaks_under_this_replicas_client() {
    let mut a = victim();
    let own = a.diff(&[0]).map(|all| all.len()).expect("a state vector");
    assert!(own > 0);
    let forged = letter(1, 10_000, vec![root("values", "x", Content::Values(vec![1]))]);
    assert_eq!(a.apply_foreign(&forged), Err(Refused::Gap));
    let (state, mut clock) = (a.state_vector(), 0);
    for (client, known) in super::super::wire::parse_state_vector(&state).expect("sound") {
        clock = if client == 1 { known } else { clock };
    }
    let forged = letter(1, clock, vec![root("values", "x", Content::Values(vec![1]))]);
    assert_eq!(a.apply_foreign(&forged), Err(Refused::NotAnUpdate));
    works_on(&mut a);
}

#[test]
fn r16_circles_and_gaps_are_refused() {
    let letters = || Content::Letters("x".into());
    let circle = Letter {
        sections: vec![
            (66, 0, vec![between(Some((67, 0)), None, letters())]),
            (67, 0, vec![between(Some((66, 0)), None, letters())]),
        ],
        removals: vec![],
    };
    assert_eq!(refuses(&circle.spell()), Refused::NotAnUpdate);
    let nested = Letter {
        sections: vec![
            (66, 0, vec![inside((67, 0), Some("a"), Content::Type(1))]),
            (67, 0, vec![inside((66, 0), Some("a"), Content::Type(1))]),
        ],
        removals: vec![],
    };
    assert_eq!(refuses(&nested.spell()), Refused::NotAnUpdate);
    let gaps = [
        letter(66, 1, vec![between(Some(P_LETTER), None, letters())]),
        letter(66, 0, vec![between(Some((99, 0)), None, letters())]),
        letter(66, 0, vec![between(Some((1, 90_000)), None, letters())]),
        letter(66, 0, vec![inside((99, 3), Some("a"), Content::Type(1))]),
        Letter { sections: vec![], removals: vec![(99, vec![(0, 1)])] }.spell(),
        Letter { sections: vec![], removals: vec![(1, vec![(0, 90_000)])] }.spell(),
    ];
    for update in gaps {
        assert_eq!(refuses(&update), Refused::Gap);
    }
    let twice = |client| (client, 0, vec![between(Some(P_LETTER), None, letters())]);
    let malformed = [
        Letter { sections: vec![twice(66), twice(66)], removals: vec![] },
        Letter { sections: vec![(66, 0, vec![])], removals: vec![] },
        Letter { sections: vec![twice(1 << 53)], removals: vec![] },
        Letter { sections: vec![], removals: vec![(1, vec![(4, 2), (5, 1)])] },
        Letter { sections: vec![], removals: vec![(1, vec![(4, 0)])] },
        Letter { sections: vec![], removals: vec![(1, vec![(4, 1)]), (1, vec![(6, 1)])] },
    ];
    for update in malformed {
        assert_eq!(refuses(&update.spell()), Refused::NotAnUpdate);
    }
    let mut trailing = letter(66, 0, vec![between(Some(P_LETTER), None, letters())]);
    trailing.push(0);
    assert_eq!(refuses(&trailing), Refused::NotAnUpdate);
    assert_eq!(refuses(&vec![0; 9 << 20]), Refused::TooLarge);
}

#[test]
fn operations_of_several_clients_may_need_each_other_back_and_forth() {
    let letters = || Content::Letters("x".into());
    let chain = |other: u64, start: u32| {
        (start..start + 40)
            .map(|i| match i {
                0 => between(Some(P_LETTER), None, letters()),
                i => between(Some((other, i - 1)), None, letters()),
            })
            .collect::<Vec<_>>()
    };
    let update = Letter {
        sections: vec![(66, 0, chain(67, 0)), (67, 0, chain(66, 0))],
        removals: vec![(66, vec![(3, 5)]), (67, vec![(1, 2)])],
    };
    let mut a = victim();
    a.apply_foreign(&update.spell()).expect("a long conversation");
    works_on(&mut a);
}

#[test]
fn r18_somebody_may_remove_anything_and_the_rest_goes_on() {
    let mut a = victim();
    let _typed = a.commit(vec![typed("o", 0, 5, ""), typed("p", 2, 9, "")]);
    let known = super::super::wire::parse_state_vector(&a.state_vector()).expect("sound");
    let removals = known.into_iter().map(|(client, clock)| (client, vec![(0, clock)])).collect();
    let all = Letter { sections: vec![], removals };
    a.apply_foreign(&all.spell()).expect("everything is known");
    assert!(a.map().is_empty());
    while a.can_undo() {
        a.undo();
    }
    while a.can_redo() {
        a.redo();
    }
    a.commit(vec![add("p", CardKind::Case, "again")]).expect("the id is free again");
    works_on(&mut a);
}
