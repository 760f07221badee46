//! What comes in, in this order: size, the wire's rate, seal, replay, the sender's rate, putting together,
//! signature. What does not pass is let go without a word; only what a sender signed itself counts against it.

use std::cmp::Reverse;

use super::frame::{Header, MTU, Part, Sender};
use super::message::{Kind, Replay, Signer, Source};
use super::parts::Taken;
use super::peer::{Heard, Peer};
use super::port::Port;
use super::session::{Event, Session, WireId};
use super::window::Seen;
use super::wires::Frame;
use crate::crypto::{PublicKey, SIGNATURE, Signature};

/// Senders that are known at one time, those who left included.
const MOST_PEERS: usize = 512;
/// Unfinished messages of all senders together, in bytes.
const MOST_UNFINISHED: usize = 16 * 1024 * 1024;
/// And of those who are heard over one wire: whoever floods it leaves room for others.
const MOST_UNFINISHED_EACH: usize = MOST_UNFINISHED / 2;

impl Session {
    pub fn on_frame(&mut self, now: u64, wire: WireId, bytes: &[u8], port: &mut dyn Port) {
        self.through = Some(wire);
        self.take_frame(now, wire, bytes, port);
        self.through = None;
    }

    fn take_frame(&mut self, now: u64, wire: WireId, bytes: &[u8], port: &mut dyn Port) {
        let Some(at) = self.wires.iter().position(|it| it.id == wire) else { return };
        if bytes.len() > MTU || !self.wires[at].frames.take(now, 1) {
            self.strike(now);
            return;
        }
        let Some((header, _)) = Header::of(bytes) else { return };
        // One's own come back where everybody hears everything.
        if header.sender == self.sender() || self.deaf_to.contains(&header.sender) {
            return;
        }
        let Some((peer, part)) = self.unseal(now, header, bytes) else { return };
        let is_elsewhere = self.is_elsewhere(peer, at);
        let known = &mut self.peers[peer];
        let seen = known.window.look(header.sequence);
        // A frame that seems too old may be the sender's word that others have counted in its name, and one by another wire
        // that they have moved there.
        let is_own_word = matches!(part.kind, Kind::Hello | Kind::Heartbeat);
        let corrects = is_own_word && (seen == Seen::TooOld || is_elsewhere);
        if known.muted
            || seen == Seen::Before
            || (seen == Seen::TooOld || is_elsewhere) && !corrects
        {
            return;
        }
        if !is_elsewhere && !known.allows(now, part.kind, bytes.len()) {
            self.strike(now);
            return;
        }
        if !corrects {
            known.window.mark(header.sequence);
        }
        if self.is_of_this_epoch(now, header.epoch, part.kind) {
            self.take(now, header, part, &Frame { wire, bytes }, port);
        }
    }

    /// Opens a frame and finds or enters its sender.
    fn unseal(&mut self, now: u64, header: Header, bytes: &[u8]) -> Option<(usize, Part)> {
        let Header { epoch, sender, .. } = header;
        if let Some(at) = self.peer_at(sender) {
            let peer = &mut self.peers[at];
            if peer.epoch != epoch {
                let key = self.keys.frame_key(epoch, sender);
                let part = header.open(&key, bytes)?;
                (peer.epoch, peer.key) = (epoch, key);
                return Some((at, part));
            }
            let part = header.open(&peer.key, bytes)?;
            return Some((at, part));
        }
        let key = self.keys.frame_key(epoch, sender);
        let part = header.open(&key, bytes)?;
        // Whoever holds V can make up senders.
        let wire = self.wires.iter_mut().find(|wire| Some(wire.id) == self.through)?;
        if !wire.strangers.take(now, 1) {
            return None;
        }
        if self.peers.len() >= MOST_PEERS {
            self.make_room(now)?;
        }
        self.peers.push(Peer::new(now, sender, epoch, key));
        Some((self.peers.len() - 1, part))
    }

    pub(super) fn peer_at(&self, sender: Sender) -> Option<usize> {
        self.peers.iter().position(|peer| peer.sender == sender)
    }

