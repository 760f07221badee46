//! Votes among people who come late, leave, vote twice or not at all; one person, a table of six, and what becomes of a
//! question whose stage is over.

use super::led::begins;
use super::*;
use crate::model::{CardKind, Task, Value};
use crate::store::{Aside, GatherAction, WorkshopAction};

#[test]
fn late_joiners_count_leavers_stay_counted_the_last_vote_holds_and_a_tie_is_a_tie() {
    let mut story = Story::begin();
    let fay = story.page();
    let titles = ["A", "B", "C"];
    titles.iter().for_each(|title| story.writes(fay, title));
    let link = story.found(fay, Capability::Edit);
    let ann = story.joins(&link, "Ann");
    let bo = story.joins(&link, "Bo");
    let cards = titles.map(|title| story.card_of(fay, title)).to_vec();
    let ask = Task::Pick { options: titles.map(str::to_owned).to_vec(), dots: 1 };
    story.asks_this(fay, ask, cards);
    story.votes(ann, &[(0, "1")]);
    story.votes(bo, &[(1, "1")]);
    // Changed one's mind: the first dot is taken back with the second.
    story.votes(bo, &[(1, ""), (2, "1")]);
    let cleo = story.joins(&link, "Cleo");
    story.pass(2_000);
    story.votes(cleo, &[(1, "1")]);
    story.does(cleo, Action::Room(RoomStep::Leave));
    let dan = story.joins(&link, "Dan");
    story.pass(2_000);
    assert!(story.view(dan).invitation.is_some(), "whoever comes late is asked, too");
    for who in [ann, bo, dan] {
        let shown = story.pages[who].snapshot.as_ref().expect("something is shown");
        assert!(shown.round.is_none(), "nobody sees a count before it is shown to all");
    }
    story.does(fay, Action::Gather(GatherAction::Reveal));
    story.pass(2_000);
    let tally = story.tally(fay);
    assert_eq!((&tally.counts[..], tally.receipts.len()), (&[1, 1, 1][..], 3));
    assert_eq!(story.view(dan).invitation, None, "it is over");
    // A tie decides nothing: all three have the same on the map, in the order in which they were.
    story.does(fay, Action::Gather(GatherAction::Place));
    story.pass(2_000);
    let map = story.pages[ann].state.map();
    let votes = map.cards.values().filter_map(|card| card.fields.get("votes").cloned());
    assert_eq!(votes.collect::<Vec<_>>(), vec![Value::Number(1.0); 3]);
    assert!(map.cards.values().all(|card| card.fields.get("rank").is_none()), "people rank");
}

#[test]
fn one_person_is_a_room_a_table_of_six_has_one_device_and_its_hands_are_counted() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let table = story.joins(&link, "Table four");
    story.asks_this(fay, Task::Scale, Vec::new());
    story.votes(table, &[(0, "4")]);
    assert_eq!(story.tally(fay).counts, [0, 0, 0, 0, 1, 0], "one person is a vote like any other");
    assert_eq!(story.tally(fay).median(), Some(4));

    let about = story.view(table).about;
    story.does(table, Action::Room(RoomStep::About(About { people: 6, ..about })));
    story.pass(2_000);
    assert_eq!(story.view(fay).others(), 6);
    // The device gave one number; the other five hands are counted in the room.
    for (choice, count) in [(2, 2), (5, 3)] {
        story.does(fay, Action::Gather(GatherAction::Type { choice, count }));
    }
    story.does(fay, Action::Gather(GatherAction::Reveal));
    let tally = story.tally(fay);
    assert_eq!((&tally.counts[..], tally.low()), (&[0, 0, 2, 0, 1, 3][..], 2));
}

#[test]
fn where_nobody_votes_there_is_no_result_and_the_close_still_wants_a_number() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    story.joins(&link, "Bo");
    begins(&mut story, fay, "45");
    story.does(fay, Action::Workshop(WorkshopAction::Go(5)));
    story.asks_this(fay, Task::Scale, Vec::new());
    story.does(fay, Action::Gather(GatherAction::Reveal));
    assert_eq!((story.tally(fay).counts.iter().sum::<u32>(), story.tally(fay).median()), (0, None));
    let state = &story.pages[fay].state;
    let led = state.shop().led.expect("a workshop");
    let missing = crate::facilitation::missing(state.map(), &led);
    assert!(missing.iter().any(|message| message.key == "missing.confidence"), "{missing:?}");
}

#[test]
fn a_question_whose_answers_are_on_the_map_is_gone_from_the_wall_at_once_and_from_the_room_with_the_stage()
 {
    let (mut story, fay, bo, _) = Story::of_two(&[]);
    begins(&mut story, fay, "45");
    story.does(fay, Action::Workshop(WorkshopAction::Go(2)));
    let asked = |story: &Story| {
        let snapshot = story.pages[fay].snapshot.as_ref().expect("something is shown");
        Aside::of(snapshot, "desk").asked.is_some()
    };
    story.asks_this(fay, Task::Cards(CardKind::Priority), Vec::new());
    assert!(asked(&story));
    // Nobody has answered: the question outlasts the stage.
    story.does(fay, Action::Workshop(WorkshopAction::Go(3)));
    story.pass(2_000);
    assert!(asked(&story) && story.view(bo).invitation.is_some());
    story.hands_in_cards(bo, &["Safe stores"]);
    story.does(fay, Action::Gather(GatherAction::Place));
    story.pass(1_000);
    assert!(!asked(&story), "the wall shows the map");
    assert!(story.view(bo).invitation.is_some(), "late ones slide in");
    let notices = |story: &Story| story.pages[fay].state.view().notices.len();
    assert_eq!(notices(&story), 1);
    story.does(fay, Action::Workshop(WorkshopAction::Go(4)));
    story.pass(2_000);
    assert_eq!(story.view(bo).invitation, None, "another stage, other questions");
    assert_eq!(notices(&story), 0, "what was said of the stage before is not in the way");
}
