//! What other programs wrote comes in: as a map of its own, or into the open one as one step.

use super::*;
use crate::exchange;
use crate::model::{Difference, Part};

impl Story {
    fn takes_in(&mut self, name: &str, text: &str) -> &mut Self {
        self.does(Action::OpenText { text: text.into(), name: name.into(), keep: true })
    }

    fn asked(&mut self) -> Option<Importing> {
        let snapshot = self.state.snapshot()?;
        Importing::of(&snapshot).cloned()
    }

    fn titles(&self) -> Vec<String> {
        let mut all: Vec<_> =
            self.state.map().cards.values().map(|card| card.title.clone()).collect();
        all.sort();
        all
    }
}

/// A picture with this inside, as it comes from a file.
fn png_with(map: &str) -> String {
    let pixel = include_bytes!("../../../tests/corpus/png/no-map.png");
    let png = exchange::with_map(pixel, map).expect("a picture");
    png.iter().map(|byte| char::from(*byte)).collect()
}

const TASKS: &str = "Task,List,Owner\nGrow,Priorities,Ann\nFewer returns,Business outcomes,\n";

#[test]
fn a_table_asks_what_its_columns_hold_and_becomes_a_map() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Mine");
    story.does(Action::ShowStart).takes_in("tasks.csv", TASKS);
    let asked = story.asked().expect("a table is asked about");
    assert!(!asked.may_add, "on the start screen no map is looked at");
    assert_eq!(asked.table.columns, [Column::Title, Column::Lane, Column::Field("owner")]);
    story.does(Action::Import(ImportAction::Column { at: 2, holds: Column::Notes }));
    let shown = story.asked().expect("still asked").shown;
    assert_eq!(shown[0].notes, "Ann");
    story.does(Action::Import(ImportAction::Open));
    assert_eq!(story.titles(), ["Fewer returns", "Grow"]);
    assert_eq!((story.card("Grow").notes.as_str(), story.state.view().page), ("Ann", Page::Map));
    assert!(story.written().is_some(), "it is kept at once");
    assert_eq!(story.state.view().overlay, Overlay::None);
    let number = story.state.view().notices.last().expect("a way back").number;
    story.does(Action::Notice(NoticeStep::GoBack(number)));
    assert_eq!(story.titles(), ["Mine"]);
}

#[test]
fn cells_that_are_pasted_are_gone_through_and_added_as_one_step() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let cells = "Priority\tGrow\nOutcome\tFewer returns\n";
    let paste = Action::Paste { cards: None, text: Some(cells.into()), at: None };
    story.does(paste.clone());
    assert!(story.asked().expect("cells are asked about").may_add);
    story.does(Action::Overlay(Overlay::None));
    assert_eq!((story.titles(), story.asked().is_none()), (vec!["Grow".to_owned()], true));
    story.does(paste);
    story.does(Action::Import(ImportAction::Add));
    assert_eq!(story.state.view().overlay, Overlay::Merge);
    story.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(
        story.titles(),
        ["Fewer returns", "Grow"],
        "what is there already is known by its title"
    );
    story.does(Action::Undo);
    assert_eq!(story.titles(), ["Grow"]);
    // Lines are lines, as before.
    let text = Some("one\ntwo".to_owned());
    story.does(Action::Paste { cards: None, text, at: None });
    assert_eq!(story.titles(), ["Grow", "one", "two"]);
}

