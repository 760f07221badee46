//! What lies where: cards and links by position, kept up to date change by change.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::grid::Grid;
use super::layout::{Layout, card_rect};
use super::route::{Crossing, End, Route, Side, route, sides};
use super::shapes::{MapPoint, MapRect};
use crate::model::{CardId, CardKind, Lane, LinkId, LinkKind, Map, sort_and_dedup, sort_by};

struct CardSlot {
    id: CardId,
    kind: CardKind,
    lane: Lane,
    rect: MapRect,
    links: Vec<u32>,
}

struct LinkSlot {
    id: LinkId,
    kind: LinkKind,
    from: u32,
    to: u32,
    /// Where the grid has it: a generous rectangle around both cards.
    hull: MapRect,
    /// Found when it is first looked at, forgotten when one of its cards moves.
    route: OnceCell<Route>,
}

/// What an update of the scene came to, for whoever paints it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Touched {
    /// Something moved, came or went.
    pub places: bool,
    /// Lanes or trays changed their size.
    pub layout: bool,
}

/// A map's cards and links as shapes. Numbers (`u32`) are slots, valid as long as this scene.
pub struct Scene {
    layout: Layout,
    cards: Vec<CardSlot>,
    links: Vec<LinkSlot>,
    by_id: HashMap<CardId, u32>,
    card_grid: Grid,
    link_grid: Grid,
    /// Per lane: heights taken by cards, merged and ascending.
    taken: OnceCell<Vec<Vec<(f64, f64)>>>,
}

fn hull(from: &MapRect, to: &MapRect) -> MapRect {
    from.union(to).grown(64.0)
}

impl Scene {
    #[must_use]
    pub fn new(map: &Map) -> Self {
        let layout = Layout::of(map);
        let mut scene = Self {
            cards: Vec::with_capacity(map.cards.size()),
            links: Vec::with_capacity(map.links.size()),
            by_id: HashMap::with_capacity(map.cards.size()),
            card_grid: Grid::default(),
            link_grid: Grid::default(),
            taken: OnceCell::new(),
            layout,
        };
        for card in map.cards.values() {
            let slot = scene.cards.len() as u32;
            let rect = card_rect(&scene.layout, card);
            scene.card_grid.insert(slot, &rect);
            scene.by_id.insert(card.id.clone(), slot);
            let (kind, lane) = (card.kind, card.place.lane);
            scene.cards.push(CardSlot { id: card.id.clone(), kind, lane, rect, links: Vec::new() });
        }
        for link in map.links.values() {
            let ends = (scene.by_id.get(&link.from), scene.by_id.get(&link.to));
            let (Some(&from), Some(&to)) = ends else { continue };
            let slot = scene.links.len() as u32;
            let hull = hull(&scene.card(from).rect, &scene.card(to).rect);
            scene.link_grid.insert(slot, &hull);
            scene.cards[from as usize].links.push(slot);
            scene.cards[to as usize].links.push(slot);
            let route = OnceCell::new();
            scene.links.push(LinkSlot {
                id: link.id.clone(),
                kind: link.kind,
                from,
                to,
                hull,
                route,
            });
        }
        scene
    }

    /// Takes over where cards lie now. `moved` are the only cards that moved, when nothing else changed.
    pub fn follow(&mut self, map: &Map, moved: &[CardId]) -> Touched {
        let layout = Layout::of(map);
        if layout != self.layout {
            *self = Self::new(map);
            return Touched { places: true, layout: true };
        }
        for id in moved {
            if let (Some(slot), Some(card)) = (self.slot(id), map.card(id)) {
                self.cards[slot as usize].lane = card.place.lane;
                self.put(slot, card_rect(&self.layout, card));
            }
        }
        self.taken.take();
        Touched { places: !moved.is_empty(), layout: false }
    }

    /// Puts a card somewhere, as while it is dragged. Its lane stays what it was.
    pub fn put_card(&mut self, id: &CardId, corner: MapPoint) {
        if let Some(slot) = self.slot(id) {
            let rect = self.card(slot).rect.moved_to(corner);
            self.put(slot, rect);
        }
    }

