//! The words of the interface, two files per language in `messages/`: what may be said at once, and what only the
//! late part of the program says and brings along. Knows no screen.
//!
//! A line is `key = text`; `#` starts a comment. `{name}` stands for an argument, and
//! `{n|one card|{n} cards}` for the first text when the argument `n` is 1, otherwise for the second.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::model::Sorted;

/// The words of one language. Cheap to clone; equal only to its own clones.
#[derive(Debug, Clone)]
pub struct Words(Rc<Known>);

type Texts = Sorted<&'static str, &'static str>;

#[derive(Debug)]
struct Known {
    first: Texts,
    late: OnceCell<Texts>,
}

/// What only the late part says. Named by the late part and tests alone, as naming it carries it.
#[must_use]
pub fn late_english() -> &'static str {
    include_str!("../../messages/en.late.txt")
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Words {
    /// What may be said before the late part is there.
    #[must_use]
    pub fn english() -> Self {
        Self::read(include_str!("../../messages/en.txt"))
    }

    /// Everything in English: for late code and tests, as naming it carries it.
    #[must_use]
    pub fn all_english() -> Self {
        let words = Self::english();
        words.learn(late_english);
        words
    }

    /// Reads a message file. A line that is no `key = text` is passed over.
    #[must_use]
    pub fn read(file: &'static str) -> Self {
        Self(Rc::new(Known { first: texts(file), late: OnceCell::new() }))
    }

    /// Takes in the words that come late, for all clones; the first time only.
    pub fn learn(&self, file: fn() -> &'static str) {
        self.0.late.get_or_init(|| texts(file()));
    }

    /// The text of a key as it stands. An unknown key gives itself, so that a slip shows and nothing breaks.
    #[must_use]
    pub fn get<'a>(&self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key, if there is one.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&'static str> {
        let first = self.0.first.get(key);
        first.or_else(|| self.0.late.get()?.get(key)).copied()
    }

    /// The text of a key with its arguments filled in. An argument that is not given stays as `{name}`.
    #[must_use]
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        let mut said = String::new();
        fill(self.get(key), args, &mut said);
        said
    }
}

fn texts(file: &'static str) -> Texts {
    let lines = file.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs.map(|(key, text)| (key.trim(), text.trim())).collect()
}

/// Something to tell a person, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn text(&self, words: &Words) -> String {
        let args: Vec<_> = self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        words.say(self.key, &args)
    }
}

/// Values go in as they are: a `{` that a person typed is never taken for a placeholder.
fn fill(text: &str, args: &[(&str, &str)], said: &mut String) {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        said.push_str(&rest[..open]);
        let Some(close) = closing(&rest[open..]) else {
            rest = &rest[open..];
            break;
        };
        let inside = &rest[open + 1..open + close];
        let (name, forms) = inside.split_once('|').unwrap_or((inside, ""));
        match args.iter().find(|(known, _)| *known == name) {
            None => said.push_str(&rest[open..=open + close]),
            Some((_, value)) if forms.is_empty() => said.push_str(value),
            Some((_, value)) => {
                let (one, more) = forms.split_once('|').unwrap_or((forms, forms));
                fill(if *value == "1" { one } else { more }, args, said);
            }
        }
        rest = &rest[open + close + 1..];
    }
    said.push_str(rest);
}

/// Where the brace that opens `text` is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::read(
            "# names\nhi = Hello {name}!\ncards = {n|One card|{n} cards} in {lane}\n odd = a {b\n",
        )
    }

    #[test]
    fn arguments_are_filled_in_and_plurals_follow_the_number() {
        let words = words();
        assert_eq!(words.say("hi", &[("name", "Ann")]), "Hello Ann!");
        assert_eq!(words.say("hi", &[("name", "{n}")]), "Hello {n}!");
        assert_eq!(words.say("cards", &[("n", "1"), ("lane", "Support")]), "One card in Support");
        assert_eq!(words.say("cards", &[("n", "0"), ("lane", "Support")]), "0 cards in Support");
        assert_eq!(
            Message::new("cards").with("n", "12").with("lane", "x").text(&words),
            "12 cards in x"
        );
    }

    #[test]
    fn a_slip_shows_itself_and_breaks_nothing() {
        let words = words();
        assert_eq!(words.get("no.such.key"), "no.such.key");
        assert_eq!(words.say("hi", &[]), "Hello {name}!");
        assert_eq!(words.say("odd", &[("b", "x")]), "a {b");
        assert_eq!(words.find("names"), None);
    }

    #[test]
    fn what_comes_late_is_known_to_all_clones_and_changes_nothing_that_was_known() {
        let (words, before) = (words(), words().get("late").to_owned());
        let clone = words.clone();
        clone.learn(|| "late = Here\nhi = Other");
        assert_eq!((before.as_str(), words.get("late")), ("late", "Here"));
        assert_eq!(words.say("hi", &[("name", "Ann")]), "Hello Ann!");
    }

    #[test]
    fn words_are_equal_to_their_clones_alone() {
        let words = words();
        assert_eq!(words, words.clone());
        assert_ne!(words, self::words());
    }
}
