//! What a person does in the private scope, and what the storage answers.

use super::{Rating, Secret, Swapped};
use crate::model::CardId;
use crate::store::action::Trouble;
use crate::store::prepare::Found;

#[derive(Debug, Clone, PartialEq)]
pub enum PrivateAction {
    /// Shows what only this browser knows, or hides it from whoever looks at the screen.
    Show(bool),
    Rate {
        card: CardId,
        rating: Rating,
        value: Option<u8>,
    },
    /// The whole text of a note as it stands in its box now; without words it goes.
    Write {
        card: CardId,
        note: String,
        text: String,
    },
    /// What was found out for the homework of this name, as it stands in its boxes now; `None` where it is done with.
    Found {
        id: &'static str,
        /// Empty where it is about the whole.
        department: String,
        found: Option<Found>,
    },
    /// Homework is opened: what this browser has of it is wanted.
    Homework,
    /// A new box for a note.
    Another,
    /// Lets go of what is kept about somebody.
    Forget(CardId),
    /// Reads what the storage has: for the first time, or because another tab has written there.
    Read,
    /// A map that was put aside is back.
    Again,
    /// Writes what is not yet written.
    Flush,
    Swapped {
        key: String,
        result: Result<Swapped, Trouble>,
    },
    /// Everything as a file that only the password opens.
    BackUp(Secret),
    /// Takes in what such a file holds, losing nothing of what is here.
    Restore {
        text: String,
        password: Secret,
    },
    /// Goes on with one of these once the screen has said so.
    GoOn,
    /// Away from what was said of a backup.
    Done,
}

impl PrivateAction {
    /// Changes what is noted.
    pub(super) fn writes(&self) -> bool {
        use PrivateAction::{Forget, Found, GoOn, Rate, Restore, Write};
        matches!(
            self,
            Rate { .. } | Write { .. } | Found { .. } | Forget(_) | Restore { .. } | GoOn
        )
    }
}
