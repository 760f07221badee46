//! A led workshop as the record of a session in the map: attendance, stages, time used, votes, decisions, the next date.
//! While it is open it also holds where it stands, so that a browser that was killed goes on from there.

use serde_json::json;

use super::agenda::{Agenda, Stage};
use super::clock::{FORGOTTEN_MS, Left, Timebox};
use super::led::{Led, Playback, Ran};
use super::talk::Talk;
use crate::model::text::{clean_line, clean_prose};
use crate::model::{CardId, Date, Fields, Json, JsonObject, Map};

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

/// Has somebody said what a session has under this key? The rest is noted by itself: where it stands, how long things took, how
/// the map was.
#[must_use]
pub fn is_said(key: &str) -> bool {
    !["now", "stages", "minutes_used", "status", "ended_ms", Map::SNAPSHOT].contains(&key)
}

impl Led {
    /// The record. `wall` is this device's clock, in milliseconds since 1970; it bridges the time in which no page is
    /// open, and nothing else. A workshop that has ended says no more where it stands.
    #[must_use]
    pub fn to_record(&self, now: u64, wall: u64, open: bool) -> Fields {
        let stages = self.agenda.stages.iter().enumerate().map(|(at, stage)| {
            let mut json = stage.to_json();
            json["used_seconds"] = json!(self.used_ms(at, now) / 1000);
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
            "heard": self.said(|ran| Some(ran.heard.as_str()).filter(|heard| !heard.trim().is_empty())),
            "playback": self.said(|ran| ran.playback.map(Playback::name)),
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

    /// What was said at the exits, by stage: a table, of which each person who leads changes what is theirs.
    fn said<'a>(&'a self, what: impl Fn(&'a Ran) -> Option<&'a str>) -> Json {
        let said = self.agenda.names().zip(&self.ran);
        said.filter_map(|(name, ran)| Some((name, Json::from(what(ran)?)))).collect()
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
        let stages = stages.zip(agenda.names());
        let ran = stages.map(|(stage, name)| Ran::from_json(stage, &name, &json)).collect();
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
        Json::Object(table) => table.is_empty(),
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
    /// What was said lies beside the stages under the stage's name; in files of the first versions in the stage.
    fn from_json(stage: &Json, name: &str, record: &Json) -> Self {
        let said = |what: &str| record[what].get(name).unwrap_or(&stage[what]);
        let all = [Playback::Right, Playback::NotQuite];
        let used = stage["used_seconds"].as_i64().unwrap_or(0).clamp(0, 86_400);
        Self {
            used_ms: used * 1000,
            playback: all.into_iter().find(|it| said("playback") == it.name()),
            heard: clean_prose(said("heard").as_str().unwrap_or_default()),
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
        assert_eq!(said["heard"], json!({ "arrive": "Why we are here" }));
        assert_eq!(said["playback"], json!({ "arrive": "right" }));
        // Of two on one day it is known which was the last.
        let later = led().to_record(5 * MINUTE, WALL + MINUTE, false);
        let on = led().to_record(5 * MINUTE, WALL, true);
        assert!(ended(&record) < ended(&later) && ended(&later) < ended(&on));
    }

    fn fields(json: &Json) -> Fields {
        let object = json.as_object().expect("an object");
        Fields::read([].iter(), object.iter().map(|(k, v)| (k.as_str(), v))).0
    }

    #[test]
    fn what_files_of_the_first_versions_say_in_their_stages_is_read_and_said_beside_them_from_then_on()
     {
        let stage = |kind: &str, heard: &str| json!({ "kind": kind, "minutes": 3, "heard": heard, "playback": "not_quite" });
        let old = json!({ "agenda": "own", "heard": { "frame": "All of us" },
            "stages": [stage("arrive", "Here"), stage("frame", "Some of us"), stage("arrive", "Here again")] });
        let led = Led::from_record("s", &fields(&old), 0, 0).expect("a workshop");
        let heard: Vec<_> = led.ran.iter().map(|ran| &*ran.heard).collect();
        assert_eq!(heard, ["Here", "All of us", "Here again"]);
        assert_eq!(led.ran[2].playback, Some(Playback::NotQuite));
        let said: JsonObject = led.to_record(0, WALL, true).to_json().collect();
        let wanted = json!({ "arrive": "Here", "frame": "All of us", "arrive 2": "Here again" });
        assert_eq!((&said["heard"], said["stages"][0].get("heard")), (&wanted, None));
        let again = Led::from_record("s", &fields(&Json::Object(said)), 0, 0).expect("a workshop");
        assert_eq!(again.ran, led.ran);
    }

    #[test]
    fn nonsense_in_a_record_is_a_blank() {
        assert_eq!(Led::from_record("s", &fields(&json!({ "stages": 7, "heard": 7 })), 0, 0), None);
        let odd = json!({ "stages": [{"kind": "x"}, {"kind": "close", "minutes": 7, "used_seconds": -4}],
            "attendees": [1, "Ann"], "next_date": "soon", "heard": { "close": 7 }, "playback": "right", "now": {"stage": 99, "left_ms": "x"} });
        let led = Led::from_record("s", &fields(&odd), 0, 0).expect("a workshop");
        assert_eq!(
            (led.at, &*led.ran, led.attendees.len(), led.next_date),
            (0, &[Ran::default()][..], 1, None)
        );
        assert_eq!(led.clock.left_ms(0), 7 * 60_000);
    }
}
