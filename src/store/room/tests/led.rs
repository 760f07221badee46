//! Workshops that are led in a room: everybody sees the same stage and the same time, whatever their clocks say.

use super::*;
use crate::facilitation::{Agenda, Playback, TalkStep};
use crate::store::{Said, Workshop, WorkshopAction};

const MINUTE: u64 = 60_000;

pub(super) fn leads(story: &mut Story, who: usize, step: WorkshopAction) {
    story.does(who, Action::Workshop(step));
    story.pass(1_000);
}

pub(super) fn begins(story: &mut Story, who: usize, plan: &str) {
    let agenda = Agenda::built_in(plan).expect("a plan");
    let (date, facilitator, attendees) = ("2026-11-22".into(), "Fay".into(), String::new());
    leads(story, who, WorkshopAction::Begin { agenda, date, facilitator, attendees });
}

/// A page whose clock is off by so much, and whose own time began at another moment.
pub(super) fn skewed(story: &mut Story, by_ms: i64) -> usize {
    let who = story.page();
    let (wall, up) = (story.now.clone(), story.now.clone());
    let setup = &mut story.pages[who].state.setup;
    setup.clock = Rc::new(move || wall.get().saturating_add_signed(by_ms));
    setup.uptime = Rc::new(move || up.get() - 999_000);
    who
}

pub(super) fn joins(story: &mut Story, who: usize, link: &RoomLink) {
    let step = RoomStep::Join { link: link.clone(), name: "Bo".into() };
    story.does(who, Action::Room(step));
    story.pass(2_000);
}

pub(super) fn shop(story: &Story, who: usize) -> Workshop {
    story.pages[who].state.shop()
}

/// The stage and the milliseconds left that a page shows, and whether it is sure of them.
pub(super) fn shows(story: &Story, who: usize) -> (usize, i64, bool) {
    let shop = shop(story, who);
    let now = (story.pages[who].state.setup.uptime)();
    match (shop.led, shop.following) {
        (Some(led), _) => (led.at, led.clock.left_ms(now), true),
        (None, Some(it)) => (it.told.at, it.clock.left_ms(now), it.sure),
        (None, None) => panic!("page {who} shows no workshop"),
    }
}

pub(super) fn agree(story: &Story, one: usize, other: usize) {
    let ((at, left, _), (there, left_there, sure)) = (shows(story, one), shows(story, other));
    assert!(at == there && sure, "stages {at} and {there}, sure: {sure}");
    assert!((left - left_there).abs() < 1_000, "{left} ms here, {left_there} ms there");
}

#[test]
fn every_screen_shows_the_same_stage_and_time_under_clocks_that_are_minutes_apart() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = skewed(&mut story, 7 * 60_000);
    joins(&mut story, bo, &link);
    begins(&mut story, fay, "45");
    agree(&story, fay, bo);
    leads(&mut story, fay, WorkshopAction::Go(2));
    story.pass(3 * MINUTE);
    agree(&story, fay, bo);
    assert!(shop(&story, bo).led.is_none(), "an editor leads nothing");

    // A pause, more time, and on again.
    leads(&mut story, fay, WorkshopAction::Pause);
    story.pass(10 * MINUTE);
    agree(&story, fay, bo);
    leads(&mut story, fay, WorkshopAction::Extend(5));
    leads(&mut story, fay, WorkshopAction::Start);
    story.pass(MINUTE);
    agree(&story, fay, bo);
    assert!((shows(&story, bo).1 - 11 * 60_000).abs() < 5_000, "{:?}", shows(&story, bo));

    // Daylight saving, or somebody sets the clock: an hour, there and here.
    for who in [fay, bo] {
        let wall = story.now.clone();
        story.pages[who].state.setup.clock = Rc::new(move || wall.get() + 60 * MINUTE);
        leads(&mut story, fay, WorkshopAction::Beat);
        agree(&story, fay, bo);
    }
}

#[test]
fn who_comes_late_with_a_wrong_clock_hears_the_time_from_whoever_leads() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    begins(&mut story, fay, "90");
    story.pass(2 * MINUTE);
    let late = skewed(&mut story, -20 * 60_000);
    joins(&mut story, late, &link);
    agree(&story, fay, late);
}

#[test]
fn while_whoever_leads_is_away_the_time_goes_on_and_newcomers_are_told_that_it_is_about_right() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = skewed(&mut story, 0);
    joins(&mut story, bo, &link);
    begins(&mut story, fay, "45");
    story.wire(fay, WireState::Reconnecting);
    story.pass(MINUTE);
    agree(&story, fay, bo);
    let late = skewed(&mut story, 3_000);
    joins(&mut story, late, &link);
    story.pass(20_000);
    let ((_, left, _), (_, left_there, sure)) = (shows(&story, bo), shows(&story, late));
    assert!(!sure, "it was repeated by somebody who may not lead");
    assert!((left - left_there).abs() < 5_000, "{left} {left_there}");
    // Back, whoever leads puts it right.
    story.wire(fay, WireState::Open);
    story.pass(3_000);
    leads(&mut story, fay, WorkshopAction::Beat);
    agree(&story, fay, late);
}

