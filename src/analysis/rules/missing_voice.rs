//! **Missing voice** (medium, facilitator only): somebody with much power who has written, raised and confirmed nothing.
//! Power is L&D's private rating; where nobody was rated, the role of a decider stands for it.
//! Source: domain, rule 10; that a role stands for a rating is ours.

use super::{Fact, Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{Card, CardKind, LinkKind, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "missing_voice",
    severity: Severity::Medium,
    facilitator: true,
    reads: &["roles"],
    looks: Looks::At {
        kind: Some(CardKind::Stakeholder),
        reach: Reach::Near,
        facts: &[Fact::Voices, Fact::Records],
        ask,
    },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    let decides = match look.private.power.get(&card.id) {
        Some(power) => *power >= look.settings.deciding_power,
        None => {
            let roles = card.fields.get("roles");
            matches!(roles, Some(Value::Choices(roles)) if roles.contains(&"decider"))
        }
    };
    if !decides || is_heard(look, at) {
        return None;
    }
    let why = Message::new("rule.missing_voice.why").with("who", card.name());
    let (kind, link) = (CardKind::Challenge, LinkKind::Raised);
    let beside = index.id(at);
    let finding = Finding::about(&RULE, index, at, why)
        .fix("fix.write_down", Step::Add { beside: beside.clone(), kind, link, with: &[] })
        .fix("fix.plan_talk", Step::Fill { card: beside, key: "next_checkin" });
    Some(finding)
}

/// Has written, raised or confirmed something, by id or by name, or as a person who took part and is known to stand
/// for them.
fn is_heard(look: &Look<'_>, who: At) -> bool {
    let card = look.index.card(who);
    let heard = |name: &str| look.facts.voices.has(name) || look.facts.stood_for.contains_key(name);
    heard(card.id.as_str())
        || heard(card.title.trim())
        || look.index.from(who, LinkKind::Raised).next().is_some()
}

/// Who says that they wrote a card or confirmed it: ids and names.
pub(in crate::analysis) fn voices(card: &Card) -> impl Iterator<Item = &str> {
    let confirmed = match card.fields.get("confirmed_by") {
        Some(Value::List(names)) => names.as_slice(),
        _ => &[],
    };
    let author = Some(card.fields.text("author")).filter(|author| !author.is_empty());
    author.into_iter().chain(confirmed.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};
    use serde_json::json;

    #[test]
    fn somebody_who_decides_and_has_said_nothing_is_missed() {
        whole().asks("missing_voice", &[]);
        whole().power("Ann", 4).asks("missing_voice", &["Ann"]);
        whole().of("Ann").set("roles", json!(["decider"])).asks("missing_voice", &["Ann"]);
        whole()
            .of("Ann")
            .set("roles", json!(["decider"]))
            .power("Ann", 3)
            .asks("missing_voice", &[]);
    }

    #[test]
    fn raising_writing_or_confirming_something_is_speaking() {
        let ann = whole().power("Ann", 5);
        ann.clone()
            .add(K::Challenge, "No time")
            .link("Ann", L::Raised, "No time")
            .asks("missing_voice", &[]);
        ann.clone().of("Grow").set("confirmed_by", json!(["Ann"])).asks("missing_voice", &[]);
        ann.clone()
            .record("people", "k1", json!({"id": "k1", "stakeholder": "Ann"}))
            .asks("missing_voice", &["Ann"])
            .clone()
            .of("Grow")
            .set("author", "k1")
            .asks("missing_voice", &[]);
    }
}
