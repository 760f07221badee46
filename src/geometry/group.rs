//! Where groups lie: their cards come to lie close together, one under the other, with room for a title above, and what
//! lies below makes way. Frames follow the cards; stored nowhere.

use std::collections::HashMap;
use std::rc::Rc;

use super::layout::{CARD, COLUMN_PAD, ROW_GAP};
use super::shapes::MapRect;
use crate::model::{Card, CardId, GROUP, Lane, Map, Place, sort_by};

/// Room between two cards of a group.
pub(super) const CLOSE: f64 = 12.0;
/// Room above a group for its title.
pub const GROUP_HEAD: f64 = 32.0;
/// How far a frame reaches beyond its cards.
const PAD: f64 = 8.0;

/// The frames around a group's cards: one around all that lie close together. A card of somebody else's between them lies in
/// no frame. Rectangles from above.
#[must_use]
pub fn frames(cards: impl Iterator<Item = MapRect>) -> Vec<MapRect> {
    let mut frames: Vec<MapRect> = Vec::new();
    for card in cards {
        match frames.last_mut() {
            Some(last) if lies_below(last, &card) => *last = last.union(&card),
            _ => frames.push(card),
        }
    }
    let frame = |rect: MapRect| MapRect {
        x: rect.x - PAD,
        y: rect.y - GROUP_HEAD,
        width: rect.width + 2.0 * PAD,
        height: rect.height + GROUP_HEAD + PAD,
    };
    frames.into_iter().map(frame).collect()
}

fn lies_below(above: &MapRect, card: &MapRect) -> bool {
    let gap = card.y - above.bottom();
    (card.x - above.x).abs() < 1.0 && gap < ROW_GAP + CLOSE && gap > -CARD.height
}

/// Are two places of a lane close enough for their cards to be taken for neighbours?
#[must_use]
pub fn are_near(a: Place, b: Place) -> bool {
    a.lane == b.lane
        && (a.x - b.x).abs() < CARD.width
        && (a.y - b.y).abs() < 1.5 * (CARD.height + ROW_GAP)
}

/// Cards one under the other in this order, from where `at` is, and what in their column has to make way. Only the moves
/// that change something.
#[must_use]
pub fn gathered(map: &Map, members: &[CardId], at: Place) -> Vec<(CardId, Place)> {
    let is_other = |card: &&Rc<Card>| {
        card.place.lane == at.lane
            && (card.place.x - at.x).abs() < CARD.width
            && !members.contains(&card.id)
    };
    let mut others: Vec<_> = map.cards.values().filter(is_other).collect();
    sort_by(&mut others, |a, b| a.place.y.total_cmp(&b.place.y).then(a.id.cmp(&b.id)));
    let (above, below): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|card| card.place.y + CARD.height / 2.0 < at.y);
    let foot = above.last().map_or(COLUMN_PAD - ROW_GAP, |card| card.place.y + CARD.height);
    let mut moves = Vec::new();
    let mut y = at.y.max(foot + ROW_GAP + GROUP_HEAD);
    for id in members {
        moves.push((id.clone(), Place::new(at.lane, at.x, y)));
        y += CARD.height + CLOSE;
    }
    // What lies below keeps its order, and groups there their titles.
    let mut foot = y - CLOSE + PAD;
    let mut before = "";
    for card in below {
        let group = card.fields.text(GROUP);
        let gap = match group {
            "" => ROW_GAP,
            same if same == before => CLOSE,
            _ => ROW_GAP + GROUP_HEAD,
        };
        let y = card.place.y.max(foot + gap);
        moves.push((card.id.clone(), Place { y, ..card.place }));
        (foot, before) = (y + CARD.height, group);
    }
    moves.retain(|(id, place)| map.card(id).is_none_or(|card| card.place != *place));
    moves
}

/// A card in the order of its lane, and whether it begins a group or goes on with one.
pub(super) type Ordered = (CardId, Option<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Begins,
    GoesOn,
}

/// In the order of a lane, with the cards of each group after its first one.
pub(super) fn together(map: &Map, ids: &[CardId]) -> Vec<Ordered> {
    let group = |id: &CardId| map.card(id).map_or("", |card| card.fields.text(GROUP));
    let mut parts: Vec<Vec<&CardId>> = Vec::with_capacity(ids.len());
    let mut known: HashMap<&str, usize> = HashMap::new();
    for id in ids {
        let name = group(id);
        match known.get(name) {
            Some(at) => parts[*at].push(id),
            None => {
                if !name.is_empty() {
                    known.insert(name, parts.len());
                }
                parts.push(vec![id]);
            }
        }
    }
    let mut all = Vec::with_capacity(ids.len());
    for own in parts {
        let is_group = own.len() > 1;
        let part = |n: usize| is_group.then_some(if n == 0 { Part::Begins } else { Part::GoesOn });
        all.extend(own.into_iter().enumerate().map(|(n, id)| (id.clone(), part(n))));
    }
    all
}

/// One column: from above, with room for titles, closer within groups.
pub(super) fn column(lane: Lane, x: f64, ids: &[Ordered]) -> Vec<(CardId, Place)> {
    let mut foot = COLUMN_PAD - ROW_GAP;
    let mut places = Vec::with_capacity(ids.len());
    for (n, (id, part)) in ids.iter().enumerate() {
        let gap = match part {
            Some(Part::GoesOn) if n > 0 => CLOSE,
            Some(_) => ROW_GAP + GROUP_HEAD,
            None => ROW_GAP,
        };
        places.push((id.clone(), Place::new(lane, x, foot + gap)));
        foot += gap + CARD.height;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(y: f64) -> MapRect {
        MapRect { x: 20.0, y, width: CARD.width, height: CARD.height }
    }

    #[test]
    fn a_frame_is_around_cards_that_lie_close_and_never_around_a_strangers() {
        let close = frames([rect(100.0), rect(224.0), rect(348.0)].into_iter());
        assert_eq!(close.len(), 1);
        assert!(close[0].y < 100.0 - 24.0 && close[0].bottom() > 348.0 + CARD.height);
        let apart = frames([rect(100.0), rect(372.0)].into_iter());
        assert_eq!(apart.len(), 2, "there is room for another card between them");
        assert!(apart[0].bottom() < 236.0 && apart[1].y > 236.0);
    }
}
