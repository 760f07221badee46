//! **Numbers contradict** (high): an outcome that is to increase and whose target is not above its baseline, or that is
//! to decrease and whose target is not below. Source: domain, rule 6, ours.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said, number_text};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Json};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "contradicting_numbers",
    severity: Severity::High,
    facilitator: false,
    reads: &["direction", "baseline", "target"],
    looks: Looks::At { kind: Some(CardKind::Outcome), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let (Some(from), Some(to)) = (card.number("baseline"), card.number("target")) else {
        return None;
    };
    let (key, other) = match card.fields.text("direction") {
        "increase" if to <= from => ("rule.contradicting_numbers.increase", "decrease"),
        "decrease" if to >= from => ("rule.contradicting_numbers.decrease", "increase"),
        _ => return None,
    };
    let why = Message::new(key)
        .with("title", card.name())
        .with("from", number_text(from))
        .with("to", number_text(to));
    let id = index.id(at);
    let mut finding = Finding::about(&RULE, index, at, why)
        .fix("fix.fill_target", Step::Fill { card: id.clone(), key: "target" });
    // Where both are the same, no direction is right.
    if from != to {
        let value = Json::from(other);
        finding =
            finding.fix("fix.turn_direction", Step::Set { card: id, key: "direction", value });
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;

    #[test]
    fn a_target_on_the_wrong_side_of_the_baseline_is_asked_about() {
        let sales = |direction: &str, target: i32| {
            whole().of("Sales").set("direction", direction).set("target", target)
        };
        sales("increase", 9).asks("contradicting_numbers", &["Sales"]);
        sales("increase", 10).asks("contradicting_numbers", &["Sales"]);
        sales("decrease", 12).asks("contradicting_numbers", &["Sales"]);
        assert_eq!(sales("increase", 10).found("contradicting_numbers")[0].fixes.len(), 1);
    }

    #[test]
    fn where_the_direction_is_open_or_a_number_is_missing_nothing_contradicts() {
        whole().asks("contradicting_numbers", &[]);
        whole()
            .of("Sales")
            .set("direction", "improve")
            .set("target", 9)
            .asks("contradicting_numbers", &[]);
        whole().of("Sales").set("target", ()).asks("contradicting_numbers", &[]);
        whole()
            .of("Sales")
            .set("direction", "decrease")
            .set("target", -1.5)
            .asks("contradicting_numbers", &[]);
    }
}
