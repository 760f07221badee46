//! A workshop that is led: the plan as it is run, the stage, its time, and what was said at each exit. Changes only
//! when somebody who leads says so; no clock moves it on.

use super::agenda::{Agenda, Stage, StageKind};
use super::clock::{Left, Timebox};
use super::talk::Talk;
use crate::model::{Date, Json};

/// What came back when the room was told what was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Playback {
    Right,
    NotQuite,
}

/// How a stage went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// Time used, in milliseconds, without the pauses. Of the stage that is on: before it was entered last.
    pub used_ms: i64,
    pub playback: Option<Playback>,
    /// What was said back, in the room's words.
    pub heard: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Led {
    /// The session's id in the map.
    pub id: String,
    pub date: Option<Date>,
    pub facilitator: String,
    pub attendees: Vec<String>,
    pub agenda: Agenda,
    /// As many as the plan has stages.
    pub ran: Vec<Ran>,
    pub at: usize,
    pub clock: Timebox,
    /// The minutes that the people were promised it would take.
    pub promised: u32,
    /// Counts up with every step, so that of two copies the later is known.
    pub rev: u64,
    /// What they need, in their words, and the future that they want.
    pub feed_back: String,
    pub feed_forward: String,
    pub next_date: Option<Date>,
    pub decisions: Vec<String>,
    pub votes: Vec<Json>,
    /// Everybody is asked to come and look at this.
    pub call: u32,
    pub spotlight: Option<crate::model::CardId>,
    /// People talk with those beside them.
    pub talk: Option<Talk>,
    /// Everybody is asked to leave the map alone for now. Nothing holds them back.
    pub hold: bool,
}

/// What could be shortened when the room is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shorten {
    /// A later stage by so many minutes.
    By(usize, u16),
    /// A later stage is left out.
    LeaveOut(usize),
    /// The people agreed to stay longer.
    Stay(u16),
}

/// Shorter than this a stage is nothing.
const SHORTEST: u16 = 3;
/// A minute more or less is not worth a question.
const WORTH_ASKING: i64 = 2;

