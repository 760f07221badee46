//! What is said to be saved is, and whatever the storage does, nothing is dropped.

use super::Story;
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
