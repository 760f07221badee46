//! What a map's priorities rest on: those that support leads to, those that nothing leads to, and the ways between.
//! And of all questions the one to ask as a stage ends.

use std::rc::Rc;

use super::index::{At, Index, leads};
use super::{Answers, Finding, Private, evaluate};
use crate::model::{CardId, CardKind, Date, Lane, LinkId, Map, sort_and_dedup};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// Priorities to which support leads, as they lie on the map.
    pub covered: Vec<CardId>,
    pub missing: Vec<CardId>,
    /// All priorities and every card on a way from support to one; sorted.
    pub cards: Vec<CardId>,
    /// Sorted.
    pub links: Vec<LinkId>,
}

#[must_use]
pub fn coverage(map: &Map) -> Coverage {
    let index = Index::of(map);
    let mut priorities: Vec<_> = index.active_of(CardKind::Priority).collect();
    crate::model::sort_by(&mut priorities, |a, b| index.sooner(*b, *a).cmp(&index.sooner(*a, *b)));
    let on_way =
        |at: At| index.is_active(at) && index.is_supported(at) && index.reaches_priority(at);
    let mut found = Coverage::default();
    for at in priorities {
        let list = if index.is_supported(at) { &mut found.covered } else { &mut found.missing };
        list.push(index.id(at));
    }
    found.cards = found.missing.clone();
    for at in index.all().filter(|at| on_way(*at)) {
        found.cards.push(index.id(at));
        let ways = index.links_from(at).filter(|(to, link)| leads(link.kind) && on_way(*to));
        found.links.extend(ways.map(|(_, link)| link.id.clone()));
    }
    sort_and_dedup(&mut found.cards);
    sort_and_dedup(&mut found.links);
    found
}

/// The one question most worth asking about a lane before a room moves on: the weightiest that nobody has answered,
/// in the order of the rules. None where the lane gives no reason to ask, and never one for the facilitator alone.
#[must_use]
pub fn worth_asking(map: &Map, lane: Lane, today: Date) -> Option<Rc<Finding>> {
    let answers = Answers::of(map);
    let in_lane = |finding: &Finding| {
        let card = finding.about.first().and_then(|id| map.card(id));
        card.is_some_and(|card| card.place.lane == lane)
    };
    let all = evaluate(map, &Private::default(), today).findings.into_iter();
    let open = all.filter(|f| !f.rule.facilitator && in_lane(f) && !answers.settles(f));
    open.fold(None, |best: Option<Rc<Finding>>, next| match best {
        Some(best) if best.severity >= next.severity => Some(best),
        _ => Some(next),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    fn ids(all: &[CardId]) -> Vec<&str> {
        all.iter().map(CardId::as_str).collect()
    }

    #[test]
    fn priorities_with_and_without_support_are_told_apart_and_the_ways_light_up() {
        let found = coverage(&whole().add(K::Priority, "Hold").add(K::Outcome, "Apart").map);
        assert_eq!((ids(&found.covered), ids(&found.missing)), (vec!["Grow"], vec!["Hold"]));
        assert_eq!(ids(&found.cards), ["Ask", "Grow", "Guide", "Hold", "Sales"]);
        assert_eq!(found.links.len(), 3);
        let cut = coverage(&whole().unlink("Ask", L::Moves, "Sales").map);
        assert_eq!((ids(&cut.cards), cut.links.len()), (vec!["Grow"], 0));
        assert_eq!(coverage(&story().map), Coverage::default());
    }

    #[test]
    fn as_a_stage_ends_its_weightiest_question_is_asked_and_no_other() {
        let story = whole().of("Sales").set("target", ()).set("level", 1).add(K::Priority, "Hold");
        let ask = |lane| worth_asking(&story.map, lane, story.today).map(|f| f.rule.name);
        assert_eq!(ask(Lane::Outcomes), Some("unmeasured_outcome"));
        assert_eq!(ask(Lane::Priorities), Some("uncovered_priority"));
        assert_eq!(ask(Lane::Barriers), None);
    }

    #[test]
    fn what_was_answered_is_not_asked_again_and_what_is_private_never() {
        let story = whole().add(K::Priority, "Hold");
        let asked = worth_asking(&story.map, Lane::Priorities, story.today).expect("a question");
        let answer =
            crate::analysis::Answer::new(&asked, &story.map, "later".into(), None, story.today);
        let answered =
            story.clone().record("answers", &asked.answer_id(), answer.to_record(&asked));
        assert_eq!(worth_asking(&answered.map, Lane::Priorities, story.today), None);
        let quiet = whole().who("Cy", "manager").set("last_contact", "2020-01-01");
        assert!(!quiet.found("quiet_relationship").is_empty());
        assert_eq!(worth_asking(&quiet.map, Lane::People, quiet.today), None);
    }
}
