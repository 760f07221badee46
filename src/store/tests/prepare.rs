//! Before a workshop: homework becomes cards, drafts are put right by many, and support that comes first is asked about.

use serde_json::json;

use super::Story;
use crate::facilitation::deck::{self, CHALLENGES, DEPARTMENT, LOSS, STRATEGY};
use crate::model::{CardId, CardKind, Json, Lane, Value};
use crate::store::*;

fn does(story: &mut Story, action: PrepareAction) {
    story.does(Action::Prepare(action));
}

fn answers(story: &mut Story, prompt: &'static str, text: &str, department: &str) {
    let (text, department) = (text.to_owned(), department.to_owned());
    let source = "Annual report".to_owned();
    does(story, PrepareAction::Answer { prompt, text, source, department, draft: true });
}

fn by(name: &str) -> Voice {
    Voice { name: name.to_owned(), browser: "17".to_owned() }
}

fn says(story: &mut Story, card: &CardId, name: &str, verdict: Verdict) {
    does(story, PrepareAction::Say { card: card.clone(), by: by(name), verdict });
}

fn count(story: &Story, card: &CardId) -> [usize; 3] {
    counted(&corrections(story.state.map(), card))
}

#[test]
fn homework_is_answered_by_cards_with_their_source_one_step_each_and_its_progress_is_in_the_map() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Sixty stores, one sales process", "");
    let card = story.card("Sixty stores, one sales process");
    assert_eq!((card.kind, card.fields.text("source")), (CardKind::Priority, "Annual report"));
    assert!(card.fields.flag("draft"), "others put it right");
    assert_eq!(STRATEGY.answered(story.state.map(), ""), 1);
    // Two departments are two pieces of homework.
    answers(&mut story, "department-pressures", "The holidays", "Stores");
    answers(&mut story, "department-pressures", "Stock counts", "Warehouse");
    let holidays = story.card("The holidays");
    assert!(holidays.fields.flag("pressure") && holidays.fields.text("department") == "Stores");
    let map = story.state.map();
    let by_department = ["stores ", "Warehouse", "Office"];
    assert_eq!(by_department.map(|it| DEPARTMENT.answered(map, it)), [1, 1, 0]);
    story.does(Action::Undo);
    assert_eq!(DEPARTMENT.answered(story.state.map(), "Warehouse"), 0);
    assert_eq!(DEPARTMENT.answered(story.state.map(), "Stores"), 1, "one step each");
    // A file brings the progress along.
    let text = story.state.exported().expect("a file");
    let mut other = Story::begin_as(8);
    other.does(Action::OpenText { text, name: "map".into(), keep: true });
    assert_eq!(STRATEGY.answered(other.state.map(), ""), 1);
    answers(&mut story, "no-such-question", "x", "");
    answers(&mut story, "strategy-growth", "  ", "");
    assert_eq!(story.state.map().cards.size(), 2, "nothing comes of nothing");
    assert!(deck::prompt("strategy-growth").is_some());
}

#[test]
fn starters_are_drafts_of_what_they_say() {
    let mut story = Story::begin();
    for starter in [&CHALLENGES[1], &LOSS] {
        does(&mut story, PrepareAction::Start { starter, title: starter.id.to_owned() });
        let card = story.card(starter.id);
        assert!(card.fields.flag("draft") && card.kind == starter.kind);
    }
    assert_eq!(story.card(LOSS.id).fields.text("direction"), "decrease");
}

#[test]
fn a_draft_is_put_right_by_many_each_once_and_settled_by_one() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Grow", "");
    answers(&mut story, "strategy-growth", "Hold", "");
    let (grow, hold) = (story.card("Grow").id.clone(), story.card("Hold").id.clone());
    assert_eq!(drafts(story.state.map()).len(), 2);
    says(&mut story, &grow, "Ann", Verdict::Right);
    says(&mut story, &grow, "", Verdict::Right);
    says(&mut story, &grow, " ann", Verdict::Wrong);
    assert_eq!(count(&story, &grow), [1, 1, 0], "one word from each, the latest");
    let (card, text) = (grow.clone(), "Two regions only".to_owned());
    does(&mut story, PrepareAction::Words { card: card.clone(), by: by("Ann"), text });
    does(&mut story, PrepareAction::Words { card, by: by("Zoe"), text: "Never tapped".into() });
    let said = corrections(story.state.map(), &grow);
    let anns = said.iter().find(|it| it.who.to_lowercase() == "ann").expect("hers");
    assert_eq!((anns.verdict, &*anns.words), (Verdict::Wrong, "Two regions only"));
    assert_eq!(said.len(), 2);
    says(&mut story, &grow, "", Verdict::Right);
    assert_eq!(count(&story, &grow), [0, 1, 0], "the same again takes it back");

    // Settled where somebody disagreed: no longer a draft, and nobody is said to have confirmed it.
    does(&mut story, PrepareAction::Settle(grow.clone()));
    let card = story.card("Grow");
    assert!(!card.fields.flag("draft") && card.fields.get("confirmed_on").is_none());
    assert_eq!(count(&story, &grow), [0, 1, 0], "what was said stays");
    // Settled where all agreed: they confirmed it.
    says(&mut story, &hold, "Bo", Verdict::Right);
    does(&mut story, PrepareAction::Settle(hold.clone()));
    let card = story.card("Hold");
    assert_eq!(card.fields.get("confirmed_by"), Some(&Value::List(vec!["Bo".into()])));
    assert!(card.fields.get("confirmed_on").is_some());
    story.does(Action::Undo);
    assert!(story.card("Hold").fields.flag("draft"), "one step");
    // A draft anew: what was said to the one before is past.
    story.does(Action::SetField { id: grow.clone(), key: "draft", value: json!(true) });
    assert_eq!(count(&story, &grow), [0, 0, 0]);
    story.does(Action::Undo);
    assert_eq!(count(&story, &grow), [0, 1, 0]);
}

