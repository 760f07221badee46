//! **Leaders disagree** (high): the ranks that people gave one priority lie three apart or more, two priorities are said to
//! conflict, or somebody in the room showed two fingers or fewer ‡.
//! A vote is a row of a session's `room_votes`: `counts` says how many showed each number, `about` may name a card.
//! Source: domain, rule 20; S2; fist of five.

use super::{Look, Looks, Rule};
use crate::analysis::index::{Index, Said, number_text};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardId, CardKind, Json, LinkKind, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "leaders_disagree",
    severity: Severity::High,
    facilitator: false,
    reads: &["ranks"],
    looks: Looks::Around(check),
};

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    ranks(look, found);
    for at in index.active_of(CardKind::Priority) {
        for (other, link) in index.from(at, LinkKind::ConflictsWith) {
            if !index.is_active(other) {
                continue;
            }
            let why = Message::new("rule.leaders_disagree.conflict")
                .with("title", index.card(at).name())
                .with("end", index.card(other).name());
            let mut finding = Finding::about(&RULE, index, at, why)
                .and([index.id(other)])
                .by([link.id.clone()])
                .fix("fix.open_link", Step::Open(link.id.clone()));
            // One priority may conflict with two others.
            finding.subject = link.id.as_str().to_owned();
            found.push(finding);
        }
    }
    votes(look, found);
}

fn ranks(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    for at in index.active_of(CardKind::Priority) {
        let card = index.card(at);
        let Some(Value::Table(ranks)) = card.fields.get("ranks") else { continue };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, rank) in ranks {
            if let Value::Number(rank) = rank {
                (low, high) = (low.min(*rank), high.max(*rank));
            }
        }
        if high - low < f64::from(look.settings.rank_spread) {
            continue;
        }
        let why = Message::new("rule.leaders_disagree.ranks")
            .with("title", card.name())
            .with("low", number_text(low))
            .with("high", number_text(high));
        let step = Step::Fill { card: index.id(at), key: "ranks" };
        found.push(Finding::about(&RULE, index, at, why).fix("fix.fill_ranks", step));
    }
}

fn votes(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    for (session, fields) in &index.map.records.sessions {
        let votes = fields.extra().find(|(key, _)| *key == "room_votes");
        let votes = votes.and_then(|(_, votes)| votes.as_array());
        for (number, vote) in votes.into_iter().flatten().enumerate() {
            let low = low_votes(vote, look.settings.low_fist);
            if low == 0 {
                continue;
            }
            let subject = format!("{session}/{number}");
            let why = Message::new("rule.leaders_disagree.fist")
                .with("n", low.to_string())
                .with("most", look.settings.low_fist.to_string());
            let finding = Finding::of_the_map(&RULE, subject, why).and(card_of(index, vote));
            let step = Step::Write { kind: CardKind::Challenge, with: &[] };
            found.push(finding.fix("fix.write_down", step));
        }
    }
}

/// How many showed so few fingers.
fn low_votes(vote: &Json, most: i32) -> i64 {
    let counts = vote.get("counts").and_then(Json::as_object);
    let counts = counts.into_iter().flatten();
    let low = counts.filter(|(fingers, _)| fingers.parse().is_ok_and(|n: i32| n <= most));
    low.filter_map(|(_, count)| count.as_i64()).sum()
}

fn card_of(index: &Index<'_>, vote: &Json) -> Option<CardId> {
    let id = CardId::parse(vote.get("about")?.as_str()?).ok()?;
    index.at(&id).map(|at| index.id(at))
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};
    use serde_json::json;

    #[test]
    fn ranks_that_lie_far_apart_are_asked_about() {
        let ranked = |ranks| whole().of("Grow").set("ranks", ranks);
        ranked(json!({"Ann": 1, "Bob": 4})).asks("leaders_disagree", &["Grow"]);
        ranked(json!({"Ann": 1, "Bob": 3, "Cleo": 2})).asks("leaders_disagree", &[]);
    }

    #[test]
    fn a_conflict_is_asked_about_while_both_priorities_stand() {
        let two = whole().add(K::Priority, "Save").link("Save", L::ConflictsWith, "Grow");
        two.asks("leaders_disagree", &["Save, Grow"]);
        two.of("Grow").set("status", "stopped").asks("leaders_disagree", &[]);
    }

    #[test]
    fn a_low_hand_in_the_room_is_asked_about() {
        let room = |votes| whole().session("w1", json!({"type": "workshop", "room_votes": votes}));
        room(json!([{"about": "Grow", "counts": {"5": 4, "2": 1}}]))
            .asks("leaders_disagree", &["Grow"]);
        room(json!([{"counts": {"0": 1}}])).asks("leaders_disagree", &[""]);
        room(json!([{"counts": {"3": 9, "2": 0}}, {"odd": 1}, 7])).asks("leaders_disagree", &[]);
        room(json!("nonsense")).asks("leaders_disagree", &[]);
    }
}
