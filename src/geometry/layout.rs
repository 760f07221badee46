//! Where lanes and trays lie. Derived from the cards' places; stored nowhere.

use super::shapes::{MapPoint, MapRect, Size};
use crate::model::{Card, Lane, Map, Place};

/// Every card has this size, in map units: a title of 90 characters fits.
pub const CARD: Size = Size { width: 220.0, height: 112.0 };
/// Room between a card and the edge of its lane.
pub const COLUMN_PAD: f64 = 20.0;
/// Room between two cards of a column.
pub const ROW_GAP: f64 = 24.0;
/// Room between two lanes, where links turn.
const LANE_GAP: f64 = 28.0;
const LANE_WIDTH: f64 = CARD.width + 2.0 * COLUMN_PAD;
const LANE_HEIGHT: f64 = 520.0;
/// Free room under the lowest card of the lanes, so that there is always a place to drop one.
const LANE_FOOT: f64 = 96.0;
const TRAY_GAP: f64 = 40.0;
/// The heading of a tray lies inside it.
const TRAY_HEAD: f64 = 44.0;
const TRAY_HEIGHT: f64 = 110.0;
/// Of the box in which a new card is written.
const BOX_HEIGHT: f64 = 46.0;
/// From one column to the next.
pub(super) const COLUMN: f64 = CARD.width + COLUMN_PAD;
/// From one card of a column to the next.
pub(super) const ROW: f64 = CARD.height + ROW_GAP;

/// What a tray needs whose cards reach so far to the right.
fn tray_width(reach: f64) -> f64 {
    LANE_WIDTH.max(reach + COLUMN_PAD)
}

/// How wide a tray can get within the width of the lanes, beside what the others need.
pub(super) fn room_in_tray(places: &[Place], tray: Lane) -> f64 {
    let lanes = Layout::around(places.iter().copied()).rect(Lane::Commitments).right();
    let others = Lane::TRAYS.iter().filter(|other| **other != tray).map(|other| {
        let here = places.iter().filter(|place| place.lane == *other);
        tray_width(here.map(|place| place.x + CARD.width).fold(0.0, f64::max))
    });
    lanes - 2.0 * LANE_GAP - others.sum::<f64>()
}

/// How far the cards of each lane reach, from that lane's upper left corner.
type Reach = [Size; Lane::ALL.len()];

/// The rectangles of all lanes and trays.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    rects: [MapRect; Lane::ALL.len()],
}

impl Layout {
    #[must_use]
    pub fn of(map: &Map) -> Self {
        Self::around(map.cards.values().map(|card| card.place))
    }

    /// The layout around cards that lie at these places.
    #[must_use]
    pub fn around(places: impl Iterator<Item = Place>) -> Self {
        let mut reach: Reach = [Size::default(); Lane::ALL.len()];
        for place in places {
            let lane = &mut reach[place.lane.index()];
            lane.width = lane.width.max(place.x + CARD.width);
            lane.height = lane.height.max(place.y + CARD.height);
        }
        let mut rects = [MapRect::default(); Lane::ALL.len()];
        let (lanes, trays) = Lane::ALL.split_at(Lane::LANES.len());
        let tallest = lanes.iter().map(|lane| reach[lane.index()].height).fold(0.0, f64::max);
        let height = LANE_HEIGHT.max(tallest + LANE_FOOT);
        let mut x = 0.0;
        for lane in lanes {
            let width = LANE_WIDTH.max(reach[lane.index()].width + COLUMN_PAD);
            rects[lane.index()] = MapRect { x, y: 0.0, width, height };
            x += width + LANE_GAP;
        }
        let across = x - LANE_GAP;
        // Together as wide as the lanes: a third each, or shared by need where that is too little for one. Only what was put
        // farther out reaches beyond them.
        let need = |tray: &Lane| tray_width(reach[tray.index()].width);
        let room = across - 2.0 * LANE_GAP;
        let share = room / trays.iter().map(need).sum::<f64>();
        let is_enough = trays.iter().all(|tray| need(tray) <= room / 3.0);
        let width = |tray: &Lane| if is_enough { room / 3.0 } else { need(tray) * share.max(1.0) };
        let depth = |tray: &Lane| match reach[tray.index()].height {
            0.0 => TRAY_HEIGHT,
            // No room for one more card beside the others: the box for it may begin another row.
            used if width(tray) < need(tray) + COLUMN => {
                used + ROW_GAP + BOX_HEIGHT + TRAY_HEAD + COLUMN_PAD
            }
            used => used + TRAY_HEAD + COLUMN_PAD,
        };
        let deep = trays.iter().map(depth).fold(0.0, f64::max);
        let mut x = 0.0;
        for tray in trays {
            let width = width(tray);
            rects[tray.index()] = MapRect { x, y: height + TRAY_GAP, width, height: deep };
            x += width + LANE_GAP;
        }
        Self { rects }
    }

