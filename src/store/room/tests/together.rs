//! People build one map together: they come, write, go away and come back.

use super::*;

#[test]
fn two_people_build_one_map() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    assert_eq!(story.titles(bo), ["Grow"]);
    assert_eq!(story.view(bo).standing, Standing::CaughtUp);
    assert_eq!(story.view(bo).guests[0].name, "Fay");
    assert_eq!(story.view(fay).guests[0].name, "Bo");
    // Both write at once.
    story.writes(fay, "Faster answers");
    story.writes(bo, "Fewer complaints");
    story.pass(200);
    assert_eq!(story.titles(fay), ["Faster answers", "Fewer complaints", "Grow"]);
    assert_eq!(story.titles(fay), story.titles(bo));
    // One's undo takes back one's own.
    story.does(bo, Action::Undo);
    story.pass(200);
    assert_eq!(story.titles(fay), ["Faster answers", "Grow"]);
}

#[test]
fn others_work_waits_for_the_next_picture_save_where_somebody_writes() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    story.writes(fay, "Save");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let card = |title: &str| {
        let mut cards = story.pages[fay].state.map().cards.values();
        cards.find(|card| card.title == title).expect("there").id.clone()
    };
    let (grow, save) = (card("Grow"), card("Save"));
    story.does(bo, Action::Edit(grow.clone()));
    let mut waits = |id: &crate::model::CardId, text: &str| {
        story.pages[bo].state.snapshot();
        story.pages[bo].unseen = true;
        let (id, text) = (id.clone(), text.to_owned());
        story.does(fay, Action::Type { id, field: crate::document::TextField::Title, text });
        story.pass(200);
        story.pages[bo].unseen = false;
        assert!(story.titles(bo).iter().any(|title| title.len() > 5), "it is here");
        story.pages[bo].state.may_wait()
    };
    assert!(waits(&save, "Save money"), "another card");
    assert!(!waits(&grow, "Grow soon"), "the caret is in this one");
}

#[test]
fn who_was_offline_returns_with_what_they_wrote() {
    let (mut story, fay, bo, _) = Story::of_two(&[]);
    story.writes(bo, "Before");
    story.pass(500);
    story.wire(bo, WireState::Reconnecting);
    assert_eq!(story.view(bo).standing, Standing::Offline);
    story.writes(bo, "On the train");
    story.writes(fay, "In the room");
    let card = story.pages[bo].state.map().cards.values().find(|card| card.title == "Before");
    let id = card.expect("it is there").id.clone();
    story.does(bo, Action::RemoveCards { ids: vec![id] });
    story.pass(3_600_000);
    assert_eq!(story.titles(fay), ["Before", "In the room"]);
    story.wire(bo, WireState::Open);
    story.pass(3_000);
    assert_eq!(story.titles(fay), ["In the room", "On the train"]);
    assert_eq!(story.titles(bo), story.titles(fay));
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let (mut story, fay, bo, _) = Story::of_two(&[]);
    story.now.set(story.now.get() - 900_000);
    story.writes(bo, "Later is earlier");
    for who in [fay, bo] {
        // Timers of a page do not follow its clock.
        story.pages[who].wakes = story.pages[who].wakes.map(|at| at.min(story.now.get() + 50));
        story.pages[who].flush_at = None;
    }
    story.pass(1_000);
    assert_eq!(story.titles(fay), ["Later is earlier"]);
    story.pass(100_000);
    assert_eq!(story.view(fay).guests.len(), 1, "nobody has left");
}

#[test]
fn who_only_views_sees_all_and_changes_nothing() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    let vi = story.joins(&link, "Vi");
    story.writes(fay, "Grow");
    story.pass(200);
    assert_eq!(story.titles(vi), ["Grow"]);
    story.writes(vi, "Mine");
    story.pass(200);
    assert_eq!(story.titles(vi), ["Grow"]);
    assert!(story.pages[vi].snapshot.as_ref().is_some_and(|it| it.readonly));
    assert!(story.pages[vi].state.room_link(Capability::Edit).is_none());
    assert!(story.pages[vi].state.room_link(Capability::View).is_some());
}

#[test]
fn what_others_wrote_is_kept_here_too_and_own_words_never_without_it() {
    let (mut story, _, bo, _) = Story::of_two(&["Grow"]);
    // Bo writes into Fay's title at once, before a word of hers was kept.
    let id = story.pages[bo].state.map().cards.values().next().expect("a card").id.clone();
    let (field, text) = (crate::document::TextField::Title, "Grow, and soon".to_owned());
    story.does(bo, Action::Type { id, field, text });
    story.pass(5_000);
    let page = &story.pages[bo];
    let entries = page.log.iter().map(|(_, bytes)| bytes.as_slice());
    let id = page.state.map().id.clone();
    let (kept, refused) = Replica::from_updates(id, 9_999, Rc::new(|| 0), entries);
    assert_eq!(refused, []);
    assert_eq!(kept.map(), page.state.map());
    assert_eq!(kept.map().cards.size(), 1);
}

