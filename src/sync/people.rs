//! Who is here: hellos and goodbyes, heartbeats, presence, and how the room is led.

use super::bytes::Reader;
use super::frame::Sender;
use super::merging::QUIET_MS;
use super::message::{
    Heartbeat, Hello, Kind, MAX_PERSON, MAX_PRESENCE, Replay, Source, Stamp, may,
};
use super::peer::{PRESENCE_MS, Peer, Person, SILENCE_MS};
use super::port::Port;
use super::session::{Event, Led, Session, Standing, sender_of};
use crate::crypto::{Capability, PublicKey};
use crate::model::text::clean_line;

/// Those who left are remembered for so long, in milliseconds, so that nobody brings them back by saying their
/// words again.
const REMEMBERED_MS: u64 = 600_000;
/// Presence that came late does not undo a later one within this time, in milliseconds.
const PRESENCE_ORDER: u64 = 2_000;

/// The key in a hello, if the sender's name was made from it.
pub(super) fn key_in(body: &[u8], sender: Sender) -> Option<PublicKey> {
    let mut reader = Reader(body.get(1..)?);
    let (key, salt) = (PublicKey(reader.array()?), reader.array()?);
    (sender_of(&key, &salt) == sender).then_some(key)
}

impl Session {
    pub(super) fn hear_hello(&mut self, now: u64, source: Source, body: &[u8]) -> Option<()> {
        let hello = Hello::read(body)?;
        let at = self.peer_at(source.sender)?;
        if source.message <= self.peers[at].hello {
            return Some(());
        }
        // Who claims first writes as this client; the other has to write as somebody else.
        let is_free = self
            .peers
            .iter()
            .all(|it| it.sender == source.sender || it.gone || it.client != Some(hello.client));
        let capability = self.proved(now, at, &hello);
        let peer = &mut self.peers[at];
        let was_here = peer.is_here();
        peer.hello = source.message;
        peer.window.correct(hello.sequence);
        peer.client = is_free.then_some(hello.client);
        peer.gone = false;
        peer.version = hello.version;
        let before = peer.person.take();
        peer.person = Some(Person {
            sender: source.sender,
            key: hello.key,
            name: clean_line(&hello.name).trim().to_owned(),
            capability,
            about: hello.person,
            presence: before.as_ref().and_then(|person| person.presence.clone()),
            heard_ms: now,
            moved_ms: before.as_ref().map_or(now, |person| person.moved_ms),
            equal: before.is_some_and(|person| person.equal),
        });
        self.tell(if was_here {
            Event::Changed(source.sender)
        } else {
            Event::Joined(source.sender)
        });
        self.merging.whos.retain(|who| who.sender != source.sender);
        if hello.asks {
            let others = self.peers.len() as u64;
            let pause = self.chance.between(20, 100 + 40 * others);
            self.due.hello.get_or_insert(now + pause);
            // Then they have caught up, and see who else has.
            self.settle(now + 2 * QUIET_MS);
        }
        if capability == Capability::Lead {
            self.hand_ins.hurry(now + self.chance.between(200, 3_000));
        }
        self.compare_control(now, hello.control);
        if self.standing() == Standing::Alone {
            self.stand(Standing::CatchingUp);
            self.merging.ask_at(now + self.chance.between(50, 500), true);
        }
        Some(())
    }

    /// What the link of whoever says hello lets them do. Without a proof it is to look on.
    fn proved(&mut self, now: u64, at: usize, hello: &Hello) -> Capability {
        let peer = &self.peers[at];
        if peer.person.as_ref().is_some_and(|before| before.capability == hello.capability) {
            return hello.capability;
        }
        let key = match hello.capability {
            Capability::View => return Capability::View,
            Capability::Edit => self.keys.edits(),
            Capability::Lead => self.keys.leads(),
        };
        let text = may(&self.keys.topic(), peer.sender, hello.capability);
        let holds = |proof| self.may_check(now) && key.checks(&text, &proof);
        if hello.proof.is_some_and(holds) { hello.capability } else { Capability::View }
    }

    pub(super) fn hear_bye(&mut self, source: Source, body: &[u8]) -> Option<()> {
        (body.len() == 8).then_some(())?;
        let at = self.peer_at(source.sender)?;
        let peer = &mut self.peers[at];
        if source.message > peer.hello.max(peer.heartbeat) {
            peer.hello = source.message;
            self.leaves(at);
        }
        Some(())
    }

    fn leaves(&mut self, at: usize) {
        let peer = &mut self.peers[at];
        let was_here = peer.is_here();
        peer.gone = true;
        peer.client = None;
        if let Some(person) = &mut peer.person {
            person.presence = None;
        }
        let sender = peer.sender;
        if was_here {
            self.tell(Event::Left(sender));
        }
    }

    pub(super) fn hear_heartbeat(
        &mut self,
        now: u64,
        source: Source,
        body: &[u8],
        port: &mut dyn Port,
    ) -> Option<()> {
        let heartbeat = Heartbeat::read(body)?;
        let at = self.peer_at(source.sender)?;
        let peer = &mut self.peers[at];
        // Who has left comes back by a new word only.
        let last = if peer.gone { peer.heartbeat.max(peer.hello) } else { peer.heartbeat };
        if source.message <= last {
            return Some(());
        }
        peer.heartbeat = source.message;
        peer.window.correct(heartbeat.sequence);
        let returned = std::mem::take(&mut peer.gone);
        let is_stale = peer.version != heartbeat.version || peer.client.is_none();
        let misses = peer.misses(heartbeat.last_update);
        self.is_at(now, at, heartbeat.presence);
        if returned {
            self.tell(Event::Joined(source.sender));
        }
        if is_stale {
            self.owe_who(now, source.sender);
        }
        if misses {
            self.merging.want(now, source.sender, heartbeat.last_update);
        }
        self.compare_control(now, heartbeat.control);
        self.compare(now, at, heartbeat.fingerprint, heartbeat.quiet, port);
        Some(())
    }

