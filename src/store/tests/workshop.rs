//! Workshops that are led: the plan, its time, what is said, and what is left of them in the map.

use serde_json::{Value as Json, json};

use super::Story;
use crate::facilitation::{Agenda, Playback, Shorten};
use crate::model::{CardKind, Lane, Task};
use crate::store::*;

const MINUTE: u64 = 60_000;

pub(super) fn does(story: &mut Story, action: WorkshopAction) {
    story.does(Action::Workshop(action));
}

pub(super) fn begins(story: &mut Story, plan: &str) {
    let agenda = Agenda::built_in(plan).expect("a plan");
    does(
        story,
        WorkshopAction::Begin {
            agenda,
            date: "2026-11-22".into(),
            facilitator: "Fay".into(),
            attendees: "Ann, Bo".into(),
        },
    );
}

pub(super) fn passes(story: &mut Story, minutes: u64) {
    story.now.set(story.now.get() + minutes * MINUTE);
}

pub(super) fn shop(story: &Story) -> Workshop {
    story.state.shop()
}

/// Minutes left, rounded up, and the stage.
pub(super) fn stands(story: &Story) -> (usize, i64) {
    let led = shop(story).led.expect("a workshop");
    let left = led.clock.left_ms(story.now.get());
    (led.at, (left + 59_999).div_euclid(60_000))
}

fn sessions(story: &Story) -> Vec<Json> {
    let text = story.state.exported().expect("the late part is there");
    let map: Json = serde_json::from_str(&text).expect("JSON");
    map["sessions"].as_array().cloned().unwrap_or_default()
}

/// What another page finds that opens the map from this browser's storage.
fn reopened(story: &mut Story) -> Story {
    reopened_from(story, &mut Vec::new())
}

pub(super) fn reopened_from(story: &mut Story, entries: &mut Vec<(u64, Vec<u8>)>) -> Story {
    story.does(Action::Flush);
    while let Some((bytes, stored)) = story.written() {
        let slot = stored.slot;
        entries.push((entries.len() as u64 + 1, bytes));
        story.does(Action::Appended { slot, result: Ok(entries.len() as u64) });
    }
    let slot = story.state.slot().to_owned();
    let mut again = Story::begin();
    again.now.set(story.now.get());
    again.state.setup.client = story.state.setup.client + 1;
    again.does(Action::Loaded { slot, entries: Ok(entries.clone()) });
    again
}

#[test]
fn every_plan_is_led_from_arrival_to_a_record_that_the_file_holds() {
    for plan in Agenda::BUILT_IN {
        let mut story = Story::begin();
        begins(&mut story, plan);
        let stages = shop(&story).led.expect("a workshop").agenda.stages.len();
        for stage in 0..stages {
            assert_eq!(stands(&story).0, stage);
            passes(&mut story, 2);
            does(&mut story, WorkshopAction::Say(Said::Heard, format!("heard {stage}")));
            does(&mut story, WorkshopAction::Played(Playback::NotQuite));
            assert_eq!(stands(&story).0, stage, "not quite stays");
            does(&mut story, WorkshopAction::Played(Playback::Right));
        }
        assert_eq!(
            story.state.view().overlay,
            Overlay::Recap,
            "behind the last stage is the recap"
        );
        does(&mut story, WorkshopAction::Say(Said::NextDate, "2026-12-22".into()));
        does(&mut story, WorkshopAction::End);
        assert_eq!(shop(&story).led, None);
        let sessions = sessions(&story);
        let [session] = &sessions[..] else { panic!("{sessions:?}") };
        assert_eq!(session["attendees"], json!(["Ann", "Bo"]));
        assert_eq!(
            (&session["status"], &session["next_date"]),
            (&json!("closed"), &json!("2026-12-22"))
        );
        assert_eq!(session["type"], if plan == "20" { "check_in" } else { "workshop" });
        assert_eq!(session.get("now"), None, "what is over stands nowhere");
        for (at, stage) in session["stages"].as_array().expect("stages").iter().enumerate() {
            let kind = stage["kind"].as_str().expect("a kind");
            assert_eq!(
                (&session["heard"][kind], &session["playback"][kind]),
                (&json!(format!("heard {at}")), &json!("right"))
            );
            assert!(
                stage["used_seconds"].as_u64().is_some_and(|it| (120..130).contains(&it)),
                "{stage}"
            );
        }
    }
}

