//! The published JSON Schema says what the program writes, and an independent validator agrees.

mod exchange_maps;

use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::LazyLock;

use alignment_canvas::document::{Command, Replica};
use alignment_canvas::exchange::{canonical, fragment, parse, schema};
use alignment_canvas::model::{CardKind, Shape};
use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema::json_schema())
        .expect("a schema of draft 2020-12")
});

fn problems(text: &str) -> Vec<String> {
    let json: Json = serde_json::from_str(text).expect("JSON");
    VALIDATOR.iter_errors(&json).map(|e| format!("{} at {}", e, e.instance_path())).collect()
}

#[test]
fn the_schema_on_disk_is_the_one_the_code_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/alignment-map.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, schema::text()).expect("the schema is written");
    }
    let on_disk = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        on_disk == schema::text(),
        "schema/alignment-map.schema.json is not up to date. To rewrite it:\n  \
         UPDATE_SCHEMA=1 cargo test --test exchange_schema"
    );
}

#[test]
fn the_schema_itself_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&schema::json_schema()));
}

#[test]
fn every_example_fits_the_schema_as_it_stands_and_as_it_is_exported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path).expect("an example");
        assert_eq!(problems(&text), Vec::<String>::new(), "{}", path.display());
        let map = parse(&text).expect("a map").map;
        assert_eq!(problems(&canonical(&map)), Vec::<String>::new(), "{}", path.display());
    }
    assert!(seen >= 4, "three worked examples and a template");
}

#[test]
fn what_breaks_the_format_does_not_fit_the_schema() {
    let good = json!({
        "format": "alignment-map", "version": 1, "id": "m", "title": "T",
        "cards": [{ "id": "a", "kind": "outcome", "title": "A", "position": { "x": 1, "y": 2 } }],
        "links": [{ "id": "l", "kind": "advances", "from": "a", "to": "b" }],
        "stakeholders": [{ "id": "s", "name": "Ann" }],
    });
    assert_eq!(problems(&good.to_string()), Vec::<String>::new());
    for (pointer, value) in [
        ("/format", json!("other")),
        ("/version", json!(2)),
        ("/id", json!("a b")),
        ("/title", json!(5)),
        ("/cards", json!({})),
        ("/cards/0", json!("card")),
        ("/cards/0/id", json!("")),
        ("/cards/0/kind", json!("stakeholder")),
        ("/cards/0/title", json!(null)),
        ("/cards/0/position", json!({ "x": "1", "y": 2 })),
        ("/cards/0/position/x", json!(-1)),
        ("/cards/0/lane", json!("attic")),
        ("/cards/0/due", json!("2026-13-01")),
        ("/cards/0/due", json!("2026-02-30")),
        ("/cards/0/level", json!("enterprise")),
        ("/cards/0/level", json!(6)),
        ("/cards/0/readings", json!([{ "value": "3" }])),
        ("/cards/0/side", json!("L&D")),
        ("/links/0/kind", json!("likes")),
        ("/links/0/from", json!(1)),
        ("/links/0/strength", json!(9)),
        ("/stakeholders/0/name", json!(["Ann"])),
        ("/stakeholders/0/power", json!(5)),
        ("/stakeholders/0/their_words", json!({ "training": 1 })),
        ("/sessions", json!([{ "date": "2026-01-01" }])),
        ("/glossary", json!("words")),
        ("/settings", json!(1)),
    ] {
        let mut bad = good.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = bad.pointer_mut(parent).expect("a parent");
        match name.parse::<usize>() {
            Ok(at) => parent[at] = value.clone(),
            Err(_) => parent[name] = value.clone(),
        }
        assert_ne!(problems(&bad.to_string()), Vec::<String>::new(), "{pointer} = {value}");
    }
    for gone in ["format", "version", "id", "title", "cards"] {
        let mut bad = good.clone();
        bad.as_object_mut().expect("an object").remove(gone);
        assert_ne!(problems(&bad.to_string()), Vec::<String>::new(), "without {gone}");
    }
}

#[test]
fn no_field_of_any_kind_takes_a_value_of_another_sort() {
    for kind in CardKind::ALL {
        for spec in kind.fields() {
            let wrong = match spec.shape {
                Shape::Line | Shape::Prose | Shape::Date | Shape::Choice(_) => json!(7),
                _ => json!("x"),
            };
            let is_person = kind == CardKind::Stakeholder;
            let mut card = json!({ "id": "a" });
            card[if is_person { "name" } else { "title" }] = json!("A");
            if !is_person {
                card["kind"] = json!(kind.name());
            }
            card[spec.key] = wrong;
            let mut map = json!({ "format": "alignment-map", "version": 1, "id": "m", "title": "", "cards": [] });
            map[if is_person { "stakeholders" } else { "cards" }] = json!([card]);
            assert_eq!(problems(&map.to_string()).len(), 1, "{kind:?} {}", spec.key);
        }
    }
}

/// Every value of a file below the whole, those that hold others included.
fn pointers(value: &Json, at: String, all: &mut Vec<String>) {
    let mut below = |key: &str, item: &Json| {
        let key = key.replace('~', "~0").replace('/', "~1");
        pointers(item, format!("{at}/{key}"), all);
    };
    match value {
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| below(&i.to_string(), item));
        }
        Json::Object(items) => items.iter().for_each(|(key, item)| below(key, item)),
        _ => {}
    }
    if !at.is_empty() {
        all.push(at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_map_is_exported_within_the_schema(map in exchange_maps::maps()) {
        prop_assert_eq!(problems(&canonical(&map)), Vec::<String>::new());
        let half: Vec<_> = map.cards.keys().step_by(2).cloned().collect();
        prop_assert_eq!(problems(&fragment(&map, &half)), Vec::<String>::new());
    }

    #[test]
    fn a_card_whose_kind_was_changed_is_exported_within_the_schema(
        map in exchange_maps::maps(),
        changes in vec((any::<Index>(), any::<Index>()), 1..9),
    ) {
        let mut replica = Replica::from_map(&map, 1, Rc::new(|| 0));
        let ids: Vec<_> = map.cards.keys().cloned().collect();
        for (card, kind) in changes {
            let Some(id) = (!ids.is_empty()).then(|| card.get(&ids)) else { continue };
            let command = Command::ChangeKind { id: id.clone(), kind: *kind.get(&CardKind::ALL) };
            // A card with links that the new kind cannot have is refused as a whole.
            let _ = replica.commit(vec![command]);
            prop_assert_eq!(problems(&canonical(replica.map())), Vec::<String>::new());
        }
    }

    #[test]
    fn whatever_is_read_from_a_spoiled_file_is_exported_within_the_schema(
        map in exchange_maps::maps(),
        spoiled in vec((any::<Index>(), exchange_maps::anything()), 1..6),
    ) {
        let mut file: Json = serde_json::from_str(&canonical(&map)).expect("JSON");
        for (place, value) in spoiled {
            let mut places = Vec::new();
            pointers(&file, String::new(), &mut places);
            let place: &String = place.get(&places);
            *file.pointer_mut(place).expect("a place") = value;
        }
        if let Ok(import) = parse(&file.to_string()) {
            let text = canonical(&import.map);
            prop_assert_eq!(problems(&text), Vec::<String>::new());
            let replica = Replica::from_map(&import.map, 1, Rc::new(|| 0));
            prop_assert_eq!(canonical(replica.map()), text);
        }
    }
}
