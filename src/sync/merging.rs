//! What is owed so that all copies become equal: questions, answers, updates that wait for others, parts that
//! are missed. Only lists and times; `mend.rs` acts on them.

use super::bytes::Reader;
use super::frame::{Part, Sender};
use super::kept::Kept;
use super::message::{Asked, Diff, Fingerprint, Kind, Source};
use super::rate::Bucket;

/// A copy in which nothing has changed for so long is quiet, in milliseconds.
pub(super) const QUIET_MS: u64 = 2_000;
/// Waits of one who catches up between two questions, in milliseconds.
const FIRST_WAIT: u64 = 1_000;
const LONGEST_WAIT: u64 = 8_000;
const MOST_ANSWERS: usize = 32;
const MOST_WANTS: usize = 256;
const MOST_WHOS: usize = 64;
/// Updates that wait for what they build on, and their bytes.
const MOST_HELD: usize = 256;
const MOST_HELD_BYTES: usize = 4 * 1024 * 1024;
/// What waits for something unknown asks for it after so long, in milliseconds.
const HOLD_MS: u64 = 1_000;
/// After the last part that came, before missing ones are asked for, in milliseconds.
pub(super) const PART_PAUSE: u64 = 200;

pub(super) struct Answer {
    /// Who asked, or was answered.
    pub sender: Sender,
    pub asked: Asked,
    pub state_vector: Vec<u8>,
    pub at: u64,
    /// Not put off any longer than until then.
    pub by: u64,
    pub back: bool,
    /// What is said then, where that is known already.
    pub said: Option<Worded>,
}

/// A difference, and the copy that it was made of.
pub(super) struct Worded {
    pub update: Vec<u8>,
    pub fingerprint: Fingerprint,
    pub state_vector: Vec<u8>,
}

/// An update that cannot be taken in yet.
pub(super) struct Held {
    pub sender: Sender,
    /// Nobody else than the sender may speak in it.
    pub pinned: bool,
    pub update: Vec<u8>,
    pub since: u64,
}

/// A message of which something is missed.
pub(super) struct Want {
    pub sender: Sender,
    pub message: u32,
    pub at: u64,
    pub tries: u32,
}

pub(super) struct Who {
    pub sender: Sender,
    pub at: u64,
    pub tries: u32,
}

/// A difference that comes in several messages.
pub(super) struct Pieces {
    pub sender: Sender,
    pub number: u32,
    pub got: Vec<Option<Vec<u8>>>,
    /// Of the first piece.
    pub state_vector: Vec<u8>,
}

pub(super) struct Merging {
    /// When the map changed last.
    pub changed: u64,
    /// A heartbeat is owed, so that others see that this copy has come to rest.
    pub settle: Option<u64>,
    pub ask: Option<u64>,
    wait: u64,
    /// Names of states from which a question was asked here.
    pub asked: Vec<(Asked, u64)>,
    /// When it was last asked, 0 before that.
    asked_at: u64,
    /// Somebody asked on behalf of all who have this copy.
    pub others_asked: Option<(Fingerprint, u64)>,
    pub answers: Vec<Answer>,
    /// Of answers.
    pub pace: Bucket,
    pub held: Vec<Held>,
    /// When to look after them.
    pub look: Option<u64>,
    pub wants: Vec<Want>,
    pub whos: Vec<Who>,
    pub kept: Kept,
    pub numbers: u32,
    pub pieces: Vec<Pieces>,
    /// A heartbeat is owed, so that somebody hears that all is well.
    pub assure: Option<u64>,
}

impl Merging {
    pub fn new(now: u64) -> Self {
        Self {
            changed: now,
            settle: None,
            ask: None,
            wait: FIRST_WAIT,
            asked: Vec::new(),
            asked_at: 0,
            others_asked: None,
            answers: Vec::new(),
            pace: Bucket::new(3, 12, now),
            held: Vec::new(),
            look: None,
            wants: Vec::new(),
            whos: Vec::new(),
            kept: Kept::default(),
            numbers: 0,
            pieces: Vec::new(),
            assure: None,
        }
    }

    pub fn is_quiet(&self, now: u64) -> bool {
        self.changed + QUIET_MS <= now
    }

    /// Asks what others know, at this time at the latest. `anew`: as one who has just come.
    pub fn ask_at(&mut self, at: u64, anew: bool) {
        self.ask = Some(self.ask.map_or(at, |due| due.min(at)));
        if anew {
            self.wait = FIRST_WAIT;
        }
    }

    /// A difference to this state was asked for.
    pub fn note_asked(&mut self, now: u64, asked: Asked) {
        self.asked.retain(|(name, at)| at + 20_000 > now && *name != asked);
        self.asked.push((asked, now));
    }

    /// It was asked; somebody who catches up asks again when no answer comes.
    pub fn did_ask(&mut self, now: u64, asked: Asked, again: bool) {
        self.note_asked(now, asked);
        self.asked_at = now;
        self.ask = again.then_some(now + self.wait);
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
    }

