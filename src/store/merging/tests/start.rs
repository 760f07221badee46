//! Several files at once where no map is open: the first one is opened, and the others go into it.

use super::*;
use crate::store::Page;

const TASKS: &str = "Task\tList\nFewer returns\tBusiness outcomes\n";

fn carries_out(story: &mut Story) -> Vec<String> {
    let mut seen = Vec::new();
    while story.state.view().overlay == Overlay::Merge {
        let merging = merging(story);
        seen.extend(merging.copies.iter().map(|copy| copy.name.clone()));
        seen.extend(merging.review.map(|review| review.name));
        story.does(Action::Merge(MergeAction::CarryOut));
    }
    seen
}

/// Until nothing is left for a later turn.
fn rests_from_opening(story: &mut Story) {
    while let Some(at) = story.effects.iter().position(|it| matches!(it, Effect::Later(_))) {
        let Effect::Later(action) = story.effects.remove(at) else { continue };
        story.does(action);
    }
}

#[test]
fn copies_that_come_back_on_the_start_screen_become_one_map() {
    let (mut host, files) = five_copies();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let mine = host.card("Written meanwhile").id.clone();
    host.does(Action::ShowStart);
    merges(&mut host, &files);
    assert_eq!(host.state.view().page, Page::Map);
    assert_eq!(carries_out(&mut host), ["1.json", "2.json", "3.json", "4.json"]);
    let all = ["Grow in the north", "Idea 0", "Idea 1", "Idea 2", "Idea 3", "Idea 4"];
    let titles = comparable(&host);
    assert!(all[1..].iter().all(|idea| titles.iter().any(|it| it == idea)), "{titles:?}");
    assert!(host.state.map().card(&mine).is_none(), "what lay aside stays as it is");
}

#[test]
fn a_file_that_is_passed_over_takes_none_of_the_others_with_it() {
    let maps = ["Grow", "Save", "Learn"].map(|title| {
        let mut author = Story::begin_as(9);
        author.writes(Lane::Priorities, title);
        exports(&mut author, Action::Export)
    });
    let mut host = Story::begin();
    host.writes(Lane::Outcomes, "Sales");
    merges(&mut host, &maps.each_ref().map(String::as_str));
    let asked = |story: &Story| merging(story).review.map(|review| review.name);
    assert_eq!(asked(&host).as_deref(), Some("0.json"));
    host.does(Action::Overlay(Overlay::None));
    assert_eq!(asked(&host).as_deref(), Some("1.json"));
    host.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(asked(&host).as_deref(), Some("2.json"));
    host.does(Action::Overlay(Overlay::None));
    assert_eq!(host.state.view().overlay, Overlay::None);
    assert_eq!(comparable(&host), ["Sales", "Save"]);
}

#[test]
fn files_of_every_sort_are_gone_through_and_what_holds_no_map_is_told() {
    let mut author = Story::begin_as(9);
    author.writes(Lane::Priorities, "Grow");
    let map = exports(&mut author, Action::Export);
    let mut host = Story::begin();
    host.does(Action::ShowStart);
    merges(&mut host, &["no map at all", &map, TASKS]);
    assert_eq!(carries_out(&mut host), ["2.json"]);
    assert_eq!(comparable(&host), ["Fewer returns", "Grow"]);
    assert_eq!(host.state.map().id, author.state.map().id);
    let told = host.state.view().notices.iter().any(|it| it.message.key == "merge.refused");
    assert!(told, "of the first file it is said that it holds no map");

    // Where none of them holds a map, the start screen stays.
    let mut host = Story::begin();
    host.does(Action::ShowStart);
    merges(&mut host, &["no map", "none either"]);
    assert_eq!((host.state.view().page, comparable(&host).len()), (Page::Start, 0));
}

#[test]
fn a_large_map_takes_its_turns_before_the_others_go_into_it() {
    let card = |i: usize| serde_json::json!({ "id": format!("c{i}"), "kind": "priority", "title": "x".repeat(300) });
    let cards: Vec<_> = (0..1_000).map(card).collect();
    let large = serde_json::json!({ "format": "alignment-map", "version": 1, "id": "large", "cards": cards });
    let large = large.to_string();
    let mut host = Story::begin();
    host.does(Action::ShowStart);
    merges(&mut host, &[&large, TASKS]);
    assert_eq!(host.state.view().page, Page::Start, "it is not open yet");
    rests_from_opening(&mut host);
    assert_eq!(carries_out(&mut host), ["1.json"]);
    assert_eq!(host.state.map().cards.size(), 1_001);
}
