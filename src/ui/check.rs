//! What works in this browser, at this place, before people come: asked for by a press, told in plain words.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, icon};
use crate::browser::timers::sleep;
use crate::browser::transports::{Event, Login, Relay, State, Why, allowed_relays};
use crate::browser::{Keeps, NoCamera, camera_there, keeps, spawn};
use crate::words::Message;

/// A relay that has not answered by then is none, in milliseconds.
const PATIENCE_MS: u32 = 8_000;
/// Between two looks whether it has.
const STEP_MS: u32 = 50;

#[derive(PartialEq, Properties)]
pub(super) struct CheckProps {
    /// The relay that the room meets at.
    pub place: Option<String>,
}

/// One thing that was tried: fine, or what to do instead.
#[derive(Clone, PartialEq)]
struct Row {
    fine: bool,
    words: AttrValue,
}

#[derive(Clone, PartialEq)]
enum Found {
    Nothing,
    Trying,
    Rows(Rc<[Row]>),
}

#[component]
pub(super) fn Check(props: &CheckProps) -> Html {
    let ui = use_ui();
    let found = use_state(|| Found::Nothing);
    let shown = use_mut_ref(|| Rc::new(Cell::new(true)));
    use_effect_with((), {
        let shown = shown.borrow().clone();
        move |()| move || shown.set(false)
    });
    let run = {
        let (ui, found, place) = (ui.clone(), found.clone(), props.place.clone());
        let shown = shown.borrow().clone();
        move |_: MouseEvent| {
            let (ui, found, place) = (ui.clone(), found.clone(), place.clone());
            let shown = shown.clone();
            // A button that is switched off would lose the keyboard.
            if *found == Found::Trying {
                return;
            }
            found.set(Found::Trying);
            spawn("check", async move {
                let mut rows = vec![storage(&ui).await];
                rows.extend(relay(&ui, place.as_deref()).await);
                rows.push(direct(&ui).await);
                rows.push(camera(&ui).await);
                if shown.get() {
                    found.set(Found::Rows(rows.into()));
                }
                Ok::<(), Infallible>(())
            });
        }
    };
    let trying = *found == Found::Trying;
    html! {
        <details class="ballot__room check-room">
            <summary>{ui.t("check.title")}</summary>
            <p class="dialog__text dialog__text--small">{ui.t("check.text")}</p>
            <button type="button" class="button button--quiet" aria-disabled={trying.then_some("true")} onclick={run}>{ui.t("check.run")}</button>
            <div role="status">
                if trying { <p class="dialog__text">{ui.t("check.trying")}</p> }
                if let Found::Rows(rows) = &*found {
                    <ul class="check-room__rows">{ for rows.iter().map(row) }</ul>
                }
            </div>
        </details>
    }
}

fn row(row: &Row) -> Html {
    let (class, sign) = match row.fine {
        true => ("check-room__row", Icon::Check),
        false => ("check-room__row check-room__row--not", Icon::Alert),
    };
    html! { <li {class}>{icon(sign)}<span>{&row.words}</span></li> }
}

async fn storage(ui: &Ui) -> Row {
    let (fine, key) = match keeps().await {
        Keeps::Promised => (true, "check.kept_promised"),
        Keeps::Yes => (true, "check.kept"),
        Keeps::No => (false, "check.not_kept"),
    };
    Row { fine, words: ui.t(key) }
}

/// Connects as a room would, under a name that nobody else uses.
async fn relay(ui: &Ui, place: Option<&str>) -> Option<Row> {
    let relays = allowed_relays(&ui.feed.relays());
    let Some(address) = place.map_or(relays.allowed().first(), |place| relays.pick(place)) else {
        let key = if place.is_some() { "check.relay_refused" } else { "check.no_relay" };
        return Some(Row { fine: false, words: ui.t(key) });
    };
    let name = address.name().to_owned();
    let topic: [u8; 16] = crate::browser::random::bytes();
    let topic: String = topic.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = Rc::new(RefCell::new(None));
    let ear = {
        let said = said.clone();
        move |event: Event| {
            let result = match event {
                Event::State(State::Connected) => Ok(()),
                Event::State(State::Closed(why)) => Err(Some(why)),
                Event::State(State::Reconnecting { .. }) => Err(None),
                _ => return,
            };
            said.borrow_mut().get_or_insert(result);
        }
    };
    let relay = Relay::open(address, &topic, Login::default(), Rc::new(ear));
    let mut waited = 0;
    while said.borrow().is_none() && waited < PATIENCE_MS {
        sleep(STEP_MS).await;
        waited += STEP_MS;
    }
    drop(relay);
    let result = said.take().unwrap_or(Err(None));
    let said = |key| ui.say(key, &[("relay", &name)]);
    Some(match result {
        Ok(()) => Row { fine: true, words: said("check.relay") },
        // It is there; the room asks for the password.
        Err(Some(Why::NoLogin)) => Row { fine: true, words: said("check.relay_login") },
        Err(Some(why)) => Row { fine: false, words: text(ui, &why.message()) },
        Err(None) => Row { fine: false, words: said("check.relay_silent") },
    })
}

fn text(ui: &Ui, message: &Message) -> AttrValue {
    message.text(&ui.words).into()
}

#[cfg(feature = "webrtc")]
async fn direct(ui: &Ui) -> Row {
    match crate::browser::transports::Direct::invite("check", Rc::new(|_| {})).await {
        Ok(_) => Row { fine: true, words: ui.t("check.direct") },
        Err(why) => Row { fine: false, words: text(ui, &why.message()) },
    }
}

#[cfg(not(feature = "webrtc"))]
async fn direct(ui: &Ui) -> Row {
    Row { fine: false, words: text(ui, &Why::Unsupported.message()) }
}

async fn camera(ui: &Ui) -> Row {
    let (fine, key) = match camera_there().await {
        Ok(()) => (true, "check.camera"),
        Err(NoCamera::Missing) => (false, "check.no_camera"),
        Err(NoCamera::Unsupported | NoCamera::Refused) => (false, "check.camera_unsupported"),
    };
    Row { fine, words: ui.t(key) }
}
