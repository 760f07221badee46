//! From what people handed in to the map: their cards, or the result of their vote, as one step of undo.

use super::prepare::drafts;
use super::state::{State, StepOf};
use super::view::{NoticeStep, Overlay, Tone};
use crate::document::{Command, TextField};
use crate::exchange;
use crate::facilitation::{Gathering, Placement};
use crate::geometry::next_slots;
use crate::model::{Card, CardId, CardKind, Task, Value};
use crate::words::{Message, Words};

/// So many cards at once are more than anybody sorts at a glance.
const MANY: usize = 6;

impl State {
    pub(super) fn place(&mut self) {
        let Some(round) = self.open_round_now() else { return };
        if self.is_readonly() {
            return;
        }
        match &round.gathering.ask {
            Task::Cards(kind) => self.place_cards(round.gathering.clone(), *kind),
            Task::Pick { .. } | Task::Scale => self.place_votes(&round.gathering),
            Task::Drafts(titles) => self.place_on_drafts(round.gathering.clone(), titles),
        }
    }

    /// The result of a vote, on the cards that it was about.
    fn place_votes(&mut self, gathering: &Gathering) {
        let Some(tally) = gathering.tally() else { return };
        let median = tally.median().map(|median| median as f64);
        let about = gathering.about.iter();
        let results: Vec<_> = match &gathering.ask {
            Task::Scale => {
                about.zip(median).map(|(id, median)| (id, "confidence", median)).collect()
            }
            _ => about.zip(&tally.counts).map(|(id, n)| (id, "votes", f64::from(*n))).collect(),
        };
        let there = results.into_iter().filter(|(id, ..)| self.map().card(id).is_some());
        let commands: Vec<_> = there
            .map(|(id, key, result)| Command::SetField {
                id: id.clone(),
                key: key.to_owned(),
                value: Some(Value::Number(result)),
            })
            .collect();
        self.replica.end_undo_step();
        let n = commands.len().to_string();
        if self.commit(commands) {
            self.view.overlay = Overlay::None;
            let undo = Some((NoticeStep::Undo as StepOf, "action.undo"));
            let message = Message::new("ballot.placed").with("n", n);
            self.notify_with(Tone::Plain, message, Vec::new(), undo);
        }
    }

    /// What people say to drafts, beside what others have said on the map.
    fn place_on_drafts(&mut self, mut gathering: Gathering, titles: &[String]) {
        // Whoever took the question over from somebody else knows the drafts by what they say.
        if gathering.about.is_empty() {
            let all = drafts(self.map());
            let called = |title: &String| all.iter().find(|card| card.title.trim() == title);
            let id = |title| called(title).map_or_else(CardId::random, |card| card.id.clone());
            gathering.about = titles.iter().map(id).collect();
        }
        let commands = self.corrected(&gathering);
        let (any, n) = (!commands.is_empty(), gathering.writers().count().to_string());
        self.replica.end_undo_step();
        if any && !self.commit(commands) {
            return;
        }
        self.replica.end_undo_step();
        gathering.placed();
        for writer in gathering.writers() {
            self.keep_writer(writer);
        }
        self.change_round(|round| (round.gathering, round.took) = (gathering, None));
        self.view.overlay = Overlay::Drafts;
        let undo = any.then_some((NoticeStep::Undo as StepOf, "action.undo"));
        self.notify_with(Tone::Plain, Message::new("draft.placed").with("n", n), Vec::new(), undo);
    }

    fn place_cards(&mut self, mut gathering: Gathering, kind: CardKind) {
        let there = self.map().cards.values();
        let there = there.map(|card| (&card.id, card.title.as_str(), card.kind == kind));
        let placement = gathering.placement(there);
        let mut commands = self.cards_of(kind, &placement);
        for (id, text) in &placement.changed {
            let (text, _) = exchange::title_and_notes(text, "");
            commands.push(Command::SetText { id: id.clone(), field: TextField::Title, text });
        }
        let nothing = commands.is_empty();
        self.replica.end_undo_step();
        if !nothing && !self.commit(commands) {
            return;
        }
        gathering.placed();
        for writer in gathering.writers() {
            self.keep_writer(writer);
        }
        self.change_round(|round| (round.gathering, round.took) = (gathering, None));
        self.view.overlay = Overlay::None;
        if let Some(first) = placement.new.first() {
            self.reveal(&first.id);
        }
        self.say_placed(&placement, nothing);
        if placement.new.len() >= MANY {
            self.offer_alike(kind.home());
        }
    }

    fn cards_of(&self, kind: CardKind, placement: &Placement) -> Vec<Command> {
        let slots = next_slots(self.map(), kind.home(), placement.new.len());
        let words = Words::all_english();
        let rows = placement.new.iter().zip(slots).map(|(new, place)| {
            let said_by = new.said_by.to_string();
            let notes = match new.said_by {
                1 => String::new(),
                _ => words.say("gather.said_by", &[("n", &said_by)]),
            };
            let (title, notes) = exchange::title_and_notes(&new.text, &notes);
            let id = new.id.clone();
            Command::AddCard(Card { id, title, notes, ..super::edit::new_card(kind, place) })
        });
        rows.collect()
    }

    fn say_placed(&mut self, placement: &Placement, nothing: bool) {
        let n = (placement.new.len() + placement.changed.len()).to_string();
        let mut details = Vec::new();
        if placement.same > 0 {
            details.push(Message::new("gather.same").with("n", placement.same.to_string()));
        }
        if placement.known > 0 {
            details.push(Message::new("gather.known").with("n", placement.known.to_string()));
        }
        let undo = (!nothing).then_some((NoticeStep::Undo as StepOf, "action.undo"));
        self.notify_with(Tone::Plain, Message::new("gather.placed").with("n", n), details, undo);
    }
}
