//! Small dialogs: the keys and gestures, and the menu of what is seldom needed.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::app::{MAP_FILES, merge_files};
use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::model::{CardKind, PageOf};
use crate::store::{Action, GatherAction, Overlay, Snapshot, TakeHomeAction};

#[derive(PartialEq, Properties)]
pub(super) struct DialogProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    /// Only its buttons close it: what is in it would be gone with a slip of the hand.
    #[prop_or_default]
    pub stays: bool,
    pub children: Html,
}

/// A dialog over the map: takes the keyboard, keeps it, gives it back.
#[component]
pub(super) fn Dialog(props: &DialogProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let back =
                node.cast::<HtmlElement>().map(|dialog| crate::browser::FocusTrap::new(&dialog));
            move || drop(back)
        }
    });
    let close = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(Overlay::None)))
    };
    let stays = props.stays;
    let beside = (!stays).then(|| close.clone());
    // The keyboard stays in it, too.
    let onmousedown = move |event: MouseEvent| {
        if stays {
            event.prevent_default();
        }
    };
    let onkeydown = move |event: KeyboardEvent| {
        if stays && event.key() == "Escape" {
            event.stop_propagation();
        }
    };
    html! {
        <div class="veil" {onkeydown}>
            <div class="veil__back" onclick={beside} {onmousedown} />
            <div class={classes!("dialog", props.class.clone())} part="dialog" ref={node} role="dialog" aria-modal="true"
                aria-label={&props.title} tabindex="-1">
                <div class="dialog__head">
                    <h2>{&props.title}</h2>
                    <IconButton icon={Icon::Close} label={ui.t("dialog.close")} onclick={close} />
                </div>
                { props.children.clone() }
            </div>
        </div>
    }
}

/// Keys and gestures, each with its words: `help.<name>`.
const KEYS: &[(&str, &str)] = &[
    ("help.add", "N"),
    ("help.edit", "Enter"),
    ("help.connect", "L"),
    ("help.details", "I"),
    ("help.step", "← ↑ → ↓"),
    ("help.move", "Alt + ← ↑ → ↓"),
    ("help.remove", "Delete"),
    ("help.duplicate", "Ctrl + D"),
    ("help.group", "G"),
    ("help.undo", "Ctrl + Z"),
    ("help.redo", "Ctrl + Shift + Z"),
    ("help.sight", "S"),
    ("help.questions", "Q"),
    ("help.next_question", "J"),
    ("help.previous_question", "K"),
    ("help.report", "P"),
    ("help.next_stage", "."),
    ("help.search", "Ctrl + F"),
    ("help.export", "Ctrl + S"),
    ("help.zoom", "+  −  0"),
    ("help.fit", "1"),
    ("help.fit_selection", "2"),
];

