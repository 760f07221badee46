//! The time that a stage has left. Counts down while it runs, may be paused and once be given more, and ends nothing:
//! past its end it goes on below zero. Knows no clock: it is told a time that never runs backwards.

/// A countdown, as one screen holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timebox {
    /// What was left when it was started, paused or changed last, in milliseconds; below zero when it is over.
    left_ms: i64,
    /// When that was, if it runs.
    since: Option<u64>,
    /// The time that was planned and given, for what was used of it.
    given_ms: i64,
    extended: bool,
}

/// A countdown as it travels: durations alone, so no two clocks have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub left_ms: i64,
    pub given_ms: i64,
    pub runs: bool,
    pub extended: bool,
}

const MINUTE_MS: i64 = 60_000;
/// Nobody runs a stage for longer: what says so is a slip or a lie.
const LONGEST_MS: i64 = 24 * 60 * MINUTE_MS;
/// A clock that ran on for longer than this was forgotten: it is taken as paused.
pub(super) const FORGOTTEN_MS: u64 = 12 * 60 * 60_000;

impl Timebox {
    /// So many minutes, not started.
    #[must_use]
    pub fn of(minutes: u16) -> Self {
        let given_ms = i64::from(minutes) * MINUTE_MS;
        Self { left_ms: given_ms, since: None, given_ms, extended: false }
    }

    #[must_use]
    pub fn left_ms(&self, now: u64) -> i64 {
        let ran = self.since.map_or(0, |since| now.saturating_sub(since));
        self.left_ms.saturating_sub(i64::try_from(ran).unwrap_or(LONGEST_MS))
    }

    /// How much was used, the pauses left out.
    #[must_use]
    pub fn used_ms(&self, now: u64) -> i64 {
        (self.given_ms - self.left_ms(now)).max(0)
    }

    #[must_use]
    pub fn runs(&self) -> bool {
        self.since.is_some()
    }

    /// It was given more time once.
    #[must_use]
    pub fn extended(&self) -> bool {
        self.extended
    }

    pub fn start(&mut self, now: u64) {
        self.since.get_or_insert(now);
    }

    pub fn pause(&mut self, now: u64) {
        self.left_ms = self.left_ms(now);
        self.since = None;
    }

    /// More time, once. Who is over already gets it from now on.
    pub fn extend(&mut self, minutes: u16, now: u64) -> bool {
        if self.extended {
            return false;
        }
        let (left, more) = (self.left_ms(now), i64::from(minutes) * MINUTE_MS);
        let late = (-left).max(0);
        (self.left_ms, self.given_ms) = (left + late + more, self.given_ms + late + more);
        self.since = self.since.map(|_| now);
        self.extended = true;
        true
    }

    /// Another plan for this stage: what was used stays used.
    pub fn plan(&mut self, minutes: u16, now: u64) {
        let used = self.used_ms(now);
        self.given_ms = i64::from(minutes) * MINUTE_MS;
        self.left_ms = self.given_ms - used;
        self.since = self.since.map(|_| now);
    }

    /// So much has passed, or not, that nobody here could count. A pause passes nothing.
    pub fn passes(&mut self, ms: i64) {
        if self.runs() {
            self.shift(ms);
        }
    }

    /// So much passed, or did not, while it still ran.
    pub fn shift(&mut self, ms: i64) {
        self.left_ms = self.left_ms.saturating_sub(ms.clamp(-LONGEST_MS, LONGEST_MS));
    }

    #[must_use]
    pub fn told(&self, now: u64) -> Left {
        let (left_ms, given_ms) = (self.left_ms(now), self.given_ms);
        Left { left_ms, given_ms, runs: self.runs(), extended: self.extended }
    }

    /// As it was told, `ago` milliseconds back.
    #[must_use]
    pub fn heard(told: Left, ago: u64, now: u64) -> Self {
        let ago = i64::try_from(ago).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let within = |ms: i64| ms.clamp(-LONGEST_MS, LONGEST_MS);
        let ran = if told.runs { ago } else { 0 };
        Self {
            left_ms: within(within(told.left_ms) - ran),
            since: told.runs.then_some(now),
            given_ms: within(told.given_ms).max(0),
            extended: told.extended,
        }
    }
}

/// The clock of the device went another way than that of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leap {
    /// How far ahead it went, or back.
    pub ms: i64,
    /// As far as one can tell the device slept. Otherwise somebody has set its clock.
    pub slept: bool,
}

impl Leap {
    /// Nobody sleeps through a stage for so long: the workshop was left open.
    #[must_use]
    pub fn is_forgotten(self) -> bool {
        self.slept && self.ms.unsigned_abs() >= FORGOTTEN_MS
    }
}

/// The two clocks that a page has, held against each other: the device's, which can be set, and the page's own, which may stand
/// still while the device sleeps. Both show as the same leap. Who sleeps is out of sight before, though, and who only sets a clock
/// mostly is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct TwoClocks {
    /// How far the device's was ahead of the page's when they were looked at last.
    ahead: Option<i64>,
    /// The page was out of sight since.
    hidden: bool,
}

impl TwoClocks {
    /// Clocks drift apart by less between two looks.
    const LEAP_MS: i64 = 3_000;