    fn put(&mut self, slot: u32, rect: MapRect) {
        let old = std::mem::replace(&mut self.cards[slot as usize].rect, rect);
        self.card_grid.remove(slot, &old);
        self.card_grid.insert(slot, &rect);
        for link in self.cards[slot as usize].links.clone() {
            let ends = (self.links[link as usize].from, self.links[link as usize].to);
            let hull = hull(&self.card(ends.0).rect, &self.card(ends.1).rect);
            let link_slot = &mut self.links[link as usize];
            self.link_grid.remove(link, &link_slot.hull);
            self.link_grid.insert(link, &hull);
            link_slot.hull = hull;
            // The other links of both cards may now leave at other heights.
            for end in [ends.0, ends.1] {
                for other in &self.cards[end as usize].links {
                    self.links[*other as usize].route.take();
                }
            }
        }
    }

    fn slot(&self, id: &CardId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    fn card(&self, slot: u32) -> &CardSlot {
        &self.cards[slot as usize]
    }

    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    #[must_use]
    pub fn rect(&self, id: &CardId) -> Option<MapRect> {
        self.slot(id).map(|slot| self.card(slot).rect)
    }

    #[must_use]
    pub fn card_count(&self) -> usize {
        self.cards.len()
    }

    #[must_use]
    pub fn link_count(&self) -> usize {
        self.links.len()
    }

    /// Cards that touch a rectangle, in a stable order.
    pub fn cards_in(&self, rect: MapRect) -> impl Iterator<Item = (&CardId, CardKind, MapRect)> {
        let near = self.card_grid.near(&rect).into_iter().map(|slot| self.card(slot));
        let here = near.filter(move |card| card.rect.touches(&rect));
        here.map(|card| (&card.id, card.kind, card.rect))
    }

    /// The uppermost card at a point: the one that comes last in the order of drawing.
    #[must_use]
    pub fn card_at(&self, p: MapPoint) -> Option<&CardId> {
        self.cards_in(MapRect { x: p.x, y: p.y, width: 0.1, height: 0.1 }).last().map(|(id, ..)| id)
    }

    /// The card in a lane whose middle part is at a point, but none of these: over its edges something goes between cards.
    #[must_use]
    pub fn card_under(&self, p: MapPoint, but: &[(CardId, MapPoint)]) -> Option<CardId> {
        let under = self.card_grid.near(&MapRect { x: p.x, y: p.y, width: 0.1, height: 0.1 });
        let under = under.into_iter().map(|slot| self.card(slot)).find(|card| {
            let MapRect { x, y, width, height } = card.rect;
            let (dx, dy) = ((p.x - x) / width, (p.y - y) / height);
            (0.0..1.0).contains(&dx)
                && (0.2..0.8).contains(&dy)
                && !card.lane.is_tray()
                && but.iter().all(|(id, _)| *id != card.id)
        });
        under.map(|card| card.id.clone())
    }

    /// Links that may touch a rectangle, with their lines.
    pub fn links_in(&self, rect: MapRect) -> impl Iterator<Item = (&LinkId, LinkKind, &Route)> {
        let near = self.link_grid.near(&rect).into_iter();
        near.filter(move |slot| self.links[*slot as usize].hull.touches(&rect)).map(|slot| {
            let link = &self.links[slot as usize];
            (&link.id, link.kind, self.route_of(slot))
        })
    }

    /// The link nearest to a point, at most `reach` map units away.
    #[must_use]
    pub fn link_at(&self, p: MapPoint, reach: f64) -> Option<&LinkId> {
        let near = MapRect { x: p.x, y: p.y, width: 0.1, height: 0.1 }.grown(reach);
        let measured = self.links_in(near).map(|(id, _, route)| (route.distance(p), id));
        let close = measured.filter(|(distance, _)| *distance <= reach);
        close.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    }

    /// The links of these cards, each once, with their lines.
    pub fn links_of(&self, ids: &[CardId]) -> Vec<(&LinkId, LinkKind, &Route)> {
        let slots = ids.iter().filter_map(|id| self.slot(id));
        let mut links: Vec<u32> = slots.flat_map(|slot| self.card(slot).links.clone()).collect();
        sort_and_dedup(&mut links);
        let shown = |slot: u32| {
            let link = &self.links[slot as usize];
            (&link.id, link.kind, self.route_of(slot))
        };
        links.into_iter().map(shown).collect()
    }

    /// The line of one link.
    #[must_use]
    pub fn route(&self, id: &LinkId) -> Option<&Route> {
        let slot = self.links.iter().position(|link| link.id == *id)?;
        Some(self.route_of(slot as u32))
    }

    fn route_of(&self, slot: u32) -> &Route {
        let link = &self.links[slot as usize];
        link.route.get_or_init(|| {
            let (from, to) = (self.card(link.from), self.card(link.to));
            let (leave, enter) = sides(&from.rect, &to.rect);
            let from_end = End { rect: from.rect, y: self.port(link.from, slot, leave) };
            let to_end = End { rect: to.rect, y: self.port(link.to, slot, enter) };
            let crossings = self.crossings(from, to);
            let nudge = f64::from(slot % 5) * 3.0;
            route(from_end, to_end, &crossings, nudge)
        })
    }

    /// The lanes between two cards that lie in lanes; trays are not crossed.
    fn crossings(&self, from: &CardSlot, to: &CardSlot) -> Vec<Crossing<'_>> {
        if from.lane.is_tray() || to.lane.is_tray() {
            return Vec::new();
        }
        let taken = self.taken();
        let left = from.rect.right().min(to.rect.right());
        let right = from.rect.x.max(to.rect.x);
        let between = Lane::LANES.iter().filter_map(|lane| {
            let rect = self.layout.rect(*lane);
            let spans = &taken[lane.index()];
            let inside = rect.x >= left && rect.right() <= right && !spans.is_empty();
            inside.then_some(Crossing { left: rect.x, right: rect.right(), taken: spans })
        });
        let mut between: Vec<_> = between.collect();
        if from.rect.x > to.rect.x {
            between.reverse();
        }
        between
    }

