//! **Missing voice** (medium, facilitator only): somebody with much power who has written, raised and confirmed nothing.
//! Power is L&D's private rating; where nobody was rated, the role of a decider stands for it.
//! Source: domain, rule 10; that a role stands for a rating is ours.

use super::{Look, Rule};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, Json, LinkKind, Sorted, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "missing_voice",
    severity: Severity::Medium,
    facilitator: true,
    reads: &["roles"],
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    let heard = Heard::on(index);
    for at in index.active_of(CardKind::Stakeholder) {
        let card = index.card(at);
        let decides = match look.private.power.get(&card.id) {
            Some(power) => *power >= look.settings.deciding_power,
            None => {
                let roles = card.fields.get("roles");
                matches!(roles, Some(Value::Choices(roles)) if roles.contains(&"decider"))
            }
        };
        if !decides || heard.from(index, at) {
            continue;
        }
        let why = Message::new("rule.missing_voice.why").with("who", card.name());
        let (kind, link) = (CardKind::Challenge, LinkKind::Raised);
        let beside = index.id(at);
        let finding = Finding::about(&RULE, index, at, why)
            .fix("fix.write_down", Step::Add { beside: beside.clone(), kind, link, with: &[] })
            .fix("fix.plan_talk", Step::Fill { card: beside, key: "next_checkin" });
        found.push(finding);
    }
}

/// Who has written or confirmed something: ids of stakeholders and people, and names.
struct Heard(Sorted<String, ()>);

impl Heard {
    fn on(index: &Index<'_>) -> Self {
        let mut all = Vec::new();
        for at in index.all() {
            let fields = &index.card(at).fields;
            let author = fields.text("author");
            if !author.is_empty() {
                all.push(author.to_owned());
            }
            if let Some(Value::List(names)) = fields.get("confirmed_by") {
                all.extend(names.iter().cloned());
            }
        }
        // A person who took part may be known to stand for a stakeholder.
        let people = index.map.records.lists.get("people");
        for (id, person) in people.into_iter().flatten() {
            let stands_for = person.get("stakeholder").and_then(Json::as_str);
            if let Some(stakeholder) = stands_for.filter(|_| all.contains(id)) {
                all.push(stakeholder.to_owned());
            }
        }
        Self(all.into_iter().map(|name| (name, ())).collect())
    }

    fn from(&self, index: &Index<'_>, who: At) -> bool {
        let card = index.card(who);
        self.0.contains_key(card.id.as_str())
            || self.0.contains_key(card.title.trim())
            || index.from(who, LinkKind::Raised).next().is_some()
    }
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
