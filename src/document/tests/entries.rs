//! Entries of tables: two people who write others at once both keep theirs.

use serde_json::json;

use super::*;

fn field(replica: &Replica, id: &str, key: &str) -> Option<Value> {
    replica.map().card(&card_id(id)).and_then(|card| card.fields.get(key).cloned())
}

/// A request with openings, by name.
fn opens(openings: &[(&str, &str)]) -> Command {
    let entries: Json =
        openings.iter().map(|(name, text)| ((*name).to_owned(), Json::from(*text))).collect();
    let shape = &CardKind::Request.field("four_s").expect("a field").shape;
    set("r", "four_s", shape.read(&entries))
}

fn openings(replica: &Replica) -> Vec<String> {
    let Some(Value::Table(entries)) = field(replica, "r", "four_s") else { return Vec::new() };
    entries.iter().map(|(name, text)| format!("{name}: {}", text.to_json())).collect()
}

/// Two who have a request with these openings: as a file brings it, or written by one of them.
fn two_who_open(with: &[(&str, &str)], as_file: bool) -> (Replica, Replica) {
    let mut file = Map::empty(map_id());
    let mut card = card("r", CardKind::Request, "A course by May");
    let Command::SetField { value, .. } = opens(with) else { unreachable!("a field") };
    if as_file {
        card.fields = card.fields.with("four_s", value);
    }
    file.cards.insert_mut(card.id.clone(), card.into());
    let mut a = Replica::from_map(&file, 1, still());
    let mut b = Replica::from_map(&file, 2, still());
    if !as_file {
        a.commit(vec![opens(with)]).expect("fits");
        a.end_undo_step();
        meet(&mut [&mut a, &mut b]);
    }
    (a, b)
}

