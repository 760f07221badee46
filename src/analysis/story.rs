//! Small maps for tests, told card by card. A card's title is also its id.

use std::rc::Rc;

use super::facts::Facts;
use super::{Finding, Glossary, Index, Look, Looks, Private, RULES, Settings, evaluate};
use crate::model::{
    Card, CardId, CardKind, Date, Fields, Json, Link, LinkId, LinkKind, Map, MapId, Place,
};

#[derive(Clone)]
pub(crate) struct Story {
    pub map: Map,
    pub private: Private,
    pub today: Date,
    last: Option<CardId>,
}

/// An empty map on 22 November 2026.
pub(crate) fn story() -> Story {
    let id = MapId::parse("story").expect("an id");
    let today = Date::parse("2026-11-22").expect("a day");
    Story { map: Map::empty(id), private: Private::default(), today, last: None }
}

/// One unbroken line from support to a priority that gives no reason to ask anything.
pub(crate) fn whole() -> Story {
    use CardKind as K;
    use LinkKind as L;
    story()
        .add(K::Priority, "Grow")
        .set("level", "enterprise")
        .add(K::Outcome, "Sales")
        .set("direction", "increase")
        .set("metric", "Deals won")
        .set("baseline", 10)
        .set("target", 12)
        .set("unit", "deals")
        .set("due", "2027-03-31")
        .set("level", 4)
        .add(K::Performance, "Ask")
        .set("cause", "knowledge")
        .add(K::Initiative, "Guide")
        .set("side", "learning")
        .set("type", "aid")
        .set("status", "live")
        .set("drives_performance", "yes")
        .set("live_since", "2026-10-01")
        .set("reviewed_on", "2026-11-10")
        .who("Ann", "executive")
        .who("Bob", "senior")
        .add(K::Commitment, "Theirs")
        .set("side", "business")
        .add(K::Commitment, "Ours")
        .set("side", "learning")
        .link("Sales", L::Advances, "Grow")
        .link("Ask", L::Moves, "Sales")
        .link("Guide", L::Enables, "Ask")
        .link("Ann", L::Sponsors, "Guide")
        .link("Bob", L::Owns, "Sales")
        .link("Theirs", L::CommitsTo, "Guide")
        .link("Ours", L::CommitsTo, "Guide")
}

fn id(title: &str) -> CardId {
    let safe: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    CardId::parse(&safe).expect("a title that makes an id")
}

impl Story {
    /// A card at home, after which [`Self::set`] speaks of it.
    pub fn add(mut self, kind: CardKind, title: &str) -> Self {
        let place = Place::new(kind.home(), 20.0, 136.0 * self.map.cards.size() as f64);
        let (title, notes, fields) = (title.to_owned(), String::new(), Fields::default());
        let card = Card { id: id(&title), kind, title, notes, place, fields };
        self.last = Some(card.id.clone());
        self.map.cards.insert_mut(card.id.clone(), Rc::new(card));
        self
    }

    /// A stakeholder of the business who was spoken with yesterday.
    pub fn who(self, name: &str, level: &str) -> Self {
        let known = self.add(CardKind::Stakeholder, name).set("is_ld", false);
        known.set("level", level).set("last_contact", "2026-11-21")
    }

    /// One of L&D.
    pub fn colleague(self, name: &str) -> Self {
        self.add(CardKind::Stakeholder, name).set("is_ld", true).set("level", "manager")
    }

    /// Goes on about a card that is there.
    pub fn of(mut self, title: &str) -> Self {
        self.last = Some(id(title));
        self
    }

    /// Gives a field of the card spoken of a value; null takes it away.
    pub fn set(mut self, key: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.change(|card| {
            let mut all: Vec<_> = card.fields.to_json().filter(|(known, _)| known != key).collect();
            all.push((key.to_owned(), value));
            let all = all.iter().map(|(key, value)| (key.as_str(), value));
            let (fields, problems) = Fields::read(card.kind.fields(), all);
            assert_eq!(problems, [], "{key}");
            card.fields = fields;
        });
        self
    }

    pub fn put(mut self, lane: crate::model::Lane) -> Self {
        self.change(|card| card.place.lane = lane);
        self
    }

    fn change(&mut self, with: impl FnOnce(&mut Card)) {
        let id = self.last.clone().expect("a card is spoken of");
        let mut card = (**self.map.card(&id).expect("it is there")).clone();
        with(&mut card);
        self.map.cards.insert_mut(id, Rc::new(card));
    }

