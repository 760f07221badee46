//! Rooms of people on a bad network, by seed: all copies become equal, nothing is lost. The rules that are
//! cited (S1, ...) stand in `src/sync/SPEC.md`.

mod sync_world;

use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use alignment_canvas::crypto::Capability::{Edit, Lead, View};
use alignment_canvas::sync::Standing;

use sync_world::people::{Edited, map_of, map_with};
use sync_world::{CALM, STORM, Weather, World};

/// What was done in a room, and how long it took from the last word until all were one, in milliseconds.
struct Story {
    took: u64,
    edits: usize,
    /// How many different people made those.
    writers: usize,
    /// Pages that died and came back.
    returns: usize,
}

/// A room of some people with everything that can go wrong, and so many milliseconds at most from one thing to the next.
/// Large rooms hurry: what they cost is what sixty people hear.
fn stormy_room(seed: u64, people: usize, actions: usize, pause: usize) -> Story {
    let mut world = World::new(seed, STORM);
    let (mut edits, mut returns) = (0, 0);
    let mut writers = BTreeSet::new();
    let founder = map_of(5, 7);
    let mut there: BTreeSet<_> = founder.map().cards.keys().cloned().collect();
    // What somebody removed, or what went with their undoing: nobody may demand that it is there.
    let mut gone = BTreeSet::new();
    world.join_as(Lead, founder, 7);
    for _ in 1..people {
        let capability = if world.dice.one_in(4) { View } else { Edit };
        world.join(capability, None);
        let pause = world.dice.below(3 * pause) as u64;
        world.pass(pause);
    }
    for _ in 0..actions {
        let who = world.dice.below(world.members.len());
        match world.dice.below(41) {
            0 => world.parted = !world.parted,
            1 | 2 => {
                let online = !world.members[who].online;
                world.set_online(who, online);
            }
            3 if world.members.len() < people + 4 => {
                world.join(Edit, None);
            }
            4 => {
                let with_all = world.dice.one_in(2);
                world.comes_back(who, with_all);
                returns += 1;
            }
            _ => {
                let may_edit = world.members[who].session.keys().capability() >= Edit;
                // Nobody writes into a map that has not come yet: the canvas says that it is loading.
                let has_map = world.members[who].caught_up.is_some() || who == 0;
                if may_edit && has_map {
                    let Edited { added, taken } = world.edit(who);
                    there.extend(added);
                    gone.extend(taken);
                    edits += 1;
                    writers.insert(who);
                }
            }
        }
        let pause = world.dice.below(pause) as u64;
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
    // All maps are equal by now: one stands for them.
    let map = world.members[0].copy.replica.map();
    for id in there.difference(&gone) {
        assert!(
            map.card(id).is_some(),
            "seed {seed}: {id} is lost on the way, and nobody took it away"
        );
    }
    Story { took, edits, writers: writers.len(), returns }
}

/// The seeds to run: `SYNC_FROM` and so many as the variable says, otherwise the usual ones.
fn seeds(count: &str, usual: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    let from = number("SYNC_FROM").unwrap_or(1);
    from..from + number(count).unwrap_or(usual)
}

/// The story of each seed, on all processors. Says how many became one, and which did not. Gives how many
/// edits were made in all.
fn each(what: &str, seeds: &Range<u64>, story: impl Fn(u64) -> Story + Sync) -> usize {
    let count = seeds.end - seeds.start;
    let (next, longest) = (AtomicU64::new(seeds.start), AtomicU64::new(0));
    let (edits, returns) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            match catch_unwind(AssertUnwindSafe(|| story(seed))) {
                Ok(story) => {
                    longest.fetch_max(story.took, Ordering::Relaxed);
                    edits.fetch_add(story.edits, Ordering::Relaxed);
                    returns.fetch_add(story.returns, Ordering::Relaxed);
                }
                Err(_) => wrong.lock().expect("nobody panics with it").push(seed),
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, |it| it.get() as u64).min(count);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().expect("nobody panics with it");
    let converged = count - wrong.len() as u64;
    let edits = edits.into_inner();
    println!(
        "{what}: {count} runs of {edits} edits and {} pages that died and came back, {converged} converged, at most {} ms after the last word",
        returns.into_inner(),
        longest.into_inner()
    );
    for seed in &wrong {
        println!("{what}, seed {seed} again: cargo xtask soak --seeds 1 --seed {seed}");
    }
    assert!(wrong.is_empty(), "{what}: these seeds went wrong: {wrong:?}");
    edits
}

#[test]
fn s1_small_rooms_in_a_storm_become_one() {
    let seeds = seeds("SYNC_SEEDS", 60);
    let edits =
        each("small rooms", &seeds, |seed| stormy_room(seed, 3 + (seed % 5) as usize, 60, 700));
    let rooms = (seeds.end - seeds.start) as usize;
    // In a single one chance may have had other plans.
    assert!(rooms < 60 || edits > 20 * rooms, "only {edits} edits in {rooms} rooms");
}

#[test]
fn s1_sixty_people_in_a_storm_become_one() {
    each("rooms of 60", &seeds("SYNC_LARGE", 1), |seed| {
        let story = stormy_room(seed, 60, 140, 40);
        let Story { edits, writers, returns, .. } = story;
        println!(
            "seed {seed}: {edits} edits by {writers} people, {returns} pages died and came back"
        );
        assert!(edits > 50 && writers > 30, "seed {seed}: most of them are to write");
        story
    });
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
fn s7_viewers_hand_on_a_long_workshop_that_all_editors_have_left() {
    let mut world = World::new(8, CALM);
    world.join_as(Lead, map_of(50, 7), 7);
    world.join(View, None);
    world.pass(3_000);
    let mut edits = 0;
    while edits < 2_000 {
        edits += 1;
        world.edit(0);
        world.pass(60);
    }
    world.pass(1_000);
    world.with(0, |now, session, _| session.leave(now));
    world.set_online(0, false);
    let start = world.now;
    let late = world.join(View, None);
    while world.members[late].session.standing() != Standing::CaughtUp {
        assert!(world.now - start < 60_000, "a minute later");
        world.pass(100);
    }
    let [kept, came] = [1, late].map(|who| world.members[who].copy.replica.map());
    assert!(kept == came, "who is said to be up to date has all");
    println!("{edits} edits of somebody who left are there after {} ms", world.now - start);
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
