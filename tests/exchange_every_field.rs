//! Every field that the schema names, those inside of records included: a value of a wrong type is told and costs that field
//! only, hidden characters are taken out, and whatever is read is exported as the schema has it.

use std::sync::LazyLock;

use alignment_canvas::document::Replica;
use alignment_canvas::exchange::{Import, canonical, parse, schema};
use alignment_canvas::model::CardKind;
use alignment_canvas::words::Words;
use jsonschema::Validator;
use serde_json::{Value as Json, json};

static SCHEMA: LazyLock<Json> = LazyLock::new(schema::json_schema);
static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&SCHEMA).expect("a schema of draft 2020-12")
});

fn read(text: &str) -> Import {
    parse(text).unwrap_or_else(|why| panic!("{why}\n{text:.300}"))
}

fn warnings(import: &Import) -> Vec<String> {
    let words = Words::all_english();
    import.warnings.iter().map(|warning| warning.text(&words)).collect()
}

#[track_caller]
fn expect_in_schema(text: &str, about: &str) {
    let json: Json = serde_json::from_str(text).expect("JSON");
    let wrong = VALIDATOR.iter_errors(&json).map(|e| format!("{e} at {}", e.instance_path()));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new(), "{about}");
}

/// A value in its place that says something wherever the schema lets it; `places` are the pointers to what it demands something of.
fn fill(schema: &Json, at: &str, places: &mut Vec<String>) -> Json {
    if let Some(name) = schema["$ref"].as_str().filter(|_| schema["properties"].is_null()) {
        return fill(SCHEMA.pointer(&name[1..]).expect("a definition"), at, places);
    }
    if schema.as_bool() == Some(true) {
        return json!("any");
    }
    if let Some(one) = schema["anyOf"].as_array() {
        return fill(&one[0], at, places);
    }
    places.push(at.to_owned());
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    match schema["type"].as_str().unwrap_or("object") {
        "string" if schema["format"] == "date" => json!("2026-11-23"),
        "string" if !schema["pattern"].is_null() => json!("an-id"),
        "string" => json!("some words"),
        "boolean" => json!(true),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(4)),
        "array" => json!([fill(&schema["items"], &format!("{at}/0"), places)]),
        "object" if schema["additionalProperties"].is_object() => {
            json!({ "name": fill(&schema["additionalProperties"], &format!("{at}/name"), places) })
        }
        "object" => {
            let mut object = json!({});
            fill_keys(schema, at, &mut object, places);
            object
        }
        other => panic!("a type {other}"),
    }
}

fn fill_keys(schema: &Json, at: &str, object: &mut Json, places: &mut Vec<String>) {
    let mut parts = vec![schema];
    parts.extend(schema["allOf"].as_array().into_iter().flatten());
    for part in parts {
        if let Some(name) = part["$ref"].as_str() {
            let part = SCHEMA.pointer(&name[1..]).expect("a definition");
            fill_keys(part, at, object, places);
        }
        for (key, schema) in part["properties"].as_object().into_iter().flatten() {
            if *schema != json!(false) && object.get(key).is_none() {
                object[key] = fill(schema, &format!("{at}/{key}"), places);
            }
        }
    }
}

/// A map that says everything that can be said, and where: a card of each kind, a link between two, a record in every list.
fn full() -> (Json, Vec<String>) {
    let mut places = Vec::new();
    let mut map = fill(&SCHEMA, "", &mut places);
    map.as_object_mut().expect("a map").shift_remove("merge_state");
    map.as_object_mut().expect("a map").shift_remove("fragment");
    places.retain(|at| !at.starts_with("/cards/") && !at.is_empty());
    let kinds = CardKind::ALL.into_iter().filter(|kind| *kind != CardKind::Stakeholder);
    let mut cards: Vec<_> = kinds.map(|kind| (kind.name().to_owned(), kind)).collect();
    cards.sort_by(|a, b| a.0.cmp(&b.0));
    let mut all = Vec::new();
    for (i, (id, kind)) in cards.into_iter().enumerate() {
        let at = format!("/cards/{i}");
        let mut card = fill(&json!({ "$ref": "#/$defs/card" }), &at, &mut places);
        let own = &SCHEMA["$defs"][format!("{}_fields", kind.name())];
        fill_keys(own, &at, &mut card, &mut places);
        (card["id"], card["kind"]) = (json!(id), json!(kind.name()));
        // The home of no kind, so it is said.
        card["lane"] = json!("stopped");
        all.push(card);
    }
    map["cards"] = json!(all);
    map["stakeholders"][0]["id"] = json!("somebody");
    map["stakeholders"][0]["lane"] = json!("stopped");
    let link = &mut map["links"][0];
    (link["kind"], link["from"], link["to"]) =
        (json!("moves"), json!("performance"), json!("outcome"));
    (map, places)
}

/// What the screen says where a value under this key is of a wrong type.
fn told_of(place: &str) -> String {
    let key = place.rsplit('/').find(|key| key.parse::<usize>().is_err() && *key != "name");
    let key = key.unwrap_or_default();
    match (place.matches('/').count(), key) {
        (1, "format") => "no alignment map".to_owned(),
        (1, "merge_state") => "hidden history".to_owned(),
        (2, list) if place.ends_with("/0") || place.starts_with("/cards/") => {
            format!("entry of “{list}”")
        }
        (3, "title") if !is_record(place) => "no title".to_owned(),
        _ if place.starts_with("/stakeholders/0/name") => "no title".to_owned(),
        _ if place.contains("/position") => "place".to_owned(),
        (3, "lane") => "lane".to_owned(),
        (3, "kind") if place.starts_with("/links") => "cannot join".to_owned(),
        (3, "kind") => "kind that is not known".to_owned(),
        (3, "from" | "to") => "cards that are not in the file".to_owned(),
        (3, "id") if !is_record(place) => "came without an id".to_owned(),
        _ => key.to_owned(),
    }
}

