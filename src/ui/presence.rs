//! Where the others are on the map: their pointers, the cards that they have in hand, and those that they are moving.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::context::Ui;
use super::people::{hue_of, name_of};
use crate::browser::px;
use crate::geometry::{Layout, MapPoint, card_rect};
use crate::model::CardId;
use crate::store::{Doing, Guest, RoomView, Snapshot};

/// Among more people than this, pointers bear no names: the list tells who is where.
const NAMED: usize = 12;
/// Names at one card; the rest are counted.
const NAMES: usize = 2;

/// Who has a card, and whether somebody writes in it.
#[derive(Default)]
pub(super) struct Held {
    names: Vec<AttrValue>,
    hue: usize,
    pub writes: bool,
}

impl Held {
    /// As in: Bo, Vi and 3 more.
    pub fn label(&self, ui: &Ui) -> AttrValue {
        // Each name runs its own way (FSI, PDI); the sentence around it does not turn with it.
        let named = self.names.iter().take(NAMES).map(|name| format!("\u{2068}{name}\u{2069}"));
        let named = named.collect::<Vec<_>>().join(", ");
        match self.names.len().saturating_sub(NAMES) {
            0 => named.into(),
            more => ui.say("room.and_more", &[("names", &named), ("n", &more.to_string())]),
        }
    }
}

/// What others have selected, write in or move.
pub(super) fn held(ui: &Ui, room: &RoomView) -> BTreeMap<CardId, Held> {
    let mut cards: BTreeMap<CardId, Held> = BTreeMap::new();
    for guest in &room.guests {
        let Some(here) = &guest.here else { continue };
        // What is moved hangs elsewhere, and bears the name there.
        let Some(card) = here.card.as_ref().filter(|_| here.doing != Doing::Dragging) else {
            continue;
        };
        let held = cards.entry(card.clone()).or_default();
        if held.names.is_empty() {
            held.hue = hue_of(guest);
        }
        held.names.push(name_of(ui, guest));
        held.writes |= here.doing == Doing::Editing;
    }
    cards
}

pub(super) fn presence(ui: &Ui, snapshot: &Rc<Snapshot>) -> Html {
    let Some(room) = &snapshot.room else { return html! {} };
    let layout = Layout::of(&snapshot.map);
    let ring = |(id, held): (&CardId, &Held)| {
        let rect = card_rect(&layout, snapshot.map.card(id)?);
        let (at, size) = (MapPoint { x: rect.x, y: rect.y }, Some((rect.width, rect.height)));
        let (hue, name, shape) = (held.hue, held.label(ui), Shape::Ring { writes: held.writes });
        Some(html! { <Mark key={format!("ring-{id}")} {at} {size} {hue} {name} {shape} /> })
    };
    let crowd = room.guests.len() > NAMED;
    let pointer = |guest: &Guest| {
        let here = guest.here.as_ref()?;
        let at = here.at?;
        let name = name_of(ui, guest);
        let (hue, key) = (hue_of(guest), format!("{:?}", guest.sender));
        if here.doing == Doing::Dragging {
            let card = snapshot.map.card(here.card.as_ref()?)?;
            let rect = card_rect(&layout, card);
            let size = Some((rect.width, rect.height));
            let shape = Shape::Ghost { title: card.title.clone().into() };
            let key = format!("ghost-{key}");
            return Some(html! { <Mark {key} {at} {size} {hue} {name} {shape} /> });
        }
        // Who has gone for a coffee points at nothing.
        let name = if crowd { "".into() } else { name };
        let (key, size, shape) = (format!("pointer-{key}"), None, Shape::Pointer);
        (!guest.idle).then(|| html! { <Mark {key} {at} {size} {hue} {name} {shape} /> })
    };
    let held = held(ui, room);
    html! {
        <div class="others" aria-hidden="true">
            { for held.iter().filter_map(ring) }
            { for room.guests.iter().filter_map(pointer) }
        </div>
    }
}

#[derive(Clone, PartialEq)]
enum Shape {
    Pointer,
    /// Around a card that somebody has.
    Ring {
        writes: bool,
    },
    /// A card on its way to another place.
    Ghost {
        title: AttrValue,
    },
}

#[derive(PartialEq, Properties)]
struct MarkProps {
    at: MapPoint,
    /// `None` for a pointer.
    size: Option<(f64, f64)>,
    hue: usize,
    name: AttrValue,
    shape: Shape,
}

#[component]
fn Mark(props: &MarkProps) -> Html {
    let node = use_node_ref();
    // Positions are set on the element, since a strict policy of the page refuses styles in its markup.
    use_effect_with((props.at, props.size, node.clone()), |(at, size, node)| {
        if let Some(mark) = node.cast::<HtmlElement>() {
            let style = mark.style();
            let _ = style.set_property("translate", &format!("{} {}", px(at.x), px(at.y)));
            if let Some((width, height)) = size {
                let _ = style.set_property("width", &px(*width));
                let _ = style.set_property("height", &px(*height));
            }
        }
    });
    let shape = match &props.shape {
        Shape::Pointer => "other--pointer",
        Shape::Ring { writes: false } => "other--card",
        Shape::Ring { writes: true } => "other--card other--writes",
        Shape::Ghost { .. } => "other--card other--ghost",
    };
    html! {
        <div class={classes!("other", format!("other--{}", props.hue), shape)} ref={node}>
            if props.shape == Shape::Pointer {
                <svg class="other__arrow" viewBox="0 0 12 16"><path d="M1 1v12l3.2-3 2 4.6 2-.9-2-4.5H11z" /></svg>
            }
            if let Shape::Ghost { title } = &props.shape { <p class="card__title" dir="auto">{title}</p> }
            if !props.name.is_empty() { <span class="other__name" dir="auto">{&props.name}</span> }
        </div>
    }
}
