//! **Rushed request** (medium): a request with a deadline whose goal, success criteria or expected impact nobody has said.
//! It rests while days were asked for, and once it is declined or done. Source: domain, rule 16; S1 on a day or two to answer.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Fix, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "rushed_request",
    severity: Severity::Medium,
    facilitator: false,
    reads: &[
        "status",
        "deadline",
        "hold_until",
        "decision",
        "goal",
        "success_criteria",
        "expected_impact",
    ],
    looks: Looks::At { kind: Some(CardKind::Request), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let deadline = card.date("deadline")?;
    let held = card.date("hold_until").is_some_and(|day| day >= look.today);
    let asked = ["goal", "success_criteria", "expected_impact"];
    let empty: Vec<_> = asked.into_iter().filter(|key| card.lacks(key)).collect();
    let settled =
        card.fields.text("decision") == "declined" || card.fields.text("status") == "done";
    if held || settled || empty.is_empty() {
        return None;
    }
    let why = Message::new("rule.rushed_request.why")
        .with("title", card.name())
        .with("day", deadline.to_string());
    let mut finding = Finding::about(&RULE, index, at, why).empty(&empty);
    let days = look.settings.hold_days;
    let until = look.today.plus_days(days);
    finding.fixes.push(Fix {
        label: Message::new("fix.ask_for_days").with("n", days.to_string()),
        step: Step::set_date(index.id(at), "hold_until", until),
    });
    let fill = Step::Fill { card: index.id(at), key: empty[0] };
    Some(finding.fix("fix.fill_goal", fill))
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, story};
    use crate::model::CardKind as K;

    fn request() -> Story {
        story().add(K::Request, "Video").set("deadline", "2026-12-01").set("goal", "Fewer calls")
    }

    #[test]
    fn a_deadline_without_a_reason_is_asked_about() {
        request().asks("rushed_request", &["Video"]);
        let told = request().set("success_criteria", "Half as many").set("expected_impact", "Time");
        told.asks("rushed_request", &[]);
        told.set("goal", ()).asks("rushed_request", &["Video"]);
    }

    #[test]
    fn no_deadline_is_no_rush_and_days_asked_for_rest_the_question() {
        request().set("deadline", ()).asks("rushed_request", &[]);
        request().set("hold_until", "2026-11-22").asks("rushed_request", &[]);
        request().set("hold_until", "2026-11-21").asks("rushed_request", &["Video"]);
        request().set("status", "done").asks("rushed_request", &[]);
        request().set("decision", "declined").asks("rushed_request", &[]);
    }
}
