//! What outlives a page or a program that ends at a bad moment: what is written behind what is on its way, and, where nothing
//! is kept, what the page holds of the map.

use super::*;
use crate::exchange::canonical;

/// What the page holds now.
pub(super) fn held(story: &Story) -> Option<(String, Vec<Vec<u8>>)> {
    let mut held: Option<(String, Vec<Vec<u8>>)> = None;
    for effect in &story.effects {
        match effect {
            Effect::Hold { slot, bytes, whole: true } => {
                held = Some((slot.clone(), vec![bytes.clone()]));
            }
            Effect::Hold { bytes, .. } => held.as_mut().expect("begun").1.push(bytes.clone()),
            Effect::LetGo => held = None,
            _ => {}
        }
    }
    held
}

fn comes_back(story: &Story) -> Story {
    let (slot, entries) = held(story).expect("something is held");
    let mut again = Story::begin_as(99);
    again.does(Action::Reopen { slot, entries });
    assert_eq!(canonical(again.state.map()), canonical(story.state.map()));
    again
}

#[test]
fn where_nothing_is_kept_the_map_comes_back_as_it_was_however_long_it_was_worked_on() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Before it was to be kept nowhere");
    story.does(Action::KeepNothing(true)).does(Action::Flush);
    comes_back(&story);
    for n in 0..450 {
        story.writes(Lane::Support, &format!("Idea {n}"));
        story.does(Action::Flush);
    }
    let (_, entries) = held(&story).expect("held");
    assert!(entries.len() < 250, "{} entries", entries.len());
    let longest = entries.iter().skip(1).map(Vec::len).max();
    assert!(longest < Some(400), "one idea each, and not all of them again: {longest:?}");
    story.does(Action::Undo).does(Action::Flush);
    let mut again = comes_back(&story);
    assert!(again.effects.iter().all(|effect| !matches!(effect, Effect::Append { .. })));
    assert_eq!(again.state.saved(), Saved::NotKept);
    assert!(again.state.snapshot().is_some_and(|shown| shown.would_be_lost()));
    // It is held again from there on, and breaks down again.
    again.effects.clear();
    again.does(Action::Flush);
    again.writes(Lane::Support, "After a breakdown");
    again.does(Action::Flush);
    comes_back(&again);
    // Kept after all, nothing is held.
    again.does(Action::KeepNothing(false));
    assert!(held(&again).is_none());
}

#[test]
fn another_map_takes_the_place_of_the_one_that_was_held() {
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "The first");
    story.does(Action::Flush);
    let text = include_str!("../../../examples/sixty-stores.json").to_owned();
    story.does(Action::OpenText { text, name: "Stores".into(), keep: false });
    story.does(Action::Flush);
    comes_back(&story);
    // Nothing was changed in it: kept from now on, it is whole in the storage once it is.
    story.does(Action::KeepNothing(false));
    story.effects.clear();
    story.writes(Lane::Support, "On top");
    story.does(Action::Flush);
    let (bytes, stored) = story.written().expect("it is kept");
    let id = story.state.map().id.clone();
    let (kept, refused) =
        crate::document::Replica::from_updates(id, 5, Rc::new(|| 0), [&bytes[..]]);
    assert_eq!((refused, canonical(kept.map())), (vec![], canonical(story.state.map())));
    assert_eq!(stored.slot, story.state.slot());
}

#[test]
fn whoever_thinks_again_while_the_map_is_being_written_has_it_kept() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let (_, before) = story.written().expect("it is on its way");
    story.does(Action::KeepNothing(true)).does(Action::KeepNothing(false));
    story.does(Action::Appended { slot: before.slot, result: Ok(0) }).does(Action::Flush);
    let (_, stored) = story.written().expect("it is written");
    assert_eq!(stored.slot, story.state.slot());
    assert_eq!(stored.cards, 1);
}

#[test]
fn what_is_held_is_not_given_up_for_a_map_in_which_nothing_is() {
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true));
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let first = held(&story);
    // Nobody else has the one before: it comes back, and nothing is lost with an empty one.
    story.does(Action::NewMap).does(Action::Flush);
    assert_eq!(held(&story), first);
    story.writes(Lane::Priorities, "Learn");
    story.does(Action::Flush);
    comes_back(&story);
}

#[test]
fn a_page_that_goes_away_does_not_wait_for_what_is_on_its_way() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "On its way");
    story.does(Action::Flush);
    let (first, _) = story.written().expect("it is written");
    // The storage has not answered yet.
    story.writes(Lane::Support, "Typed a moment before");
    story.does(Action::FlushAll);
    let too = story.effects.iter().find_map(|effect| match effect {
        Effect::AppendToo { bytes, .. } => Some(bytes.clone()),
        _ => None,
    });
    let too = too.expect("it is written, too");
    let reads = |story: &Story, entries: &[&[u8]]| {
        let id = story.state.map().id.clone();
        let entries = entries.iter().copied();
        let (kept, refused) = crate::document::Replica::from_updates(id, 5, Rc::new(|| 0), entries);
        assert_eq!(refused, []);
        assert_eq!(canonical(kept.map()), canonical(story.state.map()));
    };
    reads(&story, &[&first, &too]);
    // The page stayed after all: the same is written in its turn, and there twice.
    let slot = story.state.slot().to_owned();
    let before = story.effects.len();
    story.does(Action::Appended { slot, result: Ok(1) });
    let again = story.effects[before..].iter().find_map(|effect| match effect {
        Effect::Append { bytes, .. } => Some(bytes.clone()),
        _ => None,
    });
    let again = again.expect("its turn came");
    reads(&story, &[&first, &too, &again]);
}