    fn taken(&self) -> &[Vec<(f64, f64)>] {
        self.taken.get_or_init(|| {
            let mut lanes: Vec<Vec<(f64, f64)>> = vec![Vec::new(); Lane::ALL.len()];
            for card in self.cards.iter().filter(|card| !card.lane.is_tray()) {
                lanes[card.lane.index()].push((card.rect.y, card.rect.bottom()));
            }
            for spans in &mut lanes {
                sort_by(spans, |a, b| a.0.total_cmp(&b.0));
                let mut merged: Vec<(f64, f64)> = Vec::with_capacity(spans.len());
                for span in spans.iter() {
                    match merged.last_mut() {
                        Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
                        _ => merged.push(*span),
                    }
                }
                *spans = merged;
            }
            lanes
        })
    }

    /// The height at which a link touches a side of a card: links of one side are spread over it,
    /// in the order of where they lead.
    fn port(&self, card: u32, link: u32, side: Side) -> f64 {
        let rect = self.card(card).rect;
        let mut here: Vec<(f64, u32)> = Vec::new();
        for other in &self.card(card).links {
            let (from, to) = (self.links[*other as usize].from, self.links[*other as usize].to);
            let (leave, enter) = sides(&self.card(from).rect, &self.card(to).rect);
            let (mine, far) = if from == card { (leave, to) } else { (enter, from) };
            if mine == side {
                here.push((self.card(far).rect.center().y, *other));
            }
        }
        let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let mine = here.iter().find(|(_, other)| *other == link);
        let before = |other: &&(f64, u32)| mine.is_some_and(|mine| order(other, mine).is_lt());
        let rank = here.iter().filter(before).count();
        let share = (rank as f64 + 1.0) / (here.len() as f64 + 1.0);
        const CORNER: f64 = 12.0;
        rect.y + CORNER + share * (rect.height - 2.0 * CORNER)
    }
}
