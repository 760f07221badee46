//! Updates of somebody who uses the library, but not our rules: what is unsound is refused, what is only
//! senseless is let in and not shown. Rules R16 and R17 of the spec.

use serde_json::json;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, ArrayPrelim, ClientID, Doc, Map as _, MapPrelim, Options, ReadTxn, Text as _, TextPrelim,
    Transact, TransactionMut, Update, WriteTxn, XmlFragment as _, XmlTextPrelim,
};

use super::hostile::{refuses, victim, works_on};
use super::*;
use crate::model::JsonObject;

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
        on_title(|txn, title| {
            title.insert_embed(txn, 0, Any::from("x"));
        }),
        on_title(|txn, title| {
            title.insert_embed(txn, 0, MapPrelim::default());
        }),
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

/// Values that do not belong where they are put.
const WRONG: [fn(&mut TransactionMut, &yrs::MapRef); 12] = [
    |txn, card| {
        card.insert(txn, "title", "a value");
    },
    |txn, card| {
        card.insert(txn, "title", MapPrelim::default());
    },
    |txn, card| {
        card.remove(txn, "title");
    },
    |txn, card| {
        card.insert(txn, "notes", ArrayPrelim::from([1, 2]));
    },
    |txn, card| {
        card.insert(txn, "at", 7);
    },
    |txn, card| {
        card.insert(txn, "at", TextPrelim::new("here"));
    },
    |txn, card| {
        let at = [Any::from("people"), f64::NAN.into(), f64::INFINITY.into()];
        card.insert(txn, "at", Any::Array(at.into()));
    },
    |txn, card| {
        card.insert(txn, "rank", "first");
    },
    |txn, card| {
        card.insert(txn, "rank", TextPrelim::new("1"));
    },
    |txn, card| {
        card.insert(txn, "level", Any::from(i64::MIN));
    },
    |txn, card| {
        card.insert(txn, "gone", "yes");
    },
    |txn, card| {
        card.insert(txn, "~rank", 3);
        card.insert(txn, "side", Any::Undefined);
    },
];

#[test]
fn r17_values_in_the_wrong_place_are_not_shown_and_can_be_written_over() {
    for write in WRONG {
        let update = peer(|txn| {
            let cards = txn.get_or_insert_map("cards");
            let Some(yrs::Out::YMap(card)) = cards.get(txn, "p") else { panic!("a card") };
            write(txn, &card);
        });
        let mut a = victim();
        a.apply_foreign(&update).expect("sound, if senseless");
        let shown = a.map().card(&card_id("p")).expect("still a card").clone();
        // It goes into files as it is, for whoever can make something of it.
        assert_eq!(shown.fields.values().count(), 0);
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
        assert!(card.fields.extra().all(|(key, _)| key != "rank"));
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

#[test]
fn r17_records_show_what_fits_them_and_no_character_that_a_screen_would_obey() {
    let update = peer(|txn| {
        let record = |json: Json| super::super::schema::to_any(&json);
        let groups = txn.get_or_insert_map("groups");
        groups.insert(txn, "g", record(json!({ "id": "g", "title": 7, "later": 7 })));
        let glossary = txn.get_or_insert_map("glossary");
        glossary.insert(txn, "t", record(json!({ "id": "t", "term": "a\u{202E}b", "off": "no" })));
        let values = txn.get_or_insert_map("values");
        values.insert(txn, "capacity_days", "many");
        values.insert(txn, "skill_gaps", record(json!(["x\u{202E}"])));
        let sessions = txn.get_or_insert_map("sessions");
        let session = sessions.insert(txn, "s", MapPrelim::from([("facilitator", "Ann\u{7}")]));
        session.insert(txn, "date", 7);
        session.insert(txn, "~playback.arrive", record(json!({ "of": "a later version" })));
    });
    let mut a = victim();
    a.apply_foreign(&update).expect("it is sound");
    let records = a.map().records.clone();
    assert_eq!(records.lists["groups"]["g"], json!({ "id": "g", "later": 7 }));
    assert_eq!(records.lists["glossary"]["t"], json!({ "id": "t", "term": "ab" }));
    assert_eq!(records.values.get("capacity_days"), None);
    assert_eq!(records.values.get("skill_gaps"), Some(&json!(["x"])));
    let said: JsonObject = records.sessions["s"].to_json().collect();
    // Entries that lie by themselves go into files also where only a later version can read them (R23).
    let wanted =
        json!({ "facilitator": "Ann", "playback": { "arrive": { "of": "a later version" } } });
    assert_eq!(Json::Object(said), wanted);
    works_on(&mut a);
}
