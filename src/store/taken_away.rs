//! A card that somebody may be writing in goes, because somebody else deletes it. What they wrote is still in it, and a
//! dialog takes what they go on to write, until they say what is to become of it.

use std::rc::Rc;

use super::state::State;
use super::view::{Mode, Overlay, Page, Selection};
use crate::document::TextField;
use crate::model::{CardId, Json};

impl State {
    /// The card that may be written in just now: on the map, in the panel or in the outline.
    pub(super) fn at_hand(&self) -> Option<CardId> {
        let view = &self.view;
        let is_open = view.panel || view.mode != Mode::Canvas;
        let selected = view.selection.single().filter(|_| is_open);
        let shown = view.page == Page::Map && view.overlay == Overlay::None && !self.is_readonly();
        view.editing.as_ref().or(selected).filter(|_| shown).cloned()
    }

    /// What others did has come: is it gone? `by`: who did that, where it is known.
    pub(super) fn is_it_taken_away(&mut self, at_hand: Option<CardId>, by: Option<Rc<str>>) {
        let gone = at_hand.filter(|id| self.map().card(id).is_none());
        if let Some(id) = gone.filter(|id| self.replica.is_removed(id)) {
            self.view.overlay = Overlay::TakenAway(id, by);
            self.touch();
        }
    }

    /// The card is there again for all, with these words.
    pub(super) fn bring_back(&mut self, id: &CardId, words: Option<(String, Json)>) {
        if !self.put_card_back(id) {
            // The words stay in their box.
            return;
        }
        self.view.overlay = Overlay::None;
        self.select(Selection::card(id.clone()));
        self.reveal(id);
        let Some((key, value)) = words else { return };
        let text = || value.as_str().unwrap_or_default().to_owned();
        match key.as_str() {
            "title" => self.type_text(id.clone(), TextField::Title, text()),
            "notes" => self.type_text(id.clone(), TextField::Notes, text()),
            _ => {
                let card = self.map().card(id);
                if let Some(spec) = card.and_then(|card| card.kind.field(&key)) {
                    self.set_field(id.clone(), spec.key, &value);
                }
            }
        }
    }

    /// The card is there again as it was, with what others have written on it since; `false` where that cannot be.
    pub(super) fn put_card_back(&mut self, id: &CardId) -> bool {
        if self.is_readonly() {
            return false;
        }
        let (before, edition) = (self.before_own(), self.edition);
        let changes = match self.replica.bring_back(id) {
            Ok(changes) => changes,
            Err(why) => {
                self.refused(why.to_string());
                return false;
            }
        };
        self.touch();
        self.outlive_undo();
        self.changed(changes, self.origin);
        self.after_own(before, edition);
        self.owe_save();
        true
    }
}
