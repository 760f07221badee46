//! Counting results from what test programs print.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::figures::Figures;
use crate::shell;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
    pub figures: Figures,
}

impl Tally {
    /// Runs a test program, shows what it prints, and adds the results it reports.
    pub fn run(&mut self, command: &mut Command) -> Result<()> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", shell::show(command)))?;
        if let Some(output) = child.stdout.take() {
            self.follow(output)?;
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("`{}` failed ({status})", shell::show(command));
        }
        Ok(())
    }

    fn follow(&mut self, output: impl Read) -> Result<()> {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            if !self.figures.take(&text) {
                print!("{text}");
            }
            if let Some((passed, failed)) = parse(&text) {
                self.passed += passed;
                self.failed += failed;
            }
            line.clear();
        }
        Ok(())
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.figures.append(&other.figures);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// How many passed and failed, from `test result: FAILED. 3 passed; 1 failed; 0 ignored; ...`.
fn parse(line: &str) -> Option<(u32, u32)> {
    let (_, counts) = line.split_once("test result: ")?;
    let count = |what: &str| {
        let (before, _) = counts.split_once(what)?;
        before.rsplit(' ').next()?.parse().ok()
    };
    Some((count(" passed;")?, count(" failed;")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_of_both_harnesses_are_read() {
        let native = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out";
        assert_eq!(parse(native), Some((12, 0)));
        let wasm = "    test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 filtered out";
        assert_eq!(parse(wasm), Some((3, 1)));
        assert_eq!(parse("test result: unclear"), None);
        assert_eq!(parse("3 passed; 1 failed;"), None);
    }

    #[test]
    fn results_of_several_programs_add_up() {
        let output = "running\ntest result: ok. 2 passed; 0 failed;\n\
                      test result: FAILED. 1 passed; 4 failed;\nnot utf-8: \u{fffd}\n";
        let mut tally = Tally::default();
        tally.follow(output.as_bytes()).unwrap();
        assert_eq!(tally.to_string(), "3 passed, 4 failed");
    }
}
