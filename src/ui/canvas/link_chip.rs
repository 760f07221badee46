//! What a picked link says, on the link itself: another kind can be chosen, and it can be turned or removed.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, IconButton};
use crate::browser::px;
use crate::geometry::MapPoint;
use crate::model::{CardKind, Link, joints};
use crate::store::Action;

#[derive(PartialEq, Properties)]
pub(super) struct LinkChipProps {
    pub link: Rc<Link>,
    pub from: CardKind,
    pub to: CardKind,
    /// The middle of the link, on the map.
    pub at: MapPoint,
    pub readonly: bool,
}

#[component]
pub(super) fn LinkChip(props: &LinkChipProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((props.at.x, props.at.y), {
        let node = node.clone();
        move |(x, y)| {
            if let Some(element) = node.cast::<HtmlElement>() {
                let _ = element.style().set_property("left", &px(*x));
                let _ = element.style().set_property("top", &px(*y));
            }
        }
    });
    let link = &props.link;
    if props.readonly {
        return html! { <div class="link-chip" ref={node}>{ui.link(link.kind, true)}</div> };
    }
    let onremove = {
        let (ui, id) = (ui.clone(), link.id.clone());
        move |_: MouseEvent| ui.does(Action::RemoveLink { id: id.clone() })
    };
    html! {
        <div class="link-chip" ref={node} role="group" aria-label={ui.t("link.chip")} data-tools="true">
            { link_kind_select(&ui, link, props.from, props.to) }
            <IconButton icon={Icon::Trash} label={ui.t("link.remove")} onclick={onremove} />
        </div>
    }
}

/// Everything that these two cards can say about each other, in both directions.
pub(in crate::ui) fn link_kind_select(ui: &Ui, link: &Link, from: CardKind, to: CardKind) -> Html {
    let ways = joints(from, to);
    let onchange = {
        let (ui, id, ways) = (ui.clone(), link.id.clone(), ways.clone());
        move |event: Event| {
            let picked: HtmlSelectElement = event.target_unchecked_into();
            if let Some(way) = ways.get(picked.selected_index().max(0) as usize) {
                let (kind, turned) = (way.kind, way.turned);
                ui.does(Action::SetLink { id: id.clone(), kind, turned });
            }
        }
    };
    html! {
        <select class="select" aria-label={ui.t("link.kind")} {onchange}>
            { for ways.iter().map(|way| {
                let here = way.kind == link.kind && !way.turned;
                let label = ui.link(way.kind, !way.turned);
                html! { <option selected={here}>{label}</option> }
            }) }
        </select>
    }
}
