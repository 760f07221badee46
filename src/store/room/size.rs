//! A map that has grown beyond what other pages take in: nothing is sent that nobody would look at, and the screen says so.

use super::Outcome;
use crate::document::Replica;
use crate::store::state::{State, StepOf};
use crate::store::view::{NoticeStep, Tone};
use crate::words::Message;

/// An update as it may be sent; nothing where others would refuse it unread.
pub(super) fn sendable(update: Option<Vec<u8>>, outcome: &mut Outcome) -> Option<Vec<u8>> {
    let update = update?;
    let fits = Replica::is_read_elsewhere(&update);
    outcome.too_large |= !fits;
    fits.then_some(update)
}

impl State {
    /// Once in a room.
    pub(in crate::store) fn say_too_large(&mut self) {
        if std::mem::replace(&mut self.room_shown.too_large, true) {
            return;
        }
        let step = Some((NoticeStep::Export as StepOf, "action.export"));
        self.notify_with(Tone::Warning, Message::new("room.too_large"), Vec::new(), step);
    }
}