    pub fn link(mut self, from: &str, kind: LinkKind, to: &str) -> Self {
        let (from, to) = (id(from), id(to));
        let kinds = [&from, &to].map(|id| self.map.card(id).expect("both are there").kind);
        assert!(kind.allows(kinds[0], kinds[1]), "{kinds:?}");
        let id = LinkId::parse(&format!("{from}-{}-{to}", kind.name())).expect("an id");
        let link = Link { id: id.clone(), kind, from, to, fields: Fields::default() };
        self.map.links.insert_mut(id, Rc::new(link));
        self
    }

    pub fn unlink(mut self, from: &str, kind: LinkKind, to: &str) -> Self {
        let (from, to) = (id(from), id(to));
        let found = self.map.links.values();
        let mut found = found.filter(|l| l.kind == kind && l.from == from && l.to == to);
        let id = found.next().expect("the link is there").id.clone();
        self.map.links.remove_mut(&id);
        self
    }

    pub fn without(mut self, title: &str) -> Self {
        let gone = id(title);
        let links: Vec<_> = self.map.links_of(&gone).map(|link| link.id.clone()).collect();
        for link in links {
            self.map.links.remove_mut(&link);
        }
        assert!(self.map.cards.remove_mut(&gone));
        self
    }

    pub fn value(mut self, key: &str, value: impl Into<Json>) -> Self {
        let mut records = (*self.map.records).clone();
        records.values.insert(key.to_owned(), value.into());
        self.map.records = Rc::new(records);
        self
    }

    pub fn record(mut self, list: &'static str, id: &str, value: Json) -> Self {
        let mut records = (*self.map.records).clone();
        records.lists.get_or_default(list).insert(id.to_owned(), value);
        self.map.records = Rc::new(records);
        self
    }

    pub fn session(mut self, id: &str, said: Json) -> Self {
        let mut records = (*self.map.records).clone();
        let said = said.as_object().expect("an object");
        let (fields, _) = Fields::read([].iter(), said.iter().map(|(k, v)| (k.as_str(), v)));
        records.sessions.insert(id.to_owned(), fields);
        self.map.records = Rc::new(records);
        self
    }

    pub fn power(mut self, name: &str, power: u8) -> Self {
        self.private.power.insert(id(name), power);
        self
    }

    pub fn titles(&self, ids: &[CardId]) -> Vec<String> {
        ids.iter().map(|id| self.map.card(id).expect("a card").title.clone()).collect()
    }

    /// What one rule finds.
    pub fn found(&self, rule: &str) -> Vec<Finding> {
        let rule = RULES.iter().find(|known| known.name == rule).expect("a rule");
        let (index, settings) = (Index::of(&self.map), Settings::of(&self.map));
        let glossary = Glossary::of(&self.map);
        let facts = Facts::of(&self.map, &glossary, &settings);
        let (private, today) = (&self.private, self.today);
        let (settings, glossary, facts) = (&settings, &glossary, &facts);
        let look = Look { index: &index, settings, private, glossary, facts, today };
        let mut found = Vec::new();
        match &rule.looks {
            Looks::Around(check) => check(&look, &mut found),
            Looks::At { kind, ask, .. } => {
                let cards = index.all().filter(|at| index.is_active(*at));
                let cards = cards.filter(|at| kind.is_none_or(|kind| index.kind(*at) == kind));
                found.extend(cards.filter_map(|at| ask(&look, at)));
            }
        }
        found
    }

    /// One rule asks about these and no others: the titles of what each finding is about, with commas between.
    #[track_caller]
    pub fn asks(&self, rule: &str, about: &[&str]) -> &Self {
        let found = self.found(rule);
        let mut titles: Vec<_> = found.iter().map(|f| self.titles(&f.about).join(", ")).collect();
        titles.sort();
        assert_eq!(titles, about, "{rule}: {found:#?}");
        assert!(found.iter().all(|finding| (1..=2).contains(&finding.fixes.len())), "{found:#?}");
        self
    }

    /// The names of all rules that ask anything, in the order of the table.
    pub fn asking(&self) -> Vec<&'static str> {
        let all = evaluate(&self.map, &self.private, self.today).findings;
        let mut names: Vec<_> = all.iter().map(|finding| finding.rule.name).collect();
        names.dedup();
        names
    }
}
