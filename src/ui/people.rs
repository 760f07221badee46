//! Who is here: in the bar, as a list with what each is doing, and the way to what somebody looks at.

use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, icon};
use super::room::relay_name;
use super::text_box::WholeInput;
use crate::browser::after;
use crate::store::{
    About, Action, Capability, Guest, Overlay, RoomStep, RoomView, Sender, Snapshot, Standing,
    WireId, WireKind, WireState,
};

/// Hues by which people are told apart, beside their names.
const HUES: usize = 6;
/// Faces in the bar; the number beside them counts all.
const FACES: usize = 3;
/// Comings and goings are told once it has been quiet for so long, in milliseconds.
const QUIET_MS: u32 = 3_000;

pub(super) fn may_key(capability: Capability) -> &'static str {
    match capability {
        Capability::View => "room.may_view",
        Capability::Edit => "room.may_edit",
        Capability::Lead => "room.may_lead",
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
    let hidden = room.guests.iter().filter(|guest| guest.about.hidden);
    let hidden: u32 = hidden.map(|guest| u32::from(guest.about.people)).sum();
    let shown = room.guests.iter().filter(|guest| !guest.about.hidden);
    html! {
        <>
            <ul class="people">
                <li class="people__row">
                    <span class="people__name">{ui.t("room.you")}</span>
                    <span class="people__state">{ui.t(may_key(room.capability))}</span>
                </li>
                { for shown.map(|guest| person(&ui, guest, props.following == Some(guest.sender))) }
                { for room.gone.iter().filter(|guest| !guest.about.hidden).map(|guest| gone(&ui, guest)) }
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
                    {ui.t(may_key(guest.capability))}{" · "}{ui.t(state)}
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
    html! {
        <div class="people__own">
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

/// How things stand, in a few words.
pub(super) fn status(ui: &Ui, room: &RoomView) -> AttrValue {
    let n = room.others().to_string();
    match room.standing {
        Standing::Offline => ui.t("room.offline"),
        Standing::Alone => ui.t("room.alone"),
        Standing::CatchingUp => ui.t("room.coming"),
        Standing::CaughtUp => ui.say("room.together", &[("n", &n)]),
    }
}

/// Where what people write goes.
pub(super) fn way(ui: &Ui, room: &RoomView) -> AttrValue {
    let direct = |(_, kind, state): &&(WireId, WireKind, WireState)| {
        (kind, state) == (&WireKind::Direct, &WireState::Open)
    };
    let direct = room.wires.iter().filter(direct).count();
    let far = far(ui, room);
    if direct == 0 {
        return far;
    }
    let n = direct.to_string();
    let near = ui.say("room.way_direct", &[("n", &n)]);
    if room.place.is_none() { near } else { format!("{near}. {far}").into() }
}

/// The relay, or that there is none.
fn far(ui: &Ui, room: &RoomView) -> AttrValue {
    match room.place.as_deref().and_then(|place| relay_name(ui, place)) {
        Some(relay) => ui.say("room.way_relay", &[("relay", &relay)]),
        None if room.place.is_some() => ui.t("room.way_refused"),
        None => ui.t("room.way_tabs"),
    }
}

/// In the bar: that this map is built together, with how many, and how it stands.
pub(super) fn chip(ui: &Ui, room: &RoomView, clashes: usize) -> Html {
    let open = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Room)))
    };
    let broken = room.wires.iter().any(|(_, _, state)| *state == WireState::Reconnecting);
    let (class, standing) = match room.standing {
        Standing::Offline => ("chip presence presence--off", ui.t("room.offline")),
        _ if broken => ("chip presence presence--off", ui.t("room.reconnecting")),
        Standing::CatchingUp => ("chip presence", ui.t("room.coming")),
        Standing::Alone => ("chip presence", ui.t("room.alone")),
        Standing::CaughtUp => {
            let n = room.others().to_string();
            ("chip presence presence--on", ui.say("room.here", &[("n", &n)]))
        }
    };
    let label = format!("{standing}. {}", way(ui, room));
    let faces = room.guests.iter().filter(|guest| !guest.about.hidden).take(FACES);
    html! {
        <>
        <Summary text={standing.clone()} />
        <button type="button" {class} onclick={open.clone()} title={label.clone()} aria-label={label}>
            {icon(Icon::People)}<span>{standing}</span>
            <span class="faces">{ for faces.map(face) }</span>
        </button>
        if clashes > 0 {
            <button type="button" class="chip presence__look" onclick={open}>{ui.say("clash.chip", &[("n", &clashes.to_string())])}</button>
        }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct SummaryProps {
    text: AttrValue,
}

/// One sentence for screen readers once things have come to rest: people who come and go are not told one by one.
#[component]
fn Summary(props: &SummaryProps) -> Html {
    let said = use_state(|| AttrValue::from(""));
    use_effect_with(props.text.clone(), {
        let said = said.clone();
        move |text: &AttrValue| {
            let text = text.clone();
            let later = after(QUIET_MS, move || said.set(text));
            move || drop(later)
        }
    });
    html! { <span class="unseen" role="status">{(*said).clone()}</span> }
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
