//! The participant's side of a round: cards that wait on this device until they are handed in.

use crate::model::{WriterId, Written};

/// What somebody writes for a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    pub writer: WriterId,
    pub name: String,
    /// How often something was handed in.
    pub turn: u32,
    /// What stands in the box and is no card yet.
    pub draft: String,
    pub cards: Vec<Mine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// Grows from card to card; its lower half is random, so that two tabs do not give one number twice.
    pub number: u32,
    pub text: String,
    /// What it said when it was handed in last.
    pub handed: Option<String>,
    /// Taken back after it was handed in, which the next handing in says.
    pub gone: bool,
}

impl Writing {
    #[must_use]
    pub fn new() -> Self {
        let (name, draft) = (String::new(), String::new());
        Self { writer: WriterId::random(), name, turn: 0, draft, cards: Vec::new() }
    }

    /// A new card at the end; gives its number.
    pub fn add(&mut self, text: String) -> u32 {
        let last = self.cards.iter().map(|card| card.number >> 16).max().unwrap_or_default();
        let [a, b, ..] = WriterId::random().bytes();
        let number = (last + 1) << 16 | u32::from(u16::from_le_bytes([a, b]));
        self.cards.push(Mine { number, text, handed: None, gone: false });
        number
    }

    /// Takes a card back. Gives it once more where the next handing in has to say so.
    pub fn remove(&mut self, number: u32) -> Option<&Mine> {
        self.cards.retain(|card| card.number != number || card.handed.is_some());
        let card = self.card_mut(number)?;
        card.gone = true;
        Some(card)
    }

    /// A vote, which is a card under a number that the question gives. Empty takes it back.
    pub fn vote(&mut self, number: u32, text: &str) {
        match self.card_mut(number) {
            Some(card) => text.clone_into(&mut card.text),
            None => {
                self.cards.push(Mine { number, text: text.to_owned(), handed: None, gone: false })
            }
        }
    }

    /// What was voted under this number; empty for nothing.
    #[must_use]
    pub fn voted(&self, number: u32) -> &str {
        self.cards.iter().find(|card| card.number == number).map_or("", |card| &card.text)
    }

    #[must_use]
    pub fn card_mut(&mut self, number: u32) -> Option<&mut Mine> {
        self.cards.iter_mut().find(|card| card.number == number)
    }

    /// The cards that there are to see.
    pub fn shown(&self) -> impl Iterator<Item = &Mine> {
        self.cards.iter().filter(|card| !card.gone)
    }

    /// Something was written, changed or taken back since it was handed in.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.cards.iter().any(|card| card.handed.as_deref().unwrap_or_default() != card.says())
    }

    /// Everything to hand in, now that it is.
    pub fn hand_in(&mut self) -> Vec<Written> {
        if self.has_news() {
            self.turn += 1;
        }
        for card in &mut self.cards {
            card.handed = Some(card.says().to_owned());
        }
        let written = |card: &Mine| Written { number: card.number, text: card.says().to_owned() };
        self.cards.iter().map(written).collect()
    }
}

impl Default for Writing {
    fn default() -> Self {
        Self::new()
    }
}

impl Mine {
    /// What the facilitator is told: nothing once it is taken back.
    fn says(&self) -> &str {
        if self.gone { "" } else { self.text.trim() }
    }
}
