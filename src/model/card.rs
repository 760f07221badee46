//! A card and where it lies.

use super::{CardId, CardKind, Fields, Lane};

/// Titles up to this many characters read well on a card; longer ones are kept and shown clipped.
pub const SHORT_TITLE: usize = 90;
/// The longest title that a map keeps, in UTF-16 units; a file's longer one moves into the notes.
pub const MAX_TITLE: usize = 1_000;
/// The longest notes that a map keeps, in UTF-16 units.
pub const MAX_NOTES: usize = 20_000;

/// Where a card lies: a lane, and a point from that lane's upper left corner in map units (CSS pixels at zoom 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub lane: Lane,
    pub x: f64,
    pub y: f64,
}

impl Place {
    /// Farther out than this (map units) nothing can be put: beyond it screens lose precision.
    pub const REACH: f64 = 1_000_000.0;

    /// A place with finite coordinates, rounded to a tenth of a unit and kept within [`Self::REACH`].
    #[must_use]
    pub fn new(lane: Lane, x: f64, y: f64) -> Self {
        let tame = |v: f64| {
            let v = if v.is_finite() { v.clamp(0.0, Self::REACH) } else { 0.0 };
            (v * 10.0).round() / 10.0
        };
        Self { lane, x: tame(x), y: tame(y) }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: CardId,
    pub kind: CardKind,
    /// The title; a stakeholder's name.
    pub title: String,
    pub notes: String,
    pub place: Place,
    pub fields: Fields,
}

impl Card {
    /// Counts in the analysis: not parked, not stopped, not paused.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !matches!(self.place.lane, Lane::Parking | Lane::Stopped)
            && !matches!(self.fields.text("status"), "stopped" | "paused")
    }

    /// We no longer do it; what is parked or paused may come back.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.place.lane == Lane::Stopped || self.fields.text("status") == "stopped"
    }

    /// Fields that are asked for and still empty.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> + '_ {
        let asked = self.kind.fields().filter(|spec| spec.needed);
        asked.map(|spec| spec.key).filter(|key| self.fields.get(key).is_none())
    }
}
