//! Maps in the formats of other programs: what goes out and comes back is the same map, or the same but for what the
//! format is said to leave out; and what others wrote loses no words.

mod exchange_maps;

use alignment_canvas::exchange::{
    Column, Extent, Import, canonical, cards_table, draw, from_json_canvas, from_outline,
    is_outline, is_range, json_canvas, link_text, links_table, map_in_png, map_in_svg, mermaid,
    outline, pages, parse, part, read_table, svg, with_map,
};
use alignment_canvas::model::{Card, CardKind, Fields, Json, Lane, Link, Map};
use alignment_canvas::words::Words;
use exchange_maps::maps;
use proptest::prelude::*;
use serde_json::json;

const STORES: &str = include_str!("../examples/sixty-stores.json");

fn example(text: &str) -> Map {
    parse(text).expect("an example of ours").map
}

/// What is left of a map in a format that carries cards, links and known fields.
fn reduced(map: &Map, card: impl Fn(&Card) -> Card, link: impl Fn(&Link) -> Link) -> Map {
    let mut out = Map::empty(map.id.clone());
    for (id, known) in &map.cards {
        out.cards.insert_mut(id.clone(), card(known).into());
    }
    for (id, known) in &map.links {
        out.links.insert_mut(id.clone(), link(known).into());
    }
    out
}

fn known_fields(card: &Card) -> Fields {
    let all: Vec<(&str, Json)> =
        card.fields.values().map(|(key, value)| (key, value.to_json())).collect();
    Fields::read(card.kind.fields(), all.iter().map(|(key, value)| (*key, value))).0
}

/// From which card to which, and how: what a table says of links.
fn ties(map: &Map) -> Vec<(String, &'static str, String)> {
    let mut all: Vec<_> = (map.links.values())
        .map(|link| (link.from.to_string(), link.kind.name(), link.to.to_string()))
        .collect();
    all.sort();
    all.dedup();
    all
}

