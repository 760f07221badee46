//! Before a workshop, in one place: homework whose answers become cards, what L&D knows of the business, the draft that
//! others put right, one question to people beforehand, and the plan.

mod basics;
mod before;
mod drafts;
mod homework;
mod said;

use std::rc::Rc;

use yew::prelude::*;

use self::basics::Basics;
use self::before::Before;
pub(super) use self::drafts::{Draft, DraftList, Drafts, here, mark, open_drafts, tools};
use self::homework::{Homework, Starters};
use self::said::AskAboutDrafts;
pub(super) use self::said::{question as about_drafts, said_to_drafts};
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, icon};
use super::register::kept;
use crate::facilitation::deck::{BASICS, DECKS, Deck};
use crate::store::{Action, Found, PrivateAction, PrivateScope, Snapshot, drafts as drafts_of};

/// The homework in which the name of the department stands.
const DEPARTMENT: &str = "department-name";

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Deck(usize),
    Basics,
    Starters,
    Drafts,
    Before,
}

#[derive(PartialEq, Properties)]
pub(super) struct PrepareProps {
    pub snapshot: Rc<Snapshot>,
}

/// What was noted and is not on the map; nothing while the storage has not answered.
fn found(snapshot: &Snapshot, id: &str, department: &str) -> Found {
    PrivateScope::of(snapshot).map(|scope| scope.found(id, department)).unwrap_or_default()
}

/// Keeps what was found out, as it stands now.
fn keep(ui: &Ui, id: &'static str, department: &str, found: Found) {
    let (department, found) = (department.to_owned(), Some(found));
    ui.does(Action::Private(PrivateAction::Found { id, department, found }));
}

/// The department that a deck asks about just now.
fn department(snapshot: &Snapshot, deck: &Deck) -> String {
    if deck.by_department { found(snapshot, DEPARTMENT, "").text } else { String::new() }
}

#[component]
pub(super) fn Prepare(props: &PrepareProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let tab = use_state(|| Tab::Deck(0));
    use_effect_with(snapshot.map.id.clone(), {
        let ui = ui.clone();
        move |_| ui.does(Action::Private(PrivateAction::Homework))
    });
    let go = |to: Tab| {
        let tab = tab.clone();
        move |_: MouseEvent| tab.set(to)
    };
    let tab_button = |to: Tab, words: AttrValue, first: bool| {
        let pressed = (to == *tab).to_string();
        html! { <button type="button" class="button" aria-pressed={pressed} data-autofocus={first.then_some("true")} onclick={go(to)}>{words}</button> }
    };
    let of = |key: &str, n: usize, of: usize| {
        ui.say(key, &[("n", &n.to_string()), ("of", &of.to_string())])
    };
    let deck = |(at, deck): (usize, &&'static Deck)| {
        let done = deck.answered(&snapshot.map, &department(snapshot, deck));
        let key = if deck.by_department { "prepare.department" } else { "prepare.strategy" };
        tab_button(Tab::Deck(at), of(key, done, deck.prompts.len()), at == 0)
    };
    let noted = BASICS.iter().filter(|id| found(snapshot, id, "").known.is_some()).count();
    let open = drafts_of(&snapshot.map).len().to_string();
    let body = match *tab {
        Tab::Deck(at) => {
            html! { <Homework key={at} snapshot={snapshot.clone()} deck={DECKS[at]} /> }
        }
        Tab::Basics => html! { <Basics snapshot={snapshot.clone()} /> },
        Tab::Starters => html! { <Starters snapshot={snapshot.clone()} /> },
        Tab::Drafts => {
            html! { <><p class="dialog__text">{ui.t("draft.about")}</p><AskAboutDrafts snapshot={snapshot.clone()} /><DraftList snapshot={snapshot.clone()} /></> }
        }
        Tab::Before => html! { <Before snapshot={snapshot.clone()} /> },
    };
    let own = matches!(*tab, Tab::Deck(_) | Tab::Basics);
    html! {
        <Dialog title={ui.t("action.prepare")} class="dialog--sheet">
            <div class="prepare">
                <div class="register__tabs" role="group" aria-label={ui.t("prepare.parts")}>
                    { for DECKS.iter().enumerate().map(deck) }
                    { tab_button(Tab::Basics, of("prepare.basics", noted, BASICS.len()), false) }
                    { tab_button(Tab::Starters, ui.t("prepare.starters"), false) }
                    { tab_button(Tab::Drafts, ui.say("prepare.drafts", &[("n", &open)]), false) }
                    { tab_button(Tab::Before, ui.t("prepare.before"), false) }
                </div>
                <div class="prepare__page">
                    if own { { private_line(&ui, snapshot) } }
                    { body }
                </div>
            </div>
        </Dialog>
    }
}

/// Where what is written here is kept, until it is put on the map.
fn private_line(ui: &Ui, snapshot: &Snapshot) -> Html {
    let Some(scope) = PrivateScope::of(snapshot).filter(|_| !snapshot.visiting) else {
        return html! {};
    };
    html! {
        <p class="prepare__own">{icon(Icon::Lock)}<span>{ui.t("prepare.own")}{" "}{kept(ui, &scope.kept())}</span></p>
    }
}
