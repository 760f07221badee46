//! A card as shapes and words, as the canvas shows it.

use super::measure::{is_rtl, lines};
use super::{Shape, Token};
use crate::exchange::kind_name;
use crate::geometry::{MapPoint, MapRect};
use crate::model::{Card, CardKind, Lane, Value};
use crate::words::Words;

/// Where words begin and end on a card, from its sides.
const LEFT: f64 = 15.0;
const RIGHT: f64 = 12.0;
const TITLE: f64 = 14.5;

pub(super) fn hue(lane: Lane) -> Token {
    lane.name()
}

pub(super) fn card(out: &mut Vec<Shape>, card: &Card, rect: MapRect, words: &Words) {
    let kind = kind_name(words, card.kind);
    let title = if card.title.is_empty() { words.get("card.untitled") } else { &card.title };
    let hue = hue(card.kind.home());
    out.push(Shape::Box {
        rect,
        round: 10.0,
        fill: "paper",
        strength: 1.0,
        line: Some("line"),
        about: Some(format!("{kind}: {title}")),
    });
    let bar = MapRect { x: rect.x + 5.0, y: rect.y + 8.0, width: 4.0, height: rect.height - 16.0 };
    out.push(Shape::Box {
        rect: bar,
        round: 2.0,
        fill: hue,
        strength: 1.0,
        line: None,
        about: None,
    });
    let mut say =
        |text: &str, y: f64, size: f64, bold: bool, ink: Token, rtl: bool, struck: bool| {
            let x = if rtl { rect.right() - RIGHT } else { rect.x + LEFT };
            let at = MapPoint { x, y: rect.y + y };
            out.push(Shape::Text { at, text: text.to_owned(), size, bold, ink, rtl, struck });
        };
    say(kind, 20.0, 11.0, true, hue, false, false);
    let figures = figures(card);
    let most = if figures.is_some() { 3 } else { 4 };
    let room = rect.width - LEFT - RIGHT;
    let rtl = is_rtl(title);
    let ink = if card.is_active() { "ink" } else { "ink-soft" };
    for (n, line) in lines(title, TITLE, room, most).iter().enumerate() {
        say(line, 38.0 + 19.0 * n as f64, TITLE, false, ink, rtl, card.is_stopped());
    }
    if let Some(line) = figures.and_then(|text| lines(&text, 12.0, room, 1).into_iter().next()) {
        let rtl = is_rtl(&line);
        say(&line, rect.height - 12.0, 12.0, false, "ink-soft", rtl, false);
    }
}

/// The one line under the title that says most about a card of its kind.
fn figures(card: &Card) -> Option<String> {
    let number = |key| match card.fields.get(key) {
        Some(value @ Value::Number(_)) => Some(value.to_json().to_string()),
        _ => None,
    };
    let text = |key| Some(card.fields.text(key).to_owned()).filter(|text| !text.is_empty());
    match card.kind {
        CardKind::Outcome => {
            let (from, to) = (number("baseline")?, number("target")?);
            Some(format!("{from} → {to} {}", card.fields.text("unit")))
        }
        CardKind::Commitment => text("who"),
        CardKind::Stakeholder | CardKind::Performance => text("role"),
        _ => None,
    }
}
