//! The bar over the map: its title, where the last safe copy is, and what people do most.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton, icon};
use super::late::late;
use super::text_box::use_text_box;
use crate::model::{CardKind, Lane};
use crate::store::{Action, Mode, Overlay, Saved, Snapshot, Trouble};

#[derive(PartialEq, Properties)]
pub(super) struct TopBarProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn TopBar(props: &TopBarProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let (questions, panel) = {
        let [one, other] = [ui.clone(), ui.clone()];
        let (questions, panel) = (!snapshot.view.questions, !snapshot.view.panel);
        (
            Callback::from(move |_: MouseEvent| one.does(Action::Questions(questions))),
            Callback::from(move |_: MouseEvent| other.does(Action::Panel(panel))),
        )
    };
    let readonly = snapshot.readonly;
    let add = {
        let near = snapshot.view.selection.single().and_then(|id| snapshot.map.card(id));
        near.map_or(Lane::Priorities, |card| card.place.lane).kinds()[0]
    };
    html! {
        <header class="bar" part="bar">
            <h1 class="unseen">{if snapshot.map.title.is_empty() { ui.t("map.untitled") } else { (*snapshot.map.title).to_owned().into() }}</h1>
            <IconButton icon={Icon::Home} part="maps" label={ui.t("action.maps")} onclick={ui.press(|| Action::ShowStart)} />
            <MapTitle title={snapshot.map.title.clone()} {readonly} />
            { saved_chip(&ui, &snapshot.saved) }
            if snapshot.offline.ready { <span class="saved saved--offline">{ui.t("saved.offline")}</span> }
            if let (Some(_), Some(late)) = (&snapshot.room, late()) { { (late.chip)(&ui, snapshot) } }
            <span class="bar__gap" />
            if !readonly {
                <div class="bar__group" part="history" role="group" aria-label={ui.t("bar.history")}>
                    <IconButton icon={Icon::Undo} label={ui.t("action.undo")} disabled={!snapshot.can_undo} onclick={ui.press(|| Action::Undo)} />
                    <IconButton icon={Icon::Redo} label={ui.t("action.redo")} disabled={!snapshot.can_redo} onclick={ui.press(|| Action::Redo)} />
                </div>
                { add_button(&ui, add) }
            }
            { mode_switch(&ui, snapshot.view.mode, snapshot.view.narrow) }
            <IconButton icon={Icon::Search} part="search" class="bar__wide" label={ui.t("action.search")} onclick={ui.press(|| Action::Overlay(Overlay::Search))} />
            <IconButton icon={Icon::Ask} part="questions" class="bar__wide" label={ui.t("action.questions")} pressed={snapshot.view.questions}
                onclick={questions} />
            <IconButton icon={Icon::Person} part="people" class="bar__wide" label={ui.t("action.register")} onclick={ui.press(|| Action::Overlay(Overlay::Register(None)))} />
            <IconButton icon={Icon::Panel} part="details" class="bar__wide" label={ui.t("action.panel")} pressed={snapshot.view.panel}
                onclick={panel} />
            if !readonly {
                <IconButton icon={Icon::Clock} part="workshop" class="bar__wide" label={ui.t("action.agenda")} onclick={ui.press(|| Action::Overlay(Overlay::Agenda))} />
                <IconButton icon={Icon::People} part="room" class="bar__wide" label={ui.t("action.room")} onclick={ui.press(|| Action::Overlay(Overlay::Room))} />
                if let Some(late) = late() { { (late.inbox)(&ui, snapshot) } }
            }
            <IconButton icon={Icon::Link} part="share" class="bar__wide" label={ui.t("action.share")} onclick={ui.press(|| Action::Share)} />
            <IconButton icon={Icon::Download} part="export" class="bar__wide" label={ui.t("action.export")} onclick={ui.press(|| Action::Export)} />
            <IconButton icon={Icon::More} part="menu" label={ui.t("menu.title")} onclick={ui.press(|| Action::Overlay(Overlay::Menu))} />
        </header>
    }
}

#[derive(PartialEq, Properties)]
struct MapTitleProps {
    title: Rc<str>,
    readonly: bool,
}

#[component]
fn MapTitle(props: &MapTitleProps) -> Html {
    let ui = use_ui();
    let text_box = use_text_box(&props.title);
    let oninput = {
        let (ui, text_box) = (ui.clone(), text_box.clone());
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            ui.does(Action::SetMapTitle { text });
        }
    };
    let onkeydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            let _ = event.target_unchecked_into::<HtmlInputElement>().blur();
        }
    };
    html! {
        <input class="bar__title" part="title" type="text" dir="auto" ref={text_box.node.clone()} readonly={props.readonly}
            maxlength="200" aria-label={ui.t("map.title")} placeholder={ui.t("map.untitled")} {oninput} {onkeydown} />
    }
}

/// Where the last safe copy is. Always true, never hopeful.
fn saved_chip(ui: &Ui, saved: &Saved) -> Html {
    let (key, class) = match saved {
        Saved::Untouched => ("saved.untouched", "saved"),
        Saved::InItsLink => ("saved.in_its_link", "saved"),
        Saved::Saving => ("saved.saving", "saved"),
        Saved::InThisBrowser => ("saved.here", "saved saved--safe"),
        Saved::Failed(Trouble::Full) => ("saved.full", "saved saved--bad"),
        Saved::Failed(Trouble::Refused) => ("saved.refused", "saved saved--bad"),
        Saved::Failed(Trouble::Gone | Trouble::Other(_)) => ("saved.failed", "saved saved--bad"),
        Saved::NotKept => ("saved.not_kept", "saved saved--warn"),
    };
    let sign = match saved {
        Saved::InThisBrowser => icon(Icon::Check),
        Saved::Failed(_) | Saved::NotKept => icon(Icon::Alert),
        Saved::Untouched | Saved::InItsLink | Saved::Saving => html! {},
    };
    html! { <span {class} part="saved" data-saved={key}>{sign}<span>{ui.t(key)}</span></span> }
}

/// Adds a card beside the selected one's kind; the other kinds wait in the menu.
fn add_button(ui: &Ui, kind: CardKind) -> Html {
    let add = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::AddCard { kind, place: None })
    };
    let name = ui.say("action.add_kind", &[("kind", &ui.kind(kind))]);
    html! {
        <button type="button" part="add" class="button button--primary bar__add" onclick={add} aria-label={name.clone()} title={name.clone()}>
            {icon(Icon::Plus)}<span class="bar__add-text">{ui.kind(kind)}</span>
        </button>
    }
}

fn mode_switch(ui: &Ui, now: Mode, narrow: bool) -> Html {
    let choice = |mode: Mode, icon: Icon, key: &str| {
        let onclick = {
            let ui = ui.clone();
            Callback::from(move |_: MouseEvent| ui.does(Action::SetMode(mode)))
        };
        html! { <IconButton {icon} label={ui.t(key)} pressed={now == mode} {onclick} /> }
    };
    html! {
        <div class="bar__group bar__group--switch" part="modes" role="group" aria-label={ui.t("mode.name")}>
            { choice(Mode::Canvas, Icon::Canvas, "mode.canvas") }
            { choice(Mode::Outline, Icon::Outline, "mode.outline") }
            if !narrow { { choice(Mode::Both, Icon::Both, "mode.both") } }
        </div>
    }
}
