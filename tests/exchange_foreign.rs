//! Files that nobody should have to see: each gives a plain sentence, and what is readable is kept.

mod exchange_files;

use alignment_canvas::exchange::{
    Import, MAX_BYTES, MAX_CARDS, MAX_LINKS, NotAMap, Other, canonical, parse,
};
use alignment_canvas::model::{CardKind, Lane, LinkId, LinkKind, MAX_NOTES, MAX_TITLE};
use alignment_canvas::words::Words;
use exchange_files::{card, expect_warnings, file, read, warnings};
use serde_json::{Value as Json, json};

#[test]
fn what_is_no_map_is_refused_with_a_plain_sentence() {
    let words = Words::all_english();
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let much = format!("{{\"cards\": [{}1]}}", "1,".repeat(2_000_001));
    let big = "x".repeat(MAX_BYTES + 1);
    for (text, wanted) in [
        ("", NotAMap::Empty),
        (" \n\0\0", NotAMap::Empty),
        ("Grow in the north", NotAMap::Other(Other::PlainText)),
        ("<!doctype html><p>", NotAMap::Other(Other::WebPage)),
        ("PK\u{3}\u{4}...", NotAMap::Other(Other::Binary)),
        ("[1, 2]", NotAMap::OtherData),
        (r#"{"name": "pkg", "version": "1.0.0"}"#, NotAMap::OtherData),
        (r#"{"format": "other", "cards": [{"kind": "priority"}]}"#, NotAMap::OtherData),
        (r#"{"type": "excalidraw", "elements": []}"#, NotAMap::Other(Other::Excalidraw)),
        (r#"{"nodes": [], "edges": []}"#, NotAMap::Other(Other::JsonCanvas)),
        (r#"{"type": "FeatureCollection", "features": []}"#, NotAMap::Other(Other::GeoJson)),
        (r#"{"tldrawFileFormatVersion": 1}"#, NotAMap::Other(Other::Tldraw)),
        (r#"{"name": "B", "cards": [], "lists": []}"#, NotAMap::Other(Other::Trello)),
        (r#"{"format": "alignment-map", "car"#, NotAMap::CutShort),
        ("{\"a\": 1,\n nonsense}", NotAMap::NotJson { line: 2, column: 2 }),
        (&deep, NotAMap::TooDeep),
        (&much, NotAMap::TooMuch),
        (&big, NotAMap::TooBig { bytes: MAX_BYTES + 1 }),
    ] {
        let why = parse(text).expect_err("no map");
        assert_eq!(why, wanted, "{text:.60}");
        let said = why.message().text(&words);
        assert!(said.ends_with('.') && !said.contains(['{', '_']), "{said}");
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_is_whole_before_the_break() {
    let whole = canonical(&read(include_str!("exchange_files/small.json")).map);
    let cards = |import: &Import| import.map.cards.size();
    let all = cards(&read(&whole));
    let mut seen = 0;
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        if let Ok(import) = parse(&whole[..end]) {
            assert!(cards(&import) >= seen && cards(&import) <= all);
            seen = cards(&import);
            if end < whole.trim_end().len() {
                assert!(warnings(&import)[0].contains("breaks off"), "{end}");
            }
        }
    }
    assert_eq!(seen, all);
}

#[test]
fn a_newer_version_is_read_as_far_as_it_is_known() {
    let text = file(json!([{ "id": "a", "kind": "priority", "title": "P" }]), json!([]));
    let import = read(&text.replace("\"version\":1", "\"version\":2"));
    expect_warnings(&import, &["newer version (2)"]);
    assert_eq!(import.map.cards.size(), 1);
    expect_warnings(&read(&text.replace("\"version\":1", "\"version\":\"x\"")), &["is none"]);
    expect_warnings(&read(&text.replace("\"format\":\"alignment-map\",", "")), &["does not say"]);
    let with_state = text.replacen('{', "{\"merge_state\": \"AAA\",", 1);
    let import = read(&with_state);
    expect_warnings(&import, &["hidden history"]);
    assert!(!canonical(&import.map).contains("merge_state"));
}

#[test]
fn too_many_cards_and_links_are_cut_with_their_count() {
    let cards: Json = (0..100_000)
        .map(|i| json!({ "id": format!("c{i}"), "kind": "insight", "title": format!("Card {i}") }))
        .collect();
    let links: Json = (0..MAX_LINKS + 7)
        .map(|i| json!({ "kind": "evidence_for", "from": format!("c{}", i % 9_000), "to": "c9999", "id": format!("l{i}") }))
        .collect();
    let import = read(&file(cards, links));
    assert_eq!((import.map.cards.size(), import.map.links.size()), (MAX_CARDS, MAX_LINKS));
    expect_warnings(
        &import,
        &["The first 10000 were read, 90000 were left out", "The first 30000 were read, 7 were"],
    );
}

#[test]
fn ids_that_are_missing_unusable_or_used_twice_are_replaced_and_links_follow() {
    let cards = json!([
        { "id": "a", "kind": "initiative", "title": "A" },
        { "id": "a", "kind": "initiative", "title": "A" },
        { "id": "a", "kind": "initiative", "title": "Another A" },
        { "id": "not an id", "kind": "performance", "title": "B" },
        { "id": 17, "kind": "outcome", "title": "C" },
        { "kind": "priority", "title": "D" },
    ]);
    let links = json!([
        { "id": "l", "kind": "enables", "from": "a", "to": "not an id" },
        { "id": "l", "kind": "moves", "from": "not an id", "to": 17 },
        { "id": "l", "kind": "enables", "from": "a", "to": "not an id" },
        { "kind": "moves", "from": "not an id", "to": "17", "assumption": "x" },
    ]);
    let text = file(cards, links);
    let import = read(&text);
    expect_warnings(
        &import,
        &[
            "2 entries stand in the file twice (such as a)",
            "2 ids are used for two different things",
            "such as not an id",
            "2 entries came without an id",
        ],
    );
    assert_eq!((import.map.cards.size(), import.map.links.size()), (5, 3));
    assert_eq!(read(&text), import, "everybody gets the same ids");
}

#[test]
fn links_that_cannot_be_are_turned_changed_or_left_out() {
    let cards = json!([
        { "id": "p", "kind": "priority", "title": "P" },
        { "id": "o", "kind": "outcome", "title": "O" },
        { "id": "c", "kind": "challenge", "title": "C" },
        { "id": "b", "kind": "barrier", "title": "B" },
    ]);
    let links = json!([
        { "id": "l1", "kind": "advances", "from": "p", "to": "o" },
        { "id": "l2", "kind": "blocks", "from": "c", "to": "p" },
        { "id": "l3", "kind": "wished_for", "from": "b", "to": "o" },
        { "id": "l4", "kind": "blocks", "from": "c", "to": "b" },
        { "id": "l5", "kind": "advances", "from": "o", "to": "nowhere" },
        { "id": "l6", "kind": "advances", "from": "o", "to": {} },
        { "id": "l7", "kind": "conflicts_with", "from": "p", "to": "p" },
        { "id": "l8", "kind": 5, "from": "o", "to": "p" },
        "l9",
    ]);
    let import = read(&file(cards, links));
    expect_warnings(
        &import,
        &[
            "One entry of “links” is no record",
            "(“advances”) ran the wrong way",
            "(“blocks”) cannot join such cards (C → P): changed",
            "(“wished_for”)",
            "(“blocks”) cannot join such cards (C → B): left out",
            "2 links lead to cards that are not in the file",
            "from a card to itself (P)",
            "(“5”)",
        ],
    );
    let link = |id: &str| &import.map.links[&LinkId::parse(id).expect("an id")];
    assert_eq!((link("l1").from.as_str(), link("l1").to.as_str()), ("o", "p"));
    assert_eq!(link("l2").kind, LinkKind::Threatens);
    assert_eq!(link("l3").kind, LinkKind::Blocks);
    assert_eq!(
        link("l3").fields.extra().collect::<Vec<_>>(),
        [("original_kind", &json!("wished_for"))]
    );
}

#[test]
fn an_unknown_kind_is_parked_and_a_missing_one_follows_from_the_lane() {
    let cards = json!([
        { "id": "a", "kind": "dream", "title": "A", "position": { "x": 900, "y": 900 } },
        { "id": "b", "title": "B", "lane": "barriers" },
        { "id": "c", "title": "C" },
        { "id": "d", "kind": " Priority", "title": "D" },
        { "id": "e", "kind": "stakeholder", "title": "E" },
        { "id": "f", "kind": "priority", "title": "F", "lane": "attic" },
    ]);
    let import = read(&file(cards, json!([])));
    expect_warnings(&import, &["(“dream”): parked", "2 cards do not say", "attic"]);
    let a = card(&import, "a");
    assert_eq!((a.kind, a.place.lane, a.place.x), (CardKind::Parking, Lane::Parking, 20.0));
    assert_eq!(a.fields.extra().collect::<Vec<_>>(), [("original_kind", &json!("dream"))]);
    assert_eq!(card(&import, "b").kind, CardKind::Barrier);
    assert_eq!(card(&import, "c").kind, CardKind::Parking);
    assert_eq!(card(&import, "d").kind, CardKind::Priority);
    assert_eq!(card(&import, "e").kind, CardKind::Stakeholder);
    assert_eq!(card(&import, "f").place.lane, Lane::Priorities);
    assert!(canonical(&import.map).contains(
        r#""stakeholders": [
    {"id": "e", "name": "E""#
    ));
}

#[test]
fn a_wrong_type_in_every_field_costs_that_field_only() {
    let wrong = |shape: &str| match shape {
        "text" => json!({ "a": [1] }),
        _ => json!("wrong"),
    };
    for kind in CardKind::ALL {
        let mut record = json!({ "id": "a", "kind": kind.name(), "title": ["x"], "notes": {}, "position": 7, "lane": 3 });
        let mut specs: Vec<_> = kind.fields().collect();
        specs.sort_by_key(|spec| spec.key);
        for spec in &specs {
            let is_text = spec.shape.read(&json!("wrong")).is_some();
            record[spec.key] = wrong(if is_text { "text" } else { "other" });
        }
        let import = read(&file(json!([record]), json!([])));
        assert_eq!(card(&import, "a").fields.values().count(), 0, "{kind:?}");
        let told = warnings(&import).join("\n");
        for spec in specs {
            assert!(told.contains(&format!("“{}”", spec.key)), "{kind:?} {} in\n{told}", spec.key);
        }
        assert!(told.contains("no title") && told.contains("place") && told.contains("lane"));
    }
    for (key, value) in [
        ("cards", json!("x")),
        ("links", json!({})),
        ("stakeholders", json!(3)),
        ("sessions", json!("x")),
        ("glossary", json!([1, "two"])),
        ("capacity_days", json!("many")),
        ("skill_gaps", json!("x")),
        ("settings", json!([])),
    ] {
        let mut whole = json!({ "format": "alignment-map", "title": { "a": 1 }, "id": [] });
        whole[key] = value;
        let import = read(&whole.to_string());
        assert!(import.without_id);
        expect_warnings(&import, &["“id”", "“title”", &format!("“{key}”")]);
    }
}

#[test]
fn odd_characters_and_markup_are_harmless_and_long_titles_lose_nothing() {
    let long = "A very long title. ".repeat(100);
    let cards = json!([
        { "id": "a", "kind": "priority", "title": "a\u{202E}b\u{0}c", "notes": "x\u{7}" },
        { "id": "b", "kind": "priority", "title": "<img src=x onerror=alert(1)>" },
        { "id": "c", "kind": "priority", "title": long, "notes": "old" },
        { "id": "d", "kind": "priority", "title": "D", "notes": "é".repeat(MAX_NOTES + 5) },
        { "id": "e", "kind": "priority", "title": 2026 },
    ]);
    let import = read(&file(cards, json!([])));
    expect_warnings(&import, &["2 texts held hidden", "very long", "longer than a map keeps"]);
    assert_eq!((&*card(&import, "a").title, &*card(&import, "a").notes), ("abc", "x"));
    assert_eq!(card(&import, "b").title, "<img src=x onerror=alert(1)>");
    let c = card(&import, "c");
    assert!(
        c.title.len() < MAX_TITLE
            && c.notes.starts_with(long.trim_end())
            && c.notes.ends_with("old")
    );
    assert_eq!(card(&import, "d").notes.encode_utf16().count(), MAX_NOTES);
    assert_eq!(card(&import, "e").title, "2026");
}

#[test]
fn private_ratings_never_enter_and_never_leave() {
    let text = json!({ "format": "alignment-map", "stakeholders": [
        { "id": "s", "name": "Ann", "power": 5, "private_notes": "x", "engagement": "neutral" },
    ]});
    let import = read(&text.to_string());
    expect_warnings(&import, &["private notes about one person"]);
    let written = canonical(&import.map);
    assert!(
        !written.contains("power")
            && !written.contains("private")
            && !written.contains("engagement")
    );
}

#[test]
fn unknown_fields_survive_unless_there_are_too_many() {
    let mut record = json!({ "id": "a", "kind": "priority", "title": "A" });
    for i in 0..1_000 {
        record[format!("x{i}")] = json!([i]);
    }
    let mut nested = json!(1);
    for _ in 0..80 {
        nested = json!([nested]);
    }
    record["a_deep_one"] = nested;
    record[""] = json!(1);
    let import = read(&file(json!([record]), json!([])));
    expect_warnings(
        &import,
        &["802 details that nobody here knows are nameless, too long or too deep"],
    );
    let again = read(&canonical(&import.map));
    assert_eq!(again.map, import.map);
    expect_warnings(&again, &[]);
}
