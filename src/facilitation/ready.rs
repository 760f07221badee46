//! What a stage still wants, read from the map. A reminder for whoever leads: nothing here holds anybody back.

use std::rc::Rc;

use super::agenda::StageKind as S;
use super::led::Led;
use crate::model::{Card, CardId, CardKind, Json, Lane, LinkKind, Map, Value};
use crate::words::Message;

/// Low numbers on the scale from 0 to 5: who gives them speaks first.
const LOW: u64 = 2;

/// What is missing before the present stage could be left, the most important first; nothing when it is done.
#[must_use]
pub fn missing(map: &Map, led: &Led) -> Vec<Message> {
    let look = Look { map, led };
    let mut missing = Vec::new();
    match led.stage().kind {
        S::Arrive if led.attendees.is_empty() => missing.push(Message::new("missing.names")),
        S::Frame => look.frame(&mut missing),
        S::Priorities => look.priorities(&mut missing),
        S::Pressures => look.pressures(&mut missing),
        S::Outcomes => look.outcomes(&mut missing),
        S::Performance => look.performance(&mut missing),
        S::Support => look.support(&mut missing),
        S::Stop => look.stop(&mut missing),
        S::SupportAndStop => {
            look.support(&mut missing);
            look.stop(&mut missing);
        }
        S::Premortem => look.premortem(&mut missing),
        S::Close => look.close(&mut missing),
        S::FeedBack if led.feed_back.trim().is_empty() => {
            missing.push(Message::new("missing.feed_back"));
        }
        S::Changes => look.dated(CardKind::Insight, "date", "missing.insight", &mut missing),
        S::Results => look.readings(&mut missing),
        S::FeedForward => {
            if led.feed_forward.trim().is_empty() {
                missing.push(Message::new("missing.feed_forward"));
            }
            look.close(&mut missing);
        }
        S::Arrive | S::Break | S::FeedBack | S::Shift => {}
    }
    missing
}

struct Look<'a> {
    map: &'a Map,
    led: &'a Led,
}

impl<'a> Look<'a> {
    fn active(&self, kind: CardKind) -> impl Iterator<Item = &'a Card> + use<'a> {
        let cards = self.map.cards.values().map(|card| &**card);
        cards.filter(move |card| card.kind == kind && card.is_active() && !is_blank(card))
    }

    fn linked_to(&self, id: &CardId, kind: LinkKind) -> bool {
        self.map.links.values().any(|link| link.to == *id && link.kind == kind)
    }

    fn frame(&self, missing: &mut Vec<Message>) {
        if self.map.title.trim().is_empty() {
            missing.push(Message::new("missing.title"));
        }
        let said = self.map.records.lists.get("corrections");
        let is_silent = |card: &&Rc<Card>| {
            let mut said = said.into_iter().flatten();
            !said.any(|(_, record)| record["card"].as_str() == Some(card.id.as_str()))
        };
        let drafts = self.map.cards.values().filter(|card| card.fields.flag("draft"));
        let drafts = drafts.filter(|card| card.is_active() && !is_blank(card)).filter(is_silent);
        count(missing, "missing.drafts", drafts.count());
    }

    fn priorities(&self, missing: &mut Vec<Message>) {
        let most = self.led.agenda.most_priorities();
        let of_all = |card: &&Card| card.fields.text("level") != "department";
        let all: Vec<_> = self.active(CardKind::Priority).filter(of_all).collect();
        if all.is_empty() {
            return missing.push(Message::new("missing.priority"));
        }
        if all.len() > most {
            let message = Message::new("missing.too_many").with("n", all.len().to_string());
            missing.push(message.with("most", most.to_string()));
        }
        let unranked = all.iter().filter(|card| card.fields.get("rank").is_none()).count();
        count(missing, "missing.rank", unranked);
    }

    fn pressures(&self, missing: &mut Vec<Message>) {
        let heard = self.active(CardKind::Challenge).chain(self.active(CardKind::Insight)).next();
        if heard.is_none() {
            return missing.push(Message::new("missing.pressure"));
        }
        // One for each department that the map knows of.
        let people = self.active(CardKind::Stakeholder).filter(|card| !card.fields.flag("is_ld"));
        let mut silent: Vec<(&str, bool)> = Vec::new();
        for person in people {
            let unit = person.fields.text("unit");
            let spoke = self.map.links.values();
            let spoke =
                spoke.into_iter().any(|it| it.kind == LinkKind::Raised && it.from == person.id);
            match silent.iter_mut().find(|(known, _)| *known == unit) {
                _ if unit.is_empty() => {}
                Some((_, has_spoken)) => *has_spoken |= spoke,
                None => silent.push((unit, spoke)),
            }
        }
        if let Some((unit, _)) = silent.iter().find(|(_, spoke)| !spoke) {
            missing.push(Message::new("missing.unit").with("unit", *unit));
        }
    }

