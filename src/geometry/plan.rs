//! Plans for where cards could lie. Kernels: they say what to do, somebody else does it.

use std::collections::HashMap;

use super::group::{column, together};
use super::layout::{CARD, COLUMN, COLUMN_PAD, Layout, ROW, ROW_GAP, card_rect, room_in_tray};
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
    if place.lane.is_tray() {
        return place;
    }
    let column = ((place.x - COLUMN_PAD) / COLUMN).round().max(0.0);
    Place::new(place.lane, COLUMN_PAD + column * COLUMN, place.y)
}

/// The next free slot at the foot of a lane; in a tray row by row.
#[must_use]
pub fn next_slot(map: &Map, lane: Lane) -> Place {
    next_slots(map, lane, 1).pop().unwrap_or(cell(lane, 0, 1))
}

/// Where so many cards come to lie that are put into a lane one after the other.
#[must_use]
pub fn next_slots(map: &Map, lane: Lane, many: usize) -> Vec<Place> {
    let all: Vec<_> = map.cards.values().map(|card| card.place).collect();
    let here: Vec<_> = all.iter().filter(|place| place.lane == lane).collect();
    if !lane.is_tray() {
        let foot = here.iter().map(|place| place.y + CARD.height).reduce(f64::max);
        let first = foot.map_or(COLUMN_PAD, |foot| foot + ROW_GAP);
        return (0..many).map(|n| Place::new(lane, COLUMN_PAD, first + n as f64 * ROW)).collect();
    }
    // What comes in makes neither the lanes nor the other trays wider.
    let columns = (((room_in_tray(&all, lane) - COLUMN_PAD) / COLUMN) as usize).max(1);
    let is_free = |at: &Place| {
        let apart =
            |it: &&Place| (it.x - at.x).abs() > CARD.width || (it.y - at.y).abs() > CARD.height;
        here.iter().all(apart)
    };
    // A card that was put anywhere lies over four of them at most.
    let cells = (0..many + 4 * here.len()).map(|n| cell(lane, n, columns));
    cells.filter(is_free).take(many).collect()
}

/// Where the box lies in which the next card of a lane is written: in that card's place, or below the others where the tray
/// gets wide enough for it only with the card.
#[must_use]
pub fn box_slot(map: &Map, layout: &Layout, lane: Lane) -> Place {
    let slot = next_slot(map, lane);
    if !lane.is_tray() || slot.x + CARD.width + COLUMN_PAD <= layout.rect(lane).width {
        return slot;
    }
    let here = map.cards.values().filter(|card| card.place.lane == lane);
    let foot = here.map(|card| card.place.y + CARD.height).fold(0.0, f64::max);
    Place::new(lane, COLUMN_PAD, foot + ROW_GAP)
}

/// A place in a tray, row by row.
fn cell(tray: Lane, n: usize, columns: usize) -> Place {
    let (x, y) = ((n % columns) as f64, (n / columns) as f64);
    Place::new(tray, COLUMN_PAD + x * COLUMN, 4.0 + y * ROW)
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
const MOST: usize = 12;

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
    let trays = lanes.split_off(Lane::LANES.len());
    let lanes = lanes.into_iter().zip(Lane::LANES).flat_map(|(ids, lane)| stacked(map, ids, *lane));
    let mut places: Vec<_> = lanes.collect();
    places.extend(in_rows(&places, trays));
    places
        .into_iter()
        .filter(|(id, place)| map.card(id).is_some_and(|card| card.place != *place))
        .collect()
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
    let columns = ids.len().div_ceil(MOST).max(1);
    let rows = ids.len().div_ceil(columns).max(1);
    let x = |n: i32| COLUMN_PAD + f64::from(n) * COLUMN;
    let ids = together(map, &ids);
    ids.chunks(rows).zip(0..).flat_map(|(ids, n)| column(lane, x(n), ids)).collect()
}

/// The cards of the trays, in as few rows as fit within the width of the lanes.
fn in_rows(lanes: &[(CardId, Place)], trays: Vec<Vec<CardId>>) -> Vec<(CardId, Place)> {
    let layout = Layout::around(lanes.iter().map(|(_, place)| *place));
    let room = Lane::TRAYS.iter().map(|tray| layout.rect(*tray).width - COLUMN_PAD);
    let room = (room.sum::<f64>() / COLUMN) as usize;
    let columns = |rows: usize| trays.iter().map(move |ids| ids.len().div_ceil(rows).max(1));
    let fits = |rows: &usize| columns(*rows).sum::<usize>() <= room;
    let rows = (1..).find(fits).unwrap_or(1);
    let each = columns(rows).collect::<Vec<_>>().into_iter().zip(Lane::TRAYS);
    let each = each.zip(&trays).flat_map(|((columns, tray), ids)| {
        let place = move |(n, id): (usize, &CardId)| (id.clone(), cell(*tray, n, columns));
        ids.iter().enumerate().map(place)
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::{Card, CardKind, Fields, MapId};

    fn parked(places: Vec<Place>) -> Map {
        let mut map = Map::empty(MapId::random());
        for place in places {
            let (id, kind, fields) = (CardId::random(), CardKind::Parking, Fields::default());
            let (title, notes) = (String::new(), String::new());
            let card = Card { id: id.clone(), kind, title, notes, place, fields };
            map.cards.insert_mut(id, Rc::new(card));
        }
        map
    }

    fn trays_fit(map: &Map) -> bool {
        let layout = Layout::of(map);
        let lanes = layout.rect(Lane::Commitments).right();
        let inside =
            |card: &Rc<Card>| layout.rect(card.place.lane).contains_rect(&card_rect(&layout, card));
        layout.bounds().right() <= lanes + 1.0 && map.cards.values().all(inside)
    }

    #[test]
    fn many_cards_in_a_tray_lie_in_rows_within_the_width_of_the_lanes() {
        let mut places = next_slots(&parked(Vec::new()), Lane::Parking, 24);
        places.extend(next_slots(&parked(places.clone()), Lane::Requests, 3));
        let map = parked(places.clone());
        assert!(trays_fit(&map), "{places:?}");
        let apart = |a: &Place, b: &Place| !rect_in_lane(*a).touches(&rect_in_lane(*b));
        let covers =
            |n: usize, a: &Place| places[..n].iter().any(|b| a.lane == b.lane && !apart(a, b));
        assert!(!places.iter().enumerate().any(|(n, a)| covers(n, a)));
        let rows = places.iter().filter(|place| place.lane == Lane::Parking && place.x < 21.0);
        assert_eq!(rows.count(), 5, "five in a row");
        // The box for the next one lies in its tray, too, however many there are.
        for many in 0..=24 {
            let map = parked(places[..many].to_vec());
            for tray in Lane::TRAYS {
                let layout = Layout::of(&map);
                let at = layout.to_map(box_slot(&map, &layout, *tray));
                let foot = MapRect { x: at.x, y: at.y, width: CARD.width, height: 46.0 };
                assert!(layout.rect(*tray).contains_rect(&foot), "{tray:?} with {many}");
            }
        }
    }

    #[test]
    fn tidying_breaks_an_endless_row_and_a_file_keeps_it() {
        let x = |n: i32| COLUMN_PAD + f64::from(n) * COLUMN;
        let map = parked((0..24).map(|n| Place::new(Lane::Parking, x(n), 4.0)).collect());
        assert!(!trays_fit(&map), "it lies as the file says");
        let tidied = parked(tidy(&map).into_iter().map(|(_, place)| place).collect());
        assert!(trays_fit(&tidied));
    }
}