#[test]
fn a_second_who_leads_takes_the_next_step_and_both_show_it() {
    let mut story = Story::begin();
    let fay = story.page();
    story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Lead);
    let gil = skewed(&mut story, 4 * 60_000);
    begins(&mut story, fay, "45");
    joins(&mut story, gil, &link);
    agree(&story, fay, gil);
    leads(&mut story, gil, WorkshopAction::Go(3));
    agree(&story, gil, fay);
    assert_eq!(shows(&story, fay).0, 3);
    leads(&mut story, fay, WorkshopAction::Pause);
    agree(&story, fay, gil);
}

#[test]
fn when_it_ends_it_ends_for_all_and_who_may_not_lead_ends_nothing() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = skewed(&mut story, 0);
    joins(&mut story, bo, &link);
    begins(&mut story, fay, "45");
    leads(&mut story, bo, WorkshopAction::End);
    begins(&mut story, bo, "90");
    agree(&story, fay, bo);
    assert_eq!(shows(&story, bo).0, 0);
    leads(&mut story, fay, WorkshopAction::End);
    let gone = shop(&story, bo);
    assert!(gone.led.is_none() && gone.following.is_none());
}

#[test]
fn words_that_another_leader_types_move_no_clock_however_wrong_the_clock_of_the_device() {
    let mut story = Story::begin();
    let fay = story.page();
    story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Lead);
    let gil = skewed(&mut story, -4 * 60_000);
    begins(&mut story, fay, "45");
    joins(&mut story, gil, &link);
    story.pass(3 * MINUTE);
    leads(&mut story, fay, WorkshopAction::Beat);
    agree(&story, fay, gil);
    leads(&mut story, fay, WorkshopAction::Say(Said::FeedBack, "More people".into()));
    assert_eq!(shop(&story, gil).led.expect("a workshop").feed_back, "More people");
    agree(&story, fay, gil);
}

#[test]
fn what_two_who_lead_write_apart_at_the_exits_of_stages_is_all_there_when_they_meet() {
    let mut story = Story::begin();
    let fay = story.page();
    story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Lead);
    let gil = skewed(&mut story, 0);
    joins(&mut story, gil, &link);
    begins(&mut story, fay, "45");
    let heard = |text: &str| WorkshopAction::Say(Said::Heard, text.into());
    leads(&mut story, fay, heard("Some of us"));
    // Fay is cut off and writes on; Gil hears that it is right, and writes what is heard at the next exit.
    for (cut_off, [words, next]) in
        [(fay, ["All of us", "One number"]), (gil, ["Safe stores", "Half by May"])]
    {
        let other = fay + gil - cut_off;
        story.wire(cut_off, WireState::Reconnecting);
        leads(&mut story, cut_off, heard(words));
        leads(&mut story, other, WorkshopAction::Played(Playback::Right));
        leads(&mut story, other, heard(next));
        story.wire(cut_off, WireState::Open);
        story.pass(15_000);
        agree(&story, other, cut_off);
        leads(&mut story, other, WorkshopAction::Go(2));
    }
    for who in [fay, gil] {
        let led = shop(&story, who).led.expect("a workshop");
        let heard: Vec<_> = led.ran.iter().map(|ran| &*ran.heard).collect();
        assert_eq!(heard[..4], ["All of us", "One number", "Safe stores", "Half by May"]);
        assert_eq!(led.ran[0].playback, Some(Playback::Right));
        let map = story.pages[who].state.map();
        let (_, record) = map.records.sessions.iter().next().expect("a session");
        let said = record.to_json().find(|(key, _)| key == "heard").expect("what was heard");
        assert_eq!(said.1.as_object().map(serde_json::Map::len), Some(4), "page {who}");
    }
}

#[test]
fn an_older_step_that_is_told_again_is_put_right_by_whoever_made_the_later_one() {
    let mut story = Story::begin();
    let fay = story.page();
    story.found(fay, Capability::Lead);
    let (lead, link) = (story.link(fay, Capability::Lead), story.link(fay, Capability::View));
    let (gil, vi) = (skewed(&mut story, 0), skewed(&mut story, 0));
    joins(&mut story, gil, &lead);
    joins(&mut story, vi, &link);
    begins(&mut story, fay, "45");
    let (_, older) = story.view(gil).led.clone().expect("it is led");
    leads(&mut story, fay, WorkshopAction::Go(3));
    story.does(gil, Action::Room(RoomStep::Lead(older.to_vec())));
    story.pass(2_000);
    assert_eq!(shows(&story, vi).0, 3);
}

