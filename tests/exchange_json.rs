//! Reading and writing maps as JSON: round trips, and files that nobody should have to see.

mod exchange_maps;

use alignment_canvas::exchange::{
    self, Import, MAX_BYTES, MAX_CARDS, MAX_LINKS, NotAMap, Other, canonical, fragment, parse,
    parse_fragment, with_new_ids,
};
use alignment_canvas::model::{
    Card, CardId, CardKind, Lane, LinkId, LinkKind, MAX_NOTES, MAX_TITLE, Value,
};
use alignment_canvas::words::Words;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A map file with these cards and links.
fn file(cards: Json, links: Json) -> String {
    json!({ "format": "alignment-map", "version": 1, "id": "m", "title": "T", "cards": cards, "links": links })
        .to_string()
}

fn read(text: &str) -> Import {
    parse(text).unwrap_or_else(|why| panic!("{why}\n{text:.300}"))
}

fn warnings(import: &Import) -> Vec<String> {
    let words = Words::english();
    import.warnings.iter().map(|warning| warning.text(&words)).collect()
}

#[track_caller]
fn expect_warnings(import: &Import, wanted: &[&str]) {
    let told = warnings(import);
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.contains(wanted), "{told:?} does not say {wanted:?}");
    }
}

fn card<'a>(import: &'a Import, id: &str) -> &'a Card {
    import.map.card(&CardId::parse(id).expect("an id")).unwrap_or_else(|| panic!("no card {id}"))
}

#[test]
fn a_small_map_is_written_readably_one_record_a_line_and_reads_back_without_a_word() {
    let text = r#"{
  "format": "alignment-map",
  "version": 1,
  "id": "m",
  "title": "A \"map\"",
  "cards": [
    {"id": "n1", "kind": "initiative", "title": "Guides", "lane": "stopped", "position": {"x": 20, "y": 4.5}, "effort_days": 2.5, "status": "stopped"},
    {"id": "p1", "kind": "priority", "title": "Grow", "notes": "a\nb", "position": {"x": 20, "y": 20}, "colour": {"a": 1, "b": [null, true]}, "level": "enterprise"}
  ],
  "links": [
    {"id": "l1", "kind": "contributes", "from": "n1", "to": "p1", "strength": 3}
  ],
  "stakeholders": [
    {"id": "s1", "name": "Ann", "position": {"x": 20, "y": 20}, "is_ld": false}
  ],
  "sessions": [
    {"id": "w1", "date": "2026-01-02"}
  ],
  "glossary": [
    {"id": "g1", "say": "shadowing", "term": "OJT"}
  ],
  "capacity_days": 40,
  "made_by": "hand"
}
"#;
    let import = read(text);
    expect_warnings(&import, &[]);
    assert_eq!(canonical(&import.map), text);
    assert!(!import.without_id && !import.is_fragment);
}

#[test]
fn only_id_kind_and_title_are_needed_and_cards_without_a_place_take_the_next_free_slot() {
    let cards = json!([
        { "id": "a", "kind": "outcome", "title": "First" },
        { "id": "b", "kind": "outcome", "title": "Second", "position": { "x": 20, "y": 20 } },
        { "id": "c", "kind": "outcome", "title": "Third" },
    ]);
    let import = read(&file(cards, json!([])));
    expect_warnings(&import, &[]);
    let at = |id| card(&import, id).place;
    assert_eq!((at("a").lane, at("a").y), (Lane::Outcomes, 156.0));
    assert_eq!((at("b").y, at("c").y), (20.0, 292.0));
}

