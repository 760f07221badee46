//! A network that loses, delays, doubles and parts, and people in it who build one map. All of it follows
//! from one seed.
#![expect(dead_code, reason = "each test uses its part")]

pub mod dice;
pub mod people;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use alignment_canvas::crypto::{Capability, RoomKeys};
use alignment_canvas::document::{Refused, Replica};
use alignment_canvas::model::MapId;
use alignment_canvas::sync::{
    Event, Fingerprint, Output, Port, Session, Setup, Standing, Unfit, WireKind,
};
use sha2::{Digest, Sha256};

use dice::Dice;

/// The port that a copy of a map is to its session.
pub struct Copy {
    pub replica: Replica,
    fingerprint: Option<Fingerprint>,
    pub refused: u32,
    /// How often it was asked to take something in.
    pub tried: u32,
}

impl Copy {
    pub fn new(replica: Replica) -> Self {
        Self { replica, fingerprint: None, refused: 0, tried: 0 }
    }

    pub fn touch(&mut self) {
        self.fingerprint = None;
    }
}

impl Port for Copy {
    fn state_vector(&mut self, most: usize) -> Vec<u8> {
        self.replica.state_vector_within(most)
    }

    fn diff(&mut self, state_vector: &[u8]) -> Option<Vec<u8>> {
        self.replica.diff(state_vector).ok()
    }

    fn is_known(&mut self, update: &[u8], state_vector: &[u8]) -> bool {
        Replica::brings_nothing_to(state_vector, update)
    }

    fn apply(&mut self, update: &[u8], only: Option<u64>) -> Result<(), Unfit> {
        self.touch();
        self.tried += 1;
        let result = match only {
            Some(client) => self.replica.apply_from(client, update),
            None => self.replica.apply_foreign(update),
        };
        match result {
            Ok(_) => Ok(()),
            Err(Refused::Gap) => Err(Unfit::Gap),
            Err(_) => {
                self.refused += 1;
                Err(Unfit::Unsound)
            }
        }
    }

    fn take_update(&mut self) -> Option<Vec<u8>> {
        self.replica.take_news()
    }

    fn fingerprint(&mut self) -> Fingerprint {
        let known = || Sha256::digest(self.replica.knowledge());
        *self.fingerprint.get_or_insert_with(|| known()[..16].try_into().expect("16 of 32"))
    }
}

pub struct Member {
    pub session: Session,
    pub copy: Copy,
    capability: Capability,
    person: [u8; 32],
    /// The map as their browser has kept it: all that they did themselves, of others' words perhaps not the last ones.
    kept: Vec<u8>,
    pub events: Vec<Event>,
    /// Their clock is ahead by so much.
    skew: u64,
    pub online: bool,
    /// On which side of a parted network they are.
    pub side: bool,
    pub sent_frames: u64,
    pub sent_bytes: u64,
    /// When they were caught up first.
    pub caught_up: Option<u64>,
}

impl Member {
    fn time(&self, now: u64) -> u64 {
        now + self.skew
    }
}

/// How bad the network is.
#[derive(Clone, Copy)]
pub struct Weather {
    /// In hundredths.
    pub loss: usize,
    pub doubled: usize,
    /// In milliseconds; frames overtake each other within it.
    pub delay: (u64, u64),
}

pub const CALM: Weather = Weather { loss: 0, doubled: 0, delay: (1, 6) };
pub const STORM: Weather = Weather { loss: 20, doubled: 5, delay: (5, 300) };

const WIRE: u32 = 1;

/// When, in which order, to whom, and what.
type Flight = Reverse<(u64, u64, usize, Vec<u8>)>;

pub struct World {
    pub now: u64,
    pub dice: Dice,
    pub weather: Weather,
    pub parted: bool,
    pub members: Vec<Member>,
    keys: RoomKeys,
    flights: BinaryHeap<Flight>,
    flown: u64,
    /// Who sends a frame to everybody pays for it once, as with a relay.
    pub published: u64,
    pub published_bytes: u64,
    /// Every frame, for those who look.
    pub tapped: Option<Vec<Vec<u8>>>,
}

