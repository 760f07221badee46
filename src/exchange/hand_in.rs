//! Handing in without any connection: an invitation to write, as a link, and what was written, as a text or QR code
//! that only the one who invited can open.
//!
//! An invitation is `#write.` and the frame of every link; in it the round (8 bytes), the key to seal with (32), what is
//! asked for (0 and a kind of card; 1, dots, how many options and each of them; 2 for a number; or 3, how many drafts and each of them), the question and the
//! map's title, and the first four bytes of the SHA-256 of all that. Texts have their length in front.
//! What is handed in is `handin.` and the frame; in it the round, so that the reader knows which key, and the sealed rest:
//! writer (8), a number that grows with every handing in (4), which part of how many (1, 1), a name, and the cards: number
//! (4), length (2) and text of each. Each part can be read by itself. Numbers are little-endian, texts are UTF-8.

use sha2::{Digest, Sha256};

use super::frame::{BadLink, unwrap, unwrap_all, wrap};
use crate::crypto::{OpeningKey, SealingKey};
use crate::model::text::clean_line;
use crate::model::{CardKind, MAX_TITLE, RoundId, Task, WriterId, Written};

const INVITATION: &str = "#write.";
const HAND_IN: &str = "handin.";
/// Bytes of cards in one QR code: what a laptop's camera reads from a phone held up to it (69 modules a side).
const PART: usize = 230;
/// Bytes of cards in one piece of text.
const TEXT_PART: usize = 8 * 1024;
/// A piece that is handed in is read up to here.
const MOST: usize = 16 * 1024;
const CARDS: usize = 200;
/// Letters of a prompt or a title that an invitation carries.
const WORDS: usize = 200;
const NAME: usize = 60;
const OPTION: usize = 60;

/// A question to a room, and how to seal an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub round: RoundId,
    pub key: SealingKey,
    pub ask: Task,
    pub prompt: String,
    /// The map's title.
    pub map: String,
}

/// What somebody handed in, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    pub writer: WriterId,
    /// Of two that say different things about one card the larger holds.
    pub turn: u32,
    pub name: String,
    pub cards: Vec<Written>,
}

/// What somebody handed in, as it was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedHandIn {
    pub round: RoundId,
    sealed: Vec<u8>,
}

impl Invitation {
    /// Two ways of asking one question: the map may have been renamed in between.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.round == other.round && self.key == other.key
    }

    #[must_use]
    pub fn fragment(&self) -> String {
        let mut bytes = Vec::new();
        bytes.extend(self.round.bytes());
        bytes.extend(self.key.bytes());
        put_ask(&mut bytes, &self.ask);
        put(&mut bytes, short(&self.prompt, WORDS));
        put(&mut bytes, short(&self.map, WORDS));
        let sum = Sha256::digest(&bytes);
        bytes.extend(&sum[..4]);
        wrap(INVITATION, &bytes)
    }

    /// # Errors
    /// [`BadLink`], in the order in which it can be told.
    pub fn read(text: &str) -> Result<Self, BadLink> {
        let bytes = unwrap(INVITATION, text)?;
        let (bytes, sum) = bytes.split_last_chunk::<4>().ok_or(BadLink::Damaged)?;
        if Sha256::digest(bytes)[..4] != *sum {
            return Err(BadLink::Damaged);
        }
        let mut rest = bytes;
        let (round, key) = take(&mut rest).zip(take(&mut rest)).ok_or(BadLink::Damaged)?;
        let (round, key) = (RoundId::from_bytes(round), SealingKey::from_bytes(key));
        // One that nothing can be sealed with would be found out only after somebody has written.
        key.seal(&[], &[]).map_err(|_| BadLink::Damaged)?;
        let read = |rest: &mut &[u8]| {
            let ask = ask_of(rest)?;
            let (prompt, map) = (text_of(rest)?, text_of(rest)?);
            Some(Self { round, key, ask, prompt: clean_line(&prompt), map: clean_line(&map) })
        };
        // The sum holds, so what cannot be read is what a later version asks.
        read(&mut rest).ok_or(BadLink::Newer)
    }

    /// What is handed in as text, for a chat or a mail: in as many pieces as a reader takes.
    #[must_use]
    pub fn text(&self, writer: WriterId, turn: u32, name: &str, cards: &[Written]) -> String {
        self.parts(TEXT_PART, writer, turn, name, cards).join("\n")
    }

    /// The same as texts that each fit a QR code, all of which belong to it.
    #[must_use]
    pub fn codes(&self, writer: WriterId, turn: u32, name: &str, cards: &[Written]) -> Vec<String> {
        self.parts(PART, writer, turn, name, cards)
    }

    fn parts(
        &self,
        most: usize,
        writer: WriterId,
        turn: u32,
        name: &str,
        cards: &[Written],
    ) -> Vec<String> {
        let mut parts: Vec<Vec<Written>> = vec![Vec::new()];
        let mut room = most;
        for card in cards {
            let size = card.text.len() + 6;
            let filled = parts.last().map_or(0, Vec::len);
            if (size > room && filled > 0) || filled >= CARDS {
                parts.push(Vec::new());
                room = most;
            }
            room = room.saturating_sub(size);
            parts.last_mut().expect("there is always one").push(card.clone());
        }
        let of = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        let numbered = (1..=u8::MAX).zip(&parts);
        numbered.map(|(part, cards)| self.seal(writer, turn, (part, of), name, cards)).collect()
    }

    fn seal(
        &self,
        writer: WriterId,
        turn: u32,
        part: (u8, u8),
        name: &str,
        cards: &[Written],
    ) -> String {
        let mut plain = Vec::new();
        plain.extend(writer.bytes());
        plain.extend(turn.to_le_bytes());
        plain.extend([part.0, part.1]);
        put(&mut plain, short(name, NAME));
        for card in cards {
            let text = short(&card.text, MAX_TITLE);
            plain.extend(card.number.to_le_bytes());
            plain.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
            plain.extend(text.as_bytes());
        }
        let round = self.round.bytes();
        let sealed = self.key.seal(&plain, &round).expect("a key that cannot seal invites nobody");
        wrap(HAND_IN, &[round.as_slice(), &sealed].concat())
    }
}

