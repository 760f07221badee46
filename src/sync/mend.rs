//! Making all copies equal: live updates, and questions and answers where something was missed.

use sha2::{Digest, Sha256};

use super::bytes::{Reader, Writer};
use super::merging::{Answer, Held, PART_PAUSE};
use super::message::{
    Asked, Diff, Fingerprint, Kind, MAX_STATE_VECTOR, MAX_UPDATE, Missing, PIECE, Query, Replay,
    Source,
};
use super::port::{Port, Unfit};
use super::session::{Event, Session, Standing};
use crate::crypto::Capability;

/// What waits for something unknown is let go after so long, in milliseconds.
const LET_GO_MS: u64 = 15_000;
/// What is held is tried again with each update that comes, as long as it is no more than so many bytes; otherwise at most
/// once in so long, in milliseconds. To read it costs time, and an editor can make it large.
const TRIED_AT_ONCE: usize = 64 * 1024;
const LARGE_PAUSE: u64 = 1_000;
/// Somebody else seems to answer: they are waited for so long at most, in milliseconds.
const LONGEST_PAUSE: u64 = 4_000;
/// Attempts to get what is missed from its sender; after that a question goes to everybody.
const TRIES: u32 = 6;
/// A viewer says again what it kept at most once in so long, in milliseconds.
const SAY_AGAIN_MS: u64 = 4_000;

fn name_of(state_vector: &[u8]) -> Asked {
    let mut asked = [0; 8];
    asked.copy_from_slice(&Sha256::digest(state_vector)[..8]);
    asked
}

impl Session {
    /// Sends an edit to everybody.
    pub(super) fn send_edit(&mut self, now: u64, update: &[u8], port: &mut dyn Port) {
        if update.len() + 4 > MAX_UPDATE {
            self.send_diff(now, [0; 8], true, update, port);
            return;
        }
        let body = Writer::default().u32(self.last_update).bytes(update).0;
        self.last_update = self.say(now, Kind::Update, body);
    }

    fn send_diff(
        &mut self,
        now: u64,
        asked: Asked,
        back: bool,
        update: &[u8],
        port: &mut dyn Port,
    ) {
        let (fingerprint, whole) = (port.fingerprint(), port.state_vector(MAX_STATE_VECTOR));
        let chunks: Vec<_> = update.chunks(PIECE).collect();
        let Ok(pieces) = u8::try_from(chunks.len()) else { return };
        self.merging.numbers += 1;
        let number = self.merging.numbers;
        // An answer to this answer is one to a question from here.
        self.merging.note_asked(now, name_of(&whole));
        for (piece, update) in (0..).zip(chunks) {
            let state_vector = if piece == 0 { whole.as_slice() } else { &[] };
            let diff =
                Diff { asked, fingerprint, back, number, piece, pieces, state_vector, update };
            self.say(now, Kind::Diff, diff.to_bytes());
        }
    }

    pub(super) fn hear_update(
        &mut self,
        now: u64,
        source: Source,
        body: &[u8],
        port: &mut dyn Port,
    ) -> Option<()> {
        let mut reader = Reader(body);
        let (before, update) = (reader.u32()?, reader.0.to_vec());
        let at = self.peer_at(source.sender)?;
        self.peers[at].note_update(source.message);
        if let Some(person) = &mut self.peers[at].person {
            person.moved_ms = now;
        }
        if self.peers[at].misses(before) {
            self.merging.want(now, source.sender, before);
        }
        if self.peers[at].person.is_none() {
            self.owe_who(now, source.sender);
        }
        let held = Held { sender: source.sender, pinned: true, update, since: now };
        self.take_in(now, held, port);
        Some(())
    }

    /// An update that somebody says again. Who wrote it cannot be compared with a hello that is long gone.
    pub(super) fn hear_old_update(
        &mut self,
        now: u64,
        source: Source,
        body: &[u8],
        port: &mut dyn Port,
    ) -> Option<()> {
        let update = body.get(4..)?.to_vec();
        self.take_in(now, Held { sender: source.sender, pinned: false, update, since: now }, port);
        Some(())
    }

    /// Takes an update in, or holds it until what it builds on is there. True when it is in.
    fn take_in(&mut self, now: u64, held: Held, port: &mut dyn Port) -> bool {
        match self.try_in(&held, port) {
            Ok(()) => {
                self.merging.changed = now;
                if self.merging.held_bytes() <= TRIED_AT_ONCE {
                    self.try_held(port);
                } else {
                    self.merging.look_at(now + LARGE_PAUSE);
                }
                self.tell(Event::Applied);
                true
            }
            Err(Unfit::Gap) => {
                self.merging.hold(held);
                false
            }
            Err(Unfit::Unsound) => false,
        }
    }

