//! Stories of people who go through the questions and follow a line of sight.

use super::*;

impl Story {
    fn opens(example: Example) -> Self {
        let mut story = Self::begin();
        // 22 November 2026.
        story.now.set(1_795_305_600_000);
        story.does(Action::OpenExample { example, name: String::new() });
        story.does(Action::Questions(true));
        story
    }

    fn inquiry(&mut self) -> Inquiry {
        self.does(Action::Panel(false));
        let snapshot = self.state.snapshot().expect("something was touched");
        Inquiry::of(&snapshot).expect("it was asked").clone()
    }

    /// The keys of the questions of a rule that wait.
    fn waiting(&mut self, rule: &str) -> Vec<String> {
        let inquiry = self.inquiry();
        let open = inquiry.open.iter().map(|asked| &asked.finding);
        open.filter(|finding| finding.rule.name == rule).map(|finding| finding.key()).collect()
    }

    /// Presses the first fix of the first question of a rule, or another one.
    fn settles(&mut self, rule: &str, fix: usize) -> &mut Self {
        let key = self.waiting(rule).first().expect("it is asked").clone();
        self.does(Action::Settle { key, fix })
    }

    fn says(&self) -> Vec<Option<String>> {
        let sight = self.state.inquiry.as_ref().and_then(|known| known.downcast_ref::<Inquiry>());
        let sight = sight.and_then(|inquiry| inquiry.sight.clone()).expect("a line of sight");
        let title = |id: &CardId| self.state.map().card(id).expect("a card").title.clone();
        sight.sentence.parts.iter().map(|part| part.card.as_ref().map(title)).collect()
    }
}

#[test]
fn questions_are_asked_once_somebody_opens_them_and_not_while_people_write() {
    let mut story = Story::begin();
    story.writes(Lane::Support, "Videos");
    assert!(story.state.inquiry.is_none());
    story.does(Action::Questions(true));
    assert_eq!(story.waiting("no_line_of_sight").len(), 1);
    story.writes(Lane::Support, "Guides");
    assert_eq!(story.waiting("no_line_of_sight").len(), 1, "typing does not wait for it");
    story.does(Action::LookAgain);
    assert_eq!(story.waiting("no_line_of_sight").len(), 2);
}

#[test]
fn questions_for_the_facilitator_wait_until_they_are_asked_for() {
    let mut story = Story::opens(Example::Retailer);
    assert_eq!(story.waiting("single_dependency").len(), 0);
    assert!(story.inquiry().reserved > 0);
    story.does(Action::Ask(Ask::Facilitator(true)));
    assert_eq!(story.waiting("single_dependency").len(), 2);
}

#[test]
fn the_weightiest_come_first_and_going_on_leads_through_all_of_them_and_round() {
    let mut story = Story::opens(Example::Stores);
    let inquiry = story.inquiry();
    let first = &inquiry.open[0].finding;
    assert_eq!(first.severity, crate::analysis::Severity::High);
    let many = inquiry.open.len();
    let mut seen = Vec::new();
    for _ in 0..many {
        story.does(Action::Ask(Ask::Next));
        seen.push(story.inquiry().current.expect("one is looked at"));
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), many);
    story.does(Action::Ask(Ask::Next));
    assert_eq!(story.inquiry().current, Some(seen[0].clone()));
    story.does(Action::Ask(Ask::Previous));
    assert_eq!(story.inquiry().current, seen.last().cloned());
}

#[test]
fn a_question_opens_its_cards() {
    let mut story = Story::opens(Example::Stores);
    let key = story.waiting("uncovered_priority")[0].clone();
    story.does(Action::Ask(Ask::Open(key)));
    let selected = story.state.view().selection.single().cloned().expect("one card");
    assert_eq!(story.state.map().card(&selected).expect("there").title, "Win the holidays");
}

#[test]
fn one_press_settles_a_question_and_one_undo_takes_it_back() {
    let mut story = Story::opens(Example::Stores);
    let before = story.state.map().clone();
    story.settles("uncovered_priority", 1);
    assert!(story.card("Win the holidays").fields.flag("gap_accepted"));
    assert_eq!(story.waiting("uncovered_priority").len(), 0);
    story.does(Action::Undo);
    assert!(*story.state.map() == before);
}

