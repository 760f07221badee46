//! Stories of a question that goes through the room, and of people who are followed, hide or sit together.

use super::*;
use crate::exchange::Invitation;
use crate::geometry::Camera;
use crate::model::{CardKind, Task};
use crate::store::{GatherAction, Selection, Way, WriteAction};

impl Story {
    fn asks(&mut self, who: usize) {
        self.asks_this(who, Task::Cards(CardKind::Priority), Vec::new());
    }

    /// Opens what is offered in the room.
    fn answers(&mut self, who: usize, text: &str) {
        self.opens_question(who);
        self.writes_apart(who, text);
    }

    fn way(&self, who: usize) -> Way {
        let open = self.pages[who].snapshot.as_ref().and_then(|it| it.writing.clone());
        open.expect("a question is open").way.clone()
    }

    fn shown(&self, who: usize) -> &Snapshot {
        self.pages[who].snapshot.as_ref().expect("something is shown")
    }

    fn held(&self, who: usize) -> usize {
        let round = self.shown(who).round.as_ref().expect("a question is asked");
        round.gathering.writers().map(|writer| writer.held()).sum()
    }
}

#[test]
fn what_is_handed_in_through_the_room_is_counted_at_once_and_only_by_who_asked() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    let bo = story.joins(&link, "Bo");
    let vi = story.joins(&link, "Vi");
    story.asks(fay);
    story.answers(bo, "Safer stores");
    story.pass(1_000);
    let seen = story.view(fay);
    assert_eq!(seen.guests.iter().filter(|it| it.about.answering == Answering::Writing).count(), 1);
    assert_eq!(story.held(fay), 0, "a draft stays where it is written");
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.pass(1_000);
    assert_eq!(story.way(bo), Way::Arrived);
    assert_eq!(story.held(fay), 1);
    let bos = story.view(fay).guests.iter().find(|it| it.name == "Bo").map(|it| it.about.answering);
    assert_eq!(bos, Some(Answering::HandedIn));
    assert!(story.shown(vi).round.is_none());
    // The last one wins, and nothing is counted twice.
    let number = story.shown(bo).writing.as_ref().expect("open").writing.cards[0].number;
    let text = "Safe stores".to_owned();
    story.does(bo, Action::Write(WriteAction::Change { number, text }));
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.pass(1_000);
    assert_eq!(story.held(fay), 1);
    story.does(fay, Action::Gather(GatherAction::Place));
    story.pass(1_000);
    assert_eq!(story.titles(vi), ["Safe stores"]);
    // Once it is over nobody is asked any more.
    story.does(fay, Action::Gather(GatherAction::End));
    story.pass(1_000);
    assert_eq!(story.view(vi).invitation, None);
}

#[test]
fn what_is_not_kept_is_not_acknowledged_and_comes_again() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.pass(3_000);
    story.asks(fay);
    story.answers(bo, "Safer stores");
    story.pages[fay].full = true;
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.pass(2_000);
    assert!(matches!(story.way(bo), Way::Sent(_)));
    // Bo's page is reloaded before it was acknowledged; meanwhile there is room again.
    let private = story.pages[bo].private.clone();
    let (slot, log) = (story.pages[bo].slot.clone(), story.pages[bo].log.clone());
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    let invitation = story.view(bo).invitation.clone().expect("asked");
    story.pages[bo].online = false;
    (story.pages[bo].topic, story.pages[bo].wakes) = (None, None);
    story.pages[fay].full = false;
    let back = story.page();
    story.pages[back].private = private;
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept }));
    story.does(back, Action::OpenLink { text: invitation.to_string() });
    assert_eq!(story.way(back), Way::ByHand, "the room has not said yet what is asked");
    story.pass(5_000);
    assert_eq!(story.way(back), Way::Arrived);
    assert_eq!(story.held(fay), 1);
}

