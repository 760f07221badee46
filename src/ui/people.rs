//! Who is here: in the bar, as a list with what each is doing, and the way to what somebody looks at.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, icon};
use super::room::{relay_name, remember_name};
use super::summary::Summary;
use super::text_box::WholeInput;
use crate::store::{
    About, Action, Capability, Guest, Overlay, Relayed, RoomStep, RoomView, Sender, Snapshot,
    Standpoint,
};

/// Hues by which people are told apart, beside their names.
const HUES: usize = 6;
/// Among more people than this there is a box to find one by name.
const CROWD: usize = 12;
/// Faces in the bar; the number beside them counts all.
const FACES: usize = 3;

/// Can this build connect browsers directly?
pub(super) const DIRECT: bool = cfg!(feature = "webrtc");

/// Of two forms the one that is true of this build: with direct connections, or without.
pub(super) const fn either(direct: &'static str, without: &'static str) -> &'static str {
    if DIRECT { direct } else { without }
}

pub(super) fn may_key(capability: Capability) -> &'static str {
    match capability {
        Capability::View => "room.may_view",
        Capability::Edit => "room.may_edit",
        Capability::Lead => "room.may_lead",
    }
}

/// The same of somebody else.
fn does_key(capability: Capability) -> &'static str {
    match capability {
        Capability::View => "room.does_view",
        Capability::Edit => "room.does_edit",
        Capability::Lead => "room.does_lead",
    }
}

pub(super) fn name_of(ui: &Ui, guest: &Guest) -> AttrValue {
    if guest.name.is_empty() || guest.about.hidden {
        ui.t("room.somebody")
    } else {
        guest.name.clone().into()
    }
}

pub(super) fn hue_of(guest: &Guest) -> usize {
    usize::from(guest.person[0]) % HUES
}

/// Finds one among many.
fn finder(ui: &Ui, asked: &UseStateHandle<String>) -> Html {
    let oninput = {
        let asked = asked.clone();
        move |event: InputEvent| {
            asked.set(event.target_unchecked_into::<HtmlInputElement>().value())
        }
    };
    html! {
        <input class="input" type="search" dir="auto" maxlength="60" aria-label={ui.t("room.find")} placeholder={ui.t("room.find")}
            value={(**asked).clone()} {oninput} />
    }
}

/// The first letters of a name, in a round.
fn face(guest: &Guest) -> Html {
    let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let letters: String = guest.name.split_whitespace().filter_map(first).take(2).collect();
    let class = classes!(
        "face",
        format!("other--{}", hue_of(guest)),
        guest.idle.then_some("face--idle"),
        (guest.about.people > 1).then_some("face--many")
    );
    let letters = if letters.is_empty() || guest.about.hidden { "?".into() } else { letters };
    // As a picture: what is read aloud is the name beside it.
    html! { <span {class} aria-hidden="true" data-letters={letters.to_uppercase()} /> }
}

#[derive(PartialEq, Properties)]
pub(super) struct PeopleProps {
    pub room: Rc<RoomView>,
    pub following: Option<Sender>,
}

/// Everybody, this person first.
#[component]
pub(super) fn People(props: &PeopleProps) -> Html {
    let ui = use_ui();
    let room = &props.room;
    let asked = use_state(String::new);
    let is_crowd = room.people().count() > CROWD;
    let wanted = asked.trim().to_lowercase();
    let is_wanted = |guest: &&Guest| {
        !guest.about.hidden && (!is_crowd || guest.name.to_lowercase().contains(&wanted))
    };
    let hidden = room.people().filter(|guest| guest.about.hidden);
    let hidden: u32 = hidden.map(|guest| u32::from(guest.about.people)).sum();
    let mut shown: Vec<_> = room.people().filter(is_wanted).collect();
    // Nobody is found among sixty in the order in which they came; whoever gave no name comes last.
    shown.sort_by_cached_key(|guest| (guest.name.is_empty(), guest.name.to_lowercase()));
    html! {
        <>
            if is_crowd { { finder(&ui, &asked) } }
            <ul class="people">
                <li class="people__row">
                    <span class="people__name">{ui.t("room.you")}</span>
                    <span class="people__state">{ui.t(may_key(room.capability))}</span>
                </li>
                { for shown.into_iter().map(|guest| person(&ui, guest, props.following == Some(guest.sender))) }
                { for room.gone.iter().filter(is_wanted).map(|guest| gone(&ui, guest)) }
            </ul>
            if hidden > 0 { <p class="dialog__text dialog__text--small">{ui.say("room.hidden", &[("n", &hidden.to_string())])}</p> }
            { own(&ui, room) }
        </>
    }
}