    fn try_in(&self, held: &Held, port: &mut dyn Port) -> Result<(), Unfit> {
        if !held.pinned {
            return port.apply(&held.update, None);
        }
        let peer = self.peer_at(held.sender).map(|at| &self.peers[at]).ok_or(Unfit::Unsound)?;
        match (&peer.person, peer.client) {
            // They will say hello; until then nobody knows who may speak in it.
            (None, _) => Err(Unfit::Gap),
            (Some(_), None) => Err(Unfit::Unsound),
            (Some(_), Some(client)) => port.apply(&held.update, Some(client)),
        }
    }

    /// Something new is known: perhaps what was held fits now.
    fn try_held(&mut self, port: &mut dyn Port) {
        let mut waiting = std::mem::take(&mut self.merging.held);
        loop {
            let before = waiting.len();
            waiting.retain(|held| self.try_in(held, port) == Err(Unfit::Gap));
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        self.merging.held = waiting;
    }

    pub(super) fn hear_query(&mut self, now: u64, body: &[u8], port: &mut dyn Port) -> Option<()> {
        let query = Query::read(body)?;
        self.merging.others_asked = Some((query.fingerprint, now));
        if query.fingerprint == port.fingerprint() {
            let at = now + self.chance.between(50, 400);
            self.merging.assure.get_or_insert(at);
            return Some(());
        }
        let others = self.peers.len() as u64;
        let (from, to) = match self.keys.capability() {
            Capability::View => (1_200, 2_500),
            // The more could answer, the further apart, so that the first is heard before the next begins.
            _ => (10, (40 * others).clamp(40, 300)),
        };
        let at = now + self.chance.between(from, to);
        let state_vector = query.state_vector.to_vec();
        let asked = name_of(&state_vector);
        self.merging.owe_answer(Answer {
            asked,
            state_vector,
            at,
            by: at + LONGEST_PAUSE,
            back: false,
        });
        Some(())
    }

    pub(super) fn hear_diff(
        &mut self,
        now: u64,
        source: Source,
        body: &[u8],
        port: &mut dyn Port,
    ) -> Option<()> {
        let diff = Diff::read(body)?;
        self.merging.answers.retain(|answer| answer.asked != diff.asked);
        let (update, state_vector) = if diff.pieces > 1 {
            self.merging.piece(source.sender, &diff)?
        } else {
            (diff.update.to_vec(), diff.state_vector.to_vec())
        };
        let before = port.fingerprint();
        if before == diff.fingerprint {
            self.is_caught_up();
            return Some(());
        }
        let held = Held { sender: source.sender, pinned: false, update, since: now };
        let changed = self.merging.changed;
        let is_in = self.take_in(now, held, port);
        let own = port.fingerprint();
        if own == before {
            self.merging.changed = changed;
        }
        if own == diff.fingerprint {
            self.is_caught_up();
        } else if is_in && self.merging.has_asked(diff.asked) {
            // All they know is known here; what only this copy knows goes back to them.
            self.is_caught_up();
            if !diff.back && self.keys.capability() > Capability::View {
                let at = now + self.chance.between(10, 150);
                let asked = name_of(&state_vector);
                self.merging.owe_answer(Answer {
                    asked,
                    state_vector,
                    at,
                    by: at + LONGEST_PAUSE,
                    back: true,
                });
            }
        }
        Some(())
    }

    fn is_caught_up(&mut self) {
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
            self.merging.assure = None;
            self.is_caught_up();
        } else if both_quiet {
            let at = now + self.chance.between(100, 2_500);
            self.merging.ask_at(at, false);
        }
    }

    pub(super) fn hear_missing(&mut self, now: u64, body: &[u8]) -> Option<()> {
        let missing = Missing::read(body)?;
        if missing.sender == self.sender() {
            let frames = self.out.again(now, missing.message, &missing.parts);
            self.send(frames);
        } else {
            let same = (missing.sender, missing.message);
            for want in &mut self.merging.wants {
                if (want.sender, want.message) == same {
                    want.at = want.at.max(now + 250);
                }
            }
        }
        Some(())
    }

