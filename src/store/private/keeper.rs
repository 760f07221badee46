//! Small texts under keys on their way into a storage that other tabs write to as well. Each text is put in the place
//! of the one that was known to be there, or not at all; so nobody's words are written over unseen.

use crate::model::Sorted;

/// One text, to be put in the place of what was known to be there. `None` stands for no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Swap {
    pub key: String,
    pub known: Option<String>,
    pub text: Option<String>,
}

/// What came of writing a row in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swapped {
    Done,
    /// Another tab was there first, with this.
    Other(Option<String>),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Row {
    /// What the storage has, as far as is known here.
    kept: Option<String>,
    wanted: Option<String>,
    /// What is on its way, in this order.
    sent: Vec<Option<String>>,
}

impl Row {
    fn is_kept(&self) -> bool {
        self.kept == self.wanted
    }

    fn is_at_rest(&self) -> bool {
        self.sent.is_empty()
    }
}

/// All texts of one kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Keeper {
    rows: Sorted<String, Row>,
    /// The storage has answered once: before, nothing is written.
    answered: bool,
    /// It did not take something: nothing is tried until somebody asks for it or writes on.
    rests: bool,
}

impl Keeper {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.rows.get(key)?.wanted.as_deref()
    }

    pub fn set(&mut self, key: &str, text: Option<String>) {
        self.rests = false;
        self.rows.get_or_default(key.to_owned()).wanted = text;
    }

    /// Keys and texts, by key.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.iter().filter_map(|(key, row)| Some((key.as_str(), row.wanted.as_deref()?)))
    }

    /// The storage has all of it.
    pub fn all_kept(&self) -> bool {
        self.rows.iter().all(|(_, row)| row.is_kept())
    }

    pub fn is_answered(&self) -> bool {
        self.answered
    }

    /// What is to be written now, one at a time for each key.
    pub fn due(&mut self) -> Vec<Swap> {
        self.behind(Row::is_at_rest)
    }

    /// As [`Self::due`], behind what is on its way: for a page that goes away and cannot wait.
    pub fn all_due(&mut self) -> Vec<Swap> {
        self.rests = false;
        self.behind(|row| row.sent.last() != Some(&row.wanted))
    }

    fn behind(&mut self, may: fn(&Row) -> bool) -> Vec<Swap> {
        if !self.answered || self.rests {
            return Vec::new();
        }
        let keys: Vec<String> = self.rows.iter().map(|(key, _)| key.clone()).collect();
        let rows = keys.into_iter().zip(self.rows.values_mut());
        let due = rows.filter(|(_, row)| !row.is_kept() && may(row));
        due.map(|(key, row)| {
            let known = row.sent.last().unwrap_or(&row.kept).clone();
            row.sent.push(row.wanted.clone());
            Swap { key, known, text: row.wanted.clone() }
        })
        .collect()
    }

    /// What the storage has. What was changed here and is not there yet stays as it is wanted.
    pub fn read(&mut self, rows: Vec<(String, String)>) {
        self.answered = true;
        let read: Sorted<String, String> = rows.into_iter().collect();
        let known: Vec<String> = self.rows.iter().map(|(key, _)| key.clone()).collect();
        for key in known.into_iter().filter(|key| !read.contains_key(key)) {
            self.learn(key, None);
        }
        for (key, text) in &read {
            self.learn(key.clone(), Some(text.clone()));
        }
        self.rows.retain(|_, row| *row != Row::default());
    }

    fn learn(&mut self, key: String, text: Option<String>) {
        let row = self.rows.get_or_default(key);
        if row.is_at_rest() {
            let follows = row.is_kept();
            row.kept.clone_from(&text);
            if follows {
                row.wanted = text;
            }
        }
    }

    /// The same under other keys, without those that get none. What was not written yet is wanted still.
    pub fn renamed(&self, name: impl Fn(&str) -> Option<String>) -> Self {
        let rows = self.rows.iter().filter_map(|(key, row)| {
            let row = Row { sent: Vec::new(), ..row.clone() };
            Some((name(key)?, row))
        });
        Self { rows: rows.collect(), ..Self::default() }
    }

    /// The storage could not be read: what is written is compared there all the same.
    pub fn not_read(&mut self) {
        self.answered = true;
    }

    /// Nothing is on its way any more, as far as anybody here will hear.
    pub fn forget_sent(&mut self) {
        for row in self.rows.values_mut() {
            row.sent.clear();
        }
    }

    /// A text was written.
    pub fn done(&mut self, key: &str) {
        let row = self.rows.get_or_default(key.to_owned());
        if !row.sent.is_empty() {
            row.kept = row.sent.remove(0);
        }
    }

    /// A text could not be written: it waits for [`Self::all_due`], or until somebody writes on.
    pub fn failed(&mut self, key: &str) {
        self.rests = true;
        self.rows.get_or_default(key.to_owned()).sent.clear();
    }

    /// Another tab was there first. Gives what was to be written here; what is there is now what is wanted.
    pub fn clashed(&mut self, key: &str, there: Option<String>) -> Option<String> {
        let row = self.rows.get_or_default(key.to_owned());
        if !row.sent.is_empty() {
            row.sent.remove(0);
        }
        row.kept.clone_from(&there);
        std::mem::replace(&mut row.wanted, there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn nothing_is_written_before_the_storage_has_answered() {
        let mut keeper = Keeper::default();
        keeper.set("a", text("new"));
        assert_eq!(keeper.due(), []);
        keeper.read(vec![("a".into(), "old".into()), ("b".into(), "there".into())]);
        assert_eq!(keeper.get("b"), Some("there"));
        assert_eq!(keeper.due(), [Swap { key: "a".into(), known: text("old"), text: text("new") }]);
        assert_eq!(keeper.due(), [], "once");
    }

    #[test]
    fn letters_that_come_while_one_is_written_follow_in_one_piece() {
        let mut keeper = Keeper::default();
        keeper.read(Vec::new());
        keeper.set("a", text("G"));
        assert_eq!(keeper.due().len(), 1);
        keeper.set("a", text("Gr"));
        keeper.set("a", text("Gro"));
        assert_eq!(keeper.due(), []);
        keeper.done("a");
        let next = Swap { key: "a".into(), known: text("G"), text: text("Gro") };
        assert_eq!(keeper.due(), [next]);
        keeper.set("a", text("Grow"));
        let last = Swap { key: "a".into(), known: text("Gro"), text: text("Grow") };
        assert_eq!(keeper.all_due(), [last], "a page that goes away");
        assert_eq!(keeper.all_due(), [], "once");
        keeper.done("a");
        assert!(!keeper.all_kept());
        keeper.done("a");
        assert!(keeper.all_kept());
    }

    #[test]
    fn what_was_not_taken_is_tried_again_when_there_is_reason_to() {
        let mut keeper = Keeper::default();
        keeper.read(Vec::new());
        keeper.set("a", text("Grow"));
        keeper.due();
        keeper.failed("a");
        assert_eq!(keeper.due(), []);
        assert!(!keeper.all_kept());
        let again = Swap { key: "a".into(), known: None, text: text("Grow") };
        assert_eq!(keeper.all_due(), [again]);
        keeper.failed("a");
        keeper.set("b", text("more"));
        assert_eq!(keeper.due().len(), 2);
    }

    #[test]
    fn what_another_tab_wrote_is_taken_over_unless_something_was_changed_here() {
        let mut keeper = Keeper::default();
        keeper.read(vec![("a".into(), "1".into()), ("b".into(), "1".into())]);
        keeper.set("b", text("mine"));
        keeper.read(vec![("b".into(), "theirs".into())]);
        assert_eq!(keeper.get("a"), None, "removed there");
        assert_eq!(keeper.get("b"), Some("mine"));
        assert_eq!(keeper.due()[0].known, text("theirs"));
    }

    #[test]
    fn whoever_comes_second_gets_their_words_back_to_put_them_elsewhere() {
        let mut keeper = Keeper::default();
        keeper.read(vec![("a".into(), "old".into())]);
        keeper.set("a", text("mine"));
        let swap = keeper.due().remove(0);
        assert_eq!(swap.known, text("old"), "so the storage notices");
        keeper.set("a", text("mine, longer"));
        assert_eq!(keeper.clashed("a", text("theirs")), text("mine, longer"));
        assert_eq!(keeper.get("a"), Some("theirs"));
        assert!(keeper.all_kept());
    }
}