fn squeezed(text: &str) -> String {
    // Markdown gets a letter without width between those that would become a link.
    text.replace('\u{2060}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn json_canvas_carries_everything(map in maps()) {
        let words = Words::all_english();
        let text = json_canvas(&map, &words);
        let import = from_json_canvas(&text, &words).expect("our own");
        prop_assert_eq!(canonical(&import.map), canonical(&map));
        expect_json_canvas(&text);
    }

    #[test]
    fn pictures_carry_everything(map in maps()) {
        let words = Words::all_english();
        let picture = draw(&map, &Extent::Whole, &words);
        let text = svg(&picture, Some(&link_text(&map)), &|token| format!("--{token}"));
        let inside = map_in_svg(&text).expect("it carries a map");
        prop_assert_eq!(canonical(&parse(&inside).expect("a map").map), canonical(&map));
        expect_xml(&text);
        let png = with_map(include_bytes!("corpus/png/no-map.png"), &link_text(&map)).expect("a picture");
        let inside = map_in_png(&png).expect("it carries a map");
        prop_assert_eq!(canonical(&parse(&inside).expect("a map").map), canonical(&map));
        // Every card lies on exactly one page, as far as pages can be cut at all.
        let pages = pages(&map, picture.area);
        prop_assert!(pages.iter().all(|page| page.width <= 1_181.0 && page.height <= 832.0));
        prop_assert_eq!(pages.is_empty(), map.is_empty());
    }

    #[test]
    fn a_table_carries_cards_with_their_fields_and_links(map in maps()) {
        let words = Words::all_english();
        let text = cards_table(&map, &words);
        prop_assume!(!map.is_empty());
        let table = read_table(&text, &words).expect("a table");
        prop_assert!(table.has_head, "{text}");
        let import = table.read("", &words).expect("a map");
        let wanted = reduced(&map, |card| Card { fields: known_fields(card), ..card.clone() }, Link::clone);
        let got = reduced(&import.map, Card::clone, Link::clone);
        for (id, card) in &wanted.cards {
            let other = got.card(id).expect("every card is there");
            prop_assert_eq!(&other.title, &card.title);
            prop_assert_eq!((other.kind, other.place), (card.kind, card.place));
            prop_assert_eq!(other.notes.trim(), card.notes.trim());
            prop_assert_eq!(&other.fields, &card.fields, "{}", text);
        }
        prop_assert_eq!(got.cards.size(), wanted.cards.size());
        prop_assert_eq!(ties(&got), ties(&wanted));
    }

    #[test]
    fn an_outline_carries_titles_kinds_lanes_notes_and_links(map in maps()) {
        let words = Words::all_english();
        let text = outline(&map, &words);
        let import = from_outline(&text, &words).expect("an outline");
        let says = |map: &Map| {
            let untitled = |title: &str| if title.is_empty() { words.get("card.untitled").to_owned() } else { squeezed(title) };
            let mut all: Vec<_> = (map.cards.values())
                .map(|card| (untitled(&card.title), card.kind, card.place.lane, squeezed(&card.notes)))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(says(&import.map), says(&map), "{}", text);
    }

    /// Also where a cell holds rows, and a sign in them stands after one that ends cells in many countries.
    #[test]
    fn rows_keep_their_signs_in_a_table(why in "[a;'= \n]{0,12}") {
        let words = Words::all_english();
        let mut map = example(STORES);
        let card = map.cards.values().find(|card| card.kind == CardKind::Initiative).expect("a support").clone();
        let history = json!([{ "date": "2026-11-23", "decision": "keep", "why": why }]);
        let (fields, _) = Fields::read(card.kind.fields(), [("history", &history)].into_iter());
        map.cards.insert_mut(card.id.clone(), Card { fields, ..(*card).clone() }.into());
        let text = cards_table(&map, &words);
        let read = read_table(&text, &words).expect("a table").read("", &words).expect("a map");
        prop_assert_eq!(&read.map.card(&card.id).expect("it").fields, &map.card(&card.id).expect("it").fields);
        for row in text.split("\r\n") {
            let begins = |part: &str| part.trim_start_matches([' ', '"', '\n']).starts_with('=');
            prop_assert!(!row.split(';').skip(1).any(begins), "{}", row);
        }
    }

    /// No spreadsheet reckons with what people wrote.
    #[test]
    fn no_cell_begins_a_formula(title in "\\PC{0,2}[=+@\\-'\t ;\"]{0,6}\\PC{0,9}") {
        let words = Words::all_english();
        let mut map = example(STORES);
        let card = map.cards.values().next().expect("a card").clone();
        let title = alignment_canvas::model::text::clean_line(&title);
        map.cards.insert_mut(card.id.clone(), Card { title: title.clone(), ..(*card).clone() }.into());
        for text in [cards_table(&map, &words), links_table(&map, &words)] {
            let table = read_table(&text, &words).expect("a table");
            for cell in table.rows.iter().flatten() {
                let is_number = cell.parse::<f64>().is_ok();
                prop_assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '＝']), "{cell:?}");
            }
            // Nor one that ends cells where ours do not.
            for cell in text.split([';', '\t', '\r', '\n']) {
                let cell = cell.trim_start_matches([' ', '"']);
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell:?}");
            }
        }
        let back = read_table(&cards_table(&map, &words), &words).expect("a table");
        let back = back.read("", &words).expect("a map");
        prop_assert_eq!(&back.map.card(&card.id).expect("it is there").title, &title);
    }
}

/// The rules of JSON Canvas 1.0.
#[track_caller]
fn expect_json_canvas(text: &str) {
    let canvas: Json = serde_json::from_str(text).expect("JSON");
    let mut ids = Vec::new();
    for node in canvas["nodes"].as_array().expect("an array") {
        ids.push(node["id"].as_str().expect("an id").to_owned());
        for side in ["x", "y", "width", "height"] {
            assert!(node[side].is_i64(), "{side} of {node}");
        }
        match node["type"].as_str() {
            Some("text") => assert!(node["text"].is_string()),
            Some("group") => assert!(node["label"].is_string()),
            other => panic!("{other:?}"),
        }
        let color = node["color"].as_str().expect("a colour");
        assert!(["1", "2", "3", "4", "5", "6"].contains(&color));
    }
    for edge in canvas["edges"].as_array().expect("an array") {
        assert!(edge["id"].is_string());
        for end in ["fromNode", "toNode"] {
            assert!(ids.contains(&edge[end].as_str().expect("an id").to_owned()));
        }
        assert!(["none", "arrow"].contains(&edge["toEnd"].as_str().expect("an end")));
    }
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "every id is used once");
}

/// Well-formed as far as it matters to a reader: every element ends, and nothing in it is a script.
#[track_caller]
fn expect_xml(text: &str) {
    let mut open = Vec::new();
    for tag in text.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a tag ends");
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '-' || *c == ':')
            .collect();
        assert!(
            ["svg", "title", "metadata", "m:alignment-map", "rect", "path", "text"]
                .contains(&name.as_str()),
            "{name}"
        );
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty());
    let bare = text
        .chars()
        .any(|c| c < ' ' && c != '\n' && c != '\t' || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    assert!(!bare, "no sign that XML has not");
}