fn person(ui: &Ui, guest: &Guest, followed: bool) -> Html {
    let name = name_of(ui, guest);
    let state = match (guest.equal, guest.idle) {
        (false, _) => "room.catching_up",
        (true, true) => "room.idle",
        (true, false) => "room.equal",
    };
    let sender = guest.sender;
    let does = |step: RoomStep| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::Overlay(Overlay::None));
            ui.does(Action::Room(step.clone()));
        })
    };
    let seen = guest.here.as_ref().is_some_and(|here| here.view.is_some() || here.card.is_some());
    let (follow, follow_name, whom) = match followed {
        true => ("room.unfollow", "room.unfollow_whom", None),
        false => ("room.follow", "room.follow_whom", Some(sender)),
    };
    let many = guest.about.people;
    html! {
        <li key={format!("{sender:?}")} class="people__row">
            {face(guest)}
            <span class="people__who">
                <span class="people__name" dir="auto">{&name}</span>
                <span class="people__state">
                    {ui.t(does_key(guest.capability))}{" · "}{ui.t(state)}
                    if many > 1 { {" · "}{ui.say("room.at_device", &[("n", &many.to_string())])} }
                </span>
            </span>
            if seen {
                <span class="people__do">
                    <button type="button" class="button button--link" onclick={does(RoomStep::GoTo(sender))}
                        aria-label={ui.say("room.go_to", &[("name", &name)])}>{ui.t("room.go")}</button>
                    <button type="button" class="button button--link" onclick={does(RoomStep::Follow(whom))}
                        aria-label={ui.say(follow_name, &[("name", &name)])}>{ui.t(follow)}</button>
                </span>
            }
        </li>
    }
}

fn gone(ui: &Ui, guest: &Guest) -> Html {
    html! {
        <li key={format!("{:?}", guest.sender)} class="people__row people__row--gone">
            {face(guest)}
            <span class="people__who">
                <span class="people__name" dir="auto">{name_of(ui, guest)}</span>
                <span class="people__state">{ui.t("room.gone")}</span>
            </span>
        </li>
    }
}

/// What this person tells of themselves.
fn own(ui: &Ui, room: &RoomView) -> Html {
    let about = room.about;
    let set = {
        let ui = ui.clone();
        move |text: String| {
            let people = text.parse().unwrap_or(1_u8).clamp(1, About::MOST_PEOPLE);
            ui.does(Action::Room(RoomStep::About(About { people, ..about })));
        }
    };
    let hide = {
        let ui = ui.clone();
        move |_: Event| {
            ui.does(Action::Room(RoomStep::About(About { hidden: !about.hidden, ..about })));
        }
    };
    let call = {
        let ui = ui.clone();
        move |name: String| {
            remember_name(&name);
            ui.does(Action::Room(RoomStep::Rename(name)));
        }
    };
    html! {
        <div class="people__own">
            <label class="people__called">
                <span>{ui.t("room.name")}</span>
                <WholeInput control="text" text={room.name.clone()} set={call} />
            </label>
            <label class="people__count">
                <span>{ui.t("room.people_here")}</span>
                <WholeInput control="number" min="1" max={About::MOST_PEOPLE.to_string()} text={about.people.to_string()} {set} />
            </label>
            if room.capability == Capability::View {
                <label class="check"><input type="checkbox" checked={about.hidden} onchange={hide} /><span>{ui.t("room.hide")}</span></label>
            }
        </div>
    }
}

/// The room's relay by its name, where this page allows it.
fn relay_of(ui: &Ui, room: &RoomView) -> Option<String> {
    relay_name(ui, room.place.as_deref()?)
}

/// How things stand, in a few words.
pub(super) fn status(ui: &Ui, room: &RoomView) -> AttrValue {
    let all_equal = room.people().all(|guest| guest.equal);
    match room.standpoint(relay_of(ui, room).is_some()) {
        Standpoint::Together if all_equal => {
            ui.say("room.together", &[("n", &room.others().to_string())])
        }
        other => standing(ui, room, other),
    }
}

