//! **One-level listening** (low): there are insights, and none from the front line or none from an executive.
//! Source: domain, rule 26; S4.

use super::{Look, Looks, Rule};
use crate::analysis::{Finding, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "one_level_listening",
    severity: Severity::Low,
    facilitator: false,
    reads: &["level"],
    looks: Looks::Around(check),
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    let insights: Vec<_> = index.active_of(CardKind::Insight).collect();
    let heard = |level| insights.iter().any(|at| index.card(*at).fields.text("level") == level);
    let key = match (insights.is_empty(), heard("frontline"), heard("executive")) {
        (true, _, _) | (_, true, true) => return,
        (_, false, true) => "rule.one_level_listening.frontline",
        (_, true, false) => "rule.one_level_listening.executive",
        (_, false, false) => "rule.one_level_listening.both",
    };
    let ask = |with| Step::Write { kind: CardKind::Insight, with };
    let mut finding = Finding::of_the_map(&RULE, "insights".to_owned(), Message::new(key))
        .over(insights.iter().map(|at| index.id(*at)));
    if !heard("frontline") {
        finding = finding.fix("fix.ask_frontline", ask(&[("level", "frontline")]));
    }
    if !heard("executive") {
        finding = finding.fix("fix.ask_executive", ask(&[("level", "executive")]));
    }
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, whole};
    use crate::model::CardKind as K;

    fn heard(levels: &[&str]) -> Story {
        levels.iter().fold(whole(), |story, level| {
            story.add(K::Insight, &format!("From {level}")).set("level", *level)
        })
    }

    #[test]
    fn what_only_one_level_says_is_asked_about() {
        heard(&["manager"]).asks("one_level_listening", &["From manager"]);
        heard(&["frontline", "external"])
            .asks("one_level_listening", &["From external, From frontline"]);
        assert_eq!(heard(&["executive"]).found("one_level_listening")[0].fixes.len(), 1);
    }

    #[test]
    fn both_ends_heard_is_enough_and_nothing_heard_is_another_matter() {
        heard(&["frontline", "executive"]).asks("one_level_listening", &[]);
        whole().asks("one_level_listening", &[]);
    }
}
