//! On the threshold of a room: a link was followed, and the person has not gone in yet. Nothing is connected before that.

use std::rc::Rc;

use super::room::RoomLink;
use super::state::State;
use super::view::{Overlay, Page};
use crate::crypto::{BadJoin, Capability, JoinLink};

/// What a link to a room says.
#[derive(Debug, Clone, PartialEq)]
pub struct Joining {
    pub link: RoomLink,
    pub capability: Capability,
    /// The relay that the room meets at, if any.
    pub place: Option<String>,
}

impl State {
    pub(super) fn open_join(&mut self, text: &str) -> Result<(), BadJoin> {
        let link = JoinLink::from_text(text)?;
        let capability = link.keys.capability();
        // As it stood in the address, so that a reload leads here again.
        let fragment = link.to_fragment(capability).ok_or(BadJoin::Damaged)?;
        if self.room_link(capability).as_ref() == Some(&fragment) {
            self.view.page = Page::Map;
            self.touch();
            return Ok(());
        }
        self.end_edit();
        self.flush();
        self.leave_writing();
        let joining = Joining { link: RoomLink(fragment), capability, place: link.place };
        self.joining = Some(Rc::new(joining));
        self.view.page = Page::Join;
        self.view.overlay = Overlay::None;
        self.tell_link();
        self.touch();
        Ok(())
    }

    /// The person turned round.
    pub(super) fn leave_joining(&mut self) -> bool {
        let was_there = self.joining.take().is_some();
        if was_there {
            self.tell_link();
        }
        was_there && self.view.page == Page::Join
    }
}
