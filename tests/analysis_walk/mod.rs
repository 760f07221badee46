//! People at work on a map, one edit after the other and always the same for a seed: with the few words, names and days
//! that make cards meet in a question.

pub mod settle;

use std::rc::Rc;

use alignment_canvas::analysis::Private;
use alignment_canvas::model::{
    Card, CardId, CardKind, Date, Fields, Json, Lane, Link, LinkId, LinkKind, Map, Place, Records,
    joints,
};
use serde_json::json;

pub struct Walk {
    pub map: Map,
    pub private: Private,
    pub today: Date,
    state: u64,
    made: usize,
}

const TITLES: [&str; 8] = [
    "Webinar",
    "Webinars for all",
    "Support in branches",
    "Attendance",
    "Ann",
    "Bob",
    "A rubric",
    "",
];
const DAYS: [&str; 5] = ["2023-01-01", "2026-10-01", "2026-11-20", "2026-12-01", "2027-03-01"];
const SAID: [(&str, &[&str]); 17] = [
    ("status", &["proposed", "approved", "live", "paused", "stopped", "done"]),
    ("side", &["business", "learning"]),
    ("level", &["enterprise", "department", "executive", "senior", "manager", "frontline"]),
    ("cause", &["environment", "knowledge", "unknown", "motivation"]),
    ("type", &["training", "aid"]),
    ("direction", &["increase", "decrease"]),
    ("metric", &["Attendance", "Deals won"]),
    ("unit", &["Sales", "Stores", "days"]),
    ("drives_performance", &["yes", "no", "unsure"]),
    ("decision", &["accepted", "declined"]),
    ("author", &["Ann", "Bob", "p1", "card-3"]),
    ("finder", &["Bob"]),
    ("goal", &["More"]),
    ("their_words", &["webinar"]),
    ("success_criteria", &["Yes"]),
    ("expected_impact", &["Much"]),
    ("asked_for", &["A webinar"]),
];
const DATES: [&str; 11] = [
    "due",
    "find_by",
    "start",
    "end",
    "live_since",
    "reviewed_on",
    "confirmed_on",
    "deadline",
    "hold_until",
    "last_contact",
    "received",
];

impl Walk {
    pub fn from(map: Map, seed: u64) -> Self {
        let today = Date::parse("2026-11-22").expect("a day");
        Self { map, private: Private::default(), today, state: seed * 2 + 1, made: 0 }
    }

    fn below(&mut self, most: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.state >> 33) as usize % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn some_card(&mut self) -> Option<Rc<Card>> {
        let many = self.map.cards.size();
        let place = (many > 0).then(|| self.below(many))?;
        self.map.cards.values().nth(place).cloned()
    }

    /// One edit of one person.
    pub fn step(&mut self) {
        match self.below(24) {
            0 | 1 => self.add_card(),
            2 => self.remove_card(),
            3..=7 => self.add_link(),
            8 | 9 => self.remove_link(),
            10 => self.move_card(),
            11 => self.rename(),
            12 => self.rare(),
            13 | 14 => self.set(|walk| (walk.one(&DATES), Json::from(walk.one(&DAYS)))),
            15 => self.set(|walk| {
                let key = walk.one(&["baseline", "target", "level", "rank", "effort_days"]);
                (key, Json::from(walk.below(6)))
            }),
            16 => self.set(|walk| walk.one_of_many()),
            17 => self.set(|walk| {
                let key = walk.one(&["needs_review", "gap_accepted", "is_ld"]);
                (key, Json::from(walk.below(2) == 0))
            }),
            _ => self.say(),
        }
    }

    pub fn rename(&mut self) {
        self.change(|walk, card| card.title = walk.one(&TITLES).to_owned());
    }

    pub fn say(&mut self) {
        self.set(|walk| {
            let (key, values) = walk.one(&SAID);
            (key, Json::from(walk.one(values)))
        });
    }

    fn one_of_many(&mut self) -> (&'static str, Json) {
        match self.below(7) {
            0 => ("confirmed_by", json!([self.one(&["Ann", "Bob", "p1", "card-5"])])),
            1 => ("roles", json!(["decider"])),
            2 => ("their_words", json!({"webinar": self.one(&["a talk", "a call"])})),
            3 => ("ranks", json!({"a": 1, "b": self.below(6)})),
            4 => ("busy_windows", json!([{"from": "2026-11-01", "to": self.one(&DAYS)}])),
            5 => ("readings", json!([{"date": self.one(&DAYS), "value": 3}])),
            _ => ("four_s", json!({ "sure_thing": "A fact" })),
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Self, &mut Card)) {
        let Some(card) = self.some_card() else { return };
        let mut card = (*card).clone();
        with(self, &mut card);
        self.map.cards.insert_mut(card.id.clone(), Rc::new(card));
    }

