//! What rules about one card know of all others, kept as counts: a card is taken in or out without a look at the rest.
//! Each fact remembers whether it was stirred, for then it is asked again whatever rests on it.

use std::rc::Rc;

use rpds::RedBlackTreeMap;

use super::glossary::{Glossary, Term};
use super::index::{Change, is_ld};
use super::rules::{TheirWords, is_leader, voices};
use super::settings::Settings;
use crate::model::{Card, CardId, CardKind, Map, Sorted};

/// Something about the whole map that a question about one card rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The first leader of the business who might stand behind something.
    Leader,
    /// Who belongs to L&D, by id and name.
    Colleagues,
    /// Who has written or confirmed anything.
    Voices,
    /// Which words the business uses.
    Words,
    /// What lies in the map beside cards and links.
    Records,
}

/// Names with how often each is said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    counts: RedBlackTreeMap<String, usize>,
    stirred: bool,
}

impl Names {
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.counts.contains_key(name)
    }

    fn add(&mut self, name: &str) {
        if let Some(count) = self.counts.get_mut(name) {
            *count += 1;
        } else {
            self.counts.insert_mut(name.to_owned(), 1);
            self.stirred = true;
        }
    }

    fn remove(&mut self, name: &str) {
        match self.counts.get_mut(name) {
            Some(count) if *count > 1 => *count -= 1,
            _ => self.stirred |= self.counts.remove_mut(name),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub leaders: RedBlackTreeMap<CardId, Rc<Card>>,
    pub colleagues: Names,
    pub voices: Names,
    /// Stakeholders for whom a person stands who has written or confirmed something, by id or name.
    pub stood_for: Sorted<String, ()>,
    pub words: TheirWords,
    /// Words that count activity.
    pub activity: Vec<Term>,
}

impl Facts {
    pub fn of(map: &Map, glossary: &Glossary, settings: &Settings) -> Self {
        let activity = settings.activity_words.iter().map(|word| Term::new(word, "")).collect();
        let mut facts = Self {
            leaders: RedBlackTreeMap::new(),
            colleagues: Names::default(),
            voices: Names::default(),
            stood_for: Sorted::default(),
            words: TheirWords::blank(glossary),
            activity,
        };
        for card in map.cards.values() {
            facts.keep(card);
            facts.count(card, glossary);
        }
        facts.look_who_stands_for_whom(map);
        facts
    }

    fn keep(&mut self, card: &Rc<Card>) {
        if is_leader(card) {
            self.leaders.insert_mut(card.id.clone(), card.clone());
        }
        self.words.keep(card);
    }

    fn count(&mut self, card: &Card, glossary: &Glossary) {
        if is_colleague(card) {
            self.colleagues.add(card.title.trim());
            self.colleagues.add(card.id.as_str());
        }
        voices(card).for_each(|name| self.voices.add(name));
        self.words.count(card, glossary);
    }

    fn discount(&mut self, card: &Card, glossary: &Glossary) {
        if is_colleague(card) {
            self.colleagues.remove(card.title.trim());
            self.colleagues.remove(card.id.as_str());
        }
        voices(card).for_each(|name| self.voices.remove(name));
        self.words.discount(card, glossary);
    }

    /// Takes cards out as they were and in as they are; says which facts that stirred.
    pub fn follow(
        &mut self,
        map: &Map,
        glossary: &Glossary,
        change: &Change,
        other_records: bool,
    ) -> Vec<Fact> {
        (self.colleagues.stirred, self.voices.stirred) = (false, false);
        let leader = self.first_leader();
        let words = self.words.clone();
        for card in &change.before {
            self.leaders.remove_mut(&card.id);
            self.words.let_go(&card.id);
        }
        change.now.iter().for_each(|card| self.keep(card));
        // In before out: a count that ends as it began stirs nothing.
        change.now.iter().for_each(|card| self.count(card, glossary));
        change.before.iter().for_each(|card| self.discount(card, glossary));
        if self.voices.stirred || other_records {
            self.look_who_stands_for_whom(map);
        }
        let stirred = [
            (leader != self.first_leader(), Fact::Leader),
            (self.colleagues.stirred, Fact::Colleagues),
            (self.voices.stirred, Fact::Voices),
            (self.words.differ(&words, change), Fact::Words),
            (other_records, Fact::Records),
        ];
        stirred.into_iter().filter(|(stirred, _)| *stirred).map(|(_, fact)| fact).collect()
    }

    fn first_leader(&self) -> Option<(CardId, String)> {
        self.leaders.first().map(|(id, card)| (id.clone(), card.title.clone()))
    }

    fn look_who_stands_for_whom(&mut self, map: &Map) {
        let people = map.records.lists.get("people").into_iter().flatten();
        let heard = people.filter(|(id, _)| self.voices.has(id));
        let stood_for = heard.filter_map(|(_, person)| person.get("stakeholder")?.as_str());
        self.stood_for = stood_for.map(|who| (who.to_owned(), ())).collect();
    }
}

fn is_colleague(card: &Card) -> bool {
    card.kind == CardKind::Stakeholder && card.is_active() && is_ld(card)
}