#[test]
fn a_sponsor_is_added_linked_and_written_at_once() {
    let mut story = Story::opens(Example::Retailer);
    let before = story.state.map().clone();
    story.settles("no_sponsor", 0);
    let id = story.state.view().editing.clone().expect("it is being written");
    let text = "Head of stores".to_owned();
    story.does(Action::Type { id, field: TextField::Title, text }).does(Action::EndEdit);
    let sponsor = story.card("Head of stores");
    assert_eq!((sponsor.kind, sponsor.fields.text("level")), (CardKind::Stakeholder, "senior"));
    let link =
        (LinkKind::Sponsors, "Head of stores".into(), "Shorter, funnier safety videos".into());
    assert!(story.links().contains(&link));
    story.does(Action::LookAgain);
    assert_eq!(story.waiting("no_sponsor").len(), 1, "the other initiative still has none");
    story.does(Action::Undo).does(Action::Undo);
    assert!(*story.state.map() == before, "its words, then the card with its link");
}

#[test]
fn the_step_between_takes_the_place_of_the_shortcut() {
    let mut story = Story::opens(Example::Retailer);
    let before = story.state.map().clone();
    story.settles("skipped_step", 0);
    let shortcut = |(kind, from, _): &&(LinkKind, String, String)| {
        *kind == LinkKind::Contributes && from == "Shorter, funnier safety videos"
    };
    assert_eq!(story.links().iter().filter(shortcut).count(), 0);
    let blank = story.state.view().editing.clone().expect("the new step is written");
    story.does(Action::EndEdit);
    assert!(story.state.map().card(&blank).is_some(), "without it the line would be broken");
    assert_eq!(story.waiting("skipped_step").len(), 1);
    story.does(Action::Undo);
    assert!(*story.state.map() == before);
}

#[test]
fn their_word_takes_the_place_of_ours_which_is_kept_with_the_card() {
    let mut story = Story::opens(Example::Stores);
    story.settles("jargon", 0);
    let card = story.card("How-to clip");
    assert_eq!(card.notes, "“Instructional videos”");
    assert_eq!(story.waiting("jargon").len(), 0);
}

#[test]
fn what_is_stopped_goes_into_its_tray() {
    let mut story = Story::opens(Example::Stores);
    story.settles("stop_doing", 1);
    let card = story.card("Instructional videos");
    assert_eq!((card.place.lane, card.fields.text("status")), (Lane::Stopped, "stopped"));
}

#[test]
fn a_field_that_is_missing_is_led_to() {
    let mut story = Story::opens(Example::Stores);
    story.settles("unmeasured_outcome", 0);
    let view = story.state.view();
    assert_eq!((view.panel, view.questions, view.wanted), (true, false, Some("baseline")));
    story.does(Action::Select(Selection::None));
    assert_eq!(story.state.view().wanted, None);
}

#[test]
fn an_answer_rests_a_question_is_kept_in_the_map_and_reopened_by_a_change() {
    let mut story = Story::opens(Example::Stores);
    let key = story.waiting("no_owner")[0].clone();
    let because = Some(" The board decides in May ".to_owned());
    story.does(Action::Answer { key: key.clone(), because, by: "Ann".into() });
    assert_eq!(story.waiting("no_owner").len(), 0);
    let (_, answer) = story.inquiry().answered[0].clone();
    assert_eq!(
        (answer.because.as_str(), answer.by.as_deref()),
        ("The board decides in May", Some("Ann"))
    );
    let text = story.state.exported().expect("the late part is there");
    assert!(text.contains("The board decides in May"));

    // What it was about is called something else now.
    let id = story.card("Increase conversion").id.clone();
    story.does(Action::Type { id, field: TextField::Title, text: "More visitors buy".into() });
    story.does(Action::LookAgain);
    let inquiry = story.inquiry();
    let asked = inquiry.open.iter().find(|asked| asked.finding.key() == key).expect("asked again");
    assert!(asked.before.is_some(), "with what was said before");
    story.does(Action::Undo).does(Action::LookAgain);
    assert_eq!(story.waiting("no_owner").len(), 0);
    story.does(Action::Answer { key, because: None, by: String::new() });
    assert_eq!(story.waiting("no_owner").len(), 1, "the answer was taken back");
}

