//! The words to avoid on this map: added, changed, taken away, read from a text and written to one; and a card's
//! words put their way. Part of what comes late.

use super::state::State;
use super::view::Tone;
use crate::analysis::{Glossary, Step, known_terms, term_id};
use crate::document::Command;
use crate::model::{CardId, Json};
use crate::words::Message;

/// At most so many words are read from one text.
const MOST: usize = 500;

impl State {
    /// Says what stands for a word from now on; `None` takes the word away. As it was before this map said anything
    /// needs no record.
    pub(super) fn set_term(&mut self, term: &str, say: Option<&str>) {
        if self.is_readonly() {
            return;
        }
        self.replica.end_undo_step();
        let commands = self.term_commands(term, say);
        self.commit(commands);
        self.replica.end_undo_step();
        self.look_again_if_asked();
    }

    /// Lines of `word: what to say instead`, as one step of undo. What is not such a line is counted.
    pub(super) fn read_terms(&mut self, text: &str) {
        if self.is_readonly() {
            return;
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let (mut commands, mut odd, mut read) = (Vec::new(), 0, 0);
        for line in lines {
            let pair = line.split_once('\t').or_else(|| line.split_once(':'));
            let found = pair.map(|(term, say)| self.term_commands(term, Some(say)));
            match found.filter(|found| !found.is_empty() && read < MOST) {
                Some(found) => {
                    commands.extend(found);
                    read += 1;
                }
                None => odd += 1,
            }
        }
        self.replica.end_undo_step();
        self.commit(commands);
        self.replica.end_undo_step();
        let key = if odd == 0 { "notice.terms" } else { "notice.terms_odd" };
        let message = Message::new(key).with("n", read.to_string()).with("odd", odd.to_string());
        self.notify(if odd == 0 { Tone::Plain } else { Tone::Warning }, message);
        self.look_again_if_asked();
    }

    /// Other words on a card; what stood there is kept with its notes.
    pub(super) fn say_their_way(&mut self, card: CardId, title: String) {
        self.take_step(&Step::Reword { card, title });
        self.look_again_if_asked();
    }

    /// What keeps a word or takes it away; none where it is no word. A file may keep the same word under another id.
    fn term_commands(&self, term: &str, say: Option<&str>) -> Vec<Command> {
        let Some((id, value)) = record(term, say) else { return Vec::new() };
        let list = "glossary".to_owned();
        let known = self.map().records.lists.get("glossary").into_iter().flatten();
        let same = known.filter(|(other, record)| {
            let term = record.get("term").and_then(Json::as_str).unwrap_or_default();
            **other != id && term_id(term).as_ref() == Some(&id)
        });
        let forget = |id: String| Command::SetRecord { list: list.clone(), id, value: None };
        let mut commands: Vec<_> = same.map(|(other, _)| forget(other.clone())).collect();
        commands.push(Command::SetRecord { list: list.clone(), id, value });
        commands
    }

    pub(super) fn look_again_if_asked(&mut self) {
        if self.view.questions || self.view.sight.is_some() {
            self.look_again();
        }
        self.touch();
    }
}

/// The record of a word: none where every map knows it so, or nobody does; a word that every map starts with is marked as
/// off when it goes.
fn record(term: &str, say: Option<&str>) -> Option<(String, Option<Json>)> {
    let term = crate::model::text::clean_line(term);
    let id = term_id(&term)?;
    let mut record = crate::model::JsonObject::new();
    record.insert("id".to_owned(), Json::from(id.as_str()));
    record.insert("term".to_owned(), Json::from(term.as_str()));
    let known = known_terms().find(|known| term_id(&known.term).as_ref() == Some(&id));
    let value = match say.map(crate::model::text::clean_line) {
        None if known.is_none() => None,
        None => {
            record.insert("off".to_owned(), Json::from(true));
            Some(record)
        }
        Some(say) if known.is_some_and(|known| known.say == say) => None,
        Some(say) => {
            record.insert("say".to_owned(), Json::from(say));
            Some(record)
        }
    };
    Some((id, value.map(Json::Object)))
}

/// All words of a map as lines that `State::read_terms` reads back.
#[must_use]
pub fn glossary_text(glossary: &Glossary) -> String {
    glossary.terms.iter().map(|term| format!("{}\t{}\n", term.term, term.say)).collect()
}
