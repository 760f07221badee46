//! Plans for where cards could lie. Kernels: they say what to do, somebody else does it.

use std::collections::HashMap;

use super::group::{column, together};
use super::layout::{CARD, COLUMN_PAD, Layout, ROW_GAP, card_rect};
use super::shapes::MapRect;
use crate::model::{CardId, Lane, Map, Place, sort_by};

/// Places are multiples of this, in map units, so that cards line up without effort.
const SNAP: f64 = 4.0;

fn rect_in_lane(place: Place) -> MapRect {
    MapRect { x: place.x, y: place.y, width: CARD.width, height: CARD.height }
}

/// The place nearest to `wanted` where a card covers no other one of its lane: there, or right above or below
/// whatever is in the way. `but` are cards that do not count, as they are being moved themselves.
#[must_use]
pub fn free_place(map: &Map, wanted: Place, but: &[CardId]) -> Place {
    let others = map.cards.values().filter(|c| c.place.lane == wanted.lane && !but.contains(&c.id));
    let snapped = |v: f64| (v / SNAP).round() * SNAP;
    let wanted = Place::new(wanted.lane, snapped(wanted.x.max(8.0)), snapped(wanted.y.max(8.0)));
    let rects: Vec<_> = others.map(|card| rect_in_lane(card.place)).collect();
    let column: Vec<_> =
        rects.iter().filter(|r| r.x < wanted.x + CARD.width && wanted.x < r.right()).collect();
    let is_free = |y: f64| {
        let here = MapRect { y, ..rect_in_lane(wanted) };
        column.iter().all(|rect| !rect.touches(&here))
    };
    let beside = column.iter().flat_map(|r| [r.y - ROW_GAP - CARD.height, r.bottom() + ROW_GAP]);
    let all = std::iter::once(wanted.y).chain(beside);
    let best = all
        .filter(|y| *y >= 0.0 && is_free(*y))
        .min_by(|a, b| (a - wanted.y).abs().total_cmp(&(b - wanted.y).abs()));
    Place::new(wanted.lane, wanted.x, best.unwrap_or(wanted.y))
}

/// The same place in the nearest column of its lane, so that a hand that is not steady does not widen the lane.
/// Trays are read across: there a place stays where it was put.
#[must_use]
pub fn in_column(place: Place) -> Place {
    const PITCH: f64 = CARD.width + COLUMN_PAD;
    if place.lane.is_tray() {
        return place;
    }
    let column = ((place.x - COLUMN_PAD) / PITCH).round().max(0.0);
    Place::new(place.lane, COLUMN_PAD + column * PITCH, place.y)
}

/// The next free slot at the foot of a lane; beside the others in a tray.
#[must_use]
pub fn next_slot(map: &Map, lane: Lane) -> Place {
    let here = map.cards.values().filter(|card| card.place.lane == lane).map(|card| card.place);
    let foot = here.fold(None, |foot: Option<(f64, f64)>, place| {
        let (x, y) = foot.unwrap_or_default();
        Some((x.max(place.x + CARD.width), y.max(place.y + CARD.height)))
    });
    match foot {
        None => Place::new(lane, COLUMN_PAD, if lane.is_tray() { 4.0 } else { COLUMN_PAD }),
        Some(_) if lane.is_tray() => first_gap(map, lane),
        Some((_, bottom)) => Place::new(lane, COLUMN_PAD, bottom + ROW_GAP),
    }
}

/// The first place along a tray where a card covers no other: at its beginning, or right after some card.
fn first_gap(map: &Map, tray: Lane) -> Place {
    let xs: Vec<f64> =
        map.cards.values().filter(|c| c.place.lane == tray).map(|c| c.place.x).collect();
    let is_free = |x: f64| xs.iter().all(|other| (other - x).abs() >= CARD.width + 8.0);
    let after = xs.iter().map(|x| x + CARD.width + COLUMN_PAD);
    let first = std::iter::once(COLUMN_PAD).chain(after).filter(|x| is_free(*x));
    Place::new(tray, first.fold(f64::INFINITY, f64::min).min(Place::REACH), 4.0)
}

/// A way to go from a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