#[test]
fn a_reload_comes_back_into_the_room_as_the_same_person() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.writes(bo, "Learn");
    story.pass(3_000);
    let person = story.view(fay).guests[0].person;
    // The page is killed; meanwhile the others go on.
    story.pages[bo].online = false;
    (story.pages[bo].topic, story.pages[bo].wakes) = (None, None);
    story.writes(fay, "Meanwhile");
    story.pass(120_000);
    assert_eq!(story.view(fay).guests, []);
    let (slot, log) = (story.pages[bo].slot.clone(), story.pages[bo].log.clone());
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    assert!(!format!("{kept:?}").contains("join"), "secrets do not show themselves");
    let back = story.page();
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept }));
    story.pass(3_000);
    assert_eq!(story.titles(back), ["Grow", "Learn", "Meanwhile"]);
    assert_eq!(story.view(fay).guests[0].person, person);
    assert_eq!(story.view(fay).guests[0].name, "Bo");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn who_reloads_is_one_person_also_before_the_page_before_is_known_to_be_gone() {
    let (mut story, fay, bo, link) = Story::of_two(&["Grow"]);
    story.joins(&link, "Ann");
    story.writes(bo, "Learn");
    story.pass(3_000);
    let back = story.reloads(bo, true);
    assert_eq!((story.view(fay).guests.len(), story.view(fay).others()), (3, 2));
    let names: Vec<_> = story.view(fay).people().map(|guest| guest.name.clone()).collect();
    assert_eq!(names, ["Ann", "Bo"]);
    let sender = story.view(back).me;
    assert!(story.view(fay).people().any(|guest| guest.sender == sender), "the page that is here");
}

#[test]
fn others_are_seen_where_they_are() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    let id = story.pages[bo].state.map().cards.values().next().expect("a card").id.clone();
    let at = Some(MapPoint { x: 10.0, y: 20.0 });
    story.does(bo, Action::PointAt { at, dragged: None });
    story.does(bo, Action::Edit(id.clone()));
    story.pass(300);
    let here = story.view(fay).guests[0].here.clone().expect("Bo is somewhere");
    assert_eq!((here.at, &here.card, here.doing), (at, &Some(id.clone()), Doing::Editing));
    // A card that is moved hangs where its corner is, and is written once when it is let go.
    story.does(bo, Action::EndEdit);
    let before = story.pages[fay].state.map().card(&id).expect("there").place;
    story.does(bo, Action::PointAt { at, dragged: Some(id.clone()) });
    story.pass(300);
    let here = story.view(fay).guests[0].here.clone().expect("Bo is somewhere");
    assert_eq!((here.at, here.doing), (at, Doing::Dragging));
    assert_eq!(story.pages[fay].state.map().card(&id).expect("there").place, before);
    story.does(fay, Action::Room(RoomStep::Lead(b"stage 2".to_vec())));
    story.does(bo, Action::Room(RoomStep::Lead(b"mutiny".to_vec())));
    story.pass(300);
    assert_eq!(story.view(bo).led, Some((1, b"stage 2".as_slice().into())));
    assert_eq!(story.view(fay).led, story.view(bo).led);
}

#[test]
fn leaving_ends_it_and_another_map_is_not_shared() {
    let (mut story, fay, bo, link) = Story::of_two(&["Grow"]);
    assert!(story.pages[bo].kept.is_some());
    story.writes(bo, "Together");
    story.pass(500);
    story.does(bo, Action::Room(RoomStep::Leave));
    story.pass(100);
    assert_eq!(story.view(fay).guests, []);
    assert!(story.pages[bo].kept.is_none());
    story.writes(bo, "Alone");
    story.pass(1_000);
    assert_eq!(story.titles(fay), ["Grow", "Together"]);
    // Back by the link in the same page: as somebody else for the map, which knows the first one's words.
    let step = RoomStep::Join { link: link.clone(), name: "Bo".into() };
    story.does(bo, Action::Room(step));
    story.pass(3_000);
    story.writes(bo, "Again");
    story.pass(500);
    assert_eq!(story.titles(fay), ["Again", "Grow", "Together"]);
    story.does(fay, Action::NewMap);
    story.writes(fay, "Private");
    story.pass(3_000);
    assert_eq!(story.titles(bo), ["Again", "Grow", "Together"]);
    assert!(story.pages[fay].kept.is_some(), "the way back to the other map is kept");
}
