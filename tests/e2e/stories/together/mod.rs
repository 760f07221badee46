//! Many people in one room of a real relay, who edit at random while they reload, their browsers are killed and the
//! relay restarts. Whatever a screen called saved is on every screen in the end, a move or a removal too, and all maps are equal.
//! `cargo xtask soak --browsers` does it with eight for two minutes, again and again.

#[path = "../../../sync_world/dice.rs"]
mod dice;
mod log;
mod mishaps;
mod person;
mod scraps;
mod tokens;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use super::room::{join, open_room, says_room, write};
use crate::harness::{Broker, Outcome, World, story_alone, story_of_minutes};
use dice::Dice;
use log::{Log, now_ms};
use mishaps::Mishap;
use person::{Pace, Person, watch, window};
use tokens::{MOST_PEOPLE, tokens_in};

const TITLE: &str = "EVERYBODY";
/// So long may it take until the last one has everything, after two minutes of trouble.
const EQUAL: Duration = Duration::from_secs(60);

struct Plan {
    people: usize,
    seconds: u64,
    seed: u64,
    reloads: usize,
    kills: usize,
    restarts: usize,
    pace: Pace,
}

impl Plan {
    fn begin(&self) -> Dice {
        let Self { people, seconds, seed, reloads, kills, restarts, .. } = self;
        println!(
            "{people} people, {seconds} s, {reloads} reloads, {kills} kills, {restarts} restarts of the relay, seed {seed}"
        );
        Dice::new(*seed)
    }

    /// Sometime in the middle of the run.
    fn sometime(&self, dice: &mut Dice, begun: Instant) -> Instant {
        let share = 15 + dice.below(70) as u64;
        begun + Duration::from_millis(self.seconds * 10 * share)
    }

    /// Who reloads and whose browser is killed when. The first kill is the facilitator's; every other one waits for the
    /// word “saved”.
    fn mishaps(&self, dice: &mut Dice, begun: Instant, people: &mut [Person]) {
        for n in 0..self.reloads + self.kills {
            let (mishap, who) = if n < self.kills {
                let kill = if n % 2 == 0 { Mishap::Kill } else { Mishap::KillOnceSaved };
                (kill, n * 3 % self.people)
            } else {
                (Mishap::Reload, dice.below(self.people))
            };
            people[who].mishaps.push((self.sometime(dice, begun), mishap));
        }
        for person in people {
            person.mishaps.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        }
    }
}

/// Everybody in the room, with one card in each lane to begin with.
async fn gather(world: &Rc<World>, page: &str, plan: &Plan, log: &Rc<Log>) -> Outcome<Vec<Person>> {
    let desk = world.browser_with(window()).await?;
    watch(&desk).await?;
    let (fay, link) = open_room(&desk, page, TITLE).await?;
    desk.press("Escape").await?;
    for (n, lane) in person::LANES.iter().enumerate() {
        write(&fay, lane, &format!("CARD {n}")).await?;
    }
    let mut browsers = vec![desk];
    for n in 1..plan.people {
        let browser = world.browser_with(window()).await?;
        watch(&browser).await?;
        join(&browser, &link, &format!("P{n}")).await?;
        browsers.push(browser);
    }
    let all = browsers.into_iter().enumerate();
    let ways = (plan.seed, plan.pace);
    let person =
        |(n, browser)| Person::new(n, world.clone(), log.clone(), page, TITLE, ways, browser);
    let people: Vec<_> = all.map(person).collect();
    for person in &people {
        says_room(&person.canvas(), &format!("{} here. Through", others(plan.people - 1))).await?;
    }
    Ok(people)
}

fn others(n: usize) -> String {
    if n == 1 { "1 other".to_owned() } else { format!("{n} others") }
}

/// Takes the relay away for a while, as often as the plan says.
async fn trouble(
    plan: &Plan,
    mut dice: Dice,
    begun: Instant,
    relay: &Broker,
    log: &Log,
) -> Outcome {
    let mut times: Vec<_> = (0..plan.restarts).map(|_| plan.sometime(&mut dice, begun)).collect();
    times.sort();
    for at in times {
        tokio::time::sleep_until(at.into()).await;
        log.relay_gone.set(Some(now_ms()));
        relay.stop();
        tokio::time::sleep(Duration::from_millis(1_000 + dice.below(4_000) as u64)).await;
        relay.resume()?;
        log.relay_gone.set(None);
        log.count("restarts of the relay");
    }
    Ok(())
}