#[test]
fn an_erased_person_says_nothing_to_drafts_any_more() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Grow", "");
    let (grow, ann) = (story.card("Grow").id.clone(), story.writes(Lane::People, "Ann Ruiz"));
    story.does(Action::ChangeKind { id: ann.clone(), kind: CardKind::Stakeholder });
    says(&mut story, &grow, "Ann Ruiz", Verdict::Wrong);
    says(&mut story, &grow, "Bo", Verdict::Right);
    let left = crate::store::register::without(story.state.map(), &ann).expect("a map");
    let who: Vec<_> = corrections(&left, &grow).into_iter().map(|it| it.who).collect();
    assert_eq!(who, ["Bo"]);
}

#[test]
fn support_before_any_priority_is_asked_about_once_and_goes_in_all_the_same() {
    let nudged = |story: &Story| {
        story.state.view().notices.iter().any(|it| it.message.key == "prepare.nudge")
    };
    let mut story = Story::begin();
    story.writes(Lane::Support, "Videos");
    assert!(nudged(&story));
    let number = story.state.view().notices[0].number;
    story.does(Action::Notice(NoticeStep::Dismiss(number)));
    story.writes(Lane::Support, "Guides");
    assert!(!nudged(&story), "once");
    assert_eq!(story.state.map().cards.size(), 2);
    story.does(Action::NewMap);
    story.writes(Lane::Priorities, "Grow");
    story.writes(Lane::Support, "Videos");
    assert!(!nudged(&story), "there is something that it can help");
}

#[test]
fn what_is_found_out_is_kept_privately_and_nothing_of_it_is_in_the_map() {
    let mut story = Story::begin();
    story.does(Action::Private(PrivateAction::Homework));
    let prefix = story.effects.iter().find_map(|effect| match effect {
        Effect::ReadPrivate { prefix } => Some(prefix.clone()),
        _ => None,
    });
    let prefix = prefix.expect("the storage is asked");
    let found =
        |text: &str| Found { text: text.to_owned(), known: Some(Known::Ask), ..Found::default() };
    let keep = |story: &mut Story, id: &'static str, text: &str| {
        let found = Some(found(text));
        story.does(Action::Private(PrivateAction::Found { id, found }));
    };
    keep(&mut story, "basics-money", "Ask Cleo");
    let rows = |story: &Story| {
        let rows = story.effects.iter().filter_map(|effect| match effect {
            Effect::SwapPrivate { key, text, .. } => Some((key.clone(), text.clone())),
            _ => None,
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(rows(&story), [], "not before it is known what is there");
    story.does(Action::PrivateRead { prefix: prefix.clone(), rows: Ok(Vec::new()) });
    let row = rows(&story).remove(0);
    assert!(
        row.0.starts_with(&prefix) && row.1.as_deref().is_some_and(|it| it.contains("Ask Cleo"))
    );
    story.does(Action::Private(PrivateAction::Swapped {
        key: row.0.clone(),
        result: Ok(Swapped::Done),
    }));

    // Two tabs write apart: both keep what they wrote.
    keep(&mut story, "basics-money", "Ask Cleo and Bo");
    let there = json!({ "text": "Read the report", "source": "", "known": "known" }).to_string();
    let result = Ok(Swapped::Other(Some(there)));
    story.does(Action::Private(PrivateAction::Swapped { key: row.0, result }));
    let snapshot = story.state.snapshot().expect("something new");
    let now = PrivateScope::of(&snapshot).expect("known").found("basics-money");
    assert_eq!(
        (now.text.as_str(), now.known),
        ("Read the report\nAsk Cleo and Bo", Some(Known::Ask))
    );
    let file: Json = serde_json::from_str(&story.state.exported().expect("a file")).expect("JSON");
    assert!(!file.to_string().contains("Cleo"));
    // An answer that is on the map is no homework any more.
    keep(&mut story, "strategy-leaders", "Grow");
    answers(&mut story, "strategy-leaders", "Grow", "");
    let snapshot = story.state.snapshot().expect("something new");
    assert!(PrivateScope::of(&snapshot).expect("known").found("strategy-leaders").is_nothing());
}
