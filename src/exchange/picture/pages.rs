//! Where a picture of a map is cut into pages: between lanes and between cards, never through one where that can be helped.

use crate::geometry::{CARD, COLUMN_PAD, MapRect, ROW_GAP, Scene};
use crate::model::{Lane, Map};

/// What a page shows across, in map units: four lanes, on which the words of a card are 9 points high on A4 or Letter.
const ACROSS: f64 = 1_180.0;
/// Width to height of what a printer leaves of such a page, lying on its side.
const RATIO: f64 = 1.42;

/// The pages of the whole map, in reading order; none without a card. Each is as wide and high as a page at most.
#[must_use]
pub fn pages(map: &Map, area: MapRect) -> Vec<MapRect> {
    let scene = Scene::new(map);
    let everything = scene.layout().bounds().grown(1e6);
    let cards: Vec<MapRect> = scene.cards_in(everything).map(|(_, _, rect)| rect).collect();
    let down = ACROSS / RATIO;
    let mut all = Vec::new();
    for (left, right) in columns(&scene, area) {
        let here: Vec<&MapRect> =
            cards.iter().filter(|card| card.x < right && left < card.right()).collect();
        let mut top = area.y;
        while top < area.bottom() {
            let bottom = cut(&here, top, area.bottom(), down);
            let page = MapRect { x: left, y: top, width: right - left, height: bottom - top };
            if here.iter().any(|card| card.touches(&page)) {
                all.push(page);
            }
            top = bottom;
        }
    }
    all
}

/// Stretches across the map, each as many lanes as go on a page. A lane that is wider than a page is cut between its cards.
fn columns(scene: &Scene, area: MapRect) -> Vec<(f64, f64)> {
    let mut cuts: Vec<f64> = Vec::new();
    for lane in Lane::LANES {
        let rect = scene.layout().rect(*lane);
        cuts.push(rect.right() + 14.0);
        let mut x = rect.x + CARD.width + 1.5 * COLUMN_PAD;
        while rect.width > ACROSS && x < rect.right() {
            cuts.push(x);
            x += CARD.width + COLUMN_PAD;
        }
    }
    let mut x = scene.layout().bounds().right();
    // Trays may reach farther than the lanes above them.
    while x < area.right() {
        cuts.push(x);
        x += ACROSS;
    }
    cuts.sort_by(f64::total_cmp);
    let (mut all, mut left) = (Vec::new(), area.x);
    while left < area.right() - 1.0 {
        let far = left + ACROSS;
        let right = match area.right() <= far {
            true => area.right(),
            false => {
                cuts.iter().copied().filter(|x| *x > left + 1.0 && *x <= far).fold(0.0, f64::max)
            }
        };
        let right = if right > left { right } else { far.min(area.right()) };
        all.push((left, right));
        left = right;
    }
    all
}

/// Where a page ends that begins at `top`.
fn cut(cards: &[&MapRect], top: f64, end: f64, down: f64) -> f64 {
    let far = top + down;
    if end <= far {
        return end;
    }
    let between = cards.iter().map(|card| card.bottom() + ROW_GAP / 2.0);
    let is_free = |y: &f64| !cards.iter().any(|card| card.y < *y && *y < card.bottom());
    let best = between.filter(|y| *y > top + 1.0 && *y <= far && is_free(y)).fold(0.0, f64::max);
    // With nothing but air on the page its end is as good a place as any, unless a card begins there.
    match best > top {
        true => best,
        false if is_free(&far) => far,
        false => cards
            .iter()
            .map(|card| card.y)
            .filter(|y| *y > top + 1.0 && *y < far)
            .fold(far, f64::min),
    }
}
