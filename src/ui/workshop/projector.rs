//! The window for the wall: the stage, its question, the time, and the lanes that are worked in; or what the room is asked
//! and the code to answer it. No controls, nothing private.

use std::rc::Rc;

use yew::prelude::*;

use super::super::canvas::Stage;
use super::super::context::{Ui, use_ui};
use super::super::questions::use_rest;
use super::super::sent::code;
use super::beside::use_aside;
use super::clock::Clock;
use super::{head, hue};
use crate::browser::link_address;
use crate::facilitation::{Led, StageKind};
use crate::store::{Aside, InRoom, Inquiry, Snapshot, Workshop, qr_picture};

#[derive(PartialEq, Properties)]
pub(super) struct ProjectorProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Projector(props: &ProjectorProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let aside = use_aside(snapshot);
    use_rest(&ui, snapshot.edition, Inquiry::of(snapshot).map(|known| known.edition));
    let led = Workshop::of(snapshot).and_then(|shop| shop.led.clone());
    let asked = aside.as_ref().and_then(|aside| aside.asked.clone());
    let door = led.as_ref().filter(|led| led.stage().kind == StageKind::Arrive);
    let door = door.and_then(|_| aside.as_ref()?.door.clone());
    html! {
        <main class={classes!("beamer", led.as_ref().and_then(|led| hue(led.stage())))}>
            { top(&ui, snapshot, led.as_ref(), asked.as_ref()) }
            <div class="beamer__rest">
                // What is shown stays the same element: it would be built anew at each question.
                <div class="work" inert=true><Stage snapshot={snapshot.clone()} /></div>
                if let Some(asked) = asked { { way_in(&ui, snapshot.alone, &asked.fragment, "beside.answer", Some(&asked)) } }
                else if let Some(door) = door { { way_in(&ui, snapshot.alone, &door, "beside.come_in", None) } }
            </div>
            if let Some(led) = led { { shown(&ui, snapshot, &led) } }
            if let Some(aside) = aside { { hands(&ui, &aside) } }
        </main>
    }
}

/// What everybody should read from the last row.
fn top(ui: &Ui, snapshot: &Snapshot, led: Option<&Led>, asked: Option<&InRoom>) -> Html {
    let title = match snapshot.map.title.trim() {
        "" => ui.t("map.untitled"),
        title => title.to_owned().into(),
    };
    let Some(led) = led else {
        return html! { <header class="beamer__head"><h1 class="beamer__ask" dir="auto">{title}</h1></header> };
    };
    let stage = led.stage();
    let question = match (asked, &led.talk) {
        (Some(asked), _) => asked.prompt.clone().into(),
        (None, Some(talk)) => ui.t(&format!("talk.{}", talk.step.name())),
        (None, None) => ui.t(&format!("stage.{}.ask", stage.kind.name())),
    };
    // While people talk with those beside them, that is the time they look at.
    let clock = led.talk.filter(|_| asked.is_none()).map_or(led.clock, |talk| talk.clock);
    html! {
        <header class="beamer__head">
            <div>
                { head(ui, stage, led.at, led.ran.len()) }
                <h1 class="beamer__ask" dir="auto">{question}</h1>
                if led.hold { <p class="beamer__hold" role="status">{ui.t("workshop.held")}</p> }
            </div>
            <Clock {clock} mute=true />
        </header>
    }
}

/// A code for everybody's phone, and how many have answered. A file has no address for others, and nobody else comes to a
/// rehearsal.
fn way_in(ui: &Ui, alone: bool, fragment: &str, words: &str, asked: Option<&InRoom>) -> Html {
    let shut = match (fragment.is_empty(), alone) {
        (true, _) => Some("rehearse.nobody"),
        (false, true) => Some("gather.alone"),
        (false, false) => None,
    };
    let picture = match shut {
        Some(_) => None,
        None => qr_picture(&(link_address() + fragment)),
    };
    html! {
        <aside class="beamer__in" aria-label={ui.t(shut.unwrap_or(words))}>
            if let Some(picture) = &picture { { code(picture, ui.t(words)) } }
            <p class="beamer__words">{ui.t(shut.unwrap_or(words))}</p>
            if let Some(InRoom { handed_in, writing, .. }) = asked {
                <p class="beamer__count" role="status">{ui.say("beside.count", &[("n", &handed_in.to_string()), ("m", &writing.to_string())])}</p>
            }
        </aside>
    }
}

fn shown(ui: &Ui, snapshot: &Snapshot, led: &Led) -> Html {
    let card = led.spotlight.as_ref().and_then(|id| snapshot.map.card(id));
    html! {
        if let Some(card) = card { <p class="beamer__shown" role="status" dir="auto">{ui.say("workshop.shown", &[("title", &card.title)])}</p> }
    }
}

/// How many want to say something, and how many are ready: nobody by name.
fn hands(ui: &Ui, aside: &Aside) -> Html {
    let count = |is: fn(&crate::store::Present) -> bool| {
        let people = aside.people.iter().filter(|it| it.here && is(it));
        people.map(|it| u32::from(it.people)).sum::<u32>()
    };
    let (raised, ready) = (count(|it| it.hand), count(|it| it.ready));
    html! {
        if raised + ready > 0 {
            <p class="beamer__hands" role="status">
                if raised > 0 { <span>{ui.say("hands.raised", &[("n", &raised.to_string())])}</span> }
                if ready > 0 { <span>{ui.say("hands.ready", &[("n", &ready.to_string())])}</span> }
            </p>
        }
    }
}
