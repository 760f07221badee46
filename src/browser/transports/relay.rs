//! Through a relay: a socket and a clock for `sync::mqtt`, which does the talking.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{
    BinaryType, Event as DomEvent, MessageEvent, SecurityPolicyViolationEvent,
    SecurityPolicyViolationEventDisposition as Disposition, VisibilityState, WebSocket,
};

use super::super::listen::{Listener, listen};
use super::super::{clock, random, spawn, timers};
use super::open;
use crate::sync::mqtt::{Client, Login, MTU, Output, RelayAddress, Setup};
use crate::sync::transport::{Event, Kind, State, Transport, Why};

/// The name under which WebSocket servers know MQTT.
const PROTOCOL: &str = "mqtt";
/// More in one message than any relay sends together. The browser holds it by then; we do not copy it.
const LARGEST_MESSAGE: u32 = 1 << 20;
/// What a slow line may have waiting before further frames are dropped: a thousand frames.
const MOST_WAITING: u32 = 4 << 20;

/// A room on a relay. Comes back by itself after a break, soon after the network or the person does.
pub struct Relay(Rc<Inner>);

impl Relay {
    /// `room` is the name of the room's topic: letters, digits, `-` and `_`.
    #[must_use]
    pub fn open(address: &RelayAddress, room: &str, login: Login, tell: Rc<dyn Fn(Event)>) -> Self {
        let id: [u8; 11] = random::bytes();
        let setup = Setup {
            room: room.to_owned(),
            client: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            login,
            seed: u64::from_le_bytes(random::bytes()),
        };
        let inner = Rc::new_cyclic(|me| Inner {
            me: me.clone(),
            address: address.clone(),
            client: RefCell::new(Client::new(setup)),
            socket: RefCell::default(),
            timer: RefCell::default(),
            tell,
            carrying_out: Cell::new(false),
            _wakes: wakes(me, address),
        });
        inner.wind();
        Self(inner)
    }
}

impl Transport for Relay {
    fn kind(&self) -> Kind {
        Kind::Relay
    }

    fn mtu(&self) -> usize {
        MTU
    }

    fn send(&self, frame: &[u8]) {
        let waiting = self.0.socket.borrow().as_ref().map_or(0, |it| it.socket.buffered_amount());
        self.0.with(|client, now| match waiting > MOST_WAITING {
            true => client.give_up(),
            false => client.send(now, frame),
        });
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let mut client = self.0.client.borrow_mut();
        while client.poll().is_some() {}
        client.end(Why::Asked);
        // Only the farewell is carried out: nothing is told any more.
        while let Some(output) = client.poll() {
            if let Output::Write(bytes) = output {
                self.0.write(&bytes);
            }
        }
        drop(self.0.socket.take());
        drop(self.0.timer.take());
    }
}

struct Inner {
    me: Weak<Inner>,
    address: RelayAddress,
    client: RefCell<Client>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Option<Timeout>>,
    tell: Rc<dyn Fn(Event)>,
    carrying_out: Cell<bool>,
    _wakes: Vec<Listener>,
}

/// A socket that is closed, and no longer listened to, when this is dropped.
struct Socket {
    socket: WebSocket,
    _heard: [Listener; 4],
}

impl Drop for Socket {
    fn drop(&mut self) {
        open::forget(&self.socket);
        // It refuses only codes that are not ours to give.
        drop(self.socket.close());
    }
}

impl Inner {
    fn with(&self, run: impl FnOnce(&mut Client, u64)) {
        run(&mut self.client.borrow_mut(), clock::awake_ms() as u64);
        self.carry_out();
    }

    /// Does what the client wants done. What is told may lead back here; it then waits for its turn.
    fn carry_out(&self) {
        if self.carrying_out.replace(true) {
            return;
        }
        loop {
            let next = self.client.borrow_mut().poll();
            match next {
                None => break,
                Some(Output::Open) => self.connect(),
                Some(Output::Write(bytes)) => self.write(&bytes),
                Some(Output::Shut) => drop(self.socket.take()),
                Some(Output::Tell(event)) => {
                    if let Event::State(State::Closed(Why::Garbled(what))) = &event {
                        spawn::complain(self.address.origin(), what);
                    }
                    (self.tell)(event);
                }
            }
        }
        self.carrying_out.set(false);
        self.wind();
    }

