//! The whole map, one lane, or some cards of it as a picture.

use std::fmt::Write;

use super::cards::{card, hue};
use super::measure::{is_rtl, lines};
use super::{Picture, Shape, Token};
use crate::exchange::{Extent, lane_name};
use crate::geometry::{Layout, MapPoint, MapRect, Route, Scene, frames};
use crate::model::{CardId, Group, Lane, LinkKind, Map, groups};
use crate::words::Words;

const MARGIN: f64 = 32.0;
/// Room over the lanes for their names, and over those for the map's.
const HEADS: f64 = 52.0;
const TITLE: f64 = 44.0;

/// What of the map goes out, where it lies on the map.
#[must_use]
pub fn draw(map: &Map, extent: &Extent, words: &Words) -> Picture {
    let scene = Scene::new(map);
    let layout = scene.layout().clone();
    let wanted = |id: &CardId| match extent {
        Extent::Whole => true,
        Extent::Cards(ids) => ids.contains(id),
        Extent::Lane(lane) => map.card(id).is_some_and(|card| card.place.lane == *lane),
    };
    let everything = layout.bounds().grown(1e6);
    let mut links = Vec::new();
    for (id, kind, route) in scene.links_in(everything) {
        let inside = map.links.get(id).is_some_and(|link| wanted(&link.from) && wanted(&link.to));
        if inside {
            link(&mut links, kind, route);
        }
    }
    let mut cards = Vec::new();
    for (id, _, rect) in scene.cards_in(everything).filter(|(id, ..)| wanted(id)) {
        if let Some(known) = map.card(id) {
            card(&mut cards, known, rect, words);
        }
    }
    let around = around(&cards, &links);
    let mut shapes = Vec::new();
    let lanes = lanes(map, extent);
    for lane in &lanes {
        lane_back(&mut shapes, &layout, *lane, words);
    }
    let area =
        match lanes.iter().map(|lane| layout.rect(*lane)).reduce(|all, lane| all.union(&lane)) {
            Some(all) => {
                let top = all.y - HEADS - if *extent == Extent::Whole { TITLE } else { 0.0 };
                let all = MapRect { y: top, height: all.bottom() - top, ..all };
                around.map_or(all, |around| all.union(&around))
            }
            None => around.unwrap_or_default(),
        };
    if *extent == Extent::Whole {
        let title = if map.title.is_empty() { words.get("map.untitled") } else { &map.title };
        title_line(&mut shapes, title, area);
    }
    let area = area.grown(MARGIN);
    let ground = Shape::Box {
        rect: area,
        round: 0.0,
        fill: "ground",
        strength: 1.0,
        line: None,
        about: None,
    };
    shapes.insert(0, ground);
    for group in groups(map) {
        let rects = group.cards.iter().filter(|id| wanted(id)).filter_map(|id| scene.rect(id));
        group_frames(&mut shapes, &group, frames(rects));
    }
    shapes.extend(links);
    shapes.extend(cards);
    Picture { title: map.title.to_string(), area, shapes }
}

/// The lanes that are shown with what lies in them: trays only where something does, and none around chosen cards.
fn lanes(map: &Map, extent: &Extent) -> Vec<Lane> {
    match extent {
        Extent::Whole => {
            let used = |lane: &Lane| map.cards.values().any(|card| card.place.lane == *lane);
            Lane::ALL.into_iter().filter(|lane| !lane.is_tray() || used(lane)).collect()
        }
        Extent::Cards(_) => Vec::new(),
        Extent::Lane(lane) => vec![*lane],
    }
}

fn around(cards: &[Shape], links: &[Shape]) -> Option<MapRect> {
    let boxes = cards.iter().filter(|shape| matches!(shape, Shape::Box { .. }));
    boxes.chain(links).map(Shape::bounds).reduce(|all, one| all.union(&one))
}