#[test]
fn whoever_else_leads_takes_over_and_opens_what_comes_from_then_on() {
    let mut story = Story::begin();
    let fay = story.page();
    let lead = story.found(fay, Capability::Lead);
    let link = story.link(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let kim = story.joins(&lead, "Kim");
    story.asks(fay);
    // The first one's browser dies before anything is in.
    story.pages[fay].online = false;
    (story.pages[fay].topic, story.pages[fay].wakes) = (None, None);
    story.answers(bo, "Safer stores");
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.pass(10_000);
    assert!(matches!(story.way(bo), Way::Sent(_)), "nobody else takes it unasked");
    story.does(kim, Action::Gather(GatherAction::Show));
    story.pass(90_000);
    assert_eq!(story.way(bo), Way::Arrived);
    assert_eq!(story.held(kim), 1);
    // Who does not lead cannot, whatever they press.
    let ann = story.joins(&link, "Ann");
    story.does(ann, Action::Gather(GatherAction::Show));
    assert!(story.shown(ann).round.is_none());
}

#[test]
fn nobody_but_who_leads_asks_the_room_and_foreign_answers_count_nowhere() {
    let (mut story, fay, bo, _) = Story::of_two(&[]);
    story.asks(bo);
    assert_eq!(story.view(fay).invitation, None);
    story.asks(fay);
    // Sealed for a key of one's own, or no hand-in at all.
    let invitation = story.view(bo).invitation.clone().expect("asked");
    let real = Invitation::read(&invitation).expect("an invitation");
    let key = crate::crypto::OpeningKey::from_seed([9; 32]).sealing_key();
    let forged = Invitation { key, ..real };
    let text = forged.text(crate::model::WriterId::random(), 1, "Mallory", &[]);
    for sealed in [text.into_bytes(), b"handin.1.x".to_vec(), vec![0xff; 900], Vec::new()] {
        let number = sealed.len() as u32;
        story.does(bo, Action::Room(RoomStep::HandIn { slot: 1, number, sealed }));
        story.pass(2_000);
    }
    assert_eq!(story.held(fay), 0);
    assert!(story.shown(fay).round.as_ref().is_some_and(|it| it.gathering.writers().count() == 0));
}

#[test]
fn who_is_followed_leads_the_screen_until_one_goes_ones_own_way() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    let sender = story.view(bo).guests[0].sender;
    story.does(bo, Action::Select(Selection::None));
    story.does(bo, Action::Room(RoomStep::Follow(Some(sender))));
    let far = |x: f64| Action::SetCamera(Camera::new(x, 400.0, 1.0));
    let looks_at = |story: &Story, who: usize| {
        let camera = story.pages[who].state.camera();
        camera.view(crate::geometry::Viewport::default().size).center()
    };
    for x in [3_000.0, 5_000.0] {
        story.does(fay, far(x));
        story.pass(500);
        let (led, follows) = (looks_at(&story, fay), looks_at(&story, bo));
        assert!((led.x - follows.x).abs() < 30.0, "{led:?} {follows:?}");
        assert_eq!(story.shown(bo).following, Some(sender));
    }
    assert_eq!(story.shown(bo).view.selection, Selection::None, "the keyboard stays where it is");
    // A pointer that moves is no gesture; a pan is.
    story.does(bo, Action::PointAt { at: None, dragged: None });
    assert_eq!(story.shown(bo).following, Some(sender));
    story.does(bo, far(0.0));
    assert_eq!(story.shown(bo).following, None);
    story.does(fay, far(9_000.0));
    story.pass(500);
    assert!(looks_at(&story, bo).x < 2_000.0);
    // Once, on request.
    story.does(bo, Action::Room(RoomStep::GoTo(sender)));
    assert!(looks_at(&story, bo).x > 8_000.0);
    // Who leaves leads nobody.
    story.does(bo, Action::Room(RoomStep::Follow(Some(sender))));
    story.does(fay, Action::Room(RoomStep::Leave));
    story.pass(500);
    assert_eq!(story.shown(bo).following, None);
    assert_eq!(story.view(bo).gone.len(), 1);
}

#[test]
fn a_table_is_counted_as_many_who_hides_is_not_shown_and_both_survive_a_reload() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    let vi = story.joins(&link, "Vi");
    let at = Some(MapPoint { x: 10.0, y: 20.0 });
    story.does(vi, Action::PointAt { at, dragged: None });
    story.pass(500);
    assert!(story.view(fay).guests[0].here.is_some());
    let about = About { people: 6, hidden: true, ..About::default() };
    story.does(vi, Action::Room(RoomStep::About(about)));
    story.does(vi, Action::PointAt { at: None, dragged: None });
    story.pass(500);
    let guest = story.view(fay).guests[0].clone();
    assert_eq!((story.view(fay).others(), guest.here), (6, None));
    let kept = story.pages[vi].kept.clone().expect("keys are kept");
    story.does(vi, Action::Room(RoomStep::Rest));
    story.does(vi, Action::Room(RoomStep::Rejoin { kept }));
    story.pass(3_000);
    assert_eq!(story.view(vi).about, about);
    assert_eq!(story.view(vi).name, "Vi");
    assert_eq!(story.view(fay).others(), 6);
}