    /// Whoever was heard longest ago goes, those who never said hello first, then those who only look on, of whom anybody can
    /// make up any number; nobody who may edit and was just heard.
    fn make_room(&mut self, now: u64) -> Option<()> {
        let of = |at: &usize| (self.peers[*at].weight(), self.peers[*at].heard);
        let at = (0..self.peers.len()).min_by_key(of)?;
        let (weight, heard) = of(&at);
        if weight > 1 && heard + 30_000 > now {
            return None;
        }
        let gone = self.peers.swap_remove(at);
        if weight > 0 {
            self.tell(Event::Left(gone.sender));
        }
        Some(())
    }

    /// Who speaks in an earlier epoch has missed how the room is led now. Of another one only the word that begins it is
    /// heard, of an earlier one to know of it.
    fn is_of_this_epoch(&mut self, now: u64, epoch: u32, kind: Kind) -> bool {
        let own = self.out.epoch();
        if epoch < own {
            self.owe_control(now);
        }
        epoch == own || matches!(kind, Kind::Control | Kind::Replay)
    }

    fn take(
        &mut self,
        now: u64,
        header: Header,
        part: Part,
        frame: &Frame<'_>,
        port: &mut dyn Port,
    ) {
        let (kind, message) = (part.kind, part.message);
        let source = Source { epoch: header.epoch, sender: header.sender, message };
        let Some(at) = self.peer_at(header.sender) else { return };
        // Nobody passes on what may be forged where it can be known.
        let guarded = kind.signer() != Signer::Nobody || kind == Kind::Replay;
        let keep = self.bridging && guarded;
        if part.parts > 1 {
            self.merging.parts_came(now, &part, source);
            self.peers[at].heard_over = Some(frame.wire);
            if !self.has_room(at, part.body.len()) {
                return;
            }
        }
        if !guarded {
            self.pass_on(now, frame);
        }
        match self.peers[at].parts.take(now, part, keep.then_some(frame.bytes)) {
            Taken::Whole(content, frames) => {
                let Some(body) = self.check(now, source, kind, &content) else { return };
                if guarded {
                    let known = if keep { content.as_slice() } else { &[] };
                    self.peers[at].parts.finish(message, kind, known);
                }
                self.remember(source, kind, &content);
                let wire = frame.wire;
                frames.iter().for_each(|bytes| self.pass_on(now, &Frame { wire, bytes }));
                self.hear(now, source, kind, &content, body, port);
            }
            // A part sent again for somebody behind this hub.
            Taken::Again if guarded => self.pass_on(now, frame),
            Taken::Again | Taken::Known | Taken::Waiting | Taken::Refused => {}
        }
    }

    /// Is there room for so much more of a sender's unfinished messages, over the wire and in all?
    fn has_room(&mut self, at: usize, bytes: usize) -> bool {
        let wire = self.peers[at].heard_over;
        self.makes_room(at, bytes, MOST_UNFINISHED_EACH, |peer| peer.heard_over == wire)
            && self.makes_room(at, bytes, MOST_UNFINISHED, |_| true)
    }

    /// Those of who has not shown that they may edit, of whom anybody can make up any number, give way to those of who has,
    /// and among equals those of whoever holds most.
    fn makes_room(
        &mut self,
        at: usize,
        bytes: usize,
        most: usize,
        counts: impl Fn(&Peer) -> bool,
    ) -> bool {
        let rank = |peer: &Peer, more| (peer.weight() > 1, Reverse(peer.parts.bytes() + more));
        let own = rank(&self.peers[at], bytes);
        loop {
            let all = self.peers.iter_mut().filter(|peer| counts(peer) && peer.parts.bytes() > 0);
            let all: Vec<_> = all.collect();
            if all.iter().map(|peer| peer.parts.bytes()).sum::<usize>() + bytes <= most {
                return true;
            }
            let last = all.into_iter().min_by_key(|peer| rank(peer, 0));
            let Some(last) = last.filter(|peer| rank(peer, 0) < own) else { return false };
            last.parts.let_go();
        }
    }

