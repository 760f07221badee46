//! **Unattended barrier** (medium): a barrier blocks something that counts, and nothing that counts removes it. One that
//! is marked as done is out of the way.
//! Source: domain, rule 24; force-field analysis.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "unattended_barrier",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["status"],
    looks: Looks::At { kind: Some(CardKind::Barrier), reach: Reach::Near, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let blocked = index.from(at, LinkKind::Blocks).map(|(card, _)| card);
    let blocked: Vec<_> = blocked.filter(|card| index.is_active(*card)).collect();
    let first = blocked.first()?;
    let is_done = index.card(at).fields.text("status") == "done";
    if is_done || index.to(at, LinkKind::Removes).any(|(by, _)| index.is_active(by)) {
        return None;
    }
    let why = Message::new("rule.unattended_barrier.why")
        .with("title", index.card(at).name())
        .with("end", index.card(*first).name());
    let clear = |kind| {
        let beside = index.id(at);
        Step::Add { beside, kind, link: LinkKind::Removes, with: &[] }
    };
    let finding = Finding::about(&RULE, index, at, why)
        .and(blocked.iter().map(|card| index.id(*card)))
        .fix("fix.promise_to_clear", clear(CardKind::Commitment))
        .fix("fix.support_to_clear", clear(CardKind::Initiative));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    fn blocked() -> Story {
        whole().add(K::Barrier, "No time").link("No time", L::Blocks, "Ask")
    }

    #[test]
    fn what_is_in_the_way_and_nobody_clears_is_asked_about() {
        blocked().asks("unattended_barrier", &["No time, Ask"]);
        let old = blocked().add(K::Initiative, "Rota").set("status", "stopped");
        old.link("Rota", L::Removes, "No time").asks("unattended_barrier", &["No time, Ask"]);
    }

    #[test]
    fn a_promise_clears_it_and_what_blocks_nothing_is_no_barrier() {
        blocked().link("Theirs", L::Removes, "No time").asks("unattended_barrier", &[]);
        blocked().of("Ask").set("status", "stopped").asks("unattended_barrier", &[]);
        whole().add(K::Barrier, "No room").asks("unattended_barrier", &[]);
        blocked().of("No time").set("status", "done").asks("unattended_barrier", &[]);
    }
}
