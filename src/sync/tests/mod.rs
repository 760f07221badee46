//! Small rooms on a perfect wire, people who keep to no rule, and the small map they are played with.

mod belief;
mod flood;
mod fuzz;
mod hostile;
mod limits;
mod rules;
mod star;
mod star_hostile;

use super::bytes::{Reader, Writer};
use super::frame::{CHUNK, Header, Part};
use super::message::{Hello, Kind, Source, Stamp, may};
use super::session::sender_of;
use super::*;
use crate::crypto::{Capability, RoomKeys, SigningKey};

/// A map of facts: each client's are numbered from 0.
#[derive(Default)]
pub(super) struct Facts {
    pub all: Vec<(u64, u32, u8)>,
    news: Vec<(u64, u32, u8)>,
    /// Says so of everything.
    pub unsound: bool,
    /// Bytes of updates that were looked at.
    pub read: usize,
}

impl Facts {
    fn clock(&self, client: u64) -> u32 {
        self.all.iter().filter(|fact| fact.0 == client).count() as u32
    }

    /// Somebody writes something here.
    pub fn write(&mut self, client: u64, what: u8) {
        let fact = (client, self.clock(client), what);
        self.all.push(fact);
        self.news.push(fact);
    }

    pub fn has(&self, what: u8) -> bool {
        self.all.iter().any(|fact| fact.2 == what)
    }
}

pub(super) fn encode(facts: &[(u64, u32, u8)]) -> Vec<u8> {
    let one = |writer: Writer, fact: &(u64, u32, u8)| writer.u64(fact.0).u32(fact.1).u8(fact.2);
    facts.iter().fold(Writer::default(), one).0
}

fn decode(bytes: &[u8]) -> Option<Vec<(u64, u32, u8)>> {
    let mut reader = Reader(bytes);
    let mut facts = Vec::new();
    while !reader.0.is_empty() {
        facts.push((reader.u64()?, reader.u32()?, reader.u8()?));
    }
    Some(facts)
}

impl Port for Facts {
    fn state_vector(&mut self, most: usize) -> Vec<u8> {
        self.all.sort_unstable();
        let mut clients: Vec<_> = self.all.iter().map(|fact| fact.0).collect();
        clients.dedup();
        clients.truncate(most / 12);
        let one = |writer: Writer, client: &u64| writer.u64(*client).u32(self.clock(*client));
        clients.iter().fold(Writer::default(), one).0
    }

    fn diff(&mut self, state_vector: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader(state_vector);
        let mut known = Vec::new();
        while !reader.0.is_empty() {
            known.push((reader.u64()?, reader.u32()?));
        }
        self.all.sort_unstable();
        let news = |fact: &&(u64, u32, u8)| !known.iter().any(|k| k.0 == fact.0 && fact.1 < k.1);
        Some(encode(&self.all.iter().filter(news).copied().collect::<Vec<_>>()))
    }

    fn is_known(&mut self, update: &[u8], state_vector: &[u8]) -> bool {
        let (mut reader, mut known) = (Reader(state_vector), Vec::new());
        while let (Some(client), Some(clock)) = (reader.u64(), reader.u32()) {
            known.push((client, clock));
        }
        let is_known = |fact: &(u64, u32, u8)| known.iter().any(|k| k.0 == fact.0 && fact.1 < k.1);
        decode(update).is_some_and(|facts| facts.iter().all(is_known))
    }

    fn apply(&mut self, update: &[u8], only: Option<u64>) -> Result<(), Unfit> {
        self.read += update.len();
        let facts = decode(update).filter(|_| !self.unsound).ok_or(Unfit::Unsound)?;
        if only.is_some_and(|only| facts.iter().any(|fact| fact.0 != only)) {
            return Err(Unfit::Unsound);
        }
        let before = self.all.len();
        for fact in facts {
            if fact.1 > self.clock(fact.0) {
                self.all.truncate(before);
                return Err(Unfit::Gap);
            }
            if fact.1 == self.clock(fact.0) {
                self.all.push(fact);
            }
        }
        Ok(())
    }

