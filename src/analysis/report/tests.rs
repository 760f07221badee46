//! What the pages say of small maps.

use super::*;
use crate::analysis::story::{Story, story, whole};
use crate::model::{Block, CardId, CardKind as K, Cell, Line, LinkKind as L, Mark};
use serde_json::json;

fn page(story: &Story, of: &PageOf) -> Sheet {
    sheet(&story.map, of, story.today, &Words::all_english()).expect("a page")
}

fn id(title: &str) -> CardId {
    CardId::parse(title).expect("an id")
}

/// The lines under a heading, as they are read; a gap is marked.
fn under(sheet: &Sheet, heading: &str) -> Vec<String> {
    let mut blocks = sheet.blocks.iter();
    blocks.find(|block| matches!(block, Block::Heading(name) if name == heading)).expect(heading);
    let mut said = Vec::new();
    let read = |line: &Line| {
        let sign = if line.gap { "! " } else { "" };
        let between = if line.lead.is_empty() || line.rest.is_empty() { "" } else { ": " };
        format!("{sign}{}{between}{}", line.lead, line.rest)
    };
    for block in blocks {
        match block {
            Block::Heading(_) => break,
            Block::List(lines) => said.extend(lines.iter().map(read)),
            Block::Text(line) => said.push(read(line)),
            _ => {}
        }
    }
    said
}

fn told() -> Story {
    whole().of("Ann").set("unit", "Sales").of("Bob").set("unit", "Stores")
}

#[test]
fn an_executive_reads_what_is_covered_by_what_the_numbers_and_who_promised() {
    let story = told()
        .of("Theirs")
        .set("who", "Bob")
        .set("due", "2026-12-01")
        .add(K::Priority, "Hold")
        .add(K::Priority, "Later")
        .set("gap_accepted", true)
        .add(K::Initiative, "Old")
        .set("status", "stopped")
        .link("Guide", L::Replaces, "Old");
    let sheet = page(&story, &PageOf::Map);
    let wanted = [
        "Grow: supported by Guide",
        "! Hold: nothing supports it yet",
        "Later: left without support on purpose",
    ];
    assert_eq!(under(&sheet, "What matters most, and what supports it"), wanted);
    let numbers = "Sales: From 10 to 12 deals by 31 Mar 2027. Owner: Bob.";
    assert_eq!(under(&sheet, "What should change"), [numbers]);
    assert_eq!(under(&sheet, "What we stop"), ["Old: replaced by Guide"]);
    let promises = ["Bob: Theirs, by 1 Dec 2026", "! Nobody named: Ours, no date yet"];
    assert_eq!(under(&sheet, "Who promised what"), promises);
    let asked = under(&sheet, "What is still to be asked");
    assert_eq!(
        asked,
        ["Nothing is being done for this. Is that meant so?: Nothing leads to “Hold”."]
    );
}

#[test]
fn what_stops_says_what_it_frees() {
    let off = |title: &str| whole().add(K::Initiative, title).set("status", "stopped");
    let stops = |story: &Story| under(&page(story, &PageOf::Map), "What we stop");
    assert_eq!(stops(&off("Old")), ["Old: stopped"], "nobody has said what it took");
    let old = off("Old").set("effort_days", 12.5);
    assert_eq!(stops(&old), ["Old: stopped", "Stopping frees 12.5 days of effort."]);
    let two = old.add(K::Initiative, "Older").set("status", "stopped");
    let said =
        "Stopping frees 12.5 days of effort, and of one more nobody has said how much it took.";
    assert!(stops(&two).contains(&said.to_owned()), "{:?}", stops(&two));
}

#[test]
fn what_is_missing_shows_and_an_empty_map_is_a_page_too() {
    let sheet = page(&story(), &PageOf::Map);
    let none = under(&sheet, "What matters most, and what supports it");
    assert_eq!(none, ["! No priority is on the map yet"]);
    let bare = page(
        &story().add(K::Outcome, "Sales").set("finder", "Ann").set("find_by", "2026-12-01"),
        &PageOf::Map,
    );
    let said = "! Sales: No numbers and no date yet. The numbers come from Ann by 1 Dec 2026. Nobody in the business answers for it yet.";
    assert_eq!(under(&bare, "What should change"), [said]);
}

fn cells(story: &Story) -> Vec<Vec<Cell>> {
    let sheet = page(story, &PageOf::Map);
    let matrix = sheet.blocks.into_iter().find_map(|block| match block {
        Block::Matrix(matrix) => Some(matrix),
        _ => None,
    });
    matrix
        .map(|matrix| matrix.rows.into_iter().map(|(_, cells)| cells).collect())
        .unwrap_or_default()
}

