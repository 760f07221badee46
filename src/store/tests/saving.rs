//! What is said to be saved is, and whatever the storage does, nothing is dropped.

use super::{Story, large_map};
use crate::document::TextField;
use crate::model::Lane;
use crate::store::*;

#[test]
fn saved_is_said_only_when_the_storage_says_so() {
    let mut story = Story::begin();
    assert_eq!(story.state.saved(), Saved::Untouched);
    story.writes(Lane::Priorities, "Grow");
    assert_eq!(story.state.saved(), Saved::Saving);
    story.does(Action::Flush);
    let (_, stored) = story.written().expect("it is handed to the storage");
    assert_eq!(story.state.saved(), Saved::Saving);
    story.writes(Lane::Priorities, "Keep staff");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(1) });
    assert_eq!(story.state.saved(), Saved::Saving, "the second card is not written yet");
    story.does(Action::Flush);
    story.does(Action::Appended { slot: stored.slot, result: Ok(2) });
    assert_eq!(story.state.saved(), Saved::InThisBrowser);
}

#[test]
fn when_the_storage_is_full_the_screen_says_so_work_goes_on_and_nothing_is_dropped() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let (first, stored) = story.written().expect("handed over");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Err(Trouble::Full) });
    assert_eq!(story.state.saved(), Saved::Failed(Trouble::Full));
    assert_eq!(story.notice(), Some("notice.storage_full"));
    story.writes(Lane::Priorities, "Keep staff");
    story.does(Action::Flush);
    let (again, _) = story.written().expect("tried again");
    assert_eq!(again, first, "the same words, in the same order");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(1) });
    let (second, _) = story.written().expect("the next follows at once");
    story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(2) });
    assert_eq!(story.state.saved(), Saved::InThisBrowser);
    let mut later = Story::begin();
    let entries = Ok(vec![(1, first), (2, second)]);
    later.does(Action::Loaded { slot: stored.slot, entries });
    assert_eq!(later.state.map(), story.state.map());
}

#[test]
fn two_tabs_on_one_map_both_keep_all_their_edits() {
    let (mut left, mut right) = (Story::begin(), Story::begin());
    left.writes(Lane::Priorities, "Grow");
    left.does(Action::Flush);
    let (bytes, stored) = left.written().expect("handed over");
    left.does(Action::Appended { slot: stored.slot.clone(), result: Ok(1) });
    right.state.setup.client = 8;
    right.does(Action::Loaded { slot: stored.slot.clone(), entries: Ok(vec![(1, bytes.clone())]) });
    right.writes(Lane::Priorities, "Keep staff");
    right.does(Action::Flush);
    let (theirs, _) = right.written().expect("handed over");
    left.writes(Lane::Outcomes, "Conversion");
    left.does(Action::Rang);
    left.does(Action::Loaded { slot: stored.slot, entries: Ok(vec![(1, bytes), (2, theirs)]) });
    for title in ["Grow", "Keep staff", "Conversion"] {
        left.card(title);
    }
}

/// What a tab writes, one entry after the other.
fn entries_of(writes: &[&str]) -> (Stored, Vec<(u64, Vec<u8>)>) {
    let mut story = Story::begin_as(70);
    let (mut entries, mut kept) = (Vec::new(), None);
    for (key, title) in (1..).zip(writes) {
        story.writes(Lane::Priorities, title);
        story.does(Action::Flush);
        let (bytes, stored) = story.written().expect("handed over");
        story.does(Action::Appended { slot: stored.slot.clone(), result: Ok(key) });
        entries.push((key, bytes));
        kept = Some(stored);
    }
    (kept.expect("something was written"), entries)
}

#[test]
fn what_another_tab_wrote_waits_for_what_it_builds_on() {
    let (stored, entries) = entries_of(&["One", "Two", "Three"]);
    let comes = |story: &mut Story, some: &[(u64, Vec<u8>)]| {
        let entries = Ok(some.to_vec());
        story.does(Action::Loaded { slot: stored.slot.clone(), entries });
    };
    let mut story = Story::begin();
    comes(&mut story, &entries[..1]);
    comes(&mut story, &entries[2..]);
    assert_eq!(story.state.map().cards.size(), 1, "it builds on what is not there");
    comes(&mut story, &entries[1..2]);
    assert_eq!(story.state.map().cards.size(), 3);
    // So does what was read when the map was opened.
    let mut story = Story::begin();
    comes(&mut story, &[entries[0].clone(), entries[2].clone()]);
    assert_eq!(story.state.map().cards.size(), 1);
    comes(&mut story, &entries[1..2]);
    assert_eq!(story.state.map().cards.size(), 3);
}

#[test]
fn a_tab_takes_in_whatever_another_one_wrote_and_says_what_it_cannot_read() {
    let import = crate::exchange::parse(&large_map(9)).expect("a map");
    let large = crate::document::Replica::genesis_update(&import.map);
    assert!(large.len() > 8 << 20, "{}", large.len());
    let (stored, entries) = entries_of(&["One"]);
    let mut story = Story::begin();
    story.does(Action::Loaded { slot: stored.slot.clone(), entries: Ok(entries) });
    story.does(Action::Loaded { slot: stored.slot.clone(), entries: Ok(vec![(2, large)]) });
    assert_eq!(story.state.map().cards.size(), 901);
    assert_eq!(story.notice(), None);
    story.does(Action::Loaded { slot: stored.slot, entries: Ok(vec![(3, vec![9; 9])]) });
    assert_eq!(story.notice(), Some("notice.log_damaged"));
}

#[test]
fn a_file_that_could_not_be_opened_again_is_not_called_exported_and_nothing_more() {
    let mut story = Story::begin();
    let text = large_map(9);
    story.does(Action::OpenText { text, name: "Large".into(), keep: true });
    while story.state.half_open.is_some() {
        story.does(Action::OpenTheRest);
    }
    assert_eq!(story.state.map().cards.size(), 900);
    story.does(Action::ExportCopy);
    assert_eq!(story.notice(), Some("export.without_history"));
    let saved = story.effects.iter().find_map(|effect| match effect {
        Effect::Download { text, .. } => Some(text.clone()),
        _ => None,
    });
    let again = crate::exchange::parse(&saved.expect("a file")).expect("it can be opened again");
    assert_eq!(again.map.cards.size(), 900);
    assert!(again.history.is_none());
    let mut story = Story::begin();
    let map = crate::exchange::parse(&large_map(15)).expect("a map").map;
    story.state.replica = story.state.replica_of(&map);
    story.does(Action::Export);
    assert_eq!(story.notice(), Some("notice.exported"), "15 MB are no trouble");
    let notes = "\"".repeat(20_000);
    for id in map.cards.keys().take(80).cloned() {
        story.does(Action::Type { id, field: TextField::Notes, text: notes.clone() });
    }
    story.does(Action::Export);
    assert_eq!(story.notice(), Some("export.too_large"));
}
