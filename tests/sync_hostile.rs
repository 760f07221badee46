//! Editors who poison the map: real sessions, real documents, one of them written by somebody else. The rules that
//! are cited stand in `src/sync/SPEC.md`.

mod sync_world;

use alignment_canvas::crypto::Capability::{Edit, Lead};
use alignment_canvas::sync::{Event, Fingerprint, Port, Session, Setup, Unfit, WireKind};

use sync_world::people::map_of;
use sync_world::{CALM, World};

/// Updates that make the library panic, hang or tie itself in knots: found by fuzzing it.
const POISON: [&str; 7] = [
    "010105ffffffff0f000100",
    "01024db2808080082701050000000000000027004d00000000",
    "0101000002000000000000",
    "01014d00c8053d053301770000",
    "ffffffffffffffffff01",
    "00ffffffff0f",
    "",
];

fn hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).map(|it| std::str::from_utf8(it).expect("ASCII"));
    pairs.map(|it| u8::from_str_radix(it, 16).expect("hex")).collect()
}

/// Says one thing, whatever is asked.
struct Poisoner {
    poison: Vec<u8>,
    waits: bool,
}

impl Port for Poisoner {
    fn state_vector(&mut self, _: usize) -> Vec<u8> {
        self.poison.clone()
    }

    fn diff(&mut self, _: &[u8]) -> Option<Vec<u8>> {
        Some(self.poison.clone())
    }

    fn is_known(&mut self, _: &[u8], _: &[u8]) -> bool {
        false
    }

    fn apply(&mut self, _: &[u8], _: Option<u64>) -> Result<(), Unfit> {
        Ok(())
    }

    fn take_update(&mut self) -> Option<Vec<u8>> {
        std::mem::take(&mut self.waits).then(|| self.poison.clone())
    }

    fn fingerprint(&mut self) -> Fingerprint {
        [6; 16]
    }
}

/// A room of two honest people and one who edits by poison.
fn room_with(poison: Vec<u8>) -> (World, Session, Poisoner) {
    let mut world = World::new(5, CALM);
    world.join_as(Lead, map_of(20, 7), 7);
    world.join(Edit, None);
    world.pass(3_000);
    let setup = Setup {
        keys: world.keys(Edit),
        person: [66; 32],
        salt: [6; 8],
        client: 66,
        name: "Mallory".into(),
        chance: 6,
    };
    let mut session = Session::new(world.now, setup);
    session.open(world.now, 1, WireKind::Shared);
    (world, session, Poisoner { poison, waits: true })
}

/// The poisoner speaks for so long; everybody hears it.
fn poisoned(world: &mut World, session: &mut Session, port: &mut Poisoner, ms: u64) {
    for _ in 0..ms / 20 {
        port.waits = true;
        session.edited(world.now);
        session.on_timer(world.now, port);
        while let Some(output) = session.poll() {
            if let alignment_canvas::sync::Output::Send(_, frame) = output {
                for to in 0..2 {
                    world.with(to, |now, session, copy| session.on_frame(now, 1, &frame, copy));
                }
            }
        }
        world.pass(20);
    }
}

#[test]
fn s16_poisoned_updates_and_differences_change_nothing() {
    for poison in POISON {
        let (mut world, mut session, mut port) = room_with(hex(poison));
        let before = world.members[0].copy.replica.map().clone();
        poisoned(&mut world, &mut session, &mut port, 4_000);
        assert_eq!(world.members[0].copy.replica.map(), &before, "{poison}");
        let tried = world.members.iter().map(|it| it.copy.refused).sum::<u32>();
        assert!(tried > 0, "{poison}: nothing of it came to the map");
        // The room works on: edits, removals, and the whole document for one who comes now.
        world.add_card(1, "after", "After the poison");
        let late = world.join(Edit, None);
        world.pass(5_000);
        let map = world.members[late].copy.replica.map();
        assert_eq!(map.cards.size(), 21, "{poison}");
    }
}

#[test]
fn s14_an_editor_does_not_write_under_anothers_name() {
    // What member 0 would write next, made by somebody else first.
    let mut twin = map_of(20, 7);
    twin.open_news();
    let forged = sync_world::people::card("forged", "Said in another's name");
    let command = alignment_canvas::document::Command::AddCard(forged.clone());
    twin.commit(vec![command]).expect("a card");
    let (mut world, mut session, mut port) = room_with(twin.take_news().expect("news"));
    // Only live updates are pinned, so no question is answered here.
    let mut said = Vec::new();
    session.edited(world.now);
    session.on_timer(world.now + 50, &mut port);
    while let Some(output) = session.poll() {
        if let alignment_canvas::sync::Output::Send(_, frame) = output {
            said.push(frame);
        }
    }
    for frame in said {
        world.with(1, |now, session, copy| session.on_frame(now, 1, &frame, copy));
    }
    world.pass(100);
    assert!(world.members[1].copy.replica.map().card(&forged.id).is_none());
    assert!(world.members[1].copy.refused > 0, "it was tried");
}

#[test]
fn s17_a_hub_that_lies_changes_nothing() {
    let mut world = World::new(8, CALM);
    world.tapped = Some(Vec::new());
    world.join_as(Lead, map_of(20, 7), 7);
    world.join(Edit, None);
    world.pass(2_000);
    for n in 0..30 {
        world.add_card(n % 2, &format!("c{n}"), "Something new");
        world.pass(100);
    }
    let before = world.members[1].copy.replica.map().clone();
    let tape = world.tapped.clone().unwrap_or_default();
    let tried = world.members[1].copy.tried;
    world.members[1].events.clear();
    for (n, frame) in tape.iter().rev().enumerate() {
        let mut lie = frame.clone();
        match n % 4 {
            0 => lie.truncate(n % frame.len()),
            1 => lie[n % frame.len()] ^= 0x10,
            2 => lie.extend([0; 7]),
            _ => {}
        }
        world.with(1, |now, session, copy| session.on_frame(now, 1, &lie, copy));
        world.pass(5);
    }
    assert_eq!(world.members[1].copy.replica.map(), &before);
    assert_eq!(world.members[1].copy.tried, tried, "nothing of it got as far as the map");
    let events = &world.members[1].events;
    assert!(events.iter().all(|it| matches!(it, Event::Changed(_))), "nor to anything else");
    world.add_card(0, "last", "Still here");
    world.pass(500);
    assert!(world.is_one());
}
