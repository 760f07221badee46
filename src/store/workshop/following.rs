//! A workshop that somebody else in the room leads, as this page shows it: told in signed messages that hold durations.
//! Where one was repeated by others its age is a guess, until the next one comes from whoever leads.

use std::rc::Rc;

use super::super::state::State;
use super::super::view::{Beside, Selection};
use super::Workshop;
use crate::facilitation::{Led, Talk, Timebox, Told};

/// Somebody who leads tells it anew at least this often while time runs; who hears nothing for longer takes over.
const SILENCE_MS: u64 = 25_000;
/// As old as a repeated message can be believed to be.
const OLDEST_MS: u64 = 3 * 60 * 60_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Following {
    pub told: Told,
    pub clock: Timebox,
    pub talk: Option<Talk>,
    /// Whoever leads said it to this page. Otherwise the time is about right.
    pub sure: bool,
}

/// What is left of the stage, and of a talk with those beside.
type Times = (Timebox, Option<Talk>);

impl State {
    /// Takes in how the room is led. True where an older step was told than the one that this page made.
    pub(super) fn adopt_control(&mut self, shop: &mut Workshop) -> bool {
        let Some(room) = self.room.as_ref().map(|room| room.view()) else {
            (shop.following, shop.heard) = (None, None);
            return false;
        };
        let Some((_, bytes)) = room.led.as_ref() else { return false };
        if shop.heard.as_ref() == Some(bytes) {
            // The record of a workshop that this page leads from now on may have come after the message, which knows
            // better what is left.
            if let Some(led) = &mut shop.led
                && let Some(following) = shop.following.take()
                && led.id == following.told.session
            {
                let times = (following.clock, following.talk);
                if follow_as_leader(led, &following.told, times, following.sure) {
                    shop.leapt = None;
                }
            }
            return false;
        }
        let Some(told) = Told::read(bytes) else { return false };
        let now = self.uptime();
        (shop.heard, shop.heard_at) = (Some(Rc::clone(bytes)), now);
        let times = self.times_of(&told, room.led_fresh);
        match &mut shop.led {
            Some(led) if led.id == told.session && told.ended => {
                (shop.led, shop.following, shop.leaving) = (None, None, false);
            }
            Some(led) if led.id == told.session => {
                shop.following = None;
                if follow_as_leader(led, &told, times, room.led_fresh) {
                    // What this page guessed of its own time is past with it.
                    (shop.drives, shop.leapt) = (false, None);
                }
                // Whoever asked the room a question has said with it what they knew of the time.
                return shop.drives && !told.ended && told.rev < led.rev;
            }
            Some(_) => {}
            None if told.ended => shop.following = None,
            None => {
                let known = shop.following.as_ref().filter(|known| {
                    (known.told.rev, &known.told.session) == (told.rev, &told.session)
                });
                // What whoever leads said to this page is better than what others repeat.
                let keeps = known.filter(|known| known.sure && !room.led_fresh);
                let keeps = keeps.map(|it| (it.clock, it.talk));
                let sure = room.led_fresh || keeps.is_some();
                let (clock, talk) = keeps.unwrap_or(times);
                shop.following = Some(Following { told, clock, talk, sure });
            }
        }
        false
    }

    /// The room was told last that this one is led, and not that it has ended.
    pub(super) fn is_led_in_room(&self, session: &str) -> bool {
        let room = self.room.as_ref().map(|room| room.view());
        let told = room.as_ref().and_then(|room| Told::read(&room.led.as_ref()?.1));
        told.is_some_and(|told| told.session == session && !told.ended)
    }

    fn times_of(&self, told: &Told, fresh: bool) -> Times {
        let ago = if fresh { 0 } else { self.now().saturating_sub(told.wall_ms).min(OLDEST_MS) };
        let now = self.uptime();
        (Timebox::heard(told.left, ago, now), Talk::heard(&told.talk, ago, now))
    }

    /// Newcomers hear at once what is left.
    pub(super) fn greet(&mut self) {
        let shop = self.shop();
        if !shop.drives || shop.led.is_none() {
            return;
        }
        let Some(room) = self.room.as_ref().map(|room| room.view()) else { return };
        if room.guests.iter().any(|guest| !shop.known.contains(&guest.sender)) {
            self.tell_led(false);
        }
    }

    /// To where the work is: the card that is shown to everybody, or the stage's lane.
    pub(super) fn come_to_stage(&mut self) {
        let shop = self.shop();
        let (kind, spotlight) = match (shop.following, shop.led) {
            (Some(Following { told, .. }), _) => (told.kind(), told.spotlight),
            (None, Some(led)) => (led.stage().kind, led.spotlight),
            (None, None) => return,
        };
        let spotlight = spotlight.filter(|id| self.map().card(id).is_some());
        let shows = self.view.beside == Some(Beside::Projector);
        if shows {
            self.focus(true);
        }
        match (spotlight, kind.lanes()) {
            (Some(id), _) => self.fly_to(id),
            (None, Some((lane, serves))) => {
                self.select(Selection::None);
                self.show_lanes(lane, serves);
            }
            // Who came to nowhere stays where they are; a projector shows all there is.
            (None, None) if shows => {
                self.select(Selection::None);
                self.fit();
            }
            (None, None) => {}
        }
    }

    pub(super) fn beat(&mut self) {
        let mut shop = self.shop();
        let has_room = self.room.as_ref().is_some_and(|room| room.may_lead());
        if !has_room || !shop.led.as_ref().is_some_and(|led| led.clock.runs()) {
            return;
        }
        if !shop.drives && self.uptime().saturating_sub(shop.heard_at) > SILENCE_MS {
            shop.drives = true;
            self.keep_shop(shop.clone());
        }
        if shop.drives {
            self.tell_led(false);
        }
    }
}

/// Two lead: the later step holds, and of the same step whoever made it tells the time. Was it theirs?
fn follow_as_leader(led: &mut Led, told: &Told, (clock, talk): Times, fresh: bool) -> bool {
    let theirs = told.rev > led.rev || (told.rev == led.rev && fresh);
    if theirs && told.at < led.ran.len() {
        (led.at, led.clock, led.rev) = (told.at, clock, told.rev);
        (led.call, led.spotlight) = (told.call, told.spotlight.clone());
        (led.talk, led.hold) = (talk, told.hold);
    }
    theirs
}
