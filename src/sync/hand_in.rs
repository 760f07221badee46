//! What people hand in sealed, for those who lead: said again until it is acknowledged. What is sealed in it,
//! and how, this room does not know.

use super::bytes::{Reader, Writer};
use super::message::{Kind, MAX_HAND_IN, Source};
use super::session::{Event, Session};
use crate::crypto::{Capability, PublicKey};

/// Between two attempts, in milliseconds; doubled each time.
const PAUSE: u64 = 5_000;
const LONGEST_PAUSE: u64 = 60_000;
/// Acknowledgements that are remembered.
const REMEMBERED: usize = 2_000;

struct Open {
    slot: u64,
    number: u32,
    sealed: Vec<u8>,
    at: u64,
    pause: u64,
}

#[derive(Default)]
pub(super) struct HandIns {
    open: Vec<Open>,
    /// Those given, by who leads.
    receipts: Vec<(PublicKey, u64, u32)>,
    next: usize,
}

impl HandIns {
    pub fn wakes_at(&self) -> Option<u64> {
        self.open.iter().map(|open| open.at).min()
    }

    /// Somebody is here who can take it.
    pub fn hurry(&mut self, at: u64) {
        self.open.iter_mut().for_each(|open| open.at = open.at.min(at));
    }
}

impl Session {
    /// Hands in, for a purpose `slot`; a higher `number` replaces a lower one. It is said again until those who
    /// lead have acknowledged it. False when it is too long.
    pub fn hand_in(&mut self, now: u64, slot: u64, number: u32, sealed: Vec<u8>) -> bool {
        if sealed.len() + 12 > MAX_HAND_IN {
            return false;
        }
        self.hand_ins.open.retain(|open| open.slot != slot);
        self.hand_ins.open.push(Open { slot, number, sealed, at: now, pause: PAUSE });
        true
    }

    /// Nobody has acknowledged these slots yet.
    pub fn open_hand_ins(&self) -> impl Iterator<Item = u64> {
        self.hand_ins.open.iter().map(|open| open.slot)
    }

    pub(super) fn hand_in_again(&mut self, now: u64) {
        for at in 0..self.hand_ins.open.len() {
            if self.hand_ins.open[at].at > now {
                continue;
            }
            if let Err(later) = self.may_say(now) {
                self.hand_ins.open[at].at = later;
                continue;
            }
            let open = &mut self.hand_ins.open[at];
            let body = Writer::default().u64(open.slot).u32(open.number).bytes(&open.sealed).0;
            open.at = now + open.pause + self.chance.between(0, open.pause / 2);
            open.pause = (open.pause * 2).min(LONGEST_PAUSE);
            self.say(now, Kind::HandIn, body);
        }
    }

    pub(super) fn hear_hand_in(&mut self, now: u64, source: Source, body: &[u8]) -> Option<()> {
        let mut reader = Reader(body);
        let (slot, number) = (reader.u64()?, reader.u32()?);
        let sealed = reader.rest(MAX_HAND_IN)?.to_vec();
        if self.keys.capability() < Capability::Lead {
            return Some(());
        }
        let person = self.peers[self.peer_at(source.sender)?].person.as_ref()?.key;
        if self.hand_ins.receipts.contains(&(person, slot, number)) {
            self.receipt(now, person, slot, number);
        } else {
            self.tell(Event::HandedIn { person, slot, number, sealed });
        }
        Some(())
    }

    /// Those who lead have it, and will not lose it.
    pub fn acknowledge(&mut self, now: u64, person: PublicKey, slot: u64, number: u32) {
        let receipts = &mut self.hand_ins.receipts;
        if !receipts.contains(&(person, slot, number)) {
            if receipts.len() < REMEMBERED {
                receipts.push((person, slot, number));
            } else {
                receipts[self.hand_ins.next] = (person, slot, number);
                self.hand_ins.next = (self.hand_ins.next + 1) % REMEMBERED;
            }
        }
        self.receipt(now, person, slot, number);
    }

    fn receipt(&mut self, now: u64, person: PublicKey, slot: u64, number: u32) {
        if self.keys.lead_key().is_some() {
            let body = Writer::default().bytes(&person.0).u64(slot).u32(number).0;
            self.say(now, Kind::Receipt, body);
        }
    }

    pub(super) fn hear_receipt(&mut self, body: &[u8]) -> Option<()> {
        let mut reader = Reader(body);
        let (person, slot, number) = (PublicKey(reader.array()?), reader.u64()?, reader.u32()?);
        reader.end()?;
        let open = &mut self.hand_ins.open;
        let at = open.iter().position(|it| (it.slot, it.number) == (slot, number));
        if let Some(at) = at.filter(|_| person == self.person()) {
            self.hand_ins.open.swap_remove(at);
            self.tell(Event::Acknowledged { slot, number });
        }
        Some(())
    }
}
