//! Cards, and words about drafts, from people who come late, leave, hand in twice or not at all; one person, a table of six.

use super::*;
use crate::model::{CardKind, Task};
use crate::store::{GatherAction, PrepareAction, Verdict, WriteAction, corrections, counted};

impl Story {
    fn opens_question(&mut self, who: usize) {
        let invitation = self.view(who).invitation.clone().expect("everybody is asked");
        self.does(who, Action::OpenLink { text: invitation.to_string() });
    }

    fn hands_in_cards(&mut self, who: usize, cards: &[&str]) {
        self.opens_question(who);
        for card in cards {
            self.does(who, Action::Write(WriteAction::Draft((*card).to_owned())));
            self.does(who, Action::Write(WriteAction::Add));
        }
        self.does(who, Action::Write(WriteAction::HandIn));
        self.pass(2_000);
    }

    fn says_of_draft(&mut self, who: usize, verdict: Verdict) {
        self.opens_question(who);
        let vote = WriteAction::Vote { number: 0, text: verdict.name() };
        self.does(who, Action::Write(vote));
        self.does(who, Action::Write(WriteAction::HandIn));
        self.pass(2_000);
    }

    fn gathers(&mut self, who: usize, action: GatherAction) {
        self.does(who, Action::Gather(action));
        self.pass(2_000);
    }

    fn asks_this(&mut self, who: usize, ask: Task, about: Vec<crate::model::CardId>) {
        let prompt = "What matters?".to_owned();
        self.gathers(who, GatherAction::Begin { ask, about, prompt });
    }
}

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
    story.writes(fay, "Safe stores");
    let card = story.pages[fay].state.map().cards.keys().next().cloned().expect("a card");
    let (id, key, value) = (card.clone(), "draft", true.into());
    story.does(fay, Action::SetField { id, key, value });
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
    story.writes(fay, "Safe stores");
    let card = story.pages[fay].state.map().cards.keys().next().cloned().expect("a card");
    let (id, key, value) = (card.clone(), "draft", true.into());
    story.does(fay, Action::SetField { id, key, value });
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
