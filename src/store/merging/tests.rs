//! Stories about copies that went apart and come back.

mod names;
mod start;

use super::*;
use crate::document::TextField;
use crate::exchange;
use crate::model::{Difference, Lane};
use crate::store::tests::Story;
use crate::store::{Action, update};

/// What the person would find in the folder of downloads.
fn exports(story: &mut Story, action: Action) -> String {
    story.does(action);
    let last = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::Download { text, .. } => Some(text.clone()),
        _ => None,
    });
    last.expect("a file")
}

fn opens(story: &mut Story, text: &str) {
    story.does(Action::OpenText { text: text.into(), name: "map.json".into(), keep: true });
}

fn merges(story: &mut Story, files: &[&str]) {
    let files = files.iter().enumerate().map(|(i, text)| (format!("{i}.json"), (*text).to_owned()));
    story.does(Action::Merge(MergeAction::Files(files.collect())));
}

fn rewrites(story: &mut Story, title: &str, text: &str) {
    let id = story.card(title).id.clone();
    story.does(Action::Type { id, field: TextField::Title, text: text.into() });
}

fn canonical(story: &Story) -> String {
    exchange::canonical(story.state.map())
}

fn merging(story: &Story) -> Merging {
    story.state.merging().expect("something to decide")
}

/// What a browser that reads the log would show.
fn kept(story: &Story) -> String {
    let entries: Vec<_> = story
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Append { bytes, .. } => Some(bytes.as_slice()),
            _ => None,
        })
        .collect();
    let id = story.state.map().id.clone();
    let (replica, refused) = Replica::from_updates(id, 99, Rc::new(|| 0), entries);
    assert_eq!(refused, []);
    exchange::canonical(replica.map())
}

/// Everything that waits is written.
fn rests(story: &mut Story) {
    story.does(Action::Flush);
    for key in 0..20 {
        let slot = story.state.slot().to_owned();
        story.does(Action::Appended { slot, result: Ok(key) });
    }
}

/// A facilitator's map, and what five people made of their copies.
fn five_copies() -> (Story, Vec<String>) {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    host.writes(Lane::Outcomes, "Sales");
    let copy = exports(&mut host, Action::ExportCopy);
    let back = (0..5).map(|i| {
        let mut guest = Story::begin_as(100 + i);
        opens(&mut guest, &copy);
        guest.writes(Lane::Support, &format!("Idea {i}"));
        match i {
            0 => rewrites(&mut guest, "Grow", "Grow in the north"),
            1 => rewrites(&mut guest, "Grow", "We grow"),
            2 => {
                let ids = vec![guest.card("Sales").id.clone()];
                guest.does(Action::RemoveCards { ids });
            }
            _ => {}
        }
        exports(&mut guest, Action::ExportCopy)
    });
    let back = back.collect();
    host.writes(Lane::Priorities, "Written meanwhile");
    (host, back)
}

#[test]
fn copies_that_come_back_merge_letter_by_letter_in_whatever_order() {
    let mut maps = Vec::new();
    for order in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1], [3, 1, 4, 0, 2]] {
        let (mut host, files) = five_copies();
        let files: Vec<&str> = order.iter().map(|i| files[*i].as_str()).collect();
        merges(&mut host, &files);
        let asked = merging(&host);
        assert_eq!((asked.copies.len(), asked.review.is_none()), (5, true));
        assert_eq!(asked.brings, Brings { new: 5, changed: 1, removed: 1, others: 0 });
        host.does(Action::Merge(MergeAction::CarryOut));
        assert_eq!(host.card("We grow in the north").kind.home(), Lane::Priorities);
        assert!(host.state.map().cards.values().all(|card| card.title != "Sales"));
        host.card("Written meanwhile");
        let titles: Vec<_> = host.state.map().cards.values().map(|c| c.title.clone()).collect();
        assert_eq!(titles.len(), 7, "{titles:?}");
        maps.push(comparable(&host));
        assert_eq!(host.state.view().overlay, Overlay::None);
    }
    assert!(maps.windows(2).all(|pair| pair[0] == pair[1]), "{maps:?}");
}