fn standing(ui: &Ui, room: &RoomView, at: Standpoint) -> AttrValue {
    let relay = relay_of(ui, room).unwrap_or_default();
    match at {
        Standpoint::Offline => ui.t("room.offline"),
        Standpoint::Connecting => ui.t("room.connecting"),
        Standpoint::Reconnecting => ui.t("room.reconnecting"),
        Standpoint::CutOff => ui.say("room.cut_off", &[("relay", &relay)]),
        Standpoint::Alone => ui.t("room.alone"),
        Standpoint::CatchingUp => ui.t("room.coming"),
        Standpoint::Together => ui.say("room.here", &[("n", &room.others().to_string())]),
    }
}

/// Where what people write goes. `rehearses`: the others are made up.
pub(super) fn way(ui: &Ui, room: &RoomView, rehearses: bool) -> AttrValue {
    let relay = relay_of(ui, room);
    let (direct, passed_on) = (room.direct(), room.is_passed_on(relay.is_some()) && !rehearses);
    let said = |key| ui.say(key, &[("relay", relay.as_deref().unwrap_or_default())]);
    if direct == 0 {
        return match room.relayed(relay.is_some()) {
            Relayed::Open => said("room.way_relay"),
            Relayed::Away => said("room.way_waits"),
            _ if passed_on => ui.t("room.way_through_tabs"),
            Relayed::Refused => ui.t(either("room.way_refused", "room.way_refused_tabs")),
            Relayed::None => ui.t("room.way_tabs"),
        };
    }
    let near = if passed_on { "room.way_star" } else { "room.way_direct" };
    let near = ui.say(near, &[("n", &direct.to_string())]);
    let far = match room.relayed(relay.is_some()) {
        Relayed::None => return near,
        Relayed::Open => said("room.way_relay"),
        Relayed::Away => said("room.cut_off"),
        Relayed::Refused => ui.t("room.way_elsewhere"),
    };
    format!("{near}. {far}").into()
}

/// To the relay once more, where the connection has ended for good.
pub(super) fn again(ui: &Ui, room: &RoomView) -> Html {
    if room.standpoint(relay_of(ui, room).is_some()) != Standpoint::CutOff {
        return html! {};
    }
    let ui_ = ui.clone();
    let onclick = move |_: MouseEvent| ui_.does(Action::Room(RoomStep::Meet));
    html! { <button type="button" class="button button--quiet" {onclick}>{ui.t("room.try_again")}</button> }
}

/// In the bar: that this map is built together, with how many, and how it stands.
pub(super) fn chip(ui: &Ui, snapshot: &Snapshot) -> Html {
    let Some(room) = &snapshot.room else { return html! {} };
    let open = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Room)))
    };
    let at = room.standpoint(relay_of(ui, room).is_some());
    let class = match at {
        Standpoint::Offline | Standpoint::Reconnecting | Standpoint::CutOff => {
            "chip presence presence--off"
        }
        Standpoint::Together => "chip presence presence--on",
        Standpoint::Connecting | Standpoint::CatchingUp | Standpoint::Alone => "chip presence",
    };
    let standing = standing(ui, room, at);
    let mut label = format!("{standing}. {}", way(ui, room, snapshot.rehearses));
    let faces = room.people().filter(|guest| !guest.about.hidden).take(FACES);
    // A count on the chip takes no room in the bar: nothing moves under anybody's hands.
    let clashes = Some(snapshot.clashes.len()).filter(|n| *n > 0).map(|n| n.to_string());
    if let Some(n) = &clashes {
        label = format!("{label}. {}", ui.say("clash.chip", &[("n", n)]));
    }
    html! {
        <>
        <Summary text={standing.clone()} />
        <button type="button" {class} onclick={open} title={label.clone()} aria-label={label}>
            {icon(Icon::People)}<span>{standing}</span>
            <span class="faces">{ for faces.map(face) }</span>
            if let Some(n) = clashes { <span class="bar__count" aria-hidden="true" data-count={n} /> }
        </button>
        </>
    }
}

/// Over the stage while it goes along with somebody's screen.
pub(super) fn follow_bar(ui: &Ui, snapshot: &Rc<Snapshot>) -> Html {
    let Some((room, sender)) = snapshot.room.as_ref().zip(snapshot.following) else {
        return html! {};
    };
    let Some(guest) = room.guests.iter().find(|guest| guest.sender == sender) else {
        return html! {};
    };
    let stop = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Room(RoomStep::Follow(None)))
    };
    html! {
        <div class={classes!("following", format!("other--{}", hue_of(guest)))}>
            <span role="status" dir="auto">{ui.say("room.following", &[("name", &name_of(ui, guest))])}</span>
            <button type="button" class="button button--quiet" onclick={stop}>{ui.t("room.unfollow")}</button>
        </div>
    }
}
