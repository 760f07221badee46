//! What stands in a box and was not handed over yet: there again after the page, and nowhere but in this browser.

use super::Story;
use super::hand_in::{Kept, settle};
use crate::exchange;
use crate::model::Lane;
use crate::store::*;

const BOX: &str = "lane.priorities";

fn shows(story: &mut Story, kept: &mut Kept) {
    story.does(Action::HalfWritten(HalfWrittenAction::Open));
    settle(story, kept);
}

fn types(story: &mut Story, name: &str, text: &str) {
    let (name, text) = (name.to_owned(), text.to_owned());
    story.does(Action::HalfWritten(HalfWrittenAction::Set { name, text }));
}

fn stands(story: &Story, name: &str) -> Option<String> {
    let all = story.state.half_written.as_ref()?.downcast_ref::<HalfWritten>()?;
    all.text(&story.state.map().id, name)
}

fn warns(story: &mut Story) -> bool {
    story.state.touch();
    story.state.snapshot().expect("new").would_be_lost()
}

/// The same map in another page of this browser.
fn again(story: &Story) -> Story {
    let text = exchange::canonical(story.state.map());
    let mut other = Story::begin_as(8);
    other.does(Action::OpenText { text, name: "map.json".into(), keep: true });
    other.effects.clear();
    other
}

#[test]
fn what_is_half_written_is_there_in_another_page_and_gone_once_it_is_a_card() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "Fewer");
    types(&mut story, BOX, "Fewer acci");
    types(&mut story, "promise.what", "Visit the depots");
    settle(&mut story, &mut kept);
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(story.state.saving.touched, "the map is there again with it");
    assert!(!exchange::canonical(story.state.map()).contains("Fewer"));

    let mut page = again(&story);
    assert_eq!(stands(&page, BOX), None);
    types(&mut page, BOX, "typed before it was read");
    assert_eq!(stands(&page, BOX), None, "it would be written over");
    shows(&mut page, &mut kept);
    assert_eq!(stands(&page, BOX).as_deref(), Some("Fewer acci"));
    page.writes(Lane::Priorities, "Fewer accidents");
    types(&mut page, BOX, " ");
    settle(&mut page, &mut kept);
    assert_eq!(stands(&page, BOX), None);
    assert_eq!(kept.len(), 1, "{kept:?}");

    // The same box in another map is another box.
    page.does(Action::NewMap);
    shows(&mut page, &mut kept);
    assert_eq!(stands(&page, "promise.what"), None);
}

#[test]
fn letters_are_no_work_for_the_map_or_the_screen() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "F");
    settle(&mut story, &mut kept);
    let before = story.state.snapshot().map(|shown| shown.edition);
    types(&mut story, BOX, "Fe");
    let keeps = |effect: &Effect| matches!(effect, Effect::KeepPrivate { .. });
    assert_eq!(story.effects.iter().filter(|effect| keeps(effect)).count(), 1);
    settle(&mut story, &mut kept);
    types(&mut story, BOX, "Fe");
    assert!(!story.effects.iter().any(keeps), "the same is not written twice");
    assert_eq!(Some(story.state.edition), before);
    assert!(story.state.snapshot().is_none(), "nothing is new");
}

#[test]
fn where_nothing_is_to_be_kept_it_stays_in_the_page_which_warns_before_it_goes() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    story.does(Action::KeepNothing(true));
    story.effects.clear();
    shows(&mut story, &mut kept);
    assert!(!warns(&mut story));
    types(&mut story, BOX, "Fewer");
    assert_eq!(stands(&story, BOX).as_deref(), Some("Fewer"));
    assert!(warns(&mut story));
    let asks =
        |effect: &Effect| matches!(effect, Effect::ReadPrivate { .. } | Effect::KeepPrivate { .. });
    assert!(!story.effects.iter().any(asks), "the storage hears nothing");
    types(&mut story, BOX, "");
    assert!(!warns(&mut story));
}