#[test]
fn a_killed_page_comes_back_to_the_same_stage_and_the_time_that_is_left_then() {
    let mut story = Story::begin();
    begins(&mut story, "45");
    does(&mut story, WorkshopAction::Go(2));
    passes(&mut story, 3);
    story.writes(Lane::Priorities, "Safe stores");
    does(&mut story, WorkshopAction::Say(Said::FeedBack, "They need people on the floor".into()));
    let before = stands(&story);
    assert_eq!(before, (2, 7));
    let mut log = Vec::new();
    let mut again = reopened_from(&mut story, &mut log);
    assert_eq!(stands(&again), before);
    assert_eq!(shop(&again).led.expect("a workshop").feed_back, "They need people on the floor");
    passes(&mut again, 2);
    assert_eq!(stands(&again), (2, 5));

    // Paused, it is the same a day later.
    does(&mut again, WorkshopAction::Pause);
    passes(&mut again, 24 * 60);
    let again = reopened_from(&mut again, &mut log);
    assert_eq!(stands(&again), (2, 5));
    assert!(!shop(&again).led.expect("a workshop").clock.runs());
}

#[test]
fn a_clock_that_is_set_forward_or_back_by_hours_changes_no_time_that_is_left() {
    let mut story = Story::begin();
    begins(&mut story, "90");
    passes(&mut story, 1);
    let before = shop(&story).led.expect("a workshop").clock.left_ms(story.now.get());
    // Only the wall's clock changes: the page's own time goes on as before.
    let wall = story.now.clone();
    let up = wall.get();
    story.state.setup.uptime = std::rc::Rc::new(move || up);
    for shift in [2 * 60 * MINUTE, 10] {
        story.now.set(shift);
        does(&mut story, WorkshopAction::Look);
        does(&mut story, WorkshopAction::Beat);
        let led = shop(&story).led.expect("a workshop");
        assert_eq!(led.clock.left_ms(up), before);
    }
}

#[test]
fn undo_takes_back_what_people_wrote_and_never_the_stage() {
    let mut story = Story::begin();
    begins(&mut story, "45");
    story.writes(Lane::Priorities, "Safe stores");
    does(&mut story, WorkshopAction::Go(1));
    does(&mut story, WorkshopAction::Say(Said::FeedBack, "More people".into()));
    story.does(Action::Undo);
    assert!(story.state.map().is_empty(), "the card is gone");
    let led = shop(&story).led.expect("a workshop");
    assert_eq!((led.at, &*led.feed_back), (1, "More people"));
    story.does(Action::Redo);
    assert_eq!(story.card("Safe stores").title, "Safe stores");
    assert_eq!(stands(&story).0, 1);
}

#[test]
fn two_tabs_of_one_facilitator_show_the_same_stage() {
    let mut one = Story::begin();
    begins(&mut one, "45");
    let mut other = reopened(&mut one);
    assert_eq!(stands(&other), stands(&one));
    does(&mut one, WorkshopAction::Go(3));
    one.does(Action::Flush);
    let (bytes, stored) = one.written().expect("the step is written");
    other.does(Action::Loaded { slot: stored.slot, entries: Ok(vec![(9, bytes)]) });
    assert_eq!(stands(&other), stands(&one));
}

