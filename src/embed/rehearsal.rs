//! People who are made up, in this page: each is a canvas without a screen, with a wire of its own to the room. Part of what
//! comes late. What they say and do is in `store/rehearsal`; here are only their wires and their time.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo::timers::callback::{Interval, Timeout};

use crate::browser::clock::uptime_ms;
use crate::browser::transports::{Event, State, Tabs, Transport};
use crate::browser::{after, client_id, every, now_ms};
use crate::store::{
    Action, Effect, GUESTS, RehearsalGuest, RoomEffect, RoomLink, RoomStep, Setup, WireId,
    WireKind, WireState,
};

const WIRE: WireId = 1;
/// Everybody does something this often, in milliseconds, each a little more seldom than the one before.
const TURN_MS: u32 = 2_200;
/// The last one comes late.
const COMES_MS: [u32; GUESTS] = [300, 900, 1_600, 9_000];

/// Lets them come into the room; they go when what is given back is dropped.
pub(super) fn rehearse(link: &RoomLink) -> Rc<dyn Any> {
    let players: Vec<_> = (0..GUESTS).map(|who| Player::comes(who, link.clone())).collect();
    Rc::new(players)
}

struct Player {
    me: Weak<Player>,
    guest: RefCell<RehearsalGuest>,
    wire: RefCell<Option<Tabs>>,
    wake: RefCell<Option<Timeout>>,
    /// What is to be done, one after the other.
    queue: RefCell<VecDeque<Action>>,
    busy: Cell<bool>,
    turns: RefCell<Option<Interval>>,
    comes: RefCell<Option<Timeout>>,
}

impl Player {
    fn comes(who: usize, link: RoomLink) -> Rc<Self> {
        let setup = Setup {
            client: client_id(),
            clock: Rc::new(now_ms),
            keeps_nothing: true,
            random: crate::browser::random::bytes,
            uptime: Rc::new(|| uptime_ms() as u64),
        };
        let player = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            guest: RefCell::new(RehearsalGuest::new(who, setup)),
            wire: RefCell::default(),
            wake: RefCell::default(),
            queue: RefCell::default(),
            busy: Cell::new(false),
            turns: RefCell::default(),
            comes: RefCell::default(),
        });
        let me = player.me.clone();
        let comes = after(COMES_MS[who], move || {
            let Some(player) = me.upgrade() else { return };
            let effects = player.guest.borrow_mut().enters(link);
            player.perform_all(effects);
            let me = player.me.clone();
            let often = TURN_MS + 350 * who as u32;
            *player.turns.borrow_mut() = Some(every(often, move || {
                if let Some(player) = me.upgrade() {
                    let effects = player.guest.borrow_mut().turn();
                    player.perform_all(effects);
                }
            }));
        });
        *player.comes.borrow_mut() = Some(comes);
        player
    }

    fn does(&self, action: Action) {
        self.queue.borrow_mut().push_back(action);
        self.drain();
    }

    fn perform_all(&self, effects: Vec<Effect>) {
        for effect in effects {
            self.perform(effect);
        }
        self.drain();
    }

    fn drain(&self) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let next = self.queue.borrow_mut().pop_front();
            let Some(action) = next else { break };
            let effects = self.guest.borrow_mut().does(action);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
    }

    /// Nobody looks at their screens, and nothing is kept: what is left is the room.
    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Room(RoomEffect::Connect { topic, .. }) => {
                let me = self.me.clone();
                let hear = move |event| {
                    if let Some(player) = me.upgrade() {
                        player.hears(event);
                    }
                };
                let wire = Tabs::open(&topic, Rc::new(hear));
                *self.wire.borrow_mut() = Some(wire);
            }
            Effect::Room(RoomEffect::Disconnect) => {
                let old = self.wire.borrow_mut().take();
                // It may be telling something just now.
                after(0, move || drop(old)).forget();
            }
            Effect::Room(RoomEffect::Send { frame, .. }) => {
                if let Some(wire) = &*self.wire.borrow() {
                    wire.send(&frame);
                }
            }
            Effect::Room(RoomEffect::WakeIn(ms)) => {
                let me = self.me.clone();
                let wake = after(ms, move || {
                    if let Some(player) = me.upgrade() {
                        player.does(Action::Room(RoomStep::Wake));
                    }
                });
                *self.wake.borrow_mut() = Some(wake);
            }
            Effect::Later(action) => self.queue.borrow_mut().push_back(action),
            _ => {}
        }
    }

    fn hears(&self, event: Event) {
        let step = match event {
            Event::Frame(bytes) => RoomStep::Frame { wire: WIRE, bytes },
            Event::State(state) => {
                let state = match state {
                    State::Connecting => WireState::Connecting,
                    State::Connected => WireState::Open,
                    State::Reconnecting { .. } => WireState::Reconnecting,
                    State::Closed(_) => WireState::Closed,
                };
                RoomStep::Wire { wire: WIRE, kind: WireKind::Shared, state }
            }
            Event::Dropped(_) => return,
        };
        self.does(Action::Room(step));
    }
}
