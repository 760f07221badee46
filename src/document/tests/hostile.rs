//! Updates that somebody made up: refused, or contained. Rules R16 to R18 of the spec.

use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, ArrayPrelim, ClientID, Doc, Map as _, MapPrelim, Options, ReadTxn, StateVector, Text as _,
    TextPrelim, Transact, TransactionMut, Update, WriteTxn, XmlFragment as _, XmlTextPrelim,
};

use super::forge::{Content, Letter, between, inside, letter, root};
use super::*;

/// A replica with a card `p` (title "Grow") by client 1, and another client's replica of it.
fn victim() -> Replica {
    let (mut a, _) = two();
    a.commit(vec![typed("p", 4, 0, &" sales".repeat(20))]).expect("fits");
    a
}

/// Nothing of the update is left, and work goes on.
fn refuses(bytes: &[u8]) -> Refused {
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

/// What somebody writes who uses the library, but not our rules.
fn peer(write: impl FnOnce(&mut TransactionMut)) -> Vec<u8> {
    let options = Options { ..Options::with_client_id(ClientID::new(66)) };
    let doc = Doc::with_options(options);
    let update = Update::decode_v1(&victim().encode()).expect("sound");
    doc.transact_mut().apply_update(update).expect("sound");
    let before = doc.transact().state_vector();
    write(&mut doc.transact_mut());
    let txn = doc.transact();
    txn.encode_diff_v1(&before)
}

#[test]
fn r16_what_our_replicas_never_write_is_refused() {
    let on_title = |write: fn(&mut TransactionMut, yrs::TextRef)| {
        peer(|txn| {
            let cards = txn.get_or_insert_map("cards");
            let Some(yrs::Out::YMap(card)) = cards.get(txn, "p") else { panic!("a card") };
            let Some(yrs::Out::YText(title)) = card.get(txn, "title") else { panic!("a title") };
            write(txn, title);
        })
    };
    let updates = [
        on_title(|txn, title| {
            title.format(txn, 0, 2, Attrs::from([("bold".into(), true.into())]));
        }),
        on_title(|txn, title| drop(title.insert_embed(txn, 0, Any::from("x")))),
        on_title(|txn, title| drop(title.insert_embed(txn, 0, MapPrelim::default()))),
        peer(|txn| {
            let fragment = txn.get_or_insert_xml_fragment("page");
            fragment.push_back(txn, XmlTextPrelim::new("x"));
        }),
        peer(|txn| {
            let array = txn.get_or_insert_array("cards");
            yrs::Array::push_back(&array, txn, "x");
        }),
        peer(|txn| {
            txn.get_or_insert_map("values").insert(txn, "bytes", Any::Buffer([1, 2].into()));
        }),
        peer(|txn| {
            txn.get_or_insert_map("values").insert(txn, "doc", Doc::new());
        }),
        peer(|txn| {
            let mut map = txn.get_or_insert_map("values");
            for _ in 0..12 {
                map = map.insert(txn, "deeper", MapPrelim::default());
            }
        }),
        peer(|txn| {
            let mut deep = Any::Null;
            for _ in 0..1_000 {
                deep = Any::Array([deep].into());
            }
            txn.get_or_insert_map("values").insert(txn, "deep", deep);
        }),
        peer(|txn| {
            for i in 0..100 {
                txn.get_or_insert_map(format!("root {i}")).insert(txn, "x", 1);
            }
        }),
        peer(|txn| {
            txn.get_or_insert_map("values").insert(txn, "k".repeat(1_000), 1);
        }),
    ];
    for update in updates {
        assert_eq!(refuses(&update), Refused::NotAnUpdate);
    }
}

#[test]
fn r17_values_in_the_wrong_place_are_not_shown_and_can_be_written_over() {
    let wrong: [fn(&mut TransactionMut, &yrs::MapRef); 12] = [
        |txn, card| drop(card.insert(txn, "title", "a value")),
        |txn, card| drop(card.insert(txn, "title", MapPrelim::default())),
        |txn, card| drop(card.remove(txn, "title")),
        |txn, card| drop(card.insert(txn, "notes", ArrayPrelim::from([1, 2]))),
        |txn, card| drop(card.insert(txn, "at", 7)),
        |txn, card| drop(card.insert(txn, "at", TextPrelim::new("here"))),
        |txn, card| {
            let at = [Any::from("people"), f64::NAN.into(), f64::INFINITY.into()];
            card.insert(txn, "at", Any::Array(at.into()));
        },
        |txn, card| drop(card.insert(txn, "rank", "first")),
        |txn, card| drop(card.insert(txn, "rank", TextPrelim::new("1"))),
        |txn, card| drop(card.insert(txn, "level", Any::from(i64::MIN))),
        |txn, card| drop(card.insert(txn, "gone", "yes")),
        |txn, card| {
            card.insert(txn, "~rank", 3);
            card.insert(txn, "side", Any::Undefined);
        },
    ];
    for write in wrong {
        let update = peer(|txn| {
            let cards = txn.get_or_insert_map("cards");
            let Some(yrs::Out::YMap(card)) = cards.get(txn, "p") else { panic!("a card") };
            write(txn, &card);
        });
        let mut a = victim();
        a.apply_foreign(&update).expect("sound, if senseless");
        let shown = a.map().card(&card_id("p")).expect("still a card").clone();
        assert_eq!(shown.fields, Fields::default());
        assert!(shown.title.is_empty() || shown.title.starts_with("Grow"));
        a.commit(vec![
            Command::SetText { id: card_id("p"), field: TextField::Title, text: "New".into() },
            Command::SetText { id: card_id("p"), field: TextField::Notes, text: "Too".into() },
            set("p", "rank", Some(Value::Number(2.0))),
        ])
        .expect("fits");
        let card = a.map().card(&card_id("p")).expect("a card");
        assert_eq!((card.title.as_str(), card.notes.as_str()), ("New", "Too"));
        assert_eq!(card.fields.get("rank"), Some(&Value::Number(2.0)));
        a.undo();
        works_on(&mut a);
    }
}

#[test]
fn r17_cards_and_links_that_make_no_sense_are_not_shown() {
    let update = peer(|txn| {
        let cards = txn.get_or_insert_map("cards");
        cards.insert(txn, "value", 5);
        cards.insert(txn, "text", TextPrelim::new("x"));
        cards.insert(txn, "not an id", MapPrelim::from([("kind", "case")]));
        cards.insert(txn, "empty", MapPrelim::default());
        cards.insert(txn, "unknown", MapPrelim::from([("kind", "wish")]));
        cards.insert(txn, "bare", MapPrelim::from([("kind", "case")]));
        let links = txn.get_or_insert_map("links");
        let link = |from, to| MapPrelim::from([("kind", "advances"), ("from", from), ("to", to)]);
        links.insert(txn, "itself", link("p", "p"));
        links.insert(txn, "nowhere", link("o", "x"));
        links.insert(txn, "wrong", link("p", "o"));
        links.insert(txn, "half", MapPrelim::from([("kind", "advances"), ("from", "o")]));
        links.insert(txn, "good", link("o", "p"));
        txn.get_or_insert_map("meta").insert(txn, "title", MapPrelim::default());
        txn.get_or_insert_map("sessions").insert(txn, "s", 1);
        txn.get_or_insert_map("people").insert(txn, "ann", "no object");
        txn.get_or_insert_map("from the future").insert(txn, "x", 1);
    });
    let mut a = victim();
    let changes = a.apply_foreign(&update);
    assert_eq!(
        changes,
        Ok(vec![Change::CardAdded(card_id("bare")), Change::LinkAdded(link_id("good"))])
    );
    assert_eq!(
        a.map().card(&card_id("bare")).map(|card| card.place),
        Some(Place::new(Lane::Commitments, 0.0, 0.0))
    );
    let taken = a.commit(vec![add("value", CardKind::Case, "")]);
    assert_eq!(taken, Err(CommandError::IdTaken("value".into())));
    assert_eq!(
        a.commit(vec![typed("empty", 0, 0, "x")]),
        Err(CommandError::NoSuchCard(card_id("empty")))
    );
    works_on(&mut a);
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
fn r16_what_does_not_agree_with_what_is_known_is_refused() {
    let mut a = victim();
    let letters = |text: &str| Content::Letters(text.into());
    let first = letter(66, 0, vec![inside(P_NOTES, None, letters("abc"))]);
    a.apply_foreign(&first).expect("sound");
    let more = letter(66, 0, vec![inside(P_NOTES, None, letters("abcdef"))]);
    let elsewhere = letter(66, 0, vec![inside(P_TITLE, None, letters("abcdef"))]);
    let value = letter(66, 0, vec![inside(P, Some("rank"), Content::Values(vec![1, 2, 3, 4]))]);
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
    let bare = StateVector::default();
    assert!(bare.is_empty());
}