/// The titles, since every run of the story draws its own ids.
fn comparable(story: &Story) -> Vec<String> {
    let mut titles: Vec<_> = story.state.map().cards.values().map(|c| c.title.clone()).collect();
    titles.sort();
    titles
}

#[test]
fn one_set_of_copies_gives_one_map_to_the_byte_in_any_order() {
    let (host, files) = five_copies();
    let base = exchange::with_history(host.state.map(), &host.state.replica.encode());
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]];
    let maps: Vec<_> = orders
        .iter()
        .map(|order| {
            let mut other = Story::begin_as(7_000);
            opens(&mut other, &base);
            for i in order {
                merges(&mut other, &[&files[*i]]);
                other.does(Action::Merge(MergeAction::CarryOut));
            }
            canonical(&other)
        })
        .collect();
    assert!(maps[0].contains("We grow in the north"));
    assert!(maps.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn what_a_copy_brought_is_in_the_log_and_a_copy_is_kept_whole_when_it_is_opened() {
    let (mut host, files) = five_copies();
    merges(&mut host, &files.iter().map(String::as_str).collect::<Vec<_>>());
    host.does(Action::Merge(MergeAction::CarryOut));
    rests(&mut host);
    assert_eq!(kept(&host), canonical(&host));

    let mut guest = Story::begin_as(200);
    opens(&mut guest, &files[0]);
    guest.writes(Lane::Priorities, "On top");
    rests(&mut guest);
    assert_eq!(kept(&guest), canonical(&guest));
}

#[test]
fn the_same_copy_twice_or_one_that_nobody_touched_brings_nothing() {
    let (mut host, files) = five_copies();
    merges(&mut host, &[&files[0]]);
    host.does(Action::Merge(MergeAction::CarryOut));
    let before = canonical(&host);
    merges(&mut host, &[&files[0]]);
    assert!(!merging(&host).does_something());
    host.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(canonical(&host), before);
}

#[test]
fn a_file_without_history_is_gone_through_and_what_is_taken_is_one_step() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    host.writes(Lane::Priorities, "Only here");
    let plain = exports(&mut host, Action::Export);
    let theirs = plain
        .replace("\"title\": \"Grow\"", "\"title\": \"Shrink\"")
        .replace("\"title\": \"Only here\"", "\"title\": \"Only here\", \"notes\": \"A note\"");
    let theirs = theirs.replacen(
        "\"cards\": [",
        "\"cards\": [{\"id\": \"new\", \"kind\": \"outcome\", \"title\": \"Sales\"},",
        1,
    );
    let before = canonical(&host);
    merges(&mut host, &[&theirs]);
    let review = merging(&host).review.expect("a list");
    let rows: Vec<_> = review.rows.iter().map(|row| (row.sort(), row.take)).collect();
    // What is new and what fills a blank is offered to be taken; where both say something, ours stays.
    assert_eq!(rows.iter().filter(|row| **row == (Sort::New, true)).count(), 1);
    assert_eq!(rows.iter().filter(|row| **row == (Sort::Differs, true)).count(), 1);
    assert_eq!(rows.iter().filter(|row| **row == (Sort::Differs, false)).count(), 1);
    host.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(host.card("Only here").notes, "A note");
    host.card("Sales");
    host.card("Grow");
    host.does(Action::Undo);
    assert_eq!(canonical(&host), before);

    merges(&mut host, &[&theirs]);
    host.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    host.does(Action::Merge(MergeAction::TakeAll { sort: Sort::New, take: false }));
    host.does(Action::Merge(MergeAction::CarryOut));
    host.card("Shrink");
    assert_eq!(host.state.map().cards.size(), 2);
}

