//! What other programs wrote comes in: as a map of its own, or into the open one as one step.

use super::*;
use crate::exchange;

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
    ] {
        let mut story = Story::begin();
        story.writes(Lane::Barriers, "Mine");
        story.takes_in(name, &text);
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

#[test]
fn what_nobody_can_read_is_refused_and_changes_nothing() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Mine");
    for (name, text) in [
        ("notes.txt", "just some words"),
        ("page.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("empty.csv", "\n,,\n"),
        ("broken.canvas", "{\"nodes\": [}"),
    ] {
        story.takes_in(name, text);
        assert_eq!(story.notice(), Some("notice.cannot_open"), "{name}");
        assert_eq!((story.titles(), story.asked().is_none()), (vec!["Mine".to_owned()], true));
    }
}