/// The whole run, and what has to hold after it.
async fn run(world: World, plan: Plan) -> Outcome<Rc<Log>> {
    let mut dice = plan.begin();
    let world = Rc::new(world);
    let relay = world.relay()?;
    let page = world.site.app_with_relay(relay.port);
    // Nothing is written before everybody is there, however long that takes.
    let log = Rc::new(Log::new());
    let mut people = gather(&world, &page, &plan, &log).await?;
    let begun = Instant::now();
    log.ends.set(begun + Duration::from_secs(plan.seconds));
    plan.mishaps(&mut dice, begun, &mut people);
    let local = LocalSet::new();
    let lives: Vec<_> = people.into_iter().map(|person| local.spawn_local(live(person))).collect();
    let people = local
        .run_until(async {
            trouble(&plan, dice, begun, &relay, &log).await?;
            let mut people = Vec::new();
            for life in lives {
                people.push(life.await?);
            }
            people.into_iter().collect::<Outcome<Vec<_>>>()
        })
        .await?;
    let ended = Instant::now();
    let map = all_equal(&people).await?;
    println!("  all maps equal {:.1} s after the last one stopped", ended.elapsed().as_secs_f64());
    let map = serde_json::from_str(&map)?;
    judge(&plan, &log, &tokens_in(&map));
    log.scraps.borrow().judge(&map);
    for person in people {
        let complaints = person.browser().complaints().await?;
        assert_eq!(complaints, Vec::<String>::new(), "P{}", person.number);
        person.into_browser().quit().await?;
    }
    Ok(log)
}

async fn live(mut person: Person) -> Outcome<Person> {
    let number = person.number;
    let lived = person.live().await;
    if lived.is_err() {
        person.log.broken.set(true);
    }
    lived.map(|()| person).map_err(|why| format!("P{number}: {why}").into())
}

/// Waits until everybody has the same map, and gives it.
async fn all_equal(people: &[Person]) -> Outcome<String> {
    let begun = Instant::now();
    loop {
        let mut maps = Vec::new();
        for person in people {
            maps.push(person.canvas().text().await?);
        }
        if maps.iter().all(|map| *map == maps[0]) {
            return Ok(maps.swap_remove(0));
        }
        if begun.elapsed() > EQUAL {
            let held = maps.iter().map(|map| (map.len(), serde_json::from_str(map)));
            for (n, (letters, map)) in held.enumerate() {
                println!("  P{n} has {letters} letters, {} tokens", tokens_in(&map?).len());
            }
            return Err("the maps do not become equal".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// # Panics
/// When something is lost.
fn judge(plan: &Plan, log: &Log, kept: &BTreeSet<String>) {
    let (typed, saved) = (log.all_typed(), log.said_saved());
    let lost: Vec<_> = saved.difference(kept).collect();
    let expected = log.expected();
    let missing: Vec<_> = expected.difference(kept).collect();
    println!(
        "  tokens: {} typed, {} called saved on a screen, {} of those lost; {} more typed before a kill, {} of all in the maps",
        typed.len(),
        saved.len(),
        lost.len(),
        typed.len() - expected.len(),
        kept.len()
    );
    log.print();
    let mishaps = [
        ("kills", plan.kills),
        ("reloads", plan.reloads),
        ("restarts of the relay", plan.restarts),
    ];
    for (what, planned) in mishaps {
        assert_eq!(log.counted(what), planned, "{what}");
    }
    let told = log.counted("last words called saved before a kill");
    assert!(
        told >= plan.kills / 2,
        "{told} browsers were killed when the screen had called the last word saved"
    );
    assert!(log.was_seen(), "nobody saw a word of somebody else, so nothing was tested");
    assert!(!saved.is_empty(), "no screen called anything saved, so nothing was tested");
    assert!(lost.is_empty(), "called saved and lost: {lost:?}");
    assert!(missing.is_empty(), "typed, seen and lost: {missing:?}");
}

fn from_outside(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(usual, |set| set.parse().expect("a number"))
}

#[test]
fn four_people_edit_at_random_through_reloads_kills_and_a_restart_of_the_relay() {
    let plan = Plan {
        people: 4,
        seconds: 20,
        seed: from_outside("TOGETHER_SEED", 1),
        reloads: 3,
        kills: 2,
        restarts: 1,
        pace: Pace::RANDOM,
    };
    story_alone(async |world| run(world, plan).await.map(drop));
}

#[test]
#[ignore = "takes minutes: `cargo xtask soak --browsers`"]
fn soak_of_eight_people_for_two_minutes() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let plan = Plan {
        people: MOST_PEOPLE,
        seconds: from_outside("TOGETHER_SECONDS", 120),
        seed: from_outside("TOGETHER_SEED", now.map_or(1, |now| now.as_secs())),
        reloads: 8,
        kills: 4,
        restarts: 2,
        pace: Pace::RANDOM,
    };
    story_of_minutes(10, async |world| run(world, plan).await.map(drop));
}

/// Milliseconds from a key to the other screens, of 95 in 100. Eight browsers that paint each letter are all that two cores
/// can do, so people take turns: what is measured is the way of a letter and not the queue before the painting.
const SOON: f64 = 150.0;

#[test]
#[ignore = "takes minutes: `cargo xtask soak --browsers`"]
fn soak_of_eight_people_who_take_turns_and_see_each_letter_soon() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let plan = Plan {
        people: MOST_PEOPLE,
        seconds: from_outside("TOGETHER_SECONDS", 60),
        seed: from_outside("TOGETHER_SEED", now.map_or(1, |now| now.as_secs())),
        reloads: 0,
        kills: 0,
        restarts: 0,
        pace: Pace::TURNS,
    };
    story_of_minutes(10, async |world| {
        let log = run(world, plan).await?;
        let p95 = log.calm_p95();
        assert!(p95 < SOON, "{p95} ms");
        Ok(())
    });
}