#[test]
fn votes_go_into_the_record_and_low_numbers_are_heard_before_the_close_is_done() {
    let mut story = Story::begin();
    begins(&mut story, "20");
    does(&mut story, WorkshopAction::Go(4));
    story.does(Action::Gather(GatherAction::Show));
    let prefix = format!("round.{}.", story.state.map().id);
    story.does(Action::PrivateRead { prefix, rows: Ok(vec![]) });
    let (ask, prompt) = (Task::Scale, "How sure are we?".to_owned());
    story.does(Action::Gather(GatherAction::Begin { ask, about: vec![], prompt }));
    story.does(Action::Gather(GatherAction::Type { choice: 5, count: 4 }));
    story.does(Action::Gather(GatherAction::Type { choice: 1, count: 2 }));
    story.does(Action::Gather(GatherAction::Reveal));
    let keys = |story: &Story| {
        let led = shop(story).led.expect("a workshop");
        let missing = crate::facilitation::missing(story.state.map(), &led);
        missing.iter().map(|message| message.key).collect::<Vec<_>>()
    };
    assert!(keys(&story).contains(&"missing.low"));
    assert_eq!(sessions(&story)[0]["room_votes"][0]["counts"], json!({ "1": 2, "5": 4 }));
    does(&mut story, WorkshopAction::HeardLow);
    assert!(
        !keys(&story).contains(&"missing.low") && !keys(&story).contains(&"missing.confidence")
    );
}

#[test]
fn promises_are_cards_and_a_room_that_is_behind_chooses_what_to_shorten() {
    let mut story = Story::begin();
    begins(&mut story, "45");
    let promise = |learning: bool, who: &str, what: &str, due: &str| WorkshopAction::Promise {
        learning,
        who: who.into(),
        what: what.into(),
        due: due.into(),
    };
    does(&mut story, promise(false, "Ann", "Name two leads", "2026-12-01"));
    does(&mut story, promise(true, "", "Draft the checklist", "soon"));
    does(&mut story, promise(true, "", "  ", ""));
    let theirs = story.card("Name two leads");
    assert_eq!((theirs.kind, theirs.fields.text("who")), (CardKind::Commitment, "Ann"));
    assert_eq!(
        story.card("Draft the checklist").fields.get("due"),
        None,
        "a blank that can be seen"
    );
    assert_eq!(story.state.map().cards.size(), 2);

    does(&mut story, WorkshopAction::Go(2));
    passes(&mut story, 22);
    let led = shop(&story).led.expect("a workshop");
    let behind = led.behind(story.now.get()).expect("behind");
    let choice = led.choices(behind)[0];
    assert!(matches!(choice, Shorten::By(..)));
    does(&mut story, WorkshopAction::Shorten(choice));
    assert_eq!(shop(&story).led.expect("a workshop").behind(story.now.get()), None);
}

#[test]
fn who_only_looks_leads_nothing_and_a_dropped_workshop_leaves_nothing() {
    let mut story = Story::begin();
    story.state.set_readonly(true);
    begins(&mut story, "45");
    assert_eq!(shop(&story).led, None);
    story.state.set_readonly(false);
    begins(&mut story, "45");
    does(&mut story, WorkshopAction::Drop);
    assert!(shop(&story).led.is_none() && sessions(&story).is_empty());
}

#[test]
fn a_window_beside_shows_where_it_stands_and_changes_nothing() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Safe stores");
    begins(&mut story, "45");
    passes(&mut story, 2);
    does(&mut story, WorkshopAction::Go(2));
    let entries = &mut Vec::new();
    let slot = {
        let _ = reopened_from(&mut story, entries);
        story.state.slot().to_owned()
    };
    let address = Beside::Projector.fragment(&slot);
    assert_eq!(Beside::read(&address), Some((Beside::Projector, &*slot)));
    assert_eq!((Beside::read("#map.x"), Beside::read("projector.x")), (None, None));

    let mut wall = Story::begin();
    wall.now.set(story.now.get() + MINUTE);
    wall.state.setup.client = story.state.setup.client + 1;
    wall.does(Action::Stand(Beside::Projector, slot.clone()));
    // Where this browser has the map only later, the window hears of it.
    assert_eq!(wall.effects.last(), Some(&Effect::Watch { slot: Some(slot.clone()) }));
    wall.does(Action::Loaded { slot: slot.clone(), entries: Ok(Vec::new()) });
    wall.does(Action::Rang);
    assert_eq!(wall.effects.last(), Some(&Effect::Load { slot: slot.clone(), after: None }));
    wall.does(Action::Loaded { slot: slot.clone(), entries: Ok(entries.clone()) });
    assert_eq!(stands(&wall), (2, 9), "the same stage, and a minute later");
    let before = wall.state.camera();

    // It has no steps, and nothing that is done in it reaches the map.
    does(&mut wall, WorkshopAction::Go(3));
    does(&mut wall, WorkshopAction::Say(Said::FeedBack, "Not from here".into()));
    wall.does(Action::WriteInLane { lane: Lane::Priorities, text: "Not from here".into() });
    assert_eq!((stands(&wall).0, wall.state.map().cards.size()), (2, 1));
    wall.does(Action::Flush);
    assert!(wall.written().is_none(), "nothing to write");

    // A card that is shown to everybody is shown there.
    let card = story.state.map().cards.keys().next().cloned();
    does(&mut story, WorkshopAction::Spotlight(card.clone()));
    let known = entries.len();
    drop(reopened_from(&mut story, entries));
    let new = entries[known..].to_vec();
    wall.does(Action::Loaded { slot: slot.clone(), entries: Ok(new) });
    assert_eq!(shop(&wall).led.and_then(|led| led.spotlight), card);
    assert_eq!(wall.state.view().selection.single(), card.as_ref());
    assert_ne!(wall.state.camera(), before, "it comes to where the work is");
}

