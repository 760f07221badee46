//! **Quiet relationship** (low, facilitator only): a stakeholder outside L&D with whom no moment and no contact was noted
//! within the check-in cadence. A workshop or check-in that they attended is contact. Source: domain, rule 14; S4.

use super::{Fact, Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{Card, CardKind, Date, Json, Map, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "quiet_relationship",
    severity: Severity::Low,
    facilitator: true,
    reads: &["last_contact", "spectrum"],
    looks: Looks::At {
        kind: Some(CardKind::Stakeholder),
        reach: Reach::Own,
        facts: &[Fact::Records],
        ask,
    },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if index.is_ld(at) {
        return None;
    }
    let card = index.card(at);
    // A day ahead is a plan.
    let heard = noted(card).into_iter().chain(met(index.map, card));
    let last = heard.filter(|day| *day <= look.today).max();
    let since = last.map(|day| look.today.day_number() - day.day_number());
    let why = match (last, since) {
        (_, Some(days)) if days <= look.settings.checkin_days => return None,
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
    Some(finding)
}

/// The days of workshops and check-ins at which somebody was, by name or id.
fn met(map: &Map, card: &Card) -> Vec<Date> {
    let is_them = |who: &Json| {
        let said = who.as_str().or_else(|| who["name"].as_str()).or_else(|| who["id"].as_str());
        said.is_some_and(|said| {
            said == card.id.as_str()
                || said.trim().to_lowercase() == card.title.trim().to_lowercase()
        })
    };
    let sessions = map.records.sessions.iter().filter_map(|(_, session)| {
        let find = |wanted: &str| session.extra().find(|(key, _)| *key == wanted).map(|(_, it)| it);
        let there = find("attendees")?.as_array()?.iter().any(is_them);
        find("date")?.as_str().and_then(Date::parse).filter(|_| there)
    });
    sessions.collect()
}

/// The days on which something was noted about somebody.
fn noted(card: &Card) -> Vec<Date> {
    let moments = match card.fields.get("spectrum") {
        Some(Value::Rows(rows)) => rows.as_slice(),
        _ => &[],
    };
    let days = moments.iter().filter_map(|row| match row.get("date") {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    });
    days.chain(card.date("last_contact")).collect()
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::Fields;
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
    fn a_workshop_that_they_attended_is_contact() {
        let session = |who: serde_json::Value, date: &str| {
            let mut story = whole().of("Ann").set("last_contact", ());
            let raw = json!({ "date": date, "attendees": who });
            let raw = raw.as_object().expect("an object");
            let (fields, _) = Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v)));
            let mut records = (*story.map.records).clone();
            records.sessions.insert("s1".to_owned(), fields);
            story.map.records = records.into();
            story
        };
        session(json!(["Bo", " ann "]), "2026-11-01").asks("quiet_relationship", &[]);
        session(json!([{"name": "Ann"}]), "2026-11-01").asks("quiet_relationship", &[]);
        session(json!(["Bo"]), "2026-11-01").asks("quiet_relationship", &["Ann"]);
        session(json!(["Ann"]), "2026-09-01").asks("quiet_relationship", &["Ann"]);
        session(json!(["Ann"]), "2027-01-01").asks("quiet_relationship", &["Ann"]);
        session(json!("Ann"), "soon").asks("quiet_relationship", &["Ann"]);
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