#[test]
fn a_copy_of_the_open_map_asks_whether_it_comes_back_and_may_be_opened_by_itself() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    let copy = exports(&mut host, Action::Export);
    rewrites(&mut host, "Grow", "Grow more");
    opens(&mut host, &copy);
    assert_eq!(host.state.view().overlay, Overlay::Merge);
    host.card("Grow more");
    host.does(Action::Merge(MergeAction::OpenInstead));
    host.card("Grow");
    assert_eq!(host.state.view().overlay, Overlay::None);
}

#[test]
fn a_file_edited_by_hand_says_what_counts_and_still_merges_as_a_relative() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    let copy = exports(&mut host, Action::ExportCopy);
    let edited = copy.replace("\"title\": \"Grow\"", "\"title\": \"Grow by hand\"");
    let mut guest = Story::begin_as(300);
    opens(&mut guest, &edited);
    guest.card("Grow by hand");
    let back = exports(&mut guest, Action::ExportCopy);
    merges(&mut host, &[&back]);
    host.does(Action::Merge(MergeAction::CarryOut));
    host.card("Grow by hand");
}

#[test]
fn a_history_that_is_none_or_of_another_map_harms_nothing() {
    let (mut host, files) = five_copies();
    let before = canonical(&host);
    let at = files[0].find("\"history\": \"").expect("a history") + 40;
    let mut bad = files[0].clone();
    bad.replace_range(at..at + 6, "AAAAAA");
    for text in [bad.as_str(), "no map at all", "{\"merge_state\": {\"of\": 3}}"] {
        merges(&mut host, &[text]);
        assert_eq!(canonical(&host), before);
    }
    let mut other = Story::begin_as(400);
    other.writes(Lane::Priorities, "Foreign");
    let foreign = exports(&mut other, Action::ExportCopy);
    merges(&mut host, &[&foreign]);
    let asked = merging(&host);
    assert!(asked.copies.is_empty());
    assert!(asked.review.expect("a list").rows.iter().all(|row| row.sort() != Sort::Missing));
}

#[test]
fn what_came_in_a_link_goes_into_the_map_that_was_open_before() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Mine");
    let mut other = Story::begin_as(500);
    other.writes(Lane::Priorities, "Theirs");
    let text = exchange::link_text(other.state.map());
    host.looks_at(text.into_bytes());
    host.card("Theirs");
    host.does(Action::Merge(MergeAction::Visited { slot: None }));
    host.card("Mine");
    assert_eq!(host.state.view().overlay, Overlay::Merge);
    host.does(Action::Merge(MergeAction::CarryOut));
    host.card("Mine");
    host.card("Theirs");
    drop(update(&mut host.state, Action::Undo));
    assert_eq!(host.state.map().cards.size(), 1);
}

#[test]
fn a_copy_that_shows_nothing_new_is_kept_all_the_same_since_later_words_build_on_it() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    let copy = exports(&mut host, Action::ExportCopy);
    let mut guest = Story::begin_as(600);
    opens(&mut guest, &copy);
    rewrites(&mut guest, "Grow", "Grows");
    guest.does(Action::EndEdit);
    rewrites(&mut guest, "Grows", "Grow");
    let back = exports(&mut guest, Action::ExportCopy);
    merges(&mut host, &[&back]);
    assert!(!merging(&host).does_something());
    host.does(Action::Merge(MergeAction::CarryOut));
    rewrites(&mut host, "Grow", "Grow more");
    rests(&mut host);
    assert_eq!(kept(&host), canonical(&host));
}