#[test]
fn the_lanes_that_are_worked_in_light_up_with_what_is_written_in_them_and_change_with_the_stage() {
    let mut story = Story::begin();
    let grow = story.writes(Lane::Priorities, "Grow");
    let videos = story.writes(Lane::Support, "Videos");
    begins(&mut story, "45");
    does(&mut story, WorkshopAction::Focus(true));
    assert!(story.state.view().sight.is_none(), "nobody arrives in a lane");
    does(&mut story, WorkshopAction::Go(2));
    does(&mut story, WorkshopAction::Focus(true));
    let shows = |story: &Story, id| {
        let lit = story.state.view().sight.clone().expect("lanes light up");
        lit.shows(story.state.map().card(id).expect("a card"))
    };
    assert!(shows(&story, &grow) && !shows(&story, &videos));
    let new = story.writes(Lane::Priorities, "Written just now");
    assert!(shows(&story, &new), "nobody writes in the dark");
    does(&mut story, WorkshopAction::Go(4));
    assert!(shows(&story, &videos) && !shows(&story, &grow), "support serves what people do");
    story.does(Action::Sight(false));
    does(&mut story, WorkshopAction::Go(5));
    assert!(story.state.view().sight.is_none(), "put away it stays away");
}

#[test]
fn what_a_phone_has_half_written_is_kept_letter_by_letter_and_never_before_it_was_read() {
    let mut story = Story::begin();
    let kept = |story: &Story| {
        let rows = story.effects.iter().filter_map(|effect| match effect {
            Effect::KeepPrivate { key, text } => Some((key.clone(), text.clone()?)),
            _ => None,
        });
        rows.collect::<Vec<_>>()
    };
    does(&mut story, WorkshopAction::OpenPocket);
    let prefix = story.effects.iter().find_map(|effect| match effect {
        Effect::ReadPrivate { prefix } => Some(prefix.clone()),
        _ => None,
    });
    let prefix = prefix.expect("the storage is asked");
    does(&mut story, WorkshopAction::Draft(CardKind::Priority, "Few".into()));
    assert!(kept(&story).is_empty(), "it would be taken for all there is");
    story.does(Action::PrivateRead { prefix: prefix.clone(), rows: Ok(Vec::new()) });
    does(&mut story, WorkshopAction::Draft(CardKind::Priority, "Fewer acci".into()));
    let rows = kept(&story);
    assert!(rows[0].1.contains("Few"), "{rows:?}");

    // The browser was killed: another one has what was kept last.
    let mut again = Story::begin();
    again.state.replica = crate::document::Replica::new(
        story.state.map().id.clone(),
        9,
        again.state.setup.clock.clone(),
    );
    does(&mut again, WorkshopAction::OpenPocket);
    let rows = Ok(rows.into_iter().skip(1).collect());
    again.does(Action::PrivateRead { prefix, rows });
    let pocket = shop(&again).pocket.expect("the one box");
    assert_eq!(pocket.draft, Some((CardKind::Priority, "Fewer acci".into())));
}
