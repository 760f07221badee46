//! Every test there is, summed up in one line. Nothing is ever skipped in silence.

mod brokers;
mod browsers;
mod figures;
mod office;
mod slowest;
mod steps;
mod tally;

use std::fs;

use anyhow::Result;
use clap::ValueEnum;

use crate::build::{self, Wanted};
use crate::project::Project;
use steps::Context;
use tally::Tally;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Everything that runs without a browser.
    Native,
    /// Unit tests of what only exists in a browser, in headless Chromium.
    Wasm,
    /// The release build, driven through a real browser.
    E2e,
}

impl Step {
    const ALL: [Self; 3] = [Self::Native, Self::Wasm, Self::E2e];

    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::E2e => "e2e",
        }
    }
}

/// Runs the tests whose names contain `filter`; true when all of them passed.
pub fn test(project: &Project, only: Option<Step>, filter: Option<&str>) -> Result<bool> {
    let context = Context { project, filter };
    let chosen = Step::ALL.into_iter().filter(|step| only.is_none_or(|only| only == *step));
    let mut results = Vec::new();
    for step in chosen {
        println!("\n== {} tests", step.name());
        let mut tally = Tally::default();
        let outcome = match step {
            Step::Native => context.native(&mut tally),
            Step::Wasm => context.wasm(&mut tally),
            Step::E2e => context.e2e(&mut tally),
        };
        let problem = settle(&mut tally, outcome, filter);
        results.push((step, tally, problem));
    }

    let mut total = Tally::default();
    for (_, tally, _) in &results {
        total += tally;
    }
    println!("\n== what the tests print");
    for line in total.figures.passed() {
        println!("{line}");
    }
    if !total.figures.failed().is_empty() {
        println!("\n== why tests fail");
    }
    for line in total.figures.failed() {
        println!("{line}");
    }
    println!();
    for (step, tally, problem) in &results {
        let problem = problem.as_ref().map_or(String::new(), |problem| format!(": {problem}"));
        println!("{:<8}{tally}{problem}", step.name());
        if tally.failed > 0 {
            println!("        rerun: cargo xtask test --only {}", step.name());
        }
    }
    println!("{total}");
    Ok(total.failed == 0)
}

/// A step that broke before a test could fail counts as one failure, and so does one that ran
/// nothing although nobody asked for less.
fn settle(tally: &mut Tally, outcome: Result<()>, filter: Option<&str>) -> Option<String> {
    let problem = match outcome {
        Err(error) => format!("{error:#}"),
        Ok(()) if filter.is_none() && tally.passed + tally.failed == 0 => "ran no test".to_owned(),
        Ok(()) => return None,
    };
    tally.failed = tally.failed.max(1);
    Some(problem)
}

/// Builds a release, then runs the ignored end-to-end tests whose names contain `filter`, with these variables set.
pub fn bench(project: &Project) -> Result<bool> {
    let context = Context { project, filter: Some("bench_") };
    let mut tally = Tally::default();
    let outcome = context.ignored_native(&mut tally);
    if let Some(problem) = settle(&mut tally, outcome, None) {
        println!("{problem}");
    }
    Ok(run_ignored(project, "bench_", &[])? && tally.failed == 0)
}

/// Sees which functions run, lists those that do not, and builds with that list.
pub fn profile(project: &Project) -> Result<bool> {
    let ran = project.target.join("ran.txt");
    let context = Context { project, filter: Some("profile_") };
    let mut tally = Tally::default();
    let set = [("RAN", ran.display().to_string())];
    let outcome = context.watched_e2e(&mut tally, &set);
    if let Some(problem) = settle(&mut tally, outcome, None) {
        println!("{problem}");
        return Ok(false);
    }
    build::list_cold(project, &fs::read_to_string(&ran)?)?;
    build::build(project, Wanted::release(true)).map(|()| true)
}

/// Runs ignored browser tests whose names contain `filter`.
pub fn run_ignored(project: &Project, filter: &str, set: &[(&str, String)]) -> Result<bool> {
    let context = Context { project, filter: Some(filter) };
    let mut tally = Tally::default();
    let outcome = context.ignored_e2e(&mut tally, set);
    let problem = settle(&mut tally, outcome, None);
    if let Some(problem) = problem {
        println!("{problem}");
    }
    println!("{tally}");
    Ok(tally.failed == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_broke_counts_as_one_failure() {
        let mut tally = Tally::default();
        assert!(settle(&mut tally, Err(anyhow::anyhow!("no browser")), Some("x")).is_some());
        assert_eq!(tally.failed, 1);
    }

    #[test]
    fn failures_are_not_counted_twice() {
        let mut tally = Tally { passed: 1, failed: 3, ..Tally::default() };
        settle(&mut tally, Err(anyhow::anyhow!("exit code 101")), None);
        assert_eq!(tally.failed, 3);
    }

    #[test]
    fn running_nothing_fails_unless_a_filter_was_given() {
        let mut tally = Tally::default();
        assert_eq!(settle(&mut tally, Ok(()), Some("rare")), None);
        assert!(settle(&mut tally, Ok(()), None).is_some());
        assert_eq!(tally.failed, 1);
    }
}