    /// A question was asked no longer ago than so many milliseconds.
    pub fn asked_within(&self, now: u64, ms: u64) -> bool {
        self.asked_at > 0 && self.asked_at + ms > now
    }

    pub fn has_asked(&self, asked: Asked) -> bool {
        self.asked.iter().any(|(name, _)| *name == asked)
    }

    pub fn owe_answer(&mut self, answer: Answer) {
        let known = self.answers.iter().any(|it| it.asked == answer.asked);
        if !known && self.answers.len() < MOST_ANSWERS {
            self.answers.push(answer);
        }
    }

    pub fn want(&mut self, now: u64, sender: Sender, message: u32) {
        let known = self.wants.iter().any(|it| (it.sender, it.message) == (sender, message));
        if !known && self.wants.len() < MOST_WANTS {
            self.wants.push(Want { sender, message, at: now + PART_PAUSE, tries: 0 });
        }
    }

    pub fn ask_who(&mut self, at: u64, sender: Sender) {
        if self.whos.len() < MOST_WHOS && self.whos.iter().all(|who| who.sender != sender) {
            self.whos.push(Who { sender, at, tries: 0 });
        }
    }

    pub fn somebody_asked_who(&mut self, now: u64, sender: Sender) {
        let who = self.whos.iter_mut().find(|who| who.sender == sender);
        who.into_iter().for_each(|who| who.at = who.at.max(now + 1_000));
    }

    /// Parts of a longer message are coming in.
    pub fn parts_came(&mut self, now: u64, part: &Part, source: Source) {
        let mut wanted = !part.kind.is_bulk() || self.asked_within(now, 10_000);
        if part.kind == Kind::Diff && part.part == 0 {
            // Not checked yet, so it only puts off what was about to be said.
            let mut reader = Reader(&part.body);
            let asked: Option<Asked> = reader.array();
            for answer in self.answers.iter_mut().filter(|it| Some(it.asked) == asked) {
                answer.at = answer.at.max((now + 1_500).min(answer.by));
            }
            let back = part.body.get(Diff::BACK_AT) == Some(&1);
            wanted |= back;
        }
        if part.kind.is_bulk() {
            // Not checked yet either, so it does not keep anybody from asking for long, and not at all from asking first.
            let latest = self.asked_at + 2 * LONGEST_WAIT;
            self.ask = self.ask.map(|at| at.max((now + FIRST_WAIT).min(latest)));
        }
        if wanted {
            self.want(now, source.sender, source.message);
        }
    }

    pub fn hold(&mut self, held: Held) {
        let bytes = self.held_bytes() + held.update.len();
        if self.held.len() >= MOST_HELD || bytes > MOST_HELD_BYTES {
            // A difference will bring what is let go here.
            self.ask_at(held.since, false);
            return;
        }
        self.look.get_or_insert(held.since + HOLD_MS);
        self.held.push(held);
    }

    pub fn held_bytes(&self) -> usize {
        self.held.iter().map(|it| it.update.len()).sum()
    }

    /// What is held is tried again at this time at the latest.
    pub fn look_at(&mut self, at: u64) {
        self.look = Some(self.look.map_or(at, |due| due.min(at)));
    }

    /// The pieces of a difference together, once all are there.
    pub fn piece(&mut self, sender: Sender, diff: &Diff<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
        let count = usize::from(diff.pieces);
        if count > Diff::MOST_PIECES {
            return None;
        }
        let same =
            |it: &Pieces| (it.sender, it.number, it.got.len()) == (sender, diff.number, count);
        let at = self.pieces.iter().position(same).unwrap_or_else(|| {
            // One sender has one at a time, and few do at once.
            self.pieces.retain(|it| it.sender != sender);
            if self.pieces.len() >= 2 {
                self.pieces.remove(0);
            }
            let got = vec![None; count];
            self.pieces.push(Pieces { sender, number: diff.number, got, state_vector: Vec::new() });
            self.pieces.len() - 1
        });
        let pieces = &mut self.pieces[at];
        if diff.piece == 0 {
            pieces.state_vector = diff.state_vector.to_vec();
        }
        pieces.got[usize::from(diff.piece)] = Some(diff.update.to_vec());
        if pieces.got.iter().any(Option::is_none) {
            return None;
        }
        let pieces = self.pieces.swap_remove(at);
        let update = pieces.got.into_iter().flatten().collect::<Vec<_>>().concat();
        Some((update, pieces.state_vector))
    }

    pub fn wakes_at(&self) -> Option<u64> {
        let answers = self.answers.iter().map(|it| it.at).min();
        let wants = self.wants.iter().map(|it| it.at).min();
        let whos = self.whos.iter().map(|it| it.at).min();
        let own = [self.ask, self.look, self.assure, self.settle];
        own.into_iter().chain([answers, wants, whos]).flatten().min()
    }
}
