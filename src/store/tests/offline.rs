//! What the page says of itself: it opens without a connection, and a newer version of it waits.

use super::Story;
use crate::facilitation::Agenda;
use crate::model::Lane;
use crate::store::*;

fn says(story: &mut Story, ready: bool, update: bool) {
    story.does(Action::Offline(Offline { ready, update }));
}

#[test]
fn a_newer_version_is_offered_once_and_comes_when_all_is_written() {
    let mut story = Story::begin();
    says(&mut story, true, false);
    assert_eq!(story.notice(), None);
    assert!(story.state.snapshot().is_some_and(|it| it.offline.ready));
    // Nobody can ask for what is not there.
    story.does(Action::Renew);
    assert_eq!(story.effects, []);

    says(&mut story, true, true);
    assert_eq!(story.notice(), Some("offline.newer"));
    let offered = story.state.view().notices.last().and_then(|it| it.step).expect("a step").0;
    story.writes(Lane::Priorities, "Grow");
    story.effects.clear();
    story.does(Action::Notice(offered));
    let kept = story.effects.iter().position(|it| matches!(it, Effect::Append { .. }));
    let told = story.effects.iter().position(|it| *it == Effect::Emit(HostEvent::UpdateWanted));
    assert!(kept.is_some() && kept < told, "{:?}", story.effects);
    // The same again is no news.
    says(&mut story, true, true);
    assert_eq!(story.notice(), None);
}

#[test]
fn nobody_is_asked_for_a_newer_version_while_a_workshop_is_led() {
    let mut story = Story::begin();
    story.does(Action::Workshop(WorkshopAction::Begin {
        agenda: Agenda::built_in("90").expect("a plan"),
        date: "2026-11-22".into(),
        facilitator: "Fay".into(),
        attendees: "Ann".into(),
    }));
    let before = story.notice();
    says(&mut story, true, true);
    assert_eq!(story.notice(), before);
    // The menu has it all the same.
    assert!(story.state.snapshot().is_some_and(|it| it.offline.update));
}
