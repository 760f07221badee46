//! What people do to a map.

use std::collections::BTreeSet;
use std::rc::Rc;

use alignment_canvas::document::{Clock, Command, Replica, TextField};
use alignment_canvas::model::{Card, CardId, CardKind, Fields, Lane, Place};

use super::World;
use super::dice::Dice;

pub fn still() -> Clock {
    Rc::new(|| 0)
}

pub fn card(id: &str, title: &str) -> Card {
    Card {
        id: CardId::parse(id).expect("an id"),
        kind: CardKind::Priority,
        title: title.into(),
        notes: String::new(),
        place: Place::new(CardKind::Priority.home(), 10.0, 20.0),
        fields: Fields::default(),
    }
}

/// A map of so many cards with a sentence each, as if it had been made before.
pub fn map_of(cards: usize, client: u64) -> Replica {
    map_with(cards, 0, client)
}

/// A map of so many cards with so many words of notes each.
pub fn map_with(cards: usize, words: usize, client: u64) -> Replica {
    let mut replica = Replica::new(World::map_id(), client, still());
    let one = |n| {
        let mut card = card(&format!("old{n}"), &format!("Fewer than {n} days until an answer"));
        card.notes = "answers ".repeat(words);
        Command::AddCard(card)
    };
    replica.commit((0..cards).map(one).collect()).expect("an empty map takes them");
    replica
}

fn command(dice: &mut Dice, replica: &Replica, token: &str) -> Command {
    let cards: Vec<_> = replica.map().cards.keys().cloned().collect();
    if cards.is_empty() || dice.one_in(4) {
        return Command::AddCard(card(token, token));
    }
    let id = dice.pick(&cards).clone();
    match dice.below(12) {
        0..=6 => {
            let field = *dice.pick(&[TextField::Title, TextField::Notes]);
            let at = dice.below(10) as u32;
            Command::TypeText { id, field, at, remove: dice.below(2) as u32, insert: "ab".into() }
        }
        7..=9 => {
            let lane = *dice.pick(&Lane::ALL);
            Command::PlaceCard { id, place: Place::new(lane, dice.below(900) as f64, 5.0) }
        }
        10 => Command::RemoveCard { id },
        _ => Command::SetMapTitle { text: token.to_owned() },
    }
}

/// What somebody's edit did to the cards of their copy.
pub struct Edited {
    pub added: Vec<CardId>,
    pub taken: Vec<CardId>,
}

impl World {
    /// Somebody who may edit does something. Tells which cards came and went by it.
    pub fn edit(&mut self, who: usize) -> Edited {
        let token = format!("t{:x}", self.dice.roll());
        let command = command(&mut self.dice, &self.members[who].copy.replica, &token);
        let undoes = self.dice.one_in(15);
        let before = self.cards(who);
        self.with(who, |now, session, copy| {
            if undoes {
                copy.replica.undo();
            } else {
                // Some of what chance proposes is refused, such as letters beyond a limit.
                let _ = copy.replica.commit(vec![command]);
            }
            copy.touch();
            session.edited(now);
        });
        self.keep(who);
        let after = self.cards(who);
        Edited {
            added: after.difference(&before).cloned().collect(),
            taken: before.difference(&after).cloned().collect(),
        }
    }

    fn cards(&self, who: usize) -> BTreeSet<CardId> {
        self.members[who].copy.replica.map().cards.keys().cloned().collect()
    }

    /// Adds a card of this title.
    pub fn add_card(&mut self, who: usize, id: &str, title: &str) {
        let command = Command::AddCard(card(id, title));
        self.with(who, |now, session, copy| {
            copy.replica.commit(vec![command]).expect("a new card");
            copy.touch();
            session.edited(now);
        });
        self.keep(who);
    }
}
