//! What is kept of a workshop's time, in a browser whose device sleeps or whose clock somebody sets.

use std::rc::Rc;

use super::Story;
use super::workshop::{begins, does, passes, reopened_from, shop, stands};
use crate::facilitation::{Leap, TalkStep};
use crate::store::*;

const MINUTE: u64 = 60_000;

/// From now on the device's clock and the page's own time are told apart: gives how to move them.
fn two_clocks(story: &mut Story) -> impl Fn(&mut Story, u64, u64) + use<> {
    let (wall, up) = (story.now.clone(), Rc::new(std::cell::Cell::new(story.now.get())));
    let uptime = up.clone();
    story.state.setup.uptime = Rc::new(move || uptime.get());
    move |_, on_the_wall, here| {
        wall.set(wall.get() + on_the_wall * MINUTE);
        up.set(up.get() + here * MINUTE);
    }
}

fn left(story: &Story) -> i64 {
    let led = shop(story).led.expect("a workshop");
    (led.clock.left_ms((story.state.setup.uptime)()) + 59_999).div_euclid(60_000)
}

#[test]
fn who_reloads_after_the_clock_was_set_has_the_time_that_they_had() {
    for (shift, leap) in [(12, 12), (0, -12)] {
        let mut story = Story::begin();
        begins(&mut story, "45");
        does(&mut story, WorkshopAction::Go(2));
        let moves = two_clocks(&mut story);
        moves(&mut story, 3, 3);
        if leap < 0 {
            // Set back is as if what was written had come from later.
            story.now.set(story.now.get() - 12 * MINUTE);
        }
        moves(&mut story, shift, 0);
        let leap = Leap { ms: leap * 60_000, slept: false };
        does(&mut story, WorkshopAction::Leapt(leap));
        assert_eq!(left(&story), 7);
        let mut again = reopened_from(&mut story, &mut Vec::new());
        assert_eq!(stands(&again), (2, 7), "{leap:?}");
        passes(&mut again, 2);
        assert_eq!(stands(&again), (2, 5));
    }
}

#[test]
fn the_wall_goes_with_the_window_that_leads_when_that_counts_a_sleep() {
    let mut story = Story::begin();
    begins(&mut story, "45");
    does(&mut story, WorkshopAction::Go(2));
    let mut entries = Vec::new();
    drop(reopened_from(&mut story, &mut entries));
    let slot = story.state.slot().to_owned();
    let mut wall = Story::begin_as(8);
    wall.now = story.now.clone();
    let moves = two_clocks(&mut story);
    let (clock, uptime) = (story.state.setup.clock.clone(), story.state.setup.uptime.clone());
    (wall.state.setup.clock, wall.state.setup.uptime) = (clock, uptime);
    wall.does(Action::Stand(Beside::Projector, slot.clone()));
    wall.does(Action::Loaded { slot: slot.clone(), entries: Ok(entries.clone()) });
    assert_eq!((left(&wall), left(&story)), (10, 10));
    moves(&mut story, 4, 0);
    for (step, minutes) in [
        (WorkshopAction::Leapt(Leap { ms: 4 * 60_000, slept: true }), 6),
        (WorkshopAction::Slept(false), 10),
    ] {
        does(&mut story, step);
        let known = entries.len();
        drop(reopened_from(&mut story, &mut entries));
        let new = entries[known..].to_vec();
        wall.does(Action::Loaded { slot: slot.clone(), entries: Ok(new) });
        assert_eq!((left(&wall), left(&story)), (minutes, minutes));
        assert_eq!(shop(&wall).leapt, None, "whoever leads is asked, not the wall");
    }
}

/// A workshop alone, in a stage of ten minutes of which none has passed.
fn in_a_stage() -> (Story, impl Fn(&mut Story, i64, bool)) {
    let mut story = Story::begin();
    begins(&mut story, "45");
    does(&mut story, WorkshopAction::Go(2));
    let leaps = |story: &mut Story, minutes: i64, slept: bool| {
        does(story, WorkshopAction::Leapt(Leap { ms: minutes * 60_000, slept }));
    };
    (story, leaps)
}

fn asked(story: &Story) -> Option<(i64, bool)> {
    shop(story).asks(false).map(|leap| (leap.ms / 60_000, leap.slept))
}

#[test]
fn what_nobody_has_answered_adds_up_and_a_clock_that_is_set_back_is_not_asked_about() {
    let (mut story, leaps) = in_a_stage();
    leaps(&mut story, 3, true);
    leaps(&mut story, 2, true);
    assert_eq!((asked(&story), left(&story)), (Some((5, true)), 5));
    // What matters less does not take the place of it.
    leaps(&mut story, 1, false);
    leaps(&mut story, -1, false);
    assert_eq!(asked(&story), Some((5, true)));
    does(&mut story, WorkshopAction::Slept(false));
    assert_eq!((asked(&story), left(&story)), (None, 10), "both are taken back");

    leaps(&mut story, 12, false);
    leaps(&mut story, -8, false);
    assert_eq!(asked(&story), Some((4, false)));
    leaps(&mut story, -4, false);
    assert_eq!((asked(&story), left(&story)), (None, 10));
    // Half a minute is the least that is called one.
    let leap = |ms| WorkshopAction::Leapt(Leap { ms, slept: false });
    does(&mut story, leap(29_000));
    assert_eq!(asked(&story), None);
    does(&mut story, leap(30_000));
    assert_eq!(asked(&story), Some((0, false)));
}

#[test]
fn a_sleep_can_be_counted_in_the_pause_after_it_and_a_pause_counts_none() {
    let (mut story, leaps) = in_a_stage();
    leaps(&mut story, 4, false);
    does(&mut story, WorkshopAction::Pause);
    leaps(&mut story, 30, false);
    assert_eq!((asked(&story), left(&story)), (Some((4, false)), 10));
    does(&mut story, WorkshopAction::Slept(true));
    assert_eq!((asked(&story), left(&story)), (None, 6));
}

#[test]
fn a_talk_that_began_after_the_leap_keeps_its_time() {
    let (mut story, leaps) = in_a_stage();
    let talk = |story: &Story| {
        let clock = shop(story).led.and_then(|led| led.talk).expect("they talk").clock;
        (clock.left_ms((story.state.setup.uptime)()) + 59_999) / 60_000
    };
    for (began_after, minutes) in [(false, 1), (true, 4)] {
        does(&mut story, WorkshopAction::Talk(Some(TalkStep::Fours)));
        leaps(&mut story, 3, false);
        if began_after {
            does(&mut story, WorkshopAction::Talk(Some(TalkStep::Fours)));
        }
        let before = left(&story);
        does(&mut story, WorkshopAction::Slept(true));
        assert_eq!((talk(&story), left(&story)), (minutes, before - 3), "{began_after}");
    }
}

#[test]
fn who_wakes_the_next_day_finds_the_workshop_paused_as_after_a_reload() {
    let (mut story, leaps) = in_a_stage();
    passes(&mut story, 4);
    leaps(&mut story, 13 * 60, true);
    let led = shop(&story).led.expect("a workshop");
    assert!(!led.clock.runs());
    assert_eq!((asked(&story), left(&story)), (None, 6));
    let mut again = reopened_from(&mut story, &mut Vec::new());
    passes(&mut again, 5);
    assert_eq!(stands(&again), (2, 6));
}
