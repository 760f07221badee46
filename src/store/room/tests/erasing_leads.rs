//! Who may erase somebody for all, several who do, and what becomes of it when they are gone.

use super::erasing::{NAME, begins, holds};
use super::*;
use crate::model::CardId;

/// Fay and Gil both lead, Bo works with them, and two people are on the map.
fn two_who_lead() -> (Story, usize, usize, usize, [CardId; 2]) {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    let sid = story.person(fay, "Sid Field, buyer");
    let lead = story.link(fay, Capability::Lead);
    let gil = story.joins(&lead, "Gil");
    story.pass(40_000);
    (story, fay, gil, bo, [ana, sid])
}

#[test]
fn who_may_not_lead_erases_nobody_for_others() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    let vi = story.link(fay, Capability::View);
    let vi = story.joins(&vi, "Vi");
    for who in [bo, vi] {
        let step = RoomStep::Erase { card: ana.clone(), author: 7 };
        story.does(who, Action::Room(step));
        story.pass(20_000);
    }
    assert!(story.pages.iter().all(|page| page.state.map().card(&ana).is_some()));
    assert_eq!(story.titles(fay), story.titles(bo));
    // An editor's own copy is theirs: they erase in it, and are out of the room.
    story.erases(bo, &ana);
    story.pass(5_000);
    assert!(!story.tells_of(bo, NAME) && story.pages[bo].state.room.is_none());
    assert!(story.pages[fay].state.map().card(&ana).is_some());
}

#[test]
fn two_who_lead_and_erase_at_once_erase_both() {
    for same in [false, true] {
        let (mut story, fay, gil, bo, [ana, sid]) = two_who_lead();
        // What they say crosses on its way.
        story.pages[gil].online = false;
        story.writes(gil, "From Gil");
        story.writes(fay, "From Fay");
        story.erases(fay, &ana);
        story.erases(gil, if same { &ana } else { &sid });
        story.says(bo, "Grow", "Grow faster");
        story.pages[gil].online = true;
        story.agree_without(&[fay, bo, gil], NAME);
        if !same {
            story.agree_without(&[fay, bo, gil], "Sid Field");
        }
        for title in ["From Gil", "From Fay", "Grow faster"] {
            assert!(story.titles(gil).contains(&title.to_owned()), "{same}: {title}");
        }
    }
}

#[test]
fn where_two_who_lead_erased_in_rooms_that_were_apart_no_work_is_lost() {
    let (mut story, fay, gil, bo, [ana, sid]) = two_who_lead();
    story.pages[gil].online = false;
    story.erases(fay, &ana);
    story.erases(gil, &sid);
    for (who, title) in [(gil, "By Gil"), (fay, "By Fay"), (bo, "By Bo")] {
        story.writes(who, title);
    }
    story.pass(3_600_000);
    let epoch = |who: usize| {
        let room = story.pages[who].state.room.as_ref().expect("a room");
        room.erased().1.epoch()
    };
    let gil_stands = epoch(gil) > epoch(fay);
    story.pages[gil].online = true;
    story.agree_without(&[fay, bo, gil], NAME);
    story.agree_without(&[fay, bo, gil], "Sid Field");
    let titles = story.titles(gil);
    for (who, title) in [(gil, "By Gil"), (fay, "By Fay"), (bo, "By Bo")] {
        let beside = story.pages[who].beside.iter();
        let is_beside = beside.clone().any(|bytes| holds(bytes, title));
        assert!(titles.contains(&title.to_owned()) || is_beside, "{title} in {titles:?}");
        assert!(beside.clone().all(|bytes| !holds(bytes, NAME) && !holds(bytes, "Sid Field")));
    }
    for who in [fay, bo] {
        assert_eq!(!story.pages[who].beside.is_empty(), gil_stands, "page {who}");
    }
    assert!(story.pages[gil].beside.is_empty(), "all of Gil's work nobody had heard is done again");
}

#[test]
fn nobody_erases_for_all_whom_nobody_hears() {
    let mut story = Story::begin();
    let (fay, _, ana, _) = begins(&mut story);
    story.wire(fay, WireState::Reconnecting);
    story.erases(fay, &ana);
    assert_eq!(story.notices(fay), ["erase.not_heard"]);
    assert!(story.tells_of(fay, NAME));
}

/// Fay and Gil both lead and erase another person each, of which only Gil's word has reached Bo. Gives who is who once Fay's
/// word stands and Gil is gone.
fn outdone() -> (Story, usize, usize) {
    // Which of two words stands is up to a hash of what they say.
    for _ in 0..64 {
        let (mut story, fay, gil, bo, [ana, sid]) = two_who_lead();
        story.pages[fay].online = false;
        story.erases(fay, &ana);
        story.erases(gil, &sid);
        story.pass(2_000);
        assert!(!story.tells_of(bo, "Sid Field"), "Bo has heard Gil");
        let epoch = |who: usize| {
            let room = story.pages[who].state.room.as_ref().expect("a room");
            room.erased().1.epoch()
        };
        if epoch(fay) > epoch(gil) {
            story.dies(gil);
            story.pages[fay].online = true;
            return (story, fay, bo);
        }
    }
    panic!("Fay's word never stands")
}

#[test]
fn whom_somebody_erased_who_has_left_stays_erased_though_their_word_does_not_stand() {
    let (mut story, fay, bo) = outdone();
    story.agree_without(&[fay, bo], NAME);
    story.agree_without(&[fay, bo], "Sid Field");
}

