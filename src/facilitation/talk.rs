//! Talk with your neighbour: everybody thinks alone, then in pairs, in fours, and all together. A prompt with a clock for each
//! step; whoever leads goes on to the next, and no clock does.

use serde_json::json;

use super::clock::{Left, Timebox};
use crate::model::Json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkStep {
    Alone,
    Pairs,
    Fours,
    All,
}

impl TalkStep {
    pub const ALL: [Self; 4] = [Self::Alone, Self::Pairs, Self::Fours, Self::All];

    /// The name in files; its words are `talk.<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Pairs => "pairs",
            Self::Fours => "fours",
            Self::All => "all",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// As the practice has it: 1-2-4-all.
    #[must_use]
    pub fn minutes(self) -> u16 {
        match self {
            Self::Alone => 1,
            Self::Pairs => 2,
            Self::Fours => 4,
            Self::All => 5,
        }
    }

    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at + 1).copied()
    }
}

/// A step, and what is left of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    pub step: TalkStep,
    pub clock: Timebox,
}

impl Talk {
    #[must_use]
    pub fn begin(step: TalkStep, now: u64) -> Self {
        let mut clock = Timebox::of(step.minutes());
        clock.start(now);
        Self { step, clock }
    }

    /// As it travels, and as it is kept: durations alone.
    #[must_use]
    pub fn to_json(&self, now: u64) -> Json {
        let Left { left_ms, runs, .. } = self.clock.told(now);
        json!({ "step": self.step.name(), "left_ms": left_ms, "runs": runs })
    }

    /// What was told or kept so long ago.
    #[must_use]
    pub fn heard(json: &Json, ago: u64, now: u64) -> Option<Self> {
        let step = TalkStep::parse(json["step"].as_str()?)?;
        let given_ms = i64::from(step.minutes()) * 60_000;
        let (left_ms, runs) = (json["left_ms"].as_i64()?, json["runs"].as_bool()?);
        let left = Left { left_ms, given_ms, runs, extended: false };
        Some(Self { step, clock: Timebox::heard(left, ago, now) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_minute_alone_two_in_pairs_four_in_fours_and_no_clock_goes_on_by_itself() {
        let mut talk = Talk::begin(TalkStep::Alone, 0);
        assert_eq!(talk.clock.left_ms(90_000), -30_000, "it is over, and still goes on");
        let mut minutes = vec![talk.step.minutes()];
        while let Some(next) = talk.step.next() {
            talk = Talk::begin(next, 90_000);
            minutes.push(next.minutes());
        }
        assert_eq!(minutes, [1, 2, 4, 5]);
        let told = talk.to_json(100_000);
        let heard = Talk::heard(&told, 5_000, 7).expect("a talk");
        assert_eq!((heard.step, heard.clock.left_ms(7)), (TalkStep::All, 300_000 - 15_000));
        for bad in [json!(null), json!({}), json!({"step": "x", "left_ms": 1, "runs": true})] {
            assert_eq!(Talk::heard(&bad, 0, 0), None);
        }
    }
}
