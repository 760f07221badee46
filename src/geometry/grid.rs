//! A uniform grid over the map: which things may lie in a rectangle, without looking at all of them.

use std::collections::HashMap;

use super::shapes::MapRect;
use crate::model::sort_and_dedup;

/// Side of a cell in map units: two cards wide, so that a card lies in at most four cells.
const CELL: f64 = 512.0;

/// Things by number. A thing is found in every cell its rectangle touches.
#[derive(Debug, Default)]
pub(super) struct Grid {
    cells: HashMap<(i32, i32), Vec<u32>>,
    /// No thing has this number or a higher one.
    end: u32,
}

fn span(rect: &MapRect) -> impl Iterator<Item = (i32, i32)> + use<> {
    let cell = |v: f64| (v / CELL).floor() as i32;
    let (left, right) = (cell(rect.x), cell(rect.right()));
    let (top, bottom) = (cell(rect.y), cell(rect.bottom()));
    (left..=right).flat_map(move |i| (top..=bottom).map(move |j| (i, j)))
}

impl Grid {
    pub fn insert(&mut self, thing: u32, rect: &MapRect) {
        self.end = self.end.max(thing + 1);
        for cell in span(rect) {
            self.cells.entry(cell).or_default().push(thing);
        }
    }

    /// `rect` must be the one the thing was put in with.
    pub fn remove(&mut self, thing: u32, rect: &MapRect) {
        for cell in span(rect) {
            if let Some(things) = self.cells.get_mut(&cell) {
                things.retain(|other| *other != thing);
            }
        }
    }

    /// Candidates in ascending order, each once; the caller compares exact shapes.
    pub fn near(&self, rect: &MapRect) -> Vec<u32> {
        let asked = (rect.width / CELL + 2.0) * (rect.height / CELL + 2.0);
        let lists: Vec<&Vec<u32>> = if asked > self.cells.len() as f64 {
            self.cells.values().collect()
        } else {
            span(rect).filter_map(|cell| self.cells.get(&cell)).collect()
        };
        let all = lists.into_iter().flatten().copied();
        // A long link lies in hundreds of cells: sorting all that is found in a wide view took a second, so much is ticked off.
        if all.clone().count() < self.end as usize {
            let mut found: Vec<u32> = all.collect();
            sort_and_dedup(&mut found);
            return found;
        }
        let mut ticks = vec![false; self.end as usize];
        all.for_each(|thing| ticks[thing as usize] = true);
        (0..self.end).filter(|thing| ticks[*thing as usize]).collect()
    }
}
