//! What a browser keeps while somebody is erased: all of the map before, or all of the one without them.

use super::erasing::{NAME, begins, holds};
use super::*;
use crate::exchange;
use crate::store::{PrivateAction, Rating};

#[test]
fn a_full_storage_is_told_and_tried_again_until_the_name_is_gone_from_it() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.pages[bo].full = true;
    story.erases(fay, &ana);
    story.pass(3_000);
    assert_eq!(story.notices(bo), ["notice.storage_full"]);
    assert!(!holds(exchange::canonical(story.pages[bo].state.map()).as_bytes(), NAME));
    assert!(story.tells_of(bo, NAME), "the storage has it still");
    story.writes(bo, "Meanwhile");
    story.pages[bo].full = false;
    story.agree_without(&[fay, bo], NAME);
    assert!(story.titles(fay).contains(&"Meanwhile".to_owned()));
    let kept = &story.pages[bo].log;
    assert!(kept.iter().any(|(_, bytes)| holds(bytes, "Meanwhile")));
}

#[test]
fn who_goes_to_another_map_while_the_storage_is_full_loses_nothing_and_the_name_goes_when_they_are_back()
 {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.pages[bo].full = true;
    story.erases(fay, &ana);
    story.pass(3_000);
    story.does(bo, Action::NewMap);
    story.pass(6_000);
    story.pages[bo].full = false;
    story.does(bo, Action::Notice(crate::store::NoticeStep::GoBack(0)));
    story.pass(6_000);
    story.agree_without(&[fay, bo], NAME);
    story.writes(bo, "Meanwhile");
    story.pass(3_000);
    let kept = &story.pages[bo].log;
    assert!(kept.iter().any(|(_, bytes)| holds(bytes, "Meanwhile")), "it is saved again");
}

#[test]
fn what_is_kept_of_ones_own_work_goes_with_the_room_and_with_the_map() {
    for leaves in [true, false] {
        let mut story = Story::begin();
        let (_, bo, ..) = begins(&mut story);
        story.wire(bo, WireState::Reconnecting);
        story.writes(bo, "On the train");
        story.pass(500);
        let kept =
            |story: &Story| story.pages[bo].private.iter().any(|(key, _)| key.starts_with("own."));
        assert!(kept(&story), "a reload would have to know");
        let slot = story.pages[bo].slot.clone();
        story.does(
            bo,
            match leaves {
                true => Action::Room(RoomStep::Leave),
                false => Action::RemoveStored { slot },
            },
        );
        assert!(!kept(&story), "{leaves}");
    }
}

/// Bo has noted something, was cut off and has written on, and two have changed one field: all that is kept beside a map.
fn with_all(story: &mut Story) -> (usize, usize, CardId) {
    let (fay, bo, ana, _) = begins(story);
    let sid = story.person(fay, "Sid Field, buyer");
    story.pass(40_000);
    story.does(bo, Action::Private(PrivateAction::Show(true)));
    for card in [&ana, &sid] {
        let (card, value) = (card.clone(), Some(4));
        let rate = PrivateAction::Rate { card, rating: Rating::Power, value };
        story.does(bo, Action::Private(rate));
    }
    story.wire(bo, WireState::Reconnecting);
    story.writes(bo, "On the train");
    story.says(bo, "Grow", "Grow by train");
    story.says(fay, "Grow", "Grow in the room");
    story.pass(1_000);
    (fay, bo, ana)
}

fn keys(story: &Story, who: usize) -> Vec<String> {
    let mut keys: Vec<_> = story.pages[who].private.iter().map(|(key, _)| key.clone()).collect();
    keys.sort();
    keys
}

#[test]
fn a_browser_that_is_killed_in_between_has_all_of_the_map_before() {
    let mut story = Story::begin();
    let (fay, bo, ana) = with_all(&mut story);
    story.erases(fay, &ana);
    story.pass(2_000);
    story.pages[bo].never = true;
    // What was common and what two changed is let go with the map on the screen.
    let others = |story: &Story| {
        let all = keys(story, bo).into_iter();
        all.filter(|key| !key.starts_with("apart.")).collect::<Vec<_>>()
    };
    let (before, log) = (others(&story), story.pages[bo].log.clone());
    assert!(before.iter().any(|key| key.starts_with("own.")), "{before:?}");
    story.wire(bo, WireState::Open);
    story.pass(20_000);
    assert!(story.pages[bo].state.map().card(&ana).is_none(), "on the screen they are gone");
    assert_eq!(others(&story), before);
    assert_eq!(story.pages[bo].log, log);
    let bo = story.reloads(bo, true);
    story.agree_without(&[fay, bo], NAME);
    assert!(story.titles(fay).contains(&"On the train".to_owned()));
    let left = keys(&story, bo);
    assert!(!left.iter().any(|key| key.contains(ana.as_str())), "{left:?}");
    assert_eq!(left.iter().filter(|key| key.starts_with("private.")).count(), 1, "{left:?}");
}

