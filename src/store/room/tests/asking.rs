//! How a room is asked in these stories, and how people answer.

use super::*;
use crate::model::{CardId, Task};
use crate::store::{GatherAction, Tally, Verdict, WriteAction};

impl Story {
    pub(super) fn asks_this(&mut self, who: usize, ask: Task, about: Vec<CardId>) {
        let prompt = "What matters?".to_owned();
        self.gathers(who, GatherAction::Begin { ask, about, prompt });
    }

    pub(super) fn gathers(&mut self, who: usize, action: GatherAction) {
        self.does(who, Action::Gather(action));
        self.pass(2_000);
    }

    pub(super) fn opens_question(&mut self, who: usize) {
        let invitation = self.view(who).invitation.clone().expect("everybody is asked");
        self.does(who, Action::OpenLink { text: invitation.to_string() });
    }

    /// Puts a card into the answer, which stays where it is.
    pub(super) fn writes_apart(&mut self, who: usize, text: &str) {
        self.does(who, Action::Write(WriteAction::Draft(text.to_owned())));
        self.does(who, Action::Write(WriteAction::Add));
    }

    pub(super) fn hands_in(&mut self, who: usize) {
        self.does(who, Action::Write(WriteAction::HandIn));
        self.pass(2_000);
    }

    pub(super) fn hands_in_cards(&mut self, who: usize, cards: &[&str]) {
        self.opens_question(who);
        cards.iter().for_each(|card| self.writes_apart(who, card));
        self.hands_in(who);
    }

    /// Hands in exactly these choices.
    pub(super) fn votes(&mut self, who: usize, votes: &[(u32, &'static str)]) {
        self.opens_question(who);
        for (number, text) in votes {
            self.does(who, Action::Write(WriteAction::Vote { number: *number, text }));
        }
        self.hands_in(who);
    }

    pub(super) fn says_of_draft(&mut self, who: usize, verdict: Verdict) {
        self.votes(who, &[(0, verdict.name())]);
    }

    pub(super) fn tally(&self, who: usize) -> Tally {
        let snapshot = self.pages[who].snapshot.as_ref().expect("something is shown");
        let round = snapshot.round.as_ref().expect("a question");
        round.gathering.tally().expect("a vote")
    }

    /// A card of this title that is a draft for correction.
    pub(super) fn drafts(&mut self, who: usize, title: &str) -> CardId {
        self.writes(who, title);
        let id = self.card_of(who, title);
        self.does(who, Action::SetField { id: id.clone(), key: "draft", value: true.into() });
        id
    }

    pub(super) fn card_of(&self, who: usize, title: &str) -> CardId {
        let mut cards = self.pages[who].state.map().cards.values();
        cards.find(|card| card.title == title).expect("a card of this title").id.clone()
    }
}
