//! One person's part in a room: what they say, what is owed to others, and when to wake up. Frames of
//! others come in through `receive.rs`; the clock, the network and the map are the caller's.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::chance::Chance;
use super::frame::Sender;
use super::hand_in::HandIns;
use super::merging::Merging;
use super::message::{Kind, Source, Stamp, may};
use super::outbox::Outbox;
use super::peer::{Peer, Person};
use super::port::Port;
use super::rate::Bucket;
use super::speak::short_name;
use super::wires::Wire;
use crate::crypto::{Capability, PublicKey, RoomKeys, Signature, SigningKey};

/// Edits that follow each other are gathered for so long before they are sent, in milliseconds. The first goes out at once.
const GATHER_MS: u64 = 50;
/// Between two looks after what has expired.
const TIDY_MS: u64 = 2_000;
/// Messages with the own signature a second, and how many at once: well below what others listen to, however often somebody
/// asks for them.
const OWN_WORDS: u64 = 2;
const OWN_BURST: u64 = 12;
/// Nobody answered for so long: nobody is there.
pub(super) const ALONE_MS: u64 = 3_000;
/// What was written without a connection waits so long, or goes with what others are answered: they say first what they have,
/// while nothing has overwritten it yet.
const OTHERS_FIRST_MS: u64 = 1_000;

/// What a session begins with. All randomness comes from outside.
pub struct Setup {
    pub keys: RoomKeys,
    /// Of the person, kept in this browser for this room: 32 secret random bytes.
    pub person: [u8; 32],
    /// Fresh for every session.
    pub salt: [u8; 8],
    /// What this page load writes into the map as.
    pub client: u64,
    pub name: String,
    /// For pauses of random length.
    pub chance: u64,
}

/// The caller's name for one way to others.
pub type WireId = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireKind {
    /// Everybody on it hears everything: a broadcast channel, a relay.
    Shared,
    /// Leads to one other: what comes over it is theirs to answer for.
    Direct,
}

/// Where this copy of the map stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No way to others is open.
    Offline,
    /// Nobody else has been heard.
    Alone,
    CatchingUp,
    CaughtUp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Joined(Sender),
    Left(Sender),
    /// Their name, what they tell of themselves, or where they are.
    Changed(Sender),
    /// The map took something in.
    Applied,
    /// The room is led differently: [`Session::control`].
    Control,
    /// Whoever leads has led it like this in an epoch that is over: somebody else who leads has begun another one.
    Outdone(Vec<u8>),
    Standing(Standing),
    /// Somebody handed in something sealed. To be kept, then [`Session::acknowledge`]d.
    HandedIn {
        person: PublicKey,
        slot: u64,
        number: u32,
        sealed: Vec<u8>,
    },
    /// Those who lead have what was handed in.
    Acknowledged {
        slot: u64,
        number: u32,
    },
    /// They misbehaved under their own signature and are not listened to any more.
    Muted(Sender),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    Send(WireId, Vec<u8>),
    /// Who is at the other end floods this wire.
    Close(WireId),
    Event(Event),
}

/// How the room is led, as those who lead have signed it.
pub(super) struct Led {
    pub source: Source,
    pub stamp: Stamp,
    pub content: Vec<u8>,
    pub state: Vec<u8>,
    /// Whoever leads said it to this page, or this page did; otherwise somebody repeated it.
    pub fresh: bool,
}

pub struct Session {
    pub(super) keys: RoomKeys,
    pub(super) own: SigningKey,
    /// That the link lets its holder do what it says.
    pub(super) proof: Option<Signature>,
    pub(super) salt: [u8; 8],
    pub(super) client: u64,
    pub(super) name: String,
    pub(super) about: Vec<u8>,
    pub(super) version: u16,
    pub(super) chance: Chance,
    pub(super) out: Outbox,
    pub(super) outputs: VecDeque<Output>,
    pub(super) wires: Vec<Wire>,
    pub(super) bridging: bool,
    /// Over which came what is being taken in.
    pub(super) through: Option<WireId>,
    pub(super) peers: Vec<Peer>,
    pub(super) led: Option<Led>,
    /// That is from a page load before: nobody has said it to this one yet.
    pub(super) recalled: bool,
    /// Words of those who lead that do not stand, for whoever has not heard them.
    pub(super) again: Vec<Vec<u8>>,
    pub(super) merging: Merging,
    pub(super) hand_ins: HandIns,
    standing: Standing,
    pub(super) presence: Vec<u8>,
    pub(super) due: Due,
    pub(super) presence_sent: u64,
    pub(super) about_sent: u64,
    /// Of messages with the own signature.
    pub(super) said: Bucket,
    pub(super) last_update: u32,
    /// When edits were sent last.
    update_sent: u64,
    /// Of these nothing is listened to, whatever they say.
    pub(super) deaf_to: Vec<Sender>,
}

