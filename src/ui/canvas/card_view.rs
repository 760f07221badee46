//! One card on the stage: a real element that can be read, focused and written in.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::late::late;
use super::super::text_box::use_text_box;
use crate::browser::{plain, px};
use crate::geometry::MapPoint;
use crate::model::{Card, CardKind, Value};
use crate::store::{Action, Overlay, TextField};

/// How a card looks now.
pub(super) struct CardLook {
    pub selected: bool,
    pub editing: bool,
    pub dragged: bool,
    /// A link that is being drawn would end here.
    pub target: bool,
    pub readonly: bool,
    /// Reached by Tab; the others by arrow keys from here.
    pub in_tab_order: bool,
    /// In the line of sight that is lit, or outside of it; `None` where none is.
    pub lit: Option<bool>,
    /// A priority that nothing leads to, while that is shown.
    pub missing: bool,
    /// An open question is about it.
    pub asked: bool,
    /// What stands under the title in the place of its figures: what was said to a draft, or votes.
    pub line: Option<Html>,
}

/// A view function, not a component: hundreds come into view at once, and a plain element is made in a fraction
/// of the time. The stage puts it where it belongs.
pub(super) fn card_view(ui: &Ui, card: &Rc<Card>, look: &CardLook) -> Html {
    let kind = card.kind.name();
    let class = classes!(
        "card",
        format!("card--{kind}"),
        look.selected.then_some("is-selected"),
        look.editing.then_some("is-editing"),
        look.dragged.then_some("is-dragged"),
        look.target.then_some("is-target"),
        (!card.is_active()).then_some("is-inactive"),
        card.is_stopped().then_some("is-stopped"),
        look.lit.map(|lit| if lit { "is-lit" } else { "is-faded" }),
        look.missing.then_some("is-missing"),
        look.asked.then_some("is-asked"),
    );
    let id = AttrValue::from(card.id.to_string());
    html! {
        <div {class} key={id.to_string()} data-id={id} role="group" aria-label={card_name(ui, card)}
            tabindex={if look.in_tab_order { "0" } else { "-1" }}>
            <span class="card__kind">{ui.kind(card.kind)}</span>
            if look.editing {
                <TitleBox card={card.clone()} />
            } else {
                <p class="card__title" dir="auto">{&card.title}</p>
            }
            {look.line.clone().or_else(|| figures(card).map(line)).unwrap_or_default()}
            if !look.readonly && !look.editing {
                <span class="card__handle" data-handle="true" aria-hidden="true" />
            }
        </div>
    }
}

fn card_name(ui: &Ui, card: &Card) -> AttrValue {
    let title =
        if card.title.is_empty() { ui.t("card.untitled") } else { card.title.clone().into() };
    ui.say("card.name", &[("kind", &ui.kind(card.kind)), ("title", &title)])
}

/// The line under a title.
pub(in crate::ui) fn line(text: String) -> Html {
    html! { <p class="card__figures" dir="auto">{text}</p> }
}

/// What of a card of its kind says most in one line.
pub(in crate::ui) fn figures(card: &Card) -> Option<String> {
    let number = |key| match card.fields.get(key) {
        Some(Value::Number(n)) => Some(plain(*n)),
        _ => None,
    };
    let text = |key| Some(card.fields.text(key).to_owned()).filter(|text| !text.is_empty());
    match card.kind {
        CardKind::Outcome => match (number("baseline"), number("target")) {
            (Some(from), Some(to)) => {
                let unit = card.fields.text("unit");
                Some(format!("{from} → {to} {unit}"))
            }
            _ => None,
        },
        CardKind::Commitment => text("who"),
        CardKind::Stakeholder => text("role"),
        CardKind::Performance => text("role"),
        _ => None,
    }
}

#[derive(PartialEq, Properties)]
struct TitleBoxProps {
    card: Rc<Card>,
}

/// The box in which a title is written. Enter or Escape ends it; everything is kept as it is typed.
#[component]
fn TitleBox(props: &TitleBoxProps) -> Html {
    let ui = use_ui();
    let text_box = use_text_box(&props.card.title);
    use_effect_with((), {
        let node = text_box.node.clone();
        move |()| {
            if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = area.focus_with_options(&options);
                area.select();
            }
        }
    });
    let id = props.card.id.clone();
    let oninput = {
        let (ui, id, text_box) = (ui.clone(), id.clone(), text_box.clone());
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            ui.does(Action::Type { id: id.clone(), field: TextField::Title, text });
        }
    };
    let onkeydown = {
        let ui = ui.clone();
        move |event: KeyboardEvent| {
            let ends = matches!(event.key().as_str(), "Enter" | "Escape" | "Tab");
            // While an input method composes, Enter belongs to it.
            if ends && !event.is_composing() {
                event.prevent_default();
                event.stop_propagation();
                ui.does(Action::EndEdit);
            }
        }
    };
    let onblur = {
        let ui = ui.clone();
        move |_: FocusEvent| {
            // Another window or tab is no end of writing: the box has the keyboard again when this one comes back.
            if crate::browser::page_has_focus() {
                ui.does(Action::EndEdit);
            }
        }
    };
    let kind = props.card.kind.name();
    html! {
        <textarea class="card__box" ref={text_box.node.clone()} dir="auto" rows="3" maxlength="1000"
            aria-label={ui.t("field.title")} placeholder={ui.t(&format!("kind.{kind}.new"))}
            {oninput} {onkeydown} {onblur} />
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct CardToolsProps {
    pub card: Rc<Card>,
    /// A lower corner of the card on the map, from which they reach to the right, or to the left.
    pub at: MapPoint,
    pub leftwards: bool,
    pub readonly: bool,
    /// Other words for it.
    pub tip: Html,
}

/// What a selected card offers: the next step of its story, and its details.
#[component]
pub(super) fn CardTools(props: &CardToolsProps) -> Html {
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
    let id = props.card.id.clone();
    let on_next = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Connect(id.clone())))
    };
    let on_sight = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Sight(true))
    };
    let on_details = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Panel(true))
    };
    let on_help = {
        let (ui, id) = (ui.clone(), props.card.id.clone());
        move |_: MouseEvent| {
            if let Some(late) = late() {
                (late.help)(&ui, &id);
            }
        }
    };
    html! {
        <div class={classes!("card-tools", props.leftwards.then_some("is-leftwards"))} ref={node} data-tools="true">
            if props.card.kind.so_that().is_some() && !props.readonly {
                <button type="button" class="chip chip--accent" onclick={on_next}>{ui.t("card.so_that")}</button>
            }
            <button type="button" class="chip" onclick={on_sight}>{ui.t("card.sight")}</button>
            if !props.readonly {
                <button type="button" class="chip" onclick={on_help}>{ui.t("card.help")}</button>
            }
            <button type="button" class="chip" onclick={on_details}>{ui.t("card.details")}</button>
            { props.tip.clone() }
        </div>
    }
}
