//! The ways to others: how much may come over each of them, and what a hub passes on from one to the others.

use super::rate::Bucket;
use super::session::{Output, Session, WireId, WireKind};

pub(super) struct Wire {
    pub id: WireId,
    pub kind: WireKind,
    pub frames: Bucket,
    /// Of what comes over it and goes on to others, who take only so much from this page.
    pub passes: Bucket,
    /// Of senders that were not known.
    pub strangers: Bucket,
    /// Of signatures that are looked at.
    pub checks: Bucket,
    /// With whoever is at the other end.
    pub patience: Bucket,
}

impl Wire {
    pub fn new(now: u64, id: WireId, kind: WireKind) -> Self {
        Self {
            id,
            kind,
            frames: Bucket::new(2_000, 6_000, now),
            passes: Bucket::new(250, 1_500, now),
            strangers: Bucket::new(40, 200, now),
            checks: Bucket::new(400, 1_200, now),
            patience: Bucket::new(20, 1_000, now),
        }
    }
}

/// A frame that passed, and where it came from.
pub(super) struct Frame<'a> {
    pub wire: WireId,
    pub bytes: &'a [u8],
}

impl Session {
    /// Too much, or something false, came over the wire that is heard: who is at the other end of a direct one answers for
    /// it, whoever said it.
    pub(super) fn strike(&mut self, now: u64) {
        let Some(wire) = self.wires.iter_mut().find(|wire| Some(wire.id) == self.through) else {
            return;
        };
        if wire.kind == WireKind::Direct && !wire.patience.take(now, 1) {
            let id = wire.id;
            self.close(id);
            self.outputs.push_back(Output::Close(id));
        }
    }

    /// Somebody else sits at the end of this direct wire: the sender's own word came over another one, which is open. What
    /// everybody hears may carry anybody's.
    pub(super) fn is_elsewhere(&self, peer: usize, at: usize) -> bool {
        let (wire, home) = (&self.wires[at], self.peers[peer].home);
        let is_open = |home| self.wires.iter().any(|wire| wire.id == home);
        wire.kind == WireKind::Direct && home.is_some_and(|home| home != wire.id && is_open(home))
    }

    /// Gives a frame to all other wires, if this page is a hub.
    pub(super) fn pass_on(&mut self, now: u64, frame: &Frame<'_>) {
        // Who has one direct wire may hear a whole room by it.
        let direct = self.wires.iter().filter(|wire| wire.kind == WireKind::Direct).count();
        let from = self.wires.iter_mut().find(|wire| wire.id == frame.wire);
        let Some(from) = from.filter(|_| self.bridging) else { return };
        let is_limited = from.kind == WireKind::Shared || direct > 1;
        if is_limited && !from.passes.take(now, 1) {
            return self.strike(now);
        }
        for wire in self.wires.iter().filter(|wire| wire.id != frame.wire) {
            self.outputs.push_back(Output::Send(wire.id, frame.bytes.to_vec()));
        }
    }

    /// To look at a signature costs time, so each wire has so many looks; at what this page kept itself it may always look.
    pub(super) fn may_check(&mut self, now: u64) -> bool {
        let wire = self.wires.iter_mut().find(|wire| Some(wire.id) == self.through);
        wire.is_none_or(|wire| wire.checks.take(now, 1))
    }
}