impl World {
    pub fn new(seed: u64, weather: Weather) -> Self {
        let mut dice = Dice::new(seed);
        let mut secret = [0; 32];
        secret.iter_mut().for_each(|byte| *byte = dice.roll() as u8);
        Self {
            now: 1_000_000,
            dice,
            weather,
            parted: false,
            members: Vec::new(),
            keys: RoomKeys::found(secret),
            flights: BinaryHeap::new(),
            flown: 0,
            published: 0,
            published_bytes: 0,
            tapped: None,
        }
    }

    pub fn keys(&self, capability: Capability) -> RoomKeys {
        self.keys.lowered(capability).expect("the founder may do everything")
    }

    pub fn map_id() -> MapId {
        MapId::parse("map").expect("an id")
    }

    /// Somebody opens the page with the room's link. Without a replica the map is empty to begin with.
    pub fn join(&mut self, capability: Capability, replica: Option<Replica>) -> usize {
        let client = self.dice.roll() >> 12;
        let replica =
            replica.unwrap_or_else(|| Replica::new(Self::map_id(), client, people::still()));
        self.join_as(capability, replica, client)
    }

    pub fn join_as(&mut self, capability: Capability, mut replica: Replica, client: u64) -> usize {
        replica.open_news();
        let skew = self.dice.below(7_200_000) as u64;
        let mut person = [0; 32];
        person.iter_mut().for_each(|byte| *byte = self.dice.roll() as u8);
        let setup = self.page_load(self.members.len(), person, capability, client);
        let mut session = Session::new(self.now + skew, setup);
        session.open(self.now + skew, WIRE, WireKind::Shared);
        self.members.push(Member {
            session,
            kept: replica.encode(),
            copy: Copy::new(replica),
            capability,
            person,
            events: Vec::new(),
            skew,
            online: true,
            side: self.dice.one_in(2),
            sent_frames: 0,
            sent_bytes: 0,
            caught_up: None,
        });
        let who = self.members.len() - 1;
        self.drain(who);
        who
    }

    fn page_load(
        &mut self,
        who: usize,
        person: [u8; 32],
        capability: Capability,
        client: u64,
    ) -> Setup {
        Setup {
            keys: self.keys(capability),
            person,
            salt: self.dice.roll().to_le_bytes(),
            client,
            name: format!("Person {who}"),
            chance: self.dice.roll(),
        }
    }

    /// This person's page dies without a word and comes back with what its browser has kept: all of the map, or no more of
    /// others than was there at the last own edit.
    pub fn comes_back(&mut self, who: usize, with_all: bool) {
        let client = self.dice.roll() >> 12;
        let member = &self.members[who];
        let (person, capability, skew) = (member.person, member.capability, member.skew);
        let log = if with_all { member.copy.replica.encode() } else { member.kept.clone() };
        let (mut replica, refused) =
            Replica::from_updates(Self::map_id(), client, people::still(), [log.as_slice()]);
        assert!(refused.is_empty(), "what was kept can be read: {refused:?}");
        replica.open_news();
        let setup = self.page_load(who, person, capability, client);
        let member = &mut self.members[who];
        member.session = Session::new(self.now + skew, setup);
        let refused = member.copy.refused;
        member.copy = Copy { refused, ..Copy::new(replica) };
        if member.online {
            member.session.open(member.time(self.now), WIRE, WireKind::Shared);
        }
        self.drain(who);
    }

    /// What this person has done is kept by their browser.
    fn keep(&mut self, who: usize) {
        let member = &mut self.members[who];
        member.kept = member.copy.replica.encode();
    }

    /// The network of this person is gone, or back.
    pub fn set_online(&mut self, who: usize, online: bool) {
        let now = self.now;
        let member = &mut self.members[who];
        if member.online != online {
            member.online = online;
            match online {
                true => member.session.open(member.time(now), WIRE, WireKind::Shared),
                false => member.session.close(WIRE),
            }
            self.drain(who);
        }
    }

