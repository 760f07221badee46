//! **No business owner** (high): an outcome that nobody outside L&D owns. Source: domain, rule 5; S2.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "no_owner",
    severity: Severity::High,
    facilitator: false,
    reads: &[],
    looks: Looks::At { kind: Some(CardKind::Outcome), reach: Reach::Near, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let mut owners = index.to(at, LinkKind::Owns).filter(|(who, _)| index.is_active(*who));
    if owners.any(|(who, _)| !index.is_ld(who)) {
        return None;
    }
    let id = index.id(at);
    let (kind, link) = (CardKind::Stakeholder, LinkKind::Owns);
    let why = Message::new("rule.no_owner.why").with("title", index.card(at).name());
    let finding = Finding::about(&RULE, index, at, why)
        .fix("fix.add_owner", Step::Add { beside: id.clone(), kind, link, with: &[] })
        .fix("fix.connect", Step::Connect(id));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{Lane, LinkKind as L};

    #[test]
    fn the_number_needs_somebody_in_the_business() {
        whole().asks("no_owner", &[]);
        whole().unlink("Bob", L::Owns, "Sales").asks("no_owner", &["Sales"]);
        whole().of("Bob").set("is_ld", true).asks("no_owner", &["Sales"]);
        whole().of("Bob").put(Lane::Parking).asks("no_owner", &["Sales"]);
    }

    #[test]
    fn one_of_ld_may_own_it_too_and_a_parked_number_needs_nobody() {
        whole().colleague("Sue").link("Sue", L::Owns, "Sales").asks("no_owner", &[]);
        whole()
            .unlink("Bob", L::Owns, "Sales")
            .of("Sales")
            .put(Lane::Parking)
            .asks("no_owner", &[]);
    }
}