#[test]
fn canvases_outlines_and_pictures_open_and_the_map_before_is_one_step_back() {
    let words = crate::words::Words::all_english();
    let mut author = Story::begin_as(9);
    author.writes(Lane::Priorities, "Grow");
    author.writes(Lane::Outcomes, "Fewer returns");
    let map = author.state.map().clone();
    let picture = exchange::draw(&map, &exchange::Extent::Whole, &words);
    let svg = exchange::svg(&picture, Some(&exchange::link_text(&map)), &|_| String::new());
    for (name, text) in [
        ("map.canvas", exchange::json_canvas(&map, &words)),
        ("map.md", exchange::outline(&map, &words)),
        ("map.svg", svg),
        ("map.png", png_with(&exchange::link_text(&map))),
    ] {
        let mut story = Story::begin();
        story.writes(Lane::Barriers, "Mine");
        story.takes_in(name, &text);
        assert_eq!(story.titles(), ["Mine"], "{name} may be meant to be added");
        story.does(Action::Import(ImportAction::Open));
        assert_eq!(story.titles(), ["Fewer returns", "Grow"], "{name}");
        let number = story.state.view().notices.last().expect("a way back").number;
        story.does(Action::Notice(NoticeStep::GoBack(number)));
        assert_eq!(story.titles(), ["Mine"], "{name}");
    }
    // The picture of the map that is open comes back into it, and is gone through.
    author.writes(Lane::Barriers, "New since then");
    let before = exchange::json_canvas(&map, &words).replace("Grow", "Grow in the north");
    author.takes_in("map.canvas", &before);
    assert_eq!(author.state.view().overlay, Overlay::Merge);
    author.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    author.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(author.titles(), ["Fewer returns", "Grow in the north", "New since then"]);
}

/// Whoever adds a file goes through what it brings, as with a copy.
fn review(story: &Story) -> Vec<(Sort, bool, Vec<Part>)> {
    let merging = story.state.merging.as_ref().and_then(|it| it.downcast_ref::<Merging>());
    let review = merging.and_then(|merging| merging.review.as_ref()).expect("a list");
    let parts = |row: &Row| match &row.difference {
        Difference::CardChanged { parts, .. } => parts.clone(),
        _ => Vec::new(),
    };
    review.rows.iter().map(|row| (row.sort(), row.take, parts(row))).collect()
}

const OUTLINE: &str =
    "# Plan\n\n## Priorities\n\n- grow\n  > in the north\n- Save\n\n## Ideas\n\n- Guides\n";

#[test]
fn a_file_of_another_program_is_added_through_the_list_and_taken_back_in_one_step() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    story.does(Action::SetField { id: grow.clone(), key: "level", value: "enterprise".into() });
    let guides = story.writes(Lane::Support, "Guides");
    story.does(Action::Link { from: guides, to: grow, kind: None });
    let before = exchange::canonical(story.state.map());

    story.takes_in("plan.md", OUTLINE);
    let snapshot = story.state.snapshot().expect("a question");
    let incoming = Incoming::of(&snapshot).expect("where is it to go?");
    assert_eq!((incoming.map().cards.size(), incoming.odd().len()), (3, 0));
    // Thought better of, nothing has happened.
    story.does(Action::Overlay(Overlay::None));
    assert_eq!(exchange::canonical(story.state.map()), before);

    story.takes_in("plan.md", OUTLINE);
    story.does(Action::Import(ImportAction::Add));
    // What the outline has no place for (level, links) it does not deny, and it removes nothing. Its parked card is
    // the support of the same words.
    let mut rows = review(&story);
    rows.sort_by_key(|(_, _, parts)| parts.len());
    assert_eq!(
        rows,
        [
            (Sort::New, true, vec![]),
            // The title, which this map has not.
            (Sort::Differs, true, vec![]),
            (Sort::Differs, true, vec![Part::Notes]),
            (Sort::Differs, false, vec![Part::Title, Part::Notes]),
        ]
    );
    story.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    story.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(story.titles(), ["Guides", "Save", "grow"]);
    assert_eq!(story.card("grow").notes, "in the north");
    assert_eq!(story.card("Guides").kind, CardKind::Initiative);
    assert_eq!(story.links().len(), 1);
    story.does(Action::Undo);
    assert_eq!(exchange::canonical(story.state.map()), before, "one step");
}

