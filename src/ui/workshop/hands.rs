//! Hands, ready flags, talking with those beside, and the lanes that light up: what people signal to whoever leads, and what
//! they are asked to do together.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::people::name_of;
use super::super::summary::Summary;
use super::clock::Clock;
use super::step;
use crate::facilitation::{StageKind, Talk, TalkStep};
use crate::store::{About, Action, RoomStep, RoomView, Snapshot, Workshop, WorkshopAction};

/// Hands that are named in the bar; the rest are counted.
const MOST: usize = 4;

/// For everybody whom somebody else leads: a hand, and that one is ready. Both go down with the stage.
pub(super) fn signals(ui: &Ui, room: &RoomView) -> Html {
    let button = |on: bool, words: &str, flip: fn(About) -> About| {
        let (ui_, shown) = (ui.clone(), room.about);
        let onclick = Callback::from(move |_: MouseEvent| {
            // As it is now: on a slow device the press before this one may not be drawn yet.
            let about = ui_.feed.snapshot().room.as_ref().map_or(shown, |room| room.about);
            ui_.does(Action::Room(RoomStep::About(flip(about))));
        });
        html! { <button type="button" class={classes!("chip", on.then_some("chip--accent"))} aria-pressed={on.to_string()} {onclick}>{ui.t(words)}</button> }
    };
    html! {
        <span class="shop__signals" role="group" aria-label={ui.t("hands.name")}>
            { button(room.about.hand, "hands.raise", |about| About { hand: !about.hand, ..about }) }
            { button(room.about.ready, "hands.i_am_ready", |about| About { ready: !about.ready, ..about }) }
        </span>
    }
}

/// For whoever leads: whose hands are up, the first one first, and how many are ready.
pub(super) fn raised(ui: &Ui, snapshot: &Snapshot) -> Html {
    let Some((room, shop)) = snapshot.room.as_ref().zip(Workshop::of(snapshot)) else {
        return html! {};
    };
    let guest = |sender| room.guests.iter().find(|guest| guest.sender == sender);
    let names: Vec<_> = shop.hands.iter().filter_map(|sender| guest(*sender)).collect();
    let shown = room.people().filter(|guest| !guest.about.hidden);
    let of: u32 = shown.clone().map(|guest| u32::from(guest.about.people)).sum();
    let ready = shown.filter(|guest| guest.about.ready);
    let ready: u32 = ready.map(|guest| u32::from(guest.about.people)).sum();
    let hands = (!names.is_empty()).then(|| {
        let n = ui.say("hands.raised", &[("n", &names.len().to_string())]);
        let first: Vec<_> = names.iter().take(MOST).map(|guest| name_of(ui, guest)).collect();
        (n, first.join(", "), names.len().saturating_sub(MOST))
    });
    let more = |more: usize| match more {
        0 => String::new(),
        n => format!(" {}", ui.say("workshop.more", &[("n", &n.to_string())])),
    };
    let ready = (ready > 0)
        .then(|| ui.say("hands.of_ready", &[("n", &ready.to_string()), ("of", &of.to_string())]));
    // Sixty people who become ready are told once they have come to rest, not one by one.
    let told = hands.iter().map(|(n, names, left)| format!("{n}: {names}{}", more(*left)));
    let told: Vec<_> = told.chain(ready.iter().map(AttrValue::to_string)).collect();
    html! {
        <>
            <Summary text={told.join(". ")} />
            if let Some((n, names, left)) = &hands {
                <span class="shop__hands">{n}{": "}<b dir="auto">{names.clone()}</b>{more(*left)}</span>
            }
            if let Some(ready) = ready { <span class="shop__ready">{ready}</span> }
        </>
    }
}

/// What people do together now, and the time for it; for whoever leads with the steps.
#[derive(PartialEq, Properties)]
pub(super) struct TalkProps {
    pub talk: Talk,
    #[prop_or(true)]
    pub sure: bool,
    #[prop_or_default]
    pub leads: bool,
}

#[component]
pub(super) fn TalkLine(props: &TalkProps) -> Html {
    let ui = use_ui();
    let Talk { step: at, clock } = props.talk;
    let next = at.next().map(|next| {
        let (n, name) = (next.minutes().to_string(), format!("talk.next_{}", next.name()));
        let onclick = step(&ui, WorkshopAction::Talk(Some(next)));
        html! { <button type="button" class="chip chip--accent" {onclick}>{ui.say(&name, &[("n", &n)])}</button> }
    });
    html! {
        <div class="shop__talk" role="group" aria-label={ui.t("talk.name")}>
            <span role="status">{ui.t(&format!("talk.{}", at.name()))}</span>
            <Clock {clock} sure={props.sure} mute=true />
            if props.leads {
                { next.unwrap_or_default() }
                <button type="button" class="chip" onclick={step(&ui, WorkshopAction::Talk(None))}>{ui.t("talk.enough")}</button>
            }
        </div>
    }
}

/// Where the turn is to talk with those beside, the way to begin.
pub(super) fn begin_talk(ui: &Ui, kind: StageKind, talk: Option<Talk>) -> Html {
    let fits = matches!(
        kind,
        StageKind::Pressures | StageKind::Outcomes | StageKind::Performance | StageKind::Results
    );
    if talk.is_some() || !fits {
        return html! {};
    }
    let onclick = step(ui, WorkshopAction::Talk(Some(TalkStep::Alone)));
    html! { <button type="button" class="button button--link" {onclick}>{ui.t("talk.begin")}</button> }
}

/// Lights up the lane that is worked in and the one that it serves, on this screen.
pub(super) fn focus(ui: &Ui, snapshot: &Rc<Snapshot>, kind: StageKind) -> Html {
    if kind.lanes().is_none() {
        return html! {};
    }
    let on = snapshot.view.sight.as_ref().is_some_and(|lit| lit.lanes.is_some());
    html! {
        <button type="button" class="button button--link" aria-pressed={on.to_string()}
            onclick={step(ui, WorkshopAction::Focus(!on))}>{ui.t("focus.button")}</button>
    }
}