#[test]
fn a_reason_that_was_begun_is_there_again_after_another_question_was_looked_at() {
    let mut story = Story::opens(Example::Stores);
    let key = story.waiting("no_owner")[0].clone();
    story.does(Action::Draft { key: key.clone(), text: "The board".into() });
    story.does(Action::Ask(Ask::Next)).does(Action::LookAgain).does(Action::Questions(false));
    story.does(Action::Questions(true));
    assert_eq!(story.inquiry().draft(&key), "The board");
    let because = Some("The board decides".into());
    story.does(Action::Answer { key: key.clone(), because, by: String::new() });
    assert_eq!(story.inquiry().draft(&key), "");
}

#[test]
fn what_only_the_facilitator_is_asked_is_answered_in_this_browser_and_never_in_the_map() {
    let mut story = Story::opens(Example::Retailer);
    story.does(Action::Ask(Ask::Facilitator(true)));
    let at = story.effects.iter().position(|it| matches!(it, Effect::ReadPrivate { .. }));
    let Effect::ReadPrivate { prefix } = story.effects.remove(at.expect("asked")) else {
        panic!("another effect");
    };
    story.does(Action::PrivateRead { prefix, rows: Ok(Vec::new()) });
    let key = story.waiting("single_dependency")[0].clone();
    story.does(Action::Answer { key: key.clone(), because: Some("so".into()), by: String::new() });
    assert_eq!(story.waiting("single_dependency").len(), 1);
    assert!(story.state.map().records.lists.get("answers").is_none());
    let kept = story.effects.iter().find_map(|effect| match effect {
        Effect::SwapPrivate { text, .. } => text.clone(),
        _ => None,
    });
    assert!(kept.expect("it is kept").contains("\"because\":\"so\""));
    story.does(Action::Answer { key, because: None, by: String::new() });
    assert_eq!(story.waiting("single_dependency").len(), 2, "it can be asked again");
}

/// Every offer that changes the map by itself settles its question, or moves it on to what comes next.
#[test]
fn every_press_settles_its_question_or_moves_it_on() {
    let asked = |example| {
        let mut story = Story::opens(example);
        story.does(Action::Ask(Ask::Facilitator(true)));
        story
    };
    let mut pressed = 0;
    for example in Example::ALL {
        for (at, open) in asked(example).inquiry().open.iter().enumerate() {
            let finding = &open.finding;
            for (fix, offer) in finding.fixes.iter().enumerate() {
                if !offer.step.is_command() {
                    continue;
                }
                let mut story = asked(example);
                assert_eq!(&story.inquiry().open[at].finding, finding);
                story.does(Action::Settle { key: finding.key(), fix });
                let again = story.inquiry();
                let stays = again.open.iter().any(|open| open.finding == *finding);
                assert!(!stays, "{example:?} {} {:?}", finding.key(), offer.step);
                pressed += 1;
            }
        }
    }
    assert!(pressed > 40, "{pressed}");
}

#[test]
fn an_answer_without_a_reason_is_none() {
    let mut story = Story::opens(Example::Stores);
    let key = story.waiting("no_owner")[0].clone();
    story.does(Action::Answer { key, because: Some("  ".into()), by: "Ann".into() });
    assert_eq!(story.waiting("no_owner").len(), 1);
}

#[test]
fn a_confirmation_remembers_what_was_confirmed() {
    let mut story = Story::opens(Example::Shadowing);
    let id = story.card("Structured Shadowing").id.clone();
    let value = "2026-11-22".into();
    story.does(Action::SetField { id, key: "confirmed_on", value }).does(Action::LookAgain);
    assert_eq!(story.waiting("design_drift").len(), 0);
    let outcome = story.card("Decrease the days until a new starter works alone").id.clone();
    story.does(Action::SetField { id: outcome, key: "target", value: 20.into() });
    story.does(Action::LookAgain);
    assert_eq!(story.waiting("design_drift").len(), 1);
    story.settles("design_drift", 0);
    assert_eq!(story.waiting("design_drift").len(), 0, "confirmed once more");
}