    /// Does something with somebody's session and sends what comes of it.
    pub fn with<T>(
        &mut self,
        who: usize,
        act: impl FnOnce(u64, &mut Session, &mut Copy) -> T,
    ) -> T {
        let member = &mut self.members[who];
        let now = member.time(self.now);
        let result = act(now, &mut member.session, &mut member.copy);
        self.drain(who);
        result
    }

    fn drain(&mut self, who: usize) {
        while let Some(output) = self.members[who].session.poll() {
            match output {
                Output::Send(_, frame) => self.publish(who, &frame),
                Output::Event(event) => {
                    let member = &mut self.members[who];
                    if event == Event::Standing(Standing::CaughtUp) {
                        member.caught_up.get_or_insert(self.now);
                    }
                    member.events.push(event);
                }
                Output::Close(_) => {}
            }
        }
    }

    /// Sends a frame to everybody else, as the network lets it.
    pub fn publish(&mut self, from: usize, frame: &[u8]) {
        self.published += 1;
        self.published_bytes += frame.len() as u64;
        self.members[from].sent_frames += 1;
        self.members[from].sent_bytes += frame.len() as u64;
        if let Some(tapped) = &mut self.tapped {
            tapped.push(frame.to_vec());
        }
        for to in 0..self.members.len() {
            let (a, b) = (&self.members[from], &self.members[to]);
            if to == from || !a.online || !b.online || (self.parted && a.side != b.side) {
                continue;
            }
            let copies = 1 + usize::from(self.dice.below(100) < self.weather.doubled);
            for _ in 0..copies {
                if self.dice.below(100) >= self.weather.loss {
                    let (least, most) = self.weather.delay;
                    let delay = least + self.dice.below((most - least) as usize) as u64;
                    self.flown += 1;
                    let flight = (self.now + delay, self.flown, to, frame.to_vec());
                    self.flights.push(Reverse(flight));
                }
            }
        }
    }

    /// Lets so many milliseconds pass.
    pub fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            let flight = self.flights.peek().map(|Reverse((at, ..))| *at);
            let wakes = self.members.iter().enumerate().filter_map(|(who, member)| {
                let at = member.session.wakes_at(member.time(self.now))?;
                Some((at.saturating_sub(member.skew).max(self.now), who))
            });
            let wake = wakes.min();
            let at = flight.into_iter().chain(wake.map(|(at, _)| at)).min();
            let Some(at) = at.filter(|at| *at <= end) else { break };
            self.now = at;
            if flight == Some(at) {
                let Some(Reverse((_, _, to, frame))) = self.flights.pop() else { break };
                if self.members[to].online {
                    self.with(to, |now, session, copy| session.on_frame(now, WIRE, &frame, copy));
                }
            } else if let Some((_, who)) = wake {
                self.with(who, |now, session, copy| session.on_timer(now, copy));
                let member = &self.members[who];
                let next = member.session.wakes_at(member.time(self.now));
                assert!(
                    next.is_none_or(|next| next > member.time(self.now)),
                    "a session that was woken wants to be woken at once"
                );
            }
        }
        self.now = end;
    }

    /// Everybody who is online has the same map.
    pub fn is_one(&mut self) -> bool {
        let mut prints = self.members.iter_mut().filter(|it| it.online);
        let Some(first) = prints.next() else { return true };
        let print = first.copy.fingerprint();
        prints.all(|member| member.copy.fingerprint() == print)
    }

    /// Waits until all are one; gives how long it took, or says with which seed it did not happen.
    pub fn settle(&mut self, seed: u64, most_ms: u64) -> u64 {
        let start = self.now;
        while !self.is_one() {
            assert!(self.now - start < most_ms, "seed {seed}: the copies did not become equal");
            self.pass(100);
        }
        let maps: Vec<_> = self.members.iter().filter(|it| it.online).collect();
        for pair in maps.windows(2) {
            let (a, b) = (pair[0].copy.replica.map(), pair[1].copy.replica.map());
            assert_eq!(a, b, "seed {seed}: equal knowledge, different maps");
        }
        self.now - start
    }
}
