//! **Quiet relationship** (low, facilitator only): a stakeholder outside L&D with whom no moment and no contact was noted
//! within the check-in cadence. Source: domain, rule 14; S4.

use super::{Look, Rule};
use crate::analysis::index::Said;
use crate::analysis::{Finding, Severity, Step};
use crate::model::{Card, CardKind, Date, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "quiet_relationship",
    severity: Severity::Low,
    facilitator: true,
    reads: &["last_contact", "spectrum"],
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    for at in index.active_of(CardKind::Stakeholder).filter(|at| !index.is_ld(*at)) {
        let card = index.card(at);
        let last = last_heard(card).filter(|day| *day <= look.today);
        let since = last.map(|day| look.today.day_number() - day.day_number());
        let why = match (last, since) {
            (_, Some(days)) if days <= look.settings.checkin_days => continue,
            (Some(day), Some(days)) => Message::new("rule.quiet_relationship.why")
                .with("days", days.to_string())
                .with("day", day.to_string()),
            _ => Message::new("rule.quiet_relationship.never"),
        };
        let id = index.id(at);
        let today = Step::set_date(id.clone(), "last_contact", look.today);
        let finding = Finding::about(&RULE, index, at, why.with("who", card.name()))
            .fix("fix.plan_talk", Step::Fill { card: id, key: "next_checkin" })
            .fix("fix.talked_today", today);
        found.push(finding);
    }
}

/// The last day on which something was noted. A day ahead is a plan.
fn last_heard(card: &Card) -> Option<Date> {
    let moments = match card.fields.get("spectrum") {
        Some(Value::Rows(rows)) => rows.as_slice(),
        _ => &[],
    };
    let days = moments.iter().filter_map(|row| match row.get("date") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    });
    days.chain(card.date("last_contact")).max()
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use serde_json::json;

    #[test]
    fn silence_beyond_the_cadence_is_asked_about() {
        whole().asks("quiet_relationship", &[]);
        let ann = whole().of("Ann");
        ann.clone().set("last_contact", "2026-10-23").asks("quiet_relationship", &[]);
        ann.clone().set("last_contact", "2026-10-22").asks("quiet_relationship", &["Ann"]);
        ann.clone().set("last_contact", ()).asks("quiet_relationship", &["Ann"]);
        ann.set("last_contact", "2027-01-01").asks("quiet_relationship", &["Ann"]);
    }

    #[test]
    fn a_moment_is_contact_and_colleagues_are_not_counted() {
        let moment = json!([{"date": "2026-11-20", "what": "Asked for our view"}]);
        let ann = whole().of("Ann").set("last_contact", ());
        ann.set("spectrum", moment).asks("quiet_relationship", &[]);
        whole().colleague("Sue").asks("quiet_relationship", &[]);
    }

    #[test]
    fn the_cadence_can_be_changed() {
        whole()
            .value("settings", json!({"analysis": {"checkin_days": 90}}))
            .of("Ann")
            .set("last_contact", "2026-09-01")
            .asks("quiet_relationship", &[]);
    }
}