/// The card one arrives at from another by an arrow key: the nearest whose middle lies that way,
/// where sideways distance counts double.
#[must_use]
pub fn neighbour(map: &Map, from: &CardId, direction: Direction) -> Option<CardId> {
    let layout = Layout::of(map);
    let here = card_rect(&layout, map.card(from)?).center();
    let distance = |id: &CardId| {
        let there = card_rect(&layout, map.card(id)?).center();
        let (dx, dy) = (there.x - here.x, there.y - here.y);
        let (along, aside) = match direction {
            Direction::Left => (-dx, dy),
            Direction::Right => (dx, dy),
            Direction::Up => (-dy, dx),
            Direction::Down => (dy, dx),
        };
        (along > 4.0).then(|| along + 2.0 * aside.abs())
    };
    let others = map.cards.keys().filter(|id| *id != from);
    let reachable = others.filter_map(|id| distance(id).map(|d| (d, id)));
    reachable.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id.clone())
}

/// Cards of one column in the lanes at most; what is beyond starts another column.
const COLUMN: usize = 12;

/// Lays the whole map out anew so that the story reads across: in every lane the cards are ordered by where
/// the cards they are linked with lie (the barycentre method of Sugiyama et al., 1981), then stacked.
/// Returns only the moves that change something.
#[must_use]
pub fn tidy(map: &Map) -> Vec<(CardId, Place)> {
    let mut lanes: Vec<Vec<CardId>> = vec![Vec::new(); Lane::ALL.len()];
    let mut cards: Vec<_> = map.cards.values().collect();
    sort_by(&mut cards, |a, b| {
        a.place.y.total_cmp(&b.place.y).then(a.place.x.total_cmp(&b.place.x))
    });
    for card in cards {
        lanes[card.place.lane.index()].push(card.id.clone());
    }
    let mut linked: HashMap<&CardId, Vec<&CardId>> = HashMap::new();
    for link in map.links.values() {
        linked.entry(&link.from).or_default().push(&link.to);
        linked.entry(&link.to).or_default().push(&link.from);
    }
    let mut rank: HashMap<CardId, f64> = HashMap::new();
    for lane in &lanes {
        rank.extend(lane.iter().cloned().zip((0..).map(f64::from)));
    }
    for round in 0..8 {
        let sweep: Vec<usize> = if round % 2 == 0 {
            (0..lanes.len()).collect()
        } else {
            (0..lanes.len()).rev().collect()
        };
        for lane in sweep {
            order_by_neighbours(&mut lanes[lane], &linked, &mut rank);
        }
    }
    let places = lanes.into_iter().zip(Lane::ALL).flat_map(|(ids, lane)| stacked(map, ids, lane));
    places.filter(|(id, place)| map.card(id).is_some_and(|card| card.place != *place)).collect()
}

fn order_by_neighbours(
    lane: &mut [CardId],
    linked: &HashMap<&CardId, Vec<&CardId>>,
    rank: &mut HashMap<CardId, f64>,
) {
    let middle = |id: &CardId| match linked.get(id) {
        Some(others) if !others.is_empty() => {
            others.iter().map(|other| rank[*other]).sum::<f64>() / others.len() as f64
        }
        _ => rank[id],
    };
    let middles: HashMap<CardId, f64> = lane.iter().map(|id| (id.clone(), middle(id))).collect();
    sort_by(lane, |a, b| middles[a].total_cmp(&middles[b]));
    for (i, id) in lane.iter().enumerate() {
        rank.insert(id.clone(), i as f64);
    }
}

fn stacked(map: &Map, ids: Vec<CardId>, lane: Lane) -> Vec<(CardId, Place)> {
    if lane.is_tray() {
        let across = (0..).map(|i| COLUMN_PAD + f64::from(i) * (CARD.width + COLUMN_PAD));
        return ids.into_iter().zip(across.map(|x| Place::new(lane, x, 4.0))).collect();
    }
    let columns = ids.len().div_ceil(COLUMN).max(1);
    let rows = ids.len().div_ceil(columns).max(1);
    let x = |n: i32| COLUMN_PAD + f64::from(n) * (CARD.width + COLUMN_PAD);
    let ids = together(map, &ids);
    ids.chunks(rows).zip(0..).flat_map(|(ids, n)| column(lane, x(n), ids)).collect()
}
