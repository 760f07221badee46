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

/// Somebody at a browser of their own.
fn by(name: &str) -> Voice {
    Voice { name: name.to_owned(), browser: format!("of {}", name.trim()), other: false }
}

fn says(story: &mut Story, card: &CardId, name: &str, verdict: Verdict) {
    says_as(story, card, by(name), verdict);
}

fn says_as(story: &mut Story, card: &CardId, by: Voice, verdict: Verdict) {
    does(story, PrepareAction::Say { card: card.clone(), by, verdict });
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
    says(&mut story, &grow, " Ann", Verdict::Wrong);
    assert_eq!(count(&story, &grow), [1, 1, 0], "one word from each, the latest");
    let (card, text) = (grow.clone(), "Two regions only".to_owned());
    does(&mut story, PrepareAction::Words { card: card.clone(), by: by("Ann"), text });
    does(&mut story, PrepareAction::Words { card, by: by("Zoe"), text: "Never tapped".into() });
    let said = corrections(story.state.map(), &grow);
    let anns = said.iter().find(|it| it.who == "Ann").expect("hers");
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
fn a_voice_is_a_person_whatever_they_are_called_and_tells_nothing_elsewhere() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Grow", "");
    answers(&mut story, "strategy-growth", "Hold", "");
    let (grow, hold) = (story.card("Grow").id.clone(), story.card("Hold").id.clone());
    let voice = |name: &str, browser: &str, other| Voice {
        name: name.to_owned(),
        browser: browser.to_owned(),
        other,
    };
    // Two Annas are two people.
    says_as(&mut story, &grow, voice("Anna", "1", false), Verdict::Right);
    says_as(&mut story, &grow, voice("Anna", "2", false), Verdict::Right);
    assert_eq!(count(&story, &grow), [2, 0, 0]);
    // Whoever gives a name later is the same person; a browser's number is nobody's name.
    says_as(&mut story, &grow, voice("", "17", false), Verdict::Missing);
    says_as(&mut story, &grow, voice("Bo", "17", false), Verdict::Wrong);
    says_as(&mut story, &grow, voice("17", "3", false), Verdict::Wrong);
    assert_eq!(count(&story, &grow), [2, 2, 0]);
    let named = |who: &str| corrections(story.state.map(), &grow).iter().any(|it| it.who == who);
    assert!(named("Bo") && !named(""));
    // A screen that goes around hears others, each by name.
    for name in ["Cleo", "Dan", " cleo"] {
        says_as(&mut story, &hold, voice(name, "17", true), Verdict::Right);
    }
    says_as(&mut story, &hold, voice("Bo", "17", false), Verdict::Right);
    assert_eq!(count(&story, &hold), [2, 0, 0], "Cleo took hers back");
    let mark = |card| voice("", "17", false).record(card).split_once('.').map(|it| it.1.to_owned());
    assert_ne!(mark(&grow), mark(&hold), "nobody is followed by it");
}

#[test]
fn words_about_a_draft_are_one_step_and_what_was_said_another() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Grow", "");
    let grow = story.card("Grow").id.clone();
    says(&mut story, &grow, "Ann", Verdict::Wrong);
    for text in ["Two", "Two reg", "Two regions"] {
        let (card, text) = (grow.clone(), text.to_owned());
        does(&mut story, PrepareAction::Words { card, by: by("Ann"), text });
    }
    let said = |story: &Story| {
        let said = corrections(story.state.map(), &grow);
        said.into_iter().map(|it| (it.verdict, it.words)).collect::<Vec<_>>()
    };
    assert_eq!(said(&story), [(Verdict::Wrong, "Two regions".to_owned())]);
    story.does(Action::Undo);
    assert_eq!(said(&story), [(Verdict::Wrong, String::new())]);
    story.does(Action::Undo);
    assert_eq!(said(&story), []);
    story.does(Action::Redo).does(Action::Redo);
    assert_eq!(said(&story), [(Verdict::Wrong, "Two regions".to_owned())]);
}

#[test]
fn only_a_draft_that_begins_anew_forgets_what_was_said_to_it() {
    let mut story = Story::begin();
    answers(&mut story, "strategy-leaders", "Grow", "");
    let grow = story.card("Grow").id.clone();
    says(&mut story, &grow, "Ann", Verdict::Wrong);
    let sets = |story: &mut Story, draft: bool| {
        story.does(Action::SetField { id: grow.clone(), key: "draft", value: json!(draft) });
        count(story, &grow)
    };
    assert_eq!(sets(&mut story, true), [0, 1, 0], "it is one already");
    assert_eq!(sets(&mut story, false), [0, 1, 0], "it is put right");
    assert_eq!(sets(&mut story, true), [0, 0, 0]);
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
        let department = String::new();
        story.does(Action::Private(PrivateAction::Found { id, department, found }));
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
    let now = PrivateScope::of(&snapshot).expect("known").found("basics-money", "");
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
    assert!(PrivateScope::of(&snapshot).expect("known").found("strategy-leaders", "").is_nothing());
}

