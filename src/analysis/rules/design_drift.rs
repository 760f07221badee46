//! **Design drift** (medium): an initiative that the business confirmed, and that has changed since, or something on its
//! way to a priority has. With a confirmation goes what the cards said then (`confirmed_as`); where a file brings a
//! confirmation without it, a card marked for review counts as changed. Source: domain, rule 25; S0, readers on
//! strategy that aligns and design that drifts.

use super::{Fact, Look, Looks, Reach, Rule};
use crate::analysis::facts::Names;
use crate::analysis::index::{At, Index, Said, leads};
use crate::analysis::{Finding, Severity, Step};
use crate::model::text::fingerprint;
use crate::model::{Card, CardId, CardKind, Json, Map, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "design_drift",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["confirmed_by", "confirmed_on", "confirmed_as", "needs_review"],
    looks: Looks::At {
        kind: Some(CardKind::Initiative),
        reach: Reach::Upstream,
        facts: &[Fact::Colleagues],
        ask,
    },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    if !is_confirmed(card, &look.facts.colleagues) {
        return None;
    }
    let changed = changed_since(index, at);
    let first = changed.first()?;
    let why = Message::new("rule.design_drift.why")
        .with("title", card.name())
        .with("end", index.card(*first).name())
        .with("n", changed.len().to_string());
    let again = Step::set_date(index.id(at), "confirmed_on", look.today);
    let finding = Finding::about(&RULE, index, at, why)
        .and(changed.iter().map(|at| index.id(*at)))
        .fix("fix.confirmed_again", again)
        .fix("fix.see_changed", Step::Fill { card: index.id(*first), key: "title" });
    Some(finding)
}

/// Somebody has confirmed it, and not only people of L&D.
fn is_confirmed(card: &Card, colleagues: &Names) -> bool {
    let Some(Value::List(names)) = card.fields.get("confirmed_by") else {
        return !card.lacks("confirmed_on");
    };
    !names.iter().all(|name| colleagues.has(name))
}

/// What lies on the way from an initiative to priorities, itself first; each once.
fn upstream(index: &Index<'_>, initiative: At) -> Vec<At> {
    let mut way = vec![initiative];
    let mut next = 0;
    while let Some(at) = way.get(next).copied() {
        next += 1;
        for (to, link) in index.links_from(at) {
            if leads(link.kind) && index.is_active(to) && !way.contains(&to) {
                way.push(to);
            }
        }
    }
    way
}

fn changed_since(index: &Index<'_>, initiative: At) -> Vec<At> {
    let way = upstream(index, initiative);
    match index.card(initiative).fields.get("confirmed_as") {
        Some(Value::Table(then)) => {
            let now = |at: &At| {
                let card = index.card(*at);
                then.get(card.id.as_str()).and_then(Value::as_text) != Some(&design(card))
            };
            let mut changed: Vec<_> = way.iter().copied().filter(now).collect();
            // Something that was on the way then and no longer is: the initiative itself leads elsewhere now.
            let gone =
                then.iter().any(|(id, _)| !way.iter().any(|at| index.id(*at).as_str() == id));
            if gone && changed.is_empty() {
                changed.push(initiative);
            }
            changed
        }
        _ => way.into_iter().filter(|at| index.card(*at).fields.flag("needs_review")).collect(),
    }
}

/// Fields that tell how far something has come, and not what was agreed.
const PROGRESS: [&str; 9] = [
    "status",
    "rank",
    "ranks",
    "readings",
    "reviewed_on",
    "live_since",
    "effort_days",
    "gap_accepted",
    "confirmed_as",
];

/// What a card says, as a short text that changes when it does.
fn design(card: &Card) -> String {
    let mut parts = vec![card.title.trim().to_owned()];
    let own = card.kind.own_fields().iter().map(|spec| spec.key);
    for key in own.filter(|key| !PROGRESS.contains(key)) {
        if let Some(value) = card.fields.get(key) {
            parts.extend([key.to_owned(), value.to_json().to_string()]);
        }
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    fingerprint(&parts)
}

/// What goes with a confirmation of an initiative: what it and everything on its way say now, by card.
#[must_use]
pub fn confirmation(map: &Map, initiative: &CardId) -> Json {
    let index = Index::of(map);
    let way = index.at(initiative).map(|at| upstream(&index, at)).unwrap_or_default();
    let said = |at: At| (index.id(at).to_string(), Json::from(design(index.card(at))));
    way.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{Story, whole};
    use crate::model::LinkKind as L;
    use serde_json::json;

    fn confirmed() -> Story {
        let story = whole().of("Guide").set("confirmed_on", "2026-11-01");
        let said = confirmation(&story.map, &CardId::parse("Guide").expect("an id"));
        story.set("confirmed_by", json!(["Ann"])).set("confirmed_as", said)
    }

    #[test]
    fn a_change_on_the_way_after_it_was_confirmed_is_asked_about() {
        confirmed().asks("design_drift", &[]);
        confirmed().of("Sales").set("target", 14).asks("design_drift", &["Guide, Sales"]);
        confirmed().of("Guide").set("how", "By phone").asks("design_drift", &["Guide"]);
        let moved = confirmed().unlink("Ask", L::Moves, "Sales");
        moved.asks("design_drift", &["Guide"]);
        let more = confirmed().add(CardKind::Priority, "Top").link("Grow", L::LaddersUp, "Top");
        more.asks("design_drift", &["Guide, Top"]);
    }

    #[test]
    fn progress_is_no_drift_and_nothing_unconfirmed_drifts() {
        let further = confirmed().of("Guide").set("status", "pilot").of("Grow").set("rank", 2);
        further.asks("design_drift", &[]);
        whole().of("Guide").set("needs_review", true).asks("design_drift", &[]);
    }

    #[test]
    fn a_confirmation_from_elsewhere_is_weighed_by_what_is_marked_for_review() {
        let bare = confirmed().set("confirmed_as", ());
        bare.asks("design_drift", &[]);
        bare.clone().of("Ask").set("needs_review", true).asks("design_drift", &["Guide, Ask"]);
        let ours = bare.colleague("Sue").of("Guide").set("confirmed_by", json!(["Sue"]));
        ours.of("Ask").set("needs_review", true).asks("design_drift", &[]);
    }
}
