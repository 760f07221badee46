//! How this page reaches the others: what the screen says of it, and no more than is so.

use std::collections::BTreeSet;

use super::ways::Way;
use super::{RoomView, WireState};
use crate::sync::{Standing, WireKind};

/// Where this page stands to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// No way to others is open.
    Offline,
    /// The relay has not answered yet.
    Connecting,
    /// A way broke, and is tried again.
    Reconnecting,
    /// The connection to the relay has ended, and does not come back by itself.
    CutOff,
    Alone,
    CatchingUp,
    Together,
}

/// What the room's relay does for this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relayed {
    /// The room has none.
    None,
    /// This page allows none of that address.
    Refused,
    /// It carries what is written.
    Open,
    /// It does not, just now or any more.
    Away,
}

/// `allowed`: this page allows the room's relay.
impl RoomView {
    #[must_use]
    pub fn standpoint(&self, allowed: bool) -> Standpoint {
        let relay = self.relay.filter(|_| allowed);
        let breaks = |(_, _, state): &Way| *state == WireState::Reconnecting;
        match (relay, self.standing) {
            (Some(WireState::Closed), _) => Standpoint::CutOff,
            // Whoever is connected directly is there meanwhile.
            (Some(WireState::Connecting), _) if self.direct() == 0 => Standpoint::Connecting,
            (_, Standing::Offline) => Standpoint::Offline,
            _ if self.wires.iter().any(breaks) => Standpoint::Reconnecting,
            (_, Standing::Alone) => Standpoint::Alone,
            (_, Standing::CatchingUp) => Standpoint::CatchingUp,
            (_, Standing::CaughtUp) => Standpoint::Together,
        }
    }

    #[must_use]
    pub fn relayed(&self, allowed: bool) -> Relayed {
        match self.relay {
            None => Relayed::None,
            Some(_) if !allowed => Relayed::Refused,
            Some(WireState::Open) => Relayed::Open,
            Some(_) => Relayed::Away,
        }
    }

    /// How many browsers this one is connected to directly.
    #[must_use]
    pub fn direct(&self) -> usize {
        let is_open =
            |(_, kind, state): &&Way| (kind, state) == (&WireKind::Direct, &WireState::Open);
        self.wires.iter().filter(is_open).count()
    }

    /// More people are here than this page's own ways lead to: somebody passes on what is written here.
    #[must_use]
    pub fn is_passed_on(&self, allowed: bool) -> bool {
        let others = self.guests.iter().map(|guest| guest.person);
        let others: BTreeSet<_> = others.filter(|person| *person != self.person).collect();
        self.relayed(allowed) != Relayed::Open && others.len() > self.direct()
    }
}
