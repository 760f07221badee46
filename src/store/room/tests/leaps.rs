//! Clocks that are set and laptops that sleep while a workshop is led: what is left stays the same on every screen.

use super::led::{agree, begins, joins, leads, shop, shows, skewed};
use super::*;
use crate::facilitation::TwoClocks;
use crate::store::{Action, Said, WorkshopAction};

const MINUTE: u64 = 60_000;

/// The device of a page: its clock can be set, and while it sleeps the page's own time stands still.
struct Device {
    who: usize,
    now: Rc<Cell<u64>>,
    set: Rc<Cell<i64>>,
    lost: Rc<Cell<u64>>,
    asleep: Rc<Cell<Option<u64>>>,
    clocks: TwoClocks,
}

impl Device {
    fn of(story: &mut Story, who: usize) -> Self {
        let (now, set, lost) = (story.now.clone(), Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let asleep = Rc::new(Cell::new(None));
        let setup = &mut story.pages[who].state.setup;
        let (wall, by) = (now.clone(), set.clone());
        setup.clock = Rc::new(move || wall.get().saturating_add_signed(by.get()));
        let (up, slept, since) = (now.clone(), lost.clone(), asleep.clone());
        setup.uptime = Rc::new(move || since.get().unwrap_or(up.get()) - slept.get());
        let mut device = Self { who, now, set, lost, asleep, clocks: TwoClocks::default() };
        device.looks(story, false);
        device
    }

    /// What the page does now and then, and whenever it comes into sight or leaves it.
    fn looks(&mut self, story: &mut Story, hidden: bool) {
        let setup = &story.pages[self.who].state.setup;
        let (wall, uptime) = ((setup.clock)(), (setup.uptime)());
        if let Some(leap) = self.clocks.seen(wall, uptime, hidden) {
            story.does(self.who, Action::Workshop(WorkshopAction::Leapt(leap)));
        }
    }

    /// The lid is shut for so long. `shows` says that the browser tells the page that nobody sees it.
    fn sleeps(&mut self, story: &mut Story, ms: u64, shows: bool) {
        if shows {
            self.looks(story, true);
        }
        story.wire(self.who, WireState::Reconnecting);
        self.nods(story, |story| story.pass(ms));
    }

    /// So short that what carries its messages has not noticed.
    fn nods(&mut self, story: &mut Story, meanwhile: impl FnOnce(&mut Story)) {
        let (from, online) = (self.now.get(), story.pages[self.who].online);
        self.asleep.set(Some(from));
        story.pages[self.who].online = false;
        meanwhile(story);
        story.pages[self.who].online = online;
        self.asleep.set(None);
        self.lost.set(self.lost.get() + self.now.get() - from);
        self.looks(story, false);
    }
}

/// A workshop that is led on a device, and somebody who follows.
fn led() -> (Story, Device, Device) {
    let mut story = Story::begin();
    let [fay, mut bo] = [0, 0].map(|_| {
        let who = story.page();
        Device::of(&mut story, who)
    });
    bo.set.set(7 * 60_000);
    bo.clocks = TwoClocks::default();
    bo.looks(&mut story, false);
    let link = story.found(fay.who, Capability::Edit);
    joins(&mut story, bo.who, &link);
    begins(&mut story, fay.who, "45");
    leads(&mut story, fay.who, WorkshopAction::Go(2));
    agree(&story, fay.who, bo.who);
    (story, fay, bo)
}

fn reconnects(story: &mut Story, who: usize) {
    story.wire(who, WireState::Open);
    story.pass(3_000);
}

#[test]
fn a_clock_that_is_set_in_the_middle_of_a_stage_moves_nobodys_time() {
    let (mut story, mut fay, mut theirs) = led();
    let bo = theirs.who;
    let (_, mut left, _) = shows(&story, fay.who);
    for shift in [12 * 60_000, -20 * 60_000, 4_000] {
        fay.set.set(fay.set.get() + shift);
        theirs.set.set(theirs.set.get() - shift);
        fay.looks(&mut story, false);
        theirs.looks(&mut story, false);
        story.pass(30_000);
        let ((_, here, _), (_, there, sure)) = (shows(&story, fay.who), shows(&story, bo));
        // Who follows and goes ahead may have slept as well: about right, until it is said again.
        assert!((here - there).abs() < 1_000 && sure == (shift > 0), "{here} {there} {shift}");
        leads(&mut story, fay.who, WorkshopAction::Beat);
        agree(&story, fay.who, bo);
        let (_, now, _) = shows(&story, fay.who);
        assert!((left - now - 31_000).abs() < 1_000, "{left} {now} after {shift}");
        left = now;
        // Whoever leads is asked only where it could have been a sleep worth speaking of.
        assert_eq!(shop(&story, fay.who).asks(true).is_some(), shift > 60_000, "{shift}");
        leads(&mut story, fay.who, WorkshopAction::Slept(false));
        left -= 1_000;
        assert_eq!(shop(&story, fay.who).leapt, None);
        assert!((left - shows(&story, fay.who).1).abs() < 1_000);
    }
}

#[test]
fn a_laptop_that_sleeps_does_not_stop_the_time_of_the_room() {
    let (mut story, mut fay, Device { who: bo, .. }) = led();
    fay.sleeps(&mut story, 4 * MINUTE, true);
    agree(&story, fay.who, bo);
    assert!(shop(&story, fay.who).asks(true).is_some_and(|leap| leap.slept));
    reconnects(&mut story, fay.who);
    leads(&mut story, fay.who, WorkshopAction::Beat);
    agree(&story, fay.who, bo);
    // Where it was no sleep after all, one press takes it back, for everybody.
    let (_, left, _) = shows(&story, fay.who);
    leads(&mut story, fay.who, WorkshopAction::Slept(false));
    assert!((shows(&story, fay.who).1 - left - 4 * 60_000 + 1_000).abs() < 1_000);
    agree(&story, fay.who, bo);
}

#[test]
fn a_sleep_that_no_browser_tells_of_is_counted_by_one_press() {
    let (mut story, mut fay, Device { who: bo, .. }) = led();
    fay.sleeps(&mut story, 4 * MINUTE, false);
    reconnects(&mut story, fay.who);
    leads(&mut story, fay.who, WorkshopAction::Slept(true));
    let (_, left, _) = shows(&story, fay.who);
    assert!((left - 6 * 60_000 + 5_000).abs() < 3_000, "{left} ms of the ten minutes");
    agree(&story, fay.who, bo);
    // It is said once, and another stage has nothing to do with it.
    leads(&mut story, fay.who, WorkshopAction::Slept(true));
    assert_eq!(shows(&story, fay.who).1, left - 1_000);
    fay.sleeps(&mut story, MINUTE, false);
    leads(&mut story, fay.who, WorkshopAction::Go(3));
    assert_eq!(shop(&story, fay.who).leapt, None);
}

#[test]
fn a_phone_that_slept_shows_about_the_right_time_until_whoever_leads_says_it() {
    let (mut story, fay, mut phone) = led();
    let bo = phone.who;
    phone.sleeps(&mut story, 3 * MINUTE, true);
    let ((_, left, _), (_, there, sure)) = (shows(&story, fay.who), shows(&story, bo));
    assert!((left - there).abs() < 1_000 && !sure, "{left} {there}");
    reconnects(&mut story, bo);
    leads(&mut story, fay.who, WorkshopAction::Beat);
    agree(&story, fay.who, bo);
}

#[test]
fn a_phone_that_slept_unseen_is_not_sure_of_a_wrong_time() {
    let (mut story, fay, mut phone) = led();
    let bo = phone.who;
    phone.sleeps(&mut story, 3 * MINUTE, false);
    assert!(!shows(&story, bo).2, "{:?}", shows(&story, bo));
    reconnects(&mut story, bo);
    leads(&mut story, fay.who, WorkshopAction::Beat);
    agree(&story, fay.who, bo);
    // In a pause nothing passes, whether it slept or not.
    leads(&mut story, fay.who, WorkshopAction::Pause);
    phone.sleeps(&mut story, 3 * MINUTE, false);
    agree(&story, fay.who, bo);
}

/// Two who lead: the one whose device sleeps, whose words win where both write the same, and one who stays awake.
fn two_lead() -> (Story, Device, usize) {
    let mut story = Story::begin();
    let gil = skewed(&mut story, -60_000);
    story.found(gil, Capability::Lead);
    let link = story.link(gil, Capability::Lead);
    let sleeper = story.page();
    let fay = Device::of(&mut story, sleeper);
    joins(&mut story, fay.who, &link);
    begins(&mut story, gil, "45");
    // Whoever made the last step tells the time.
    leads(&mut story, fay.who, WorkshopAction::Go(1));
    agree(&story, gil, fay.who);
    (story, fay, gil)
}

fn record(story: &Story, who: usize) -> serde_json::Value {
    let mut sessions = story.pages[who].state.map().records.sessions.iter();
    let (_, fields) = sessions.next().expect("a session");
    serde_json::Value::Object(fields.to_json().collect())
}

#[test]
fn who_slept_while_another_led_on_takes_no_stage_back_and_no_word() {
    let (mut story, mut fay, gil) = two_lead();
    fay.looks(&mut story, true);
    story.wire(fay.who, WireState::Reconnecting);
    leads(&mut story, gil, WorkshopAction::Say(Said::Heard, "Fewer accidents".into()));
    leads(&mut story, gil, WorkshopAction::Go(3));
    leads(&mut story, gil, WorkshopAction::Say(Said::Heard, "Safe stores".into()));
    fay.sleeps(&mut story, 2 * MINUTE, true);
    assert_eq!(shows(&story, fay.who).0, 1, "nobody has told yet");
    reconnects(&mut story, fay.who);
    story.pass(15_000);
    leads(&mut story, gil, WorkshopAction::Beat);
    assert_eq!((shows(&story, fay.who).0, shows(&story, gil).0), (3, 3));
    agree(&story, gil, fay.who);
    for who in [fay.who, gil] {
        let led = shop(&story, who).led.expect("a workshop");
        let heard = [1, 3].map(|at| led.ran[at].heard.clone());
        assert_eq!(heard, ["Fewer accidents", "Safe stores"], "page {who}");
        let record = record(&story, who);
        assert_eq!(record["heard"]["frame"], "Fewer accidents", "page {who}");
        assert_eq!((&record["now"]["stage"], &record["status"]), (&3.into(), &"open".into()));
    }
}

#[test]
fn a_workshop_that_ended_while_another_leader_slept_stays_as_it_was_closed() {
    let (mut story, mut fay, gil) = two_lead();
    fay.looks(&mut story, true);
    story.wire(fay.who, WireState::Reconnecting);
    leads(&mut story, gil, WorkshopAction::Say(Said::Heard, "Fewer accidents".into()));
    leads(&mut story, gil, WorkshopAction::End);
    let closed = record(&story, gil);
    fay.sleeps(&mut story, 20 * MINUTE, true);
    reconnects(&mut story, fay.who);
    story.pass(15_000);
    assert!(shop(&story, fay.who).led.is_none());
    for who in [fay.who, gil] {
        assert_eq!(record(&story, who), closed, "page {who}");
    }
    assert_eq!((&closed["status"], &closed["now"]), (&"closed".into(), &serde_json::Value::Null));
}

#[test]
fn what_a_page_guesses_that_slept_unseen_overrules_nobody_who_was_awake() {
    let (mut story, mut fay, gil) = two_lead();
    fay.nods(&mut story, |story| {
        story.pass(30_000);
        // Nothing was heard of Fay for so long: no new step, but another who tells the time.
        leads(story, gil, WorkshopAction::Beat);
        story.pass(MINUTE);
    });
    let (_, left, _) = shows(&story, gil);
    assert_eq!(shop(&story, fay.who).asks(true), None, "somebody knows: nothing is asked");
    leads(&mut story, fay.who, WorkshopAction::Beat);
    leads(&mut story, gil, WorkshopAction::Beat);
    assert_eq!(shop(&story, fay.who).leapt, None);
    assert_eq!(shows(&story, gil).1, left - 2_000, "who was awake counts on");
    agree(&story, gil, fay.who);
}

#[test]
fn who_slept_unseen_is_asked_after_all_when_the_other_who_leads_says_nothing() {
    let (mut story, mut fay, gil) = two_lead();
    story.wire(gil, WireState::Reconnecting);
    fay.nods(&mut story, |story| story.pass(4 * MINUTE));
    assert_eq!(shop(&story, fay.who).asks(true), None);
    story.pass(26_000);
    leads(&mut story, fay.who, WorkshopAction::Beat);
    let asks = shop(&story, fay.who).asks(true).expect("a question");
    assert_eq!((asks.ms / 60_000, asks.slept), (4, false));
}

#[test]
fn the_question_goes_when_another_who_leads_tells_the_time() {
    let (mut story, mut fay, _) = led();
    fay.sleeps(&mut story, 4 * MINUTE, false);
    reconnects(&mut story, fay.who);
    assert!(shop(&story, fay.who).asks(true).is_some());
    let (link, gil) = (story.link(fay.who, Capability::Lead), skewed(&mut story, 0));
    joins(&mut story, gil, &link);
    leads(&mut story, gil, WorkshopAction::Extend(5));
    let (_, left, _) = shows(&story, gil);
    assert_eq!(shop(&story, fay.who).leapt, None);
    leads(&mut story, fay.who, WorkshopAction::Slept(true));
    assert_eq!(shows(&story, gil).1, left - 1_000);
    agree(&story, fay.who, gil);
}