impl SealedHandIn {
    /// # Errors
    /// [`BadLink::Damaged`] when it was not sealed for this key, or changed on its way.
    pub fn open(&self, key: &OpeningKey) -> Result<HandIn, BadLink> {
        let plain = key.open(&self.sealed, &self.round.bytes()).map_err(|_| BadLink::Damaged)?;
        let mut rest = plain.as_slice();
        let read = |rest: &mut &[u8]| {
            let writer = WriterId::from_bytes(take(rest)?);
            let turn = u32::from_le_bytes(take(rest)?);
            let _part: [u8; 2] = take(rest)?;
            let name = clean_line(&text_of(rest)?);
            let mut cards = Vec::new();
            while !rest.is_empty() && cards.len() < CARDS {
                let number = u32::from_le_bytes(take(rest)?);
                let length = usize::from(u16::from_le_bytes(take(rest)?));
                let text = clean_line(&string(rest, length)?);
                cards.push(Written { number, text: short(&text, MAX_TITLE).to_owned() });
            }
            Some(HandIn { writer, turn, name, cards })
        };
        read(&mut rest).ok_or(BadLink::Damaged)
    }
}

#[must_use]
pub fn has_invitation(text: &str) -> bool {
    text.contains(INVITATION)
}

#[must_use]
pub fn has_hand_in(text: &str) -> bool {
    text.split(HAND_IN).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Everything in a text that was handed in: one code, or the whole chat of a call. What cannot be read says why.
pub fn find_hand_ins(text: &str) -> Vec<Result<SealedHandIn, BadLink>> {
    let found = unwrap_all(HAND_IN, text).map(|bytes| {
        let bytes = bytes?;
        if bytes.len() > MOST {
            return Err(BadLink::TooLong);
        }
        let (round, sealed) = bytes.split_first_chunk().ok_or(BadLink::Damaged)?;
        Ok(SealedHandIn { round: RoundId::from_bytes(*round), sealed: sealed.to_vec() })
    });
    found.collect()
}

fn put_ask(bytes: &mut Vec<u8>, ask: &Task) {
    match ask {
        Task::Cards(kind) => {
            bytes.push(0);
            put(bytes, kind.name());
        }
        Task::Pick { options, dots } => {
            let options = &options[..options.len().min(Task::MOST_OPTIONS)];
            bytes.extend([1, *dots, u8::try_from(options.len()).unwrap_or_default()]);
            for option in options {
                put(bytes, short(option, OPTION));
            }
        }
        Task::Scale => bytes.push(2),
        Task::Drafts(drafts) => {
            let drafts = &drafts[..drafts.len().min(Task::MOST_OPTIONS)];
            bytes.extend([3, u8::try_from(drafts.len()).unwrap_or_default()]);
            for draft in drafts {
                put(bytes, short(draft, OPTION));
            }
        }
    }
}

fn ask_of(rest: &mut &[u8]) -> Option<Task> {
    Some(match take(rest)? {
        // A kind that only a later version has: its words can be written all the same.
        [0] => Task::Cards(CardKind::parse(&text_of(rest)?).unwrap_or(CardKind::Parking)),
        [1] => {
            let [dots, many] = take(rest)?;
            Task::Pick { options: options_of(rest, many)?, dots: dots.max(1) }
        }
        [2] => Task::Scale,
        [3] => {
            let [many] = take(rest)?;
            Task::Drafts(options_of(rest, many)?)
        }
        _ => return None,
    })
}

fn options_of(rest: &mut &[u8], many: u8) -> Option<Vec<String>> {
    let option = |rest: &mut &[u8]| text_of(rest).map(|text| clean_line(&text));
    let options: Option<Vec<_>> = (0..many).map(|_| option(rest)).collect();
    options.filter(|all| (1..=Task::MOST_OPTIONS).contains(&all.len()))
}

/// A text with its length in front, in one byte.
fn put(bytes: &mut Vec<u8>, text: &str) {
    let text = short(text, usize::from(u8::MAX));
    let text = &text[..text.floor_char_boundary(usize::from(u8::MAX))];
    bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    bytes.extend(text.as_bytes());
}

/// The first letters of a text.
fn short(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}

fn text_of(rest: &mut &[u8]) -> Option<String> {
    let [length] = take(rest)?;
    string(rest, usize::from(length))
}

fn string(rest: &mut &[u8], length: usize) -> Option<String> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    std::str::from_utf8(taken).ok().map(str::to_owned)
}
