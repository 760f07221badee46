//! A led workshop as the record of a session in the map: attendance, stages, time used, votes, decisions, the next date.
//! While it is open it also holds where it stands, so that a browser that was killed goes on from there.

use serde_json::json;

use super::agenda::{Agenda, Stage};
use super::clock::{FORGOTTEN_MS, Left, Timebox};
use super::led::{Led, Playback, Ran};
use super::talk::Talk;
use crate::model::text::{clean_line, clean_prose};
use crate::model::{CardId, Date, Fields, Json, JsonObject};

const MOST_PEOPLE: usize = 300;

/// Is this session one that goes on?
#[must_use]
pub fn is_open(session: &Fields) -> bool {
    session.extra().any(|(key, value)| key == "status" && value == "open")
}

/// When it was closed, on the clock of whoever led; one that goes on is later than all, one of which nobody knows earlier.
#[must_use]
pub fn ended(session: &Fields) -> u64 {
    if is_open(session) {
        return u64::MAX;
    }
    let ended = session.extra().find(|(key, _)| *key == "ended_ms");
    ended.and_then(|(_, ended)| ended.as_u64()).unwrap_or_default()
}

impl Led {
    /// The record. `wall` is this device's clock, in milliseconds since 1970; it bridges the time in which no page is
    /// open, and nothing else. A workshop that has ended says no more where it stands.
    #[must_use]
    pub fn to_record(&self, now: u64, wall: u64, open: bool) -> Fields {
        let stages = self.agenda.stages.iter().enumerate().map(|(at, stage)| {
            let mut json = stage.to_json();
            json["used_seconds"] = json!(self.used_ms(at, now) / 1000);
            let ran = &self.ran[at];
            if let Some(playback) = ran.playback {
                json["playback"] = json!(playback.name());
            }
            if !ran.heard.is_empty() {
                json["heard"] = json!(ran.heard);
            }
            json
        });
        let stages: Vec<_> = stages.collect();
        let used: i64 = (0..self.ran.len()).map(|at| self.used_ms(at, now)).sum();
        let date = |date: Option<Date>| date.map_or(Json::Null, |date| json!(date.to_string()));
        let kind = if self.agenda.is_check_in() { "check_in" } else { "workshop" };
        let record = json!({
            "type": kind,
            "date": date(self.date),
            "facilitator": self.facilitator,
            "attendees": self.attendees,
            "agenda": self.agenda.id,
            "agenda_name": self.agenda.name,
            "stages": stages,
            "reserve": self.agenda.reserve,
            "minutes_promised": self.promised,
            "minutes_used": used / 60_000,
            "feed_back": self.feed_back,
            "feed_forward": self.feed_forward,
            "next_date": date(self.next_date),
            "decisions": self.decisions,
            "room_votes": self.votes,
            "status": if open { "open" } else { "closed" },
            "ended_ms": if open { Json::Null } else { json!(wall) },
            "now": if open { self.place(now, wall) } else { Json::Null },
        });
        let record = record.as_object().cloned().unwrap_or_default();
        // What nobody has said is a blank of the recap, not a word of the file.
        let said = record.into_iter().filter(|(_, value)| !is_blank(value));
        let said: JsonObject = said.collect();
        Fields::read([].iter(), said.iter().map(|(key, value)| (key.as_str(), value))).0
    }

    /// Where it stands, as the record keeps it under `now`.
    #[must_use]
    pub fn place(&self, now: u64, wall: u64) -> Json {
        let Left { left_ms, given_ms, runs, extended } = self.clock.told(now);
        json!({ "stage": self.at, "left_ms": left_ms, "given_ms": given_ms, "runs": runs,
            "extended": extended, "wall_ms": wall, "step": self.rev, "call": self.call,
            "talk": self.talk.map(|talk| talk.to_json(now)), "hold": self.hold,
            "spotlight": self.spotlight.as_ref().map(CardId::as_str) })
    }

