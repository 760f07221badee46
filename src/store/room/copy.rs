//! The map as a room's session sees it.

use sha2::{Digest, Sha256};

use super::Outcome;
use super::size::sendable;
use crate::document::{Change, Refused, Replica};
use crate::sync::{Fingerprint, Port, Unfit};

/// The map, as a session sees it.
pub(super) struct Copy<'a> {
    pub replica: &'a mut Replica,
    pub print: &'a mut Option<Fingerprint>,
    pub outcome: &'a mut Outcome,
}

impl Copy<'_> {
    fn took_in(
        &mut self,
        update: &[u8],
        result: Result<Vec<Change>, Refused>,
    ) -> Result<(), Unfit> {
        match result {
            Ok(changes) => {
                self.outcome.came.push(update.to_vec());
                *self.print = None;
                self.outcome.changes.extend(changes);
                self.outcome.took_in = true;
                Ok(())
            }
            Err(Refused::Gap) => Err(Unfit::Gap),
            Err(Refused::NotAnUpdate | Refused::TooLarge) => Err(Unfit::Unsound),
        }
    }
}

impl Port for Copy<'_> {
    fn state_vector(&mut self, most: usize) -> Vec<u8> {
        self.replica.state_vector_within(most)
    }

    fn diff(&mut self, state_vector: &[u8]) -> Option<Vec<u8>> {
        sendable(self.replica.diff(state_vector).ok(), self.outcome)
    }

    fn is_known(&mut self, update: &[u8], state_vector: &[u8]) -> bool {
        Replica::brings_nothing_to(state_vector, update)
    }

    fn apply(&mut self, update: &[u8], only: Option<u64>) -> Result<(), Unfit> {
        self.outcome.own_words = only.is_some();
        let result = match only {
            Some(client) => self.replica.apply_from(client, update),
            None => self.replica.apply_foreign(update),
        };
        self.took_in(update, result)
    }

    fn take_update(&mut self) -> Option<Vec<u8>> {
        sendable(self.replica.take_news(), self.outcome)
    }

    fn fingerprint(&mut self) -> Fingerprint {
        *self.print.get_or_insert_with(|| {
            let mut print = [0; 16];
            print.copy_from_slice(&Sha256::digest(self.replica.knowledge())[..16]);
            print
        })
    }
}