#[test]
fn a_picture_of_one_lane_or_of_chosen_cards_shows_those_and_carries_those() {
    let (map, words) = (example(STORES), Words::all_english());
    let lane = Extent::Lane(Lane::Support);
    let text =
        svg(&draw(&map, &lane, &words), Some(&link_text(&part(&map, &lane))), &|_| String::new());
    let inside = parse(&map_in_svg(&text).expect("it carries a map")).expect("a map").map;
    assert!(
        inside.cards.values().all(|card| card.place.lane == Lane::Support) && !inside.is_empty()
    );
    assert_ne!(inside.id, map.id, "what it lacks was not removed");
    assert!(text.contains("Instructional videos") && !text.contains("Win the holidays"));
    let two: Vec<_> = map.cards.keys().take(2).cloned().collect();
    let small = draw(&map, &Extent::Cards(two.clone()), &words);
    assert!(small.area.width < draw(&map, &Extent::Whole, &words).area.width);
    assert_eq!(part(&map, &Extent::Cards(two)).cards.size(), 2);
    assert!(svg(&small, None, &|_| String::new()).find("alignment-map").is_none());
}

#[test]
fn a_map_outlives_a_picture_that_another_program_saved_again() {
    let map = example(STORES);
    let words = Words::all_english();
    let text = svg(&draw(&map, &Extent::Whole, &words), Some(&link_text(&map)), &|_| String::new());
    // Another prefix, other quotes, signs as numbers.
    let again = text
        .replace("m:alignment-map xmlns:m=", "ns0:alignment-map id=\"x\" xmlns:ns0=")
        .replace("&quot;", "&#34;")
        .replace("&amp;", "&#x26;");
    let inside = map_in_svg(&again).expect("it carries a map");
    assert_eq!(canonical(&parse(&inside).expect("a map").map), canonical(&map));
    assert_eq!(map_in_svg("<svg><path/></svg>"), None);
    assert_eq!(map_in_png(b"\x89PNG\r\n\x1a\n"), None);
    assert_eq!(with_map(b"nothing", "x"), None);
}

#[test]
fn the_canvas_of_another_program_keeps_every_word() {
    let canvas = r##"{ "nodes": [
        { "id": "g", "type": "group", "x": -50, "y": -50, "width": 900, "height": 300, "label": "Business outcomes" },
        { "id": "h", "type": "group", "x": 2000, "y": 0, "width": 500, "height": 500, "label": "Marketing" },
        { "id": "a b", "type": "text", "x": 0, "y": 0, "width": 250, "height": 60, "text": "# Returns fall\n\nby *half* in May" },
        { "id": "p", "type": "text", "x": 2010, "y": 10, "width": 250, "height": 60, "text": "- [ ] Call Ann", "color": "#ff0000" },
        { "id": "f", "type": "file", "x": 2010, "y": 90, "width": 250, "height": 60, "file": "Notes/Plan.md", "subpath": "#May" },
        { "id": "l", "type": "link", "x": 5000, "y": 90, "width": 250, "height": 60, "url": "https://example.org" }, 7 ],
      "edges": [ { "id": "e", "fromNode": "p", "toNode": "a b", "label": "because" }, { "id": "x", "fromNode": "p", "toNode": "gone" } ] }"##;
    let words = Words::all_english();
    let import = from_json_canvas(canvas, &words).expect("a canvas");
    let card = |title: &str| {
        let found = import.map.cards.values().find(|card| card.title == title);
        found.unwrap_or_else(|| panic!("no {title:?}")).clone()
    };
    let returns = card("Returns fall");
    assert_eq!((returns.kind, returns.notes.as_str()), (CardKind::Outcome, "by *half* in May"));
    let ann = card("Call Ann");
    assert_eq!(ann.place.lane, Lane::Parking);
    assert_eq!(ann.notes, "Marketing\n→ because: Returns fall");
    assert_eq!(card("Notes/Plan.md#May").notes, "Marketing");
    assert_eq!(card("https://example.org").place.lane, Lane::Parking);
}

