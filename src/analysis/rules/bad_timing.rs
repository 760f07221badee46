//! **Bad timing** (low): an initiative is planned for days on which people it concerns are busiest: those who do what it
//! enables, sponsor, champion or own it or its outcomes. Source: domain, rule 23; S0 tip 2.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Date, LinkKind, Sorted, Value, sort_and_dedup};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "bad_timing",
    severity: Severity::Low,
    facilitator: false,
    reads: &["start", "end", "busy_windows"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Behind, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let planned = span(card.date("start"), card.date("end"))?;
    let people = people_of(index, at);
    let meets = |who: &At| first_meeting(index, *who, planned).is_some();
    let busy: Vec<_> = people.into_iter().filter(meets).collect();
    let (first, window) =
        busy.first().and_then(|who| Some((*who, first_meeting(index, *who, planned)?)))?;
    let why = Message::new("rule.bad_timing.why")
        .with("title", card.name())
        .with("who", index.card(first).name())
        .with("from", window.0.to_string())
        .with("to", window.1.to_string());
    let finding = Finding::about(&RULE, index, at, why)
        .and(busy.iter().map(|who| index.id(*who)))
        .fix("fix.fill_start", Step::Fill { card: index.id(at), key: "start" })
        .fix("fix.fill_busy", Step::Fill { card: index.id(first), key: "busy_windows" });
    Some(finding)
}

/// From when to when. One day alone is that day.
pub(in crate::analysis) fn span(from: Option<Date>, to: Option<Date>) -> Option<(Date, Date)> {
    let (from, to) = (from.or(to)?, to.or(from)?);
    Some((from.min(to), from.max(to)))
}

pub(in crate::analysis) fn people_of(index: &Index<'_>, initiative: At) -> Vec<At> {
    let to = |at: At, kind| index.to(at, kind).map(|(who, _)| who);
    let mut people = Vec::new();
    for kind in [LinkKind::Sponsors, LinkKind::Champions, LinkKind::Owns] {
        people.extend(to(initiative, kind));
    }
    for performance in index.enabled_by(initiative) {
        people.extend(to(performance, LinkKind::Performs));
    }
    for outcome in index.outcomes_of(initiative) {
        people.extend(to(outcome, LinkKind::Owns));
    }
    people.retain(|who| index.is_active(*who));
    sort_and_dedup(&mut people);
    people
}

/// The first busy time of somebody that lies over these days.
fn first_meeting(index: &Index<'_>, who: At, planned: (Date, Date)) -> Option<(Date, Date)> {
    let windows = busy_days(index, who).into_iter().map(|(from, to, _)| (from, to));
    windows.filter(|(from, to)| *from <= planned.1 && planned.0 <= *to).min()
}

/// When somebody is busiest, and with what.
pub(in crate::analysis) fn busy_days<'a>(
    index: &'a Index<'_>,
    who: At,
) -> Vec<(Date, Date, &'a str)> {
    let Some(Value::Rows(rows)) = index.card(who).fields.get("busy_windows") else {
        return Vec::new();
    };
    let day = |row: &Sorted<&'static str, Value>, key: &str| match row.get(key) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let window = |row: &'a Sorted<&'static str, Value>| {
        let (from, to) = span(day(row, "from"), day(row, "to"))?;
        Some((from, to, row.get("what").and_then(Value::as_text).unwrap_or_default()))
    };
    rows.iter().filter_map(window).collect()
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, whole};
    use crate::model::LinkKind as L;
    use serde_json::json;

    fn rush(start: &str, end: &str) -> Story {
        let busy = json!([{"from": "2026-12-01", "to": "2026-12-24", "what": "Holidays"}]);
        whole()
            .of("Guide")
            .set("start", start)
            .set("end", end)
            .who("Staff", "frontline")
            .set("busy_windows", busy)
            .link("Staff", L::Performs, "Ask")
    }

    #[test]
    fn a_plan_that_meets_their_busiest_days_is_asked_about() {
        rush("2026-11-20", "2026-12-01").asks("bad_timing", &["Guide, Staff"]);
        rush("2026-12-24", "2027-02-01").asks("bad_timing", &["Guide, Staff"]);
        rush("2026-12-05", "2026-12-05")
            .set("busy_windows", json!([{"to": "2026-12-05"}]))
            .asks("bad_timing", &["Guide, Staff"]);
    }

    #[test]
    fn one_before_or_after_them_is_not_nor_are_strangers_days() {
        rush("2026-11-01", "2026-11-30").asks("bad_timing", &[]);
        rush("2026-12-25", "2027-02-01").asks("bad_timing", &[]);
        rush("2026-12-05", "2026-12-06")
            .unlink("Staff", L::Performs, "Ask")
            .asks("bad_timing", &[]);
        whole().asks("bad_timing", &[]);
    }
}