#[test]
fn a_list_that_no_longer_holds_is_shown_again_with_its_ticks_and_a_link_changes_with_its_card() {
    let mut host = Story::begin();
    host.writes(Lane::Priorities, "Grow");
    host.writes(Lane::Priorities, "Save");
    let theirs = exports(&mut host, Action::Export)
        .replace("\"Grow\"", "\"Grow abroad\"")
        .replace("\"Save\"", "\"Save money\"");
    merges(&mut host, &[&theirs]);
    host.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    let removed = vec![host.card("Save").id.clone()];
    host.does(Action::RemoveCards { ids: removed });
    host.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(host.state.view().overlay, Overlay::Merge);
    host.card("Grow");
    host.does(Action::Merge(MergeAction::CarryOut));
    host.card("Grow abroad");

    // Another kind, and the link of the same id says what then fits.
    let guides = host.writes(Lane::Support, "Guides");
    let sales = host.writes(Lane::Outcomes, "Sales");
    host.does(Action::Link { from: guides, to: sales, kind: None });
    let theirs = exports(&mut host, Action::Export)
        .replace("\"kind\": \"initiative\"", "\"kind\": \"performance\"")
        .replace("\"kind\": \"contributes\"", "\"kind\": \"moves\"");
    merges(&mut host, &[&theirs]);
    host.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    host.does(Action::Merge(MergeAction::CarryOut));
    assert_eq!(
        host.state.map().links.values().map(|l| l.kind.name()).collect::<Vec<_>>(),
        ["moves"]
    );
}

#[test]
fn another_map_with_ids_that_are_alike_by_chance_brings_all_its_cards_and_every_link_leads_to_its_own()
 {
    let mut host = Story::begin();
    opens(&mut host, include_str!("../../../examples/sixty-stores.json"));
    let before = host.state.map().clone();
    let text = include_str!("../../../examples/retailer-safety-videos.json");
    let other = exchange::parse(text).expect("a map").map;
    let alike = other.cards.keys().filter(|id| before.card(id).is_some()).count();
    assert!(alike > 5, "both have cards of the same ids");
    merges(&mut host, &[text]);
    let rows = merging(&host).review.expect("a list").rows;
    let new = rows.iter().filter(|row| matches!(row.difference, Difference::CardAdded(_)));
    assert_eq!(new.count(), other.cards.size(), "all of them");
    let changed =
        rows.iter().filter(|row| matches!(row.difference, Difference::CardChanged { .. }));
    assert_eq!(changed.count(), 0);
    host.does(Action::Merge(MergeAction::CarryOut));
    let after = host.state.map();
    assert_eq!(after.cards.size(), before.cards.size() + other.cards.size());
    // Every statement is one of either map's, word for word.
    let said = |map: &Map| {
        let title = |id| map.card(id).expect("an end").title.clone();
        let links = map.links.values();
        let mut all: Vec<_> =
            links.map(|link| (title(&link.from), link.kind, title(&link.to))).collect();
        all.sort();
        all
    };
    let mut wanted = [said(&before), said(&other)].concat();
    wanted.sort();
    assert_eq!(said(after), wanted);
}

#[test]
fn a_map_of_other_origin_that_does_not_mention_what_stands_on_a_link_leaves_it() {
    let mut host = Story::begin();
    let from = host.writes(Lane::Support, "Guides");
    let to = host.writes(Lane::Outcomes, "Sales");
    host.does(Action::Link { from, to, kind: None });
    let plain = exports(&mut host, Action::Export);
    let kept = "\"kind\": \"contributes\", \"assumption\": \"They read them\", \"strength\": 2";
    let mut ours = Story::begin_as(900);
    opens(&mut ours, &plain.replace("\"kind\": \"contributes\"", kept));
    let id = host.state.map().id.to_string();
    merges(&mut ours, &[&plain.replace(&id, "another")]);
    assert_eq!(ours.state.view().overlay, Overlay::None, "it says nothing else");
    let more = "\"kind\": \"contributes\", \"strength\": 4";
    let more = plain.replace(&id, "another").replace("\"kind\": \"contributes\"", more);
    merges(&mut ours, &[&more]);
    ours.does(Action::Merge(MergeAction::TakeAll { sort: Sort::Differs, take: true }));
    ours.does(Action::Merge(MergeAction::CarryOut));
    let link = ours.state.map().links.values().next().expect("a link");
    assert_eq!(link.fields.text("assumption"), "They read them");
    assert_eq!(link.fields.get("strength"), Some(&crate::model::Value::Number(4.0)));
}