fn is_record(place: &str) -> bool {
    !["/cards/", "/links/", "/stakeholders/"].iter().any(|list| place.starts_with(list))
}

#[test]
fn a_map_that_says_everything_is_read_without_a_word_and_comes_back_whole() {
    let (map, places) = full();
    let import = read(&map.to_string());
    assert_eq!(warnings(&import), Vec::<String>::new());
    let text = canonical(&import.map);
    expect_in_schema(&text, "the full map");
    let again: Json = serde_json::from_str(&text).expect("JSON");
    assert_eq!(again, map, "nothing is lost");
    let replica = Replica::from_map(&import.map, 1, std::rc::Rc::new(|| 0));
    assert_eq!(canonical(replica.map()), text, "nor in the document");
    for deep in
        ["/title", "/cards/0/side", "/sessions/0/stages/0/minutes", "/settings/analysis/off/0"]
    {
        assert!(places.iter().any(|at| at == deep), "{deep} is not tried");
    }
    println!("{} places", places.len());
}

#[test]
fn a_wrong_type_in_every_field_is_told_and_costs_that_field_only() {
    let (map, places) = full();
    for place in places {
        let mut odd = map.clone();
        let value = match odd.pointer_mut(&place) {
            Some(value) => value,
            None => &mut odd[&place[1..]],
        };
        // A number is as good as a text for a title, so a text's place gets what is none at all.
        *value = if value.is_string() { json!([[1]]) } else { json!("wrong") };
        let import = match parse(&odd.to_string()) {
            Ok(import) => import,
            Err(_) if place == "/format" => continue,
            Err(why) => panic!("{place}: {why}"),
        };
        let told = warnings(&import).join("\n");
        let wanted = told_of(&place);
        assert!(told.contains(&wanted), "{place}: nothing of {wanted:?} in {told:?}");
        let text = canonical(&import.map);
        expect_in_schema(&text, &place);
        let left: Json = serde_json::from_str(&text).expect("JSON");
        expect_the_rest(&map, &left, &place);
    }
}

/// Whatever does not lie at the place, nor is named or named by it, is as it was.
fn expect_the_rest(full: &Json, left: &Json, place: &str) {
    let mut way = place.split('/').skip(1);
    let list = way.next().unwrap_or_default();
    for (key, value) in full.as_object().expect("a map") {
        let is_end = key == "links" && (list == "cards" || list == "stakeholders");
        if key != list && !is_end {
            assert_eq!(left.get(key), Some(value), "{place} cost {key}");
        }
    }
    let (Some(at), Some(field)) = (way.next().and_then(|at| at.parse::<usize>().ok()), way.next())
    else {
        return;
    };
    // Without its kind a card is another one, and without its id it lies elsewhere in the list.
    if ["id", "kind", "from", "to"].contains(&field) {
        return;
    }
    let (full, left) = (&full[list][at], &left[list][at]);
    for (key, value) in full.as_object().expect("a record") {
        if key != field {
            assert_eq!(left.get(key), Some(value), "{place} cost {list}.{key}");
        }
    }
}

#[test]
fn a_character_that_screens_obey_is_taken_out_of_every_text() {
    let (map, _) = full();
    let mut texts = Vec::new();
    pointers(&map, "", &mut texts);
    let mut in_all = map.clone();
    for place in &texts {
        let mut odd = map.clone();
        for map in [&mut odd, &mut in_all] {
            let value = map.pointer_mut(place).expect("a text");
            *value = json!(format!("{}\u{202E}\u{7}", value.as_str().unwrap_or_default()));
        }
        if place == "/format" {
            in_all["format"] = map["format"].clone();
            continue;
        }
        let import = read(&odd.to_string());
        assert!(!import.warnings.is_empty(), "{place}: not a word");
        expect_clean(&canonical(&import.map), place);
        let replica = Replica::from_map(&import.map, 1, std::rc::Rc::new(|| 0));
        assert_eq!(canonical(replica.map()), canonical(&import.map), "{place}");
    }
    // Names that somebody chose are texts, too.
    for (place, old) in [("/sessions/0/heard", "name"), ("/cards/9/ranks", "name")] {
        let mut odd = map.clone();
        let table = odd.pointer_mut(place).and_then(Json::as_object_mut).expect(place);
        let value = table.shift_remove(old).expect("an entry");
        table.insert(format!("{old}\u{202E}"), value);
        let import = read(&odd.to_string());
        assert_eq!(import.warnings.len(), 1, "{place}: {:?}", warnings(&import));
        assert_eq!(canonical(&import.map), canonical(&read(&map.to_string()).map), "{place}");
    }
    expect_clean(&canonical(&read(&in_all.to_string()).map), "all at once");
}

fn expect_clean(text: &str, about: &str) {
    expect_in_schema(text, about);
    assert!(!text.contains(['\u{202E}', '\u{7}']) && !text.contains("\\u0007"), "{about} kept it");
}

/// The places of all texts.
fn pointers(value: &Json, at: &str, all: &mut Vec<String>) {
    match value {
        Json::String(_) => all.push(at.to_owned()),
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| pointers(item, &format!("{at}/{i}"), all));
        }
        Json::Object(items) => {
            items.iter().for_each(|(key, item)| pointers(item, &format!("{at}/{key}"), all));
        }
        _ => {}
    }
}
