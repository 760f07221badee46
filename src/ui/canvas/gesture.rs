//! What the pointers on the stage are doing. A gesture is one of these; there is no second flag anywhere.

use crate::geometry::{MapPoint, MapRect, ScreenPoint};
use crate::model::{CardId, Sorted};

/// How far a pointer travels, in CSS pixels, before a press becomes a drag.
pub(super) const SLOP: f64 = 4.0;

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Gesture {
    #[default]
    Idle,
    /// Pressed on empty space (`on: None`) or on a card; it is not yet clear what it becomes.
    Pressed {
        at: ScreenPoint,
        on: Option<CardId>,
        add: bool,
        pan: bool,
    },
    Panning {
        last: ScreenPoint,
    },
    /// Cards follow the pointer. `grip` is where the pointer took hold of the map; `corners` where the cards were; `onto` the card
    /// that they would be grouped with.
    Dragging {
        grip: MapPoint,
        corners: Vec<(CardId, MapPoint)>,
        onto: Option<CardId>,
    },
    Marquee {
        from: MapPoint,
        to: MapPoint,
        add: bool,
    },
    /// A line from a card's handle to the pointer, and the card it would end at.
    Linking {
        from: CardId,
        to: MapPoint,
        over: Option<CardId>,
    },
    /// Two fingers: they pan and zoom at once.
    Pinching {
        middle: ScreenPoint,
        distance: f64,
    },
}

impl Gesture {
    pub fn marquee(&self) -> Option<MapRect> {
        match self {
            Self::Marquee { from, to, .. } => Some(MapRect::between(*from, *to)),
            _ => None,
        }
    }

    pub fn is_dragging(&self) -> bool {
        matches!(self, Self::Dragging { .. })
    }
}

/// The pointers that are down on the stage, by their browser id.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    down: Sorted<i32, ScreenPoint>,
}

impl Pointers {
    pub fn press(&mut self, id: i32, at: ScreenPoint) {
        self.down.insert(id, at);
    }

    pub fn moved(&mut self, id: i32, at: ScreenPoint) {
        if self.down.contains_key(&id) {
            self.down.insert(id, at);
        }
    }

    pub fn lift(&mut self, id: i32) {
        self.down.remove(&id);
    }

    /// The middle of two fingers and how far they are apart.
    pub fn pinch(&self) -> Option<(ScreenPoint, f64)> {
        let mut points = self.down.iter().map(|(_, at)| at);
        let (a, b) = (points.next()?, points.next()?);
        Some((a.middle(*b), a.distance(*b).max(1.0)))
    }
}
