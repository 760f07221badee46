//! The start screen: a new map, a file, an example, or one of the maps kept in this browser.

use std::rc::Rc;

use yew::prelude::*;

use super::app::{MAP_FILES, open_files};
use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton, icon};
use crate::store::{Action, Example, Overlay, Snapshot, Stored};

/// Asks for a file and opens it.
pub(super) fn choose_file(ui: &Ui) {
    let ui = ui.clone();
    crate::browser::pick_files(MAP_FILES, false, move |files| open_files(&ui, files));
}

#[derive(PartialEq, Properties)]
pub(super) struct StartProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Start(props: &StartProps) -> Html {
    let ui = use_ui();
    use_effect_with((), {
        let ui = ui.clone();
        // What is kept is asked for when the screen is shown, so that it is true then.
        move |()| ui.does(Action::ShowStart)
    });
    let new = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::NewMap)
    };
    let open = {
        let ui = ui.clone();
        move |_: MouseEvent| choose_file(&ui)
    };
    let open_link = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Link { lost: false }))
    };
    let keeps_nothing = props.snapshot.keeps_nothing;
    let keep = {
        let ui = ui.clone();
        move |_: Event| ui.does(Action::KeepNothing(!keeps_nothing))
    };
    let has_map = !props.snapshot.map.is_empty();
    let back = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::ShowMap))
    };
    html! {
        <main class="start" tabindex="-1" aria-label={ui.t("start.name")}>
            <header class="start__hero">
                <h1>{ui.t("start.title")}</h1>
                <p class="start__lead">{ui.t("start.lead")}</p>
                <div class="start__actions">
                    <button type="button" class="button button--primary" onclick={new}>{icon(Icon::Plus)}{ui.t("action.new_map")}</button>
                    <button type="button" class="button button--quiet" onclick={open}>{icon(Icon::File)}{ui.t("action.open_file")}</button>
                    <button type="button" class="button button--quiet" onclick={open_link}>{icon(Icon::Link)}{ui.t("start.open_link")}</button>
                    if has_map {
                        <button type="button" class="button button--quiet" onclick={back}>{icon(Icon::Arrow)}{ui.t("action.back_to_map")}</button>
                    }
                </div>
            </header>
            <Kept stored={props.snapshot.stored.clone()} locale={ui.feed.locale()} />
            <section class="start__part" aria-labelledby="examples">
                <h2 id="examples">{ui.t("start.examples")}</h2>
                <ul class="tiles">{ for Example::ALL.into_iter().map(|which| example(&ui, which)) }</ul>
            </section>
            <footer class="start__foot">
                <label class="check">
                    <input type="checkbox" checked={keeps_nothing} disabled={props.snapshot.rehearses} onchange={keep} />
                    <span>{ui.t("menu.keep_nothing")}</span>
                </label>
                <p>{ui.t("start.privacy")}</p>
                if props.snapshot.offline.ready { <p>{ui.t("start.offline")}</p> }
            </footer>
        </main>
    }
}

fn example(ui: &Ui, example: Example) -> Html {
    let key = example.key();
    let open = {
        let ui = ui.clone();
        move |_: MouseEvent| {
            let name = ui.t(key).to_string();
            ui.does(Action::OpenExample { example, name });
        }
    };
    html! {
        <li class="tile">
            <button type="button" class="tile__open" aria-describedby={key} onclick={open}>{ui.t(key)}</button>
            <p class="tile__text" id={key}>{ui.t(&format!("{key}.text"))}</p>
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct KeptProps {
    stored: Option<Rc<[Stored]>>,
    /// Moments are written anew when the page asks for another one.
    locale: Rc<str>,
}

/// The maps kept in this browser, newest first.
#[component]
fn Kept(props: &KeptProps) -> Html {
    let ui = use_ui();
    let Some(stored) = props.stored.as_ref().filter(|stored| !stored.is_empty()) else {
        return html! {};
    };
    html! {
        <section class="start__part" aria-labelledby="kept">
            <h2 id="kept">{ui.t("start.kept")}</h2>
            <ul class="kept">{ for stored.iter().map(|map| kept(&ui, map)) }</ul>
        </section>
    }
}

fn kept(ui: &Ui, map: &Stored) -> Html {
    let title = if map.title.is_empty() { ui.t("map.untitled") } else { map.title.clone().into() };
    let does = |action: fn(String) -> Action| {
        let (ui, slot) = (ui.clone(), map.slot.clone());
        Callback::from(move |_: MouseEvent| ui.does(action(slot.clone())))
    };
    let open = does(|slot| Action::OpenStored { slot });
    let remove = does(|slot| Action::RemoveStored { slot });
    let n = map.cards.to_string();
    let when = ui.when(map.changed_ms);
    let meta = if map.unkept { "start.unkept_meta" } else { "start.kept_meta" };
    html! {
        <li class="kept__row" key={map.slot.clone()}>
            <button type="button" class="kept__open" onclick={open}>
                <span class="kept__title" dir="auto">{&title}</span>
                <span class="kept__meta">{ui.say(meta, &[("n", &n), ("when", &when)])}</span>
            </button>
            <IconButton icon={Icon::Trash} label={ui.say("start.forget", &[("title", &title)])} onclick={remove} />
        </li>
    }
}
