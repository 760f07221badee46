//! **Stop-doing candidate** (medium): something that runs (on trial or live) and does not clearly drive performance, or
//! that has run for more than three years without a review in the last twelve months. What is only approved takes
//! nobody's time yet. Source: domain, rule 19; S4.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{Card, CardKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "stop_doing",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["status", "drives_performance", "live_since", "reviewed_on"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let card = index.card(at);
    if card.fields.text("status") == "approved" {
        return None;
    }
    let drives = card.fields.text("drives_performance");
    let key = match drives {
        "yes" if is_old(look, card) => "rule.stop_doing.old",
        "yes" => return None,
        "no" => "rule.stop_doing.no",
        "unsure" => "rule.stop_doing.unsure",
        _ => "rule.stop_doing.unsaid",
    };
    let since = card.date("live_since").map(|day| day.to_string());
    let why = Message::new(key).with("title", card.name()).with("day", since.unwrap_or_default());
    let id = index.id(at);
    let finding = Finding::about(&RULE, index, at, why);
    let finding = match drives {
        "yes" => {
            let today = Step::set_date(id.clone(), "reviewed_on", look.today);
            finding.fix("fix.reviewed_today", today)
        }
        _ => {
            let step = Step::Fill { card: id.clone(), key: "drives_performance" };
            finding.fix("fix.fill_drives", step)
        }
    };
    Some(finding.fix("fix.stop", Step::Stop(id)))
}

fn is_old(look: &Look<'_>, card: &Card) -> bool {
    let since = |key| card.date(key).map(|day| look.today.day_number() - day.day_number());
    let old = since("live_since").is_some_and(|days| days > look.settings.old_days);
    old && since("reviewed_on").is_none_or(|days| days > look.settings.unreviewed_days)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;

    #[test]
    fn what_may_not_help_is_asked_about() {
        whole().asks("stop_doing", &[]);
        for said in ["no", "unsure"] {
            let story = whole().of("Guide").set("drives_performance", said);
            story.asks("stop_doing", &["Guide"]);
            story.clone().set("status", "approved").asks("stop_doing", &[]);
        }
        whole().of("Guide").set("drives_performance", ()).asks("stop_doing", &["Guide"]);
    }

    #[test]
    fn what_has_run_for_years_is_asked_about_unless_somebody_has_looked() {
        let old = whole().of("Guide").set("live_since", "2023-11-01");
        old.asks("stop_doing", &[]);
        old.clone().set("reviewed_on", "2025-11-01").asks("stop_doing", &["Guide"]);
        old.clone().set("reviewed_on", ()).asks("stop_doing", &["Guide"]);
        old.set("reviewed_on", ()).set("live_since", "2024-01-01").asks("stop_doing", &[]);
    }
}
