//! Long runs of what the tests run briefly: rooms on bad networks, decoders and the validator fed nonsense, and rooms of
//! real browsers that reload and are killed, from seeds that no run has had before. Knows only the names of those tests.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::test;

/// Seeds per round. A round is some minutes.
const SEEDS: u64 = 300;
/// One room in so many is one of sixty people.
const LARGE: u64 = 100;
/// So many times the usual inputs for each decoder.
const FUZZ: u64 = 20;
/// Stories of spoiled updates for each seed of a room.
const SPOILED: u64 = 10;
/// The tests that take their seeds from here, by what their names hold.
const TESTS: [&str; 5] =
    ["s1_", "::fuzz::", "::mutation::", "a_damaged_stream", "damaged_codes_are_refused"];

/// When a soak is over.
#[derive(Clone, Copy)]
pub enum Until {
    /// No round begins after so many minutes.
    Minutes(u64),
    /// So many seeds were run.
    Seeds(u64),
}

impl Until {
    /// How many seeds the next round has; none when it is over.
    fn round(self, start: Instant, done: u64) -> u64 {
        match self {
            Self::Minutes(minutes) => {
                let goes_on = done == 0 || start.elapsed() < Duration::from_secs(minutes * 60);
                if goes_on { SEEDS } else { 0 }
            }
            Self::Seeds(seeds) => (seeds - done).min(SEEDS),
        }
    }
}

fn new_seed() -> Result<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Ok(since.context("the clock stands before 1970")?.as_secs())
}

/// Runs rounds from this seed on, or from one that is new; true when everything held.
pub fn soak(project: &Project, until: Until, seed: Option<u64>) -> Result<bool> {
    let start = Instant::now();
    let first = match seed {
        Some(seed) => seed,
        None => new_seed()? * 1_000,
    };
    let (mut done, mut large) = (0, 0);
    loop {
        let seeds = until.round(start, done);
        if seeds == 0 {
            break;
        }
        let from = first + done;
        println!("\n== {seeds} seeds from {from}, after {} s", start.elapsed().as_secs());
        let mut command = project.cargo();
        command.args(["test", "--quiet", "--profile", "soak"]);
        command.args(["--lib", "--test", "sync_simulation", "--test", "pairing"]);
        command.args(["--", "--nocapture"]).args(TESTS);
        let sixty = seeds.div_ceil(LARGE);
        let numbers = [
            ("SYNC_FROM", from),
            ("SYNC_SEEDS", seeds),
            ("SYNC_LARGE", sixty),
            ("SYNC_FUZZ", FUZZ),
            ("FUZZ_FROM", from.wrapping_mul(SPOILED)),
            ("FUZZ_ROUNDS", seeds * SPOILED),
        ];
        command.envs(numbers.map(|(name, number)| (name, number.to_string())));
        if let Err(error) = shell::run(&mut command) {
            println!("{error}\n{done} seeds before these held. All of this round again:");
            println!("cargo xtask soak --seeds {seeds} --seed {from}");
            return Ok(false);
        }
        (done, large) = (done + seeds, large + sixty);
    }
    println!(
        "\n{} rooms, {large} of them of sixty people, all of them converged; {} minutes, seeds from {first}",
        done + large,
        start.elapsed().as_secs() / 60
    );
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_have_all_seeds_that_were_asked_for_and_no_more() {
        let now = Instant::now();
        let rounds = |until: Until| {
            let mut done = 0;
            let mut rounds = Vec::new();
            while rounds.len() < 9 && until.round(now, done) > 0 {
                rounds.push(until.round(now, done));
                done += rounds[rounds.len() - 1];
            }
            rounds
        };
        assert_eq!(rounds(Until::Seeds(1)), [1]);
        assert_eq!(rounds(Until::Seeds(650)), [300, 300, 50]);
        assert_eq!(rounds(Until::Minutes(0)), [300], "one at least");
    }
}
