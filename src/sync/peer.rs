//! What is known of somebody else in the room, and how much of them is listened to.

use super::frame::Sender;
use super::message::Kind;
use super::parts::Parts;
use super::rate::Bucket;
use super::session::WireId;
use super::window::Window;
use crate::crypto::{Capability, FrameKey, PublicKey};

/// Presence that is not said again is gone after so long, in milliseconds.
pub(super) const PRESENCE_MS: u64 = 30_000;
/// Who says nothing for so long has left: pages in the background may speak once a minute only.
pub(super) const SILENCE_MS: u64 = 90_000;
/// No more than so much lies between two heartbeats, with some time on the way, in milliseconds.
const ONE_HEARTBEAT_MS: u64 = 25_000;
/// Updates of one sender whose numbers are remembered.
const UPDATES: usize = 128;
/// Signed messages beyond the rate after which a sender is muted; one a second is forgotten again.
const STRIKES: u64 = 20;

/// How much one sender may say; beyond it frames are let go unread.
struct Allowance {
    data: Bucket,
    bytes: Bucket,
    bulk: Bucket,
    presence: Bucket,
    signed: Bucket,
}

/// What to make of a message with a sender's own signature.
#[derive(PartialEq)]
pub(super) enum Heard {
    New,
    /// Their words of before, in their order or not.
    Before,
    TooMuch,
    /// Time and again.
    FarTooMuch,
}

/// Somebody who has said hello, as others see them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub sender: Sender,
    /// The same in all pages of one person, and after a reload.
    pub key: PublicKey,
    pub name: String,
    /// What their link lets them do: they have shown that they hold it.
    pub capability: Capability,
    /// What they tell of themselves beside their name.
    pub about: Vec<u8>,
    /// Where they are; `None` when unknown or long ago.
    pub presence: Option<Vec<u8>>,
    /// When they were heard last, and when they were last seen to do anything else than before.
    pub heard_ms: u64,
    pub moved_ms: u64,
    /// Their copy of the map and this one were equal when last compared.
    pub equal: bool,
}

pub(super) struct Peer {
    pub sender: Sender,
    pub epoch: u32,
    pub key: FrameKey,
    pub window: Window,
    pub parts: Parts,
    pub heard: u64,
    /// Over which their own last word came: there they are.
    pub home: Option<WireId>,
    /// Over which the last part of something longer came in their name.
    pub heard_over: Option<WireId>,
    pub person: Option<Person>,
    /// What they write into the map as. `None` when somebody else said so before.
    pub client: Option<u64>,
    pub presence_at: u64,
    pub presence_message: u32,
    /// The version of what they tell of themselves.
    pub version: u16,
    /// The last messages with their own signature: older ones are not heard again.
    pub hello: u32,
    pub heartbeat: u32,
    pub participant: u32,
    /// Numbers of updates that came, and the one before which nothing is asked for.
    updates: Vec<u32>,
    floor: Option<u32>,
    /// The last message of any kind with their own signature.
    signed: u32,
    pub muted: bool,
    /// They said that they leave.
    pub gone: bool,
    strikes: Bucket,
    allowance: Allowance,
}

impl Peer {
    pub fn new(now: u64, sender: Sender, epoch: u32, key: FrameKey) -> Self {
        Self {
            sender,
            epoch,
            key,
            window: Window::new(),
            parts: Parts::default(),
            heard: now,
            home: None,
            heard_over: None,
            person: None,
            client: None,
            presence_at: 0,
            presence_message: 0,
            version: 0,
            hello: 0,
            heartbeat: 0,
            participant: 0,
            updates: Vec::new(),
            floor: None,
            signed: 0,
            muted: false,
            gone: false,
            strikes: Bucket::new(1, STRIKES, now),
            allowance: Allowance {
                data: Bucket::new(40, 160, now),
                bytes: Bucket::new(64 * 1024, 512 * 1024, now),
                bulk: Bucket::new(300, 1_200, now),
                presence: Bucket::new(10, 20, now),
                signed: Bucket::new(4, 30, now),
            },
        }
    }

    /// May this frame be heard?
    pub fn allows(&mut self, now: u64, kind: Kind, bytes: usize) -> bool {
        let allowance = &mut self.allowance;
        match kind {
            Kind::Presence => allowance.presence.take(now, 1),
            _ if kind.is_bulk() => allowance.bulk.take(now, 1),
            _ => allowance.data.take(now, 1) && allowance.bytes.take(now, bytes as u64),
        }
    }

    /// They said this themselves, beyond doubt. What they said before may be said again by others, and counts for nothing.
    pub fn hear_signed(&mut self, now: u64, message: u32) -> Heard {
        if message <= self.signed {
            return Heard::Before;
        }
        self.signed = message;
        self.heard = now;
        if let Some(person) = &mut self.person {
            person.heard_ms = now;
        }
        match (self.allowance.signed.take(now, 1), self.strikes.next(now) <= now) {
            (true, _) => Heard::New,
            (false, true) => {
                self.strikes.take(now, 1);
                Heard::TooMuch
            }
            (false, false) => Heard::FarTooMuch,
        }
    }

    /// How much would be lost with them: nothing, somebody who looks on, or somebody who has shown that they may edit.
    pub fn weight(&self) -> u8 {
        match &self.person {
            Some(person) if self.is_here() => 1 + u8::from(person.capability > Capability::View),
            _ => 0,
        }
    }

    /// The direct wire to them has ended: they have one heartbeat's time to be heard by another way.
    pub fn may_be_gone(&mut self) {
        self.heard = self.heard.saturating_sub(SILENCE_MS - ONE_HEARTBEAT_MS);
    }

    pub fn is_here(&self) -> bool {
        self.person.is_some() && !self.gone && !self.muted
    }

    /// An update of this number came.
    pub fn note_update(&mut self, number: u32) {
        if self.updates.len() >= UPDATES {
            let lowest = (0..UPDATES).min_by_key(|at| self.updates[*at]).unwrap_or(0);
            let passed = self.updates.swap_remove(lowest);
            self.floor = self.floor.max(Some(passed));
        }
        if !self.updates.contains(&number) {
            self.updates.push(number);
        }
    }

    pub fn has_update(&self, number: u32) -> bool {
        self.updates.contains(&number)
    }

    /// They have sent an update of this number. Did it get lost? What came before they were first heard is
    /// not asked for: that is what differences are for.
    pub fn misses(&mut self, number: u32) -> bool {
        if number == 0 {
            self.floor.get_or_insert(0);
            return false;
        }
        let floor = *self.floor.get_or_insert(number);
        number > floor && !self.updates.contains(&number)
    }
}
