//! What those who cannot sign keep of what editors signed, word for word, and say again when nobody who can sign is there.

use std::collections::VecDeque;

use super::merging::Answer;
use super::message::{Asked, Diff, Kind, Replay, Source};
use super::port::Port;
use super::session::Session;
use crate::crypto::{Capability, SIGNATURE};

/// So much of others' words is kept, in bytes; the oldest go first.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The same is said again to who still knows as little after so long, in milliseconds.
const ONCE_MORE_MS: u64 = 20_000;
/// While somebody else says again what is missed, the others wait so long after each word, in milliseconds.
const TURN_MS: (u64, u64) = (6_000, 12_000);

/// Signed by an editor, kept word for word.
struct Said {
    source: Source,
    kind: Kind,
    content: Vec<u8>,
}

impl Said {
    /// What it tells about the map; of one piece of a longer difference, that piece.
    fn update(&self) -> Option<&[u8]> {
        let (body, _) = self.content.split_last_chunk::<SIGNATURE>()?;
        match self.kind {
            Kind::Diff => Some(Diff::read(body)?.update),
            _ => body.get(4..),
        }
    }
}

#[derive(Default)]
pub(super) struct Kept {
    said: VecDeque<Said>,
    bytes: usize,
    /// From which state all was said again last, and when.
    told: Option<(Asked, u64)>,
}

impl Kept {
    fn remember(&mut self, source: Source, kind: Kind, content: &[u8]) {
        if self.said.iter().any(|said| said.source == source) {
            return;
        }
        self.bytes += content.len();
        self.said.push_back(Said { source, kind, content: content.to_vec() });
        while self.bytes > MOST_BYTES {
            self.bytes -= self.said.pop_front().map_or(self.bytes, |said| said.content.len());
        }
    }
}

impl Session {
    /// Who cannot sign edits keeps what editors signed.
    pub(super) fn remember(&mut self, source: Source, kind: Kind, content: &[u8]) {
        if self.keys.capability() == Capability::View && matches!(kind, Kind::Diff | Kind::Update) {
            self.merging.kept.remember(source, kind, content);
        }
    }

    /// Says again all that whoever asks does not know, the oldest first, no faster than others listen. What only takes
    /// something out may be known: a state vector does not tell.
    pub(super) fn say_kept(&mut self, now: u64, answer: &Answer, port: &mut dyn Port) {
        // Whoever asked meanwhile has heard it too, and asks anew where that was not enough.
        self.merging.answers.clear();
        let again = |(asked, at)| asked == answer.asked && at + ONCE_MORE_MS > now;
        if self.merging.kept.told.is_some_and(again) {
            return;
        }
        self.merging.kept.told = Some((answer.asked, now));
        let is_news = |said: &&Said| {
            said.update().is_some_and(|update| !port.is_known(update, &answer.state_vector))
        };
        let news = self.merging.kept.said.iter().filter(is_news);
        let replays: Vec<_> = news
            .map(|Said { source, kind, content }| {
                Replay { source: *source, kind: *kind, content }.to_bytes()
            })
            .collect();
        for body in replays {
            self.say_in_turn(now, Kind::Replay, body);
        }
    }

    /// Somebody else says again what editors signed: one at a time is enough.
    pub(super) fn others_say_kept(&mut self, now: u64) {
        if self.keys.capability() == Capability::View {
            let at = now + self.chance.between(TURN_MS.0, TURN_MS.1);
            for answer in &mut self.merging.answers {
                answer.at = answer.at.max(at.min(answer.by));
            }
        }
    }
}
