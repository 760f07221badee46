//! What a page remembers as done in it and perhaps not heard, whichever way it left the room, and what a browser kept before it
//! was to keep nothing.

use super::erasing::{NAME, begins, holds};
use super::*;
use crate::document::TextField;
use crate::store::NoticeStep;

fn keeps(story: &Story, who: usize, prefix: &str) -> bool {
    story.pages[who].private.iter().any(|(key, _)| key.starts_with(prefix))
}

#[test]
fn what_was_written_just_before_another_map_was_opened_or_the_canvas_was_off_the_page_is_done_again()
 {
    for rests in [false, true] {
        let mut story = Story::begin();
        let (fay, bo, ana, _) = begins(&mut story);
        story.pass(40_000);
        story.wire(bo, WireState::Reconnecting);
        story.writes(bo, "On the train");
        // At once, before the storage was asked for anything.
        let (goes, comes) = match rests {
            true => (Action::Room(RoomStep::Rest), Action::Room(RoomStep::Return)),
            false => (Action::NewMap, Action::Notice(NoticeStep::GoBack(0))),
        };
        story.does(bo, goes);
        story.erases(fay, &ana);
        story.pass(5_000);
        story.pages[bo].online = true;
        story.does(bo, comes);
        story.agree_without(&[fay, bo], NAME);
        assert!(story.titles(fay).contains(&"On the train".to_owned()), "rests: {rests}");
        assert!(story.pages[bo].beside.is_empty(), "rests: {rests}");
    }
}

#[test]
fn whoever_keeps_the_map_again_has_own_work_remembered() {
    let mut story = Story::begin();
    let (fay, _, ana, link) = begins(&mut story);
    let cleo = story.page();
    story.does(cleo, Action::KeepNothing(true));
    let (link, name) = (link, "Cleo".to_owned());
    story.does(cleo, Action::Room(RoomStep::Join { link, name }));
    story.pass(40_000);
    story.does(cleo, Action::KeepNothing(false));
    story.pass(40_000);
    story.wire(cleo, WireState::Reconnecting);
    story.writes(cleo, "On the train");
    story.pass(1_000);
    assert!(keeps(&story, cleo, "own."), "a reload would have to know");
    story.erases(fay, &ana);
    story.pass(5_000);
    let cleo = story.reloads(cleo, true);
    story.agree_without(&[fay, cleo], NAME);
    assert!(story.titles(fay).contains(&"On the train".to_owned()));
    assert!(story.pages[cleo].beside.is_empty());
}

#[test]
fn what_two_changed_is_kept_though_the_storage_answered_only_once_the_map_was_another_one() {
    let mut story = Story::begin();
    let (fay, _, ana, link) = begins(&mut story);
    let cleo = story.page();
    story.pages[cleo].mute = true;
    let (link, name) = (link, "Cleo".to_owned());
    story.does(cleo, Action::Room(RoomStep::Join { link, name }));
    story.pass(40_000);
    story.erases(fay, &ana);
    story.pass(5_000);
    story.pages[cleo].mute = false;
    for came in std::mem::take(&mut story.pages[cleo].owes) {
        story.does(cleo, came);
    }
    let grow = story.id(cleo, "Grow");
    story.wire(cleo, WireState::Reconnecting);
    for (who, text) in [(cleo, "Grow in the north"), (fay, "Shrink")] {
        let (id, text) = (grow.clone(), text.to_owned());
        story.does(who, Action::Type { id, field: TextField::Title, text });
    }
    story.pass(1_000);
    assert!(keeps(&story, cleo, "own."));
    story.wire(cleo, WireState::Open);
    story.pass(20_000);
    assert!(keeps(&story, cleo, "apart."), "what both changed is there after a reload");
}

#[test]
fn what_was_kept_before_nothing_was_to_be_kept_is_without_them_too_before_that_is_said() {
    for full in [false, true] {
        let mut story = Story::begin();
        let (fay, bo, ana, _) = begins(&mut story);
        story.pass(5_000);
        story.does(bo, Action::KeepNothing(true));
        story.writes(bo, "To be kept nowhere");
        story.pass(2_000);
        assert!(story.tells_of(bo, NAME), "the storage has it");
        story.pages[bo].full = full;
        story.erases(fay, &ana);
        story.pass(10_000);
        assert!(story.pages[bo].state.map().card(&ana).is_none());
        if full {
            assert_eq!(story.notices(bo), ["erase.left_behind"]);
            assert!(story.tells_of(bo, NAME));
            story.pages[bo].full = false;
        }
        story.agree_without(&[fay, bo], NAME);
        assert!(story.notices(bo).contains(&"erase.by_leader"));
        let log = &story.pages[bo].log;
        assert!(log.iter().any(|(_, bytes)| holds(bytes, "Guides that somebody asked for")));
        assert!(log.iter().all(|(_, bytes)| !holds(bytes, "To be kept nowhere")));
        // A second one goes from there as well.
        let sid = story.person(fay, "Sid Field, buyer");
        story.pass(5_000);
        story.erases(fay, &sid);
        story.agree_without(&[fay, bo], "Sid Field");
        assert_eq!(story.pages[bo].log.len(), 1);
        assert!(holds(&story.pages[bo].log[0].1, "Learn"));
    }
}

#[test]
fn while_the_relay_is_down_nobody_is_told_to_wait_but_where_it_is_closed_they_are() {
    for state in [WireState::Reconnecting, WireState::Closed] {
        let mut story = Story::begin();
        let (fay, bo, ana, _) = begins(&mut story);
        // The tabs of a browser hear each other whatever happens to the relay.
        let tabs = RoomStep::Wire { wire: 2, kind: WireKind::Shared, state: WireState::Open };
        story.does(bo, Action::Room(tabs));
        story.pass(40_000);
        story.pages[fay].online = false;
        story.writes(fay, "Nobody heard this");
        story.pass(1_000);
        story.pages[fay].online = true;
        story.erases(fay, &ana);
        story.dies(fay);
        story.wire(bo, state);
        story.pass(3_600_000);
        let told = story.notices(bo);
        assert_eq!(told.is_empty(), state == WireState::Reconnecting, "{state:?}: {told:?}");
        story.wire(bo, WireState::Open);
        story.pass(60_000);
        assert_eq!(story.notices(bo), ["erase.waits"]);
    }
}