impl Led {
    #[must_use]
    pub fn begin(id: String, agenda: Agenda, date: Option<Date>) -> Self {
        let (clock, promised) = (Timebox::of(agenda.stages[0].minutes), agenda.minutes());
        let ran = vec![Ran::default(); agenda.stages.len()];
        Self {
            id,
            date,
            facilitator: String::new(),
            attendees: Vec::new(),
            agenda,
            ran,
            at: 0,
            clock,
            promised,
            rev: 1,
            feed_back: String::new(),
            feed_forward: String::new(),
            next_date: None,
            decisions: Vec::new(),
            votes: Vec::new(),
            call: 0,
            spotlight: None,
            talk: None,
            hold: false,
        }
    }

    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.agenda.stages[self.at]
    }

    #[must_use]
    pub fn next(&self) -> Option<&Stage> {
        self.agenda.stages.get(self.at + 1)
    }

    /// To another stage. Its time runs if the one before did; who comes back has what was left.
    pub fn go(&mut self, to: usize, now: u64) {
        if to >= self.agenda.stages.len() || to == self.at {
            return;
        }
        self.ran[self.at].used_ms = self.clock.used_ms(now);
        let runs = self.clock.runs();
        let given_ms = i64::from(self.agenda.stages[to].minutes) * 60_000;
        let left_ms = given_ms - self.ran[to].used_ms;
        let left = Left { left_ms, given_ms, runs, extended: false };
        (self.at, self.clock) = (to, Timebox::heard(left, 0, now));
        (self.spotlight, self.talk, self.hold) = (None, None, false);
    }

    pub fn start(&mut self, now: u64) {
        self.clock.start(now);
        self.talk.iter_mut().for_each(|talk| talk.clock.start(now));
    }

    pub fn pause(&mut self, now: u64) {
        self.clock.pause(now);
        self.talk.iter_mut().for_each(|talk| talk.clock.pause(now));
    }

    /// It stands where it stood, and says what another copy of its record says.
    #[must_use]
    pub fn with_words_of(mut self, other: Self) -> Self {
        // One of the two may have left a stage out.
        let said: Vec<_> = other.agenda.names().zip(other.ran).collect();
        for (name, ran) in self.agenda.names().zip(&mut self.ran) {
            if let Some((_, said)) = said.iter().find(|(other, _)| *other == name) {
                (ran.playback, ran.heard) = (said.playback, said.heard.clone());
            }
        }
        let Self {
            facilitator,
            attendees,
            feed_back,
            feed_forward,
            next_date,
            decisions,
            votes,
            ..
        } = other;
        Self {
            facilitator,
            attendees,
            feed_back,
            feed_forward,
            next_date,
            decisions,
            votes,
            ..self
        }
    }

    /// So much has passed, or not, that this page could not count.
    pub fn passes(&mut self, ms: i64) {
        self.clock.passes(ms);
        self.talk.iter_mut().for_each(|talk| talk.clock.passes(ms));
    }

    /// Used in stage `at`, now.
    #[must_use]
    pub fn used_ms(&self, at: usize, now: u64) -> i64 {
        if at == self.at { self.clock.used_ms(now) } else { self.ran[at].used_ms }
    }

    /// How many minutes later than promised it ends, if all that comes takes its time. The reserve is used up first.
    #[must_use]
    pub fn behind(&self, now: u64) -> Option<u16> {
        const MINUTE_MS: i64 = 60_000;
        let stages = self.agenda.stages.iter().enumerate();
        let takes = stages.map(|(at, stage)| {
            let (planned, used) = (i64::from(stage.minutes) * MINUTE_MS, self.used_ms(at, now));
            match at.cmp(&self.at) {
                std::cmp::Ordering::Less => used,
                std::cmp::Ordering::Equal => used.max(used + self.clock.left_ms(now)),
                std::cmp::Ordering::Greater => planned.max(used),
            }
        });
        let late = (takes.sum::<i64>() - i64::from(self.promised) * MINUTE_MS) / MINUTE_MS;
        u16::try_from(late).ok().filter(|_| late >= WORTH_ASKING)
    }

    /// What there is to choose from when it is so many minutes behind: the longest that is to come shorter, something
    /// that can be left out, and staying longer.
    #[must_use]
    pub fn choices(&self, behind: u16) -> Vec<Shorten> {
        use StageKind as S;
        let later = || self.agenda.stages.iter().enumerate().skip(self.at + 1);
        let mut choices = Vec::new();
        let longest = later().filter(|(_, stage)| stage.minutes >= behind + SHORTEST);
        if let Some((at, _)) = longest.max_by_key(|(at, stage)| (stage.minutes, usize::MAX - at)) {
            choices.push(Shorten::By(at, behind));
        }
        let spare = |kind| matches!(kind, S::Premortem | S::Stop | S::Break | S::Pressures);
        choices.extend(
            later()
                .filter(|(_, stage)| spare(stage.kind))
                .max_by_key(|(_, stage)| stage.minutes)
                .map(|(at, _)| Shorten::LeaveOut(at)),
        );
        choices.push(Shorten::Stay(behind));
        choices
    }

    pub fn shorten(&mut self, choice: Shorten) {
        match choice {
            Shorten::By(at, by) if at > self.at && at < self.agenda.stages.len() => {
                let left = self.agenda.stages[at].minutes.saturating_sub(by);
                self.agenda.set_minutes(at, left);
            }
            Shorten::LeaveOut(at) if at > self.at && at < self.agenda.stages.len() => {
                self.agenda.drop_stage(at);
                self.ran.remove(at);
            }
            Shorten::Stay(by) => self.promised += u32::from(by),
            Shorten::By(..) | Shorten::LeaveOut(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    fn begun(id: &str) -> Led {
        let agenda = Agenda::built_in(id).expect("a plan");
        let mut led = Led::begin("s".into(), agenda, Date::new(2026, 11, 22));
        led.clock.start(0);
        led
    }

    #[test]
    fn a_room_that_keeps_its_time_is_never_asked_to_shorten_anything() {
        for id in Agenda::BUILT_IN {
            let mut led = begun(id);
            let mut now = 0;
            for at in 0..led.agenda.stages.len() {
                led.go(at, now);
                assert_eq!(led.behind(now), None, "{id} at stage {at}");
                now += u64::from(led.stage().minutes) * MINUTE;
                assert_eq!(led.clock.left_ms(now), 0);
                assert_eq!(led.behind(now), None, "{id} at the end of stage {at}");
            }
            assert_eq!(led.next(), None);
        }
    }

    #[test]
    fn who_overruns_uses_up_the_reserve_and_then_chooses_what_to_shorten() {
        let mut led = begun("45");
        led.go(2, 6 * MINUTE);
        assert_eq!(led.behind(20 * MINUTE), None, "four over, three saved: the reserve bears it");
        led.go(3, 22 * MINUTE);
        let behind = led.behind(22 * MINUTE).expect("behind");
        // Arrive took all six minutes: 6 + 16 + 12 + 7 + 7 of 45.
        assert_eq!(behind, 3);
        let choices = led.choices(behind);
        assert_eq!(choices, [Shorten::By(4, 3), Shorten::Stay(3)]);
        led.shorten(choices[0]);
        assert_eq!((led.behind(22 * MINUTE), led.agenda.stages[4].minutes), (None, 4));
        // Two minutes more are allowed, and agreed to.
        assert!(led.clock.extend(5, 24 * MINUTE));
        let behind = led.behind(24 * MINUTE).expect("behind again");
        led.shorten(Shorten::Stay(behind));
        assert_eq!(led.behind(24 * MINUTE), None);
    }

    #[test]
    fn a_stage_that_is_left_out_takes_its_record_with_it_and_the_past_is_not_touched() {
        let mut led = begun("90");
        led.ran[0].heard = "Here".into();
        led.go(6, 80 * MINUTE);
        let behind = led.behind(80 * MINUTE).expect("behind");
        let choices = led.choices(behind);
        assert_eq!(choices, [Shorten::LeaveOut(7), Shorten::Stay(behind)], "nothing is that long");
        led.shorten(choices[0]);
        assert_eq!((led.agenda.stages.len(), led.ran.len()), (9, 9));
        assert_eq!(led.agenda.stages[7].kind, StageKind::Premortem);
        led.shorten(Shorten::LeaveOut(0));
        led.shorten(Shorten::By(99, 3));
        assert_eq!((led.agenda.stages.len(), &*led.ran[0].heard), (9, "Here"));
    }

    #[test]
    fn the_words_of_another_copy_are_taken_over_stage_by_stage_and_its_place_is_not() {
        let mut led = begun("45");
        led.ran[0].heard = "Fewer accidents".into();
        led.ran[1].heard = "In all".into();
        let mut other = led.clone();
        led.go(2, MINUTE);
        other.feed_back = "More people".into();
        other.ran[1] =
            Ran { used_ms: 9, playback: Some(Playback::Right), heard: "In all stores".into() };
        let both = led.clone().with_words_of(other.clone());
        assert_eq!((both.at, &*both.feed_back), (2, "More people"));
        assert_eq!(
            (&*both.ran[0].heard, &*both.ran[1].heard),
            ("Fewer accidents", "In all stores")
        );
        assert_eq!((both.ran[1].playback, both.ran[1].used_ms), (Some(Playback::Right), 0));
        // Whoever wrote it left a stage out: what was said of that stays, and what was taken back of another is gone.
        led.ran[2].heard = "Safe stores".into();
        led.ran[3].heard = "Half of it".into();
        other.shorten(Shorten::LeaveOut(2));
        let both = led.clone().with_words_of(other);
        let heard: Vec<_> = both.ran.iter().map(|ran| &*ran.heard).collect();
        assert_eq!(heard, ["Fewer accidents", "In all stores", "Safe stores", "", "", ""]);
    }

    #[test]
    fn who_goes_back_has_what_was_left_and_a_pause_is_kept() {
        let mut led = begun("45");
        led.go(2, 2 * MINUTE);
        led.go(3, 6 * MINUTE);
        led.clock.pause(7 * MINUTE);
        led.go(2, 9 * MINUTE);
        assert_eq!(led.clock.left_ms(30 * MINUTE), 6 * 60_000, "ten less four, and it rests");
        assert_eq!(led.used_ms(3, 30 * MINUTE), 60_000);
        led.go(99, 31 * MINUTE);
        assert_eq!(led.at, 2);
    }
}
