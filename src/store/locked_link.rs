//! Links that only a password opens: made of the link that the dialog offers, and opened again. Making a key takes a
//! moment, and the screen says so first. Part of what comes late.

use std::rc::Rc;

use super::action::{Action, Effect};
use super::private::Secret;
use super::share::ShareLink;
use super::snapshot::Snapshot;
use super::state::State;
use super::view::{Overlay, Page, Tone};
use crate::crypto::{Locked, StaysShut, lock, unlock};
use crate::exchange::{self, BadLink};
use crate::words::Message;

/// What a person does about such a link.
#[derive(Debug, Clone, PartialEq)]
pub enum LockAction {
    /// Puts the link that is offered behind this password.
    Lock(Secret),
    /// Tries this one on the link that asks for it.
    Open(Secret),
    /// The screen has said that it takes a moment.
    GoOn,
}

/// A link that waits for its password.
#[derive(Debug, Clone)]
pub struct LockedLink {
    fragment: Rc<str>,
    bytes: Rc<[u8]>,
    pub opening: Opening,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    Asked,
    Works(Secret),
    Wrong,
    /// This device has not the memory that the key takes.
    NoMemory,
}

impl LockedLink {
    /// What the snapshot holds of it, where the dialog is open.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.pending.as_ref()?.downcast_ref()
    }
}

impl State {
    pub(super) fn lock_step(&mut self, action: LockAction) {
        match action {
            LockAction::Lock(password) => {
                if let ShareLink::Made(link) = self.link.clone() {
                    self.link = ShareLink::Locking { link, password };
                    self.go_on_locking();
                }
            }
            LockAction::Open(password) => {
                if let Some(link) = self.locked_link() {
                    self.wait_for_password(link, Opening::Works(password));
                    self.go_on_locking();
                }
            }
            LockAction::GoOn => {
                self.lock_link();
                self.unlock_link();
            }
        }
    }

    fn go_on_locking(&mut self) {
        self.effect(Effect::Later(Action::Lock(LockAction::GoOn)));
        self.touch();
    }

    /// The link that is offered goes behind a password: what is in it stays what it was.
    fn lock_link(&mut self) {
        let ShareLink::Locking { link, password } = self.link.clone() else { return };
        let mut random = [0; 40];
        random[..32].copy_from_slice(&(self.setup.random)());
        random[32..].copy_from_slice(&(self.setup.random)()[..8]);
        let page = link.split('#').next().unwrap_or_default();
        let Ok(compressed) = exchange::from_link(&link) else {
            self.link = ShareLink::Made(link);
            return self.touch();
        };
        self.link = match lock(Locked::Link, &compressed, &password.0, &random) {
            Some(locked) => {
                let link = format!("{page}{}", exchange::to_locked_fragment(&locked)).into();
                ShareLink::Locked { link, password }
            }
            None => {
                self.notify(Tone::Error, Message::new("unlock.no_memory"));
                ShareLink::Made(link)
            }
        };
        self.touch();
    }

    /// Asks for the password of a link that was followed or pasted.
    pub(super) fn ask_password(&mut self, text: &str) {
        let bytes: Rc<[u8]> = match exchange::from_locked(text) {
            Ok(bytes) => bytes.into(),
            Err(why) => return self.bad_link(&why),
        };
        let fragment = exchange::to_locked_fragment(&bytes).into();
        self.show_pending(Overlay::Unlock);
        self.wait_for_password(
            LockedLink { fragment, bytes, opening: Opening::Asked },
            Opening::Asked,
        );
    }

    /// Something is asked over the map, wherever the person was.
    pub(super) fn show_pending(&mut self, overlay: Overlay) {
        self.end_edit();
        self.merging = None;
        if self.pending.is_none() {
            self.pending_over = self.view.page;
        }
        self.view.page = Page::Map;
        self.view.overlay = overlay;
        self.touch();
    }

    fn locked_link(&self) -> Option<LockedLink> {
        self.pending.as_ref()?.downcast_ref::<LockedLink>().cloned()
    }

    fn wait_for_password(&mut self, link: LockedLink, opening: Opening) {
        self.pending = Some(Rc::new(LockedLink { opening, ..link }));
        self.touch();
    }

    fn unlock_link(&mut self) {
        let Some(link) = self.locked_link() else { return };
        let Opening::Works(password) = &link.opening else { return };
        match unlock(Locked::Link, &link.bytes, &password.0) {
            Ok(bytes) => {
                let fragment = link.fragment;
                self.pending = None;
                self.view.overlay = Overlay::None;
                self.effect(Effect::Unpack { fragment, bytes, most: exchange::MAX_BYTES });
                self.touch();
            }
            Err(StaysShut::WrongPassword) => self.wait_for_password(link, Opening::Wrong),
            Err(StaysShut::NoMemory) => self.wait_for_password(link, Opening::NoMemory),
            Err(StaysShut::NotLocked) => {
                self.put_pending_away();
                self.bad_link(&BadLink::Damaged);
            }
        }
    }

    fn put_pending_away(&mut self) {
        self.view.overlay = Overlay::None;
        self.let_go_of_pending();
    }
}
