//! What little a practice rests on is there: said by hand, kept, in the file, and heard by the question that needs it.

use super::*;
use crate::analysis::{Private, evaluate};
use crate::model::{Date, Json, Map, Value};

fn says(story: &mut Story, title: &str, key: &'static str, value: impl Into<Json>) {
    let id = story.card(title).id.clone();
    story.does(Action::SetField { id, key, value: value.into() });
}

/// The map as somebody else opens it.
fn opened(story: &Story) -> Map {
    let text = crate::exchange::canonical(story.state.map());
    let import = crate::exchange::parse(&text).expect("our own file");
    assert_eq!(import.warnings.len(), 0);
    import.map
}

fn asked(map: &Map, rule: &str) -> bool {
    let today = Date::new(2026, 11, 22).expect("a day");
    let all = evaluate(map, &Private::default(), today);
    all.findings.iter().any(|finding| finding.rule.name == rule)
}

#[test]
fn what_stands_in_the_way_for_long_has_a_name_and_is_asked_about_until_somebody_clears_it() {
    for sort in ["traditions", "culture", "politics"] {
        let mut story = Story::begin();
        let barrier = story.writes(Lane::Barriers, "We have always done it so");
        let act = story.writes(Lane::Performance, "Managers coach weekly");
        says(&mut story, "We have always done it so", "category", sort);
        story.does(Action::Link { from: barrier.clone(), to: act, kind: None });
        let map = opened(&story);
        assert_eq!(map.card(&barrier).map(|card| card.fields.text("category")), Some(sort));
        assert!(asked(&map, "unattended_barrier"));
        let promise = story.writes(Lane::Commitments, "Ann talks to the heads");
        story.does(Action::Link { from: promise, to: barrier, kind: Some(LinkKind::Removes) });
        assert!(!asked(&opened(&story), "unattended_barrier"));
    }
}

#[test]
fn an_outside_expert_is_heard_and_stands_in_for_nobody_in_the_house() {
    let mut story = Story::begin();
    story.does(Action::AddCard { kind: CardKind::Insight, place: None });
    let id = story.state.view().editing.clone().expect("a new card");
    let (field, text) = (TextField::Title, "A study of forty chains".to_owned());
    story.does(Action::Type { id, field, text }).does(Action::EndEdit);
    let title = "A study of forty chains";
    says(&mut story, title, "level", "external");
    let map = opened(&story);
    assert_eq!(story.card(title).fields.text("level"), "external");
    assert!(asked(&map, "one_level_listening"), "frontline and executives are still to be heard");
    says(&mut story, title, "level", "frontline");
    assert!(asked(&opened(&story), "one_level_listening"), "an executive is");
}

#[test]
fn who_leads_unasked_marks_it_and_a_small_trial_counts_as_running() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "A college for maintenance");
    says(&mut story, "A college for maintenance", "opportunity", true);
    story.writes(Lane::Support, "Try it in one store");
    says(&mut story, "Try it in one store", "status", "pilot");
    says(&mut story, "Try it in one store", "benefit_to_them", "One visit less a week");
    let map = opened(&story);
    let card = |title: &str| {
        map.cards.values().find(|card| card.title == title).expect("it is there").clone()
    };
    assert_eq!(
        card("A college for maintenance").fields.get("opportunity"),
        Some(&Value::Flag(true))
    );
    assert_eq!(card("Try it in one store").fields.text("benefit_to_them"), "One visit less a week");
    assert!(asked(&map, "no_sponsor"), "what is tried runs, and wants somebody behind it");
}

#[test]
fn a_story_is_begun_in_one_step_and_its_lesson_and_who_heard_it_are_on_its_page() {
    let mut story = Story::begin();
    story.does(Action::AddCard { kind: CardKind::Case, place: None });
    let id = story.state.view().editing.clone().expect("a new card");
    let (field, text) = (TextField::Title, "Late news".to_owned());
    story.does(Action::Type { id: id.clone(), field, text }).does(Action::EndEdit);
    let fields = vec![
        ("type", Json::from("missed")),
        ("instance", Json::from("We heard three weeks before")),
        ("impact", Json::from("The help desk was full")),
    ];
    story.does(Action::SetFields { id: id.clone(), fields });
    assert_eq!(story.card("Late news").fields.text("type"), "missed");
    story.does(Action::Undo);
    assert!(story.card("Late news").fields.get("instance").is_none(), "one step");
    story.does(Action::Redo);
    says(&mut story, "Late news", "lesson", "Ask for the plan in spring");
    says(
        &mut story,
        "Late news",
        "shared",
        serde_json::json!([{ "who": "Board", "date": "2026-11-03" }]),
    );
    let words = crate::words::Words::all_english();
    let today = Date::new(2026, 11, 22).expect("a day");
    let page = crate::model::PageOf::Case(id);
    let page = format!("{:?}", crate::analysis::sheet(&opened(&story), &page, today, &words));
    for said in ["three weeks before", "Ask for the plan in spring", "Board", "3 Nov 2026"] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
}

#[test]
fn what_somebody_expects_of_us_and_what_we_would_like_them_to_stand_beside_each_other_and_on_no_page_for_them()
 {
    let mut story = Story::begin();
    story.does(Action::AddCard { kind: CardKind::Stakeholder, place: None });
    let id = story.state.view().editing.clone().expect("somebody new");
    let (field, text) = (TextField::Title, "Ann".to_owned());
    story.does(Action::Type { id: id.clone(), field, text }).does(Action::EndEdit);
    says(&mut story, "Ann", "expectation", "Slides on demand");
    says(&mut story, "Ann", "expectation_wanted", "Somebody to think with");
    let map = opened(&story);
    let ann = map.card(&id).expect("she is there");
    assert_eq!(ann.fields.text("expectation"), "Slides on demand");
    assert_eq!(ann.fields.text("expectation_wanted"), "Somebody to think with");
    let words = crate::words::Words::all_english();
    let today = Date::new(2026, 11, 22).expect("a day");
    let page = crate::model::PageOf::Recap(id);
    let page = format!("{:?}", crate::analysis::sheet(&map, &page, today, &words));
    assert!(page.contains("Ann") && !page.contains("Slides") && !page.contains("think with"));
}
