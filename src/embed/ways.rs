//! The ways to other people in a room, and the time at which the room wants to be woken. What opens them comes late.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::browser::after;
use crate::browser::transports::{
    Event, Kind, Login, Relay, State, Tabs, Transport, Why, allowed_relays,
};
use crate::store::{Action, RoomStep, WireId, WireKind, WireState};

type Wire = (WireId, Box<dyn Transport>);

#[derive(Default)]
pub(super) struct Ways {
    wires: RefCell<Vec<Wire>>,
    wake: RefCell<Option<Timeout>>,
}

/// Opens the ways to a topic, through a relay if one is named and allowed by the element's attribute.
pub(super) type Connect =
    fn(topic: &str, place: Option<&str>, relays: &str, door: &Callback<Action>) -> Vec<Wire>;

impl Ways {
    pub fn set(&self, wires: Vec<Wire>) {
        self.let_go(std::mem::replace(&mut *self.wires.borrow_mut(), wires));
    }

    pub fn send(&self, wire: WireId, frame: &[u8]) {
        if let Some((_, way)) = self.wires.borrow().iter().find(|(id, _)| *id == wire) {
            way.send(frame);
        }
    }

    pub fn close(&self, wire: WireId) {
        let mut wires = self.wires.borrow_mut();
        let (gone, left) = std::mem::take(&mut *wires).into_iter().partition(|(id, _)| *id == wire);
        *wires = left;
        self.let_go(gone);
    }

    pub fn wake_in(&self, ms: u32, door: Callback<Action>) {
        let wake = after(ms, move || door.emit(Action::Room(RoomStep::Wake)));
        *self.wake.borrow_mut() = Some(wake);
    }

    pub fn disconnect(&self) {
        self.wake.borrow_mut().take();
        self.set(Vec::new());
    }

    /// A wire may be let go while it is telling something: it ends in a turn of its own.
    fn let_go(&self, wires: Vec<Wire>) {
        if !wires.is_empty() {
            after(0, move || drop(wires)).forget();
        }
    }
}

const TABS: WireId = 1;
const RELAY: WireId = 2;

/// Named by the late part alone: whoever names it carries all transports.
pub(super) fn connect(
    topic: &str,
    place: Option<&str>,
    relays: &str,
    door: &Callback<Action>,
) -> Vec<Wire> {
    let tabs = Tabs::open(topic, tell(TABS, Kind::Tabs, door));
    let mut wires: Vec<Wire> = vec![(TABS, Box::new(tabs))];
    let relays = allowed_relays(relays);
    if let Some(relay) = place.and_then(|place| relays.pick(place)) {
        let relay = Relay::open(relay, topic, Login::default(), tell(RELAY, Kind::Relay, door));
        wires.push((RELAY, Box::new(relay)));
    }
    wires
}

/// What a transport says, as something that happens in the room.
fn tell(wire: WireId, kind: Kind, door: &Callback<Action>) -> Rc<dyn Fn(Event)> {
    let door = door.clone();
    let kind = match kind {
        Kind::Tabs | Kind::Relay => WireKind::Shared,
        Kind::Direct => WireKind::Direct,
    };
    Rc::new(move |event| {
        let step = match event {
            Event::Frame(bytes) => RoomStep::Frame { wire, bytes },
            Event::State(state) => {
                if let State::Closed(why) = &state
                    && *why != Why::Asked
                {
                    door.emit(Action::Say(why.message()));
                }
                let state = match state {
                    State::Connecting => WireState::Connecting,
                    State::Connected => WireState::Open,
                    State::Reconnecting { .. } => WireState::Reconnecting,
                    State::Closed(_) => WireState::Closed,
                };
                RoomStep::Wire { wire, kind, state }
            }
            // The protocol above notices what is missing, and asks for it.
            Event::Dropped(_) => return,
        };
        door.emit(Action::Room(step));
    })
}
