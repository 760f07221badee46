//! What everybody in a room may say to a draft, and who says that it is settled; and when the room is asked something else.

use super::*;
use crate::model::{CardKind, Task, Value};
use crate::store::{GatherAction, PrepareAction, Verdict, Voice};

#[test]
fn everybody_says_what_they_think_of_a_draft_and_who_leads_says_that_it_is_settled() {
    let mut story = Story::begin();
    let fay = story.page();
    let id = story.drafts(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let settles = |story: &mut Story, who: usize| {
        story.does(who, Action::Prepare(PrepareAction::Settle(id.clone())));
        story.pass(2_000);
        let card = story.pages[fay].state.map().card(&id).expect("the card").clone();
        (!card.fields.flag("draft"), card.fields.get("confirmed_by").cloned())
    };
    let by = Voice { name: "Bo".into(), browser: "17".into(), other: false };
    let (card, verdict) = (id.clone(), Verdict::Right);
    story.does(bo, Action::Prepare(PrepareAction::Say { card, by, verdict }));
    story.pass(2_000);
    assert!(!story.pages[bo].snapshot.as_ref().expect("shown").settles());
    assert_eq!(
        settles(&mut story, bo),
        (false, None),
        "nobody confirms for everybody by themselves"
    );
    assert!(story.pages[fay].snapshot.as_ref().expect("shown").settles());
    let who = Some(Value::List(vec!["Bo".into()]));
    assert_eq!(settles(&mut story, fay), (true, who));
}

#[test]
fn in_a_room_the_next_question_takes_the_place_of_one_whose_answers_are_all_on_the_map() {
    let (mut story, fay, bo, _) = Story::of_two(&["Grow"]);
    let asks = |story: &mut Story, ask: Task, prompt: &str| {
        let (about, prompt) = (Vec::new(), prompt.to_owned());
        story.does(fay, Action::Gather(GatherAction::Begin { ask, about, prompt }));
        story.pass(2_000);
        let round = story.pages[fay].state.open_round_now().expect("a question");
        (round.gathering.prompt.clone(), round.next.is_some())
    };
    let cards = Task::Cards(CardKind::Priority);
    asks(&mut story, cards, "What matters?");
    story.hands_in_cards(bo, &["Safe stores"]);
    assert_eq!(asks(&mut story, Task::Scale, "How sure?"), ("What matters?".into(), true));
    story.does(fay, Action::Gather(GatherAction::Place));
    assert_eq!(asks(&mut story, Task::Scale, "How sure?"), ("How sure?".into(), false));
}
