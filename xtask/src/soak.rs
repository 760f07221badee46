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
const TESTS: [&str; 13] = [
    "s1_",
    "::fuzz::",
    "::mutation::",
    "::read_by_chance::",
    "no_picture_breaks_the_reader_down",
    "no_modules_break_the_decoder_down",
    "a_damaged_",
    "damaged_codes_are_refused",
    // Readers of files, of links and of what is handed in. Those of any map or text begin anew in each run by themselves.
    "whatever_is_damaged",
    "that_chance_makes_of_them",
    "whatever_is_sealed",
    "no_text_stops_the_reader",
    "any_map_comes_out",
];
/// Where those lie beside the library.
const FILES: [&str; 9] = [
    "sync_simulation",
    "pairing",
    "exchange_fuzz",
    "exchange_formats_fuzz",
    "exchange_corpus",
    "exchange_hand_in",
    "exchange_link",
    "exchange_document",
    "exchange_take_home",
];

/// The tests that hold what a page has to take in at once to a time.
const MEASURED: &str = "::how_long_";

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
    // Alone, as they measure.
    let mut command = project.cargo();
    command.args(["test", "--quiet", "--profile", "soak", "--lib", "--"]);
    command.args(["--ignored", "--nocapture", "--test-threads", "1", MEASURED]);
    if let Err(error) = shell::run(&mut command) {
        println!("{error}\nwhat a page has to take in at once takes too long");
        return Ok(false);
    }
    loop {
        let seeds = until.round(start, done);
        if seeds == 0 {
            break;
        }
        let from = first + done;
        println!("\n== {seeds} seeds from {from}, after {} s", start.elapsed().as_secs());
        let mut command = project.cargo();
        command.args(["test", "--quiet", "--profile", "soak"]);
        command.arg("--lib").args(FILES.iter().flat_map(|file| ["--test", file]));
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
    use std::fs;
    use std::path::Path;

    use super::*;

    /// All words of the Rust files below.
    fn words_below(folder: &Path, words: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                words_below(&path, words);
            } else if path.extension().is_some_and(|ends| ends == "rs") {
                words.push_str(&fs::read_to_string(path).expect("text"));
            }
        }
    }

    #[test]
    fn every_name_is_still_that_of_a_test() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package");
        let mut words = String::new();
        words_below(&root.join("src"), &mut words);
        words_below(&root.join("tests"), &mut words);
        let names: Vec<_> = words.lines().map(str::trim).collect();
        assert!(words.contains(&MEASURED.replace("::", "fn ")));
        for wanted in TESTS {
            let found = match wanted.strip_prefix("::") {
                Some(module) => {
                    let module = format!("mod {};", module.trim_end_matches("::"));
                    names.iter().any(|line| line.ends_with(&module))
                }
                None => names.iter().any(|line| line.starts_with("fn ") && line.contains(wanted)),
            };
            assert!(found, "no test is called {wanted}");
        }
        assert!(FILES.iter().all(|file| root.join(format!("tests/{file}.rs")).exists()));
    }

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
