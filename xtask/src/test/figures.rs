//! What tests print: the figures of those that pass, and why others fail. The test programs hold it back until they end
//! (`--show-output`) and then name every test once more; here it is taken out of what they print, to stand in one place after
//! all tests, where somebody who sees only the end of a run still sees it.

/// Of what a failing test prints, its last words are the reason.
const LAST_WORDS: usize = 12;

/// What a test program is telling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Told {
    #[default]
    Results,
    Successes,
    Failures,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    passed: Vec<String>,
    failed: Vec<String>,
    told: Told,
    /// Whose output is read is known, so it is somebody's.
    named: bool,
    /// Where in `failed` the words of the test that is read begin.
    words: usize,
}

impl Figures {
    /// Takes a line of what passing tests print; false for all others, which are for the screen at once.
    pub fn take(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        match line {
            "successes:" => (self.told, self.named) = (Told::Successes, false),
            "failures:" => (self.told, self.named) = (Told::Failures, false),
            _ if line.starts_with("test result: ") => self.told = Told::Results,
            _ => self.read(line),
        }
        self.told == Told::Successes
    }

    fn read(&mut self, line: &str) {
        let lines = match self.told {
            Told::Results => return,
            Told::Successes => &mut self.passed,
            Told::Failures => &mut self.failed,
        };
        if let Some(name) = name(line) {
            lines.push(name.to_owned());
            self.named = true;
            self.words = lines.len();
        } else if self.named && line == "stack backtrace:" {
            // The reason is said; the way there stands with the test.
            self.named = false;
        } else if self.named && !line.is_empty() {
            lines.push(format!("    {}", line.trim_start()));
            if self.told == Told::Failures && lines.len() - self.words > LAST_WORDS {
                lines.remove(self.words);
            }
        }
    }

    pub fn append(&mut self, other: &Self) {
        self.passed.extend_from_slice(&other.passed);
        self.failed.extend_from_slice(&other.failed);
    }

    /// The tests that passed and printed something, each with what it was.
    pub fn passed(&self) -> &[String] {
        &self.passed
    }

    /// The tests that failed, each with the last of what it printed.
    pub fn failed(&self) -> &[String] {
        &self.failed
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
    fn what_passing_tests_print_is_taken_out_and_why_others_fail_is_said_again_at_the_end() {
        let output = "test a ... ok\n\nsuccesses:\n\n---- a stdout ----\n12 tried\n\n  3 accepted\n\n---- c stdout ----\n5 ms\n\n\n\
            successes:\n    a\n    b\n    c\n\nfailures:\n\n---- d stdout ----\nat 7\nstack backtrace:\n  0: d\n\nfailures:\n    d\n\n\
            test result: FAILED. 3 passed; 1 failed;\n";
        let mut figures = Figures::default();
        let shown: Vec<_> = output.lines().filter(|line| !figures.take(line)).collect();
        assert_eq!(figures.passed(), ["a", "    12 tried", "    3 accepted", "c", "    5 ms"]);
        assert_eq!(figures.failed(), ["d", "    at 7"]);
        let rest = "test a ... ok||failures:||---- d stdout ----|at 7|stack backtrace:|  0: d||failures:|    d||";
        assert_eq!(shown.join("|"), format!("{rest}test result: FAILED. 3 passed; 1 failed;"));
    }

    #[test]
    fn of_a_failing_test_the_last_words_are_kept() {
        let mut figures = Figures::default();
        figures.take("failures:");
        figures.take("---- d stdout ----");
        for n in 0..99 {
            figures.take(&n.to_string());
        }
        assert_eq!(figures.failed().len(), 1 + LAST_WORDS);
        assert_eq!(figures.failed().last().map(|line| line.trim()), Some("98"));
    }
}
