//! What passing tests print, their figures above all. The test programs hold it back until they end (`--show-output`) and then
//! name every test once more; here it is taken out of what they print, to stand in one place after all tests.

/// The first and the last heading of what passing tests have printed.
const HEADING: &str = "successes:";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    lines: Vec<String>,
    /// Between the first heading and what follows the last one.
    inside: bool,
    /// Whose output is read is known, so it is somebody's.
    named: bool,
}

impl Figures {
    /// Takes a line that belongs here; false for all others, which are for the screen at once.
    pub fn take(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        if line == HEADING {
            (self.inside, self.named) = (true, false);
        } else if self.inside && (line == "failures:" || line.starts_with("test result: ")) {
            self.inside = false;
        } else if let Some(name) = name(line).filter(|_| self.inside) {
            self.lines.push(name.to_owned());
            self.named = true;
        } else if self.inside && self.named && !line.is_empty() {
            self.lines.push(format!("    {}", line.trim_start()));
        }
        self.inside
    }

    pub fn append(&mut self, other: &Self) {
        self.lines.extend_from_slice(&other.lines);
    }

    /// The tests that printed something, each with what it was.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// Reads `---- some::test stdout ----`.
fn name(line: &str) -> Option<&str> {
    line.strip_prefix("---- ")?.strip_suffix(" stdout ----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passing_tests_print_is_taken_out_and_all_else_is_shown() {
        let output = "test a ... ok\n\nsuccesses:\n\n---- a stdout ----\n12 tried\n\n  3 accepted\n\n---- c stdout ----\n5 ms\n\n\n\
            successes:\n    a\n    b\n    c\n\nfailures:\n\n---- d stdout ----\nat 7\n\ntest result: FAILED. 3 passed; 1 failed;\n";
        let mut figures = Figures::default();
        let shown: Vec<_> = output.lines().filter(|line| !figures.take(line)).collect();
        assert_eq!(figures.lines(), ["a", "    12 tried", "    3 accepted", "c", "    5 ms"]);
        let rest = "test a ... ok||failures:||---- d stdout ----|at 7||";
        assert_eq!(shown.join("|"), format!("{rest}test result: FAILED. 3 passed; 1 failed;"));
    }
}
