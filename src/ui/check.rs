//! What works in this browser, at this place, before people come: asked for by a press, told in plain words.

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, icon};
use super::people::either;
use crate::browser::transports::{Echo, Login, Why, allowed_relays, echo};
use crate::browser::{Keeps, NoCamera, Vault, camera_there, keeps, spawn};
use crate::store::RelayLogin;
use crate::words::Message;

#[derive(PartialEq, Properties)]
pub(super) struct CheckProps {
    /// The relay that the room meets at, if it has one.
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
                rows.push(relay(&ui, place.as_deref()).await);
                #[cfg(feature = "webrtc")]
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

/// Sends there as a room would, with what this browser keeps to sign in.
async fn relay(ui: &Ui, place: Option<&str>) -> Row {
    let relays = allowed_relays(&ui.feed.relays());
    let Some(place) = place else {
        return Row { fine: false, words: ui.t(either("check.no_relay", "check.no_relay_tabs")) };
    };
    let Some(address) = relays.pick(place) else {
        return Row { fine: false, words: ui.t("check.relay_refused") };
    };
    let said = |key| ui.say(key, &[("relay", address.name())]);
    let RelayLogin { user, password } = kept_login(place).await.unwrap_or_default();
    let login = Login::new(&user, &password).unwrap_or_default();
    match echo(address, &login).await {
        Echo::Heard => Row { fine: true, words: said("check.relay") },
        Echo::Mute => Row { fine: false, words: said("check.relay_mute") },
        Echo::Silent => Row {
            fine: false,
            words: said(either("check.relay_silent", "check.relay_silent_tabs")),
        },
        // It is there; the room asks for the password.
        Echo::Refused(Why::NoLogin) => Row { fine: true, words: said("check.relay_login") },
        Echo::Refused(why) => Row { fine: false, words: text(ui, &why.message()) },
    }
}

async fn kept_login(place: &str) -> Option<RelayLogin> {
    let key = RelayLogin::key(place);
    let rows = Vault::open().await.ok()?.private(&key).await.ok()?;
    let (_, kept) = rows.into_iter().find(|(found, _)| *found == key)?;
    RelayLogin::from_kept(&kept)
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

async fn camera(ui: &Ui) -> Row {
    let (fine, key) = match camera_there().await {
        Ok(()) => (true, "check.camera"),
        Err(NoCamera::Missing) => (false, "check.no_camera"),
        Err(NoCamera::Unsupported | NoCamera::Refused) => (false, "check.camera_unsupported"),
    };
    Row { fine, words: ui.t(key) }
}
