//! **Cause unknown** (medium): something runs to help people do a thing, and nobody has said why they do not do it today.
//! Source: domain, rule 18; Moore's four causes.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "cause_unknown",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["cause"],
    looks: Looks::At { kind: Some(CardKind::Performance), reach: Reach::Near, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    if !matches!(card.fields.text("cause"), "" | "unknown") {
        return None;
    }
    let enabling = index.to(at, LinkKind::Enables).map(|(by, _)| by);
    let running: Vec<_> = enabling.filter(|by| index.is_running(*by)).collect();
    let first = running.first()?;
    let why = Message::new("rule.cause_unknown.why")
        .with("title", card.name())
        .with("by", index.card(*first).name());
    let finding = Finding::about(&RULE, index, at, why)
        .and(running.iter().map(|by| index.id(*by)))
        .fix("fix.fill_cause", Step::Fill { card: index.id(at), key: "cause" });
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};

    #[test]
    fn nobody_has_said_why_not_today() {
        whole().asks("cause_unknown", &[]);
        whole().of("Ask").set("cause", "unknown").asks("cause_unknown", &["Ask, Guide"]);
        whole().of("Ask").set("cause", ()).asks("cause_unknown", &["Ask, Guide"]);
    }

    #[test]
    fn it_is_one_question_for_all_that_helps_and_none_before_something_runs() {
        let two = whole()
            .of("Ask")
            .set("cause", "unknown")
            .add(K::Initiative, "Course")
            .set("status", "pilot")
            .link("Course", L::Enables, "Ask");
        two.asks("cause_unknown", &["Ask, Course, Guide"]);
        whole()
            .of("Ask")
            .set("cause", "unknown")
            .of("Guide")
            .set("status", "proposed")
            .asks("cause_unknown", &[]);
    }
}
