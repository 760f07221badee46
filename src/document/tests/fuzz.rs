//! Convergence by chance: whoever has heard the same has the same map.

use super::random::{Dice, act};
use super::*;

/// The seeds of the stories to tell: a few, or `FUZZ_ROUNDS` from `FUZZ_FROM` on.
pub(super) fn seeds(few: u64) -> std::ops::Range<u64> {
    let told = |name, usual| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let from = told("FUZZ_FROM", 0);
    from..from + told("FUZZ_ROUNDS", few)
}

struct Room {
    people: Vec<Replica>,
    /// Updates under way: to whom, and what.
    mail: Vec<(usize, Vec<u8>)>,
    /// Who hears nothing at the moment.
    away: Vec<bool>,
}

impl Room {
    fn new(dice: &mut Dice) -> Self {
        let count = 3 + dice.below(3);
        let file = genesis::rich();
        let people = (0..count as u64).map(|i| match i % 2 {
            0 => Replica::from_map(&file, 100 + i, still()),
            _ => {
                let bytes = Replica::genesis_update(&file);
                Replica::from_updates(map_id(), 100 + i, still(), [bytes.as_slice()]).0
            }
        });
        Self { people: people.collect(), mail: Vec::new(), away: vec![false; count] }
    }

    fn send(&mut self, from: usize) {
        if let Some(update) = self.people[from].take_update() {
            let others = (0..self.people.len()).filter(|to| *to != from);
            self.mail.extend(others.map(|to| (to, update.clone())));
        }
    }

    /// Delivers a letter out of the middle; one that comes too early goes back into the bag.
    fn deliver(&mut self, dice: &mut Dice) {
        if self.mail.is_empty() {
            return;
        }
        let (to, update) = self.mail.swap_remove(dice.below(self.mail.len()));
        if self.away[to] {
            self.mail.push((to, update));
            return;
        }
        match self.people[to].apply_foreign(&update) {
            Ok(_) if dice.one_in(8) => self.mail.push((to, update)),
            Ok(_) => {}
            Err(Refused::Gap) => self.mail.push((to, update)),
            Err(why) => panic!("a sound update was refused: {why}"),
        }
    }

    /// Everybody asks everybody for what is missing, and then nothing is.
    fn settle(&mut self) {
        for from in 0..self.people.len() {
            for to in 0..self.people.len() {
                let state = self.people[to].state_vector();
                let missing = self.people[from].diff(&state).expect("a state vector");
                self.people[to].apply_foreign(&missing).expect("a sound difference");
            }
        }
    }
}

fn story(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut room = Room::new(&mut dice);
    for _ in 0..25 {
        let who = dice.below(room.people.len());
        act(&mut dice, &mut room.people[who]);
        if dice.one_in(3) {
            room.send(who);
        }
        for _ in 0..dice.below(4) {
            room.deliver(&mut dice);
        }
        if dice.one_in(15) {
            let who = dice.below(room.people.len());
            room.away[who] = !room.away[who];
        }
    }
    room.settle();
    let (first, others) = room.people.split_first().expect("somebody");
    for other in others {
        assert_eq!(first.map(), other.map());
    }
    let log = [first.encode()];
    let (again, refused) =
        Replica::from_updates(map_id(), 999, still(), log.iter().map(Vec::as_slice));
    assert_eq!(refused, []);
    assert_eq!(first.map(), again.map(), "what is shown is what a fresh reader sees");
    for link in first.map().links.values() {
        let kind = |id| first.map().card(id).map(|card| card.kind).expect("both ends are shown");
        assert!(link.from != link.to && link.kind.allows(kind(&link.from), kind(&link.to)));
    }
}

#[test]
fn whoever_has_heard_the_same_has_the_same_map() {
    let seeds = seeds(200);
    println!(
        "{} stories of people who write, undo, are away and hear in any order",
        seeds.end - seeds.start
    );
    for seed in seeds {
        let told = std::panic::catch_unwind(|| story(seed));
        if let Err(panic) = told {
            eprintln!("the story with seed {seed} went wrong");
            std::panic::resume_unwind(panic);
        }
    }
}
