//! One client's conversation with a relay: sign in, join the room's topic, pass frames, notice that the line is dead,
//! and come back. Driven from outside: what happened goes in with the time, what to do comes out of [`Client::poll`].

use std::collections::VecDeque;

use super::super::transport::{Event, State, Why};
use super::packets::{self, Login};
use super::reader::{Packet, Reader};
use super::reasons::{Said, final_reason};
use super::{MTU, topic};

/// A page in the background may be woken only once a minute, and the relay waits half as long again.
const KEEP_ALIVE_S: u16 = 120;
/// Proxies give up on a silent line after a minute.
const PING_AFTER_MS: u64 = 25_000;
const PATIENCE_MS: u64 = 15_000;
/// When the page was away and comes back, somebody is looking at it.
const SHORT_PATIENCE_MS: u64 = 4_000;
const FIRST_RETRY_MS: u64 = 500;
const LAST_RETRY_MS: u64 = 30_000;
/// A connection that lived so long was a good one.
const GOOD_MS: u64 = 10_000;
/// Frames kept while there is no connection, 1 MB at most. The protocol above compares states afterwards anyway.
const KEPT: usize = 256;

pub struct Setup {
    /// The room's name on the relay.
    pub room: String,
    /// Tells this client from all others; at most 23 letters and digits.
    pub client: String,
    pub login: Login,
    /// For the waiting times, so that a hall full of clients does not come back in the same instant.
    pub seed: u64,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// Open a socket.
    Open,
    Write(Vec<u8>),
    /// Close the socket. Nothing that comes from it counts any more.
    Shut,
    Tell(Event),
}

/// Times are in milliseconds of a clock that never runs backwards.
enum Phase {
    Waiting {
        until: u64,
    },
    /// A socket was asked for.
    Opening {
        until: u64,
    },
    /// Signing in, then joining the topic.
    Greeting {
        until: u64,
    },
    Live {
        since: u64,
        /// Nothing was written since then.
        quiet: u64,
        /// An answer is due by then.
        ping: Option<u64>,
    },
    Closed,
}

pub struct Client {
    setup: Setup,
    topic: String,
    phase: Phase,
    reader: Reader,
    kept: VecDeque<Vec<u8>>,
    dropped: usize,
    tries: u32,
    ping_after: u64,
    out: VecDeque<Output>,
}