#[test]
fn a_department_is_reached_where_support_leads_to_its_part() {
    // Sales sponsors the support, Stores owns the outcome.
    assert_eq!(cells(&told()), [[Cell::Held(1), Cell::Held(1)]]);
    let cut = told().unlink("Guide", L::Enables, "Ask");
    assert_eq!(cells(&cut), [[Cell::None, Cell::Open]]);
    let two = told().add(K::Priority, "Hold").link("Ann", L::Raised, "Hold");
    assert_eq!(cells(&two), [[Cell::Held(1), Cell::Held(1)], [Cell::Open, Cell::None]]);
    assert_eq!(cells(&whole()), [[Cell::None; 0]; 0], "nobody has named a department");
}

#[test]
fn readings_are_drawn_with_everything_said_in_words() {
    let readings =
        json!([{"date": "2026-11-01", "value": 11}, {"date": "2026-10-01", "value": 10.5}]);
    let story = whole().of("Sales").set("readings", readings);
    let card = story.map.card(&id("Sales")).expect("it is there");
    let course = course(card, &Words::all_english()).expect("something was measured");
    assert_eq!(
        course.alt,
        "From 10 deals; 10.5 deals on 1 Oct 2026; 11 deals on 1 Nov 2026; Target 12 deals by 31 Mar 2027"
    );
    assert_eq!(course.points.len(), 2);
    let measured = under(&page(&story, &PageOf::Map), "What should change");
    assert!(measured[0].contains("Measured last: 11 deals on 1 Nov 2026."), "{measured:?}");
}

#[test]
fn a_case_is_retold_and_what_nobody_wrote_shows() {
    let story = whole()
        .add(K::Case, "Retold")
        .set("instance", "Late news")
        .set("shared", json!([{"who": "Board", "date": "2026-11-03"}]))
        .link("Retold", L::EvidenceFor, "Guide");
    let sheet = page(&story, &PageOf::Case(id("Retold")));
    assert_eq!(under(&sheet, "What happened"), ["Late news"]);
    assert_eq!(under(&sheet, "What came of it"), ["! not written down yet"]);
    assert_eq!(under(&sheet, "What it speaks for"), ["Guide"]);
    assert_eq!(under(&sheet, "Told to"), ["Board: 3 Nov 2026"]);
}

#[test]
fn a_recap_tells_somebody_what_became_of_what_they_said_and_grades_no_moment() {
    let story = told()
        .of("Bob")
        .set("spectrum", json!([{"date": "2026-01-01", "what": "Snapped at us", "place": 1}]))
        .set("expectation", "Slides on demand")
        .add(K::Request, "Video")
        .set("decision", "shaped")
        .link("Bob", L::Raised, "Video")
        .link("Video", L::ReframedAs, "Sales");
    let sheet = page(&story, &PageOf::Recap(id("Bob")));
    let heard = under(&sheet, "What we heard from you");
    assert_eq!(heard, ["Video: Shaped together. Behind it: Sales"]);
    assert_eq!(under(&sheet, "What is done for it"), ["Guide: Running"]);
    assert_eq!(under(&sheet, "Who promised what").len(), 2);
    assert_eq!(under(&sheet, "When we look at this again"), ["! No date agreed yet"]);
    let all = format!("{sheet:?}");
    assert!(!all.contains("Snapped") && !all.contains("Slides on demand"), "{all}");
}

#[test]
fn a_line_of_sight_is_a_sentence_with_what_stands_behind_it() {
    let sheet = page(&told(), &PageOf::Sight(id("Ask")));
    let Some(Block::Lead(runs)) = sheet.blocks.first() else { panic!("{sheet:?}") };
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(text, "We’ll do Guide so that Ask, moving Sales, for the priority Grow.");
    assert_eq!(under(&sheet, "Who carries it"), ["Ann: sponsor", "Bob: owner"]);
    let open = page(&story().add(K::Initiative, "Guide"), &PageOf::Sight(id("Guide")));
    let Some(Block::Lead(runs)) = open.blocks.first() else { panic!("{open:?}") };
    assert_eq!(runs.iter().filter(|run| run.mark == Mark::Blank).count(), 3);
}

#[test]
fn there_is_a_page_for_the_map_each_case_and_each_of_the_business() {
    let story = whole().colleague("Sue").add(K::Case, "Retold");
    let wanted = [
        PageOf::Map,
        PageOf::Case(id("Retold")),
        PageOf::Recap(id("Ann")),
        PageOf::Recap(id("Bob")),
    ];
    assert_eq!(pages(&story.map), wanted);
    let gone = PageOf::Case(id("Gone"));
    assert_eq!(sheet(&story.map, &gone, story.today, &Words::all_english()), None);
}

// Native only: the generator of random cases is no dependency of the Wasm tests.
#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn every_day_is_written_with_its_month(number in -719_162i32..2_932_896) {
        let date = Date::from_day_number(number).expect("within the calendar");
        let text = day(date, &Words::all_english());
        let parts: Vec<_> = text.split(' ').collect();
        proptest::prop_assert!(parts.len() == 3 && parts[1].len() == 3, "{text}");
    }
}
