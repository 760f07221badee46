//! The whole map as a link, and a map that came in one: looked at first, kept only when somebody makes it theirs.

use std::rc::Rc;

use super::action::Effect;
use super::saving::Saving;
use super::state::State;
use super::view::{Overlay, Tone};
use crate::exchange::{self, BadLink};
use crate::words::Message;

/// The link that the dialog offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ShareLink {
    #[default]
    Making,
    Made(Rc<str>),
    /// This browser cannot compress.
    Failed,
}

impl State {
    /// Opens the dialog and asks for the link, of the map as it is now.
    pub(super) fn share(&mut self) {
        self.end_edit();
        self.view.overlay = Overlay::Share;
        self.link = ShareLink::Making;
        self.effect(Effect::Pack { text: exchange::link_text(self.map()) });
        self.touch();
    }

    /// `packed`: the address of the page, and the map compressed.
    pub(super) fn packed(&mut self, packed: Option<(String, Vec<u8>)>) {
        self.link = packed.map_or(ShareLink::Failed, |(page, bytes)| {
            ShareLink::Made((page + &exchange::to_fragment(&bytes)).into())
        });
        self.touch();
    }

    /// Opens a link to a map that somebody followed or pasted.
    pub(super) fn open_link(&mut self, text: &str) {
        match exchange::from_link(text) {
            Ok(bytes) => self.effect(Effect::Unpack { bytes, most: exchange::MAX_BYTES }),
            Err(why) => self.bad_link(&why),
        }
    }

    /// Shows what was in a link. It is a copy that nobody can change until somebody makes it theirs.
    pub(super) fn unpacked(&mut self, unpacked: Result<Vec<u8>, BadLink>) {
        let text =
            unpacked.and_then(|bytes| String::from_utf8(bytes).map_err(|_| BadLink::Damaged));
        let text = match text {
            Ok(text) => text,
            Err(why) => return self.bad_link(&why),
        };
        match exchange::parse(&text) {
            Ok(import) => {
                let replica = self.replica_of(&import.map);
                let mut saving = Saving::new(self.saving.keeps_nothing, &import.map);
                saving.visiting = true;
                self.show_replica(replica, saving);
                if !import.warnings.is_empty() {
                    let message = Message::new("link.opened_with_warnings");
                    self.notify_with(Tone::Warning, message, import.warnings, None);
                }
            }
            Err(why) => {
                let message = Message::new("link.no_map");
                self.notify_with(Tone::Error, message, vec![why.message()], None);
            }
        }
    }

    fn bad_link(&mut self, why: &BadLink) {
        self.notify(Tone::Error, why.message());
    }

    /// From a look at a copy to a map of one's own.
    pub(super) fn make_mine(&mut self) {
        if !std::mem::take(&mut self.saving.visiting) {
            return;
        }
        self.effect(Effect::ForgetLink);
        self.owe_save();
        self.notify(Tone::Plain, Message::new("visit.is_mine"));
    }
}
