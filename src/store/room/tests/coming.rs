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

#[test]
fn a_kept_room_is_known_by_its_link() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    assert!(kept.keeps(&link));
    let other = story.page();
    let elsewhere = story.found(other, Capability::Edit);
    assert!(!kept.keeps(&elsewhere));
    assert!(!RoomLink(String::new()).keeps(&link));
}