#[test]
fn a_line_of_sight_follows_the_selection_and_says_its_sentence() {
    let mut story = Story::opens(Example::Shadowing);
    let id = story.card("Serve customers well while we hire").id.clone();
    story.does(Action::Select(Selection::card(id))).does(Action::Sight(true));
    let some = |text: &str| Some(text.to_owned());
    let rest = [
        some("Structured Shadowing"),
        some("Experienced staff shadow every new starter the same way"),
        some("Decrease the days until a new starter works alone"),
    ];
    assert_eq!(story.says()[..3], rest);
    assert_eq!(story.says()[3], some("Serve customers well while we hire"));
    let lit = story.state.view().sight.clone().expect("it is lit");
    assert_eq!((lit.cards.len(), lit.links.len()), (5, 4));

    let stopped = story.card("Structured on-the-job training").id.clone();
    story.does(Action::Select(Selection::card(stopped.clone()))).does(Action::LookAgain);
    assert_eq!(story.says(), [some("Structured on-the-job training"), None, None, None]);
    story.does(Action::RemoveCards { ids: vec![stopped] });
    assert_eq!(story.state.view().sight, None);
}

#[test]
fn a_blank_of_the_sentence_is_filled_beside_its_neighbour() {
    let mut story = Story::begin();
    let guides = story.writes(Lane::Support, "Guides");
    story.does(Action::Select(Selection::card(guides))).does(Action::Sight(true));
    story.does(Action::FillBlank(3));
    assert_eq!(story.state.map().cards.size(), 1, "its neighbour is blank and comes first");
    story.does(Action::FillBlank(1));
    let id = story.state.view().editing.clone().expect("it is being written");
    story.does(Action::Type { id, field: TextField::Title, text: "Staff explain it".into() });
    story.does(Action::EndEdit).does(Action::LookAgain);
    assert_eq!(story.says()[..2], [Some("Guides".to_owned()), Some("Staff explain it".to_owned())]);
    assert_eq!(story.links()[0].0, LinkKind::Enables);
}

#[test]
fn on_a_map_that_is_only_read_questions_can_be_gone_through_and_change_nothing() {
    let mut story = Story::opens(Example::Stores);
    story.state.set_readonly(true);
    let before = story.state.map().clone();
    story.settles("uncovered_priority", 1).settles("no_sponsor", 0).settles("stop_doing", 1);
    let key = story.waiting("no_owner")[0].clone();
    story.does(Action::Answer { key, because: Some("so".into()), by: String::new() });
    assert!(*story.state.map() == before);
    assert_eq!(story.state.view().editing, None);
}

#[test]
fn another_map_begins_without_questions_or_a_line_of_sight() {
    let mut story = Story::opens(Example::Stores);
    story.does(Action::SelectAll).does(Action::Ask(Ask::Next)).does(Action::Sight(true));
    story.does(Action::NewMap);
    let view = story.state.view();
    assert!(!view.questions && view.sight.is_none() && story.state.inquiry.is_none());
}

#[test]
fn cards_that_are_asked_about_have_a_mark_while_the_questions_are_open() {
    let mut story = Story::opens(Example::Stores);
    let id = story.card("Win the holidays").id.clone();
    assert!(story.state.view().is_asked(&id));
    story.does(Action::Ask(Ask::Marks(false)));
    assert!(!story.state.view().is_asked(&id));
    story.does(Action::Ask(Ask::Marks(true)));
    story.settles("uncovered_priority", 1);
    story.does(Action::Questions(true));
    assert!(!story.state.view().is_asked(&id), "it was settled");
    let other = story.card("Increase conversion").id.clone();
    assert!(story.state.view().is_asked(&other));
    story.does(Action::Questions(false));
    assert!(!story.state.view().is_asked(&other), "nobody asks while people write");
}

#[test]
fn a_lane_leads_to_its_questions_one_after_the_other_and_round() {
    let mut story = Story::opens(Example::Stores);
    let inquiry = story.inquiry();
    let lanes = inquiry.lanes();
    assert_eq!(
        lanes.iter().map(|(_, many)| many).sum::<usize>(),
        inquiry.open.iter().filter(|a| !a.finding.about.is_empty()).count()
    );
    let (lane, many) = lanes[lanes.len() - 1];
    let mut seen = Vec::new();
    for _ in 0..=many {
        story.does(Action::Ask(Ask::Lane(lane)));
        seen.push(story.inquiry().current.clone().expect("one is looked at"));
    }
    assert_eq!(seen[0], seen[many], "round to the first one");
    let mut all = seen[..many].to_vec();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), many, "each once");
}

