//! How a room is led, as one signed text: the question that is asked to everybody, who was erased from the map, and behind
//! it what the workshop says. The whole of it is said each time, so that a late joiner needs the last one only.

use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::model::CardId;

const FORMAT: u8 = 1;
/// Where somebody was erased.
const FORMAT_ERASED: u8 = 2;
/// What the count of a vote begins with.
const RESULT: char = '=';
/// In bytes; the whole of it has to fit into a control message. Some two hundred page loads.
const MOST_KNOWN: usize = 2_000;

/// Who was erased from the map since the room was opened: each time another map took the place of the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// In their order.
    pub cards: Vec<CardId>,
    /// Of the history that the map has since the last time.
    pub author: u64,
    /// What whoever erased knew of the history before it, as a state vector; empty where that is too long to say.
    pub knew: Vec<u8>,
}

impl Erased {
    /// The epoch that begins with it. Two who lead and erase at once begin two, of which the higher one stands.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        let mut hash = Sha256::new();
        self.cards.iter().for_each(|id| hash.update(format!("{id} ")));
        let hash = hash.chain_update(self.author.to_le_bytes()).finalize();
        let count = u32::try_from(self.cards.len()).unwrap_or(0).min(0xfff);
        count << 20 | u32::from_le_bytes([hash[0], hash[1], hash[2], 0]) >> 4
    }

    fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = vec![u8::try_from(self.cards.len()).ok()?];
        for id in &self.cards {
            bytes.push(u8::try_from(id.as_str().len()).ok()?);
            bytes.extend(id.as_str().as_bytes());
        }
        bytes.extend(self.author.to_le_bytes());
        let knew = if self.knew.len() > MOST_KNOWN { &[][..] } else { &self.knew };
        bytes.extend(u16::try_from(knew.len()).ok()?.to_le_bytes());
        bytes.extend(knew);
        Some(bytes)
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (count, mut rest) = bytes.split_first()?;
        let mut cards = Vec::new();
        for _ in 0..*count {
            let (length, text) = rest.split_first()?;
            let (text, after) = text.split_at_checked(usize::from(*length))?;
            cards.push(CardId::parse(std::str::from_utf8(text).ok()?).ok()?);
            rest = after;
        }
        let (author, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (knew, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let author = u64::from_le_bytes(*author);
        Some((Self { cards, author, knew: knew.to_vec() }, rest))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Led {
    /// The fragment of a link to the question that is asked to the room.
    pub invitation: Option<Rc<str>>,
    /// The count of the vote that was asked last; gone with the next question.
    pub result: Option<Rc<str>>,
    pub erased: Erased,
    /// What leads through the workshop; its meaning is `facilitation`'s.
    pub workshop: Rc<[u8]>,
}

impl Led {
    /// `None` where it names more people than it can.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        // In the place of an invitation, where it is none to those who know of no results.
        let asked = match (&self.invitation, &self.result) {
            (Some(invitation), _) => invitation.to_string(),
            (None, Some(result)) => format!("{RESULT}{result}"),
            (None, None) => String::new(),
        };
        let asked = asked.as_bytes();
        let length = u16::try_from(asked.len()).unwrap_or(u16::MAX);
        let asked = &asked[..usize::from(length)];
        let any = !self.erased.cards.is_empty();
        let format = if any { FORMAT_ERASED } else { FORMAT };
        let erased = if any { self.erased.to_bytes()? } else { Vec::new() };
        Some([&[format], &length.to_le_bytes()[..], asked, &erased, &self.workshop].concat())
    }

    /// `None` for what a later version says.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (format, rest) = bytes.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let text = std::str::from_utf8(text).ok()?;
        let result = text.strip_prefix(RESULT).map(Rc::from);
        let invitation = (!text.is_empty() && result.is_none()).then(|| text.into());
        let (erased, workshop) = match *format {
            FORMAT => (Erased::default(), rest),
            FORMAT_ERASED => Erased::read(rest).filter(|(erased, _)| !erased.cards.is_empty())?,
            _ => return None,
        };
        Some(Self { invitation, result, erased, workshop: workshop.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_needs_another_and_each_comes_back() {
        let ids = ["ana", "bo"].map(|id| CardId::parse(id).expect("an id"));
        let erased = Erased { cards: ids.to_vec(), author: 7, knew: vec![1, 5, 9] };
        for (invitation, erased, workshop) in [
            (None, Erased::default(), &b""[..]),
            (Some("#write.x"), erased.clone(), b""),
            (None, erased.clone(), b"stage 2"),
            (Some("#w"), Erased::default(), b"two"),
        ] {
            let result = invitation.is_none().then(|| "of a vote 3 1".into());
            let invitation = invitation.map(Rc::from);
            let led = Led { invitation, result, erased, workshop: workshop.into() };
            assert_eq!(Led::read(&led.to_bytes().expect("short enough")), Some(led));
        }
        for bad in [&[][..], &[3, 0, 0], &[1, 9, 0, b'x'], &[1, 1, 0, 0xff], &[2, 0, 0, 1, 1, b'x']]
        {
            assert_eq!(Led::read(bad), None, "{bad:?}");
        }
        let one = Erased { cards: ids[..1].to_vec(), author: 9, knew: Vec::new() };
        assert!(erased.epoch() > one.epoch() && one.epoch() > 0);
        assert_ne!(one.epoch(), Erased { author: 8, ..one.clone() }.epoch());
    }
}
