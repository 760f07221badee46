//! The rules together: what a whole map raises, what a blank one does, and that the table is in order.

use crate::analysis::story::{story, whole};
use crate::analysis::{RULES, Severity, Step, evaluate};
use crate::model::{CardKind as K, LinkKind as L};
use crate::words::Words;
use serde_json::json;

fn words() -> Words {
    Words::all_english()
}

#[test]
fn every_rule_has_a_name_of_its_own_and_words() {
    let words = words();
    for (place, rule) in RULES.iter().enumerate() {
        assert!(RULES[..place].iter().all(|other| other.name != rule.name), "{}", rule.name);
        for key in [format!("rule.{}", rule.name), format!("rule.{}.ask", rule.name)] {
            assert!(words.find(&key).is_some_and(|text| !text.is_empty()), "{key}");
        }
    }
    let facilitators: Vec<_> = (1..).zip(RULES).filter(|(_, r)| r.facilitator).collect();
    let numbers: Vec<_> = facilitators.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [8, 10, 13, 14]);
}

#[test]
fn a_whole_line_asks_nothing_and_neither_does_an_empty_map() {
    assert_eq!(whole().asking(), [""; 0]);
    assert_eq!(story().asking(), [""; 0]);
}

#[test]
fn what_is_said_of_a_finding_leaves_no_argument_open() {
    let words = words();
    let busy = json!([{"from": "2026-11-01", "to": "2026-12-24"}]);
    let poor = whole()
        .link("Guide", L::Contributes, "Grow")
        .of("Guide")
        .set("start", "2026-11-22")
        .set("reviewed_on", ())
        .set("live_since", "2022-01-01")
        .of("Ann")
        .set("busy_windows", busy)
        .set("last_contact", "2026-01-01")
        .of("Sales")
        .set("due", "2026-01-01")
        .set("level", 1)
        .set("target", 3)
        .add(K::Priority, "Hold")
        .set("ranks", json!({"a": 1, "b": 9}))
        .add(K::Outcome, "Bare")
        .add(K::Initiative, "Webinar")
        .set("side", "learning")
        .set("status", "live")
        .add(K::Request, "Video")
        .set("deadline", "2026-11-30")
        .value("capacity_days", 1)
        .session("s", json!({"room_votes": [{"counts": {"1": 2}}]}));
    let all = evaluate(&poor.map, &poor.private, poor.today).findings;
    assert!(all.len() > 12, "{}", all.len());
    for finding in all {
        let texts = finding.fixes.iter().map(|fix| fix.label.text(&words));
        for text in texts.chain([finding.why.text(&words)]) {
            assert!(
                !text.contains('{') && !text.starts_with("rule.") && !text.starts_with("fix."),
                "{text}"
            );
        }
    }
}

#[test]
fn the_weightier_comes_first_within_a_rule_then_what_lies_higher() {
    let two = whole()
        .add(K::Initiative, "Later")
        .set("status", "live")
        .set("reviewed_on", "2026-10-20")
        .add(K::Initiative, "Sooner")
        .set("status", "live")
        .set("reviewed_on", "2026-01-01");
    let all = evaluate(&two.map, &two.private, two.today).findings;
    let stale: Vec<_> = all.iter().filter(|f| f.rule.name == "stale_checkin").collect();
    assert_eq!(
        stale.iter().map(|f| f.severity).collect::<Vec<_>>(),
        [Severity::High, Severity::Medium]
    );
    let lost: Vec<_> = all.iter().filter(|f| f.rule.name == "no_line_of_sight").collect();
    assert_eq!(lost.iter().map(|f| f.subject.as_str()).collect::<Vec<_>>(), ["Later", "Sooner"]);
}

#[test]
fn a_rule_that_was_switched_off_asks_nothing() {
    let story = story().add(K::Initiative, "Course");
    assert_eq!(story.asking(), ["no_line_of_sight"]);
    let off = json!({"analysis": {"off": ["no_line_of_sight"]}});
    assert_eq!(story.value("settings", off).asking(), [""; 0]);
}

#[test]
fn every_field_that_a_fix_names_is_one_of_its_card() {
    let story = whole()
        .of("Sales")
        .set("target", ())
        .of("Ann")
        .set("level", "manager")
        .set("last_contact", ())
        .of("Guide")
        .set("drives_performance", ());
    let all = evaluate(&story.map, &story.private, story.today).findings;
    assert!(all.len() >= 4);
    for fix in all.iter().flat_map(|finding| &finding.fixes) {
        let (Step::Fill { card, key } | Step::Set { card, key, .. }) = &fix.step else { continue };
        let kind = story.map.card(card).expect("it is there").kind;
        assert!(*key == "title" || kind.field(key).is_some(), "{kind:?} {key}");
    }
}
