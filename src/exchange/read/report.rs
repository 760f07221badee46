//! What was odd about a file, said once per sort of oddity: "12 links lead nowhere", not twelve lines.

use std::fmt::Display;

use crate::model::text::clean_line;
use crate::words::Message;

/// At most this many sorts of oddity are told; the others are counted.
const MOST: usize = 48;
/// Words taken from a file into a sentence are cut to this many characters.
const QUOTE: usize = 60;

#[derive(Default)]
pub(super) struct Report {
    sorts: Vec<Sort>,
    beyond: usize,
}

struct Sort {
    key: &'static str,
    about: String,
    example: String,
    n: usize,
}

impl Report {
    pub fn note(&mut self, key: &'static str) {
        self.note_about(key, "", &"");
    }

    /// `about` tells sorts apart (a field, a kind); `example` is quoted from the first one and not looked at
    /// for the others, so that a million of them cost nothing.
    pub fn note_about(&mut self, key: &'static str, about: &str, example: &dyn Display) {
        self.count(key, about, example, 1);
    }

    pub fn count(&mut self, key: &'static str, about: &str, example: &dyn Display, n: usize) {
        if n == 0 {
            return;
        }
        let about = &about[..about.floor_char_boundary(4 * QUOTE + 4)];
        if let Some(sort) = self.sorts.iter_mut().find(|s| s.key == key && s.about == about) {
            sort.n += n;
        } else if self.sorts.len() < MOST {
            let (about, example) = (about.to_owned(), quote(&example.to_string()));
            self.sorts.push(Sort { key, about, example, n });
        } else {
            self.beyond += n;
        }
    }

    pub fn into_messages(self) -> Vec<Message> {
        let mut all: Vec<_> = self.sorts.into_iter().map(Sort::into_message).collect();
        if self.beyond > 0 {
            all.push(Message::new("import.more").with("n", self.beyond.to_string()));
        }
        all
    }
}

impl Sort {
    fn into_message(self) -> Message {
        Message::new(self.key)
            .with("n", self.n.to_string())
            .with("about", quote(&self.about))
            .with("example", self.example)
    }
}

fn quote(text: &str) -> String {
    let start: String = text.chars().take(QUOTE + 1).collect();
    let mut line = clean_line(&start);
    if start.chars().count() > QUOTE {
        line.pop();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    #[test]
    fn the_same_oddity_is_said_once_with_its_count_and_a_flood_is_capped() {
        let mut report = Report::default();
        for i in 0..200 {
            report.note_about("import.unknown_kind", &format!("kind {i}"), &"");
            report.note_about("import.unknown_kind", "kind 0", &"");
        }
        let messages = report.into_messages();
        assert_eq!(messages.len(), MOST + 1);
        assert_eq!(messages[0].args[0], ("n", "201".to_owned()));
        assert_eq!(messages[MOST].args[0], ("n", (200 - MOST).to_string()));
        assert!(messages.iter().all(|m| !m.text(&Words::all_english()).contains('{')));
    }
}