    /// Reads a record. `None` for one that holds no plan; blanks and nonsense in the rest are blanks.
    #[must_use]
    pub fn from_record(id: &str, fields: &Fields, now: u64, wall: u64) -> Option<Self> {
        let said: JsonObject = fields.to_json().collect();
        let json = Json::Object(said);
        let text = |key: &str| clean_prose(json[key].as_str().unwrap_or_default());
        let lines = |key: &str| {
            let list = json[key].as_array().into_iter().flatten().filter_map(Json::as_str);
            list.take(MOST_PEOPLE).map(clean_line).collect::<Vec<_>>()
        };
        let date = |key: &str| Date::parse(json[key].as_str()?);
        let plan = json!({ "id": json["agenda"].as_str().unwrap_or_default(), "name": json["agenda_name"],
            "stages": json["stages"], "reserve": json["reserve"] });
        let agenda = Agenda::from_json(&plan)?;
        // The plan leaves out what is no stage of ours; what was said of the others stays with them.
        let stages = json["stages"].as_array()?.iter();
        let stages = stages.filter(|stage| Stage::from_json(stage).is_some());
        let ran: Vec<_> = stages.take(agenda.stages.len()).map(Ran::from_json).collect();
        let promised = json["minutes_promised"].as_u64().and_then(|it| u32::try_from(it).ok());
        let place = &json["now"];
        let at = place["stage"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
        let mut led = Self::begin(id.to_owned(), agenda, date("date"));
        led.at = at.min(led.ran.len() - 1);
        led.clock = clock(place, wall, now).unwrap_or_else(|| Timebox::of(led.stage().minutes));
        led.promised = promised.unwrap_or(led.promised).min(10_000);
        (led.ran, led.rev) = (ran, place["step"].as_u64().unwrap_or(1));
        led.talk = Talk::heard(&place["talk"], ago(place, wall).unwrap_or(0), now);
        led.hold = place["hold"] == true;
        led.call = place["call"].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
        led.spotlight = place["spotlight"].as_str().and_then(|id| CardId::parse(id).ok());
        led.facilitator = clean_line(json["facilitator"].as_str().unwrap_or_default());
        (led.attendees, led.decisions) = (lines("attendees"), lines("decisions"));
        (led.feed_back, led.feed_forward) = (text("feed_back"), text("feed_forward"));
        led.next_date = date("next_date");
        led.votes = json["room_votes"].as_array().cloned().unwrap_or_default();
        Some(led)
    }
}

/// How long ago it was written where it stands.
fn ago(place: &Json, wall: u64) -> Option<u64> {
    Some(wall.saturating_sub(place["wall_ms"].as_u64()?))
}

fn clock(place: &Json, wall: u64, now: u64) -> Option<Timebox> {
    let mut told = Left {
        left_ms: place["left_ms"].as_i64()?,
        given_ms: place["given_ms"].as_i64()?,
        runs: place["runs"].as_bool()?,
        extended: place["extended"].as_bool()?,
    };
    let ago = ago(place, wall)?;
    told.runs &= ago < FORGOTTEN_MS;
    Some(Timebox::heard(told, ago, now))
}

fn is_blank(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        _ => false,
    }
}

impl Playback {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::NotQuite => "not_quite",
        }
    }
}

