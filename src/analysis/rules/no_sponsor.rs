//! **No sponsor** (high): a running initiative that no executive or senior leader sponsors. Source: domain, rule 9; S2.

use super::{Look, Rule};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Fix, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "no_sponsor",
    severity: Severity::High,
    facilitator: false,
    reads: &["status", "level"],
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    // Looked for once: every initiative that lacks a sponsor would go through all people.
    let anybody = index.active_of(CardKind::Stakeholder).find(|who| is_leader(index, *who));
    for at in index.running() {
        let mut sponsors = index.to(at, LinkKind::Sponsors).map(|(who, _)| who);
        let sponsors: Vec<_> = sponsors.by_ref().filter(|who| index.is_active(*who)).collect();
        let level = |who| index.card(who).fields.text("level");
        if sponsors.iter().any(|who| matches!(level(*who), "executive" | "senior")) {
            continue;
        }
        let (title, beside) = (index.card(at).name(), index.id(at));
        let why = match sponsors.first() {
            Some(who) => {
                Message::new("rule.no_sponsor.not_senior").with("who", index.card(*who).name())
            }
            None => Message::new("rule.no_sponsor.why"),
        };
        let mut finding = Finding::about(&RULE, index, at, why.with("title", title))
            .and(sponsors.iter().map(|who| index.id(*who)));
        let (kind, link) = (CardKind::Stakeholder, LinkKind::Sponsors);
        let with = &[("level", "senior")];
        finding =
            finding.fix("fix.add_sponsor", Step::Add { beside: beside.clone(), kind, link, with });
        if let Some(who) = sponsors.first() {
            let fill = Step::Fill { card: index.id(*who), key: "level" };
            finding = finding.fix("fix.fill_level", fill);
        } else if let Some(leader) = leader_near(index, at).or(anybody) {
            let (from, kind, to) = (index.id(leader), LinkKind::Sponsors, index.id(at));
            let who = index.card(leader).name();
            let label = Message::new("fix.sponsor_is").with("who", who);
            finding.fixes.push(Fix { label, step: Step::Link { from, kind, to } });
        }
        found.push(finding);
    }
}

/// A senior leader of the business who owns an outcome of it.
fn leader_near(index: &Index<'_>, initiative: At) -> Option<At> {
    let outcomes = index.outcomes_of(initiative).into_iter();
    let mut owners = outcomes.flat_map(|at| index.to(at, LinkKind::Owns).map(|(who, _)| who));
    owners.find(|who| is_leader(index, *who))
}

fn is_leader(index: &Index<'_>, who: At) -> bool {
    let level = index.card(who).fields.text("level");
    index.is_active(who) && !index.is_ld(who) && matches!(level, "executive" | "senior")
}

#[cfg(test)]
mod tests {
    use crate::analysis::Step;
    use crate::analysis::story::whole;
    use crate::model::LinkKind as L;

    #[test]
    fn a_leader_has_to_stand_behind_what_runs() {
        whole().asks("no_sponsor", &[]);
        whole().of("Ann").set("level", "senior").asks("no_sponsor", &[]);
        whole().unlink("Ann", L::Sponsors, "Guide").asks("no_sponsor", &["Guide"]);
        whole().of("Ann").set("level", "manager").asks("no_sponsor", &["Guide, Ann"]);
        whole().of("Ann").set("level", ()).asks("no_sponsor", &["Guide, Ann"]);
    }

    #[test]
    fn a_leader_who_answers_for_the_outcome_is_offered_before_others() {
        let bare = whole().unlink("Ann", L::Sponsors, "Guide");
        let offered = |story: &crate::analysis::story::Story| match story.found("no_sponsor")[0]
            .fixes
            .get(1)
            .map(|fix| fix.step.clone())
        {
            Some(Step::Link { from, .. }) => Some(from.to_string()),
            _ => None,
        };
        assert_eq!(offered(&bare).as_deref(), Some("Bob"));
        let bare = bare.unlink("Bob", L::Owns, "Sales");
        assert_eq!(offered(&bare).as_deref(), Some("Ann"));
        let bare = bare.of("Ann").set("level", "manager").of("Bob").set("is_ld", true);
        assert_eq!(offered(&bare), None);
    }

    #[test]
    fn a_champion_is_no_sponsor_and_an_idea_needs_none_yet() {
        let bare = whole().unlink("Ann", L::Sponsors, "Guide");
        bare.clone().link("Ann", L::Champions, "Guide").asks("no_sponsor", &["Guide"]);
        bare.of("Guide").set("status", "proposed").asks("no_sponsor", &[]);
    }
}
