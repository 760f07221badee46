//! Where somebody is on the map and what they are doing there, in the few bytes that presence may have.

use crate::geometry::{MapPoint, MapRect};
use crate::model::CardId;
use crate::sync::MAX_PRESENCE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Looking,
    /// Has the card selected.
    Selecting,
    /// Writes in the card.
    Editing,
    /// Moves the card: its corner is where the pointer would be.
    Dragging,
    /// Answers a question, away from the map.
    Answering,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts {
    /// The pointer, on the map.
    pub at: Option<MapPoint>,
    pub card: Option<CardId>,
    pub doing: Doing,
    /// The part of the map that is on their screen.
    pub view: Option<MapRect>,
}

/// Numbers as they travel. One that no map reaches would send others' screens astray.
fn number(rest: &mut &[u8]) -> Option<Option<f64>> {
    let (raw, tail) = rest.split_first_chunk()?;
    *rest = tail;
    let number = f64::from(f32::from_le_bytes(*raw));
    Some(Some(number).filter(|number| number.abs() < 1e7))
}

/// Somebody answers a question. It differs from time to time, and says nothing more.
pub(super) fn at_work(turn: bool) -> Vec<u8> {
    vec![Doing::Answering as u8, u8::from(turn)]
}

impl Whereabouts {
    const POINT: u8 = 0x80;
    const VIEW: u8 = 0x40;

    /// A card whose id is too long for presence is left out.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.doing as u8];
        if let Some(at) = self.at {
            bytes[0] |= Self::POINT;
            bytes.extend((at.x as f32).to_le_bytes());
            bytes.extend((at.y as f32).to_le_bytes());
        }
        if let Some(MapRect { x, y, width, height }) = self.view {
            bytes[0] |= Self::VIEW;
            for number in [x, y, width, height] {
                bytes.extend((number as f32).to_le_bytes());
            }
        }
        let card = self.card.as_ref().map_or("", CardId::as_str).as_bytes();
        if bytes.len() + card.len() <= MAX_PRESENCE {
            bytes.extend(card);
        }
        bytes
    }

    /// `None` when the bytes say nothing that makes sense: anybody may send any.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (first, mut rest) = bytes.split_first()?;
        let doing = match first & !(Self::POINT | Self::VIEW) {
            0 => Doing::Looking,
            1 => Doing::Selecting,
            2 => Doing::Editing,
            3 => Doing::Dragging,
            4 => {
                return Some(Self { at: None, card: None, doing: Doing::Answering, view: None });
            }
            _ => return None,
        };
        let mut at = None;
        if first & Self::POINT != 0 {
            let (x, y) = (number(&mut rest)?, number(&mut rest)?);
            at = x.zip(y).map(|(x, y)| MapPoint { x, y });
        }
        let mut view = None;
        if first & Self::VIEW != 0 {
            let (x, y) = (number(&mut rest)?, number(&mut rest)?);
            let (width, height) = (number(&mut rest)?, number(&mut rest)?);
            let rect = x.zip(y).zip(width.zip(height));
            let rect = rect.map(|((x, y), (width, height))| MapRect { x, y, width, height });
            view = rect.filter(|rect| rect.width > 1.0 && rect.height > 1.0);
        }
        let card = match rest {
            [] => None,
            raw => Some(CardId::parse(std::str::from_utf8(raw).ok()?).ok()?),
        };
        Some(Self { at, card, doing, view })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood_and_nonsense_is_nobodys_place() {
        let card = CardId::parse(&"x".repeat(22)).expect("an id");
        for (at, card, doing) in [
            (None, None, Doing::Looking),
            (Some(MapPoint { x: 12.5, y: -3.0 }), Some(card.clone()), Doing::Dragging),
            (None, Some(card), Doing::Editing),
        ] {
            let view = at.map(|_| MapRect { x: -5.0, y: 2.0, width: 1200.0, height: 700.5 });
            let said = Whereabouts { at, card, doing, view };
            assert!(said.to_bytes().len() <= MAX_PRESENCE);
            assert_eq!(Whereabouts::read(&said.to_bytes()), Some(said));
        }
        for turn in [false, true] {
            let said = Whereabouts::read(&at_work(turn)).map(|it| (it.doing, it.at, it.view));
            assert_eq!(said, Some((Doing::Answering, None, None)));
        }
        let nan = [&[0x80][..], &f32::NAN.to_le_bytes(), &f32::NAN.to_le_bytes()].concat();
        assert_eq!(Whereabouts::read(&nan).and_then(|it| it.at), None);
        let no_width = [&[0x40][..], &[0; 16]].concat();
        assert_eq!(Whereabouts::read(&no_width).map(|it| it.view), Some(None));
        for bad in [&[][..], &[9], &[0x80, 1], &[0x40, 1, 2], &[0, b' '], &[0, 0xff]] {
            assert_eq!(Whereabouts::read(bad), None, "{bad:?}");
        }
        let long = CardId::parse(&"x".repeat(64)).expect("an id");
        let (at, view) = (None, None);
        let said = Whereabouts { at, card: Some(long), doing: Doing::Editing, view };
        assert_eq!(Whereabouts::read(&said.to_bytes()).and_then(|it| it.card), None);
    }
}
