//! **Unmeasured outcome** (high): an outcome without a baseline, a target, a unit or a date, unless somebody has
//! promised to find the number by a day that still lies ahead. Source: domain, rule 4; S2.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Date};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "unmeasured_outcome",
    severity: Severity::High,
    facilitator: false,
    reads: &["baseline", "target", "unit", "due", "find_by", "finder"],
    looks: Looks::At { kind: Some(CardKind::Outcome), reach: Reach::Own, facts: &[], ask },
};

const NEEDED: [&str; 4] = ["baseline", "target", "unit", "due"];

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let empty: Vec<_> = NEEDED.into_iter().filter(|key| card.lacks(key)).collect();
    let find_by: Option<Date> = card.date("find_by");
    let will_be_found = find_by.is_some_and(|day| day >= look.today) && !card.lacks("finder");
    let first = empty.first().filter(|_| !will_be_found)?;
    let why = match find_by.filter(|day| *day < look.today) {
        Some(day) => Message::new("rule.unmeasured_outcome.late").with("day", day.to_string()),
        None => Message::new("rule.unmeasured_outcome.why"),
    };
    let find = if find_by.is_none() || !card.lacks("finder") { "find_by" } else { "finder" };
    let finding = Finding::about(&RULE, index, at, why.with("title", card.name()))
        .empty(&empty)
        .fix("fix.fill_number", Step::Fill { card: index.id(at), key: first })
        .fix("fix.find_number", Step::Fill { card: index.id(at), key: find });
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;

    #[test]
    fn each_of_the_four_is_asked_for() {
        whole().asks("unmeasured_outcome", &[]);
        for key in super::NEEDED {
            let story = whole().of("Sales").set(key, ());
            story.asks("unmeasured_outcome", &["Sales"]);
            assert_eq!(story.found("unmeasured_outcome")[0].empty, [key]);
        }
    }

    #[test]
    fn a_promise_to_find_the_number_rests_the_question_until_its_day_has_passed() {
        let open = whole().of("Sales").set("baseline", ()).set("finder", "Bob");
        let until = |day: &str| open.clone().set("find_by", day);
        until("2026-11-22").asks("unmeasured_outcome", &[]);
        until("2026-11-21").asks("unmeasured_outcome", &["Sales"]);
        until("2027-01-01").set("finder", ()).asks("unmeasured_outcome", &["Sales"]);
    }
}