#[test]
fn who_does_nothing_for_minutes_is_away_and_back_with_the_next_move() {
    let (mut story, fay, bo, _) = Story::of_two(&[]);
    story.does(bo, Action::PointAt { at: Some(MapPoint::default()), dragged: None });
    story.pass(1_000);
    assert!(!story.view(fay).guests[0].idle);
    story.pass(200_000);
    // Heartbeats keep coming all the time, and nothing else happens.
    assert!(story.view(fay).guests[0].idle);
    story.does(bo, Action::PointAt { at: None, dragged: None });
    story.pass(1_000);
    assert!(!story.view(fay).guests[0].idle);
}

fn answering(story: &Story, seen_by: usize, name: &str) -> Answering {
    let guest = story.view(seen_by).guests.iter().find(|it| it.name == name).cloned();
    guest.expect("somebody is here").about.answering
}

#[test]
fn who_has_handed_in_for_one_question_has_not_for_the_next() {
    let (mut story, fay, bo, link) = Story::of_two(&[]);
    let ann = story.joins(&link, "Ann");
    story.asks(fay);
    story.answers(bo, "Safer stores");
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.answers(ann, "Half a thought");
    story.pass(1_000);
    assert_eq!(answering(&story, fay, "Bo"), Answering::HandedIn);
    assert_eq!(answering(&story, fay, "Ann"), Answering::Writing);
    story.does(fay, Action::Gather(GatherAction::Place));
    story.does(fay, Action::Gather(GatherAction::End));
    story.asks(fay);
    for name in ["Bo", "Ann"] {
        assert_eq!(answering(&story, fay, name), Answering::Nothing, "{name}");
    }
    story.answers(bo, "More");
    story.pass(1_000);
    assert_eq!(answering(&story, fay, "Bo"), Answering::Writing);
}

#[test]
fn a_map_that_is_renamed_after_asking_changes_nothing_for_who_answers() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.asks(fay);
    story.answers(bo, "Safer stores");
    story.does(fay, Action::SetMapTitle { text: "North".into() });
    story.pass(3_000);
    let (slot, log) = (story.pages[fay].slot.clone(), story.pages[fay].log.clone());
    let (private, kept) = (story.pages[fay].private.clone(), story.pages[fay].kept.clone());
    story.pages[fay].online = false;
    (story.pages[fay].topic, story.pages[fay].wakes) = (None, None);
    let back = story.page();
    story.pages[back].private = private;
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept: kept.expect("keys are kept") }));
    story.pass(5_000);
    assert_eq!(story.way(bo), Way::Room);
    story.does(bo, Action::Write(WriteAction::HandIn));
    story.pass(3_000);
    assert_eq!((story.way(bo), story.held(back)), (Way::Arrived, 1));
    story.does(back, Action::Gather(GatherAction::End));
    story.pass(1_000);
    assert_eq!(story.view(bo).invitation, None);
}

#[test]
fn one_person_is_a_few_people_and_not_five_hundred() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    let vi = story.joins(&link, "Vi");
    story.asks(fay);
    let invitation = story.view(vi).invitation.clone().expect("asked");
    let invitation = Invitation::read(&invitation).expect("an invitation");
    let card = crate::model::Written { number: 1, text: "x".into() };
    for slot in 0..6 {
        let writer = crate::model::WriterId::random();
        let sealed = invitation.text(writer, 1, "", std::slice::from_ref(&card)).into_bytes();
        story.does(vi, Action::Room(RoomStep::HandIn { slot, number: 1, sealed }));
        story.pass(2_000);
    }
    assert_eq!(story.held(fay), 3);
}

#[test]
fn two_who_go_along_with_each_other_stay_where_they_are() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    for who in [fay, bo] {
        story.does(who, Action::Select(Selection::None));
        story.does(who, Action::SetCamera(Camera::new(3_000.0 * who as f64, 400.0, 1.0)));
    }
    story.pass(500);
    for who in [fay, bo] {
        let other = story.view(who).guests[0].sender;
        story.does(who, Action::Room(RoomStep::Follow(Some(other))));
    }
    story.pass(500);
    let before = [fay, bo].map(|who| story.pages[who].state.camera());
    story.pass(20_000);
    assert_eq!(before, [fay, bo].map(|who| story.pages[who].state.camera()));
    assert!(before.iter().all(|camera| camera.zoom > 0.5), "{before:?}");
}
