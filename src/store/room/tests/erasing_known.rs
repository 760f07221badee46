//! What whoever erased somebody knew of the map, and what they did not: nothing is written twice, and nothing goes without a
//! word.

use super::erasing::{NAME, begins, holds};
use super::*;
use crate::document::TextField;

#[test]
fn letters_that_had_arrived_are_not_written_twice() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.writes(bo, "New");
    for text in ["Few", "Fewer ac", "Fewer accidents"] {
        let learn = story.id(bo, "Learn");
        let (field, text) = (TextField::Notes, text.to_owned());
        story.does(bo, Action::Type { id: learn, field, text });
        story.pass(300);
    }
    story.says(bo, "Grow", "Shri");
    story.pass(300);
    // These are on their way when somebody is erased, all before has arrived.
    story.says(bo, "Shri", "Shrink");
    story.says(bo, "New", "New words");
    let (learn, field) = (story.id(bo, "Learn"), TextField::Notes);
    let text = "Fewer accidents in stores".to_owned();
    story.does(bo, Action::Type { id: learn.clone(), field, text });
    story.erases(fay, &ana);
    story.agree_without(&[fay, bo], NAME);
    let titles = story.titles(fay);
    assert!(titles.contains(&"Shrink".to_owned()), "{titles:?}");
    assert!(titles.contains(&"New words".to_owned()), "{titles:?}");
    let notes = &story.pages[fay].state.map().card(&learn).expect("it is there").notes;
    assert_eq!(notes, "Fewer accidents in stores");
    assert!(story.pages[bo].beside.is_empty(), "all of it was done again");
}

#[test]
fn what_others_did_while_whoever_erased_was_away_is_kept() {
    let mut story = Story::begin();
    let (fay, bo, ana, link) = begins(&mut story);
    let cleo = story.joins(&link, "Cleo");
    story.pass(60_000);
    // Fay is away while Bo and Cleo work, and alone when she erases.
    story.pages[fay].online = false;
    story.writes(bo, "Monday");
    story.pass(3_600_000);
    for who in [bo, cleo] {
        story.pages[who].online = false;
    }
    story.pages[fay].online = true;
    story.pass(120_000);
    story.erases(fay, &ana);
    if story.pages[fay].state.map().card(&ana).is_some() {
        assert_eq!(story.notices(fay), ["erase.not_heard"]);
        return;
    }
    story.pass(5_000);
    for who in [bo, cleo] {
        story.pages[who].online = true;
    }
    story.agree_without(&[fay, bo, cleo], NAME);
    let is_in_the_room = story.titles(fay).contains(&"Monday".to_owned());
    let is_beside = story.pages[cleo].beside.iter().any(|bytes| holds(bytes, "Monday"));
    assert!(is_in_the_room || is_beside, "{:?}", story.titles(fay));
}

#[test]
fn who_comes_back_after_an_erasing_knows_how_the_room_is_led() {
    let mut story = Story::begin();
    let (fay, bo, ana, _) = begins(&mut story);
    story.asks_something(fay);
    story.erases(fay, &ana);
    story.pass(5_000);
    assert!(story.view(bo).invitation.is_some());
    let bo = story.reloads(bo, true);
    story.pass(10_000);
    assert!(story.view(bo).invitation.is_some(), "the question is asked again");
}