    /// How long the body is, if the content carries the signature that its kind wants; of what is said again, the body of that.
    pub(super) fn check(
        &mut self,
        now: u64,
        source: Source,
        kind: Kind,
        content: &[u8],
    ) -> Option<usize> {
        let key = match kind.signer() {
            Signer::Nobody if kind == Kind::Replay => {
                let Replay { source, kind, content } = Replay::read(content)?;
                return self.check(now, source, kind, content);
            }
            Signer::Nobody => return Some(content.len()),
            Signer::Editors => self.keys.edits(),
            Signer::Leaders => self.keys.leads(),
            Signer::Own => self.own_key(now, source.sender, kind, content)?,
        };
        let (body, signature) = content.split_last_chunk::<SIGNATURE>()?;
        let signature: &Signature = signature;
        let text = source.signed(&self.keys.topic(), kind, body);
        self.may_check(now).then_some(())?;
        let holds = key.checks(&text, signature);
        if !holds {
            self.strike(now);
        }
        holds.then_some(body.len())
    }

    /// The key of a sender is known from its hello, which carries it.
    fn own_key(
        &mut self,
        now: u64,
        sender: Sender,
        kind: Kind,
        content: &[u8],
    ) -> Option<PublicKey> {
        let peer = &self.peers[self.peer_at(sender)?];
        if let Some(person) = &peer.person {
            return Some(person.key);
        }
        if kind == Kind::Hello {
            return super::people::key_in(content, sender);
        }
        self.owe_who(now, sender);
        None
    }

    fn hear(
        &mut self,
        now: u64,
        source: Source,
        kind: Kind,
        content: &[u8],
        length: usize,
        port: &mut dyn Port,
    ) {
        let body = &content[..length];
        if kind.signer() == Signer::Own && !self.hears_signed(now, source) {
            return;
        }
        let made_sense = match kind {
            Kind::Hello => self.hear_hello(now, source, body),
            Kind::Bye => self.hear_bye(source, body),
            Kind::Heartbeat => self.hear_heartbeat(now, source, body, port),
            Kind::Presence => self.hear_presence(now, source, body),
            Kind::Participant => self.hear_participant(source, body),
            Kind::Who => self.hear_who(now, body),
            Kind::HandIn => self.hear_hand_in(now, source, body),
            Kind::Receipt => self.hear_receipt(body),
            Kind::Control => self.hear_control(now, source, content, body, true),
            Kind::Query => self.hear_query(now, source.sender, body, port),
            Kind::Diff => self.hear_diff(now, source, body, false, port),
            Kind::Update => self.hear_update(now, source, body, port),
            Kind::Missing => self.hear_missing(now, body),
            Kind::Replay => self.hear_replay(now, content, length, port),
        };
        if made_sense.is_none() && kind.signer() == Signer::Own {
            self.mute(source.sender);
        }
    }

    /// Somebody says again what others have signed: it was checked as if those had said it now, and its body is so long.
    fn hear_replay(
        &mut self,
        now: u64,
        replay: &[u8],
        length: usize,
        port: &mut dyn Port,
    ) -> Option<()> {
        let Replay { source, kind, content } = Replay::read(replay)?;
        if source.sender == self.sender() {
            return Some(());
        }
        // What was signed about a map that was here before would bring it back.
        if kind != Kind::Control && source.epoch != self.out.epoch() {
            return Some(());
        }
        let body = &content[..length];
        self.remember(source, kind, content);
        if kind != Kind::Control {
            self.others_say_kept(now);
        }
        match kind {
            Kind::Control => self.hear_control(now, source, content, body, false),
            Kind::Diff => self.hear_diff(now, source, body, true, port),
            Kind::Update => self.hear_old_update(now, source, body, port),
            _ => None,
        }
    }

    fn hears_signed(&mut self, now: u64, source: Source) -> bool {
        let Some(at) = self.peer_at(source.sender) else { return false };
        let heard = self.peers[at].hear_signed(now, source.message);
        if heard != Heard::Before {
            self.peers[at].home = self.through;
        }
        if heard == Heard::FarTooMuch {
            self.mute(source.sender);
        }
        matches!(heard, Heard::New | Heard::Before)
    }

    fn mute(&mut self, sender: Sender) {
        let Some(at) = self.peer_at(sender) else { return };
        let was_here = self.peers[at].is_here();
        self.peers[at].muted = true;
        self.tell(Event::Muted(sender));
        if was_here {
            self.tell(Event::Left(sender));
        }
    }
}