#[test]
fn what_all_priorities_rest_on_lights_up_and_follows_what_changes() {
    let mut story = Story::opens(Example::Stores);
    story.does(Action::Lens);
    let hold = story.card("Win the holidays").id.clone();
    let lit = story.state.view().sight.clone().expect("it is lit");
    assert!(lit.start.is_none() && lit.has(&hold) && lit.lacks(&hold));
    let other = story.card("The new sales process in every store").id.clone();
    assert!(lit.has(&other) && !lit.lacks(&other));
    story.does(Action::RemoveCards { ids: vec![hold.clone()] }).does(Action::LookAgain);
    let lit = story.state.view().sight.clone().expect("it is lit");
    assert!(!lit.has(&hold) && lit.missing.is_empty());
    story.does(Action::Sight(false));
    assert!(story.state.view().sight.is_none());
}

#[test]
fn words_to_avoid_are_changed_taken_away_and_read_from_a_list() {
    let mut story = Story::opens(Example::Stores);
    let say = |story: &Story, word: &str| {
        let all = crate::analysis::Glossary::of(story.state.map()).terms;
        all.into_iter().find(|term| term.term == word).map(|term| term.say)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(story.waiting("jargon").len(), 1);
    story.does(Action::Term { term: "instructional video".into(), say: None });
    assert_eq!((say(&story, "instructional video"), story.waiting("jargon").len()), (None, 0));
    story.does(Action::Undo);
    assert_eq!(say(&story, "instructional video"), some("how-to clip"));
    let text = "Webinar: lunch talk\nRubrik\ta list\n\nno such line".to_owned();
    story.does(Action::Terms { text });
    assert_eq!((say(&story, "Webinar"), say(&story, "webinar")), (some("lunch talk"), None));
    assert_eq!(say(&story, "Rubrik"), some("a list"));
    let notice = story.state.view().notices.last().expect("what was odd is told").message.clone();
    assert_eq!(notice.key, "notice.terms_odd");
    // As every map has it: nothing is kept of it then.
    story.does(Action::Term { term: "webinar".into(), say: some("online talk") });
    let kept = story.state.map().records.lists.get("glossary").map_or(0, |list| list.len());
    assert_eq!((say(&story, "webinar"), kept), (some("online talk"), 1));
    let text = glossary_text(&crate::analysis::Glossary::of(story.state.map()));
    let before = crate::analysis::Glossary::of(story.state.map());
    story.does(Action::Terms { text });
    assert_eq!(crate::analysis::Glossary::of(story.state.map()).terms.len(), before.terms.len());
}

#[test]
fn a_card_is_put_their_way_and_keeps_what_it_said() {
    let mut story = Story::begin();
    let id = story.writes(Lane::Support, "Webinar on pricing");
    story.does(Action::Reword { card: id.clone(), title: "Lunch talk on pricing".into() });
    let card = story.state.map().card(&id).expect("it is there").clone();
    assert_eq!(
        (card.title.as_str(), card.notes.as_str()),
        ("Lunch talk on pricing", "“Webinar on pricing”")
    );
    story.does(Action::Undo);
    assert_eq!(story.state.map().card(&id).expect("it is there").title, "Webinar on pricing");
}

#[test]
fn capacity_and_thresholds_belong_to_the_map_and_the_usual_ones_leave_nothing_behind() {
    let mut story = Story::opens(Example::Stores);
    let value = |story: &Story, key: &str| story.state.map().records.values.get(key).cloned();
    story.does(Action::Capacity(Some(12.5)));
    assert_eq!(value(&story, "capacity_days"), Some(12.5.into()));
    story.does(Action::Capacity(Some(-1.0)));
    assert_eq!(value(&story, "capacity_days"), None);
    assert!(story.waiting("too_many_priorities").is_empty());
    story.does(Action::Threshold { key: "most_enterprise", value: Some(1) });
    assert_eq!(story.waiting("too_many_priorities").len(), 1, "asked at once");
    story.does(Action::Threshold { key: "most_enterprise", value: Some(5) });
    assert_eq!(value(&story, "settings"), None);
    story.does(Action::Undo).does(Action::LookAgain);
    assert_eq!(story.waiting("too_many_priorities").len(), 1);
}