    /// Sets the clock for the next time that the client wants to look at it.
    fn wind(&self) {
        let Some(due) = self.client.borrow().due() else {
            drop(self.timer.take());
            return;
        };
        let wait = due.saturating_sub(clock::awake_ms() as u64).min(60_000) as u32;
        let me = self.me.clone();
        // A millisecond more, because timers may come a fraction early.
        let timer = timers::after(wait + 1, move || {
            if let Some(me) = me.upgrade() {
                me.with(Client::tick);
            }
        });
        drop(self.timer.replace(Some(timer)));
    }

    fn connect(&self) {
        match self.socket() {
            Some(socket) => drop(self.socket.replace(Some(socket))),
            None => self.client.borrow_mut().end(Why::Address),
        }
    }

    /// `None` where the browser does not even try.
    fn socket(&self) -> Option<Socket> {
        let socket = WebSocket::new_with_str(self.address.url(), PROTOCOL).ok()?;
        open::note(&socket);
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, came, failed, lost) =
            (self.me.clone(), self.me.clone(), self.me.clone(), self.me.clone());
        let heard = [
            listen(&socket, "open", move |_: &DomEvent| with(&opened, Client::opened)),
            listen(&socket, "message", move |event: &MessageEvent| {
                let data = event.data().dyn_into::<ArrayBuffer>();
                let data = data.ok().filter(|data| data.byte_length() <= LARGEST_MESSAGE);
                with(&came, |client, now| match data {
                    Some(data) => client.received(now, &Uint8Array::new(&data).to_vec()),
                    None => client.end(Why::Garbled("a message of text, or of more than 1 MB")),
                });
            }),
            // Where the page's policy forbids it no close follows. Whichever comes first lets go of the socket.
            listen(&socket, "error", move |_: &DomEvent| with(&failed, Client::lost)),
            listen(&socket, "close", move |_: &DomEvent| with(&lost, Client::lost)),
        ];
        Some(Socket { socket, _heard: heard })
    }

    fn write(&self, bytes: &[u8]) {
        if let Some(it) = &*self.socket.borrow()
            && it.socket.ready_state() == WebSocket::OPEN
        {
            // What a closing socket no longer takes is lost like anything under way, and its end follows.
            drop(it.socket.send_with_u8_array(bytes));
        }
    }
}

fn with(me: &Weak<Inner>, run: impl FnOnce(&mut Client, u64)) {
    if let Some(me) = me.upgrade() {
        me.with(run);
    }
}

/// Listens for what makes waiting pointless: the network has gone or is back, the person is, or the page's policy forbids it.
fn wakes(me: &Weak<Inner>, address: &RelayAddress) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let (online, offline) = (me.clone(), me.clone());
    let mut wakes = vec![
        listen(&window, "online", move |_: &DomEvent| with(&online, Client::nudge)),
        // A socket whose network is gone stays open until somebody misses an answer. A relay on this device is back at once.
        listen(&window, "offline", move |_: &DomEvent| with(&offline, Client::lost)),
    ];
    if let Some(document) = window.document() {
        let (seen, refused) = (me.clone(), me.clone());
        let page = document.clone();
        wakes.push(listen(&document, "visibilitychange", move |_: &DomEvent| {
            if page.visibility_state() == VisibilityState::Visible {
                with(&seen, Client::nudge);
            }
        }));
        let origin = address.origin().to_owned();
        let violated = move |event: &SecurityPolicyViolationEvent| {
            let blocked = event.blocked_uri();
            let is_ours = blocked
                .strip_prefix(&origin)
                .is_some_and(|it| it.is_empty() || it.starts_with('/'));
            let is_enforced = event.disposition() == Disposition::Enforce;
            if is_ours && is_enforced && event.effective_directive() == "connect-src" {
                with(&refused, |client, _| client.end(Why::Policy));
            }
        };
        wakes.push(listen(&document, "securitypolicyviolation", violated));
    }
    wakes
}
