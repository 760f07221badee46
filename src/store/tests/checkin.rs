//! Staying aligned: what has become of a map since the last session, what is decided about what runs, and shocks.

use serde_json::json;

use super::Story;
use crate::facilitation::Agenda;
use crate::model::{CardId, CardKind, Date, Json, Lane, Value};
use crate::store::*;

fn does(story: &mut Story, action: WorkshopAction) {
    story.does(Action::Workshop(action));
}

/// A session on this day, begun and ended at once.
fn meets(story: &mut Story, plan: &str, day: &str) {
    let agenda = Agenda::built_in(plan).expect("a plan");
    let (date, facilitator, attendees) = (day.to_owned(), String::new(), String::new());
    does(story, WorkshopAction::Begin { agenda, date, facilitator, attendees });
    does(story, WorkshopAction::End);
}

fn sets(story: &mut Story, id: &CardId, key: &'static str, value: Json) {
    story.does(Action::SetField { id: id.clone(), key, value });
}

#[test]
fn a_check_in_tells_what_was_added_dropped_changed_and_confirmed_again() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    let hold = story.writes(Lane::Priorities, "Hold");
    let videos = story.writes(Lane::Support, "Videos");
    let guides = story.writes(Lane::Support, "Guides");
    meets(&mut story, "45", "2026-11-22");
    let session = |story: &Story| {
        let sessions = story.state.map().records.sessions.iter();
        sessions.map(|(_, session)| session.clone()).next().expect("a session")
    };
    let before = as_it_was(&session(&story)).expect("the map as it was");
    let day = Date::new(2026, 11, 22);
    assert!(Since::of(&before, story.state.map(), day).is_nothing(), "nothing has happened yet");

    let new = story.writes(Lane::Priorities, "Win the holidays");
    story.does(Action::RemoveCards { ids: vec![hold] });
    sets(&mut story, &videos, "confirmed_on", json!("2026-12-20"));
    story.does(Action::Type { id: guides.clone(), field: TextField::Title, text: "Maps".into() });
    let since = Since::of(&before, story.state.map(), day);
    assert_eq!((since.added, since.dropped), (vec![new], vec!["Hold".to_owned()]));
    assert_eq!((since.changed, since.confirmed), (vec![guides], vec![videos]));

    // The next session keeps its own, and never one within the other.
    meets(&mut story, "20", "2026-12-22");
    let sessions = &story.state.map().records.sessions;
    assert_eq!(sessions.iter().count(), 2);
    for (_, session) in sessions.iter() {
        let was = as_it_was(session).expect("the map as it was");
        assert!(was.records.sessions.is_empty() && was.card(&grow).is_some());
    }
}

#[test]
fn what_is_decided_about_support_stays_with_it_and_is_one_step() {
    let mut story = Story::begin();
    let card = story.writes(Lane::Support, "Videos");
    sets(&mut story, &card, "status", json!("live"));
    for (decision, why) in [(Decision::Keep, "It works"), (Decision::Stop, "Four years old")] {
        let (card, why, day) = (card.clone(), why.to_owned(), "2026-12-22".to_owned());
        does(&mut story, WorkshopAction::Decide { card, decision, why, day });
    }
    let said = |story: &Story| {
        let card = story.state.map().card(&card).expect("the card").clone();
        let rows = card.fields.to_json().find(|(key, _)| key == "history");
        (card, rows.map(|(_, rows)| rows).unwrap_or_default())
    };
    let (now, rows) = said(&story);
    assert_eq!(
        rows,
        json!([
            { "date": "2026-12-22", "decision": "keep", "why": "It works" },
            { "date": "2026-12-22", "decision": "stop", "why": "Four years old" },
        ])
    );
    assert_eq!((now.fields.text("status"), now.place.lane), ("stopped", Lane::Stopped));
    story.does(Action::Undo);
    let (now, rows) = said(&story);
    assert_eq!((now.fields.text("status"), now.place.lane), ("live", Lane::Support));
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "one step, and the one before stays");
}

#[test]
fn a_shock_marks_what_rests_on_a_card_in_one_step() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    let sales = story.writes(Lane::Outcomes, "Sales");
    let ask = story.writes(Lane::Performance, "Ask");
    let apart = story.writes(Lane::Outcomes, "Apart");
    for (from, to) in [(&sales, &grow), (&ask, &sales)] {
        story.does(Action::Link { from: from.clone(), to: to.clone(), kind: None });
    }
    let marked = |story: &Story| {
        let map = story.state.map();
        let cards = map.cards.values();
        let marked = cards.filter(|c| c.fields.get("needs_review") == Some(&Value::Flag(true)));
        let mut marked: Vec<_> = marked.map(|card| card.title.to_string()).collect();
        marked.sort();
        marked
    };
    does(&mut story, WorkshopAction::Shake(grow.clone()));
    assert_eq!(marked(&story), ["Ask", "Sales"]);
    assert_eq!(story.notice(), Some("shock.done"));
    story.does(Action::Undo);
    assert!(marked(&story).is_empty(), "one step");
    does(&mut story, WorkshopAction::Shake(apart));
    assert_eq!((marked(&story).len(), story.notice()), (0, Some("shock.nothing")));
}

#[test]
fn somebody_who_is_erased_is_in_no_map_that_a_session_keeps() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let kind = CardKind::Stakeholder;
    story.does(Action::AddCard { kind, place: None });
    let ann = story.state.view().editing.clone().expect("the new card");
    let text = "Ann Quist".to_owned();
    story.does(Action::Type { id: ann.clone(), field: TextField::Title, text });
    story.does(Action::EndEdit);
    sets(&mut story, &ann, "role", json!("Heads sales"));
    meets(&mut story, "45", "2026-11-22");
    assert!(story.state.exported().expect("a file").contains("Heads sales"));
    let left = crate::store::register::without(story.state.map(), &ann).expect("a map");
    let file = crate::exchange::canonical(&left);
    assert!(!file.contains("Ann Quist") && !file.contains("Heads sales"), "{file}");
    assert!(as_it_was(left.records.sessions.iter().next().expect("the session").1).is_some());
}
