//! What there is to show, at one moment. Unchanged cards are the same `Rc` as in the snapshot before.

use std::any::Any;
use std::rc::Rc;

use super::action::Stored;
use super::gather::OpenRound;
use super::joining::Joining;
use super::offline::Offline;
use super::room::{Clashes, LoginAsked, Pairing, RoomView};
use super::saving::Saved;
use super::share::ShareLink;
use super::view::View;
use super::writing::OpenWriting;
use crate::crypto::Capability;
use crate::document::Change;
use crate::model::Map;
use crate::sync::Sender;

#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Counts up by one with each snapshot, so that whoever keeps shapes knows whether it missed one.
    pub revision: u64,
    /// Counts up whenever another map is opened: nothing of the one before holds.
    pub opening: u64,
    pub map: Map,
    /// Counts up with every change of the map, whoever made it.
    pub edition: u64,
    /// An [`super::Inquiry`], once somebody has asked. Only the late part looks inside.
    pub inquiry: Option<Rc<dyn Any>>,
    /// A [`super::PrivateScope`], once somebody has asked. Only the late part looks inside.
    pub private: Option<Rc<dyn Any>>,
    /// Something private is kept nowhere.
    pub private_unkept: bool,
    /// A [`super::HalfWritten`], once a map was shown. Only the late part looks inside.
    pub half_written: Option<Rc<dyn Any>>,
    /// Somebody is being erased.
    pub erasing: bool,
    /// A [`super::Merging`], while copies are merged. Only the late part looks inside.
    pub merging: Option<Rc<dyn Any>>,
    /// A [`super::LockedLink`] or [`super::Importing`] that waits for an answer. Only the late part looks inside.
    pub pending: Option<Rc<dyn Any>>,
    /// A [`super::Workshop`], while one is led. Only the late part looks inside.
    pub workshop: Option<Rc<dyn Any>>,
    /// What changed in the map since the snapshot before, sorted.
    pub changes: Rc<[Change]>,
    /// Under which key this browser keeps the map.
    pub slot: Rc<str>,
    pub view: View,
    pub saved: Saved,
    pub keeps_nothing: bool,
    /// Nothing is kept, and the map has outlived a breakdown of the program.
    pub came_back: bool,
    /// It is a copy of the map to rehearse on, with people who are made up.
    pub rehearses: bool,
    /// A map that was put aside is kept nowhere; while somebody rehearses, what that is a copy of.
    pub aside_unkept: bool,
    pub readonly: bool,
    /// The page is a file that saves itself as a new one.
    pub alone: bool,
    /// The map came in a link and nobody has made it theirs.
    pub visiting: bool,
    /// The host page lets people change maps.
    pub may_keep: bool,
    pub offline: Offline,
    /// What the dialog for sharing offers.
    pub link: ShareLink,
    /// The question that is asked to the room.
    pub round: Option<Rc<OpenRound>>,
    /// Somebody else's question, and what is written for it.
    pub writing: Option<Rc<OpenWriting>>,
    /// The room in which this map is built together with others.
    pub room: Option<Rc<RoomView>>,
    /// Whose screen this one goes along with.
    pub following: Option<Sender>,
    /// How far a direct connection to somebody is.
    pub pairing: Pairing,
    /// Places that two people changed while they were apart.
    pub clashes: Clashes,
    /// Why the relay does not let this browser in.
    pub login: Option<LoginAsked>,
    /// A room whose threshold somebody stands on.
    pub joining: Option<Rc<Joining>>,
    pub can_undo: bool,
    pub can_redo: bool,
    /// Maps kept in this browser, newest first; `None` while we do not know.
    pub stored: Option<Rc<[Stored]>>,
}

impl Snapshot {
    /// Whoever sits here leads, or is alone: what is settled for all is settled here.
    #[must_use]
    pub fn settles(&self) -> bool {
        self.room.as_ref().is_none_or(|room| room.capability == Capability::Lead)
    }

    /// Closing the page now would lose words.
    #[must_use]
    pub fn would_be_lost(&self) -> bool {
        if self.rehearses {
            // Of the copy nothing is to stay.
            return self.aside_unkept || self.private_unkept;
        }
        let unkept = self.saved.would_be_lost(self.can_undo || self.came_back);
        let written = self.writing.as_ref().is_some_and(|open| open.would_be_lost());
        let gathered =
            self.round.as_ref().is_some_and(|round| round.would_be_lost(self.keeps_nothing));
        unkept || written || gathered || self.private_unkept || self.aside_unkept
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.opening) == (other.revision, other.opening)
    }
}
