//! What is on its way out: cut into parts, paced, and kept a while in case parts of it are asked for again.

use std::collections::VecDeque;
use std::rc::Rc;

use super::frame::{CHUNK, Header, Part, Sender};
use super::message::Kind;
use super::rate::Bucket;
use crate::crypto::{FrameKey, RoomKeys};

/// What was sent is kept so long, in milliseconds, and at most so many bytes of it.
const KEPT_MS: u64 = 30_000;
const KEPT_BYTES: usize = 4 * 1024 * 1024;
/// Frames of large messages per second, and how many at once: others on the line must get through, too.
const PACE: u64 = 250;
const BURST: u64 = 100;
/// Frames that wait before longer answers are put off.
const FULL: usize = 500;
/// A part that was just sent again is not sent a third time for the next who asks, in milliseconds.
const PAUSE: u64 = 150;
/// Parts sent again per second: a request is small, its answer is not.
const AGAIN: u64 = 120;

struct Sent {
    kind: Kind,
    message: u32,
    content: Rc<[u8]>,
    at: u64,
    /// When a part was sent last.
    times: Vec<u64>,
}

impl Sent {
    fn new(now: u64, kind: Kind, message: u32, content: Vec<u8>) -> Self {
        let count = content.len().div_ceil(CHUNK).max(1);
        Self { kind, message, content: content.into(), at: now, times: vec![now; count] }
    }

    fn parts(&self) -> u16 {
        u16::try_from(self.times.len()).unwrap_or(u16::MAX)
    }

    fn part(&self, part: u16) -> Part {
        let from = usize::from(part) * CHUNK;
        let to = (from + CHUNK).min(self.content.len());
        let body = self.content[from..to].to_vec();
        Part { kind: self.kind, message: self.message, part, parts: self.parts(), body }
    }
}

pub(super) struct Outbox {
    sender: Sender,
    epoch: u32,
    key: FrameKey,
    sequence: u64,
    message: u32,
    sent: VecDeque<Sent>,
    /// Parts of large messages that wait for their turn.
    waiting: VecDeque<Part>,
    pace: Bucket,
    again: Bucket,
}

impl Outbox {
    pub fn new(now: u64, keys: &RoomKeys, sender: Sender) -> Self {
        Self {
            sender,
            epoch: 0,
            key: keys.frame_key(0, sender),
            sequence: 0,
            message: 0,
            sent: VecDeque::new(),
            waiting: VecDeque::new(),
            pace: Bucket::new(PACE, BURST, now),
            again: Bucket::new(AGAIN, 600, now),
        }
    }

    pub fn sender(&self) -> Sender {
        self.sender
    }

    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    pub fn set_epoch(&mut self, keys: &RoomKeys, epoch: u32) {
        self.epoch = epoch;
        self.key = keys.frame_key(epoch, self.sender);
        // What was said before would be signed for another epoch.
        self.sent.clear();
        self.waiting.clear();
    }

    /// How many frames were sent.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    pub fn next_message(&mut self) -> u32 {
        self.message = self.message.wrapping_add(1).max(1);
        self.message
    }

    /// Cuts a message into frames. The first go out now, the rest with [`Self::due`].
    pub fn send(&mut self, now: u64, kind: Kind, message: u32, content: Vec<u8>) -> Vec<Vec<u8>> {
        if content.len() > CHUNK {
            return self.send_in_turn(now, kind, message, content);
        }
        let one = Sent::new(now, kind, message, content);
        let frame = self.seal(&one.part(0));
        self.keep(now, one);
        frame.into_iter().collect()
    }

    /// The same, after all that waits already.
    pub fn send_in_turn(
        &mut self,
        now: u64,
        kind: Kind,
        message: u32,
        content: Vec<u8>,
    ) -> Vec<Vec<u8>> {
        let one = Sent::new(now, kind, message, content);
        self.waiting.extend((0..one.parts()).map(|part| one.part(part)));
        self.keep(now, one);
        self.due(now)
    }

    /// What others may ask for again.
    fn keep(&mut self, now: u64, one: Sent) {
        if one.parts() > 1 || matches!(one.kind, Kind::Update | Kind::Diff) {
            self.sent.push_back(one);
            self.forget(now);
        }
    }

    fn forget(&mut self, now: u64) {
        let mut held: usize = self.sent.iter().map(|it| it.content.len()).sum();
        while self.sent.front().is_some_and(|it| it.at + KEPT_MS < now || held > KEPT_BYTES) {
            held -= self.sent.pop_front().map_or(0, |it| it.content.len());
        }
    }

    fn seal(&mut self, part: &Part) -> Option<Vec<u8>> {
        let header = Header { epoch: self.epoch, sender: self.sender, sequence: self.sequence };
        self.sequence += 1;
        part.seal(&self.key, header)
    }

    /// Frames whose turn has come.
    pub fn due(&mut self, now: u64) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        while !self.waiting.is_empty() && self.pace.take(now, 1) {
            let part = self.waiting.pop_front();
            frames.extend(part.and_then(|part| self.seal(&part)));
        }
        frames
    }

    /// So much waits that nothing long should be added.
    pub fn is_full(&self) -> bool {
        self.waiting.len() > FULL
    }

    /// Something waits for its turn.
    pub fn is_busy(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// When [`Self::due`] has something to give.
    pub fn wakes_at(&self, now: u64) -> Option<u64> {
        (!self.waiting.is_empty()).then(|| self.pace.next(now).max(now + 1))
    }

    /// Somebody misses parts of a message; without a list all of them.
    pub fn again(&mut self, now: u64, message: u32, parts: &[u16]) -> Vec<Vec<u8>> {
        self.forget(now);
        let Some(at) = self.sent.iter().position(|it| it.message == message) else {
            return Vec::new();
        };
        let all: Vec<u16> = (0..self.sent[at].parts()).collect();
        for part in if parts.is_empty() { &all } else { parts } {
            let one = &mut self.sent[at];
            let Some(time) = one.times.get_mut(usize::from(*part)) else { continue };
            let is_waiting =
                self.waiting.iter().any(|it| (it.message, it.part) == (message, *part));
            if !is_waiting && *time + PAUSE <= now && self.again.take(now, 1) {
                *time = now;
                let part = one.part(*part);
                self.waiting.push_back(part);
            }
        }
        self.due(now)
    }
}