    fn outcomes(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Outcome).collect();
        if all.is_empty() {
            return missing.push(Message::new("missing.outcome"));
        }
        let count_of =
            |lacks: &dyn Fn(&Card) -> bool| all.iter().filter(|card| lacks(card)).count();
        let has = |card: &Card, key: &str| card.fields.get(key).is_some();
        count(
            missing,
            "missing.owner",
            count_of(&|card| !self.linked_to(&card.id, LinkKind::Owns)),
        );
        count(missing, "missing.metric", count_of(&|card| !has(card, "metric")));
        let numbers = |card: &Card| {
            let all = ["baseline", "target", "due"].iter().all(|key| has(card, key));
            !(all || has(card, "find_by"))
        };
        count(missing, "missing.numbers", count_of(&numbers));
    }

    fn performance(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Performance).collect();
        if all.is_empty() {
            return missing.push(Message::new("missing.performance"));
        }
        let unknown = |card: &&&Card| matches!(card.fields.text("cause"), "" | "unknown");
        count(missing, "missing.cause", all.iter().filter(unknown).count());
    }

    fn support(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Initiative).collect();
        if all.is_empty() {
            return missing.push(Message::new("missing.support"));
        }
        let leads = [LinkKind::Enables, LinkKind::Contributes];
        let leads_on = |card: &Card| {
            let links = self.map.links.values();
            links.into_iter().any(|link| link.from == card.id && leads.contains(&link.kind))
        };
        count(missing, "missing.line", all.iter().filter(|card| !leads_on(card)).count());
    }

    fn stop(&self, missing: &mut Vec<Message>) {
        let today = self.led.date;
        let done = self.map.cards.values().any(|card| {
            let reviewed = matches!(card.fields.get("reviewed_on"), Some(Value::Date(on)) if Some(*on) >= today);
            let stopped = card.fields.text("status") == "stopped" || card.place.lane == Lane::Stopped;
            card.kind == CardKind::Initiative && (stopped || (today.is_some() && reviewed))
        });
        if !done {
            missing.push(Message::new("missing.stop"));
        }
    }

    fn premortem(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Barrier).collect();
        if all.is_empty() {
            return missing.push(Message::new("missing.barrier"));
        }
        let attended = all.iter().filter(|card| self.linked_to(&card.id, LinkKind::Removes));
        count(missing, "missing.attended", all.len().min(3).saturating_sub(attended.count()));
    }

    fn close(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Commitment).collect();
        for (side, key) in [("business", "missing.business"), ("learning", "missing.learning")] {
            if !all.iter().any(|card| card.fields.text("side") == side) {
                missing.push(Message::new(key));
            }
        }
        let vague = |card: &&&Card| ["who", "due"].iter().any(|key| card.fields.get(key).is_none());
        count(missing, "missing.who_when", all.iter().filter(vague).count());
        match low(self.led) {
            None => missing.push(Message::new("missing.confidence")),
            Some(low) => count(missing, "missing.low", low),
        }
        if self.led.next_date.is_none() {
            missing.push(Message::new("missing.next_date"));
        }
        let parked = self.map.cards.values().filter(|card| {
            let is_open = card.fields.text("status") != "done";
            card.kind == CardKind::Parking && card.place.lane == Lane::Parking && is_open
        });
        count(missing, "missing.parked", parked.count());
    }

    /// Something of this kind with the day of the session or a later one.
    fn dated(&self, kind: CardKind, key: &str, word: &'static str, missing: &mut Vec<Message>) {
        let today = self.led.date;
        let is_new = |card: &Card| matches!(card.fields.get(key), Some(Value::Date(on)) if Some(*on) >= today);
        if today.is_some() && !self.active(kind).any(is_new) {
            missing.push(Message::new(word));
        }
    }

    fn readings(&self, missing: &mut Vec<Message>) {
        let all: Vec<_> = self.active(CardKind::Outcome).collect();
        let read = all.iter().filter(|card| card.fields.get("readings").is_some()).count();
        count(missing, "missing.reading", all.len() - read);
    }
}

