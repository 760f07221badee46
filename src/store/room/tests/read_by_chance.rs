//! What pages of a room read of each other beside the map, as chance spoils it. Nothing panics, and what is taken is what a
//! page could have said: said again it reads the same.

use super::*;
use crate::facilitation::{Agenda, Led as Workshop, Told};
use crate::geometry::MapRect;
use crate::store::room::led::{Erased, Led};

/// Numbers that look like chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % n.max(1)
    }

    /// A few bytes changed, put in, taken out, or the end left away.
    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoiled = bytes.to_vec();
        for _ in 0..1 + self.below(3) {
            let at = self.below(spoiled.len());
            match self.below(4) {
                0 => spoiled.truncate(at),
                1 => spoiled.insert(at.min(spoiled.len()), self.below(256) as u8),
                2 if at < spoiled.len() => drop(spoiled.remove(at)),
                _ if at < spoiled.len() => spoiled[at] ^= 1 << self.below(8),
                _ => {}
            }
        }
        spoiled
    }
}

/// Reads spoiled bytes many times; gives how many were taken.
fn taken(what: &str, sound: &[Vec<u8>], read_again: impl Fn(&[u8]) -> Option<bool>) {
    // `cargo xtask soak` names a seed, and wants more of it.
    let told = |name| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok()).unwrap_or(1);
    let rounds = 20_000 * told("SYNC_FUZZ") as usize;
    let seed = told("SYNC_FROM").wrapping_mul(0x9E37_79B9_7F4A_7C15).max(1);
    let (mut chance, mut taken) = (Chance(seed), 0);
    for round in 0..rounds {
        let spoiled = chance.spoil(&sound[round % sound.len()]);
        if let Some(same) = read_again(&spoiled) {
            assert!(same, "{what}: {spoiled:02x?} reads as something else when it is said again");
            taken += 1;
        }
    }
    println!("{what}: {rounds} tried, {taken} accepted after mutation, 0 panics");
    assert!(taken > rounds / 100, "{what}: only {taken} were taken, so little was tested");
}

#[test]
fn s20_what_pages_tell_each_other_beside_the_map_is_read_as_it_could_have_been_said() {
    let view = MapRect { x: -20.0, y: 5.0, width: 800.0, height: 600.0 };
    let card = CardId::parse("c1").expect("an id");
    let here = |at, card, doing, view| Whereabouts { at, card, doing, view };
    let heres = [
        here(None, None, Doing::Looking, None),
        here(Some(MapPoint { x: 3.5, y: -9.0 }), None, Doing::Looking, Some(view)),
        here(None, Some(card.clone()), Doing::Editing, None),
    ];
    taken("whereabouts", &heres.map(|it| it.to_bytes()), |bytes| {
        let here = Whereabouts::read(bytes)?;
        Some(Whereabouts::read(&here.to_bytes()).as_ref() == Some(&here))
    });
    let abouts =
        [About::default(), About { people: 30, hand: true, ready: true, ..About::default() }];
    taken("about", &abouts.map(About::to_bytes), |bytes| {
        let about = About::read(bytes);
        Some(About::read(&about.to_bytes()) == about)
    });
    let erased = Erased { cards: vec![card], author: 7, knew: vec![1, 5, 9] };
    let leds = [
        Led { invitation: Some("#write.x".into()), erased, ..Led::default() },
        Led { workshop: b"stage 2".as_slice().into(), ..Led::default() },
    ];
    taken("led", &leds.map(|it| it.to_bytes().expect("short enough")), |bytes| {
        let led = Led::read(bytes)?;
        // More people than can be said again were never said.
        let again = led.to_bytes()?;
        Some(Led::read(&again).as_ref() == Some(&led))
    });
    let agenda = Agenda::built_in("90").expect("a plan");
    let mut workshop = Workshop::begin("s1".into(), agenda, None);
    workshop.call = 2;
    let told = Told::of(&workshop, 0, 1_000, false).to_bytes();
    taken("told", &[told], |bytes| {
        let told = Told::read(bytes)?;
        Some(Told::read(&told.to_bytes()).as_ref() == Some(&told))
    });
}