impl Client {
    /// Opens its first socket at the first [`Self::tick`].
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            topic: topic(&setup.room),
            setup,
            phase: Phase::Waiting { until: 0 },
            reader: Reader::default(),
            kept: VecDeque::new(),
            dropped: 0,
            tries: 0,
            ping_after: PING_AFTER_MS,
            out: VecDeque::new(),
        }
    }

    /// What to do next, until there is nothing.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When [`Self::tick`] wants to be called.
    #[must_use]
    pub fn due(&self) -> Option<u64> {
        match self.phase {
            Phase::Waiting { until } | Phase::Opening { until } | Phase::Greeting { until } => {
                Some(until)
            }
            Phase::Live { .. } if self.dropped > 0 => Some(0),
            Phase::Live { ping: Some(until), .. } => Some(until),
            Phase::Live { quiet, .. } => Some(quiet + self.ping_after),
            Phase::Closed => None,
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: u64) {
        if self.due().is_none_or(|due| now < due) {
            return;
        }
        match self.phase {
            Phase::Waiting { .. } => self.open(now),
            Phase::Live { .. } if self.dropped > 0 => self.tell_dropped(),
            Phase::Live { ping: None, .. } => self.ask(now, PATIENCE_MS),
            Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Live { .. } => self.retry(now),
            Phase::Closed => {}
        }
    }

    /// The network or the person is back: no time for waiting.
    pub fn nudge(&mut self, now: u64) {
        match self.phase {
            Phase::Waiting { .. } => self.open(now),
            Phase::Live { ping: None, .. } => self.ask(now, SHORT_PATIENCE_MS),
            _ => {}
        }
    }

    /// The socket is open.
    pub fn opened(&mut self, now: u64) {
        if matches!(self.phase, Phase::Opening { .. }) {
            self.phase = Phase::Greeting { until: now + PATIENCE_MS };
            let Setup { client, login, .. } = &self.setup;
            self.write(packets::connect(client, login, KEEP_ALIVE_S));
        }
    }

    /// The socket is closed, or never opened.
    pub fn lost(&mut self, now: u64) {
        if !matches!(self.phase, Phase::Closed | Phase::Waiting { .. }) {
            self.retry(now);
        }
    }

    /// A piece has come. How it is cut means nothing. [6.0.0-3]
    pub fn received(&mut self, now: u64, piece: &[u8]) {
        if !matches!(self.phase, Phase::Greeting { .. } | Phase::Live { .. }) {
            return;
        }
        self.reader.feed(piece);
        // Reading ends with the connection that the bytes came from.
        while matches!(self.phase, Phase::Greeting { .. } | Phase::Live { .. }) {
            match self.reader.next(&self.topic) {
                Ok(Some(packet)) => self.take(now, packet),
                Ok(None) => break,
                Err(what) => self.end(Why::Garbled(what)),
            }
        }
    }

    /// Sends a frame, or keeps it until there is a connection; the oldest then give way. Tells nothing at once, as the
    /// sender may not be able to listen in the middle of sending.
    pub fn send(&mut self, now: u64, frame: &[u8]) {
        if frame.len() > MTU {
            return self.give_up();
        }
        match &mut self.phase {
            Phase::Closed => {}
            Phase::Live { quiet, .. } => {
                *quiet = now;
                self.write(packets::publish(&self.topic, frame));
            }
            _ => {
                if self.kept.len() == KEPT {
                    self.kept.pop_front();
                    self.dropped += 1;
                }
                self.kept.push_back(frame.to_vec());
            }
        }
    }

    /// A frame could not even be kept, which is told at the next [`Self::tick`] with a connection.
    pub fn give_up(&mut self) {
        self.dropped += 1;
    }

    /// Ends it for good, politely where there is somebody to be polite to.
    pub fn end(&mut self, why: Why) {
        match self.phase {
            Phase::Closed => return,
            Phase::Live { .. } => self.write(packets::DISCONNECT.to_vec()),
            _ => {}
        }
        self.phase = Phase::Closed;
        self.kept.clear();
        self.out.push_back(Output::Shut);
        self.tell(Event::State(State::Closed(why)));
    }

    fn take(&mut self, now: u64, packet: Packet) {
        let is_live = matches!(self.phase, Phase::Live { .. });
        match packet {
            Packet::Welcome { code, keep_alive, largest, words } if !is_live => {
                if code != 0 {
                    return self.refused(now, Said::Welcome, code, words);
                }
                if largest.is_some_and(|most| (most as usize) < self.largest_of_ours()) {
                    return self.end(Why::Small);
                }
                // The relay may want to hear from us more often than we proposed. [3.2.2.3.14]
                let half = keep_alive.map(|seconds| u64::from(seconds) * 500).filter(|ms| *ms > 0);
                self.ping_after = half.map_or(PING_AFTER_MS, |half| half.min(PING_AFTER_MS));
                self.write(packets::subscribe(&self.topic));
            }
            Packet::Subscribed { code, words } if !is_live => match code {
                0 => self.arrive(now),
                1..0x80 => self.end(Why::Garbled("a quality of service that nobody asked for")),
                code => self.refused(now, Said::Subscribed, code, words),
            },
            Packet::Frame(frame) if is_live => {
                // Larger than any of ours: a stranger's, who knows the room's name.
                if frame.len() <= MTU {
                    self.tell(Event::Frame(frame));
                }
            }
            Packet::Left if is_live => {}
            Packet::Pong => {
                if let Phase::Live { ping, .. } = &mut self.phase {
                    *ping = None;
                }
            }
            Packet::Bye { code, words } => self.refused(now, Said::Bye, code, words),
            _ => self.end(Why::Garbled("a packet out of its turn")),
        }
    }

    fn arrive(&mut self, now: u64) {
        self.phase = Phase::Live { since: now, quiet: now, ping: None };
        self.tell(Event::State(State::Connected));
        self.tell_dropped();
        for frame in std::mem::take(&mut self.kept) {
            self.write(packets::publish(&self.topic, &frame));
        }
    }

    fn tell_dropped(&mut self) {
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            self.tell(Event::Dropped(dropped));
        }
    }

    fn refused(&mut self, now: u64, said: Said, code: u8, words: String) {
        match final_reason(said, code, words, !self.setup.login.is_empty()) {
            Some(why) => self.end(why),
            None => self.retry(now),
        }
    }

    fn open(&mut self, now: u64) {
        self.phase = Phase::Opening { until: now + PATIENCE_MS };
        self.reader = Reader::default();
        self.tell(Event::State(State::Connecting));
        self.out.push_back(Output::Open);
    }

    fn ask(&mut self, now: u64, patience: u64) {
        if let Phase::Live { quiet, ping, .. } = &mut self.phase {
            (*quiet, *ping) = (now, Some(now + patience));
            self.write(packets::PING.to_vec());
        }
    }

    /// Waits twice as long as the last time, less up to half of it by chance.
    fn retry(&mut self, now: u64) {
        if matches!(self.phase, Phase::Live { since, .. } if now >= since + GOOD_MS) {
            self.tries = 0;
        }
        let most = LAST_RETRY_MS.min(FIRST_RETRY_MS << self.tries.min(10));
        self.tries += 1;
        let wait = most - self.chance() % (most / 2);
        self.phase = Phase::Waiting { until: now + wait };
        self.out.push_back(Output::Shut);
        self.tell(Event::State(State::Reconnecting { in_ms: wait as u32 }));
    }

    /// A xorshift generator: nothing secret depends on it.
    fn chance(&mut self) -> u64 {
        let mut x = self.setup.seed.max(1);
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.setup.seed = x;
        x >> 16
    }

    /// With the topic and what stands before it.
    fn largest_of_ours(&self) -> usize {
        MTU + self.topic.len() + 8
    }

    fn write(&mut self, packet: Vec<u8>) {
        self.out.push_back(Output::Write(packet));
    }

    fn tell(&mut self, event: Event) {
        self.out.push_back(Output::Tell(event));
    }
}