#[test]
fn what_was_moved_and_changed_in_another_program_comes_back_so() {
    let (map, words) = (example(STORES), Words::all_english());
    let mut canvas: Json = serde_json::from_str(&json_canvas(&map, &words)).expect("JSON");
    let nodes = canvas["nodes"].as_array_mut().expect("nodes");
    let node = nodes.iter_mut().find(|node| {
        node["text"].as_str().is_some_and(|text| text.starts_with("Instructional videos"))
    });
    let node = node.expect("the card");
    node["text"] = "Short videos\n\nasked for twice".into();
    node["y"] = (node["y"].as_i64().expect("a place") + 400).into();
    let back = from_json_canvas(&canvas.to_string(), &words).expect("a canvas").map;
    let card = back.cards.values().find(|card| card.title == "Short videos").expect("it is there");
    let old = map.card(&card.id).expect("the same card");
    assert_eq!((card.kind, card.notes.as_str()), (old.kind, "asked for twice"));
    assert_eq!(card.place.y, old.place.y + 400.0);
    assert_eq!(back.links.size(), map.links.size());
}

fn table(text: &str) -> (Vec<Column>, Import) {
    let words = Words::all_english();
    let table = read_table(text, &words).expect("a table");
    let import = table.read("T", &words).expect("a map");
    (table.columns, import)
}

#[test]
fn columns_are_known_by_their_names_and_by_what_stands_in_them() {
    use Column as C;
    let (columns, import) = table(
        "Task;List;Owner;Due\r\nGrow;Priorities;Ann;soon\r\n;;;\r\n\"Fewer; returns\";Business outcomes;\"Bo\nCy\";\r\n",
    );
    assert_eq!(columns, [C::Title, C::Lane, C::Field("owner"), C::Field("due")]);
    let mut all: Vec<_> = import
        .map
        .cards
        .values()
        .map(|card| (card.title.as_str(), card.kind, card.notes.as_str()))
        .collect();
    all.sort();
    assert_eq!(
        all,
        [
            ("Fewer; returns", CardKind::Outcome, "Owner: Bo\nCy"),
            ("Grow", CardKind::Priority, "Owner: Ann\nDue: soon"),
        ]
    );
    // Pasted, without names: what stands there tells kinds.
    let (columns, import) =
        table("Priority\tGrow in the north\tsince May\nOutcome\tFewer returns\t\n");
    assert_eq!(columns, [C::Kind, C::Title, C::Aside]);
    assert!(
        import
            .map
            .cards
            .values()
            .any(|card| card.kind == CardKind::Priority && card.notes == "since May")
    );
    // Excel's own line, and one column only.
    let (columns, import) = table("sep=|\nName|Parent\nGrow|\nSell|Grow; Hope\n");
    assert_eq!(columns, [C::Title, C::Linked]);
    assert!(
        import.map.cards.values().any(|card| card.notes == "→ Hope\n→ Grow"),
        "parked cards have no links: {import:#?}"
    );
    let (columns, _) = table("just\nlines\n");
    assert_eq!(columns, [C::Title]);
}

#[test]
fn a_range_of_cells_is_told_from_lines_with_a_tab() {
    assert!(is_range("a\tb\nc\td\n"));
    assert!(is_range("a\tb\r\n\"c\nx\"\td\r\ne\tf"));
    assert!(!is_range("a\tb"));
    assert!(!is_range("one\ntwo\nthree\twith a tab\nfour"));
}

#[test]
fn an_outline_from_any_editor_becomes_cards() {
    let text = "# Our plan\n\nSaid in May\n\n## Priorities\n\n* Grow in the north\n    - only there\n  more of it\n1. Fewer returns\n\n## Next steps\n- [x] Call *Ann* \\#1\n";
    assert!(is_outline(text) && !is_outline("- a\n- b") && !is_outline("# a\nb"));
    let import = from_outline(text, &Words::all_english()).expect("an outline");
    assert_eq!(&*import.map.title, "Our plan");
    let mut all: Vec<_> = import
        .map
        .cards
        .values()
        .map(|card| (card.place.lane, card.title.as_str(), card.notes.as_str()))
        .collect();
    all.sort();
    assert_eq!(
        all,
        [
            (Lane::Priorities, "Fewer returns", ""),
            (Lane::Priorities, "Grow in the north", "only there\nmore of it"),
            (Lane::Parking, "Call *Ann* #1", "Next steps"),
            (Lane::Parking, "Said in May", ""),
        ]
    );
}

#[test]
fn a_diagram_names_every_card_and_link_and_nothing_in_it_is_markup() {
    let (map, words) = (example(STORES), Words::all_english());
    let text = mermaid(&map, &words);
    assert_eq!(text.matches("-->").count() + text.matches("---").count(), map.links.size());
    assert_eq!(text.lines().filter(|line| line.starts_with("    c")).count(), map.cards.size());
    assert!(text.starts_with("flowchart RL\n") && !text.contains(['<', '&', '`']));
}