#[test]
fn r21_entries_that_two_write_at_once_both_stay() {
    for as_file in [true, false] {
        let (mut a, mut b) = two_who_open(&[("shift_mindset", "Why")], as_file);
        a.commit(vec![opens(&[("shift_mindset", "Why"), ("strategic_approach", "Count")])])
            .expect("fits");
        b.commit(vec![opens(&[("shift_mindset", "Why now"), ("sure_thing", "Call")])])
            .expect("fits");
        meet(&mut [&mut a, &mut b]);
        let all = [
            r#"shift_mindset: "Why now""#,
            r#"strategic_approach: "Count""#,
            r#"sure_thing: "Call""#,
        ];
        assert_eq!((openings(&a), openings(&b)), (all.map(str::to_owned).to_vec(), openings(&a)));
        // Undo takes back one's own and no other.
        a.undo();
        meet(&mut [&mut a, &mut b]);
        assert_eq!(
            (openings(&a), openings(&b)),
            (vec![all[0].to_owned(), all[2].to_owned()], openings(&a))
        );
        // One that is taken away is gone for both, whether a file brought it or somebody wrote it; and all are.
        a.commit(vec![opens(&[("sure_thing", "Call")])]).expect("fits");
        b.commit(vec![opens(&[
            ("shift_mindset", "Why now"),
            ("sure_thing", "Call"),
            ("surprise_and_delight", "Cake"),
        ])])
        .expect("fits");
        meet(&mut [&mut a, &mut b]);
        let two = [all[2].to_owned(), r#"surprise_and_delight: "Cake""#.to_owned()];
        assert_eq!(openings(&a).len(), 2, "{:?}", openings(&a));
        assert!(openings(&a).iter().all(|it| two.contains(it)) && openings(&a) == openings(&b));
        let again = Replica::from_map(b.map(), 7, still());
        assert_eq!(again.map(), b.map());
        b.commit(vec![set("r", "four_s", None)]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert_eq!((field(&a, "r", "four_s"), field(&b, "r", "four_s")), (None, None));
    }
}

#[test]
fn r21_a_name_that_is_too_long_for_a_key_is_kept_with_the_others() {
    let mut file = Map::empty(map_id());
    let priority = card("p", CardKind::Priority, "Safe stores");
    file.cards.insert_mut(priority.id.clone(), priority.into());
    let (mut a, mut b) =
        (Replica::from_map(&file, 1, still()), Replica::from_map(&file, 2, still()));
    let shape = &CardKind::Priority.field("ranks").expect("a field").shape;
    let ranks = |names: &[(&str, i32)]| {
        let entries: Json =
            names.iter().map(|(name, rank)| ((*name).to_owned(), Json::from(*rank))).collect();
        set("p", "ranks", shape.read(&entries))
    };
    let long = "\u{65e5}".repeat(80);
    a.commit(vec![ranks(&[("Ann", 1), ("Bo", 2)])]).expect("fits");
    a.commit(vec![ranks(&[("Ann", 1), ("Bo", 3), (&long, 2)])]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    b.commit(vec![ranks(&[("Ann", 2), ("Bo", 3), (&long, 2)])]).expect("fits");
    meet(&mut [&mut a, &mut b]);
    for replica in [&a, &b] {
        let Some(Value::Table(ranks)) = field(replica, "p", "ranks") else { panic!("ranks") };
        let said: Vec<_> =
            ranks.iter().map(|(name, rank)| (name.chars().count(), rank.to_json())).collect();
        assert_eq!(said, [(3, Json::from(2)), (2, Json::from(3)), (80, Json::from(2))]);
    }
}

#[test]
fn r21_what_two_who_lead_write_at_the_exits_of_stages_both_stays() {
    let session = |heard: Json, playback: Json| {
        let said = [("type", Json::from("workshop")), ("heard", heard), ("playback", playback)];
        let said = said.iter().filter(|(_, value)| !value.is_null());
        let fields = Fields::read([].iter(), said.map(|(key, value)| (*key, value))).0;
        Command::SetSession { id: "s".into(), fields: Some(fields) }
    };
    let said = |replica: &Replica, key: &str| {
        let fields = replica.map().records.sessions.get("s").cloned().expect("a session");
        fields.to_json().find(|(known, _)| known == key).map_or(Json::Null, |(_, value)| value)
    };
    let none = Json::Null;
    for as_file in [true, false] {
        let mut file = Map::empty(map_id());
        let begun = session(json!({ "arrive": "Here" }), json!({ "arrive": "not_quite" }));
        let Command::SetSession { fields: Some(fields), .. } = begun.clone() else {
            unreachable!("a session")
        };
        if as_file {
            Rc::make_mut(&mut file.records).sessions.insert("s".into(), fields);
        }
        let (mut a, mut b) =
            (Replica::from_map(&file, 1, still()), Replica::from_map(&file, 2, still()));
        if !as_file {
            a.commit(vec![begun]).expect("fits");
            meet(&mut [&mut a, &mut b]);
        }
        // One writes on, the other hears that it is right and writes at the next exit.
        a.commit(vec![session(json!({ "arrive": "All here " }), json!({ "arrive": "not_quite" }))])
            .expect("fits");
        b.commit(vec![session(
            json!({ "arrive": "Here", "frame": "One number" }),
            json!({ "arrive": "right" }),
        )])
        .expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert_eq!(said(&a, "heard"), json!({ "arrive": "All here ", "frame": "One number" }));
        assert_eq!(said(&a, "playback"), json!({ "arrive": "right" }));
        assert_eq!((a.map(), Replica::from_map(a.map(), 7, still()).map()), (b.map(), a.map()));
        // What is taken back is gone, one and all of them; other fields are whole, as ever.
        b.commit(vec![session(json!({ "frame": "One number" }), none.clone())]).expect("fits");
        a.commit(vec![session(none.clone(), json!({ "arrive": "right", "frame": "right" }))])
            .expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert_eq!((said(&a, "heard"), said(&b, "heard")), (none.clone(), none.clone()));
        assert_eq!(said(&b, "playback"), json!({ "frame": "right" }));
        assert_eq!(said(&b, "type"), "workshop");
        // What is no table is kept as it came.
        a.commit(vec![session("All of it".into(), none.clone())]).expect("fits");
        meet(&mut [&mut a, &mut b]);
        assert_eq!((said(&b, "heard"), said(&b, "playback")), ("All of it".into(), none.clone()));
    }
}
