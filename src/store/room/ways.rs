//! The ways to others that a room has: which are open, broken, or closed. One leads to the other tabs of this browser, one to
//! the relay where the room has one, and each direct one to one other browser.

use super::{RELAY, WireState};
use crate::sync::{WireId, WireKind};

pub(super) type Way = (WireId, WireKind, WireState);

pub(super) struct Ways {
    /// The room has one.
    relay: bool,
    wires: Vec<Way>,
    /// Of those that everybody hears, which are closed.
    closed: Vec<WireId>,
}

impl Ways {
    pub fn of(relay: bool) -> Self {
        Self { relay, wires: Vec::new(), closed: Vec::new() }
    }

    pub fn set(&mut self, wire: WireId, kind: WireKind, state: WireState) {
        self.wires.retain(|it| it.0 != wire);
        self.closed.retain(|it| *it != wire);
        if state != WireState::Closed {
            self.wires.push((wire, kind, state));
        } else if kind == WireKind::Shared {
            // Whoever is behind it hears nothing from here, whoever else does.
            self.closed.push(wire);
        }
    }

    pub fn all(&self) -> &[Way] {
        &self.wires
    }

    /// How the connection to the room's relay stands. It begins without saying so.
    pub fn relay(&self) -> Option<WireState> {
        if self.closed.contains(&RELAY) {
            return Some(WireState::Closed);
        }
        let relay = self.wires.iter().find(|(wire, ..)| *wire == RELAY);
        self.relay.then(|| relay.map_or(WireState::Connecting, |(_, _, state)| *state))
    }

    /// Who is at the other end of a direct one hears the others through this page only.
    pub fn is_hub(&self) -> bool {
        self.wires.iter().any(|it| it.1 == WireKind::Direct) && self.wires.len() > 1
    }

    /// None is broken or closed.
    pub fn are_whole(&self) -> bool {
        let open = self.wires.iter().all(|(_, _, state)| *state == WireState::Open);
        self.are_there() && open && self.closed.is_empty()
    }

    /// One is not there yet, or broken and tried again, and none is closed for good.
    pub fn are_tried(&self) -> bool {
        self.closed.is_empty() && !self.are_whole()
    }

    /// Beside the other tabs there is the relay, where the room has one.
    fn are_there(&self) -> bool {
        self.wires.len() > usize::from(self.relay)
    }
}

/// Do any others stay in touch where this direct way ends? The other tabs of this browser are no others.
pub(super) fn reach_others_without(ways: &[Way], wire: WireId) -> bool {
    let open = || ways.iter().filter(|(id, _, state)| *id != wire && *state == WireState::Open);
    let shared = open().filter(|(_, kind, _)| *kind == WireKind::Shared).count();
    shared > 1 || open().count() > shared
}
