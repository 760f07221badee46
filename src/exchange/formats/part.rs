//! A part of a map, as a map: what is selected, or what lies in one lane.

use crate::model::{CardId, Lane, Map, MapId};

/// How much of a map goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    Whole,
    Cards(Vec<CardId>),
    Lane(Lane),
}

/// These cards with the links among them, under the map's title; the whole map as it is. A part is a map of its own:
/// nobody takes what it lacks for removed.
#[must_use]
pub fn part(map: &Map, extent: &Extent) -> Map {
    let ids: Vec<&CardId> = match extent {
        Extent::Whole => return map.clone(),
        Extent::Cards(ids) => ids.iter().collect(),
        Extent::Lane(lane) => {
            let here = map.cards.values().filter(|card| card.place.lane == *lane);
            here.map(|card| &card.id).collect()
        }
    };
    let mut part = Map::empty(MapId::random());
    part.title = map.title.clone();
    for card in ids.into_iter().filter_map(|id| map.card(id)) {
        part.cards.insert_mut(card.id.clone(), card.clone());
    }
    let inside = |id: &CardId| part.cards.contains_key(id);
    for link in map.links.values().filter(|link| inside(&link.from) && inside(&link.to)) {
        part.links.insert_mut(link.id.clone(), link.clone());
    }
    part
}
