//! What a session says of itself: signed, cut into frames and given to all wires.

use super::frame::MTU;
use super::message::{
    Heartbeat, Hello, Kind, MAX_CONTROL, MAX_NAME, MAX_PERSON, MAX_PRESENCE, Signer, Source, Stamp,
};
use super::port::Port;
use super::session::{Led, Output, Session};
use crate::crypto::Capability;

/// Between two presences, in milliseconds: of a few people, and for each who is here, so that all of them together say no
/// more than some forty a second.
const PRESENCE_PAUSE: u64 = 200;
const PRESENCE_PAUSE_EACH: u64 = 25;
/// Between two words about oneself, in milliseconds.
const ABOUT_PAUSE: u64 = 500;
/// Between two heartbeats, drawn anew each time.
const HEARTBEAT: (u64, u64) = (10_000, 20_000);
/// As much of a name as travels.
pub(super) fn short_name(name: &str) -> String {
    let mut end = name.len().min(MAX_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].to_owned()
}

impl Session {
    /// Signs and sends a message; gives its number.
    pub(super) fn say(&mut self, now: u64, kind: Kind, body: Vec<u8>) -> u32 {
        let source = self.next_source();
        let content = self.signed(source, kind, body);
        let frames = self.out.send(now, kind, source.message, content);
        self.send(frames);
        source.message
    }

    /// The same for one of many: it waits until those before it are sent, no faster than others listen.
    pub(super) fn say_in_turn(&mut self, now: u64, kind: Kind, body: Vec<u8>) {
        let source = self.next_source();
        let content = self.signed(source, kind, body);
        let frames = self.out.send_in_turn(now, kind, source.message, content);
        self.send(frames);
    }

    fn next_source(&mut self) -> Source {
        let message = self.out.next_message();
        Source { epoch: self.out.epoch(), sender: self.sender(), message }
    }

    /// The body with the signature that its kind wants.
    fn signed(&self, source: Source, kind: Kind, mut body: Vec<u8>) -> Vec<u8> {
        let key = match kind.signer() {
            Signer::Nobody => None,
            Signer::Own => Some(&self.own),
            Signer::Editors => self.keys.edit_key(),
            Signer::Leaders => self.keys.lead_key(),
        };
        if let Some(key) = key {
            let signature = key.sign(&source.signed(&self.keys.topic(), kind, &body));
            body.extend(signature);
        }
        body
    }

    pub(super) fn send(&mut self, frames: Vec<Vec<u8>>) {
        for frame in frames {
            debug_assert!(frame.len() <= MTU);
            for wire in &self.wires {
                self.outputs.push_back(Output::Send(wire.id, frame.clone()));
            }
        }
    }

    pub(super) fn hello(&mut self, now: u64, asks: bool) {
        self.due.hello = None;
        self.due.about = None;
        let hello = Hello {
            asks,
            capability: self.keys.capability(),
            proof: self.proof,
            key: self.own.public(),
            salt: self.salt,
            client: self.client,
            sequence: self.out.sequence(),
            control: self.told_stamp(),
            name: self.name.clone(),
            version: self.version,
            person: self.about.clone(),
        };
        self.say(now, Kind::Hello, hello.to_bytes());
    }

    pub(super) fn stamp(&self) -> Stamp {
        self.led.as_ref().map_or_else(Stamp::default, |led| led.stamp)
    }

    pub(super) fn send_update(&mut self, now: u64, port: &mut dyn Port) {
        let Some(update) = port.take_update() else { return };
        // Without a wire the next meeting's questions carry it, and too large a one goes as a difference.
        if self.wires.is_empty() || self.keys.capability() == Capability::View {
            return;
        }
        self.send_edit(now, &update, port);
    }

    /// Where this person is, for others to see. Sent at most five times a second, more seldom among many, the last one
    /// always.
    pub fn set_presence(&mut self, now: u64, presence: &[u8]) {
        if presence.len() <= MAX_PRESENCE && presence != self.presence {
            self.presence = presence.to_vec();
            let here = 1 + self.people().count() as u64;
            let pause = PRESENCE_PAUSE.max(here * PRESENCE_PAUSE_EACH);
            self.due.presence.get_or_insert(now.max(self.presence_sent + pause));
        }
    }

    /// What this person tells of themselves beside the name. Sent at most twice a second, the last one always. False when it is
    /// too long.
    pub fn set_about(&mut self, now: u64, about: &[u8]) -> bool {
        if about.len() > MAX_PERSON {
            return false;
        }
        if about != self.about {
            self.about = about.to_vec();
            self.version = self.version.wrapping_add(1);
            self.due.about.get_or_insert(now.max(self.about_sent + ABOUT_PAUSE));
        }
        true
    }

    pub(super) fn say_about(&mut self, now: u64) {
        self.about_sent = now;
        let body = [&self.version.to_le_bytes(), self.about.as_slice()].concat();
        self.say(now, Kind::Participant, body);
    }

    pub fn rename(&mut self, now: u64, name: &str) {
        self.name = short_name(name);
        self.version = self.version.wrapping_add(1);
        self.due.hello = Some(now);
    }

    /// May something with the own signature be said now? Otherwise when: who says too much is not heard any more, and others
    /// can make one say things.
    pub(super) fn may_say(&mut self, now: u64) -> Result<(), u64> {
        if self.said.take(now, 1) { Ok(()) } else { Err(self.said.next(now)) }
    }

    /// Leads the room: the whole state, which replaces the one before. False for who may not, or when it is
    /// too long.
    pub fn lead(&mut self, now: u64, epoch: Option<u32>, state: &[u8]) -> bool {
        if self.keys.lead_key().is_none() || state.len() > MAX_CONTROL - 12 {
            return false;
        }
        let stamp = Stamp { counter: self.stamp().counter + 1, sender: self.sender() };
        let epoch = epoch.unwrap_or(self.out.epoch()).max(self.out.epoch());
        self.move_to(epoch);
        let source = self.next_source();
        let body = [&stamp.counter.to_le_bytes(), &epoch.to_le_bytes()[..], state].concat();
        let content = self.signed(source, Kind::Control, body);
        let frames = self.out.send(now, Kind::Control, source.message, content.clone());
        self.send(frames);
        self.led = Some(Led { source, stamp, content, state: state.to_vec(), fresh: true });
        true
    }

    pub(super) fn move_to(&mut self, epoch: u32) {
        if epoch > self.out.epoch() {
            self.out.set_epoch(&self.keys, epoch);
        }
    }

    /// Says goodbye on all wires.
    pub fn leave(&mut self, now: u64) {
        let sequence = self.out.sequence().to_le_bytes().to_vec();
        self.say(now, Kind::Bye, sequence);
        let wires: Vec<_> = self.wires.iter().map(|wire| wire.id).collect();
        wires.into_iter().for_each(|wire| self.close(wire));
    }

    pub(super) fn heartbeat(&mut self, now: u64, port: &mut dyn Port) {
        let (from, to) = HEARTBEAT;
        self.due.heartbeat = Some(now + self.chance.between(from, to));
        let heartbeat = Heartbeat {
            sequence: self.out.sequence(),
            fingerprint: port.fingerprint(),
            quiet: self.merging.is_quiet(now),
            last_update: self.last_update,
            control: self.told_stamp(),
            version: self.version,
            presence: self.presence.clone(),
        };
        self.say(now, Kind::Heartbeat, heartbeat.to_bytes());
    }
}