impl Ran {
    fn from_json(json: &Json) -> Self {
        let all = [Playback::Right, Playback::NotQuite];
        let used = json["used_seconds"].as_i64().unwrap_or(0).clamp(0, 86_400);
        Self {
            used_ms: used * 1000,
            playback: all.into_iter().find(|it| json["playback"] == it.name()),
            heard: clean_prose(json["heard"].as_str().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facilitation::TalkStep;

    const MINUTE: u64 = 60_000;
    /// Half an hour before clocks go back in Berlin, 2026.
    const WALL: u64 = 1_792_888_200_000;

    fn led() -> Led {
        let agenda = Agenda::built_in("45").expect("a plan");
        let mut led = Led::begin("s".into(), agenda, Date::new(2026, 11, 22));
        led.clock.start(0);
        led.go(2, 2 * MINUTE);
        led.attendees = vec!["Ann".into(), "Bo".into()];
        led.ran[0] = Ran {
            used_ms: 120_000,
            playback: Some(Playback::Right),
            heard: "Why we are here".into(),
        };
        led.next_date = Date::new(2026, 12, 22);
        (led.call, led.spotlight) = (3, Some(CardId::random()));
        (led.talk, led.hold) = (Some(Talk::begin(TalkStep::Fours, 4 * MINUTE)), true);
        led
    }

    #[test]
    fn a_killed_browser_goes_on_at_the_same_stage_with_the_time_that_passed_meanwhile() {
        let led = led();
        let record = led.to_record(5 * MINUTE, WALL, true);
        assert!(is_open(&record));
        // Another page, whose own time begins anew; a minute has passed. Daylight saving does not count.
        let back = Led::from_record("s", &record, 17, WALL + MINUTE).expect("a workshop");
        assert_eq!((back.at, back.clock.left_ms(17)), (2, (10 - 3 - 1) * 60_000));
        assert_eq!((&back.ran[0], &back.attendees), (&led.ran[0], &led.attendees));
        assert_eq!(back.next_date, led.next_date);
        // Who was asked to come is not asked anew, and what is shown stays on all screens.
        assert_eq!((back.call, &back.spotlight), (led.call, &led.spotlight));
        let talk = back.talk.expect("they talk");
        assert_eq!((talk.step, talk.clock.left_ms(17)), (TalkStep::Fours, (4 - 1 - 1) * 60_000));
        assert!(back.hold);
        // The device's clock was set back meanwhile: no time has passed, and none comes back.
        let back = Led::from_record("s", &record, 17, WALL - 99 * MINUTE).expect("a workshop");
        assert_eq!(back.clock.left_ms(17), 7 * 60_000);
        // Opened again the next day it is paused.
        let back = Led::from_record("s", &record, 17, WALL + 24 * 60 * MINUTE).expect("a workshop");
        assert_eq!((back.clock.runs(), back.clock.left_ms(999)), (false, 7 * 60_000));
    }

    #[test]
    fn what_ended_says_what_happened_and_not_where_it_stands() {
        let record = led().to_record(5 * MINUTE, WALL, false);
        let said: JsonObject = record.to_json().collect();
        assert!(!is_open(&record) && !said.contains_key("now") && !said.contains_key("feed_back"));
        assert_eq!((&said["minutes_used"], &said["next_date"]), (&json!(5), &json!("2026-12-22")));
        assert_eq!(said["stages"][0]["playback"], "right");
        // Of two on one day it is known which was the last.
        let later = led().to_record(5 * MINUTE, WALL + MINUTE, false);
        let on = led().to_record(5 * MINUTE, WALL, true);
        assert!(ended(&record) < ended(&later) && ended(&later) < ended(&on));
    }

    #[test]
    fn nonsense_in_a_record_is_a_blank() {
        let fields = |json: Json| {
            let object = json.as_object().cloned().expect("an object");
            Fields::read([].iter(), object.iter().map(|(k, v)| (k.as_str(), v))).0
        };
        assert_eq!(Led::from_record("s", &fields(json!({ "stages": 7 })), 0, 0), None);
        let odd = json!({ "stages": [{"kind": "x"}, {"kind": "close", "minutes": 7, "used_seconds": -4}],
            "attendees": [1, "Ann"], "next_date": "soon", "now": {"stage": 99, "left_ms": "x"} });
        let led = Led::from_record("s", &fields(odd), 0, 0).expect("a workshop");
        assert_eq!((led.at, led.ran.len(), led.attendees.len(), led.next_date), (0, 1, 1, None));
        assert_eq!(led.clock.left_ms(0), 7 * 60_000);
    }
}