    fn take_update(&mut self) -> Option<Vec<u8>> {
        let news = std::mem::take(&mut self.news);
        (!news.is_empty()).then(|| encode(&news))
    }

    fn fingerprint(&mut self) -> Fingerprint {
        self.all.sort_unstable();
        let hash = <sha2::Sha256 as sha2::Digest>::digest(encode(&self.all));
        hash[..16].try_into().expect("16 of 32")
    }
}

pub(super) const WIRE: WireId = 1;

pub(super) fn room() -> RoomKeys {
    RoomKeys::found([9; 32])
}

pub(super) struct Member {
    pub session: Session,
    pub facts: Facts,
    pub client: u64,
    pub events: Vec<Event>,
    pub closed: Vec<WireId>,
}

impl Member {
    /// Somebody with such a link, on no wire yet.
    pub fn new(now: u64, client: u64, capability: Capability) -> Self {
        let setup = Setup {
            keys: room().lowered(capability).expect("the founder may do everything"),
            person: [client as u8; 32],
            salt: [0; 8],
            client,
            name: format!("P{client}"),
            chance: client,
        };
        let (facts, events, closed) = (Facts::default(), Vec::new(), Vec::new());
        Self { session: Session::new(now, setup), facts, client, events, closed }
    }
}

/// People on one perfect wire.
pub(super) struct Bench {
    pub now: u64,
    pub members: Vec<Member>,
    /// Every frame that was sent, and who sent it.
    pub tape: Vec<(usize, Vec<u8>)>,
    /// Frames of this member are lost.
    pub deaf_to: Option<usize>,
    /// What whoever carries the frames leaves out, by who said it and what it is.
    pub left_out: fn(usize, Kind) -> bool,
}

/// What a frame of this room holds.
fn kind_of(frame: &[u8]) -> Kind {
    let (header, _) = Header::of(frame).expect("a frame");
    let key = room().frame_key(header.epoch, header.sender);
    header.open(&key, frame).expect("of this room").kind
}

impl Bench {
    /// People with these capabilities, who know each other.
    pub fn of(capabilities: &[Capability]) -> Self {
        let (members, tape, deaf_to) = (Vec::new(), Vec::new(), None);
        let mut bench = Self { now: 100_000, members, tape, deaf_to, left_out: |_, _| false };
        for capability in capabilities {
            bench.join(*capability);
        }
        bench.pass(4_000);
        bench
    }

    pub fn join(&mut self, capability: Capability) -> usize {
        let client = 1 + self.members.len() as u64;
        let mut member = Member::new(self.now, client, capability);
        member.session.open(self.now, WIRE, WireKind::Shared);
        self.members.push(member);
        self.pump();
        self.members.len() - 1
    }

    pub fn with<T>(
        &mut self,
        who: usize,
        act: impl FnOnce(u64, &mut Session, &mut Facts) -> T,
    ) -> T {
        let member = &mut self.members[who];
        let result = act(self.now, &mut member.session, &mut member.facts);
        self.pump();
        result
    }

    pub fn write(&mut self, who: usize, what: u8) {
        let client = self.members[who].client;
        self.with(who, |now, session, facts| {
            facts.write(client, what);
            session.edited(now);
        });
    }

    /// Somebody hears a frame that nobody of these sent.
    pub fn inject(&mut self, to: usize, frame: &[u8]) {
        self.with(to, |now, session, facts| session.on_frame(now, WIRE, frame, facts));
    }

    /// As [`Self::inject`], without waiting for what comes of it.
    pub fn throw(&mut self, to: usize, wire: WireId, frame: &[u8]) {
        let member = &mut self.members[to];
        member.session.on_frame(self.now, wire, frame, &mut member.facts);
    }

