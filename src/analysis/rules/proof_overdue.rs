//! **Proof overdue** (medium): an outcome whose date has passed and that nobody has measured since. Source: domain, rule 21.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "proof_overdue",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["due", "readings"],
    looks: Looks::At { kind: Some(CardKind::Outcome), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let due = card.date("due").filter(|due| *due < look.today)?;
    let read_since = match card.fields.get("readings") {
        Some(Value::Rows(rows)) => {
            rows.iter().any(|row| matches!(row.get("date"), Some(Value::Date(day)) if *day >= due))
        }
        _ => false,
    };
    if read_since {
        return None;
    }
    let why = Message::new("rule.proof_overdue.why")
        .with("title", card.name())
        .with("day", due.to_string());
    let finding = Finding::about(&RULE, index, at, why)
        .fix("fix.fill_reading", Step::Fill { card: index.id(at), key: "readings" })
        .fix("fix.fill_due", Step::Fill { card: index.id(at), key: "due" });
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use serde_json::json;

    #[test]
    fn a_date_that_has_passed_asks_for_a_number() {
        whole().asks("proof_overdue", &[]);
        let due = |day: &str| whole().of("Sales").set("due", day);
        due("2026-11-22").asks("proof_overdue", &[]);
        due("2026-11-21").asks("proof_overdue", &["Sales"]);
    }

    #[test]
    fn only_a_number_from_that_day_on_answers() {
        let read = |day: &str| {
            let readings = json!([{"date": day, "value": 11}]);
            whole().of("Sales").set("due", "2026-11-01").set("readings", readings)
        };
        read("2026-10-31").asks("proof_overdue", &["Sales"]);
        read("2026-11-01").asks("proof_overdue", &[]);
    }
}
