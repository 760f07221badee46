//! What a room needs of the map that is built in it. The store lends it for the time of a call.

use super::message::Fingerprint;

/// Why the map did not take an update in. Nothing of it was applied then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It builds on something that has not arrived.
    Gap,
    /// No sound copy writes this, it is too large, or it speaks for somebody else.
    Unsound,
}

pub trait Port {
    /// What this copy knows, in at most so many bytes: what does not go into them is left out, and heard again.
    fn state_vector(&mut self, most: usize) -> Vec<u8>;

    /// What a copy that knows so much does not know yet, removals included. `None` when that is no state
    /// vector.
    fn diff(&mut self, state_vector: &[u8]) -> Option<Vec<u8>>;

    /// Does a copy that knows so much know all that this update writes? False as well where that cannot be told, as of what
    /// only removes something.
    fn is_known(&mut self, update: &[u8], state_vector: &[u8]) -> bool;

    /// Takes in what others did. `only`: nobody else may speak in it than this client.
    ///
    /// # Errors
    /// [`Unfit`].
    fn apply(&mut self, update: &[u8], only: Option<u64>) -> Result<(), Unfit>;

    /// What was done here since the last call.
    fn take_update(&mut self) -> Option<Vec<u8>>;

    /// Equal in copies that are equal, in what they know and in what they show.
    fn fingerprint(&mut self) -> Fingerprint;
}