#[test]
fn what_was_noted_goes_along_and_is_shown_before_the_storage_has_answered() {
    let mut story = Story::begin();
    let (fay, bo, ana) = with_all(&mut story);
    let sid = story.id(bo, "Sid Field");
    story.pages[bo].slow = true;
    story.erases(fay, &ana);
    story.wire(bo, WireState::Open);
    story.pass(20_000);
    let power = |story: &Story, id: &CardId| {
        story.pages[bo].state.scope().and_then(|scope| scope.rating(id, Rating::Power))
    };
    assert_eq!((power(&story, &ana), power(&story, &sid)), (None, Some(4)));
    // It is written on before the rest has arrived where it belongs.
    let (card, value) = (sid.clone(), Some(5));
    let rate = PrivateAction::Rate { card, rating: Rating::Power, value };
    story.does(bo, Action::Private(rate));
    story.pages[bo].slow = false;
    for came in std::mem::take(&mut story.pages[bo].owes) {
        story.does(bo, came);
    }
    story.agree_without(&[fay, bo], NAME);
    assert_eq!(power(&story, &sid), Some(5));
    let rows: Vec<_> =
        story.pages[bo].private.iter().filter(|(key, _)| key.starts_with("private.")).collect();
    assert!(matches!(rows.as_slice(), [(_, row)] if row.contains("\"v\":5")), "{rows:?}");
}

#[test]
fn a_second_one_who_is_erased_before_the_first_is_stored_leaves_neither_map_behind() {
    for slow in [false, true] {
        let mut story = Story::begin();
        let (fay, bo, ana, _) = begins(&mut story);
        let sid = story.person(fay, "Sid Field, buyer");
        story.pass(40_000);
        (story.pages[bo].full, story.pages[bo].slow) = (!slow, slow);
        story.erases(fay, &ana);
        story.pass(1_000);
        story.erases(fay, &sid);
        story.pass(1_000);
        story.writes(bo, "Goes on");
        (story.pages[bo].full, story.pages[bo].slow) = (false, false);
        for came in std::mem::take(&mut story.pages[bo].owes) {
            story.does(bo, came);
        }
        story.agree_without(&[fay, bo], NAME);
        story.agree_without(&[fay, bo], "Sid Field");
        let kept = story.pages[bo].stored.clone();
        assert_eq!(kept, story.pages[bo].state.slot(), "slow: {slow}");
        assert!(story.pages[bo].log.iter().any(|(_, bytes)| holds(bytes, "Goes on")));
        let bo = story.reloads(bo, true);
        story.agree_without(&[fay, bo], NAME);
    }
}

#[test]
fn a_copy_beside_is_said_to_be_kept_once_it_is() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let cleo = story.joins(&link, "Cleo");
    story.pass(60_000);
    // Cleo has from Bo what Fay never heard, and comes back without him.
    story.pages[fay].online = false;
    story.writes(bo, "Monday");
    story.pass(2_000);
    story.dies(bo);
    story.pages[cleo].online = false;
    story.pages[fay].online = true;
    story.erases(fay, &ana);
    story.pass(100_000);
    story.pages[cleo].full = true;
    story.pages[cleo].online = true;
    story.pass(60_000);
    assert!(!story.notices(cleo).contains(&"erase.beside"), "{:?}", story.notices(cleo));
    assert!(story.pages[cleo].beside.is_empty());
    assert!(story.pages[cleo].log.iter().any(|(_, bytes)| holds(bytes, "Monday")));
    story.pages[cleo].full = false;
    story.agree_without(&[fay, cleo], NAME);
    assert!(story.notices(cleo).contains(&"erase.beside"), "{:?}", story.notices(cleo));
    let beside = &story.pages[cleo].beside;
    assert!(beside.iter().any(|bytes| holds(bytes, "Monday")));
    assert!(beside.iter().all(|bytes| !holds(bytes, NAME)));
}