#[test]
fn what_the_storage_refuses_is_warned_of_and_tried_again_with_the_next_words() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "Fewer");
    let at = story.effects.iter().position(|it| matches!(it, Effect::KeepPrivate { .. }));
    let Effect::KeepPrivate { key, .. } = story.effects.remove(at.expect("to be kept")) else {
        return;
    };
    assert!(!warns(&mut story));
    story.does(Action::PrivateKept { key, result: Err(Trouble::Full) });
    assert!(warns(&mut story));
    types(&mut story, "term", "upskill");
    settle(&mut story, &mut kept);
    assert!(!warns(&mut story));
    assert_eq!(kept.len(), 2, "{kept:?}");
}

#[test]
fn it_goes_with_the_last_copy_of_its_map() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "Fewer");
    settle(&mut story, &mut kept);
    let slot = story.state.slot().to_owned();
    story.does(Action::RemoveStored { slot });
    let forgets = story.effects.iter().find_map(|effect| match effect {
        Effect::Forget { private, .. } => Some(private.clone()),
        _ => None,
    });
    let forgets = forgets.expect("it is forgotten");
    let goes = |key: &String| forgets.iter().any(|begins| key.starts_with(begins));
    assert!(kept.keys().all(goes), "{kept:?} {forgets:?}");
}

#[test]
fn of_a_map_that_is_removed_nothing_is_warned_of() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    story.does(Action::KeepNothing(true));
    story.effects.clear();
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "Fewer");
    assert!(warns(&mut story));
    let (map, slot) = (story.state.map().id.clone(), story.state.slot().to_owned());
    story.does(Action::RemoveStored { slot });
    assert!(!warns(&mut story));
    let all = story.state.half_written.as_ref().and_then(|it| it.downcast_ref::<HalfWritten>());
    assert_eq!(all.expect("begun").text(&map, BOX), None);
}

#[test]
fn what_was_not_kept_goes_on_with_the_map_without_somebody_and_nothing_about_them() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    story.does(Action::KeepNothing(true));
    story.effects.clear();
    let petra = RegisterAction::Add("Petra, buyer".into());
    story.does(Action::Register(petra));
    let petra = story.state.map().cards.keys().next().expect("a card").clone();
    shows(&mut story, &mut kept);
    let about = format!("{petra}.moment");
    types(&mut story, BOX, "Fewer");
    types(&mut story, &about, "Met her");
    let before = story.state.map().id.clone();
    story.does(Action::Register(RegisterAction::Erase(petra)));
    // What was handed in may hold the name, so it is looked for first.
    settle(&mut story, &mut kept);
    assert_ne!(story.state.map().id, before);
    assert_eq!(stands(&story, BOX).as_deref(), Some("Fewer"));
    assert_eq!(stands(&story, &about), None);
    assert!(warns(&mut story));
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "");
    story.state.look_for_unkept();
    assert!(!story.state.private_unkept, "no row of the map before is left over");
}

#[test]
fn what_could_not_be_read_is_asked_for_again_and_nothing_is_written_over_it() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    types(&mut story, BOX, "Fewer");
    settle(&mut story, &mut kept);

    let mut page = again(&story);
    page.does(Action::HalfWritten(HalfWrittenAction::Open));
    let asked = page.effects.drain(..).find_map(|effect| match effect {
        Effect::ReadPrivate { prefix } => Some(prefix),
        _ => None,
    });
    let (prefix, rows) = (asked.expect("asked"), Err(Trouble::Refused));
    page.does(Action::PrivateRead { prefix, rows });
    types(&mut page, BOX, "More");
    assert!(!page.effects.iter().any(|effect| matches!(effect, Effect::KeepPrivate { .. })));
    shows(&mut page, &mut kept);
    assert_eq!(stands(&page, BOX).as_deref(), Some("Fewer"));
}

#[test]
fn nobody_who_only_looks_at_a_map_writes_in_its_boxes() {
    let (mut story, mut kept) = (Story::begin(), Kept::new());
    shows(&mut story, &mut kept);
    story.state.set_readonly(true);
    types(&mut story, BOX, "Fewer");
    settle(&mut story, &mut kept);
    assert_eq!((stands(&story, BOX), kept.len()), (None, 0));
}
