//! Which end-to-end stories took longest: where time goes is seen before there is too little of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

const SHOWN: usize = 12;

/// Where the stories of one run write down how long they took.
pub struct Times(PathBuf);

impl Times {
    pub fn of(command: &mut Command, target: &Path) -> Result<Self> {
        let path = target.join("story-times.txt");
        fs::write(&path, "")?;
        command.env("STORY_TIMES", &path);
        Ok(Self(path))
    }

    pub fn print(&self) -> Result<()> {
        let text = fs::read_to_string(&self.0)?;
        let slowest = slowest(&text);
        if !slowest.is_empty() {
            println!("{:<10}slowest stories", "seconds");
        }
        for (seconds, story) in slowest {
            println!("{seconds:<10.1}{story}");
        }
        Ok(())
    }
}

/// Of lines such as `4.2 stories::room::people_meet`.
fn slowest(text: &str) -> Vec<(f64, &str)> {
    let read = |line| -> Option<(f64, &str)> {
        let (seconds, story) = str::split_once(line, ' ')?;
        Some((seconds.parse().ok()?, story))
    };
    let mut all: Vec<_> = text.lines().filter_map(read).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.truncate(SHOWN);
    all
}

#[cfg(test)]
mod tests {
    use super::slowest;

    #[test]
    fn the_slowest_comes_first_and_what_is_no_time_is_passed_over() {
        let text = "4.2 stories::room::meet\n12.0 stories::whole::led\nnone\n";
        assert_eq!(slowest(text), [(12.0, "stories::whole::led"), (4.2, "stories::room::meet")]);
        assert_eq!(slowest(&"1 a\n".repeat(99)).len(), super::SHOWN);
    }
}
