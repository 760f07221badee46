//! Reading and writing maps as JSON: round trips, copying and pasting, speed.

mod exchange_files;
mod exchange_maps;

use alignment_canvas::exchange::{self, canonical, fragment, parse, parse_fragment, with_new_ids};
use alignment_canvas::model::{CardId, CardKind, Lane, Value};
use exchange_files::{card, expect_warnings, file, read, warnings};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

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
fn copied_cards_bring_the_links_among_them_and_can_be_put_beside_the_old_ones() {
    let import = read(include_str!("exchange_files/small.json"));
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

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
