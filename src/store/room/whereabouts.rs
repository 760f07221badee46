//! Where somebody is on the map and what they are doing there, in the few bytes that presence may have.

use crate::geometry::MapPoint;
use crate::model::CardId;
use crate::sync::MAX_PRESENCE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Looking,
    /// Has the card selected.
    Selecting,
    /// Writes in the card.
    Editing,
    /// Moves the card: it hangs where they are.
    Dragging,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts {
    /// The pointer, on the map.
    pub at: Option<MapPoint>,
    pub card: Option<CardId>,
    pub doing: Doing,
}

impl Whereabouts {
    const POINT: u8 = 0x80;

    /// A card whose id is too long for presence is left out.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.doing as u8];
        if let Some(at) = self.at {
            bytes[0] |= Self::POINT;
            bytes.extend((at.x as f32).to_le_bytes());
            bytes.extend((at.y as f32).to_le_bytes());
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
        let doing = match first & !Self::POINT {
            0 => Doing::Looking,
            1 => Doing::Selecting,
            2 => Doing::Editing,
            3 => Doing::Dragging,
            _ => return None,
        };
        let mut at = None;
        if first & Self::POINT != 0 {
            let (x, tail) = rest.split_first_chunk()?;
            let (y, tail) = tail.split_first_chunk()?;
            let (x, y) = (f64::from(f32::from_le_bytes(*x)), f64::from(f32::from_le_bytes(*y)));
            // A point that no map reaches would send others' screens astray.
            let sane = x.abs() < 1e7 && y.abs() < 1e7;
            at = sane.then_some(MapPoint { x, y });
            rest = tail;
        }
        let card = match rest {
            [] => None,
            raw => Some(CardId::parse(std::str::from_utf8(raw).ok()?).ok()?),
        };
        Some(Self { at, card, doing })
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
            let said = Whereabouts { at, card, doing };
            assert!(said.to_bytes().len() <= MAX_PRESENCE);
            assert_eq!(Whereabouts::read(&said.to_bytes()), Some(said));
        }
        let nan = [&[0x80][..], &f32::NAN.to_le_bytes(), &f32::NAN.to_le_bytes()].concat();
        assert_eq!(Whereabouts::read(&nan).and_then(|it| it.at), None);
        for bad in [&[][..], &[9], &[0x80, 1], &[0, b' '], &[0, 0xff]] {
            assert_eq!(Whereabouts::read(bad), None, "{bad:?}");
        }
        let long = CardId::parse(&"x".repeat(64)).expect("an id");
        let said = Whereabouts { at: None, card: Some(long), doing: Doing::Editing };
        assert_eq!(Whereabouts::read(&said.to_bytes()).and_then(|it| it.card), None);
    }
}
