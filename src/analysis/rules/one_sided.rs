//! **One-sided** (medium): a running initiative to which the business, or L&D, has promised nothing, neither to it nor to
//! what people do with it nor to the outcome. Whose promise it is says its side, or else who owns it.
//! Source: domain, rule 22; S0 tip 4.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "one_sided",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["status", "side"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Behind, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let (mut business, mut learning, mut seen) = (false, false, Vec::new());
    let around = std::iter::once(at).chain(index.enabled_by(at)).chain(index.outcomes_of(at));
    for card in around {
        for (promise, _) in index.to(card, LinkKind::CommitsTo) {
            if index.is_active(promise) {
                seen.push(index.id(promise));
                business |= is_of(index, promise, "business");
                learning |= is_of(index, promise, "learning");
            }
        }
    }
    let key = match (business, learning) {
        (true, true) => return None,
        (false, true) => "rule.one_sided.business",
        (true, false) => "rule.one_sided.learning",
        (false, false) => "rule.one_sided.both",
    };
    let why = Message::new(key).with("title", index.card(at).name());
    let mut finding = Finding::about(&RULE, index, at, why).and(seen);
    let promise = |with| {
        let (kind, link) = (CardKind::Commitment, LinkKind::CommitsTo);
        Step::Add { beside: index.id(at), kind, link, with }
    };
    if !business {
        finding = finding.fix("fix.promise_business", promise(&[("side", "business")]));
    }
    if !learning {
        finding = finding.fix("fix.promise_learning", promise(&[("side", "learning")]));
    }
    Some(finding)
}

fn is_of(index: &Index<'_>, promise: At, side: &str) -> bool {
    match index.card(promise).fields.text("side") {
        "" => index
            .to(promise, LinkKind::Owns)
            .any(|(who, _)| index.is_ld(who) == (side == "learning")),
        said => said == side,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{Lane, LinkKind as L};

    #[test]
    fn both_sides_promise_something() {
        whole().asks("one_sided", &[]);
        whole().without("Theirs").asks("one_sided", &["Guide, Ours"]);
        whole().without("Ours").asks("one_sided", &["Guide, Theirs"]);
        whole().without("Ours").without("Theirs").asks("one_sided", &["Guide"]);
        whole().of("Theirs").put(Lane::Parking).asks("one_sided", &["Guide, Ours"]);
    }

    #[test]
    fn a_promise_to_what_people_do_or_to_the_outcome_counts_and_its_owner_tells_whose_it_is() {
        whole()
            .unlink("Theirs", L::CommitsTo, "Guide")
            .link("Theirs", L::CommitsTo, "Sales")
            .unlink("Ours", L::CommitsTo, "Guide")
            .link("Ours", L::CommitsTo, "Ask")
            .asks("one_sided", &[]);
        let unsaid = whole().of("Theirs").set("side", ());
        unsaid.asks("one_sided", &["Guide, Ours, Theirs"]);
        unsaid.link("Bob", L::Owns, "Theirs").asks("one_sided", &[]);
    }
}
