//! For every rule one thing that settles its question whatever else a map holds: the general statement behind each.

use std::rc::Rc;

use alignment_canvas::analysis::Finding;
use alignment_canvas::model::{
    Card, CardId, CardKind as K, Date, Fields, Json, Lane, Link, LinkId, LinkKind as L, Map, Place,
    Records,
};
use serde_json::json;

struct Hand {
    map: Map,
    today: Date,
    made: usize,
}

impl Hand {
    fn set(&mut self, id: &CardId, key: &str, value: Json) {
        let Some(card) = self.map.card(id) else { return };
        let mut card = Card::clone(card);
        let kept = card.fields.to_json().filter(|(known, _)| known != key);
        let all: Vec<_> = kept.chain([(key.to_owned(), value)]).collect();
        let all = all.iter().map(|(key, value)| (key.as_str(), value));
        card.fields = Fields::read(card.kind.fields(), all).0;
        self.map.cards.insert_mut(id.clone(), Rc::new(card));
    }

    fn add(&mut self, kind: K, said: &[(&str, &str)]) -> CardId {
        self.made += 1;
        let id = CardId::parse(&format!("settles-{}", self.made)).expect("an id");
        let said: Vec<_> = said.iter().map(|(key, value)| (*key, Json::from(*value))).collect();
        let fields = Fields::read(kind.fields(), said.iter().map(|(key, value)| (*key, value))).0;
        let (title, notes) = ("Something else".to_owned(), String::new());
        let place = Place::new(kind.home(), 0.0, 0.0);
        let card = Card { id: id.clone(), kind, title, notes, place, fields };
        self.map.cards.insert_mut(id.clone(), Rc::new(card));
        id
    }

    fn link(&mut self, from: &CardId, kind: L, to: &CardId) {
        self.made += 1;
        let id = LinkId::parse(&format!("settles-{}", self.made)).expect("an id");
        let (from, to, fields) = (from.clone(), to.clone(), Fields::default());
        let link = Link { id: id.clone(), kind, from, to, fields };
        self.map.links.insert_mut(id, Rc::new(link));
    }

    /// A new card that leads to this one.
    fn joined(&mut self, kind: K, said: &[(&str, &str)], by: L, to: &CardId) {
        let from = self.add(kind, said);
        self.link(&from, by, to);
    }

    fn without_links(&mut self, is_out: impl Fn(&Link) -> bool) {
        let out: Vec<_> = self.map.links.values().filter(|link| is_out(link)).cloned().collect();
        for link in out {
            self.map.links.remove_mut(&link.id);
        }
    }

    fn park(&mut self, id: &CardId) {
        let Some(card) = self.map.card(id) else { return };
        let place = Place::new(Lane::Parking, 0.0, 0.0);
        let card = Card { place, ..Card::clone(card) };
        self.map.cards.insert_mut(id.clone(), Rc::new(card));
    }

    fn forget_sessions(&mut self) {
        let mut records = Records::clone(&self.map.records);
        records.sessions = Default::default();
        self.map.records = Rc::new(records);
    }
}

/// The map after what its rule wants was done about a finding.
pub fn settled(map: &Map, today: Date, finding: &Finding) -> Map {
    let mut hand = Hand { map: map.clone(), today, made: 0 };
    by_rule(&mut hand, finding);
    hand.map
}

fn by_rule(hand: &mut Hand, finding: &Finding) {
    let none = CardId::parse("none").expect("an id");
    let main = finding.about.first().unwrap_or(&none);
    let today = hand.today.to_string();
    let live = [("status", "live")];
    match finding.rule.name {
        "no_line_of_sight" => {
            let [does, number, priority] =
                [K::Performance, K::Outcome, K::Priority].map(|kind| hand.add(kind, &[]));
            hand.link(main, L::Enables, &does);
            hand.link(&does, L::Moves, &number);
            hand.link(&number, L::Advances, &priority);
        }
        "uncovered_priority" => hand.joined(K::Initiative, &live, L::Contributes, main),
        "skipped_step" => {
            hand.without_links(|link| link.kind == L::Contributes && link.from == *main);
        }
        "unmeasured_outcome" => {
            for (key, value) in [("baseline", json!(1)), ("target", json!(2)), ("unit", json!("x"))]
            {
                hand.set(main, key, value);
            }
            hand.set(main, "due", Json::from(hand.today.plus_days(9).to_string()));
        }
        "no_owner" => hand.joined(K::Stakeholder, &[], L::Owns, main),
        "contradicting_numbers" => hand.set(main, "target", Json::Null),
        "activity_not_result" => {
            hand.set(main, "metric", Json::from("Deals won"));
            hand.set(main, "level", Json::from(4));
        }
        "single_dependency" => hand.joined(K::Stakeholder, &[], L::Champions, main),
        "no_sponsor" => {
            hand.joined(K::Stakeholder, &[("level", "executive")], L::Sponsors, main);
        }
        "missing_voice" => {
            let said = hand.add(K::Challenge, &[]);
            hand.link(main, L::Raised, &said);
        }
        "stale_checkin" => hand.set(main, "reviewed_on", Json::from(today)),
        "jargon" => hand.set(main, "side", Json::from("business")),
        "order_taker" => hand.set(main, "four_s", json!({ "sure_thing": "A fact" })),
        "quiet_relationship" => hand.set(main, "last_contact", Json::from(today)),
        "too_many_priorities" => finding.about.iter().for_each(|id| hand.park(id)),
        "rushed_request" => hand.set(main, "deadline", Json::Null),
        "wrong_remedy" => {
            let does = hand.add(K::Performance, &[("cause", "knowledge")]);
            hand.link(main, L::Enables, &does);
        }
        "cause_unknown" => hand.set(main, "cause", Json::from("skill")),
        "stop_doing" => hand.park(main),
        "leaders_disagree" => {
            hand.without_links(|link| finding.links.contains(&link.id));
            hand.set(main, "ranks", Json::Null);
            hand.forget_sessions();
        }
        "proof_overdue" => hand.set(main, "readings", json!([{ "date": today, "value": 1 }])),
        "one_sided" => {
            for side in ["business", "learning"] {
                hand.joined(K::Commitment, &[("side", side)], L::CommitsTo, main);
            }
        }
        "bad_timing" => {
            hand.set(main, "start", Json::Null);
            hand.set(main, "end", Json::Null);
        }
        "unattended_barrier" => hand.joined(K::Initiative, &live, L::Removes, main),
        "design_drift" => {
            hand.set(main, "confirmed_by", Json::Null);
            hand.set(main, "confirmed_on", Json::Null);
        }
        "one_level_listening" => {
            for level in ["frontline", "executive"] {
                hand.add(K::Insight, &[("level", level)]);
            }
        }
        other => panic!("nobody has said what settles {other}"),
    }
}