pub(super) fn help(ui: &Ui) -> Html {
    html! {
        <Dialog title={ui.t("help.title")}>
            <p class="dialog__text">{ui.t("help.gestures")}</p>
            <dl class="keys">
                { for KEYS.iter().map(|(what, key)| html! {
                    <div class="keys__row"><dt>{ui.t(what)}</dt><dd><kbd>{*key}</kbd></dd></div>
                }) }
            </dl>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct MenuProps {
    pub snapshot: Rc<Snapshot>,
}

/// What is seldom needed, and on a narrow screen what the bar has no room for.
#[component]
pub(super) fn Menu(props: &MenuProps) -> Html {
    let ui = use_ui();
    let does = |actions: Vec<Action>| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            for action in actions.clone() {
                ui.does(action);
            }
        })
    };
    // Under the names of the bar: what a page hides there is hidden here, too.
    let item = |icon: Icon, part: &'static str, key: &str, action: Action| {
        html! { <li {part}><IconButton {icon} text=true label={ui.t(key)} onclick={does(vec![action])} /></li> }
    };
    let open = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            super::start::choose_file(&ui);
        })
    };
    let merge = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            let merge = ui.clone();
            crate::browser::pick_files(MAP_FILES, true, move |files| merge_files(&merge, files));
        })
    };
    let keeps_nothing = props.snapshot.keeps_nothing;
    let keep = {
        let ui = ui.clone();
        Callback::from(move |_: Event| ui.does(Action::KeepNothing(!keeps_nothing)))
    };
    html! {
        <Dialog title={ui.t("menu.title")} class="dialog--menu">
            if !props.snapshot.readonly {
                <h3 class="menu__head">{ui.t("menu.together")}</h3>
                <ul class="menu">
                    { item(Icon::Check, "workshop", "action.prepare", Action::Overlay(Overlay::Prepare)) }
                    { item(Icon::Clock, "workshop", "action.agenda", Action::Overlay(Overlay::Agenda)) }
                    { item(Icon::People, "room", "action.room", Action::Overlay(Overlay::Room)) }
                    { item(Icon::Inbox, "gather", "menu.gather", Action::Gather(GatherAction::Show)) }
                </ul>
            }
            <h3 class="menu__head">{ui.t("menu.map")}</h3>
            <ul class="menu">
                { item(Icon::Ask, "questions", "action.questions", Action::Questions(true)) }
                { item(Icon::Page, "report", "action.report", Action::Overlay(Overlay::Report(PageOf::Map))) }
                { item(Icon::Person, "people", "action.register", Action::Overlay(Overlay::Register(None))) }
                { item(Icon::Inbox, "requests", "action.requests", Action::Overlay(Overlay::Requests(None))) }
                { item(Icon::Few, "capacity", "action.capacity", Action::Overlay(Overlay::Capacity)) }
                { item(Icon::Words, "words", "action.words", Action::Overlay(Overlay::Glossary)) }
                { item(Icon::Search, "search", "action.search", Action::Overlay(Overlay::Search)) }
                if !props.snapshot.readonly {
                    { item(Icon::Tidy, "tidy", "action.tidy", Action::Tidy) }
                    { item(Icon::Both, "groups", "action.alike", Action::Overlay(Overlay::Alike)) }
                }
            </ul>
            <h3 class="menu__head">{ui.t("menu.files")}</h3>
            <ul class="menu">
                { item(Icon::Download, "export", "action.export", Action::Export) }
                { item(Icon::Download, "export", "action.export_as", Action::Overlay(Overlay::Export)) }
                { item(Icon::Link, "share", "action.share", Action::Share) }
                { item(Icon::File, "share", "action.take_home", Action::TakeHome(TakeHomeAction::Make)) }
                <li part="files"><IconButton icon={Icon::File} text=true label={ui.t("action.open_file")} onclick={open} /></li>
                if !props.snapshot.readonly {
                    <li part="files"><IconButton icon={Icon::File} text=true label={ui.t("action.merge")} onclick={merge} /></li>
                }
                { item(Icon::Home, "maps", "action.maps", Action::ShowStart) }
                { item(Icon::Help, "help", "action.help", Action::Overlay(Overlay::Help)) }
                if props.snapshot.offline.update { { item(Icon::Redo, "renew", "offline.renew", Action::Renew) } }
            </ul>
            if !props.snapshot.readonly {
                <h3 class="menu__head">{ui.t("menu.add")}</h3>
                <ul class="menu menu--kinds">
                    { for CardKind::ALL.into_iter().map(|kind| {
                        let add = does(vec![Action::AddCard { kind, place: None }]);
                        let class = classes!("button", "kind-button", format!("card--{}", kind.name()));
                        html! { <li><button type="button" {class} onclick={add}>{ui.kind(kind)}</button></li> }
                    }) }
                </ul>
            }
            <label class="check">
                <input type="checkbox" checked={keeps_nothing} disabled={props.snapshot.rehearses} onchange={keep} />
                <span>{ui.t("menu.keep_nothing")}</span>
            </label>
            <p class="dialog__text dialog__text--small">{ui.t("start.privacy")}</p>
            if props.snapshot.offline.ready { <p class="dialog__text dialog__text--small">{ui.t("start.offline")}</p> }
        </Dialog>
    }
}
