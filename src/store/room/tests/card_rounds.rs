//! Cards, and words about drafts, from people who come late, leave, hand in twice or not at all; one person, a table of six.

use super::*;
use crate::model::{CardKind, Task};
use crate::store::{GatherAction, PrepareAction, Verdict, corrections, counted};

#[test]
fn cards_of_late_joiners_slide_in_those_of_leavers_stay_and_who_hands_in_twice_is_there_once() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let ann = story.joins(&link, "Ann");
    let bo = story.joins(&link, "Bo");
    story.asks_this(fay, Task::Cards(CardKind::Priority), Vec::new());
    // Nobody has written: nothing comes of it, and the question stays.
    story.gathers(fay, GatherAction::Place);
    assert!(story.titles(fay).is_empty() && story.view(ann).invitation.is_some());
    story.hands_in_cards(ann, &["Safe stores", "Faster answers"]);
    story.hands_in_cards(ann, &["Fewer returns"]);
    story.hands_in_cards(bo, &["safe stores!"]);
    story.does(bo, Action::Room(RoomStep::Leave));
    assert!(story.titles(fay).is_empty(), "what is in waits for all");
    story.gathers(fay, GatherAction::Place);
    let first = ["Faster answers", "Fewer returns", "Safe stores"];
    assert_eq!(story.titles(ann), first, "the same words from two are one card");
    // A table of six hands in at one device, after all others.
    let table = story.joins(&link, "Table four");
    let about = story.view(table).about;
    story.does(table, Action::Room(RoomStep::About(About { people: 6, ..about })));
    let six = ["A1", "A2", "A3", "A4", "A5", "Fewer returns"];
    story.hands_in_cards(table, &six);
    assert_eq!(story.titles(ann), first);
    story.gathers(fay, GatherAction::Place);
    assert_eq!(story.titles(ann).len(), 8, "five are new: {:?}", story.titles(ann));
    let map = story.pages[ann].state.map();
    let told = |card: &crate::model::Card| format!("{}{:?}", card.notes, card.fields);
    let names = ["Ann", "Bo", "Table"];
    assert!(map.cards.values().all(|card| names.iter().all(|it| !told(card).contains(it))));
}

#[test]
fn drafts_are_put_right_by_late_joiners_and_leavers_each_once_and_by_nobody() {
    let mut story = Story::begin();
    let fay = story.page();
    let card = story.drafts(fay, "Safe stores");
    let link = story.found(fay, Capability::Edit);
    let ann = story.joins(&link, "Ann");
    let bo = story.joins(&link, "Bo");
    let count =
        |story: &Story, who: usize| counted(&corrections(story.pages[who].state.map(), &card));
    story.asks_this(fay, Task::Drafts(vec!["Safe stores".into()]), vec![card.clone()]);
    story.gathers(fay, GatherAction::Place);
    assert_eq!(count(&story, fay), [0; 3], "nobody has said anything");
    story.says_of_draft(ann, Verdict::Right);
    story.says_of_draft(ann, Verdict::Wrong);
    story.says_of_draft(bo, Verdict::Right);
    story.does(bo, Action::Room(RoomStep::Leave));
    assert_eq!(count(&story, ann), [0; 3], "nobody sees it before");
    story.gathers(fay, GatherAction::Place);
    assert_eq!((count(&story, ann), count(&story, fay)), ([1, 1, 0], [1, 1, 0]));
    let late = story.joins(&link, "Cleo");
    story.says_of_draft(late, Verdict::Missing);
    story.gathers(fay, GatherAction::Place);
    assert_eq!(count(&story, ann), [1, 1, 1]);
    // On the map itself everybody can say it all the same, and whoever leads settles it.
    story.does(fay, Action::Prepare(PrepareAction::Settle(card.clone())));
    story.says_of_draft(late, Verdict::Right);
    story.gathers(fay, GatherAction::Place);
    assert_eq!(count(&story, fay), [1, 1, 1], "it is no draft any more");
}

#[test]
fn another_who_leads_takes_the_question_over_and_knows_the_drafts_by_what_they_say() {
    let mut story = Story::begin();
    let fay = story.page();
    let card = story.drafts(fay, "Safe stores");
    story.found(fay, Capability::Lead);
    let (lead, edit) = (story.link(fay, Capability::Lead), story.link(fay, Capability::Edit));
    let (gil, bo) = (story.joins(&lead, "Gil"), story.joins(&edit, "Bo"));
    story.asks_this(fay, Task::Drafts(vec!["Safe stores".into()]), vec![card.clone()]);
    story.gathers(gil, GatherAction::Show);
    story.wire(fay, WireState::Reconnecting);
    story.says_of_draft(bo, Verdict::Missing);
    story.gathers(gil, GatherAction::Place);
    assert_eq!(counted(&corrections(story.pages[bo].state.map(), &card)), [0, 0, 1]);
}