#[test]
fn a_day_that_an_editor_writes_into_the_map_does_not_replace_what_is_led() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = skewed(&mut story, 0);
    joins(&mut story, bo, &link);
    begins(&mut story, fay, "45");
    let led = shop(&story, fay).led.expect("a workshop");
    let mut other = led.clone();
    other.date = crate::model::Date::parse("9999-01-01");
    let fields = Some(other.to_record(0, 0, true));
    let command = crate::document::Command::SetSession { id: "other".into(), fields };
    let effects = story.pages[bo].state.host_commit(vec![command]).expect("an editor may");
    for effect in effects {
        story.perform(bo, effect);
    }
    story.pass(2_000);
    assert_eq!(story.pages[fay].state.map().records.sessions.iter().count(), 2);
    assert_eq!(shop(&story, fay).led.expect("a workshop").id, led.id);
}

fn signals(story: &mut Story, who: usize, hand: bool, ready: bool) {
    let about = About { hand, ready, ..About::default() };
    story.does(who, Action::Room(RoomStep::About(about)));
    story.pass(2_000);
}

fn hands(story: &Story, who: usize) -> Vec<String> {
    let room = story.pages[who].state.room.as_ref().expect("a room").view();
    let name = |sender| room.guests.iter().find(|guest| guest.sender == sender);
    let hands = shop(story, who).hands.into_iter();
    hands.filter_map(name).map(|guest| guest.name.clone()).collect()
}

#[test]
fn hands_are_seen_in_their_order_and_go_down_with_the_stage_and_all_talk_by_one_clock() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let [bo, cleo] = ["Bo", "Cleo"].map(|name| {
        let who = skewed(&mut story, -90_000);
        let step = RoomStep::Join { link: link.clone(), name: name.into() };
        story.does(who, Action::Room(step));
        story.pass(2_000);
        who
    });
    begins(&mut story, fay, "90");
    signals(&mut story, cleo, true, false);
    signals(&mut story, bo, true, true);
    assert_eq!(hands(&story, fay), ["Cleo", "Bo"]);
    signals(&mut story, cleo, false, false);
    signals(&mut story, cleo, true, false);
    assert_eq!(hands(&story, fay), ["Bo", "Cleo"], "who puts it down goes to the end");

    // People talk with those beside them, and are asked to leave the map alone, on every screen.
    leads(&mut story, fay, WorkshopAction::Talk(Some(TalkStep::Pairs)));
    leads(&mut story, fay, WorkshopAction::Hold(true));
    story.pass(30_000);
    for who in [bo, cleo] {
        let following = shop(&story, who).following.expect("is led");
        let talk = following.talk.expect("they talk");
        let left = talk.clock.left_ms((story.pages[who].state.setup.uptime)());
        assert!((left - 88_000).abs() < 3_000, "{left} ms");
        assert_eq!((talk.step, following.told.hold), (TalkStep::Pairs, true));
    }
    let (lane, text) = (Lane::Priorities, "Written nevertheless".to_owned());
    story.does(bo, Action::WriteInLane { lane, text });
    story.pass(2_000);
    assert_eq!(story.pages[fay].state.map().cards.size(), 1, "nothing holds anybody back");

    leads(&mut story, fay, WorkshopAction::Go(1));
    story.pass(2_000);
    assert!(hands(&story, fay).is_empty(), "what was meant for the stage goes with it");
    let following = shop(&story, bo).following.expect("is led");
    assert_eq!((following.talk, following.told.hold), (None, false));
    let about = story.pages[bo].state.room.as_ref().expect("a room").about();
    assert!(!about.hand && !about.ready);
}

#[test]
fn an_editor_who_closes_the_record_ends_nothing_and_another_who_leads_ends_it_for_all() {
    let mut story = Story::begin();
    let fay = story.page();
    story.found(fay, Capability::Lead);
    let (lead, edit) = (story.link(fay, Capability::Lead), story.link(fay, Capability::Edit));
    let (gil, bo) = (skewed(&mut story, 0), skewed(&mut story, 0));
    joins(&mut story, gil, &lead);
    joins(&mut story, bo, &edit);
    begins(&mut story, fay, "45");
    let id = shop(&story, fay).led.expect("a workshop").id;
    // Made by hand: the interface offers an editor no such thing.
    let command = crate::document::Command::SetSession { id: id.clone(), fields: None };
    let effects = story.pages[bo].state.host_commit(vec![command]).expect("an edit");
    for effect in effects {
        story.perform(bo, effect);
    }
    story.pass(15_000);
    agree(&story, fay, bo);
    assert_eq!(shop(&story, gil).led.map(|led| led.id), Some(id.clone()));
    leads(&mut story, fay, WorkshopAction::Go(2));
    story.pass(5_000);
    agree(&story, fay, bo);
    let sessions = &story.pages[bo].state.map().records.sessions;
    assert!(sessions.get(&id).is_some(), "the next step writes it again");
    leads(&mut story, gil, WorkshopAction::End);
    story.pass(5_000);
    for who in [fay, gil, bo] {
        let shop = shop(&story, who);
        assert!(shop.led.is_none() && shop.following.is_none(), "page {who}");
    }
}
