//! Staying aligned: the map as it was when a session ended, what has changed since, what is decided about what runs, and a
//! shock that sends all that rests on a card to another look.

use serde_json::json;

use super::super::state::{State, StepOf};
use super::super::view::{NoticeStep, Tone};
use crate::analysis::shaken;
use crate::document::Command;
use crate::exchange;
use crate::geometry::next_slot;
use crate::model::{
    Card, CardId, CardKind, Date, Difference, Fields, GROUP, Json, JsonObject, Lane, Map, Part,
    Records, Value, aligned, compare,
};
use crate::words::Message;

/// A larger map is not kept again with each session, in bytes.
pub(super) const MOST_BYTES: usize = 200_000;
/// So much do all sessions of a map keep of it together; the oldest let go first. A room hands on maps of a few megabytes.
const MOST_TOGETHER: usize = 1_000_000;

/// What can be decided about something that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Keep,
    Pivot,
    Pilot,
    Stop,
}

impl Decision {
    pub const ALL: [Self; 4] = [Self::Keep, Self::Pivot, Self::Pilot, Self::Stop];

    /// The name in files; its words are `decide.<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Pivot => "pivot",
            Self::Pilot => "pilot",
            Self::Stop => "stop",
        }
    }
}

/// What has become of a map since a session: cards by what happened to them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Since {
    pub added: Vec<CardId>,
    /// As they were.
    pub dropped: Vec<String>,
    pub changed: Vec<CardId>,
    pub confirmed: Vec<CardId>,
}

/// The record with the map as it is now.
pub(super) fn with_snapshot(record: &Fields, map: &Map) -> Fields {
    // Sessions that hold maps that hold sessions would grow without end.
    let bare = Map { records: Records::default().into(), ..map.clone() };
    let text = exchange::canonical(&bare);
    let mut said: JsonObject = record.to_json().collect();
    if text.len() <= MOST_BYTES {
        said.insert(Map::SNAPSHOT.to_owned(), Json::from(text));
    }
    Fields::read([].iter(), said.iter().map(|(key, value)| (key.as_str(), value))).0
}

/// Lets the oldest sessions forget the map as it was, where all together keep too much with `newest` more bytes.
pub(super) fn forgotten(map: &Map, newest: usize) -> Vec<Command> {
    fn text<'a>(said: &'a Fields, wanted: &str) -> &'a str {
        let found = said.extra().find(|(key, _)| *key == wanted);
        found.and_then(|(_, text)| text.as_str()).unwrap_or_default()
    }
    let mut sessions: Vec<_> = map.records.sessions.iter().collect();
    sessions.sort_by_key(|(id, said)| std::cmp::Reverse((text(said, "date"), *id)));
    let mut together = newest;
    let mut commands = Vec::new();
    for (id, said) in sessions {
        let length = text(said, Map::SNAPSHOT).len();
        if length > 0 && together + length > MOST_TOGETHER {
            let fields = Some(said.clone().without(Map::SNAPSHOT));
            commands.push(Command::SetSession { id: id.clone(), fields });
        } else {
            together += length;
        }
    }
    commands
}

/// The map as it was when this session ended; `None` where the session keeps none.
#[must_use]
pub fn as_it_was(session: &Fields) -> Option<Map> {
    let (_, text) = session.extra().find(|(key, _)| *key == Map::SNAPSHOT)?;
    exchange::parse(text.as_str()?).ok().map(|import| import.map)
}

