//! What a card holds that its kind, or this version, does not know: nothing of it is hidden by that, lost or written over.

use serde_json::json;

use super::*;

fn readings(rows: &Json) -> Command {
    let shape = &CardKind::Outcome.field("readings").expect("a field").shape;
    set("o", "readings", shape.read(rows))
}

fn becomes(kind: CardKind) -> Command {
    Command::ChangeKind { id: card_id("o"), kind }
}

fn field(map: &Map, key: &str) -> Option<Json> {
    map.card(&card_id("o")).and_then(|card| card.fields.get(key)).map(Value::to_json)
}

/// All that the map has of the card, and that files are written from.
fn held(replica: &Replica) -> String {
    format!("{:?}", replica.map().card(&card_id("o")).expect("a card").fields)
}

#[test]
fn r22_a_card_that_becomes_another_kind_and_back_loses_nothing_here_and_in_a_map_made_of_it() {
    let (mut a, mut b) = two();
    let rows =
        json!([{ "date": "2026-03-31", "value": 34 }, { "date": "2026-06-30", "value": 30 }]);
    a.commit(vec![readings(&rows)]).expect("fits");
    let level = set("o", "level", Some(Value::Number(3.0)));
    a.commit(vec![level]).expect("fits");
    a.commit(vec![becomes(CardKind::Priority)]).expect("may be");
    meet(&mut [&mut a, &mut b]);
    for replica in [&a, &b] {
        assert_eq!(field(replica.map(), "readings"), None, "a priority has none");
        let text = held(replica);
        assert!(text.contains("2026-06-30"), "{text}");
    }
    // From what a file is written from, and in the map itself.
    let mut file = Replica::from_map(a.map(), 3, still());
    for replica in [&mut a, &mut b, &mut file] {
        replica.commit(vec![becomes(CardKind::Outcome)]).expect("may be");
        assert_eq!(field(replica.map(), "readings"), Some(rows.clone()));
    }
    assert_eq!(field(a.map(), "level"), Some(json!(3)));
    // Rows that are cleared do not come back.
    a.commit(vec![becomes(CardKind::Priority), set("o", "readings", None)]).expect("may be");
    a.commit(vec![becomes(CardKind::Outcome)]).expect("may be");
    assert_eq!(field(a.map(), "readings"), None);
}

/// An outcome with readings of which a later version has written two: one with a value in words, one with a column more.
fn with_later(as_file: bool) -> Replica {
    let rows = json!([
        { "date": "2026-03-31", "value": 34, "by": "Ana" },
        { "date": "2026-06-30", "value": "about thirty" },
    ]);
    let mut one = replica(1);
    one.commit(vec![add("o", CardKind::Outcome, "Fewer accidents")]).expect("fits");
    let mut later = replica(2);
    later.apply_foreign(&one.encode()).expect("sound");
    later.lay("o", "readings", &rows, as_file);
    one.apply_foreign(&later.encode()).expect("sound");
    one
}

#[test]
fn r23_a_row_of_a_later_version_hides_no_other_and_is_not_written_over() {
    for as_file in [true, false] {
        let mut a = with_later(as_file);
        let shown = json!([{ "date": "2026-03-31", "value": 34 }]);
        assert_eq!(field(a.map(), "readings"), Some(shown), "as a file: {as_file}");
        let more =
            json!([{ "date": "2026-03-31", "value": 34 }, { "date": "2026-09-30", "value": 28 }]);
        a.commit(vec![readings(&more)]).expect("fits");
        assert_eq!(field(a.map(), "readings"), Some(more));
        let text = held(&a);
        assert!(text.contains("about thirty"), "{text}");
        assert!(a.raw("o").contains("Ana"), "{}", a.raw("o"));
        // What is put right stays the row that it was.
        let right =
            json!([{ "date": "2026-03-31", "value": 35 }, { "date": "2026-09-30", "value": 28 }]);
        a.commit(vec![readings(&right)]).expect("fits");
        assert!(a.raw("o").contains("Ana") && a.raw("o").contains("about thirty"));
        a.end_undo_step();
        a.commit(vec![set("o", "readings", None)]).expect("fits");
        assert_eq!(field(a.map(), "readings"), None);
        assert!(a.raw("o").contains("about thirty"), "nobody here has seen it");
        a.undo();
        assert_eq!(field(a.map(), "readings"), Some(right));
    }
}