    /// Does what is due.
    pub(super) fn mend(&mut self, now: u64, port: &mut dyn Port) {
        self.ask_for_missing(now);
        for at in (0..self.merging.whos.len()).rev() {
            let who = &mut self.merging.whos[at];
            if who.at <= now {
                let sender = who.sender;
                who.at = now + (2_000 << who.tries.min(5));
                who.tries += 1;
                if who.tries > 5 {
                    self.merging.whos.swap_remove(at);
                }
                self.say(now, Kind::Who, sender.to_vec());
            }
        }
        while let Some(at) = self.merging.answers.iter().position(|it| it.at <= now) {
            // A question is short, and anybody may ask from states that nobody was ever in.
            if self.out.is_full() || !self.merging.pace.take(now, 1) {
                self.merging.answers[at].at = now + 300;
                continue;
            }
            let answer = self.merging.answers.remove(at);
            self.answer(now, &answer, port);
        }
        if self.merging.assure.take_if(|at| *at <= now).is_some() {
            match self.may_say(now) {
                Ok(()) => self.heartbeat(now, port),
                Err(later) => self.merging.assure = Some(later),
            }
        }
        self.look_after_held(now, port);
        if self.merging.ask.take_if(|at| *at <= now).is_some() {
            self.ask(now, port);
        }
    }

    fn ask_for_missing(&mut self, now: u64) {
        for at in (0..self.merging.wants.len()).rev() {
            let want = &self.merging.wants[at];
            if want.at > now {
                continue;
            }
            let (sender, message, tries) = (want.sender, want.message, want.tries);
            let Some(peer) = self.peer_at(sender).map(|at| &self.peers[at]) else {
                self.merging.wants.swap_remove(at);
                continue;
            };
            let parts = peer.parts.missing(message);
            let is_done = peer.parts.has(message) || peer.has_update(message);
            if let Some(last) = peer.parts.last(message).filter(|it| it + PART_PAUSE > now) {
                self.merging.wants[at].at = last + PART_PAUSE;
            } else if is_done || tries >= TRIES {
                self.merging.wants.swap_remove(at);
                if !is_done {
                    self.merging.ask_at(now, false);
                }
            } else {
                let pause = (300 << tries) + self.chance.between(0, 200);
                let want = &mut self.merging.wants[at];
                want.tries += 1;
                want.at = now + pause;
                let mut parts = parts.unwrap_or_default();
                parts.truncate(Missing::MOST);
                let body = Missing { sender, message, parts }.to_bytes();
                self.say(now, Kind::Missing, body);
            }
        }
    }

    fn answer(&mut self, now: u64, answer: &Answer, port: &mut dyn Port) {
        if self.keys.capability() > Capability::View {
            if let Some(update) = port.diff(&answer.state_vector) {
                self.send_diff(now, answer.asked, answer.back, &update, port);
            }
            return;
        }
        if self.merging.said_at + SAY_AGAIN_MS > now && self.merging.said_at > 0 {
            return;
        }
        self.merging.said_at = now;
        let said: Vec<_> = self
            .merging
            .said
            .iter()
            .map(|said| {
                let (source, kind) = (said.source, said.kind);
                Replay { source, kind, content: &said.content }.to_bytes()
            })
            .collect();
        for body in said {
            self.say(now, Kind::Replay, body);
        }
    }

    fn look_after_held(&mut self, now: u64, port: &mut dyn Port) {
        if self.merging.look.take_if(|at| *at <= now).is_none() {
            return;
        }
        self.try_held(port);
        self.merging.held.retain(|held| held.since + LET_GO_MS > now);
        if !self.merging.held.is_empty() {
            self.merging.look = Some(now + 2_000);
            if !self.merging.asked_within(now, 2_000) {
                self.merging.ask_at(now, false);
            }
        }
    }

    fn ask(&mut self, now: u64, port: &mut dyn Port) {
        let fingerprint = port.fingerprint();
        let catching_up = self.standing() == Standing::CatchingUp;
        let others = self.merging.others_asked;
        // Somebody with the same copy has just asked: the answer comes to everybody.
        if !catching_up && others.is_some_and(|(of, at)| of == fingerprint && at + 3_000 > now) {
            return;
        }
        if self.standing() == Standing::Alone {
            return;
        }
        let state_vector = port.state_vector(MAX_STATE_VECTOR);
        let body = Query { fingerprint, state_vector: &state_vector }.to_bytes();
        self.say(now, Kind::Query, body);
        self.merging.did_ask(now, name_of(&state_vector), catching_up);
    }
}