    #[must_use]
    pub fn rect(&self, lane: Lane) -> MapRect {
        self.rects[lane.index()]
    }

    /// Around all lanes and trays.
    #[must_use]
    pub fn bounds(&self) -> MapRect {
        self.rects[1..].iter().fold(self.rects[0], |all, rect| all.union(rect))
    }

    /// Where places of a lane are counted from.
    fn origin(&self, lane: Lane) -> MapPoint {
        let rect = self.rect(lane);
        MapPoint { x: rect.x, y: rect.y + if lane.is_tray() { TRAY_HEAD } else { 0.0 } }
    }

    #[must_use]
    pub fn to_map(&self, place: Place) -> MapPoint {
        let origin = self.origin(place.lane);
        MapPoint { x: origin.x + place.x, y: origin.y + place.y }
    }

    /// The lane or tray at a point; the nearest one where the point lies between or outside them.
    #[must_use]
    pub fn lane_at(&self, p: MapPoint) -> Lane {
        let trays_from = self.rect(Lane::Requests).y - TRAY_GAP / 2.0;
        let row = if p.y >= trays_from { Lane::TRAYS } else { Lane::LANES };
        let away = |lane: &Lane| {
            let rect = self.rect(*lane);
            (rect.x - p.x).max(p.x - rect.right()).max(0.0)
        };
        row.iter().copied().min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(Lane::Priorities)
    }

    /// The place of a card whose upper left corner is put at `corner`: the lane is the one under its middle.
    #[must_use]
    pub fn place_at(&self, corner: MapPoint) -> Place {
        let middle = MapPoint { x: corner.x + CARD.width / 2.0, y: corner.y + CARD.height / 2.0 };
        let lane = self.lane_at(middle);
        let origin = self.origin(lane);
        Place::new(lane, corner.x - origin.x, corner.y - origin.y)
    }
}

/// Where a card lies on the map.
#[must_use]
pub fn card_rect(layout: &Layout, card: &Card) -> MapRect {
    let at = layout.to_map(card.place);
    MapRect { x: at.x, y: at.y, width: CARD.width, height: CARD.height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_has_seven_lanes_side_by_side_over_three_trays() {
        let layout = Layout::around(std::iter::empty());
        for pair in Lane::LANES.windows(2) {
            assert!(layout.rect(pair[0]).right() < layout.rect(pair[1]).x);
        }
        let parking = layout.rect(Lane::Parking);
        assert!(parking.y > layout.rect(Lane::Support).bottom());
        assert_eq!(layout.lane_at(parking.center()), Lane::Parking);
    }

    #[test]
    fn a_lane_grows_with_its_cards_and_pushes_the_others_right() {
        let wide = Place::new(Lane::People, 700.0, 2_000.0);
        let layout = Layout::around([wide].into_iter());
        let people = layout.rect(Lane::People);
        assert!(people.width > 900.0 && people.height > 2_100.0);
        assert!(layout.rect(Lane::Outcomes).x > people.right());
        assert_eq!(layout.place_at(layout.to_map(wide)), wide);
    }

    #[test]
    fn a_card_put_left_of_everything_or_between_lanes_lands_in_the_nearest_lane() {
        let layout = Layout::around(std::iter::empty());
        assert_eq!(layout.place_at(MapPoint { x: -5_000.0, y: 10.0 }).lane, Lane::Priorities);
        assert_eq!(layout.lane_at(MapPoint { x: 9e9, y: 10.0 }), Lane::Commitments);
    }
}
