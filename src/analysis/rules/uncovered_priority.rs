//! **Uncovered priority** (high): a priority to which no path leads from an active initiative, and nobody has said
//! that this is meant so. Source: domain, rule 2.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said, leads};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Json, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "uncovered_priority",
    severity: Severity::High,
    facilitator: false,
    reads: &["gap_accepted", "status"],
    looks: Looks::At { kind: Some(CardKind::Priority), reach: Reach::Downstream, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    if index.is_supported(at) || card.fields.flag("gap_accepted") {
        return None;
    }
    let foot = foot_of_the_line(index, at);
    let why = match foot == at {
        true => Message::new("rule.uncovered_priority.nothing").with("title", card.name()),
        false => Message::new("rule.uncovered_priority.why")
            .with("title", card.name())
            .with("end", index.card(foot).name()),
    };
    let mut finding = Finding::about(&RULE, index, at, why).and([index.id(foot)]);
    if let Some((kind, link)) = before(index.card(foot).kind) {
        let step = Step::Add { beside: index.id(foot), kind, link, with: &[] };
        finding = finding.fix("fix.step_before", step);
    }
    let accepted = Json::from(true);
    let step = Step::Set { card: index.id(at), key: "gap_accepted", value: accepted };
    Some(finding.fix("fix.accept_gap", step))
}

/// The last card on a way back from a priority. Ways among priorities are not followed: they may go in circles.
fn foot_of_the_line(index: &Index<'_>, priority: At) -> At {
    let mut at = priority;
    loop {
        let mut back = index
            .links_to(at)
            .filter(|(_, link)| leads(link.kind) && link.kind != LinkKind::LaddersUp);
        match back.find(|(next, _)| index.is_active(*next)) {
            Some((next, _)) => at = next,
            None => return at,
        }
    }
}

/// What stands before a card of this kind on a path.
fn before(kind: CardKind) -> Option<(CardKind, LinkKind)> {
    match kind {
        CardKind::Priority => Some((CardKind::Outcome, LinkKind::Advances)),
        CardKind::Outcome => Some((CardKind::Performance, LinkKind::Moves)),
        CardKind::Performance => Some((CardKind::Initiative, LinkKind::Enables)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};

    #[test]
    fn a_priority_that_nothing_supports_is_asked_about() {
        whole().asks("uncovered_priority", &[]);
        whole().unlink("Guide", L::Enables, "Ask").asks("uncovered_priority", &["Grow, Ask"]);
        whole().of("Guide").set("status", "paused").asks("uncovered_priority", &["Grow, Ask"]);
        whole().add(K::Priority, "Hold").asks("uncovered_priority", &["Hold"]);
    }

    #[test]
    fn support_counts_for_the_priority_above_and_a_gap_that_is_meant_is_no_question() {
        let two = whole().add(K::Priority, "Top").link("Grow", L::LaddersUp, "Top");
        two.asks("uncovered_priority", &[]);
        whole().add(K::Priority, "Hold").set("gap_accepted", true).asks("uncovered_priority", &[]);
        whole().add(K::Priority, "Old").set("status", "stopped").asks("uncovered_priority", &[]);
    }
}