    /// Carries what was said until nobody says more at this moment.
    fn pump(&mut self) {
        loop {
            let mut said = Vec::new();
            for (from, member) in self.members.iter_mut().enumerate() {
                while let Some(output) = member.session.poll() {
                    match output {
                        Output::Send(_, frame) => said.push((from, frame)),
                        Output::Event(event) => member.events.push(event),
                        Output::Close(wire) => member.closed.push(wire),
                    }
                }
            }
            if said.is_empty() {
                return;
            }
            for (from, frame) in said {
                let now = self.now;
                let lost = self.deaf_to == Some(from) || (self.left_out)(from, kind_of(&frame));
                let others = self.members.iter_mut().enumerate();
                for (_, member) in others.filter(|(to, _)| *to != from && !lost) {
                    member.session.on_frame(now, WIRE, &frame, &mut member.facts);
                }
                self.tape.push((from, frame));
            }
        }
    }

    pub fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            let wakes = self.members.iter().enumerate();
            let next = wakes.filter_map(|(who, it)| Some((it.session.wakes_at(self.now)?, who)));
            let Some((at, who)) = next.min().filter(|(at, _)| *at <= end) else { break };
            self.now = self.now.max(at);
            self.with(who, |now, session, facts| session.on_timer(now, facts));
        }
        self.now = end;
    }

    pub fn events(&mut self, who: usize) -> Vec<Event> {
        std::mem::take(&mut self.members[who].events)
    }

    pub fn sender(&self, who: usize) -> Sender {
        self.members[who].session.sender()
    }

    pub fn sees(&self, who: usize, other: usize) -> bool {
        let sender = self.sender(other);
        self.members[who].session.people().any(|person| person.sender == sender)
    }
}

/// Somebody with a link who keeps to no rule.
pub(super) struct Rogue {
    pub keys: RoomKeys,
    pub own: SigningKey,
    pub sender: Sender,
    pub sequence: u64,
    pub message: u32,
    pub epoch: u32,
}

impl Rogue {
    pub fn with(capability: Capability) -> Self {
        let own = SigningKey::from_seed(&[99; 32]);
        let sender = sender_of(&own.public(), &[7; 8]);
        let keys = room().lowered(capability).expect("the founder may do everything");
        Self { keys, own, sender, sequence: 0, message: 0, epoch: 0 }
    }

    /// A body with the signature of this key over it, as if this sender had said it.
    pub fn signed(&mut self, key: &SigningKey, kind: Kind, body: &[u8]) -> Vec<u8> {
        self.message += 1;
        let source = Source { epoch: self.epoch, sender: self.sender, message: self.message };
        let signature = key.sign(&source.signed(&self.keys.topic(), kind, body));
        [body, &signature].concat()
    }

    /// The frames of whatever content, under the last message number.
    pub fn frames(&mut self, kind: Kind, content: &[u8]) -> Vec<Vec<u8>> {
        let parts = content.len().div_ceil(CHUNK).max(1) as u16;
        (0..parts)
            .map(|part| {
                let from = usize::from(part) * CHUNK;
                let body = content[from..(from + CHUNK).min(content.len())].to_vec();
                self.frame(Part { kind, message: self.message, part, parts, body })
            })
            .collect()
    }

    pub fn frame(&mut self, part: Part) -> Vec<u8> {
        let header = Header { epoch: self.epoch, sender: self.sender, sequence: self.sequence };
        self.sequence += 1;
        let key = self.keys.frame_key(self.epoch, self.sender);
        part.seal(&key, header).expect("a part that fits")
    }

    pub fn own(&mut self, kind: Kind, body: &[u8]) -> Vec<u8> {
        let key = self.own.clone();
        let content = self.signed(&key, kind, body);
        self.frames(kind, &content).remove(0)
    }

    pub fn hello(&mut self, client: u64, name: &str) -> Vec<u8> {
        let body = self.hello_body(client, name).to_bytes();
        self.own(Kind::Hello, &body)
    }

    pub fn hello_body(&self, client: u64, name: &str) -> Hello {
        let capability = self.keys.capability();
        let key = self.keys.lead_key().or(self.keys.edit_key());
        Hello {
            asks: false,
            capability,
            proof: key.map(|key| key.sign(&may(&self.keys.topic(), self.sender, capability))),
            key: self.own.public(),
            salt: [7; 8],
            client,
            sequence: self.sequence,
            control: Stamp::default(),
            name: name.to_owned(),
            version: 1,
            person: Vec::new(),
        }
    }
}
