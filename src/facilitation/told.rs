//! How a room is led, as those who lead tell it to all others: the stage, its time, and what they are asked to look at.
//! Always the whole state. Durations, not times of day: what others' clocks say does not matter.

use serde_json::json;

use super::agenda::{Stage, StageKind};
use super::clock::Left;
use super::led::Led;
use super::talk::Talk;
use crate::model::{CardId, Json};

/// What is told. Small enough for one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Of which session in the map.
    pub session: String,
    /// The later of two is the one with the higher number.
    pub rev: u64,
    pub at: usize,
    pub of: usize,
    pub stage: Stage,
    /// What comes after it.
    pub next: Option<Stage>,
    pub left: Left,
    /// The clock of whoever told it, in milliseconds since 1970: only a guess where a message is repeated by others.
    pub wall_ms: u64,
    /// Counts up whenever everybody is asked to come and look.
    pub call: u32,
    pub spotlight: Option<CardId>,
    /// People talk with those beside them: [`Talk::to_json`].
    pub talk: Json,
    /// Everybody is asked to leave the map alone for now.
    pub hold: bool,
    pub ended: bool,
}

impl Told {
    #[must_use]
    pub fn of(led: &Led, now: u64, wall_ms: u64, ended: bool) -> Self {
        Self {
            session: led.id.clone(),
            rev: led.rev,
            at: led.at,
            of: led.agenda.stages.len(),
            stage: led.stage().clone(),
            next: led.next().cloned(),
            left: led.clock.told(now),
            wall_ms,
            call: led.call,
            spotlight: led.spotlight.clone(),
            talk: led.talk.map_or(Json::Null, |talk| talk.to_json(now)),
            hold: led.hold,
            ended,
        }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Left { left_ms, given_ms, runs, extended } = self.left;
        let json = json!({
            "session": self.session, "step": self.rev, "at": self.at, "of": self.of,
            "stage": self.stage.to_json(), "next": self.next.as_ref().map(Stage::to_json),
            "left_ms": left_ms, "given_ms": given_ms, "runs": runs, "extended": extended,
            "wall_ms": self.wall_ms, "call": self.call,
            "spotlight": self.spotlight.as_ref().map(CardId::as_str), "ended": self.ended,
            "talk": self.talk, "hold": self.hold,
        });
        json.to_string().into_bytes()
    }

    /// `None` for what makes no sense: another version may tell something else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        const LONGEST_ID: usize = 200;
        let json: Json = serde_json::from_slice(bytes).ok()?;
        let number = |key: &str| json[key].as_u64();
        let small = |key: &str| number(key).and_then(|it| usize::try_from(it).ok());
        let left = Left {
            left_ms: json["left_ms"].as_i64()?,
            given_ms: json["given_ms"].as_i64()?,
            runs: json["runs"].as_bool()?,
            extended: json["extended"].as_bool()?,
        };
        let session = json["session"].as_str().filter(|id| id.len() <= LONGEST_ID)?;
        let (at, of) = (small("at")?, small("of")?);
        (at < of && of <= 100).then_some(())?;
        Some(Self {
            session: session.to_owned(),
            rev: number("step")?,
            at,
            of,
            stage: Stage::from_json(&json["stage"])?,
            next: Stage::from_json(&json["next"]),
            left,
            wall_ms: number("wall_ms")?,
            call: number("call").and_then(|it| u32::try_from(it).ok())?,
            spotlight: json["spotlight"].as_str().and_then(|id| CardId::parse(id).ok()),
            // Who is led by an older version is told nothing of these.
            talk: Talk::heard(&json["talk"], 0, 0).map_or(Json::Null, |_| json["talk"].clone()),
            hold: json["hold"] == true,
            ended: json["ended"].as_bool()?,
        })
    }

    /// What people do now is to write cards of this kind.
    #[must_use]
    pub fn kind(&self) -> StageKind {
        self.stage.kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facilitation::{Agenda, TalkStep};

    #[test]
    fn what_is_told_is_understood_fits_one_message_and_nonsense_is_not() {
        let mut agenda = Agenda::built_in("180").expect("a plan");
        agenda.rename(0, &"日".repeat(60));
        agenda.rename(1, &"日".repeat(60));
        let mut led = Led::begin("s".repeat(26), agenda, None);
        led.spotlight = Some(CardId::random());
        (led.talk, led.hold) = (Some(Talk::begin(TalkStep::Pairs, 0)), true);
        let told = Told::of(&led, 0, u64::MAX / 2, false);
        let bytes = told.to_bytes();
        assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
        assert_eq!(Told::read(&bytes), Some(told));
        for bad in [&b""[..], b"{}", b"\xff", br#"{"session":"s","step":1,"at":9,"of":2}"#] {
            assert_eq!(Told::read(bad), None);
        }
    }
}
