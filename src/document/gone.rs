//! Cards that were removed, by whomever. What is written in them is still there, and anybody may take the removal back.

use yrs::Transact;

use super::plan::Op;
use super::read::{is_gone, nested, word};
use super::schema::{GONE, KIND, Root};
use super::write::Slot;
use super::{Change, CommandError, MAX_CARDS, Replica};
use crate::model::{CardId, CardKind};

impl Replica {
    /// The card was removed, and is shown again once that is taken back.
    #[must_use]
    pub fn is_removed(&self, id: &CardId) -> bool {
        let txn = self.doc.transact();
        let card = nested(&txn, self.roots.get(Root::Cards), id.as_str());
        card.is_some_and(|card| {
            is_gone(&txn, &card) && word(&txn, &card, KIND, CardKind::parse).is_some()
        })
    }

    /// Takes the removal of a card back, for all, as one step of undo. Its links return with it.
    ///
    /// # Errors
    /// There is no such card, or no room for it; nothing has changed then.
    pub fn bring_back(&mut self, id: &CardId) -> Result<Vec<Change>, CommandError> {
        if self.map().card(id).is_some() {
            return Ok(Vec::new());
        }
        if !self.is_removed(id) {
            return Err(CommandError::NoSuchCard(id.clone()));
        }
        if self.map().cards.size() >= MAX_CARDS {
            return Err(CommandError::TooManyCards(MAX_CARDS));
        }
        let (root, id) = (Root::Cards, Some(id.as_str().to_owned()));
        let slot = Slot { root, id, key: GONE.to_owned() };
        Ok(self.write(&[Op::Put { slot, value: None }], None, true))
    }
}
