//! Building one map together: how people come in, who is there, and where what they write goes.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::check::Check;
use super::clashes::Clashes;
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::login::Login;
use super::people::{DIRECT, People, again, either, may_key, status, way};
use super::scan::Scan;
use super::sent::{Copy, code};
use crate::browser::transports::allowed_relays;
use crate::store::{
    Action, Capability, Joining, LoginAsked, Pairing, RoomLink, RoomStep, RoomView, Sender,
    Snapshot, has_pairing, qr_picture,
};

/// The setting under which this browser remembers what people call themselves.
pub(super) const NAME: &str = "name";

#[derive(PartialEq, Properties)]
pub(super) struct RoomProps {
    pub snapshot: Rc<Snapshot>,
}

/// The dialog: before there is a room, and in one.
#[component]
pub(super) fn Room(props: &RoomProps) -> Html {
    let ui = use_ui();
    match &props.snapshot.room {
        None => html! { <Dialog title={ui.t("room.title")}><Found /></Dialog> },
        Some(room) => html! {
            <Dialog title={ui.t("room.title")} class="dialog--wide">
                <Clashes snapshot={props.snapshot.clone()} />
                <Inside room={room.clone()} pairing={props.snapshot.pairing.clone()} following={props.snapshot.following}
                    login={props.snapshot.login} keeps_nothing={props.snapshot.keeps_nothing} shut={shut(&props.snapshot)} />
            </Dialog>
        },
    }
}

/// Name of a relay as people know it.
pub(super) fn relay_name(ui: &Ui, place: &str) -> Option<String> {
    let relays = allowed_relays(&ui.feed.relays());
    relays.pick(place).map(|relay| relay.name().to_owned())
}

#[hook]
fn use_name() -> UseStateHandle<String> {
    use_state(|| crate::browser::prefs::read(NAME).unwrap_or_default())
}

/// For the next room.
pub(super) fn remember_name(name: &str) {
    crate::browser::prefs::write(NAME, Some(name.trim()).filter(|name| !name.is_empty()));
}

fn name_box(ui: &Ui, name: &UseStateHandle<String>, first: bool) -> Html {
    let oninput = {
        let name = name.clone();
        move |event: InputEvent| {
            let now = event.target_unchecked_into::<HtmlInputElement>().value();
            remember_name(&now);
            name.set(now);
        }
    };
    html! {
        <label class="ask__field"><span>{ui.t("room.name")}</span>
            <input class="input" type="text" dir="auto" maxlength="60" autocomplete="name" value={(**name).clone()} {oninput}
                data-autofocus={first.then_some("true")} />
        </label>
    }
}

#[component]
fn Found() -> Html {
    let ui = use_ui();
    let name = use_name();
    let relays = use_memo((), |()| {
        let relays = allowed_relays(&ui.feed.relays());
        relays
            .allowed()
            .iter()
            .map(|relay| (relay.url().to_owned(), relay.name().to_owned()))
            .collect::<Vec<_>>()
    });
    let place = use_state(|| relays.first().map(|(url, _)| url.clone()));
    let onchange = {
        let place = place.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            place.set(Some(chosen).filter(|url| !url.is_empty()));
        }
    };
    let found = {
        let (ui, name, place) = (ui.clone(), (*name).clone(), (*place).clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (name, place) = (name.trim().to_owned(), place.clone());
            ui.does(Action::Room(RoomStep::Found { name, place }));
        }
    };
    let option = |(url, name): &(String, String)| {
        let selected = place.as_ref() == Some(url);
        html! { <option value={url.clone()} {selected}>{ui.say("room.through", &[("relay", name)])}</option> }
    };
    html! {
        <form class="ask" onsubmit={found}>
            <p class="dialog__text">{ui.t("room.text")}</p>
            { name_box(&ui, &name, true) }
            if relays.is_empty() {
                <p class="dialog__text dialog__text--small">{ui.t(either("room.no_relay", "room.no_relay_tabs"))}</p>
            } else {
                <label class="ask__field"><span>{ui.t("room.where")}</span>
                    <select class="select" {onchange}>
                        { for relays.iter().map(option) }
                        <option value="" selected={place.is_none()}>{ui.t("room.tabs_only")}</option>
                    </select>
                </label>
                <p class="dialog__text dialog__text--small">{ui.t("room.relay_sees")}</p>
            }
            <button type="submit" class="button button--primary">{ui.t("room.found")}</button>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct InsideProps {
    room: Rc<RoomView>,
    pairing: Pairing,
    following: Option<Sender>,
    login: Option<LoginAsked>,
    keeps_nothing: bool,
    shut: Option<&'static str>,
}

/// Why nobody can come here by a link: the page is a file, which nobody else has at this address, or those who come are made up.
pub(super) fn shut(snapshot: &Snapshot) -> Option<&'static str> {
    match (snapshot.rehearses, snapshot.alone) {
        (true, _) => Some(REHEARSES),
        (false, true) => Some("gather.alone"),
        (false, false) => None,
    }
}

