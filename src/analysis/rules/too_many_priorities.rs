//! **Too many priorities** (medium): more than five ‡ for the whole organisation, more than three for one department, or
//! more effort in what runs than there is capacity. A priority without a level counts as the organisation's. The
//! department is that of the business people who raised or sponsor a priority or own an outcome of it; those
//! nobody can place count as one. Source: domain, rule 15; S4.

use super::{Look, Looks, Rule};
use crate::analysis::index::{At, Index, Said, number_text};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Json, LinkKind, Sorted, sort_and_dedup, sort_by};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "too_many_priorities",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["level", "effort_days"],
    looks: Looks::Around(check),
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    let department = |at: &At| index.card(*at).fields.text("level") == "department";
    let (of_departments, of_all): (Vec<_>, Vec<_>) =
        index.active_of(CardKind::Priority).partition(department);
    let most = look.settings.most_enterprise;
    found.extend(too_many(index, "enterprise", "rule.too_many_priorities.why", of_all, most));
    let mut by_unit: Sorted<&str, Vec<At>> = Sorted::default();
    for at in of_departments {
        for unit in units(index, at) {
            by_unit.get_or_default(unit).push(at);
        }
    }
    for (unit, priorities) in by_unit {
        let key = match unit {
            "" => "rule.too_many_priorities.some_department",
            _ => "rule.too_many_priorities.department",
        };
        found.extend(too_many(index, unit, key, priorities, look.settings.most_department));
    }
    found.extend(too_much_effort(index));
}

fn too_many(
    index: &Index<'_>,
    whose: &str,
    key: &'static str,
    mut all: Vec<At>,
    most: i32,
) -> Option<Finding> {
    if all.len() <= usize::try_from(most).unwrap_or(0) {
        return None;
    }
    let rank = |at: At| index.card(at).number("rank").unwrap_or(f64::INFINITY);
    sort_by(&mut all, |a, b| rank(*a).total_cmp(&rank(*b)));
    let last = index.id(*all.last()?);
    let why = Message::new(key)
        .with("n", all.len().to_string())
        .with("most", most.to_string())
        .with("unit", whose);
    let finding = Finding::of_the_map(&RULE, whose.to_owned(), why)
        .over(all.iter().map(|at| index.id(*at)))
        .fix("fix.fill_rank", Step::Fill { card: last.clone(), key: "rank" })
        .fix("fix.set_last_aside", Step::Stop(last));
    Some(finding)
}

/// Whose priority it is: units of the business, each once; the empty one where nobody can tell.
pub(in crate::analysis) fn units<'a>(index: &'a Index<'_>, priority: At) -> Vec<&'a str> {
    let mut who: Vec<At> = Vec::new();
    for kind in [LinkKind::Raised, LinkKind::Sponsors] {
        who.extend(index.to(priority, kind).map(|(who, _)| who));
    }
    for (outcome, _) in index.to(priority, LinkKind::Advances) {
        who.extend(index.to(outcome, LinkKind::Owns).map(|(who, _)| who));
    }
    let business = who.into_iter().filter(|who| !index.is_ld(*who));
    let mut units: Vec<_> = business.map(|who| index.card(who).fields.text("unit")).collect();
    units.retain(|unit| !unit.is_empty());
    sort_and_dedup(&mut units);
    if units.is_empty() { vec![""] } else { units }
}

/// What runs needs more days than there are. A proposal costs nothing yet.
fn too_much_effort(index: &Index<'_>) -> Option<Finding> {
    let capacity = index.map.records.values.get("capacity_days").and_then(Json::as_f64)?;
    let effort = |at: At| index.card(at).number("effort_days").unwrap_or(0.0);
    let mut costly: Vec<_> = index.running().filter(|at| effort(*at) > 0.0).collect();
    sort_by(&mut costly, |a, b| effort(*b).total_cmp(&effort(*a)));
    let sum: f64 = costly.iter().map(|at| effort(*at)).sum();
    let largest = index.id(*costly.first().filter(|_| sum > capacity)?);
    let why = Message::new("rule.too_many_priorities.effort")
        .with("days", number_text(sum))
        .with("capacity", number_text(capacity));
    let pause = Step::Set { card: largest.clone(), key: "status", value: Json::from("paused") };
    let finding = Finding::of_the_map(&RULE, "capacity".to_owned(), why)
        .over(costly.iter().map(|at| index.id(*at)))
        .fix("fix.pause_largest", pause)
        .fix("fix.fill_effort", Step::Fill { card: largest, key: "effort_days" });
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Story, story};
    use crate::model::{CardKind as K, LinkKind as L};

    fn priorities(n: usize, level: &str) -> Story {
        (1..=n).fold(story(), |story, i| {
            story.add(K::Priority, &format!("P{i}")).set("level", level).set("rank", i)
        })
    }

    #[test]
    fn five_for_all_are_few_enough_and_six_are_too_many() {
        priorities(5, "enterprise").asks("too_many_priorities", &[]);
        priorities(6, "enterprise").asks("too_many_priorities", &["P1, P2, P3, P4, P5, P6"]);
        let unsaid = priorities(5, "enterprise").add(K::Priority, "New");
        unsaid.asks("too_many_priorities", &["P1, P2, P3, P4, P5, New"]);
        unsaid.clone().set("status", "stopped").asks("too_many_priorities", &[]);
    }

    #[test]
    fn three_are_few_enough_for_a_department() {
        let four = priorities(4, "department");
        four.asks("too_many_priorities", &["P1, P2, P3, P4"]);
        priorities(3, "department").asks("too_many_priorities", &[]);
        let two_units = four
            .who("Ann", "senior")
            .set("unit", "Sales")
            .who("Bob", "senior")
            .set("unit", "Stores")
            .link("Ann", L::Raised, "P1")
            .link("Ann", L::Sponsors, "P2")
            .link("Bob", L::Raised, "P3");
        two_units.asks("too_many_priorities", &[]);
    }

    #[test]
    fn more_effort_than_days_is_asked_about_and_ideas_cost_nothing_yet() {
        let plan = story()
            .value("capacity_days", 10)
            .add(K::Initiative, "Guide")
            .set("status", "live")
            .set("effort_days", 4)
            .add(K::Initiative, "Course")
            .set("status", "approved")
            .set("effort_days", 6.5);
        plan.asks("too_many_priorities", &["Course, Guide"]);
        plan.clone().set("effort_days", 6).asks("too_many_priorities", &[]);
        plan.set("status", "proposed").asks("too_many_priorities", &[]);
    }
}
