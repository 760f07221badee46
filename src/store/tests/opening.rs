//! Opening maps: from a file, a link, the list; and what waits for the late part.

use super::*;

#[test]
fn from_the_start_screen_the_map_that_is_open_is_opened_like_any_other() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Flush);
    let slot = story.state.slot().to_owned();
    story.does(Action::Appended { slot: slot.clone(), result: Ok(1) });
    let kept = story.effects.iter().filter_map(|effect| match effect {
        Effect::Append { bytes, .. } => Some((1, bytes.clone())),
        _ => None,
    });
    let entries: Vec<_> = kept.collect();
    story.does(Action::ShowStart);
    // What another tab wrote meanwhile leads nowhere.
    story.does(Action::Loaded { slot: slot.clone(), entries: Ok(entries.clone()) });
    assert_eq!(story.state.view().page, Page::Start);
    story.does(Action::OpenStored { slot: slot.clone() });
    story.does(Action::Loaded { slot: slot.clone(), entries: Ok(entries) });
    assert_eq!(story.state.view().page, Page::Map);
    assert_eq!(story.card("Grow").kind, CardKind::Priority);
    assert!(story.effects.contains(&Effect::Remember { slot: Some(slot) }), "a reload stays there");
}

#[test]
fn opening_a_file_puts_the_open_map_aside_and_there_is_a_way_back() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let before = story.state.map().clone();
    let text = include_str!("../../../examples/sixty-stores.json");
    story.does(Action::OpenText { text: text.into(), name: "x.json".into(), keep: true });
    assert_eq!(story.state.map(), &before, "it may be meant to be added");
    story.does(Action::Import(ImportAction::Open));
    assert_ne!(story.state.map(), &before);
    let step = story.state.view().notices.last().and_then(|notice| notice.step);
    let (step, _) = step.expect("a way back");
    story.does(Action::Notice(step));
    assert_eq!(story.state.map(), &before);
}

#[test]
fn what_is_no_map_changes_nothing_and_says_why() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    let before = story.state.map().clone();
    for text in ["", "{", "<svg/>", "[1, 2]", "{\"type\": \"excalidraw\", \"elements\": []}"] {
        story.does(Action::OpenText { text: text.into(), name: "x".into(), keep: true });
        assert_eq!(story.state.map(), &before, "{text}");
        assert_eq!(story.notice(), Some("notice.cannot_open"), "{text}");
    }
}

