//! Places for cards that came without one: the next free slot of their lane, in the order of the file.

use std::collections::HashSet;

use crate::geometry::{CARD, COLUMN_PAD, ROW_GAP};
use crate::model::{Lane, Place};

/// Slots of a lane's first column before the next column begins, as when a map is tidied.
const ROWS: usize = 12;
/// A tray is a wide box: slots fill it row by row.
const ACROSS: usize = 2;
const TRAY_TOP: f64 = 4.0;

#[derive(Default)]
pub(super) struct Slots {
    taken: HashSet<(usize, usize, usize)>,
    next: [usize; Lane::ALL.len()],
}

impl Slots {
    /// No slot that this card would cover is given away.
    pub fn take(&mut self, place: Place) {
        let (column, row) = (CARD.width + COLUMN_PAD, CARD.height + ROW_GAP);
        let covered = |at: f64, start: f64, size: f64, step: f64| {
            let first = ((at - start - size) / step).floor() + 1.0;
            let last = ((at - start + size) / step).ceil() - 1.0;
            (first.max(0.0) as usize)..(last.max(-1.0) + 1.0) as usize
        };
        for c in covered(place.x, COLUMN_PAD, CARD.width, column) {
            for r in covered(place.y, top(place.lane), CARD.height, row) {
                self.taken.insert((place.lane.index(), c, r));
            }
        }
    }

    pub fn next(&mut self, lane: Lane) -> Place {
        loop {
            let i = self.next[lane.index()];
            self.next[lane.index()] += 1;
            let (c, r) =
                if lane.is_tray() { (i % ACROSS, i / ACROSS) } else { (i / ROWS, i % ROWS) };
            if self.taken.insert((lane.index(), c, r)) {
                let x = COLUMN_PAD + c as f64 * (CARD.width + COLUMN_PAD);
                let y = top(lane) + r as f64 * (CARD.height + ROW_GAP);
                return Place::new(lane, x, y);
            }
        }
    }
}

fn top(lane: Lane) -> f64 {
    if lane.is_tray() { TRAY_TOP } else { COLUMN_PAD }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_go_down_the_lane_and_around_what_lies_there() {
        let mut slots = Slots::default();
        slots.take(Place::new(Lane::Support, 60.0, 130.0));
        slots.take(Place::new(Lane::People, 20.0, 20.0));
        let at = |place: Place| (place.x, place.y);
        assert_eq!(at(slots.next(Lane::Support)), (20.0, 292.0));
        assert_eq!(at(slots.next(Lane::People)), (20.0, 156.0));
        let last = (0..ROWS).map(|_| slots.next(Lane::People)).last();
        assert_eq!(last.map(at), Some((260.0, 20.0 + 136.0)));
        assert_eq!(at(slots.next(Lane::Parking)), (20.0, 4.0));
        assert_eq!(at(slots.next(Lane::Parking)), (260.0, 4.0));
    }

    #[test]
    fn a_card_put_exactly_in_a_slot_takes_that_slot_only() {
        let mut slots = Slots::default();
        slots.take(Place::new(Lane::People, 20.0, 156.0));
        assert_eq!(slots.taken.len(), 1);
        assert_eq!(slots.next(Lane::People).y, 20.0);
        assert_eq!(slots.next(Lane::People).y, 292.0);
    }
}
