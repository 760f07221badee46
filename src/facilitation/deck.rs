//! Questions to find things out by before anybody is asked into a room, as data: decks whose answers become cards, what L&D
//! should know of the business, and starters for a first draft. Their words are `deck.*`, `basics.*` and `starter.*`.

use crate::model::{Card, CardKind, Fields, Json, Map};

/// A question and the kind of card that answers it.
#[derive(Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Unique, and kept with the card that answers it.
    pub id: &'static str,
    pub kind: CardKind,
    /// What is true of every answer.
    pub says: &'static [(&'static str, &'static str)],
    /// The answer is that something weighs on people.
    pub pressure: bool,
}

/// Questions about one thing.
#[derive(Debug, PartialEq, Eq)]
pub struct Deck {
    pub id: &'static str,
    /// It is asked about one department at a time.
    pub by_department: bool,
    pub prompts: &'static [Prompt],
}

const fn asks(
    id: &'static str,
    kind: CardKind,
    says: &'static [(&'static str, &'static str)],
) -> Prompt {
    Prompt { id, kind, says, pressure: false }
}

const OF_ALL: &[(&str, &str)] = &[("level", "enterprise")];
const OF_ONE: &[(&str, &str)] = &[("level", "department")];

/// What people should know of where they work.
pub const STRATEGY: Deck = Deck {
    id: "strategy",
    by_department: false,
    prompts: &[
        asks("strategy-mission", CardKind::Priority, OF_ALL),
        asks("strategy-growth", CardKind::Priority, OF_ALL),
        asks("strategy-leaders", CardKind::Priority, OF_ALL),
        asks("strategy-ours", CardKind::Initiative, &[]),
    ],
};

/// The same closer up.
pub const DEPARTMENT: Deck = Deck {
    id: "department",
    by_department: true,
    prompts: &[
        asks("department-part", CardKind::Priority, OF_ONE),
        asks("department-goals", CardKind::Priority, OF_ONE),
        asks("department-initiatives", CardKind::Insight, &[]),
        asks("department-challenges", CardKind::Challenge, &[]),
        Prompt { pressure: true, ..asks("department-pressures", CardKind::Challenge, &[]) },
        asks("department-cadence", CardKind::Insight, &[]),
    ],
};

pub const DECKS: [&Deck; 2] = [&STRATEGY, &DEPARTMENT];

/// What L&D knows of the business, does not know, or will ask: nobody else's concern.
pub const BASICS: [&str; 6] = [
    "basics-money",
    "basics-structure",
    "basics-decisions",
    "basics-marketing",
    "basics-customers",
    "basics-competition",
];

/// A card to begin a draft with.
#[derive(Debug, PartialEq, Eq)]
pub struct Starter {
    pub id: &'static str,
    pub kind: CardKind,
    pub says: &'static [(&'static str, &'static str)],
}

const fn starts(id: &'static str) -> Starter {
    Starter { id, kind: CardKind::Challenge, says: &[] }
}

/// Challenges that many have. They sound as if training were the cure.
pub const CHALLENGES: [Starter; 4] = [
    starts("starter-uneven"),
    starts("starter-forgotten"),
    starts("starter-customers"),
    starts("starter-leaving"),
];

/// What it costs to lose people.
pub const LOSS: Starter = Starter {
    id: "starter-loss",
    kind: CardKind::Outcome,
    says: &[("direction", "decrease"), ("unit", "people")],
};

impl Deck {
    /// The active cards that answer a question; in a deck by department those of this one.
    pub fn answers<'a>(
        &self,
        map: &'a Map,
        prompt: &'a Prompt,
        department: &'a str,
    ) -> impl Iterator<Item = &'a Card> + use<'a> {
        let by_department = self.by_department;
        let cards = map.cards.values().map(|card| &**card);
        cards.filter(move |card| {
            let of_it = same(card.fields.text("department"), department);
            card.fields.text("prompt") == prompt.id && card.is_active() && (!by_department || of_it)
        })
    }

    /// How many of the questions are answered.
    #[must_use]
    pub fn answered(&self, map: &Map, department: &str) -> usize {
        let answered = |prompt: &&Prompt| self.answers(map, prompt, department).next().is_some();
        self.prompts.iter().filter(answered).count()
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A question of one of the decks by its id.
#[must_use]
pub fn prompt(id: &str) -> Option<&'static Prompt> {
    DECKS.into_iter().flat_map(|deck| deck.prompts).find(|prompt| prompt.id == id)
}

impl Prompt {
    /// A blank card of its kind with what is known of any answer. What does not fit the kind is left out.
    #[must_use]
    pub fn answer(&self, card: Card, source: &str, department: &str, draft: bool) -> Card {
        let words = [("prompt", self.id), ("source", source), ("department", department)];
        let words = words.into_iter().chain(self.says.iter().copied());
        let flags = [("pressure", self.pressure), ("draft", draft)];
        with(card, words, flags.into_iter().filter(|(_, on)| *on))
    }
}

impl Starter {
    #[must_use]
    pub fn begin(&self, card: Card) -> Card {
        with(card, self.says.iter().copied(), [("draft", true)].into_iter())
    }
}

fn with<'a>(
    card: Card,
    words: impl Iterator<Item = (&'static str, &'a str)>,
    flags: impl Iterator<Item = (&'static str, bool)>,
) -> Card {
    let mut said: Vec<(String, Json)> = card.fields.to_json().collect();
    let fits = |key: &str| card.kind.field(key).is_some();
    said.extend(words.filter(|(key, _)| fits(key)).map(|(k, v)| (k.to_owned(), Json::from(v))));
    said.extend(flags.filter(|(key, _)| fits(key)).map(|(k, v)| (k.to_owned(), Json::from(v))));
    let all = said.iter().map(|(key, value)| (key.as_str(), value));
    let (fields, _) = Fields::read(card.kind.fields(), all);
    Card { fields, ..card }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use std::collections::BTreeSet;

    #[test]
    fn every_question_has_words_and_a_name_of_its_own_and_says_only_what_its_kind_can_hold() {
        let words = Words::all_english();
        let mut seen = BTreeSet::new();
        let prompts = DECKS.iter().flat_map(|deck| deck.prompts);
        let starters = CHALLENGES.iter().chain([&LOSS]);
        let all = prompts.map(|it| ("deck", it.id, it.kind, it.says));
        let all = all.chain(starters.map(|it| ("starter", it.id, it.kind, it.says)));
        for (family, id, kind, says) in all {
            assert!(seen.insert(id), "{id} twice");
            assert!(words.find(&format!("{family}.{id}")).is_some(), "{id} has no words");
            for (key, word) in says {
                let spec = kind.field(key).unwrap_or_else(|| panic!("{id}: {key}"));
                assert!(spec.shape.read(&Json::from(*word)).is_some(), "{id}: {key} = {word}");
            }
        }
        for id in BASICS {
            assert!(words.find(&format!("basics.{id}")).is_some(), "{id} has no words");
        }
    }
}