fn lane_back(out: &mut Vec<Shape>, layout: &Layout, lane: Lane, words: &Words) {
    let rect = layout.rect(lane);
    let hue = hue(lane);
    let line = lane.is_tray().then_some("line-strong");
    out.push(Shape::Box { rect, round: 14.0, fill: hue, strength: 0.06, line, about: None });
    let name = lane_name(words, lane);
    let hint = words.find(&format!("lane.{}.hint", lane.name())).unwrap_or_default();
    let mut say = |text: &str, x: f64, y: f64, size: f64, bold: bool, ink: Token| {
        for line in lines(text, size, rect.width - 16.0, 1) {
            let at = MapPoint { x: rect.x + x, y: rect.y + y };
            out.push(Shape::Text { at, text: line, size, bold, ink, rtl: false, struck: false });
        }
    };
    if lane.is_tray() {
        say(name, 16.0, 26.0, 14.0, true, hue);
    } else {
        say(name, 8.0, -28.0, 15.0, true, hue);
        say(hint, 8.0, -10.0, 12.0, false, "ink-soft");
    }
}

/// The frames of a group, with its title over the first.
fn group_frames(out: &mut Vec<Shape>, group: &Group, frames: Vec<MapRect>) {
    const PAD: f64 = 12.0;
    let hue = hue(group.lane);
    for (n, rect) in frames.into_iter().enumerate() {
        out.push(Shape::Box {
            rect,
            round: 14.0,
            fill: hue,
            strength: 0.1,
            line: Some(hue),
            about: None,
        });
        for text in
            lines(&group.title, 14.0, rect.width - 2.0 * PAD, 1).into_iter().filter(|_| n == 0)
        {
            let rtl = is_rtl(&text);
            let x = if rtl { rect.right() - PAD } else { rect.x + PAD };
            let at = MapPoint { x, y: rect.y + 20.0 };
            out.push(Shape::Text {
                at,
                text,
                size: 14.0,
                bold: true,
                ink: hue,
                rtl,
                struck: false,
            });
        }
    }
}

fn title_line(out: &mut Vec<Shape>, title: &str, area: MapRect) {
    let rtl = is_rtl(title);
    let x = if rtl { area.right() - 8.0 } else { area.x + 8.0 };
    for text in lines(title, 24.0, area.width - 16.0, 1) {
        let at = MapPoint { x, y: area.y + 24.0 };
        out.push(Shape::Text { at, text, size: 24.0, bold: true, ink: "ink", rtl, struck: false });
    }
}

/// How a link looks: its colour, width and dashes.
fn look(kind: LinkKind) -> (Token, f64, Option<[f64; 2]>) {
    use LinkKind as L;
    match kind {
        L::LaddersUp | L::Advances | L::Moves | L::Enables | L::Contributes | L::Replaces => {
            ("link-chain", 1.9, None)
        }
        L::Threatens | L::Blocks | L::ConflictsWith => ("link-against", 1.6, Some([7.0, 5.0])),
        _ => ("link-voice", 1.6, Some([2.0, 5.0])),
    }
}

fn link(out: &mut Vec<Shape>, kind: LinkKind, route: &Route) {
    let (ink, width, dash) = look(kind);
    let (mut line, mut head) = (String::new(), String::new());
    let point = |p: MapPoint| format!("{} {}", round(p.x), round(p.y));
    if let Some(first) = route.curves.first() {
        let _ = write!(line, "M{}", point(first.from));
    }
    for curve in &route.curves {
        let [a, b] = curve.bend;
        let _ = write!(line, "C{} {} {}", point(a), point(b), point(curve.to));
    }
    let bounds = route.bounds();
    out.push(Shape::Path { d: line, bounds, ink, width: Some(width), dash });
    if kind.is_undirected() {
        return;
    }
    let (end, (dx, dy)) = (route.end(), route.arrival);
    let (bx, by) = (end.x - dx * 9.0, end.y - dy * 9.0);
    let one = MapPoint { x: bx - dy * 4.5, y: by + dx * 4.5 };
    let other = MapPoint { x: bx + dy * 4.5, y: by - dx * 4.5 };
    let _ = write!(head, "M{}L{}L{}z", point(end), point(one), point(other));
    out.push(Shape::Path { d: head, bounds, ink, width: None, dash: None });
}

/// A tenth of a unit is finer than any screen.
pub(super) fn round(v: f64) -> f64 {
    (v * 10.0).round() / 10.0
}