/// How many gave a low number when the room was asked last, and nobody has heard them; `None` while it was not asked.
#[must_use]
pub fn low(led: &Led) -> Option<usize> {
    // Where nobody gave a number, nobody was heard.
    let some = |vote: &&Json| vote["counts"].as_object().is_some_and(|counts| !counts.is_empty());
    let asked = led.votes.iter().rfind(some)?;
    if asked["heard"] == true {
        return Some(0);
    }
    let counts = asked["counts"].as_object().into_iter().flatten();
    let low = counts.filter(|(number, _)| number.parse().is_ok_and(|it: u64| it <= LOW));
    let low: u64 = low.filter_map(|(_, n)| n.as_u64()).sum();
    Some(usize::try_from(low).unwrap_or(usize::MAX))
}

fn is_blank(card: &Card) -> bool {
    card.title.trim().is_empty()
}

fn count(missing: &mut Vec<Message>, key: &'static str, n: usize) {
    if n > 0 {
        missing.push(Message::new(key).with("n", n.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::story::{story, whole};
    use crate::facilitation::Agenda;

    fn at(kind: S) -> Led {
        let plans = Agenda::BUILT_IN.map(|id| Agenda::built_in(id).expect("a plan"));
        let plan = plans.into_iter().find(|plan| plan.stages.iter().any(|it| it.kind == kind));
        let plan = plan.expect("a plan with this stage");
        let at = plan.stages.iter().position(|it| it.kind == kind).expect("it is there");
        let mut led = Led::begin("s".into(), plan, crate::model::Date::new(2026, 11, 22));
        led.go(at, 0);
        led
    }

    fn said(map: &Map, led: &Led) -> Vec<&'static str> {
        missing(map, led).iter().map(|message| message.key).collect()
    }

    #[test]
    fn an_empty_map_lacks_something_at_every_stage_that_builds_it() {
        let map = story().map;
        for kind in S::ALL {
            let free = matches!(kind, S::Break | S::Shift | S::Results);
            assert_eq!(said(&map, &at(kind)).is_empty(), free, "{kind:?}");
        }
    }

    #[test]
    fn priorities_are_few_and_ranked() {
        let mut led = at(S::Priorities);
        let story = story().add(CardKind::Priority, "Grow");
        assert_eq!(said(&story.map, &led), ["missing.rank"]);
        let story = story.set("rank", 1);
        assert!(said(&story.map, &led).is_empty());
        let many = ["A", "B", "C"]
            .iter()
            .fold(story, |story, title| story.add(CardKind::Priority, title).set("rank", 2));
        assert_eq!(said(&many.map, &led), ["missing.too_many"], "three fit into 45 minutes");
        led.agenda = Agenda::built_in("90").expect("a plan");
        assert!(said(&many.map, &led).is_empty());
    }

    #[test]
    fn a_whole_map_is_ready_and_a_cut_line_is_not() {
        let story = whole();
        for kind in [S::Outcomes, S::Performance, S::Support] {
            assert!(
                said(&story.map, &at(kind)).is_empty(),
                "{kind:?}: {:?}",
                said(&story.map, &at(kind))
            );
        }
    }

    #[test]
    fn the_close_wants_both_sides_a_number_from_everybody_and_a_date() {
        let mut led = at(S::Close);
        let story = story().add(CardKind::Commitment, "Name leads");
        let story = story.set("side", "business").set("who", "Ann").set("due", "2026-12-01");
        assert_eq!(
            said(&story.map, &led),
            ["missing.learning", "missing.confidence", "missing.next_date"]
        );
        let story =
            story.add(CardKind::Commitment, "Draft it").set("side", "learning").set("who", "Bo");
        led.next_date = crate::model::Date::new(2026, 12, 22);
        led.votes.push(json!({ "counts": { "5": 3, "2": 1 } }));
        assert_eq!(said(&story.map, &led), ["missing.who_when", "missing.low"]);
        led.votes[0]["heard"] = json!(true);
        let story = story.set("due", "2026-12-02");
        assert!(said(&story.map, &led).is_empty());
        let story = story.add(CardKind::Parking, "Later");
        assert_eq!(said(&story.map, &led), ["missing.parked"]);
    }
}
