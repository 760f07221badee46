//! Choosing a card by typing: the search, and "so that…".

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::context::use_ui;
use super::dialogs::Dialog;
use crate::model::{Card, CardId, CardKind, joints, sort_by};
use crate::store::{Action, Snapshot};

/// At most this many cards are listed.
const SHOWN: usize = 40;

/// One thing to pick.
#[derive(Clone, PartialEq)]
struct Choice {
    kind: CardKind,
    label: AttrValue,
    /// What it would mean to pick it.
    hint: AttrValue,
    action: Action,
}

#[derive(PartialEq, Properties)]
struct PickerProps {
    title: AttrValue,
    placeholder: AttrValue,
    text: String,
    ontext: Callback<String>,
    choices: Vec<Choice>,
}

/// A box of text over a list, by the combobox pattern of the ARIA Authoring Practices.
#[component]
fn Picker(props: &PickerProps) -> Html {
    let ui = use_ui();
    let at = use_state(|| 0usize);
    let list = use_node_ref();
    let last = props.choices.len().saturating_sub(1);
    let current = (*at).min(last);
    use_effect_with(current, {
        let list = list.clone();
        move |current| {
            let row = list.cast::<HtmlElement>().and_then(|l| l.children().item(*current as u32));
            if let Some(row) = row {
                crate::browser::show_within(&row);
            }
        }
    });
    let oninput = {
        let (ontext, at) = (props.ontext.clone(), at.clone());
        move |event: InputEvent| {
            at.set(0);
            ontext.emit(event.target_unchecked_into::<HtmlInputElement>().value());
        }
    };
    let onkeydown = {
        let (ui, choices, at) = (ui.clone(), props.choices.clone(), at.clone());
        move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowDown" => (current + 1).min(last),
                "ArrowUp" => current.saturating_sub(1),
                "Enter" if !event.is_composing() => {
                    event.prevent_default();
                    event.stop_propagation();
                    if let Some(choice) = choices.get(current) {
                        ui.does(choice.action.clone());
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            at.set(to);
        }
    };
    let row = |(i, choice): (usize, &Choice)| {
        let pick = {
            let (ui, action) = (ui.clone(), choice.action.clone());
            move |_: MouseEvent| ui.does(action.clone())
        };
        let class = classes!(
            "pick",
            format!("card--{}", choice.kind.name()),
            (i == current).then_some("is-current")
        );
        html! {
            <li {class} id={format!("pick-{i}")} role="option" onclick={pick}
                aria-selected={if i == current { "true" } else { "false" }}>
                <span class="pick__kind">{ui.kind(choice.kind)}</span>
                <span class="pick__title" dir="auto">{&choice.label}</span>
                if !choice.hint.is_empty() { <span class="pick__hint">{&choice.hint}</span> }
            </li>
        }
    };
    html! {
        <Dialog title={props.title.clone()} class="dialog--picker">
            <input class="input" type="text" role="combobox" dir="auto" autocomplete="off" data-autofocus="true"
                aria-expanded="true" aria-controls="picks" aria-autocomplete="list" aria-label={&props.placeholder}
                aria-activedescendant={(!props.choices.is_empty()).then(|| format!("pick-{current}"))}
                placeholder={&props.placeholder} value={props.text.clone()} {oninput} {onkeydown} />
            <ul class="picks" id="picks" role="listbox" ref={list} aria-label={&props.title}>
                { for props.choices.iter().enumerate().map(row) }
            </ul>
            if props.choices.is_empty() { <p class="dialog__text">{ui.t("picker.nothing")}</p> }
        </Dialog>
    }
}

fn fits(card: &Card, needle: &str) -> bool {
    needle.is_empty()
        || card.title.to_lowercase().contains(needle)
        || card.notes.to_lowercase().contains(needle)
}

#[derive(PartialEq, Properties)]
pub(super) struct SearchProps {
    pub snapshot: Rc<Snapshot>,
}

/// Finds a card by its words and flies to it.
#[component]
pub(super) fn Search(props: &SearchProps) -> Html {
    let ui = use_ui();
    let text = use_state(String::new);
    let needle = text.trim().to_lowercase();
    let cards = props.snapshot.map.cards.values().filter(|card| fits(card, &needle)).take(SHOWN);
    let choices: Vec<_> = cards
        .map(|card| Choice {
            kind: card.kind,
            label: card.title.clone().into(),
            hint: AttrValue::default(),
            action: Action::FlyTo(card.id.clone()),
        })
        .collect();
    let ontext = {
        let text = text.clone();
        Callback::from(move |new| text.set(new))
    };
    html! {
        <Picker title={ui.t("action.search")} placeholder={ui.t("picker.search")}
            text={(*text).clone()} {ontext} {choices} />
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct ConnectProps {
    pub snapshot: Rc<Snapshot>,
    pub from: CardId,
}

/// "So that…": writes the next card of the story, or links with one that is there.
#[component]
pub(super) fn Connect(props: &ConnectProps) -> Html {
    let ui = use_ui();
    let text = use_state(String::new);
    let map = &props.snapshot.map;
    let Some(from) = map.card(&props.from) else { return html! {} };
    let needle = text.trim().to_lowercase();
    let next = from.kind.so_that();
    let mut choices = Vec::new();
    if let Some((link, kind)) = next {
        let label = if needle.is_empty() {
            ui.t("picker.new")
        } else {
            AttrValue::from(text.trim().to_owned())
        };
        let hint = ui.say("picker.new_hint", &[("link", &ui.link(link, true))]);
        let title = text.trim().to_owned();
        let action = Action::AddNext { from: from.id.clone(), kind, title };
        choices.push(Choice { kind, label, hint, action });
    }
    let linked: Vec<_> = map.links_of(&from.id).collect();
    let others = map.cards.values().filter(|card| card.id != from.id && fits(card, &needle));
    let mut others: Vec<_> = others
        .filter_map(|card| Some((card, *joints(from.kind, card.kind).first()?)))
        .filter(|(card, _)| !linked.iter().any(|l| l.from == card.id || l.to == card.id))
        .collect();
    // The next step of the story comes first, then the rest from left to right.
    let order = |card: &Card| (next.is_none_or(|(_, kind)| kind != card.kind), card.place.lane);
    sort_by(&mut others, |(a, _), (b, _)| order(a).cmp(&order(b)));
    choices.extend(others.into_iter().take(SHOWN).map(|(card, joint)| Choice {
        kind: card.kind,
        label: card.title.clone().into(),
        hint: ui.link(joint.kind, !joint.turned),
        action: Action::Link { from: from.id.clone(), to: card.id.clone(), kind: None },
    }));
    let ontext = {
        let text = text.clone();
        Callback::from(move |new| text.set(new))
    };
    let title = ui.say("picker.connect", &[("title", &from.title)]);
    html! {
        <Picker {title} placeholder={ui.t("picker.connect_hint")} text={(*text).clone()} {ontext} {choices} />
    }
}
