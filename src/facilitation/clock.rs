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
    fn nonsense_stays_within_a_day() {
        let wild = Left { left_ms: i64::MIN, given_ms: i64::MIN, runs: true, extended: true };
        let box_ = Timebox::heard(wild, u64::MAX, 0);
        assert!(box_.left_ms(u64::MAX) < 0);
        assert_eq!(Timebox::heard(wild, 0, 0).used_ms(0), LONGEST_MS);
    }
}