/// When what is owed is owed; `None` when it is not.
#[derive(Default)]
pub(super) struct Due {
    pub heartbeat: Option<u64>,
    pub hello: Option<u64>,
    pub presence: Option<u64>,
    pub about: Option<u64>,
    pub update: Option<u64>,
    /// Saying again how the room is led.
    pub control: Option<u64>,
    /// And what does not stand of that.
    pub again: Option<u64>,
    pub tidy: Option<u64>,
    pub alone: Option<u64>,
}

/// The name of a page load, which only the holder of the key can bear.
pub(super) fn sender_of(key: &PublicKey, salt: &[u8; 8]) -> Sender {
    let hash = Sha256::digest([b"sender".as_slice(), &key.0, salt].concat());
    let mut sender = [0; 8];
    sender.copy_from_slice(&hash[..8]);
    sender
}

impl Session {
    #[must_use]
    pub fn new(now: u64, setup: Setup) -> Self {
        let own = SigningKey::from_seed(&setup.person);
        let sender = sender_of(&own.public(), &setup.salt);
        let capability = setup.keys.capability();
        let key = match capability {
            Capability::View => None,
            Capability::Edit => setup.keys.edit_key(),
            Capability::Lead => setup.keys.lead_key(),
        };
        let proof = key.map(|key| key.sign(&may(&setup.keys.topic(), sender, capability)));
        Self {
            out: Outbox::new(now, &setup.keys, sender),
            keys: setup.keys,
            own,
            proof,
            said: Bucket::new(OWN_WORDS, OWN_BURST, now),
            salt: setup.salt,
            client: setup.client,
            name: short_name(&setup.name),
            about: Vec::new(),
            version: 1,
            chance: Chance::new(setup.chance),
            outputs: VecDeque::new(),
            wires: Vec::new(),
            bridging: false,
            through: None,
            peers: Vec::new(),
            led: None,
            recalled: false,
            again: Vec::new(),
            merging: Merging::new(now),
            hand_ins: HandIns::default(),
            standing: Standing::Offline,
            presence: Vec::new(),
            due: Due::default(),
            presence_sent: 0,
            about_sent: 0,
            last_update: 0,
            update_sent: 0,
            deaf_to: Vec::new(),
        }
    }

    #[must_use]
    pub fn sender(&self) -> Sender {
        self.out.sender()
    }

    #[must_use]
    pub fn keys(&self) -> &RoomKeys {
        &self.keys
    }

