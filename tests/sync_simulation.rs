//! Rooms of people on a bad network, by seed: all copies become equal, nothing is lost. The rules that are
//! cited (S1, ...) stand in `src/sync/SPEC.md`.

mod sync_world;

use alignment_canvas::crypto::Capability::{Edit, Lead, View};
use alignment_canvas::sync::Standing;

use sync_world::people::{map_of, map_with};
use sync_world::{CALM, STORM, Weather, World};

/// A room of some people with everything that can go wrong; gives the milliseconds until all were one.
fn stormy_room(seed: u64, people: usize, actions: usize) -> u64 {
    let mut world = World::new(seed, STORM);
    let mut added = Vec::new();
    let founder = map_of(5, 7);
    world.join_as(Lead, founder, 7);
    for _ in 1..people {
        let capability = if world.dice.one_in(4) { View } else { Edit };
        world.join(capability, None);
        let pause = world.dice.below(2_000) as u64;
        world.pass(pause);
    }
    for _ in 0..actions {
        let who = world.dice.below(world.members.len());
        match world.dice.below(40) {
            0 => world.parted = !world.parted,
            1 | 2 => {
                let online = !world.members[who].online;
                world.set_online(who, online);
            }
            3 if world.members.len() < people + 4 => {
                world.join(Edit, None);
            }
            _ => {
                let may_edit = world.members[who].session.keys().capability() >= Edit;
                // Nobody writes into a map that has not come yet: the canvas says that it is loading.
                let has_map = world.members[who].caught_up.is_some() || who == 0;
                if may_edit && has_map {
                    added.extend(world.edit(who));
                }
            }
        }
        let pause = world.dice.below(700) as u64;
        world.pass(pause);
    }
    world.parted = false;
    for who in 0..world.members.len() {
        world.set_online(who, true);
    }
    let took = world.settle(seed, 240_000);
    for (who, member) in world.members.iter().enumerate() {
        assert_eq!(
            member.copy.refused, 0,
            "seed {seed}: {who} refused what an honest person wrote"
        );
    }
    for id in &added {
        // Removed cards are not shown, but a copy that never heard of them would not be equal to the writer's.
        let known = world.members.iter().filter(|it| it.copy.replica.map().card(id).is_some());
        let known = known.count();
        assert!(known == 0 || known == world.members.len(), "seed {seed}: {id} is lost on the way");
    }
    took
}

/// The seeds to run: `SYNC_FROM` and so many as the variable says, otherwise the usual ones.
fn seeds(count: &str, usual: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    let from = number("SYNC_FROM").unwrap_or(1);
    from..from + number(count).unwrap_or(usual)
}

#[test]
fn s1_small_rooms_in_a_storm_become_one() {
    let mut longest = 0;
    let seeds = seeds("SYNC_SEEDS", 60);
    let count = seeds.end - seeds.start;
    for seed in seeds {
        longest = longest.max(stormy_room(seed, 3 + (seed % 5) as usize, 60));
    }
    println!("{count} small rooms: equal at most {longest} ms after the last word");
}

#[test]
fn s1_sixty_people_in_a_storm_become_one() {
    for seed in seeds("SYNC_LARGE", 1) {
        let took = stormy_room(seed, 60, 80);
        println!("60 people, seed {seed}: equal {took} ms after the last word");
    }
}

/// Somebody joins a room of one; gives the milliseconds until they have the map, and the bytes it took.
fn joining(cards: usize, words: usize, weather: Weather) -> (u64, u64) {
    let mut world = World::new(3, weather);
    let founder = map_with(cards, words, 7);
    world.join_as(Lead, founder, 7);
    world.pass(4_000);
    let (start, bytes) = (world.now, world.published_bytes);
    let late = world.join(Edit, None);
    while world.members[late].copy.replica.map().cards.size() < cards {
        assert!(world.now - start < 120_000, "the map does not come");
        world.pass(10);
    }
    (world.now - start, world.published_bytes - bytes)
}

#[test]
fn s4_a_map_of_a_thousand_cards_is_there_within_a_second() {
    let (ms, bytes) = joining(1_000, 1, CALM);
    println!("1,000 cards: {ms} ms of waiting and sending (without reckoning), {bytes} bytes");
    assert!(ms < 1_000);
    let (ms, bytes) = joining(1_000, 1, STORM);
    println!("1,000 cards, a fifth of all frames lost: {ms} ms, {bytes} bytes");
    assert!(ms < 15_000);
}

#[test]
fn s4_a_map_of_several_megabytes_comes_in_pieces() {
    let (ms, bytes) = joining(600, 1_500, CALM);
    println!("{bytes} bytes: {ms} ms");
    assert!(bytes > 4_000_000, "more than one piece");
}

#[test]
fn s2_an_idle_room_of_sixty_is_quiet() {
    let mut world = World::new(1, CALM);
    world.join_as(Lead, map_of(50, 7), 7);
    for _ in 1..60 {
        world.join(Edit, None);
        world.pass(200);
    }
    println!("60 people joined with {} frames, {} bytes", world.published, world.published_bytes);
    world.pass(60_000);
    println!("and a minute later {} frames, {} bytes", world.published, world.published_bytes);
    assert!(world.is_one());
    assert!(world.members.iter().all(|it| it.session.standing() == Standing::CaughtUp));
    assert!(world.members.iter().all(|it| it.session.people().count() == 59));
    let (frames, bytes) = (world.published, world.published_bytes);
    world.pass(120_000);
    let per_second = (world.published_bytes - bytes) / 120;
    let frames = (world.published - frames) as f64 / 120.0;
    println!("an idle room of 60 publishes {per_second} bytes and {frames:.1} frames a second");
    // 40 bytes a frame for the relay's own packets.
    assert!(per_second as f64 + 40.0 * frames < 2_000.0);
    assert!(frames > 2.0, "heartbeats are what keeps copies equal");
}
