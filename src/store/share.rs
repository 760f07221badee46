//! The whole map as a link, and a map that came in one: looked at first, kept only when somebody makes it theirs.

use std::rc::Rc;

use super::action::{Effect, HostEvent};
use super::gather::GatherAction;
use super::private::Secret;
use super::saving::Saving;
use super::state::{State, StepOf};
use super::view::{NoticeStep, Overlay, Page, Tone};
use crate::crypto::has_join_link;
use crate::exchange::{self, BadLink, Import};
use crate::words::Message;

/// The link that the dialog offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ShareLink {
    #[default]
    Making,
    Made(Rc<str>),
    /// Making the key takes a moment, and the screen says so first.
    Locking {
        link: Rc<str>,
        password: Secret,
    },
    /// Only a password opens it.
    Locked {
        link: Rc<str>,
        password: Secret,
    },
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
        // First, since a chat in which people answer begins with the invitation.
        if exchange::has_hand_in(text) {
            return self.gather(GatherAction::Take { text: text.to_owned() });
        }
        if exchange::has_invitation(text) {
            if let Err(why) = self.open_invitation(text) {
                self.bad_link(&why);
            }
            return;
        }
        if has_join_link(text) {
            if let Err(why) = self.open_join(text) {
                self.notify(Tone::Error, why.message());
            }
            return;
        }
        if exchange::has_locked(text) {
            return self.ask_password(text);
        }
        match exchange::from_link(text) {
            Ok(bytes) => {
                let fragment = exchange::to_fragment(&bytes).into();
                self.effect(Effect::Unpack { fragment, bytes, most: exchange::MAX_BYTES });
            }
            Err(why) => self.bad_link(&why),
        }
    }

    /// Shows what was in a link. It is a copy that nobody can change until somebody makes it theirs.
    pub(super) fn unpacked(&mut self, fragment: Rc<str>, unpacked: Result<Vec<u8>, BadLink>) {
        let text =
            unpacked.and_then(|bytes| String::from_utf8(bytes).map_err(|_| BadLink::Damaged));
        let text = match text {
            Ok(text) => text,
            Err(why) => return self.bad_link(&why),
        };
        match exchange::parse(&text) {
            Ok(import) => self.visit(fragment, import),
            Err(why) => {
                let message = Message::new("link.no_map");
                self.notify_with(Tone::Error, message, vec![why.message()], None);
            }
        }
    }

    fn visit(&mut self, fragment: Rc<str>, import: Import) {
        // From one look to the next the way back still leads to one's own map, which may be kept nowhere else.
        let again = self.saving.visiting.is_some();
        let own = if again { self.before.take() } else { None };
        let had_words = own.is_some() || !again && !self.map().is_empty();
        let replica = self.replica_of(&import.map);
        let mut saving = Saving::new(self.saving.keeps_nothing, &import.map);
        saving.visiting = Some(fragment);
        self.show_replica(replica, saving);
        if again {
            self.before = own;
        }
        let odd = !import.warnings.is_empty();
        if odd || had_words {
            let (tone, key) = match odd {
                true => (Tone::Warning, "link.opened_with_warnings"),
                false => (Tone::Plain, "link.opened"),
            };
            let back = had_words.then_some((NoticeStep::GoBack as StepOf, "action.go_back"));
            self.notify_with(tone, Message::new(key), import.warnings, back);
        }
    }

    /// A link that cannot be opened.
    pub(super) fn bad_link(&mut self, why: &BadLink) {
        self.notify(Tone::Error, why.message());
    }

    /// From a look at a copy to a map of one's own.
    pub(super) fn make_mine(&mut self) {
        if self.saving.visiting.is_none() || self.readonly {
            return;
        }
        if self.saving.keeps_nothing {
            // The link in the address is the only copy there is: it stays.
            self.saving.visiting = None;
            self.touch();
            return self.notify(Tone::Warning, Message::new("visit.is_mine_unkept"));
        }
        self.owe_save();
        self.notify(Tone::Plain, Message::new("visit.is_mine"));
    }

    /// The person went back in the history: from the link to what was open before it.
    pub(super) fn leave_link(&mut self) {
        if self.leave_writing() || self.leave_joining() {
            let stays = !self.map().is_empty() || self.room.is_some();
            self.view.page = if stays { Page::Map } else { Page::Start };
            return self.effect(Effect::List);
        }
        if self.saving.visiting.is_some() {
            match self.before {
                Some(_) => self.go_back(),
                None => {
                    self.new_map();
                    self.view.page = Page::Start;
                    self.effect(Effect::List);
                }
            }
        }
    }

    pub(super) fn end_visit(&mut self) {
        if self.saving.visiting.take().is_some() {
            self.tell_link();
        }
    }

    /// The host page may show in its address what is looked at, so that a reload shows it again.
    pub(super) fn tell_link(&mut self) {
        let invited = self.writing.as_ref().map(|open| open.fragment.clone());
        let joining = || self.joining.as_ref().map(|joining| joining.link.0.as_str().into());
        let now = invited.or_else(joining).or_else(|| self.saving.visiting.clone());
        if self.told_link != now {
            self.told_link = now;
            let link = self.told_link.clone();
            self.effect(Effect::Emit(HostEvent::LinkChange(link)));
        }
    }
}