    pub(super) fn hear_presence(&mut self, now: u64, source: Source, body: &[u8]) -> Option<()> {
        (body.len() <= MAX_PRESENCE).then_some(())?;
        let at = self.peer_at(source.sender)?;
        let peer = &mut self.peers[at];
        let is_late = source.message < peer.presence_message;
        if peer.is_here() && !(is_late && peer.presence_at + PRESENCE_ORDER > now) {
            peer.presence_message = source.message;
            self.is_at(now, at, body.to_vec());
        }
        Some(())
    }

    fn is_at(&mut self, now: u64, at: usize, presence: Vec<u8>) {
        let peer = &mut self.peers[at];
        let Some(person) = &mut peer.person else { return };
        peer.presence_at = now;
        let presence = Some(presence).filter(|it| !it.is_empty());
        if person.presence != presence {
            // What a heartbeat says again after a silence is nothing new.
            if person.presence.is_some() {
                person.moved_ms = now;
            }
            person.presence = presence;
            self.tell(Event::Changed(self.peers[at].sender));
        }
    }

    pub(super) fn hear_participant(&mut self, source: Source, body: &[u8]) -> Option<()> {
        let mut reader = Reader(body);
        let (version, about) = (reader.u16()?, reader.rest(MAX_PERSON)?);
        let at = self.peer_at(source.sender)?;
        let peer = &mut self.peers[at];
        if source.message > peer.participant.max(peer.hello) {
            peer.participant = source.message;
            peer.version = version;
            if let Some(person) = &mut peer.person {
                person.about = about.to_vec();
            }
            self.tell(Event::Changed(source.sender));
        }
        Some(())
    }

    /// Somebody asks who a sender is.
    pub(super) fn hear_who(&mut self, now: u64, body: &[u8]) -> Option<()> {
        let sender: Sender = body.try_into().ok()?;
        if sender == self.sender() {
            let pause = self.chance.between(20, 300);
            self.due.hello.get_or_insert(now + pause);
        } else {
            self.merging.somebody_asked_who(now, sender);
        }
        Some(())
    }

    pub(super) fn owe_who(&mut self, now: u64, sender: Sender) {
        let pause = self.chance.between(100, 800);
        self.merging.ask_who(now + pause, sender);
    }

    pub(super) fn hear_control(
        &mut self,
        now: u64,
        source: Source,
        content: &[u8],
        body: &[u8],
        fresh: bool,
    ) -> Option<()> {
        let mut reader = Reader(body);
        let stamp = Stamp { counter: reader.u64()?, sender: source.sender };
        let epoch = reader.u32()?;
        (epoch == source.epoch).then_some(())?;
        if stamp == self.stamp() {
            // Somebody else has just said it again.
            self.due.control = None;
            if std::mem::take(&mut self.recalled) {
                self.tell(Event::Control);
            }
        } else if (epoch, stamp) > (self.out.epoch(), self.stamp()) {
            let (content, state) = (content.to_vec(), reader.0.to_vec());
            self.led = Some(Led { source, stamp, content, state, fresh });
            self.due.control = None;
            self.recalled = false;
            self.move_to(epoch);
            self.tell(Event::Control);
        } else {
            if epoch != self.out.epoch() {
                self.hear_outdone(source, content);
                self.tell(Event::Outdone(reader.0.to_vec()));
            }
            self.owe_control(now);
        }
        Some(())
    }

    /// What others are told of the latest that was heard. Who only remembers it asks for it to be said again.
    pub(super) fn told_stamp(&self) -> Stamp {
        if self.recalled { Stamp::default() } else { self.stamp() }
    }

    /// Who has not heard the latest is told, by anybody.
    fn compare_control(&mut self, now: u64, theirs: Stamp) {
        if theirs < self.stamp() {
            self.owe_control(now);
        }
    }

    pub(super) fn owe_control(&mut self, now: u64) {
        if self.led.is_some() {
            let pause = self.chance.between(50, 1_000);
            self.due.control.get_or_insert(now + pause);
        }
    }

    pub(super) fn replay_control(&mut self, now: u64) {
        if let Some(led) = &self.led {
            let replay = Replay { source: led.source, kind: Kind::Control, content: &led.content };
            let body = replay.to_bytes();
            self.say(now, Kind::Replay, body);
        }
    }

    /// What has expired goes.
    pub(super) fn tidy(&mut self, now: u64) {
        for at in 0..self.peers.len() {
            let peer = &mut self.peers[at];
            peer.parts.tidy(now);
            if peer.is_here() && peer.heard + SILENCE_MS <= now {
                self.leaves(at);
            } else if peer.presence_at + PRESENCE_MS <= now
                && let Some(person) = peer.person.as_mut().filter(|it| it.presence.is_some())
            {
                person.presence = None;
                let sender = peer.sender;
                self.tell(Event::Changed(sender));
            }
        }
        self.peers.retain(|peer: &Peer| peer.heard + REMEMBERED_MS > now);
        if self.standing() != Standing::Alone && self.people().next().is_none() {
            self.due.alone.get_or_insert(now + super::session::ALONE_MS);
        }
    }
}