#[test]
fn pictures_canvases_tables_and_files_are_added_together_and_what_is_odd_is_told() {
    let words = crate::words::Words::all_english();
    let mut author = Story::begin_as(9);
    author.writes(Lane::Priorities, "Drawn");
    let map = author.state.map().clone();
    let picture = exchange::draw(&map, &exchange::Extent::Whole, &words);
    let svg = exchange::svg(&picture, Some(&exchange::link_text(&map)), &|_| String::new());
    let canvas = r#"{ "nodes": [{ "id": "a", "type": "text", "x": 0, "y": 0, "width": 9, "height": 9, "text": "Sketched" },
        { "id": "a", "type": "text", "x": 0, "y": 0, "width": 9, "height": 9, "text": "Twice" }] }"#;
    let mut story = Story::begin();
    story.writes(Lane::Barriers, "Mine");
    let files = [("map.svg", svg.as_str()), ("board.canvas", canvas), ("tasks.csv", TASKS)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    story.does(Action::Merge(MergeAction::Files(files.into())));
    let mut told = Vec::new();
    while story.state.view().overlay == Overlay::Merge {
        let merging = story.state.merging.as_ref().and_then(|it| it.downcast_ref::<Merging>());
        let review = merging.and_then(|merging| merging.review.clone()).expect("a list");
        assert!(review.rows.iter().all(|row| row.sort() == Sort::New && row.take));
        told.push((review.name, review.odd.len()));
        story.does(Action::Merge(MergeAction::CarryOut));
    }
    let told: Vec<_> = told.iter().map(|(name, odd)| (name.as_str(), *odd)).collect();
    assert_eq!(told, [("map.svg", 0), ("board.canvas", 1), ("tasks.csv", 0)]);
    let all = ["Drawn", "Fewer returns", "Grow", "Mine", "Sketched", "Twice"];
    assert_eq!(story.titles(), all);
}

#[test]
fn an_outline_or_a_canvas_that_is_pasted_is_added_and_lines_stay_lines() {
    let mut story = Story::begin();
    let paste = |text: &str| Action::Paste { cards: None, text: Some(text.into()), at: None };
    story.does(paste(OUTLINE)).does(Action::Import(ImportAction::Add));
    story.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(story.titles(), ["Guides", "Save", "grow"]);
    story.does(paste(
        "{\"nodes\": [{\"id\": \"a\", \"type\": \"text\", \"text\": \"Sketched\"}], \"edges\": []}",
    ));
    story.does(Action::Import(ImportAction::Add)).does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(story.titles(), ["Guides", "Save", "Sketched", "grow"]);
    // A note of a call has headings, too, and no lane of ours.
    story.does(paste("# Call\n- Ask Ann"));
    assert_eq!(story.titles(), ["Ask Ann", "Call", "Guides", "Save", "Sketched", "grow"]);
    assert_eq!(story.notice(), Some("paste.parked"), "where they are, as they may be out of sight");
}

#[test]
fn the_chat_of_a_call_becomes_cards_without_names_unless_somebody_wants_them() {
    let chat =
        "[09:14] Ann: Grow in the north\n[09:15] Ben: Fewer returns\nby half\n[09:16] Ann:\n";
    let paste = Action::Paste { cards: None, text: Some(chat.into()), at: None };
    let mut story = Story::begin();
    story.does(paste.clone()).does(Action::Import(ImportAction::Add));
    story.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(story.titles(), ["Fewer returns", "Grow in the north"]);
    assert_eq!(story.card("Fewer returns").notes, "by half");
    story.does(Action::Undo).does(paste);
    story.does(Action::Import(ImportAction::Column { at: 2, holds: Column::Aside }));
    story.does(Action::Import(ImportAction::Add)).does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(story.card("Fewer returns").notes, "by half\nWho said it: Ben");
    assert_eq!(story.card("Grow in the north").notes, "Who said it: Ann");
}

#[test]
fn what_nobody_can_read_is_refused_and_changes_nothing() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Mine");
    for (name, text) in [
        ("notes.txt", "just some words"),
        ("page.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("empty.csv", "\n,,\n"),
        ("broken.canvas", "{\"nodes\": [}"),
        ("photo.png", "\u{89}PNG\r\n\u{1a}\n"),
        ("no.png", "\u{89}PNG\r\n and words – of any sort"),
    ] {
        story.takes_in(name, text);
        assert_eq!(story.notice(), Some("notice.cannot_open"), "{name}");
        assert_eq!((story.titles(), story.asked().is_none()), (vec!["Mine".to_owned()], true));
    }
}
