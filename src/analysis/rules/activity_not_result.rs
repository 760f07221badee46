//! **Activity, not result** (medium): an outcome below level 3, or one whose metric counts what was done (attendance,
//! completion, satisfaction, hours) and not what came of it. An outcome without a metric is read by its title.
//! Source: domain, rule 7; levels after Kirkpatrick and Phillips, S2.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::glossary::Text;
use crate::analysis::index::{At, Said, number_text};
use crate::analysis::{Finding, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "activity_not_result",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["metric", "level"],
    looks: Looks::At { kind: Some(CardKind::Outcome), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let said = match card.fields.text("metric") {
        "" => &card.title,
        metric => metric,
    };
    let text = Text::of(said);
    let word = look.facts.activity.iter().find_map(|word| word.find(&text));
    let low = card.number("level").filter(|n| *n < f64::from(look.settings.result_level));
    let (why, key) = match (word, low) {
        (Some(word), _) => {
            let why = Message::new("rule.activity_not_result.word");
            (why.with("word", &said[word]), "metric")
        }
        (None, Some(level)) => {
            let why = Message::new("rule.activity_not_result.level");
            (why.with("level", number_text(level)), "level")
        }
        (None, None) => return None,
    };
    let finding = Finding::about(&RULE, index, at, why.with("title", card.name()))
        .fix("fix.fill_result", Step::Fill { card: index.id(at), key });
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{story, whole};
    use crate::model::CardKind as K;
    use serde_json::json;

    #[test]
    fn what_counts_doing_and_what_stands_below_the_third_level_is_asked_about() {
        whole().of("Sales").set("level", 2).asks("activity_not_result", &["Sales"]);
        for metric in ["Course completions", "Training hours", "Satisfaction with the course"] {
            whole().of("Sales").set("metric", metric).asks("activity_not_result", &["Sales"]);
        }
        let title = story().add(K::Outcome, "Attendance");
        title.asks("activity_not_result", &["Attendance"]);
    }

    #[test]
    fn results_are_not_nor_words_that_only_begin_alike() {
        whole().asks("activity_not_result", &[]);
        whole().of("Sales").set("level", 3).asks("activity_not_result", &[]);
        whole().of("Sales").set("metric", "Hourly output").asks("activity_not_result", &[]);
    }

    #[test]
    fn the_words_can_be_changed() {
        whole()
            .value("settings", json!({"analysis": {"activity_words": ["Stunden"]}}))
            .of("Sales")
            .set("metric", "Stunden im Kurs")
            .asks("activity_not_result", &["Sales"])
            .clone()
            .set("metric", "Training hours")
            .asks("activity_not_result", &[]);
    }
}