const REHEARSES: &str = "rehearse.nobody";

#[component]
fn Inside(props: &InsideProps) -> Html {
    let ui = use_ui();
    let room = &props.room;
    let may = use_state(|| Capability::Edit);
    let fragment = room.links.iter().find(|(capability, _)| capability == &*may);
    let fragment = fragment.or_else(|| room.links.first()).map(|(_, link)| link.0.clone());
    let link = use_memo(fragment, |fragment| {
        let link = crate::browser::link_address() + fragment.as_deref().unwrap_or_default();
        (qr_picture(&link), Rc::<str>::from(link))
    });
    let onchange = {
        let (may, room) = (may.clone(), room.clone());
        move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            let at = usize::try_from(at).unwrap_or_default();
            may.set(room.links.get(at).map_or(Capability::Edit, |(capability, _)| *capability));
        }
    };
    let rehearses = props.shut == Some(REHEARSES);
    let relay = room.place.as_deref().and_then(|place| relay_name(&ui, place));
    let leave = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Room(RoomStep::Leave))
    };
    let option = |(capability, _): &(Capability, RoomLink)| {
        html! { <option selected={*capability == *may}>{ui.t(may_key(*capability))}</option> }
    };
    html! {
        <div class="answers">
            <section class="answers__ask" aria-label={ui.t("room.invite")}>
                if let Some(why) = props.shut {
                    <p class="dialog__text">{ui.t(why)}</p>
                } else {
                    <label class="ask__field"><span>{ui.t("room.link_for")}</span>
                        <select class="select" {onchange}>{ for room.links.iter().map(option) }</select>
                    </label>
                    if let Some(picture) = &link.0 { { code(picture, ui.t("gather.code")) } }
                    <Copy text={link.1.clone()} name={ui.t("room.link")} action={ui.t("share.copy")} rows={2} first=true />
                    if relay.is_none() && DIRECT { <p class="dialog__text dialog__text--small">{ui.t("room.carry")}</p> }
                }
            </section>
            <section class="answers__in" aria-label={ui.t("room.people")}>
                <p class="answers__count">{status(&ui, room)}</p>
                <p class="dialog__text">{way(&ui, room, rehearses)}</p>
                if props.login.is_none() { { again(&ui, room) } }
                if let (Some(asked), Some(relay)) = (props.login, &relay) {
                    <Login {asked} relay={relay.clone()} keeps_nothing={props.keeps_nothing} />
                }
                <People room={room.clone()} following={props.following} />
                if room.muted > 0 { <p class="dialog__text">{ui.say("room.muted", &[("n", &room.muted.to_string())])}</p> }
                if !rehearses {
                    if DIRECT { <Direct pairing={props.pairing.clone()} /> }
                    <Check place={room.place.clone()} />
                    <p class="dialog__text dialog__text--small">{ui.t("room.promise")}</p>
                }
                <div class="answers__do">
                    <button type="button" class="button button--quiet" onclick={leave}>{ui.t(if rehearses { "rehearse.end" } else { "room.leave" })}</button>
                </div>
            </section>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct DirectProps {
    pairing: Pairing,
}

/// A connection to one other browser without a relay: a code there, a code back.
#[component]
fn Direct(props: &DirectProps) -> Html {
    let ui = use_ui();
    let text = use_state(String::new);
    let odd = use_state(|| false);
    let make = {
        let (ui, odd) = (ui.clone(), odd.clone());
        move |_: MouseEvent| {
            odd.set(false);
            ui.does(Action::Room(RoomStep::Pair { text: None }));
        }
    };
    let take = {
        let (ui, odd) = (ui.clone(), odd.clone());
        Callback::from(move |text: String| {
            let is_code = has_pairing(&text);
            if is_code {
                odd.set(false);
                ui.does(Action::Room(RoomStep::Pair { text: Some(text) }));
            }
            is_code
        })
    };
    let oninput = {
        let (take, text, odd) = (take.clone(), text.clone(), odd.clone());
        move |event: InputEvent| {
            let now = event.target_unchecked_into::<HtmlInputElement>().value();
            odd.set(false);
            text.set(if take.emit(now.clone()) { String::new() } else { now });
        }
    };
    // What is taken is no longer in the box.
    let onchange = {
        let odd = odd.clone();
        move |event: Event| {
            let left = event.target_unchecked_into::<HtmlInputElement>().value();
            odd.set(!left.trim().is_empty());
        }
    };
    let state = match &props.pairing {
        _ if *odd => html! { <p class="inbox__nothing" role="alert">{ui.t("pair.no_code")}</p> },
        Pairing::None => html! {},
        Pairing::Making => html! { <p role="status">{ui.t("pair.making")}</p> },
        Pairing::Taken => html! { <p class="answers__took" role="status">{ui.t("pair.taken")}</p> },
        Pairing::Failed(why) => {
            html! { <p class="inbox__nothing" role="alert">{why.text(&ui.words)}</p> }
        }
        Pairing::Code(text) => html! {
            <>
                <p class="dialog__text dialog__text--small" role="status">{ui.t("pair.pass_on")}</p>
                if let Some(picture) = qr_picture(text) { { code(&picture, ui.t("pair.code")) } }
                <Copy text={text.clone()} name={ui.t("pair.code")} action={ui.t("pair.copy")} rows={2} first=true />
            </>
        },
    };
    html! {
        <details class="ballot__room direct">
            <summary>{ui.t("pair.title")}</summary>
            <p class="dialog__text dialog__text--small">{ui.t("pair.text")}</p>
            <div class="answers__do"><button type="button" class="button button--quiet" disabled={props.pairing == Pairing::Making} onclick={make}>{ui.t("pair.make")}</button></div>
            <label class="ask__field"><span>{ui.t("pair.paste")}</span>
                <input class="input" type="text" dir="ltr" autocomplete="off" value={(*text).clone()} {oninput} {onchange} />
            </label>
            <Scan read={take} text="pair.scan" />
            { state }
        </details>
    }
}

#[derive(PartialEq, Properties)]
struct JoinProps {
    joining: Rc<Joining>,
}

/// The threshold of a room.
pub(super) fn join(snapshot: &Rc<Snapshot>) -> Html {
    match &snapshot.joining {
        Some(joining) => html! { <Join joining={joining.clone()} /> },
        None => html! {},
    }
}

#[component]
fn Join(props: &JoinProps) -> Html {
    let ui = use_ui();
    let name = use_name();
    let (node, page) = (use_node_ref(), use_node_ref());
    use_effect_with((), {
        let (node, page, known) = (node.clone(), page.clone(), !name.trim().is_empty());
        // Whose name is known goes in at once; everybody else is asked for it first.
        move |()| {
            let page = page.cast::<web_sys::HtmlElement>().filter(|_| !known);
            let first = page.and_then(|page| page.query_selector("input").ok()?);
            let first = first.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(first) = first.or_else(|| node.cast()) {
                crate::browser::focus_quietly(&first);
            }
        }
    });
    let joining = &props.joining;
    let relay = joining.place.as_deref().map(|place| relay_name(&ui, place));
    let looks = joining.capability == Capability::View;
    let title = ui.t(if looks { "join.title_view" } else { "join.title" });
    let text = match &relay {
        Some(Some(relay)) if looks => ui.say("join.relay_view", &[("relay", relay)]),
        Some(Some(relay)) => ui.say("join.relay", &[("relay", relay)]),
        Some(None) => ui.t(either("join.refused", "join.refused_tabs")),
        None => ui.t(either("join.tabs", "join.tabs_only")),
    };
    let enter = {
        let (ui, name, link) = (ui.clone(), (*name).clone(), joining.link.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (name, link) = (name.trim().to_owned(), link.clone());
            ui.does(Action::Room(RoomStep::Join { link, name }));
        }
    };
    let may = match joining.capability {
        Capability::View => "join.view",
        Capability::Edit => "join.edit",
        Capability::Lead => "join.lead",
    };
    html! {
        <main class="writing" tabindex="-1" aria-label={title.clone()}>
            <form class="writing__page" ref={page} onsubmit={enter}>
                <h1>{title}</h1>
                <p>{ui.t(may)}</p>
                <p class="writing__promise">{text}</p>
                { name_box(&ui, &name, false) }
                <button type="submit" class="button button--primary join__enter" ref={node}>{ui.t("join.enter")}</button>
                <Check place={joining.place.clone()} />
            </form>
        </main>
    }
}