/// An outcome in which another program has put something.
fn with_foreign(field: &str, value: &Json, as_one: bool) -> Replica {
    let mut one = replica(1);
    one.commit(vec![add("o", CardKind::Outcome, "Fewer accidents")]).expect("fits");
    let mut other = replica(2);
    other.apply_foreign(&one.encode()).expect("sound");
    other.lay("o", field, value, as_one);
    one.apply_foreign(&other.encode()).expect("sound");
    one
}

#[test]
fn r23_of_more_rows_than_are_shown_none_goes_when_one_is_added_or_all_are_cleared() {
    let many: Vec<_> = (0..1_200).map(|at| json!({ "value": at })).collect();
    for as_file in [true, false] {
        let mut a = with_foreign("readings", &Json::Array(many.clone()), as_file);
        let rows = field(a.map(), "readings").expect("readings");
        let shown = rows.as_array().expect("rows").len();
        assert_eq!(shown, 1_000, "as a file: {as_file}");
        let mut fewer = rows.as_array().expect("rows").clone();
        drop(fewer.remove(0));
        a.commit(vec![readings(&fewer.into())]).expect("fits");
        let held = |a: &Replica| {
            let card = a.map().card(&card_id("o")).expect("a card").clone();
            let all: Json = card.fields.to_json().collect();
            all["readings"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|row| row["value"].clone())
                .collect()
        };
        let left: Vec<Json> = held(&a);
        let wanted: Vec<_> = (1..1_200).map(Json::from).collect();
        assert!(left == wanted, "{as_file}: {} are left for a file", left.len());
        a.commit(vec![set("o", "readings", None)]).expect("fits");
        let left: Vec<Json> = held(&a);
        assert_eq!(left.len(), 199, "what nobody here has seen: {as_file}");
    }
}

#[test]
fn r23_what_is_no_row_hides_no_row_and_an_unknown_word_no_other_word() {
    let a = with_foreign("readings", &json!(["soon", { "value": 3 }, 7]), true);
    assert_eq!(field(a.map(), "readings"), Some(json!([{ "value": 3 }])));
    assert!(held(&a).contains("soon"), "{}", held(&a));
    let mut one = replica(1);
    one.commit(vec![add("o", CardKind::Stakeholder, "Ana")]).expect("fits");
    one.lay("o", "roles", &json!(["mentor", "sponsor"]), true);
    one.lay("o", "kpis", &json!(["Returns", 7]), true);
    let a = Replica::from_updates(map_id(), 3, still(), [one.encode().as_slice()]).0;
    assert_eq!(field(a.map(), "roles"), Some(json!(["sponsor"])));
    assert_eq!(field(a.map(), "kpis"), Some(json!(["Returns"])));
    assert!(held(&a).contains("mentor"), "{}", held(&a));
}

impl Replica {
    /// Puts rows there as another version would.
    fn lay(&mut self, id: &str, field: &str, rows: &Json, as_one: bool) {
        use yrs::{Map as _, Transact};
        let mut txn = self.doc.transact_mut();
        let cards = self.roots.get(super::super::schema::Root::Cards);
        let Some(yrs::Out::YMap(card)) = cards.get(&txn, id) else { panic!("a card") };
        let any = super::super::schema::to_any;
        if as_one {
            card.insert(&mut txn, field, any(rows));
            return;
        }
        for (at, row) in rows.as_array().into_iter().flatten().enumerate() {
            card.insert(&mut txn, format!("~{field}.{at:06}.0000000{at}"), any(row));
        }
    }

    /// All that lies in the document under a card.
    fn raw(&self, id: &str) -> String {
        use yrs::{Map as _, Transact, types::ToJson};
        let txn = self.doc.transact();
        let cards = self.roots.get(super::super::schema::Root::Cards);
        let card = cards.get(&txn, id).expect("a card");
        format!("{:?}", card.to_json(&txn))
    }
}
