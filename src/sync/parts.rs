//! Putting messages together from their parts, within bounds: whoever never finishes costs little.

use sha2::{Digest, Sha256};

use super::frame::{CHUNK, Part};
use super::message::Kind;

/// Unfinished messages of one sender, and how many bytes they may hold together.
const MOST: usize = 4;
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// An unfinished message is let go when nothing of it has come for so long, in milliseconds.
const PATIENCE: u64 = 10_000;
/// Finished messages that are remembered, so that parts sent again for others are not taken for new.
const REMEMBERED: usize = 256;

struct Unfinished {
    kind: Kind,
    message: u32,
    parts: Vec<Option<Vec<u8>>>,
    bytes: usize,
    last: u64,
    /// The frames as they came, for a hub that passes them on once the whole is known to be sound.
    frames: Vec<Vec<u8>>,
}

/// What a part said, in short.
type Print = [u8; 8];

struct Finished {
    message: u32,
    kind: Kind,
    /// Of its parts, for a hub that passes on again what it knows, and nothing else under the same number.
    prints: Vec<Print>,
}

#[derive(Default)]
pub(super) struct Parts {
    unfinished: Vec<Unfinished>,
    finished: Vec<Finished>,
    next: usize,
}

pub(super) enum Taken {
    /// The content of a whole message, and the frames it came in where they were to be kept.
    Whole(Vec<u8>, Vec<Vec<u8>>),
    /// More is to come.
    Waiting,
    /// The message was finished before, and this is a part of it, word for word.
    Again,
    /// The message was finished before.
    Known,
    /// It contradicts what came before, or is too long.
    Refused,
}

impl Parts {
    pub fn take(&mut self, now: u64, part: Part, frame: Option<&[u8]>) -> Taken {
        if let Some(done) = self.done(part.message, part.kind) {
            let known = done.prints.len() == usize::from(part.parts)
                && done.prints[usize::from(part.part)] == print(&part.body);
            // Anybody may say something sound again under another's number: that takes it away from nobody.
            if known || part.kind != Kind::Replay {
                return if known { Taken::Again } else { Taken::Known };
            }
        }
        let frame = frame.map(<[u8]>::to_vec);
        if part.parts == 1 {
            let sound = part.body.len() <= part.kind.limit();
            return if sound { whole(part.body, frame) } else { Taken::Refused };
        }
        let last = part.part + 1 == part.parts;
        if part.body.len() > CHUNK || (!last && part.body.len() < CHUNK) {
            return Taken::Refused;
        }
        // Somebody else may have sent something in the sender's name: that is another message.
        let same = |it: &Unfinished| {
            (it.message, it.kind, it.parts.len())
                == (part.message, part.kind, usize::from(part.parts))
        };
        let at = self.unfinished.iter().position(same);
        let at = at.unwrap_or_else(|| self.begin(&part));
        let held: usize = self.unfinished.iter().map(|it| it.bytes).sum();
        let one = &mut self.unfinished[at];
        if held + part.body.len() > MOST_BYTES {
            return Taken::Refused;
        }
        let place = &mut one.parts[usize::from(part.part)];
        if place.is_some() {
            return Taken::Waiting;
        }
        one.last = now;
        one.bytes += part.body.len();
        one.frames.extend(frame);
        *place = Some(part.body);
        if one.parts.iter().any(Option::is_none) {
            return Taken::Waiting;
        }
        let one = self.unfinished.swap_remove(at);
        if one.bytes > one.kind.limit() {
            return Taken::Refused;
        }
        let content = one.parts.into_iter().flatten().collect::<Vec<_>>().concat();
        Taken::Whole(content, one.frames)
    }

    fn begin(&mut self, part: &Part) -> usize {
        if self.unfinished.len() >= MOST {
            self.let_go();
        }
        self.unfinished.push(Unfinished {
            kind: part.kind,
            message: part.message,
            parts: vec![None; usize::from(part.parts)],
            bytes: 0,
            last: 0,
            frames: Vec::new(),
        });
        self.unfinished.len() - 1
    }

    /// An update or a difference of this number has come.
    pub fn has(&self, message: u32) -> bool {
        [Kind::Update, Kind::Diff].iter().any(|kind| self.done(message, *kind).is_some())
    }

    fn done(&self, message: u32, kind: Kind) -> Option<&Finished> {
        self.finished.iter().find(|it| (it.message, it.kind) == (message, kind))
    }

    /// Lets go the unfinished message of which nothing has come for longest.
    pub fn let_go(&mut self) {
        let oldest = (0..self.unfinished.len()).min_by_key(|at| self.unfinished[*at].last);
        oldest.map(|at| self.unfinished.swap_remove(at));
    }

    /// The message was whole and what it claims to be. With its content where parts of it may be passed on again.
    pub fn finish(&mut self, message: u32, kind: Kind, content: &[u8]) {
        let done = Finished { message, kind, prints: content.chunks(CHUNK).map(print).collect() };
        if self.finished.len() < REMEMBERED {
            self.finished.push(done);
        } else {
            self.finished[self.next] = done;
            self.next = (self.next + 1) % REMEMBERED;
        }
    }

    /// The parts of an unfinished message that have not come, in order; `None` when nothing of it has.
    pub fn missing(&self, message: u32) -> Option<Vec<u16>> {
        let one = self.unfinished.iter().find(|it| it.message == message)?;
        let open = one.parts.iter().enumerate().filter(|(_, part)| part.is_none());
        Some(open.filter_map(|(at, _)| u16::try_from(at).ok()).collect())
    }

    /// When something of this unfinished message came last.
    pub fn last(&self, message: u32) -> Option<u64> {
        self.unfinished.iter().find(|it| it.message == message).map(|it| it.last)
    }

    pub fn tidy(&mut self, now: u64) {
        self.unfinished.retain(|it| it.last + PATIENCE > now);
    }

    pub fn bytes(&self) -> usize {
        self.unfinished.iter().map(|it| it.bytes).sum()
    }
}

fn print(body: &[u8]) -> Print {
    let mut print = Print::default();
    print.copy_from_slice(&Sha256::digest(body)[..8]);
    print
}

fn whole(content: Vec<u8>, frame: Option<Vec<u8>>) -> Taken {
    Taken::Whole(content, frame.into_iter().collect())
}