#[test]
fn the_host_page_gets_all_or_nothing_with_a_reason() {
    let mut story = Story::begin();
    let card = r#"{"kind": "outcome", "title": "Conversion", "baseline": 3, "position": {"x": 20, "y": 300}}"#;
    let (id, _) = story.state.add_for_host(card).expect("a card");
    assert_eq!(story.card("Conversion").place, Place::new(Lane::Outcomes, 20.0, 300.0));
    for bad in [
        r#"{"title": "x"}"#,
        r#"{"kind": "wish", "title": "x"}"#,
        r#"{"kind": "outcome", "title": 3}"#,
        r#"{"kind": "outcome", "title": "x", "due": "soon"}"#,
        r#"{"kind": "outcome", "title": "x", "position": {"x": "1", "y": 2}}"#,
    ] {
        assert!(story.state.add_for_host(bad).is_err(), "{bad}");
    }
    assert_eq!(story.state.map().cards.size(), 1);
    story.state.update_for_host(&id, r#"{"target": 9, "baseline": null}"#).expect("a change");
    assert!(story.card("Conversion").fields.get("baseline").is_none());
    assert!(story.state.update_for_host(&id, r#"{"colour": "red"}"#).is_err());
}

#[test]
fn a_map_from_a_link_is_looked_at_until_somebody_makes_it_theirs() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "My own");
    story.does(Action::Share);
    let text = story.effects.iter().find_map(|effect| match effect {
        Effect::Pack { text } => Some(text.clone()),
        _ => None,
    });
    let mut other = Story::begin();
    other.writes(Lane::Outcomes, "Theirs");
    other.effects.clear();
    let bytes = text.expect("something to compress").into_bytes();
    other.looks_at(bytes);
    assert_eq!(other.state.saved(), Saved::InItsLink);
    let shown = other.state.map().clone();
    other.writes_nothing(Lane::Priorities, "Slipped in");
    assert_eq!(other.state.map(), &shown, "a look changes nothing");
    other.does(Action::Flush);
    assert!(other.written().is_some_and(|(_, stored)| !stored.slot.starts_with(shown.id.as_str())));
    other.does(Action::MakeMine);
    assert!(other.effects.contains(&Effect::Emit(HostEvent::LinkChange(None))));
    other.writes(Lane::Priorities, "Mine now");
    other.does(Action::Flush);
    let (_, stored) = other.written().expect("it is kept from now on");
    assert!(stored.slot.starts_with(shown.id.as_str()));
}

#[test]
fn the_map_before_a_look_comes_back_as_it_was_and_the_look_stays_a_look() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "My own");
    let mine = story.state.map().clone();
    let text = include_str!("../../../examples/sixty-stores.json");
    story.looks_at(text.into());
    assert_eq!(story.state.saved(), Saved::InItsLink);
    // By the notice, or by going back in the browser's history.
    let step = story.state.view().notices.last().and_then(|notice| notice.step);
    let (step, _) = step.expect("a way back");
    story.does(Action::Notice(step));
    assert_eq!(story.state.map(), &mine);
    story.state.go_back();
    assert_eq!(story.state.saved(), Saved::InItsLink);
    story.does(Action::LeaveLink);
    assert_eq!(story.state.map(), &mine);
    story.does(Action::LeaveLink);
    assert_eq!(story.state.map(), &mine, "there is no link to leave");
    // One look after the other: the way back still leads to one's own map.
    story.looks_at(text.into());
    story.looks_at(include_str!("../../../examples/structured-shadowing.json").into());
    story.does(Action::LeaveLink);
    assert_eq!(story.state.map(), &mine);
    story.state.go_back();
    for bad in [&b"\xff\xfe"[..], b"", b"[]", b"{\"type\": \"canvas\"}"] {
        story.looks_at(bad.to_vec());
        assert!(story.notice().is_some_and(|key| key.starts_with("link.")), "{bad:?}");
        assert_eq!(story.state.saved(), Saved::InItsLink);
    }
}

#[test]
fn what_needs_the_late_part_waits_for_it_and_is_done_once() {
    let mut story = Story::begin_without_late_part();
    story.writes(Lane::Priorities, "Safe stores");
    assert!(!story.effects.contains(&Effect::FetchLate), "the canvas itself needs none");
    story.does(Action::Undo);
    assert!(story.effects.contains(&Effect::FetchLate));
    assert_eq!(story.state.map().cards.size(), 1);
    story.state.arrived(&SELDOM);
    assert_eq!(story.state.map().cards.size(), 0);
    story.state.arrived(&SELDOM);
    story.does(Action::Redo);
    assert_eq!(story.state.map().cards.size(), 1);
}

#[test]
fn where_the_late_part_does_not_come_the_next_use_asks_again_and_nothing_old_is_done() {
    let mut story = Story::begin_without_late_part();
    story.writes(Lane::Priorities, "Safe stores");
    story.does(Action::Undo);
    story.state.did_not_arrive();
    assert_eq!(story.notice(), Some("notice.not_arrived"));
    assert!(story.state.add_for_host("{}").is_err());
    story.effects.clear();
    story.does(Action::Overlay(Overlay::Menu));
    assert!(story.effects.contains(&Effect::FetchLate));
    story.state.arrived(&SELDOM);
    assert_eq!(story.state.map().cards.size(), 1, "the undo of long ago is not done");
    assert_eq!(story.notice(), None);
}
