//! Cards that belong together: put onto one another, named, taken apart, at once by two people, and proposed.

use super::*;
use crate::model::{Group, groups};

fn onto(story: &mut Story, card: &str, target: &str) {
    let (cards, onto) = (vec![story.card(card).id.clone()], story.card(target).id.clone());
    story.does(Action::Group(GroupAction::Onto { cards, onto }));
}

fn told(story: &Story) -> Vec<(String, Vec<String>)> {
    let map = story.state.map();
    let title = |id: &CardId| map.card(id).map(|card| card.title.clone()).unwrap_or_default();
    let tell = |group: Group| (group.title, group.cards.iter().map(title).collect());
    groups(map).into_iter().map(tell).collect()
}

fn cards_overlap(story: &Story) -> bool {
    let cards: Vec<_> = story.state.map().cards.values().map(|card| card.place).collect();
    cards.iter().enumerate().any(|(i, a)| {
        cards[..i].iter().any(|b| {
            a.lane == b.lane
                && (a.x - b.x).abs() < crate::geometry::CARD.width
                && (a.y - b.y).abs() < crate::geometry::CARD.height
        })
    })
}

fn barriers(titles: &[&str]) -> Story {
    let mut story = Story::begin();
    for title in titles {
        story.writes(Lane::Barriers, title);
    }
    story
}

fn group(cards: &[&str]) -> (String, Vec<String>) {
    (String::new(), cards.iter().map(|&card| card.to_owned()).collect())
}

#[test]
fn a_card_put_onto_another_one_makes_a_group_in_one_step_and_what_lies_below_makes_way() {
    let mut story = barriers(&["A", "B", "C", "D"]);
    let before = story.state.map().clone();
    onto(&mut story, "D", "A");
    assert_eq!(told(&story), [group(&["A", "D"])]);
    assert_eq!(story.notice(), Some("group.made"));
    assert!(!cards_overlap(&story));
    let y = |title: &str| story.card(title).place.y;
    assert!(y("A") < y("D") && y("D") < y("B") && y("B") < y("C"));
    story.does(Action::Undo);
    assert_eq!(told(&story), []);
    assert_eq!(story.state.map().cards, before.cards);
    assert!(story.state.map().records.lists.get("groups").is_none_or(|list| list.is_empty()));
    story.does(Action::Redo);
    // A third comes to them, and the order within is changed by the same gesture.
    onto(&mut story, "C", "D");
    assert_eq!(told(&story), [group(&["A", "D", "C"])]);
    onto(&mut story, "C", "A");
    assert_eq!(told(&story), [group(&["C", "A", "D"])]);
    assert!(!cards_overlap(&story));
}

#[test]
fn a_card_from_another_lane_becomes_what_the_group_is_made_of() {
    let mut story = barriers(&["A", "B"]);
    onto(&mut story, "B", "A");
    story.writes(Lane::Support, "Guides");
    onto(&mut story, "Guides", "B");
    assert_eq!(story.card("Guides").kind, CardKind::Barrier);
    assert_eq!(told(&story), [group(&["A", "B", "Guides"])]);
    // Onto a card that waits in a tray nothing is grouped.
    story.writes(Lane::Parking, "Later");
    onto(&mut story, "A", "Later");
    assert_eq!(told(&story)[0].1.len(), 3);
}

#[test]
fn cards_of_several_lanes_make_no_group_and_stay_what_they_are() {
    let mut story = barriers(&["A", "B"]);
    story.writes(Lane::Support, "Guides");
    let cards = ["A", "B", "Guides"].map(|title| story.card(title).id.clone()).to_vec();
    let before = story.state.map().clone();
    let title = String::new();
    story.does(Action::Group(GroupAction::Make { cards: cards.clone(), title: title.clone() }));
    assert_eq!(story.notice(), Some("group.several_lanes"));
    assert_eq!(story.state.map().cards, before.cards);
    let cards = vec![cards[0].clone(), cards[2].clone()];
    let onto = story.card("B").id.clone();
    story.does(Action::Group(GroupAction::Onto { cards: cards.clone(), onto }));
    assert_eq!(story.state.map().cards, before.cards);
    // Where there is a group, its name is what is written next.
    let cards = vec![cards[0].clone(), story.card("B").id.clone()];
    story.does(Action::Group(GroupAction::Make { cards, title }));
    assert_eq!(told(&story), [group(&["A", "B"])]);
    let view = story.state.view();
    assert_eq!((view.panel, view.wanted), (true, Some("group")));
}

