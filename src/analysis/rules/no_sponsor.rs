//! **No sponsor** (high): a running initiative that no executive or senior leader sponsors. Source: domain, rule 9; S2.

use super::{Fact, Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said, is_ld};
use crate::analysis::{Finding, Fix, Severity, Step};
use crate::model::{Card, CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "no_sponsor",
    severity: Severity::High,
    facilitator: false,
    reads: &["status", "level"],
    looks: Looks::At {
        kind: Some(CardKind::Initiative),
        reach: Reach::Behind,
        facts: &[Fact::Leader],
        ask,
    },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let mut sponsors = index.to(at, LinkKind::Sponsors).map(|(who, _)| who);
    let sponsors: Vec<_> = sponsors.by_ref().filter(|who| index.is_active(*who)).collect();
    let level = |who| index.card(who).fields.text("level");
    if sponsors.iter().any(|who| matches!(level(*who), "executive" | "senior")) {
        return None;
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
    } else if let Some(leader) =
        leader_near(index, at).or_else(|| index.at(look.facts.leaders.first()?.0))
    {
        let (from, kind, to) = (index.id(leader), LinkKind::Sponsors, index.id(at));
        let who = index.card(leader).name();
        let label = Message::new("fix.sponsor_is").with("who", who);
        finding.fixes.push(Fix { label, step: Step::Link { from, kind, to } });
    }
    Some(finding)
}

/// A senior leader of the business who owns an outcome of it.
fn leader_near(index: &Index<'_>, initiative: At) -> Option<At> {
    let outcomes = index.outcomes_of(initiative).into_iter();
    let mut owners = outcomes.flat_map(|at| index.to(at, LinkKind::Owns).map(|(who, _)| who));
    owners.find(|who| is_leader(index.card(*who)))
}

/// Somebody of the business who can put weight behind something.
pub(in crate::analysis) fn is_leader(card: &Card) -> bool {
    let level = card.fields.text("level");
    card.kind == CardKind::Stakeholder
        && card.is_active()
        && !is_ld(card)
        && matches!(level, "executive" | "senior")
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