    /// What this person's own messages are checked with.
    #[must_use]
    pub fn person(&self) -> PublicKey {
        self.own.public()
    }

    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Everybody else who is here.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.peers.iter().filter(|peer| peer.is_here()).filter_map(|peer| peer.person.as_ref())
    }

    /// Those who were here a while ago.
    pub fn gone(&self) -> impl Iterator<Item = &Person> {
        let gone = self.peers.iter().filter(|peer| peer.gone && !peer.muted);
        gone.filter_map(|peer| peer.person.as_ref())
    }

    /// How the room is led, and since which counter.
    #[must_use]
    pub fn control(&self) -> Option<(u64, &[u8])> {
        self.led.as_ref().map(|led| (led.stamp.counter, led.state.as_slice()))
    }

    /// Did whoever leads say so to this page? Otherwise somebody has repeated it, who knows how much later.
    #[must_use]
    pub fn control_is_fresh(&self) -> bool {
        self.led.as_ref().is_some_and(|led| led.fresh)
    }

    /// What [`Self::control`] gives is from a page load before, and nobody has said it to this one yet.
    #[must_use]
    pub fn control_is_recalled(&self) -> bool {
        self.recalled
    }

    /// What this page says is let go unread.
    pub fn be_deaf_to(&mut self, sender: Sender) {
        self.deaf_to.push(sender);
    }

    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// A way to others is open: hello, and what do you know that I do not?
    pub fn open(&mut self, now: u64, wire: WireId, kind: WireKind) {
        self.wires.retain(|it| it.id != wire);
        self.wires.push(Wire::new(now, wire, kind));
        self.hello(now, true);
        self.merging.ask_at(now, true);
        self.due.alone = Some(now + ALONE_MS);
        self.due.heartbeat.get_or_insert(now + self.chance.between(1_000, 5_000));
        self.due.tidy.get_or_insert(now + TIDY_MS);
        // What was done while no way was open is due since then.
        let waits = self.due.update.is_some() && self.wires.len() == 1;
        self.due.update = match waits {
            true => Some(now + OTHERS_FIRST_MS),
            false => Some(self.due.update.unwrap_or(now)),
        };
        if !self.again.is_empty() {
            self.due.again.get_or_insert(now + 1_000);
        }
        self.stand(Standing::CatchingUp);
    }

    /// A way to others is closed. What is edited meanwhile is told when one opens again.
    pub fn close(&mut self, wire: WireId) {
        let Some(at) = self.wires.iter().position(|it| it.id == wire) else { return };
        let closed = self.wires.remove(at);
        if self.wires.is_empty() {
            self.due = Due::default();
            self.stand(Standing::Offline);
            return;
        }
        // Whoever took this page to be at the other end hears at once that it is elsewhere.
        self.due.hello = Some(0);
        if closed.kind == WireKind::Direct {
            let sat_there = self.peers.iter_mut().filter(|peer| peer.home == Some(wire));
            sat_there.for_each(Peer::may_be_gone);
        }
    }

    pub(super) fn stand(&mut self, standing: Standing) {
        if self.standing != standing {
            self.standing = standing;
            self.tell(Event::Standing(standing));
        }
    }

    /// Passes on to its other wires what comes in by one.
    pub fn set_bridging(&mut self, bridging: bool) {
        self.bridging = bridging;
    }

    /// The map was edited here. What was done is fetched and sent a moment later.
    pub fn edited(&mut self, now: u64) {
        self.changes(now);
        self.due.update.get_or_insert(now.max(self.update_sent + GATHER_MS));
    }

    /// When [`Self::on_timer`] is to be called next.
    #[must_use]
    pub fn wakes_at(&self, now: u64) -> Option<u64> {
        if self.wires.is_empty() {
            return None;
        }
        let due = &self.due;
        let own = [
            due.heartbeat,
            due.hello,
            due.presence,
            due.about,
            due.update,
            due.control,
            due.again,
            due.tidy,
            due.alone,
            self.out.wakes_at(now),
            self.merging.wakes_at(),
            self.hand_ins.wakes_at(),
        ];
        own.into_iter().flatten().min()
    }

    pub fn on_timer(&mut self, now: u64, port: &mut dyn Port) {
        if self.wires.is_empty() {
            return;
        }
        let is_due = |due: &mut Option<u64>| due.take_if(|at| *at <= now).is_some();
        let frames = self.out.due(now);
        self.send(frames);
        if is_due(&mut self.due.update) {
            self.update_sent = now;
            self.send_update(now, port);
        }
        if is_due(&mut self.due.hello) {
            match self.may_say(now) {
                Ok(()) => self.hello(now, false),
                Err(later) => self.due.hello = Some(later),
            }
        }
        if is_due(&mut self.due.about) {
            match self.may_say(now) {
                Ok(()) => self.say_about(now),
                Err(later) => self.due.about = Some(later),
            }
        }
        if is_due(&mut self.due.presence) {
            self.presence_sent = now;
            self.say(now, Kind::Presence, self.presence.clone());
        }
        if is_due(&mut self.due.control) {
            self.replay_control(now);
        }
        if is_due(&mut self.due.again) {
            for message in std::mem::take(&mut self.again) {
                self.say(now, Kind::Replay, message);
            }
        }
        if is_due(&mut self.due.alone) && self.people().next().is_none() {
            self.stand(Standing::Alone);
        }
        if is_due(&mut self.due.heartbeat) {
            self.heartbeat(now, port);
        }
        if is_due(&mut self.due.tidy) {
            self.due.tidy = Some(now + TIDY_MS);
            self.tidy(now);
        }
        self.hand_in_again(now);
        self.mend(now, port);
    }
}
