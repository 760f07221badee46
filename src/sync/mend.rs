//! Making all copies equal: live updates, and questions and answers where something was missed.

use sha2::{Digest, Sha256};

use super::bytes::{Reader, Writer};
use super::frame::Sender;
use super::merging::{Answer, Held, PART_PAUSE, QUIET_MS, Worded};
use super::message::{
    Asked, Diff, Kind, MAX_STATE_VECTOR, MAX_UPDATE, Missing, PIECE, Query, Source,
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
/// Somebody else seems to answer: they are waited for so long at most, in milliseconds, and by those who look on, of whom
/// one has much to say again.
const LONGEST_PAUSE: u64 = 4_000;
const LOOKERS_PAUSE: u64 = 60_000;
/// Attempts to get what is missed from its sender; after that a question goes to everybody.
const TRIES: u32 = 6;

fn name_of(state_vector: &[u8]) -> Asked {
    let mut asked = [0; 8];
    asked.copy_from_slice(&Sha256::digest(state_vector)[..8]);
    asked
}

impl Session {
    /// Sends an edit to everybody.
    pub(super) fn send_edit(&mut self, now: u64, update: &[u8], port: &mut dyn Port) {
        if update.len() + 4 > MAX_UPDATE {
            let said = Self::worded(update.to_vec(), port);
            self.send_diff(now, [0; 8], true, &said);
            return;
        }
        let body = Writer::default().u32(self.last_update).bytes(update).0;
        self.last_update = self.say(now, Kind::Update, body);
    }

    fn send_diff(&mut self, now: u64, asked: Asked, back: bool, said: &Worded) {
        let Worded { update, fingerprint, state_vector: whole } = said;
        let fingerprint = *fingerprint;
        let chunks: Vec<_> = update.chunks(PIECE).collect();
        let Ok(pieces) = u8::try_from(chunks.len()) else { return };
        self.merging.numbers += 1;
        let number = self.merging.numbers;
        // An answer to this answer is one to a question from here.
        self.merging.note_asked(now, name_of(whole));
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
        let own = port.state_vector(MAX_STATE_VECTOR);
        if port.is_known(&update, &own) {
            return Some(());
        }
        self.take_in(now, Held { sender: source.sender, pinned: false, update, since: now }, port);
        Some(())
    }

    /// Takes an update in, or holds it until what it builds on is there. True when it is in.
    fn take_in(&mut self, now: u64, held: Held, port: &mut dyn Port) -> bool {
        match self.try_in(&held, port) {
            Ok(()) => {
                self.changes(now);
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

    pub(super) fn hear_query(
        &mut self,
        now: u64,
        sender: Sender,
        body: &[u8],
        port: &mut dyn Port,
    ) -> Option<()> {
        let query = Query::read(body)?;
        self.merging.others_asked = Some((query.fingerprint, now));
        if query.fingerprint == port.fingerprint() {
            let at = now + self.chance.between(50, 400);
            self.merging.assure.get_or_insert(at);
            self.merging.answers.retain(|answer| answer.sender != sender);
            return Some(());
        }
        let others = self.peers.len() as u64;
        let (from, to, pause) = match self.keys.capability() {
            // What is being said again is for all who ask meanwhile.
            Capability::View if self.out.is_busy() => return Some(()),
            Capability::View => (1_200, 2_500, LOOKERS_PAUSE),
            // The more could answer, the further apart, so that the first is heard before the next begins.
            _ => (10, (40 * others).clamp(40, 300), LONGEST_PAUSE),
        };
        let at = now + self.chance.between(from, to);
        let state_vector = query.state_vector.to_vec();
        let asked = name_of(&state_vector);
        let by = at + pause;
        if self.keys.capability() == Capability::View {
            self.merging.answers.retain(|answer| answer.sender != sender);
        }
        self.merging.owe_answer(Answer {
            sender,
            asked,
            state_vector,
            at,
            by,
            back: false,
            said: None,
        });
        Some(())
    }

    pub(super) fn hear_diff(
        &mut self,
        now: u64,
        source: Source,
        body: &[u8],
        again: bool,
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
            if !again {
                self.notes_equal(source.sender);
                self.is_caught_up();
            }
            return Some(());
        }
        let held = Held { sender: source.sender, pinned: false, update, since: now };
        let (changed, settle) = (self.merging.changed, self.merging.settle);
        // As it was here, with the values that theirs overwrite.
        let goes_back = !again && !diff.back && self.merging.has_asked(diff.asked);
        let rest = if goes_back { self.rest_for(&state_vector, port) } else { None };
        self.word_answers(port);
        let is_in = self.take_in(now, held, port);
        let own = port.fingerprint();
        if own == before {
            (self.merging.changed, self.merging.settle) = (changed, settle);
        }
        if again {
            // That is what they knew then. Who is here and knows more is heard later.
            return Some(());
        }
        if own == diff.fingerprint {
            self.notes_equal(source.sender);
            self.is_caught_up();
        } else if is_in && self.merging.has_asked(diff.asked) {
            // All they know is known here; what only this copy knows goes back to them.
            self.is_caught_up();
            if !diff.back && self.keys.capability() > Capability::View {
                let at = now + self.chance.between(10, 150);
                let asked = name_of(&state_vector);
                let (sender, by) = (source.sender, at + LONGEST_PAUSE);
                self.merging.owe_answer(Answer {
                    sender,
                    asked,
                    state_vector,
                    at,
                    by,
                    back: true,
                    said: rest,
                });
            }
        }
        Some(())
    }

    /// Something comes in: the few who are owed an answer get it as it would have been before.
    fn word_answers(&mut self, port: &mut dyn Port) {
        const MOST: usize = 4;
        for at in 0..self.merging.answers.len().min(MOST) {
            if self.merging.answers[at].said.is_none() {
                let state_vector = std::mem::take(&mut self.merging.answers[at].state_vector);
                let said = self.rest_for(&state_vector, port);
                let answer = &mut self.merging.answers[at];
                (answer.state_vector, answer.said) = (state_vector, said);
            }
        }
    }

    /// What only this copy knows, for those who are in this state, where that is not much.
    fn rest_for(&self, state_vector: &[u8], port: &mut dyn Port) -> Option<Worded> {
        const MOST: usize = 256 * 1024;
        let is_editor = self.keys.capability() > Capability::View;
        let rest = if is_editor { port.diff(state_vector) } else { None };
        rest.filter(|update| update.len() <= MOST).map(|update| Self::worded(update, port))
    }

    fn worded(update: Vec<u8>, port: &mut dyn Port) -> Worded {
        let (fingerprint, state_vector) = (port.fingerprint(), port.state_vector(MAX_STATE_VECTOR));
        Worded { update, fingerprint, state_vector }
    }

    pub(super) fn hear_missing(&mut self, now: u64, body: &[u8]) -> Option<()> {
        let missing = Missing::read(body)?;
        if missing.sender == self.sender() {
            let frames = self.out.again(now, missing.message, &missing.parts);
            self.send(frames);
            self.settle(now + 2 * QUIET_MS);
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
        let is_due = |owed: &mut Option<u64>| owed.take_if(|at| *at <= now).is_some();
        // Both are taken: one heartbeat does for both.
        if is_due(&mut self.merging.assure) | is_due(&mut self.merging.settle) {
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
            let fresh = match answer.said {
                Some(_) => None,
                None => port.diff(&answer.state_vector).map(|update| Self::worded(update, port)),
            };
            if let Some(said) = answer.said.as_ref().or(fresh.as_ref()) {
                self.send_diff(now, answer.asked, answer.back, said);
            }
            return;
        }
        self.say_kept(now, answer, port);
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
