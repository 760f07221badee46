//! **Single-stakeholder dependency** (medium, facilitator only): a running initiative that exactly one person outside
//! L&D sponsors, champions or owns, its outcomes counted in. Source: domain, rule 8.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind, sort_and_dedup};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "single_dependency",
    severity: Severity::Medium,
    facilitator: true,
    reads: &["status", "is_ld"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Behind, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let behind = who_stands_behind(index, at);
    let [only] = behind[..] else { return None };
    let why = Message::new("rule.single_dependency.why")
        .with("title", index.card(at).name())
        .with("who", index.card(only).name());
    let beside = index.id(at);
    let (kind, link) = (CardKind::Stakeholder, LinkKind::Champions);
    let finding = Finding::about(&RULE, index, at, why)
        .and([index.id(only)])
        .fix("fix.add_champion", Step::Add { beside: beside.clone(), kind, link, with: &[] })
        .fix("fix.connect", Step::Connect(beside));
    Some(finding)
}

/// People outside L&D who answer for an initiative or for what it is to move; each once.
fn who_stands_behind(index: &Index<'_>, initiative: At) -> Vec<At> {
    let mut who: Vec<At> = Vec::new();
    for kind in [LinkKind::Sponsors, LinkKind::Champions, LinkKind::Owns] {
        who.extend(index.to(initiative, kind).map(|(who, _)| who));
    }
    for outcome in index.outcomes_of(initiative) {
        who.extend(index.to(outcome, LinkKind::Owns).map(|(who, _)| who));
    }
    who.retain(|at| index.is_active(*at) && !index.is_ld(*at));
    sort_and_dedup(&mut who);
    who
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::LinkKind as L;

    #[test]
    fn one_person_behind_all_of_it_is_asked_about() {
        whole().asks("single_dependency", &[]);
        let alone = whole().unlink("Bob", L::Owns, "Sales");
        alone.asks("single_dependency", &["Guide, Ann"]);
        alone
            .clone()
            .link("Ann", L::Owns, "Sales")
            .link("Ann", L::Champions, "Guide")
            .asks("single_dependency", &["Guide, Ann"]);
        let ld = alone.colleague("Sue").link("Sue", L::Owns, "Guide");
        ld.asks("single_dependency", &["Guide, Ann"]);
    }

    #[test]
    fn nobody_at_all_is_another_question_and_so_is_an_idea() {
        whole()
            .unlink("Bob", L::Owns, "Sales")
            .unlink("Ann", L::Sponsors, "Guide")
            .asks("single_dependency", &[]);
        whole()
            .unlink("Bob", L::Owns, "Sales")
            .of("Guide")
            .set("status", "proposed")
            .asks("single_dependency", &[]);
    }
}
