//! Windows beside the one that leads: how they are opened, what they are told, and what each shows. The window that leads is
//! always one that may be shown to everybody.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::super::context::use_ui;
use super::notes::Notes;
use super::projector::Projector;
use crate::browser::{SideLine, open_beside, page_address};
use crate::store::{Aside, Beside, Page, Snapshot};

/// A window beside asks so often whether the one that leads is there, and no longer believes it after so many times.
const ASK_MS: u32 = 3_000;
const PATIENCE: u32 = 3;
/// What it asks.
const ASKS: &str = "?";

/// All of such a window.
pub(in crate::ui) fn beside(snapshot: &Rc<Snapshot>) -> Html {
    let snapshot = snapshot.clone();
    match snapshot.view.beside {
        _ if snapshot.view.page != Page::Map => html! { <Nothing /> },
        Some(Beside::Notes) => html! { <Notes {snapshot} /> },
        Some(Beside::Projector) | None => html! { <Projector {snapshot} /> },
    }
}

#[component]
fn Nothing() -> Html {
    let ui = use_ui();
    html! { <main class="waits" role="status">{ui.t("beside.nothing")}</main> }
}

#[derive(PartialEq, Properties)]
pub(super) struct WindowsProps {
    pub snapshot: Rc<Snapshot>,
}

/// In the bar of whoever leads: opens them. Where the browser refuses, there is a link.
#[component]
pub(super) fn Windows(props: &WindowsProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    use_told(snapshot);
    let refused = use_state(|| None::<Beside>);
    let open = |beside: Beside| {
        let (refused, slot) = (refused.clone(), snapshot.slot.clone());
        Callback::from(move |_: MouseEvent| {
            let name = format!("alignment-canvas-{}-{slot}", beside.name());
            let opened = open_beside(&beside.fragment(&slot), &name);
            refused.set((!opened).then_some(beside));
        })
    };
    // What no storage has cannot be shown by another window.
    if snapshot.keeps_nothing {
        return html! {};
    }
    let done = {
        let refused = refused.clone();
        move |_: MouseEvent| refused.set(None)
    };
    html! {
        <>
            <button type="button" class="button button--link" onclick={open(Beside::Projector)}>{ui.t("beside.projector")}</button>
            <button type="button" class="button button--link" onclick={open(Beside::Notes)}>{ui.t("beside.notes")}</button>
            if let Some(beside) = *refused {
                <span class="shop__ready" role="alert">{ui.t("beside.refused")}{" "}
                    <a class="button button--link" href={page_address() + &beside.fragment(&snapshot.slot)} target="_blank" onclick={done}>
                        {ui.t(match beside { Beside::Projector => "beside.projector_link", Beside::Notes => "beside.notes_link" })}
                    </a>
                </span>
            }
        </>
    }
}

/// Tells the windows beside this one who is here and what the room is asked.
#[hook]
fn use_told(snapshot: &Rc<Snapshot>) {
    let text = Rc::new(Aside::of(snapshot).to_text());
    let now = use_mut_ref(|| text.clone());
    now.replace(text.clone());
    let line = use_mut_ref(|| None::<SideLine>);
    use_effect_with(snapshot.slot.clone(), {
        let (line, now) = (line.clone(), now.clone());
        move |slot| {
            let answers = move |said: &str| (said == ASKS).then(|| now.borrow().to_string());
            line.replace(Some(SideLine::new(slot, answers)));
            move || drop(line.take())
        }
    });
    use_effect_with(text, move |text| {
        if let Some(line) = &*line.borrow() {
            line.say(text);
        }
    });
}

/// What the window that leads tells; `None` while it is not there.
#[hook]
pub(super) fn use_aside(snapshot: &Rc<Snapshot>) -> Option<Rc<Aside>> {
    let heard = use_state_eq(|| None::<Rc<Aside>>);
    use_effect_with(snapshot.slot.clone(), {
        let heard = heard.clone();
        move |slot| {
            let silent = Rc::new(RefCell::new(0_u32));
            let hears = {
                let (heard, silent) = (heard.clone(), silent.clone());
                move |said: &str| {
                    if let Some(aside) = Aside::read(said) {
                        silent.replace(0);
                        heard.set(Some(Rc::new(aside)));
                    }
                    None
                }
            };
            let line = SideLine::new(slot, hears);
            line.say(ASKS);
            let asks = Interval::new(ASK_MS, move || {
                *silent.borrow_mut() += 1;
                if *silent.borrow() > PATIENCE {
                    heard.set(None);
                }
                line.say(ASKS);
            });
            move || drop(asks)
        }
    });
    (*heard).clone()
}
