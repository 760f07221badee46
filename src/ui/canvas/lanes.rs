//! Lanes and trays on the stage, the headings that stay on top of them, and the box at the foot of each.

use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use crate::browser::px;
use crate::geometry::{Layout, MapPoint, MapRect, box_slot};
use crate::model::{Lane, Map, Place};
use crate::store::Action;

/// Where the writing box of each lane lies.
pub(super) fn slots(map: &Map) -> [Place; 10] {
    let layout = Layout::of(map);
    Lane::ALL.map(|lane| box_slot(map, &layout, lane))
}

/// The backgrounds, under everything.
pub(super) fn lanes(layout: &Layout) -> Html {
    let back = |lane: Lane| {
        html! { <LaneBack key={lane.name()} {lane} rect={layout.rect(lane)} /> }
    };
    html! { <>{ for Lane::ALL.into_iter().map(back) }</> }
}

#[derive(PartialEq, Properties)]
struct LaneBackProps {
    lane: Lane,
    rect: MapRect,
}

#[component]
fn LaneBack(props: &LaneBackProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with(props.rect, {
        let node = node.clone();
        move |rect| lay(&node, *rect)
    });
    let name = props.lane.name();
    let class =
        classes!("lane", format!("lane--{name}"), props.lane.is_tray().then_some("lane--tray"));
    html! {
        <div {class} ref={node} aria-hidden="true">
            if props.lane.is_tray() {
                <span class="lane__name">{ui.t(&format!("lane.{name}"))}</span>
                <span class="lane__hint">{ui.t(&format!("lane.{name}.hint"))}</span>
            }
        </div>
    }
}

pub(in crate::ui) fn lay(node: &NodeRef, rect: MapRect) {
    let Some(element) = node.cast::<HtmlElement>() else { return };
    let style = element.style();
    let at = format!("translate({},{})", px(rect.x), px(rect.y));
    let _ = style.set_property("transform", &at);
    let _ = style.set_property("width", &px(rect.width));
    let _ = style.set_property("height", &px(rect.height));
}

/// The headings of the seven lanes. The stage places them: they follow the camera sideways only.
pub(super) fn lane_heads(ui: &Ui) -> Html {
    let head = |lane: &Lane| {
        let name = lane.name();
        html! {
            <div class={classes!("head", format!("lane--{name}"))} key={name} data-lane={name}>
                <h2 class="head__name">{ui.t(&format!("lane.{name}"))}</h2>
                <p class="head__hint">{ui.t(&format!("lane.{name}.hint"))}</p>
            </div>
        }
    };
    html! { <>{ for Lane::LANES.iter().map(head) }</> }
}

#[derive(PartialEq, Properties)]
pub(super) struct WriteBoxProps {
    pub lane: Lane,
    /// Upper left corner on the map.
    pub at: MapPoint,
}

/// "Type to add": Enter makes a card of what is written and stays for the next one; pasted lines become cards.
#[component]
pub(super) fn WriteBox(props: &WriteBoxProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((props.at.x, props.at.y), {
        let node = node.clone();
        move |(x, y)| {
            if let Some(element) = node.cast::<HtmlElement>() {
                let at = format!("translate({},{})", px(*x), px(*y));
                let _ = element.style().set_property("transform", &at);
            }
        }
    });
    let lane = props.lane;
    let write = {
        let ui = ui.clone();
        move |area: &HtmlTextAreaElement| {
            let text = area.value();
            if !text.trim().is_empty() {
                area.set_value("");
                ui.does(Action::WriteInLane { lane, text });
            }
        }
    };
    let onkeydown = {
        let write = write.clone();
        move |event: KeyboardEvent| {
            let area = event.target_unchecked_into::<HtmlTextAreaElement>();
            match event.key().as_str() {
                "Enter" if !event.is_composing() && !event.shift_key() => {
                    event.prevent_default();
                    event.stop_propagation();
                    write(&area);
                }
                "Escape" => {
                    let _ = area.blur();
                }
                _ => {}
            }
        }
    };
    // Words left in the box become a card too: nothing typed is lost by clicking elsewhere.
    let onblur = move |event: FocusEvent| {
        if crate::browser::page_has_focus() {
            write(&event.target_unchecked_into());
        }
    };
    let key = format!("lane.{}", lane.name());
    let name = ui.t(&key);
    html! {
        <textarea class={format!("write lane--{}", lane.name())} ref={node} rows="1" dir="auto" data-kept={key}
            aria-label={ui.say("lane.write", &[("lane", &name)])} placeholder={ui.question(lane)}
            {onkeydown} {onblur} />
    }
}