#[test]
fn a_room_whose_relay_is_closed_is_not_heard_though_other_tabs_are_open() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    let tabs = RoomStep::Wire { wire: 2, kind: WireKind::Shared, state: WireState::Open };
    story.does(fay, Action::Room(tabs));
    story.pass(40_000);
    story.wire(fay, WireState::Closed);
    story.pass(40_000);
    story.erases(fay, &ana);
    assert_eq!(story.notices(fay), ["erase.not_heard"]);
    assert!(story.tells_of(fay, NAME) && story.tells_of(bo, NAME));
    // With a way to everybody it is done.
    story.wire(fay, WireState::Open);
    story.pass(20_000);
    story.erases(fay, &ana);
    story.agree_without(&[fay, bo], NAME);
}

/// Fay has written something that nobody has heard, erases somebody, and is gone: nobody else can make her map.
fn lost() -> (Story, usize, usize, RoomLink) {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    story.pass(40_000);
    story.pages[fay].online = false;
    story.writes(fay, "Nobody heard this");
    story.pass(1_000);
    story.pages[fay].online = true;
    story.erases(fay, &ana);
    story.dies(fay);
    (story, fay, bo, link)
}

#[test]
fn who_was_writing_when_somebody_was_erased_has_the_map_though_whoever_leads_is_gone() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    story.pass(40_000);
    story.says(bo, "Grow", "Grow fast");
    story.pass(1_000);
    story.says(bo, "Grow fast", "Grow faster");
    story.writes(bo, "Just now");
    let learn = story.id(bo, "Learn");
    let (key, value) = ("rank", serde_json::json!(3));
    story.does(bo, Action::SetField { id: learn.clone(), key, value });
    story.erases(fay, &ana);
    story.dies(fay);
    story.pass(120_000);
    assert_eq!(story.notices(bo), ["erase.by_leader"]);
    assert!(!story.tells_of(bo, NAME));
    let titles = ["Grow faster", "Guides that somebody asked for", "Just now", "Learn"];
    assert_eq!(story.titles(bo), titles);
    // Who comes gets it from there, and whoever led comes back into it.
    let cleo = story.joins(&link, "Cleo");
    story.agree_without(&[bo, cleo], NAME);
    let fay = story.reloads(fay, true);
    story.agree_without(&[fay, bo, cleo], NAME);
    assert_eq!(story.titles(fay), titles);
    let map = story.pages[fay].state.map();
    assert!(map.card(&learn).is_some_and(|card| card.fields.get("rank").is_some()));
}

#[test]
fn who_has_just_moved_a_card_has_the_map_as_well() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.pass(40_000);
    let learn = story.id(bo, "Learn");
    let place = crate::model::Place::new(Lane::Parking, 300.0, 200.0);
    let before = story.pages[fay].state.map().card(&learn).expect("there").place;
    story.does(bo, Action::MoveCards { moves: vec![(learn.clone(), place)] });
    assert_eq!(story.pages[fay].state.map().card(&learn).expect("there").place, before);
    story.erases(fay, &ana);
    story.dies(fay);
    story.pass(120_000);
    assert!(!story.tells_of(bo, NAME));
    assert_eq!(story.pages[bo].state.map().card(&learn).map(|card| card.place), Some(place));
}

#[test]
fn who_cannot_have_the_new_map_yet_is_told_goes_on_and_loses_nothing() {
    let (mut story, fay, bo, link) = lost();
    let cleo = story.joins(&link, "Cleo");
    story.pass(5_000);
    assert_eq!(story.notices(bo), [""; 0], "it may come any moment");
    story.pass(30_000);
    assert_eq!(story.notices(bo), ["erase.waits"]);
    story.writes(bo, "Meanwhile");
    story.pass(3_600_000);
    let bo = story.reloads(bo, true);
    story.writes(bo, "And later");
    story.pass(60_000);
    assert_eq!(story.notices(bo), ["erase.waits"]);
    assert!(story.titles(bo).contains(&"Meanwhile".to_owned()));
    let fay = story.reloads(fay, true);
    story.agree_without(&[fay, bo, cleo], NAME);
    let titles = story.titles(fay);
    for title in ["Nobody heard this", "Meanwhile", "And later", "Grow", "Learn"] {
        assert!(titles.contains(&title.to_owned()), "{title} in {titles:?}");
    }
}

#[test]
fn somebody_else_who_leads_erases_in_the_place_of_one_who_does_not_come_back() {
    for returns in [false, true] {
        let (mut story, fay, gil, bo, [ana, _]) = two_who_lead();
        story.pages[fay].online = false;
        story.writes(fay, "Nobody heard this");
        story.pass(1_000);
        story.pages[fay].online = true;
        story.erases(fay, &ana);
        story.dies(fay);
        story.writes(bo, "By Bo");
        story.writes(gil, "By Gil");
        story.agree_without(&[gil, bo], NAME);
        for title in ["By Bo", "By Gil"] {
            assert!(story.titles(bo).contains(&title.to_owned()), "{title}");
        }
        if returns {
            let fay = story.reloads(fay, true);
            story.agree_without(&[fay, gil, bo], NAME);
            let is_beside =
                story.pages[fay].beside.iter().any(|bytes| holds(bytes, "Nobody heard this"));
            let is_there = story.titles(bo).contains(&"Nobody heard this".to_owned());
            assert!(is_there || is_beside, "{:?}", story.titles(bo));
        }
    }
}