#[test]
fn what_is_no_map_is_refused_with_a_plain_sentence() {
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
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
        (&big, NotAMap::TooBig { bytes: MAX_BYTES + 1 }),
    ] {
        let why = parse(text).expect_err("no map");
        assert_eq!(why, wanted, "{text:.60}");
        let said = why.to_string();
        assert!(said.ends_with('.') && !said.contains(['{', '_']), "{said}");
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_is_whole_before_the_break() {
    let whole = canonical(&read(include_str!("exchange_maps/small.json")).map);
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
    expect_warnings(
        &import,
        &["(“dream”): parked", "2 cards do not say", "“attic”"].map(|s| s.trim_matches(['“', '”'])),
    );
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
        expect_warnings(&import, &[&format!("“{key}”")]);
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
    let import = read(&file(json!([record]), json!([])));
    expect_warnings(&import, &["801 details that nobody here knows are too long or too deep"]);
    let again = read(&canonical(&import.map));
    assert_eq!(again.map, import.map);
    expect_warnings(&again, &[]);
}

#[test]
fn copied_cards_bring_the_links_among_them_and_can_be_put_beside_the_old_ones() {
    let import = read(include_str!("exchange_maps/small.json"));
    let ids: Vec<_> = ["n1", "f1", "gone"].map(|id| CardId::parse(id).expect("an id")).into();
    let text = fragment(&import.map, &ids);
    let part = parse_fragment(&text).expect("a fragment");
    expect_warnings(&part, &[]);
    assert_eq!((part.map.cards.size(), part.map.links.size()), (2, 1));
    assert_eq!(parse_fragment(&canonical(&import.map)), None, "a whole map is no fragment");
    assert_eq!(parse_fragment("- some\n- lines"), None);
    let (fresh, ids) = with_new_ids(&part.map);
    assert_eq!((fresh.cards.size(), fresh.links.size(), ids.len()), (2, 1, 2));
    for (old, new) in &ids {
        assert!(fresh.card(old).is_none());
        assert_eq!(fresh.card(new).map(|c| &c.title), part.map.card(old).map(|c| &c.title));
    }
    assert!(fresh.links.values().all(|link| fresh.card(&link.from).is_some()));
}

#[test]
fn sixteen_megabytes_are_read_in_well_under_a_second_in_release() {
    let mut cards = Vec::new();
    let mut size = 0;
    while size < MAX_BYTES - 4_096 {
        let i = cards.len();
        let card = json!({ "id": format!("c{i}"), "kind": "outcome", "title": format!("Decrease {i}"),
            "notes": "Ein längerer Text ".repeat(20), "baseline": i, "position": { "x": 20, "y": i } });
        size += card.to_string().len() + 1;
        cards.push(card);
    }
    let text = file(cards.into(), json!([]));
    let start = std::time::Instant::now();
    let import = read(&text);
    let read_in = start.elapsed();
    let start = std::time::Instant::now();
    let written = canonical(&import.map).len();
    println!(
        "{} bytes read in {read_in:?}, {} cards, {written} bytes written in {:?}",
        text.len(),
        import.map.cards.size(),
        start.elapsed()
    );
    let most = if cfg!(debug_assertions) { 20 } else { 1 };
    assert!(read_in.as_secs() < most);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(map in exchange_maps::maps()) {
        let text = canonical(&map);
        let import = read(&text);
        prop_assert!(import.warnings.is_empty(), "{:?}", warnings(&import));
        prop_assert_eq!(&canonical(&import.map), &text);
        prop_assert_eq!(&import.map, &map);
        let size = text.len();
        prop_assert!(serde_json::from_str::<Json>(&text).is_ok(), "{size}");
    }

    #[test]
    fn every_number_is_written_so_that_it_reads_back_as_the_same_text(n in proptest::num::f64::ANY) {
        let (fields, _) = alignment_canvas::model::Fields::read(
            CardKind::Outcome.fields(),
            [("baseline", &json!(n))].into_iter(),
        );
        prop_assume!(matches!(fields.get("baseline"), Some(Value::Number(_))));
        let text = file(json!([{ "id": "a", "kind": "outcome", "title": "", "baseline": n, "x": [n] }]), json!([]));
        let once = canonical(&read(&text).map);
        prop_assert_eq!(canonical(&read(&once).map), once);
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in "\\PC{0,200}") {
        _ = parse(&text);
        _ = parse(&format!("{{\"format\": \"alignment-map\", {text}"));
        _ = exchange::lines(&text);
    }
}
