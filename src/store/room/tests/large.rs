//! A map that is too large for a room: who has it is told, and nobody is sent what they would not look at.

use super::*;

fn opens(story: &mut Story, who: usize, millions: usize) {
    let text = crate::store::tests::large_map(millions);
    story.does(who, Action::OpenText { text, name: "Large".into(), keep: true });
}

fn is_told(story: &Story, who: usize) -> bool {
    let notices = &story.pages[who].state.view().notices;
    notices.iter().any(|notice| notice.message.key == "room.too_large")
}

#[test]
fn whoever_opens_a_room_with_nine_megabytes_is_told_and_does_not_send_them_for_ever() {
    let mut story = Story::begin();
    let fay = story.page();
    opens(&mut story, fay, 9);
    assert_eq!(story.titles(fay).len(), 900);
    let link = story.found(fay, Capability::Edit);
    assert!(is_told(&story, fay), "as soon as the room is open");
    let bo = story.joins(&link, "Bo");
    story.pass(20_000);
    let sent: usize = story.frames.iter().map(Vec::len).sum();
    assert!(sent < 100_000, "{sent} bytes that nobody takes in");
    assert!(story.titles(bo).is_empty());
}
