//! Where the others are on the map: their pointers, and the cards that they have in hand.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::context::use_ui;
use crate::browser::px;
use crate::geometry::{Layout, MapPoint, card_rect};
use crate::store::{Doing, Guest, Snapshot};

/// Hues by which people are told apart, beside their names.
const HUES: usize = 6;

pub(super) fn presence(snapshot: &Rc<Snapshot>) -> Html {
    let Some(room) = &snapshot.room else { return html! {} };
    let layout = Layout::of(&snapshot.map);
    let mark = |guest: &Guest| {
        let here = guest.here.as_ref()?;
        let card = here.card.as_ref().and_then(|id| snapshot.map.card(id));
        let rect = card.map(|card| card_rect(&layout, card));
        let name: AttrValue = guest.name.clone().into();
        let key = format!("{:?}", guest.sender);
        let hue = usize::from(guest.person[0]) % HUES;
        let ring = rect.map(|rect| {
            let (at, size) = (MapPoint { x: rect.x, y: rect.y }, Some((rect.width, rect.height)));
            let writes = here.doing == Doing::Editing;
            html! { <Mark key={format!("ring-{key}")} {at} {size} {hue} name={name.clone()} {writes} /> }
        });
        let pointer = here.at.map(|at| {
            html! { <Mark key={format!("pointer-{key}")} {at} size={None} {hue} {name} writes=false /> }
        });
        Some(html! { <>{ ring.unwrap_or_default() }{ pointer.unwrap_or_default() }</> })
    };
    html! { <div class="others" aria-hidden="true">{ for room.guests.iter().filter_map(mark) }</div> }
}

#[derive(PartialEq, Properties)]
struct MarkProps {
    at: MapPoint,
    /// Of the card that somebody has; `None` for a pointer.
    size: Option<(f64, f64)>,
    hue: usize,
    name: AttrValue,
    writes: bool,
}

#[component]
fn Mark(props: &MarkProps) -> Html {
    let ui = use_ui();
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
    let name = if props.name.is_empty() { ui.t("room.somebody") } else { props.name.clone() };
    let class = classes!(
        "other",
        format!("other--{}", props.hue),
        if props.size.is_some() { "other--card" } else { "other--pointer" },
        props.writes.then_some("other--writes")
    );
    html! {
        <div {class} ref={node}>
            if props.size.is_none() {
                <svg class="other__arrow" viewBox="0 0 12 16"><path d="M1 1v12l3.2-3 2 4.6 2-.9-2-4.5H11z" /></svg>
            }
            <span class="other__name" dir="auto">{name}</span>
        </div>
    }
}
