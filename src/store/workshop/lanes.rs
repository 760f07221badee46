//! Where the map is looked at in a stage: the lane that is worked in, and the one that it serves beside it.

use super::super::state::State;
use super::super::view::Beside;
use crate::geometry::{CARD, Camera, Layout, MapRect, Viewport};
use crate::model::Lane;

/// Between a lane and the edge of the screen, in CSS pixels.
const AIR: f64 = 16.0;
/// As small as cards can be read at all.
const SMALLEST: f64 = 0.6;

impl State {
    pub(super) fn show_lanes(&mut self, lane: Lane, serves: Lane) {
        let layout = Layout::of(self.map());
        let is_wall = self.view.beside == Some(Beside::Projector);
        let (x, zoom) = across(&layout, [lane, serves], self.viewport, self.text_scale, is_wall);
        // A lane is as high as the map, and people look at its upper end first: that is where its first card lies.
        let first = |lane: Lane| {
            let cards = self.map().cards.values().filter(|card| card.place.lane == lane);
            cards.map(|card| layout.to_map(card.place).y).reduce(f64::min)
        };
        let from = layout.rect(lane).y;
        let own = first(lane).unwrap_or(from);
        // Where the other lane's begins higher, no card of it is cut while this one's first is seen as well.
        let free = (self.viewport.size.height - self.viewport.top - self.viewport.bottom) / zoom;
        let other = first(serves).filter(|y| *y < own && own - y + CARD.height < free);
        let first = (other.unwrap_or(own) - 24.0).max(from);
        let top = first - (self.viewport.top + 8.0) / zoom;
        self.set_camera(Camera::new(x, top, zoom));
    }
}

/// Where the screen begins, and how large the map is on it. Both lanes are shown where they fit, otherwise the first one whole and as much
/// as there is room for on the side of the other one. Beside the outermost lanes nothing is left empty while others could be there.
fn across(
    layout: &Layout,
    [lane, serves]: [Lane; 2],
    viewport: Viewport,
    text: f64,
    is_wall: bool,
) -> (f64, f64) {
    let (from, to) = (layout.rect(lane), layout.rect(serves));
    let both = from.union(&to);
    let fits = |rect: &MapRect| (viewport.size.width - 2.0 * AIR) / rect.width;
    // On a wall it is read from far away, and nobody can turn to what else there is: there the upper end fills it.
    let (least, wanted) = match is_wall {
        true => (1.2, fits(&both).min(1.75 * text)),
        false => (SMALLEST, Camera::fitting(both, viewport, text).zoom),
    };
    let zoom = wanted.max((least * text).min(fits(&from))).max(SMALLEST * text);
    let (air, seen) = (AIR / zoom, viewport.size.width / zoom);
    let free = |rect: &MapRect| seen - rect.width - 2.0 * air;
    let middle = |rect: &MapRect| rect.center().x - seen / 2.0;
    let all = Lane::LANES.iter().fold(both, |all, lane| all.union(&layout.rect(*lane)));
    let begins = if free(&all) >= 0.0 {
        middle(&all)
    } else {
        let near = if free(&both) >= 0.0 {
            middle(&both)
        } else if to.x < from.x && free(&from) >= 0.0 {
            from.right() + air - seen
        } else {
            from.x - air
        };
        near.min(all.right() + air - seen).max(all.x - air)
    };
    (begins, zoom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facilitation::StageKind;
    use crate::geometry::Size;

    #[test]
    fn a_stage_shows_its_lane_whole_the_one_it_serves_where_both_fit_and_no_empty_space_beside_the_map()
     {
        let layout = Layout::around(std::iter::empty());
        let stages = StageKind::ALL.into_iter().filter_map(StageKind::lanes);
        for ((lane, serves), width) in
            stages.flat_map(|lanes| [390.0, 800.0, 1024.0, 1440.0, 1920.0].map(|it| (lanes, it)))
        {
            for (text, is_wall) in [(1.0, true), (1.0, false), (2.0, true), (2.0, false)] {
                let viewport =
                    Viewport { size: Size { width, height: 700.0 }, ..Viewport::default() };
                let (x, zoom) = across(&layout, [lane, serves], viewport, text, is_wall);
                let (from, right) = (layout.rect(lane), x + width / zoom);
                let case =
                    format!("{lane:?} for {serves:?}, {width} wide, text {text}, wall {is_wall}");
                if from.width * zoom <= width {
                    assert!(x <= from.x && from.right() <= right, "{case}: the lane is cut");
                } else {
                    assert!(x <= from.x && from.x * zoom < width, "{case}: it does not begin here");
                }
                let both = from.union(&layout.rect(serves));
                if both.width * zoom + 2.0 * AIR <= width {
                    assert!(x <= both.x && both.right() <= right, "{case}: the other lane is cut");
                } else if serves != lane {
                    assert!(zoom <= 1.2 * text + 1e-9, "{case}: it is not as small as it may be");
                }
                let ends = layout.rect(*Lane::LANES.last().expect("lanes")).right();
                let begins = layout.rect(Lane::LANES[0]).x;
                let empty = (begins - x).max(0.0) + (right - ends).max(0.0);
                let spare = (width / zoom - (ends - begins)).max(2.0 * AIR / zoom);
                assert!(empty <= spare + 1e-6, "{case}: {empty} empty");
            }
        }
    }
}