impl Since {
    /// `ended`: the day of the session; what was confirmed after it was confirmed again.
    #[must_use]
    pub fn of(before: &Map, now: &Map, ended: Option<Date>) -> Self {
        let (id, records) = (before.id.clone(), before.records.clone());
        let now = &Map { id, records, ..now.clone() };
        let mut since = Self::default();
        for difference in compare(before, &aligned(before, now)) {
            match difference {
                Difference::CardAdded(card) if named(&card) => since.added.push(card.id.clone()),
                Difference::CardRemoved(card) if named(&card) => {
                    since.dropped.push(card.title.to_string());
                }
                // Which cards lie together says nothing new.
                Difference::CardChanged { parts, .. } if parts == [Part::Field(GROUP)] => {}
                // What was set aside counts as dropped, and is still there to be looked at.
                Difference::CardChanged { new, .. } => since.changed.push(new.id.clone()),
                _ => {}
            }
        }
        let again = |card: &Card| match card.fields.get("confirmed_on") {
            Some(Value::Date(on)) => ended.is_some_and(|ended| *on > ended),
            _ => false,
        };
        let known = now.cards.values().filter(|card| before.card(&card.id).is_some());
        since.confirmed = known.filter(|card| again(card)).map(|card| card.id.clone()).collect();
        since.changed.retain(|id| !since.confirmed.contains(id));
        since
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

fn named(card: &Card) -> bool {
    !card.title.trim().is_empty()
}

impl State {
    /// Something is decided about what runs: kept with it, with the reason and the day, as one step of undo.
    pub(super) fn decide(&mut self, id: &CardId, decision: Decision, why: &str, day: &str) {
        let Some(card) = self.map().card(id).filter(|card| card.kind == CardKind::Initiative)
        else {
            return;
        };
        let row = json!({ "date": day, "decision": decision.name(), "why": why.trim() });
        let mut row = row.as_object().cloned().unwrap_or_default();
        row.retain(|_, value| value.as_str().is_some_and(|text| !text.is_empty()));
        let fields: JsonObject = card.fields.to_json().collect();
        let mut rows = fields.get("history").and_then(Json::as_array).cloned().unwrap_or_default();
        rows.push(Json::Object(row));
        let mut said = vec![("history", Json::Array(rows)), ("reviewed_on", json!(day))];
        match decision {
            Decision::Keep => {}
            Decision::Pivot => said.push(("needs_review", json!(true))),
            Decision::Pilot => said.push(("status", json!("pilot"))),
            Decision::Stop => said.push(("status", json!("stopped"))),
        }
        let mut commands: Vec<_> = said
            .into_iter()
            .filter_map(|(key, raw)| {
                let value = card.kind.field(key)?.shape.read(&raw)?;
                Some(Command::SetField { id: id.clone(), key: key.to_owned(), value: Some(value) })
            })
            .collect();
        if decision == Decision::Stop && card.place.lane != Lane::Stopped {
            let place = next_slot(self.map(), Lane::Stopped);
            commands.push(Command::PlaceCard { id: id.clone(), place });
        }
        self.replica.end_undo_step();
        self.commit(commands);
        self.replica.end_undo_step();
    }

    /// Something happened to what a card says: all that rests on it deserves another look.
    pub(super) fn shake(&mut self, id: &CardId) {
        let ids = shaken(self.map(), id);
        let (key, n) = match ids.len() {
            0 => ("shock.nothing", 0),
            n => ("shock.done", n),
        };
        let command = |id: CardId| {
            let value = Some(Value::Flag(true));
            Command::SetField { id, key: "needs_review".to_owned(), value }
        };
        self.replica.end_undo_step();
        let done = self.commit(ids.into_iter().map(command).collect());
        self.replica.end_undo_step();
        if done {
            let step = (n > 0).then_some((NoticeStep::Undo as StepOf, "action.undo"));
            let message = Message::new(key).with("n", n.to_string());
            self.notify_with(Tone::Plain, message, Vec::new(), step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_sessions_keep_no_more_than_a_room_can_hand_on_and_the_newest_stay_whole() {
        let session = |month: usize| json!({ "id": format!("s{month}"), "date": format!("2026-0{month}-01"), "snapshot": "m".repeat(190_000) });
        let sessions: Vec<_> = (1..=8).map(session).collect();
        let file = json!({ "format": "alignment-map", "version": 1, "id": "m1", "title": "", "cards": [], "links": [], "sessions": sessions });
        let map = exchange::parse(&file.to_string()).expect("a map").map;
        let oldest: Vec<_> = forgotten(&map, MOST_BYTES)
            .into_iter()
            .map(|command| match command {
                Command::SetSession { id, fields: Some(said) } => {
                    assert!(said.extra().all(|(key, _)| key != Map::SNAPSHOT), "{id}");
                    assert!(said.extra().any(|(key, _)| key == "date"), "what else was said stays");
                    id
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(oldest, ["s4", "s3", "s2", "s1"]);
    }
}
