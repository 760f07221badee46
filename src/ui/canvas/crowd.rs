//! Hundreds of cards that come into view at once become elements over several frames, so that none takes long.
//! Until it is their turn they are painted.

use crate::geometry::{MapPoint, MapRect};
use crate::model::{CardId, CardKind, sort_and_dedup, sort_by};

/// So many new elements a frame: about 40 ms on a slow machine, with style, layout and paint.
const A_FRAME: usize = 48;

#[derive(Default)]
pub(super) struct Crowd {
    /// The cards that are elements, sorted.
    inside: Vec<CardId>,
    waits: bool,
}

impl Crowd {
    /// Are there cards in view that are no elements yet?
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Leaves in `seen` the cards that are elements already, those that are `needed` at once, and the next ones
    /// from the `middle` of the view outwards.
    pub fn admit(
        &mut self,
        seen: &mut Vec<(&CardId, CardKind, MapRect)>,
        middle: MapPoint,
        needed: impl Fn(&CardId) -> bool,
    ) {
        let mut fresh: Vec<(i64, &CardId)> = seen
            .iter()
            .filter(|(id, ..)| self.inside.binary_search(id).is_err())
            .map(|(id, _, rect)| {
                let (dx, dy) = (rect.x - middle.x, rect.y - middle.y);
                (if needed(id) { -1 } else { (dx * dx + dy * dy) as i64 }, *id)
            })
            .collect();
        self.waits = fresh.len() > A_FRAME;
        if self.waits {
            sort_by(&mut fresh, |a, b| a.cmp(b));
            let mut late: Vec<CardId> =
                fresh.iter().skip(A_FRAME).map(|(_, id)| (*id).clone()).collect();
            sort_and_dedup(&mut late);
            seen.retain(|(id, ..)| late.binary_search(id).is_err());
        }
        self.inside = seen.iter().map(|(id, ..)| (*id).clone()).collect();
        sort_and_dedup(&mut self.inside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_comes_in_from_the_middle_and_whoever_is_needed_comes_first() {
        let ids: Vec<CardId> =
            (0..200).map(|i| CardId::parse(&format!("c{i:03}")).expect("an id")).collect();
        let at = |i: usize| MapRect { x: i as f64 * 10.0, y: 0.0, width: 9.0, height: 9.0 };
        let all = || -> Vec<_> {
            ids.iter().enumerate().map(|(i, id)| (id, CardKind::Priority, at(i))).collect()
        };
        let mut crowd = Crowd::default();
        let mut turns = Vec::new();
        loop {
            let mut seen = all();
            crowd.admit(&mut seen, MapPoint { x: 0.0, y: 0.0 }, |id| *id == ids[199]);
            turns.push(seen.len());
            assert!(seen.iter().any(|(id, ..)| **id == ids[199]));
            assert!(seen.iter().any(|(id, ..)| **id == ids[0]));
            if !crowd.waits() {
                break;
            }
        }
        assert_eq!(turns, [48, 96, 144, 192, 200]);
        // Who is inside stays; a few newcomers do not wait.
        let mut seen = all();
        crowd.admit(&mut seen, MapPoint { x: 0.0, y: 0.0 }, |_| false);
        assert_eq!((seen.len(), crowd.waits()), (200, false));
    }
}