#[test]
fn who_is_taken_elsewhere_leaves_and_a_group_that_moves_as_a_whole_stays_one() {
    let mut story = barriers(&["A", "B", "C"]);
    onto(&mut story, "B", "A");
    onto(&mut story, "C", "A");
    let far = Place::new(Lane::Barriers, 20.0, 2_000.0);
    let moves = vec![(story.card("C").id.clone(), far)];
    story.does(Action::MoveCards { moves });
    assert_eq!(told(&story), [group(&["A", "B"])]);
    // One place further down among its own it is still one of them.
    let near = Place::new(Lane::Barriers, 20.0, story.card("A").place.y + 40.0);
    story.does(Action::MoveCards { moves: vec![(story.card("B").id.clone(), near)] });
    assert_eq!(told(&story).len(), 1);
    let to = |title: &str, y| (story.card(title).id.clone(), Place::new(Lane::Support, 20.0, y));
    let moves = vec![to("A", 20.0), to("B", 150.0)];
    story.does(Action::MoveCards { moves });
    assert_eq!(told(&story), [group(&["A", "B"])]);
    let park = |title: &str, x| (story.card(title).id.clone(), Place::new(Lane::Parking, x, 4.0));
    let moves = vec![park("A", 20.0), park("B", 300.0)];
    story.does(Action::MoveCards { moves });
    assert_eq!(told(&story), [], "what is parked waits card by card");
}

#[test]
fn a_group_is_named_and_taken_apart_and_its_cards_stay() {
    let mut story = barriers(&["A", "B", "C"]);
    let cards = ["A", "B", "C"].map(|title| story.card(title).id.clone()).to_vec();
    story.does(Action::Group(GroupAction::Make { cards: cards.clone(), title: "Time".into() }));
    assert_eq!(told(&story)[0].0, "Time");
    let id = groups(story.state.map())[0].id.clone();
    let title = "No  time\nat all".into();
    story.does(Action::Group(GroupAction::Rename { group: id.clone(), title }));
    assert_eq!(told(&story)[0].0, "No time at all");
    // Of two of which one leaves nothing is left, and no empty record either.
    story.does(Action::Group(GroupAction::Leave { cards: cards[..1].to_vec() }));
    assert_eq!(told(&story)[0].1, ["B", "C"]);
    story.does(Action::Group(GroupAction::Leave { cards: cards[1..2].to_vec() }));
    assert_eq!(told(&story), []);
    assert!(story.card("C").fields.text("group").is_empty());
    assert!(story.state.map().records.lists.get("groups").is_none_or(|list| list.is_empty()));
    story.does(Action::Undo);
    assert_eq!(told(&story)[0].1, ["B", "C"]);
    // A name for a group that is gone makes none.
    story.does(Action::Group(GroupAction::Rename { group: "g".into(), title: "X".into() }));
    assert_eq!(story.state.map().records.lists["groups"].len(), 1);
}

#[test]
fn a_name_is_one_step_to_take_back_and_a_half_taken_apart_leaves_the_other_half() {
    let mut story = barriers(&["A", "B", "C", "D"]);
    let ids = ["A", "B", "C", "D"].map(|title| story.card(title).id.clone());
    let make = GroupAction::Make { cards: ids.to_vec(), title: String::new() };
    story.does(Action::Group(make));
    let id = groups(story.state.map())[0].id.clone();
    // As a box hands it over while somebody writes.
    for title in ["T", "Ti", "Tim", "Time"] {
        let (group, title) = (id.clone(), title.to_owned());
        story.does(Action::Group(GroupAction::Rename { group, title }));
    }
    assert_eq!(told(&story)[0].0, "Time");
    story.does(Action::Undo);
    assert_eq!(told(&story)[0].0, "");
    story.does(Action::Redo);

    // Two of the four go to the next lane together: each lane has its half.
    let to = |title: &str, y| (story.card(title).id.clone(), Place::new(Lane::Support, 20.0, y));
    let moves = vec![to("C", 20.0), to("D", 150.0)];
    story.does(Action::MoveCards { moves });
    assert_eq!(told(&story).len(), 2);
    story.does(Action::Group(GroupAction::Leave { cards: ids[..2].to_vec() }));
    assert_eq!(told(&story), [("Time".to_owned(), vec!["C".to_owned(), "D".to_owned()])]);
    story.does(Action::Group(GroupAction::Leave { cards: ids[2..].to_vec() }));
    assert!(story.state.map().records.lists.get("groups").is_none_or(|list| list.is_empty()));
}

#[test]
fn two_who_group_at_once_put_no_card_into_two_groups_and_both_maps_agree() {
    use crate::document::Replica;
    let mut ann = barriers(&["A", "B", "C", "D"]);
    let history = ann.state.replica.encode();
    let clock: crate::document::Clock = Rc::new(|| 0);
    let id = ann.state.map().id.clone();
    let mut bo = Story::begin_as(9);
    bo.state.replica = Replica::from_history(id, 9, clock, &history).expect("the same map");
    onto(&mut ann, "B", "A");
    onto(&mut bo, "B", "C");
    onto(&mut bo, "D", "C");
    let (anns, bos) = (ann.state.replica.encode(), bo.state.replica.encode());
    ann.state.replica.merge_history(&bos).expect("kin");
    bo.state.replica.merge_history(&anns).expect("kin");
    assert_eq!(ann.state.map(), bo.state.map());
    let all: Vec<_> = groups(ann.state.map()).into_iter().flat_map(|group| group.cards).collect();
    let mut once = all.clone();
    crate::model::sort_and_dedup(&mut once);
    assert_eq!(all.len(), once.len());
    assert!(told(&ann).iter().any(|(_, cards)| cards.contains(&"D".to_owned())));
}

