//! Long runs of what the tests run briefly: rooms on bad networks, decoders fed nonsense, and rooms of real browsers
//! that reload and are killed, from seeds that no run has had before. Knows only the names of those tests.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::test;

/// Seeds per round; a round is some minutes.
const SEEDS: u64 = 300;
/// Rooms of sixty per round.
const LARGE: u64 = 3;
/// So many times the usual inputs for each decoder.
const FUZZ: u64 = 20;

fn new_seed() -> Result<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Ok(since.context("the clock stands before 1970")?.as_secs())
}

/// Runs until the minutes are over; true when everything held.
pub fn soak(project: &Project, minutes: u64) -> Result<bool> {
    let start = Instant::now();
    let mut from = new_seed()? * 1_000;
    let mut rounds = 0;
    while rounds == 0 || start.elapsed() < Duration::from_secs(minutes * 60) {
        rounds += 1;
        println!("\n== round {rounds}, seeds from {from}");
        let rooms = ["test", "--quiet", "--test", "sync_simulation", "s1_"];
        let insiders = ["test", "--quiet", "--lib", "sync::tests::fuzz"];
        for arguments in [rooms.as_slice(), &insiders] {
            let mut command = project.cargo();
            command.args(arguments).args(["--", "--nocapture"]);
            command.env("SYNC_FROM", from.to_string()).env("SYNC_SEEDS", SEEDS.to_string());
            command.env("SYNC_LARGE", LARGE.to_string()).env("SYNC_FUZZ", FUZZ.to_string());
            if let Err(error) = shell::run(&mut command) {
                println!("{error}");
                let filter = arguments.last().copied().unwrap_or_default();
                println!("rerun: SYNC_FROM={from} {} -- {filter}", shell::show(&command));
                return Ok(false);
            }
        }
        from += SEEDS;
    }
    println!("\n{rounds} rounds, {} minutes: everything held", start.elapsed().as_secs() / 60);
    Ok(true)
}

/// Builds a release and lets eight browsers edit one map at random, until the minutes are over.
pub fn with_browsers(project: &Project, minutes: u64, seed: Option<u64>) -> Result<bool> {
    let start = Instant::now();
    let first = seed.map_or_else(new_seed, Ok)?;
    let mut rounds = 0;
    while rounds == 0 || start.elapsed() < Duration::from_secs(minutes * 60) {
        let seed = first + rounds;
        rounds += 1;
        let set = [("TOGETHER_SEED", seed.to_string())];
        if !test::run_ignored(project, "soak_", &set)? {
            println!("rerun: cargo xtask soak --browsers --minutes 0 --seed {seed}");
            return Ok(false);
        }
    }
    Ok(true)
}