    /// Looked at now. `hidden` says that nobody sees the page.
    pub fn seen(&mut self, wall: u64, uptime: u64, hidden: bool) -> Option<Leap> {
        let ahead = wall.cast_signed().wrapping_sub(uptime.cast_signed());
        let ms = self.ahead.map_or(0, |before| ahead.wrapping_sub(before));
        let was_hidden = self.hidden;
        (self.ahead, self.hidden) = (Some(ahead), hidden);
        let slept = ms > 0 && (was_hidden || hidden);
        (ms.unsigned_abs() > Self::LEAP_MS.unsigned_abs()).then_some(Leap { ms, slept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    #[test]
    fn it_counts_down_pauses_and_goes_below_zero_without_ending_anything() {
        let mut box_ = Timebox::of(10);
        assert_eq!((box_.left_ms(5), box_.runs()), (600_000, false));
        box_.start(1_000);
        box_.start(2_000);
        assert_eq!(box_.left_ms(61_000), 540_000, "started twice it runs from the first time");
        box_.pause(61_000);
        assert_eq!(box_.left_ms(9 * MINUTE), 540_000);
        box_.start(20 * MINUTE);
        assert_eq!(box_.left_ms(30 * MINUTE), -60_000);
        assert_eq!(box_.used_ms(30 * MINUTE), 660_000);
    }

    #[test]
    fn it_is_given_more_once_and_who_is_over_gets_all_of_it() {
        let mut box_ = Timebox::of(1);
        box_.start(0);
        assert!(box_.extend(5, 3 * MINUTE));
        assert_eq!(box_.left_ms(3 * MINUTE), 300_000);
        assert_eq!(box_.used_ms(3 * MINUTE), 180_000, "what was used stays used");
        assert!(!box_.extend(5, 4 * MINUTE));
        assert_eq!(box_.left_ms(4 * MINUTE), 240_000);
    }

    #[test]
    fn a_shorter_plan_takes_from_what_is_left() {
        let mut box_ = Timebox::of(10);
        box_.start(0);
        box_.plan(6, 4 * MINUTE);
        assert_eq!((box_.left_ms(4 * MINUTE), box_.used_ms(4 * MINUTE)), (120_000, 240_000));
        assert_eq!(box_.left_ms(5 * MINUTE), 60_000);
    }

    #[test]
    fn what_was_told_is_the_same_elsewhere_whatever_the_clocks_there_say() {
        let mut here = Timebox::of(10);
        here.start(5_000);
        // The other page began an hour later, or its clock is ahead by years.
        for elsewhere in [0, 3_600_000, u64::MAX / 4] {
            let there = Timebox::heard(here.told(65_000), 0, elsewhere);
            assert_eq!(there.left_ms(elsewhere + 10_000), here.left_ms(75_000));
            assert_eq!(there.used_ms(elsewhere), here.used_ms(65_000));
        }
        here.pause(65_000);
        let there = Timebox::heard(here.told(70_000), 3_000, 9);
        assert_eq!(there.left_ms(99_999), 540_000, "a pause passes no time, however long ago");
    }

    #[test]
    fn a_clock_that_is_set_is_told_from_a_device_that_slept_and_drifting_is_neither() {
        let mut clocks = TwoClocks::default();
        let (wall, minutes) = (1_792_888_200_000, 12 * MINUTE);
        assert_eq!(clocks.seen(wall, 5_000, false), None);
        assert_eq!(
            clocks.seen(wall + 10_900, 15_000, false),
            None,
            "it drifted by not quite a second"
        );
        let set = clocks.seen(wall + minutes + 20_900, 25_000, false);
        assert_eq!(set, Some(Leap { ms: minutes.cast_signed(), slept: false }));
        assert_eq!(clocks.seen(wall + minutes + 20_900, 25_000, false), None, "said once");
        let back = clocks.seen(wall + 30_900, 35_000, true);
        assert_eq!(back, Some(Leap { ms: -minutes.cast_signed(), slept: false }));
        // The page was out of sight when the device fell asleep, and is seen when it wakes.
        assert_eq!(clocks.seen(wall + 31_000, 35_100, true), None);
        let woken = clocks.seen(wall + 2 * minutes + 31_100, 35_200, false);
        assert_eq!(woken, Some(Leap { ms: 2 * minutes.cast_signed(), slept: true }));
        let set = clocks.seen(wall + 3 * minutes + 31_200, 35_300, false);
        assert_eq!(set, Some(Leap { ms: minutes.cast_signed(), slept: false }));
    }

    #[test]
    fn what_passed_unseen_counts_while_time_runs_and_can_be_taken_back() {
        let mut box_ = Timebox::of(10);
        box_.passes(60_000);
        assert_eq!(box_.left_ms(0), 600_000, "it has not been started");
        box_.start(0);
        box_.passes(120_000);
        assert_eq!((box_.left_ms(60_000), box_.used_ms(60_000)), (420_000, 180_000));
        box_.passes(-120_000);
        assert_eq!(box_.left_ms(60_000), 540_000);
    }

    #[test]
    fn nonsense_stays_within_a_day() {
        let wild = Left { left_ms: i64::MIN, given_ms: i64::MIN, runs: true, extended: true };
        let box_ = Timebox::heard(wild, u64::MAX, 0);
        assert!(box_.left_ms(u64::MAX) < 0);
        assert_eq!(Timebox::heard(wild, 0, 0).used_ms(0), LONGEST_MS);
    }
}
