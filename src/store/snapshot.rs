//! What there is to show, at one moment. Unchanged cards are the same `Rc` as in the snapshot before.

use std::rc::Rc;

use super::action::Stored;
use super::room::RoomView;
use super::saving::Saved;
use super::share::ShareLink;
use super::view::View;
use crate::document::Change;
use crate::model::Map;

#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Counts up by one with each snapshot, so that whoever keeps shapes knows whether it missed one.
    pub revision: u64,
    /// Counts up whenever another map is opened: nothing of the one before holds.
    pub opening: u64,
    pub map: Map,
    /// What changed in the map since the snapshot before, sorted.
    pub changes: Rc<[Change]>,
    pub view: View,
    pub saved: Saved,
    pub keeps_nothing: bool,
    pub readonly: bool,
    /// The map came in a link and nobody has made it theirs.
    pub visiting: bool,
    /// The host page lets people change maps.
    pub may_keep: bool,
    /// What the dialog for sharing offers.
    pub link: ShareLink,
    /// The room in which this map is built together with others.
    pub room: Option<Rc<RoomView>>,
    pub can_undo: bool,
    pub can_redo: bool,
    /// Maps kept in this browser, newest first; `None` while we do not know.
    pub stored: Option<Rc<[Stored]>>,
}

impl Snapshot {
    /// Closing the page now would lose words.
    #[must_use]
    pub fn would_be_lost(&self) -> bool {
        let unkept = self.saved == Saved::NotKept && self.can_undo;
        unkept || matches!(self.saved, Saved::Failed(_))
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.opening) == (other.revision, other.opening)
    }
}