#[test]
fn a_tidied_map_keeps_groups_together_and_copies_belong_to_none() {
    let mut story = barriers(&["A", "B", "C", "D", "E"]);
    onto(&mut story, "D", "B");
    let far = Place::new(Lane::Barriers, 20.0, 4_000.0);
    story.does(Action::MoveCards { moves: vec![(story.card("C").id.clone(), far)] });
    story.does(Action::Tidy);
    assert_eq!(told(&story), [group(&["B", "D"])]);
    let gap = story.card("D").place.y - story.card("B").place.y;
    assert!(gap < crate::geometry::CARD.height + 20.0, "they lie close: {gap}");
    assert!(!cards_overlap(&story));
    story.does(Action::Select(Selection::card(story.card("D").id.clone())));
    story.does(Action::Duplicate);
    assert_eq!(told(&story)[0].1.len(), 2);
}

#[test]
fn groups_leave_and_come_back_in_a_file_and_rules_see_cards() {
    let mut story = barriers(&["A", "B"]);
    let asked = |story: &Story| {
        let map = story.state.map();
        crate::analysis::evaluate(
            map,
            &Default::default(),
            crate::model::Date::new(2026, 11, 22).expect("a day"),
        )
        .findings
        .len()
    };
    let before = asked(&story);
    onto(&mut story, "B", "A");
    assert_eq!(asked(&story), before);
    let text = crate::exchange::canonical(story.state.map());
    let back = crate::exchange::parse(&text).expect("our own file");
    assert_eq!(back.warnings.len(), 0);
    assert_eq!(groups(&back.map), groups(story.state.map()));
}

#[test]
fn a_proposal_is_taken_up_or_passed_over_for_as_long_as_the_map_is_open() {
    let mut story = barriers(&["Slow tools", "Old tools", "No time", "Time is short"]);
    let found = crate::analysis::alike(story.state.map(), None);
    assert_eq!(found.len(), 2);
    let (cards, title) = (found[0].cards.clone(), "Tools".to_owned());
    story.does(Action::Group(GroupAction::Make { cards, title }));
    assert_eq!(crate::analysis::alike(story.state.map(), None).len(), 1);
    story.does(Action::Group(GroupAction::PassOver(found[1].name())));
    assert_eq!(*story.state.view().passed_over, [found[1].name()]);
    story.does(Action::NewMap);
    assert!(story.state.view().passed_over.is_empty());
}

#[test]
fn after_many_cards_came_at_once_what_seems_to_belong_together_is_offered_once_and_quietly() {
    use super::hand_in::{Kept, asks, hands_in, opens, settle, takes, writes};
    let after = |texts: &[&str]| {
        let (mut room, mut desk) = (Story::begin(), Kept::new());
        let link = asks(&mut room, &mut desk);
        let (mut phone, mut pocket) = (Story::begin(), Kept::new());
        opens(&mut phone, &mut pocket, &link);
        writes(&mut phone, &mut pocket, texts);
        let text = hands_in(&mut phone, &mut pocket);
        takes(&mut room, &mut desk, &text);
        room.does(Action::Gather(GatherAction::Place));
        settle(&mut room, &mut desk);
        room
    };
    let many =
        ["Grow sales", "Hire faster", "Keep stores safe", "Sales in the north", "Save power"];
    assert_eq!(after(&many).notice(), Some("gather.placed"), "five are seen at a glance");
    let six = [&many[..], &["Sales by phone"]].concat();
    let mut room = after(&six);
    assert_eq!(room.notice(), Some("group.offer"));
    assert_eq!(room.state.view().overlay, Overlay::None, "nobody is interrupted");
    let notice = room.state.view().notices.last().expect("an offer").clone();
    let (step, _) = notice.step.expect("a way to look");
    room.does(Action::Notice(step));
    assert_eq!(room.state.view().overlay, Overlay::Alike);
    assert_eq!(crate::analysis::alike(room.state.map(), None)[0].words, ["sales"]);
    let apart = [
        "Grow",
        "Hire faster",
        "Keep stores safe",
        "Open in the north",
        "Save power",
        "Ask customers",
    ];
    assert_eq!(after(&apart).notice(), Some("gather.placed"), "nothing is alike");
}
