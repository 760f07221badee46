//! The ways to other people in a room, and the time at which the room wants to be woken. What opens them comes late.

use std::cell::RefCell;

use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::browser::after;
use crate::store::{Action, RelayLogin, RoomStep, WireId};

/// All ways of one room.
pub(super) trait Wires {
    fn send(&self, wire: WireId, frame: &[u8]);
    fn close(&self, wire: WireId);
    /// Goes to the relay that is named, if the element's attribute allows it, and leaves the one before. With a topic: only
    /// where this is still the room of that topic.
    fn meet(&self, topic: Option<&str>, place: &str, relays: &str, login: &RelayLogin);
    /// Makes a code for another browser, or takes in the one that came from it; [`RoomStep::Paired`] follows.
    fn pair(&self, code: Option<Vec<u8>>);
}

/// Opens the ways to a topic that need nothing but this browser.
pub(super) type Connect = fn(topic: &str, door: &Callback<Action>) -> Box<dyn Wires>;

#[derive(Default)]
pub(super) struct Ways {
    wires: RefCell<Option<Box<dyn Wires>>>,
    wake: RefCell<Option<Timeout>>,
}

impl Ways {
    pub fn set(&self, wires: Option<Box<dyn Wires>>) {
        // They may be let go while one of them is telling something: they end in a turn of their own.
        if let Some(old) = self.wires.replace(wires) {
            after(0, move || drop(old)).forget();
        }
    }

    pub fn with(&self, run: impl FnOnce(&dyn Wires)) {
        if let Some(wires) = &*self.wires.borrow() {
            run(&**wires);
        }
    }

    pub fn wake_in(&self, ms: u32, door: Callback<Action>) {
        let wake = after(ms, move || door.emit(Action::Room(RoomStep::Wake)));
        *self.wake.borrow_mut() = Some(wake);
    }

    pub fn disconnect(&self) {
        self.wake.borrow_mut().take();
        self.set(None);
    }
}