#[test]
fn what_is_half_written_for_one_department_is_not_in_the_box_of_another() {
    let mut story = Story::begin();
    story.does(Action::KeepNothing(true)).does(Action::Private(PrivateAction::Homework));
    let id = "department-goals";
    let writes = |story: &mut Story, department: &str, text: &str| {
        let found = Some(Found { text: text.to_owned(), ..Found::default() });
        let department = department.to_owned();
        story.does(Action::Private(PrivateAction::Found { id, department, found }));
    };
    let reads = |story: &mut Story, department: &str| {
        story.does(Action::Overlay(Overlay::Prepare));
        let snapshot = story.state.snapshot().expect("something new");
        PrivateScope::of(&snapshot).expect("asked for").found(id, department).text
    };
    // Begun before it was said for whom: it belongs to the one for which it is written on.
    writes(&mut story, "", "Open twelve");
    assert_eq!(reads(&mut story, "Stores"), "Open twelve");
    writes(&mut story, "Stores", "Open twelve shops");
    writes(&mut story, "Warehouse", "One night less");
    let all = ["", "stores ", "Warehouse", "Office"].map(|it| reads(&mut story, it));
    assert_eq!(all, ["", "Open twelve shops", "One night less", ""]);
    // What is put on the map is no homework any more, and the other one's still is.
    answers(&mut story, id, "One night less", "Warehouse");
    assert_eq!(reads(&mut story, "Warehouse"), "");
    assert_eq!(reads(&mut story, "Stores"), "Open twelve shops");
}

#[test]
fn what_two_tabs_wrote_apart_is_whole_however_long_it_is() {
    let row = |letter: &str| json!({ "text": letter.repeat(2_500), "source": "" }).to_string();
    let both = Found::both(Some(row("a")), Some(row("b"))).expect("both");
    let read = Found::read(&both).expect("a row").text;
    assert_eq!(read, [&"b".repeat(2_500), "\n", &"a".repeat(2_500)].concat());
}

#[test]
fn one_department_lights_up_with_its_people_what_was_found_out_and_what_they_answer_for() {
    let mut story = Story::begin();
    answers(&mut story, "department-challenges", "Trucks wait", "Logistics");
    answers(&mut story, "department-challenges", "Churn", "Sales");
    let boss = story.writes(Lane::People, "Ines");
    story.does(Action::ChangeKind { id: boss.clone(), kind: CardKind::Stakeholder });
    let (key, unit) = ("unit", json!(" logistics "));
    story.does(Action::SetField { id: boss.clone(), key, value: unit });
    let outcome = story.writes(Lane::Outcomes, "Fewer hours at the gate");
    let other = story.writes(Lane::Outcomes, "More orders");
    let (from, kind) = (boss.clone(), crate::model::LinkKind::Owns);
    story.does(Action::Link { from, to: outcome.clone(), kind: Some(kind) });
    assert_eq!(departments(story.state.map()), ["Logistics", "Sales"]);
    let trucks = story.card("Trucks wait").id.clone();
    let churn = story.card("Churn").id.clone();
    does(&mut story, PrepareAction::Department("LOGISTICS".into()));
    let lit = |story: &Story| story.state.view().sight.clone().expect("it lights up");
    let shows = |story: &Story| {
        let lit = lit(story);
        [&boss, &trucks, &outcome, &churn, &other].map(|id| lit.has(id))
    };
    assert_eq!(shows(&story), [true, true, true, false, false]);
    assert_eq!(
        (lit(&story).department.as_deref(), lit(&story).links.len()),
        (Some("LOGISTICS"), 1)
    );
    // It stays what it is as the map grows, and a name that nobody has changes nothing.
    answers(&mut story, "department-goals", "Ninety minutes a truck", "Logistics");
    story.does(Action::LookAgain);
    let goal = story.card("Ninety minutes a truck").id.clone();
    assert!(lit(&story).has(&goal) && lit(&story).department.is_some());
    does(&mut story, PrepareAction::Department("Nowhere".into()));
    assert!(lit(&story).has(&goal));
    does(&mut story, PrepareAction::Department(String::new()));
    assert!(story.state.view().sight.is_none());
}
