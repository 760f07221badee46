//! What is said in a workshop and goes into its record: names, feedback, dates, promises, results of votes.

use serde_json::json;

use super::super::edit::new_card;
use super::super::state::State;
use super::Said;
use crate::document::Command;
use crate::facilitation::{Gathering, Led};
use crate::geometry::next_slot;
use crate::model::text::clean_line;
use crate::model::{Card, CardId, CardKind, Date, Fields, Json, Lane, SHORT_TITLE, Task};

const MOST_NAMES: usize = 300;
const LONGEST: usize = 4_000;

/// Names as people type them: with commas, or one on a line.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let names = text.split([',', ';', '\n']).map(clean_line).filter(|name| !name.is_empty());
    names.take(MOST_NAMES).collect()
}

pub(super) fn say(led: &mut Led, what: Said, text: &str) {
    let text: String = text.chars().take(LONGEST).collect();
    match what {
        Said::Facilitator => led.facilitator = text,
        Said::Attendees => led.attendees = names(&text),
        Said::FeedBack => led.feed_back = text,
        Said::FeedForward => led.feed_forward = text,
        Said::NextDate => led.next_date = Date::parse(&text),
        Said::Decisions => {
            // An empty line at the end is where the next one is about to be written.
            let lines = text.split('\n').filter(|_| !text.is_empty()).map(str::to_owned);
            led.decisions = lines.take(MOST_NAMES).collect();
        }
        Said::Heard => {
            let at = led.at;
            led.ran[at].heard = text;
        }
    }
}

/// Those who gave a low number when the room was asked last have been heard.
pub(super) fn heard_low(led: &mut Led) {
    if let Some(vote) = led.votes.iter_mut().rfind(|vote| vote["counts"].is_object()) {
        vote["heard"] = Json::Bool(true);
    }
}

/// A vote as the record keeps it: how many gave each number, or how many dots each thing got. Nobody's name is in it.
pub(super) fn vote(gathering: &Gathering) -> Option<Json> {
    let tally = gathering.tally()?;
    let mut vote = json!({ "round": gathering.round.to_string(), "asked": gathering.prompt });
    match &gathering.ask {
        Task::Scale => {
            let counts = tally.counts.iter().enumerate();
            let given = counts.filter(|(_, n)| **n > 0);
            let given: serde_json::Map<String, Json> =
                given.map(|(number, n)| (number.to_string(), json!(n))).collect();
            vote["counts"] = Json::Object(given);
            if let Some(card) = gathering.about.first() {
                vote["about"] = json!(card.as_str());
            }
        }
        Task::Pick { options, .. } => {
            let picks = options.iter().zip(&tally.counts);
            let picks = picks.map(|(option, n)| json!({ "what": option, "dots": n }));
            vote["picks"] = picks.collect();
        }
        Task::Cards(_) | Task::Drafts(_) => return None,
    }
    Some(vote)
}

impl State {
    /// A card from a phone, at the foot of its lane. Nothing is selected by it: the box is for the next one.
    pub(super) fn write_as_led(&mut self, id: CardId, kind: CardKind, text: &str) {
        let (title, notes) = crate::exchange::title_and_notes(text, "");
        let card = new_card(kind, next_slot(self.map(), kind.home()));
        self.replica.end_undo_step();
        self.commit(vec![Command::AddCard(Card { id, title, notes, ..card })]);
        self.replica.end_undo_step();
    }

    /// Somebody promised something: a card of the map like any other.
    pub(super) fn promise(&mut self, learning: bool, who: &str, what: &str, due: &str) {
        let what = clean_line(what);
        if what.is_empty() {
            return;
        }
        let card = new_card(CardKind::Commitment, next_slot(self.map(), Lane::Commitments));
        let side = if learning { "learning" } else { "business" };
        let said = json!({ "side": side, "who": who, "what": what, "due": due });
        let said = said.as_object().into_iter().flatten();
        let said = said.filter(|(_, value)| value.as_str().is_some_and(|text| !text.is_empty()));
        let said = said.map(|(key, value)| (key.as_str(), value));
        let (fields, _) = Fields::read(card.kind.fields(), said);
        let title: String = what.chars().take(SHORT_TITLE).collect();
        self.replica.end_undo_step();
        self.commit(vec![Command::AddCard(Card { title, fields, ..card })]);
        self.replica.end_undo_step();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facilitation::Agenda;

    #[test]
    fn a_new_line_stays_while_the_next_decision_is_about_to_be_written() {
        let agenda = Agenda::built_in("45").expect("a plan");
        let mut led = Led::begin("s".into(), agenda, None);
        for text in ["Hire two", "Hire two\n", "Hire two\nBuy", ""] {
            say(&mut led, Said::Decisions, text);
            assert_eq!(led.decisions.join("\n"), text, "the box shows what was typed");
        }
        assert!(led.decisions.is_empty());
    }
}
