//! Who is up to date: copies that have come to rest are compared by what heartbeats say of them.

use super::frame::Sender;
use super::merging::QUIET_MS;
use super::message::Fingerprint;
use super::port::Port;
use super::session::{Event, Session, Standing};

/// For each other person, in milliseconds: sixty whose copies come to rest say so within the time of one heartbeat.
const SETTLE_EACH_MS: u64 = 300;

impl Session {
    /// The map has changed: others are told what this copy is like once it has come to rest.
    pub(super) fn changes(&mut self, now: u64) {
        self.merging.changed = now;
        self.settle(now + QUIET_MS);
    }

    /// Others are told after this time what this copy is like, the more of them the further apart.
    pub(super) fn settle(&mut self, at: u64) {
        let spread = SETTLE_EACH_MS * self.people().count() as u64;
        self.merging.settle =
            Some(at + self.chance.between(SETTLE_EACH_MS, 2 * SETTLE_EACH_MS + spread));
    }

    /// The sender's copy is this one.
    pub(super) fn notes_equal(&mut self, sender: Sender) {
        let Some(at) = self.peer_at(sender) else { return };
        let Some(person) = &mut self.peers[at].person else { return };
        if !std::mem::replace(&mut person.equal, true) {
            self.tell(Event::Changed(sender));
        }
    }

    pub(super) fn is_caught_up(&mut self) {
        self.merging.ask = None;
        self.stand(Standing::CaughtUp);
    }

    /// A heartbeat came from a copy with this fingerprint.
    pub(super) fn compare(
        &mut self,
        now: u64,
        peer: usize,
        theirs: Fingerprint,
        quiet: bool,
        port: &mut dyn Port,
    ) {
        if self.standing() == Standing::Alone {
            self.stand(Standing::CatchingUp);
            self.merging.ask_at(now + self.chance.between(50, 500), true);
        }
        let both_quiet = quiet && self.merging.is_quiet(now);
        if !both_quiet && self.standing() == Standing::CaughtUp {
            return;
        }
        let equal = port.fingerprint() == theirs;
        let mut differs = false;
        if let Some(person) = &mut self.peers[peer].person {
            differs = std::mem::replace(&mut person.equal, equal) != equal;
        }
        if differs {
            self.tell(Event::Changed(self.peers[peer].sender));
        }
        if equal {
            let sender = self.peers[peer].sender;
            self.merging.answers.retain(|answer| answer.sender != sender);
            self.merging.assure = None;
            self.is_caught_up();
        } else if both_quiet {
            let at = now + self.chance.between(100, 2_500);
            self.merging.ask_at(at, false);
        }
    }
}
