//! The threshold of a room, and the way back into it.

use super::*;

#[test]
fn a_followed_link_waits_on_the_threshold_and_connects_nobody() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.page();
    story.writes(bo, "My own");
    let text = format!("Come in: {} see you", link.0);
    story.does(bo, Action::OpenLink { text });
    assert_eq!(story.pages[bo].state.view().page, Screen::Join);
    assert!(story.pages[bo].topic.is_none(), "nothing is connected before somebody goes in");
    // Turned round, one's own map is there.
    story.does(bo, Action::LeaveLink);
    assert_eq!(story.pages[bo].state.view().page, Screen::Map);
    assert_eq!(story.titles(bo), ["My own"]);
    // Cut short on its way it leads nowhere, and says so.
    let cut = link.0[..link.0.len() - 9].to_owned();
    story.does(bo, Action::OpenLink { text: cut });
    let notice = story.pages[bo].state.view().notices.last().map(|notice| notice.message.key);
    assert_eq!(notice, Some("join.cut_short"));
    assert_eq!(story.titles(bo), ["My own"]);
}

#[test]
fn the_way_back_to_a_map_leads_back_into_its_room() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.writes(bo, "Together");
    story.pass(500);
    let (text, name) =
        (include_str!("../../../../examples/sixty-stores.json").to_owned(), "Stores".to_owned());
    story.does(bo, Action::OpenText { text, name, keep: false });
    assert!(story.pages[bo].topic.is_none(), "another map is not shared");
    let step = story.pages[bo].state.view().notices.last().and_then(|notice| notice.step);
    let (step, _) = step.expect("a way back");
    story.does(bo, Action::Notice(step));
    story.pass(3_000);
    story.writes(bo, "Again");
    story.writes(fay, "Meanwhile");
    story.pass(2_000);
    assert_eq!(story.titles(fay), ["Again", "Grow", "Meanwhile", "Together"]);
    assert_eq!(story.titles(bo), story.titles(fay));
    // Off the page nobody is in a room; back on it, one is again.
    story.does(bo, Action::Room(RoomStep::Rest));
    assert!(story.pages[bo].topic.is_none());
    story.writes(fay, "While away");
    story.does(bo, Action::Room(RoomStep::Return));
    story.pass(3_000);
    assert!(story.titles(bo).contains(&"While away".to_owned()));
}

#[test]
fn a_bad_link_says_why_and_changes_nothing() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.page();
    story.writes(bo, "Mine");
    let cut = RoomLink(link.0[..link.0.len() - 20].to_owned());
    for (link, key) in [(cut, "join.cut_short"), (RoomLink("hello".into()), "join.none")] {
        story.does(bo, Action::Room(RoomStep::Join { link, name: "Bo".into() }));
        let snapshot = story.pages[bo].snapshot.clone().expect("shown");
        assert_eq!(snapshot.view.notices.last().map(|it| it.message.key), Some(key));
        assert!(snapshot.room.is_none());
    }
    assert_eq!(story.titles(bo), ["Mine"]);
}

/// Somebody in whose browser this is kept follows a link once more.
fn follows_again(story: &mut Story, who: usize, link: &RoomLink, name: &str) -> usize {
    let old = &mut story.pages[who];
    (old.online, old.topic, old.wakes, old.flush_at) = (false, None, None, None);
    let (slot, log, kept) = (old.slot.clone(), old.log.clone(), old.kept.clone());
    let kept = kept.expect("keys are kept").joined(link, name).expect("the same room");
    let back = story.page();
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept }));
    story.pass(3_000);
    back
}

#[test]
fn a_kept_room_is_known_by_each_of_its_links_and_by_no_other() {
    let (mut story, fay, bo, edits) = Story::of_two(&["Grow"]);
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    for link in [edits, story.link(fay, Capability::View), story.link(fay, Capability::Lead)] {
        assert!(kept.joined(&link, "Bo").is_some());
    }
    let other = story.page();
    let elsewhere = story.found(other, Capability::Edit);
    assert_eq!(kept.joined(&elsewhere, "Bo"), None);
    assert_eq!(RoomLink(String::new()).joined(&elsewhere, "Bo"), None);
}

#[test]
fn whoever_comes_back_by_a_link_that_allows_more_keeps_their_words_and_is_called_as_they_say() {
    let (mut story, fay, bo, edits) = Story::of_two(&["Grow"]);
    story.does(bo, Action::Room(RoomStep::About(About { people: 3, ..About::default() })));
    story.pass(1_000);
    // What is written while nobody hears it waits in this copy.
    story.wire(bo, WireState::Reconnecting);
    story.writes(bo, "Not heard yet");
    story.pass(3_000);
    let leads = story.link(fay, Capability::Lead);
    let back = follows_again(&mut story, bo, &leads, "Bo from the stores");
    assert_eq!(story.titles(fay), ["Grow", "Not heard yet"]);
    let last = |story: &Story| story.view(fay).guests.last().cloned().expect("Bo is there");
    let told = last(&story);
    assert_eq!(
        (told.name.as_str(), told.capability, told.about.people),
        ("Bo from the stores", Capability::Lead, 3)
    );
    // The first link once more: nothing is taken away, and who wants no name has none.
    let back = follows_again(&mut story, back, &edits, "");
    assert_eq!(story.view(back).capability, Capability::Lead);
    assert_eq!(last(&story).name, "");
}

#[test]
fn a_name_is_changed_in_the_room_for_all_and_for_good() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    story.does(bo, Action::Room(RoomStep::Rename(" Bo\tBerg ".into())));
    story.pass(2_000);
    assert_eq!(story.view(bo).name, "Bo Berg");
    assert_eq!(story.view(fay).guests[0].name, "Bo Berg");
    let sent = story.frames.len();
    story.does(bo, Action::Room(RoomStep::Rename("Bo Berg".into())));
    assert_eq!(story.frames.len(), sent, "the same name is no news");
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    assert!(kept.0.ends_with(" Bo Berg"));
    story.does(bo, Action::Room(RoomStep::Rename("B".repeat(500))));
    story.pass(2_000);
    assert_eq!(story.view(fay).guests[0].name.len(), 60);
}
