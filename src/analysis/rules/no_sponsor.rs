//! **No sponsor** (high): a running initiative that no executive or senior leader sponsors. Source: domain, rule 9; S2.

use super::{Look, Rule};
use crate::analysis::index::Said;
use crate::analysis::{Finding, Severity, Step};
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
        let second = match sponsors.first() {
            Some(who) => ("fix.fill_level", Step::Fill { card: index.id(*who), key: "level" }),
            None => ("fix.connect", Step::Connect(beside)),
        };
        found.push(finding.fix(second.0, second.1));
    }
}

#[cfg(test)]
mod tests {
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
    fn a_champion_is_no_sponsor_and_an_idea_needs_none_yet() {
        let bare = whole().unlink("Ann", L::Sponsors, "Guide");
        bare.clone().link("Ann", L::Champions, "Guide").asks("no_sponsor", &["Guide"]);
        bare.of("Guide").set("status", "proposed").asks("no_sponsor", &[]);
    }
}
