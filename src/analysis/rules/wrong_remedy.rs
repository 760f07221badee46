//! **Wrong remedy** (high): a running training where everything it enables fails for another reason than knowing how: the
//! environment, or no reason to do it. Source: domain, rule 17; Moore's four causes.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "wrong_remedy",
    severity: Severity::High,
    facilitator: false,
    reads: &["type", "status", "cause"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Near, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let card = index.card(at);
    let enabled: Vec<_> = index.enabled_by(at).collect();
    let beyond = |cause: &str| matches!(cause, "environment" | "motivation");
    let all_beyond = enabled.iter().all(|at| beyond(index.card(*at).fields.text("cause")));
    let first = enabled.first().filter(|_| all_beyond)?;
    if card.fields.text("type") != "training" {
        return None;
    }
    let why = Message::new("rule.wrong_remedy.why")
        .with("title", card.name())
        .with("end", index.card(*first).name());
    let finding = Finding::about(&RULE, index, at, why)
        .and(enabled.iter().map(|at| index.id(*at)))
        .fix("fix.other_remedy", Step::Fill { card: index.id(at), key: "type" })
        .fix("fix.stop", Step::Stop(index.id(at)));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    fn course(cause: &str) -> Story {
        whole().of("Ask").set("cause", cause).of("Guide").set("type", "training")
    }

    #[test]
    fn training_for_what_training_cannot_change_is_asked_about() {
        course("environment").asks("wrong_remedy", &["Guide, Ask"]);
        course("motivation").asks("wrong_remedy", &["Guide, Ask"]);
    }

    #[test]
    fn it_may_help_where_one_thing_is_about_knowing_and_other_support_always_may() {
        course("knowledge").asks("wrong_remedy", &[]);
        course("unknown").asks("wrong_remedy", &[]);
        course("environment").set("type", "tool").asks("wrong_remedy", &[]);
        course("environment")
            .add(K::Performance, "Price")
            .set("cause", "skill")
            .link("Guide", L::Enables, "Price")
            .asks("wrong_remedy", &[]);
        course("environment").unlink("Guide", L::Enables, "Ask").asks("wrong_remedy", &[]);
    }
}
