//! What is kept of a workshop's time, in a browser whose device sleeps or whose clock somebody sets.

use std::rc::Rc;

use super::Story;
use super::workshop::{begins, does, passes, reopened_from, shop, stands};
use crate::facilitation::Leap;
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