    /// Gives a field of a card a value or takes it away. What does not fit the kind is left out.
    fn set(&mut self, said: impl FnOnce(&mut Self) -> (&'static str, Json)) {
        self.change(|walk, card| {
            let (key, value) = said(walk);
            let all = card.fields.to_json().map(|(key, value)| (key.to_owned(), value));
            let mut all: Vec<_> = all.filter(|(known, _)| known != key).collect();
            if walk.below(5) > 0 {
                all.push((key.to_owned(), value));
            }
            let all = all.iter().map(|(key, value)| (key.as_str(), value));
            card.fields = Fields::read(card.kind.fields(), all).0;
        });
    }

    pub fn add_card(&mut self) {
        use CardKind as K;
        let kinds = [
            K::Priority,
            K::Outcome,
            K::Performance,
            K::Initiative,
            K::Initiative,
            K::Stakeholder,
            K::Stakeholder,
            K::Barrier,
            K::Commitment,
            K::Request,
            K::Insight,
            K::Challenge,
        ];
        let kind = self.one(&kinds);
        self.made += 1;
        let raw = format!("{}-{}", self.one(&["card", "a", "z"]), self.made);
        let id = CardId::parse(&raw).expect("an id");
        let place = Place::new(kind.home(), 0.0, self.below(3) as f64);
        // Whatever of it fits the kind.
        let said = json!({
            "status": "live", "side": "learning", "level": "department", "type": "training",
            "cause": "environment", "decision": "accepted", "direction": "increase", "baseline": 3,
            "target": 4, "start": "2026-11-10",
            "busy_windows": [{"from": "2026-11-01", "to": "2026-11-30"}],
        });
        let said = said.as_object().expect("an object");
        let fields = Fields::read(kind.fields(), said.iter().map(|(k, v)| (k.as_str(), v))).0;
        let (title, notes) = (self.one(&TITLES).to_owned(), String::new());
        let card = Card { id: id.clone(), kind, title, notes, place, fields };
        self.map.cards.insert_mut(id, Rc::new(card));
    }

    pub fn remove_card(&mut self) {
        let Some(card) = self.some_card() else { return };
        let links: Vec<_> = self.map.links_of(&card.id).map(|link| link.id.clone()).collect();
        for link in links {
            self.map.links.remove_mut(&link);
        }
        self.map.cards.remove_mut(&card.id);
    }

    pub fn add_link(&mut self) {
        let (Some(from), Some(to)) = (self.some_card(), self.some_card()) else { return };
        let joints: Vec<_> = joints(from.kind, to.kind).into_iter().filter(|j| !j.turned).collect();
        if joints.is_empty() || from.id == to.id {
            return;
        }
        let kind: LinkKind = joints[self.below(joints.len())].kind;
        let id = LinkId::parse(&format!("l{}", self.below(400))).expect("an id");
        let (from, to) = (from.id.clone(), to.id.clone());
        let link = Link { id: id.clone(), kind, from, to, fields: Fields::default() };
        self.map.links.insert_mut(id, Rc::new(link));
    }

    pub fn remove_link(&mut self) {
        let many = self.map.links.size();
        if many > 0 {
            let place = self.below(many);
            let id = self.map.links.keys().nth(place).cloned().expect("it is there");
            self.map.links.remove_mut(&id);
        }
    }

    fn move_card(&mut self) {
        self.change(|walk, card| {
            let lane = match walk.below(4) {
                0 => walk.one(&[Lane::Stopped, Lane::Parking]),
                _ => card.kind.home(),
            };
            card.place = Place::new(lane, 0.0, walk.below(5) as f64);
        });
    }

    /// What lies beside cards and links, or is not in the map at all.
    fn rare(&mut self) {
        let mut records: Records = (*self.map.records).clone();
        let mut value = |key: &str, value: Json| records.values.insert(key.to_owned(), value);
        match self.below(8) {
            0 => self.today = self.today.plus_days(20),
            1 => {
                if let Some(card) = self.some_card() {
                    self.private.power.insert(card.id.clone(), 5);
                }
            }
            2 => value("capacity_days", Json::from(self.below(9))),
            3 => value("settings", json!({"analysis": {"review_days": self.below(40)}})),
            4 => value("settings", json!({"analysis": {"off": ["jargon", "no_sponsor"]}})),
            5 => {
                let word =
                    json!({"id": "g", "term": self.one(&["support", "Webinar"]), "say": "help"});
                records.lists.get_or_default("glossary").insert("g".to_owned(), word);
            }
            6 => {
                let who = self.some_card().map(|card| card.id.to_string());
                let person = json!({"id": "p1", "name": "Bo", "stakeholder": who});
                records.lists.get_or_default("people").insert("p1".to_owned(), person);
            }
            _ => {
                let day = self.one(&DAYS);
                let vote = json!([{"counts": {"1": self.below(2)}}]);
                let said = json!({"date": day, "attendees": ["Ann"], "room_votes": vote});
                let said = said.as_object().expect("an object");
                let said = said.iter().map(|(key, value)| (key.as_str(), value));
                records.sessions.insert("s".to_owned(), Fields::read([].iter(), said).0);
            }
        }
        self.map.records = Rc::new(records);
    }
}
