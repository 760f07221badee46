//! The window for whoever leads alone: who is here and who has gone quiet, private notes, what nobody else is asked, and what
//! comes next. Notes are kept where all that is private is kept, in this browser.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::questions::use_rest;
use super::super::register::kept;
use super::super::text_box::EveryInput;
use super::beside::use_aside;
use super::clock::Clock;
use super::{head, hue, stage_name};
use crate::analysis::readable;
use crate::facilitation::{self, Led};
use crate::model::CardId;
use crate::store::{
    Action, Answering, Aside, Ask, Inquiry, Note, Present, PrivateAction, PrivateScope, Snapshot,
    Workshop,
};

/// The one note of a map that is written here; notes about people have names of their own.
const NOTE: &str = "workshop";

#[derive(PartialEq, Properties)]
pub(super) struct NotesProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Notes(props: &NotesProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let aside = use_aside(snapshot);
    use_effect_with(snapshot.slot.clone(), {
        let ui = ui.clone();
        // Opening this window is the deliberate press: what is private may be shown in it.
        move |_| {
            ui.does(Action::Private(PrivateAction::Show(true)));
            ui.does(Action::Questions(true));
            ui.does(Action::Ask(Ask::Facilitator(true)));
        }
    });
    use_rest(&ui, snapshot.edition, Inquiry::of(snapshot).map(|known| known.edition));
    let led = Workshop::of(snapshot).and_then(|shop| shop.led.clone());
    html! {
        <main class="desk">
            <header class="desk__head">
                <h1>{ui.t("beside.alone")}</h1>
                <p>{ui.t("beside.alone_text")}</p>
            </header>
            if let Some(led) = &led { { now(&ui, led) } }
            <div class="desk__parts">
                { who(&ui, aside.as_deref(), led.as_ref()) }
                <Own snapshot={snapshot.clone()} />
                { asked(&ui, snapshot) }
                if let Some(led) = &led { { coming(&ui, snapshot, led) } }
            </div>
        </main>
    }
}

fn now(ui: &Ui, led: &Led) -> Html {
    let stage = led.stage();
    html! {
        <section class={classes!("shop", hue(stage))} aria-label={ui.t("workshop.bar")}>
            <div>
                { head(ui, stage, led.at, led.ran.len()) }
                <p class="shop__ask">{ui.t(&format!("stage.{}.ask", stage.kind.name()))}</p>
            </div>
            <div class="shop__time"><Clock clock={led.clock} mute=true /></div>
        </section>
    }
}

/// Whoever wants to say something first, then those who have gone quiet.
fn who(ui: &Ui, aside: Option<&Aside>, led: Option<&Led>) -> Html {
    let mut people: Vec<&Present> = aside.iter().flat_map(|aside| &aside.people).collect();
    people.sort_by_key(|it| (!it.here, !it.hand, !it.quiet));
    let person = |it: &&Present| {
        let name = if it.name.is_empty() { ui.t("room.somebody") } else { it.name.clone().into() };
        let state = match it {
            Present { here: false, .. } => "room.gone",
            Present { hand: true, .. } => "hands.up",
            Present { quiet: true, .. } => "beside.quiet",
            Present { answering: Answering::Writing, .. } => "beside.writes",
            Present { answering: Answering::HandedIn, .. } => "beside.handed_in",
            Present { ready: true, .. } => "hands.is_ready",
            _ => "beside.takes_part",
        };
        let class = (it.here && it.quiet && !it.hand).then_some("desk__quiet");
        html! { <li class={classes!("desk__row", class)}><b dir="auto">{name}</b><span>{ui.t(state)}</span></li> }
    };
    let names = led.map(|led| led.attendees.join(", ")).unwrap_or_default();
    let words = match aside {
        None => Some("beside.not_told"),
        Some(Aside { room: false, .. }) => Some("beside.no_room"),
        Some(aside) if aside.people.is_empty() => Some("room.alone"),
        Some(_) => None,
    };
    html! {
        <section class="desk__part" aria-label={ui.t("beside.who")}>
            <h2>{ui.t("beside.who")}</h2>
            if let Some(words) = words { <p class="desk__text" role="status">{ui.t(words)}</p> }
            if !names.is_empty() { <p class="desk__text" dir="auto">{names}</p> }
            <ul>{ for people.iter().map(person) }</ul>
        </section>
    }
}

/// The whole map, as what notes are about.
fn of_map() -> Option<CardId> {
    CardId::parse("map").ok()
}

#[component]
fn Own(props: &NotesProps) -> Html {
    let ui = use_ui();
    let scope = PrivateScope::of(&props.snapshot);
    let mut notes = scope.zip(of_map()).map(|(scope, map)| scope.notes(&map)).unwrap_or_default();
    // The box is there before there is a word in it, and stays where it is once there is one.
    match notes.iter().position(|note| note.id == NOTE) {
        Some(at) => notes[..=at].rotate_right(1),
        None => notes.insert(0, Note { id: NOTE.into(), text: String::new(), made_ms: 0 }),
    }
    let note = |note: &Note| {
        let typed = {
            let (ui, id) = (ui.clone(), note.id.clone());
            Callback::from(move |text: String| {
                let Some(card) = of_map() else { return };
                let note = id.clone();
                ui.does(Action::Private(PrivateAction::Write { card, note, text }));
            })
        };
        html! { <EveryInput key={note.id.clone()} area=true text={note.text.clone()} name={ui.t("beside.own")} placeholder={ui.t("beside.own_hint")} {typed} /> }
    };
    html! {
        <section class="desk__part desk__part--own" aria-label={ui.t("beside.own")}>
            <h2>{ui.t("beside.own")}</h2>
            { for notes.iter().map(note) }
            if let Some(scope) = scope { <p class="desk__text">{kept(&ui, &scope.kept())}</p> }
        </section>
    }
}

/// What nobody else is asked.
fn asked(ui: &Ui, snapshot: &Snapshot) -> Html {
    let inquiry = Inquiry::of(snapshot);
    let open = inquiry.iter().flat_map(|inquiry| inquiry.open.iter());
    let alone: Vec<_> = open.filter(|asked| asked.finding.rule.facilitator).collect();
    let item = |asked: &&crate::store::Asked| {
        let finding = &asked.finding;
        let name = finding.rule.name;
        html! {
            <li class="desk__asked" key={finding.key()}>
                <b>{ui.t(&format!("rule.{name}"))}</b>
                <span dir="auto">{readable(&finding.why, &ui.words).text(&ui.words)}</span>
                <i>{ui.t(&format!("rule.{name}.ask"))}</i>
            </li>
        }
    };
    html! {
        <section class="desk__part" aria-label={ui.t("beside.asked")}>
            <h2>{ui.t("beside.asked")}</h2>
            if alone.is_empty() { <p class="desk__text">{ui.t("beside.asked_none")}</p> }
            <ul>{ for alone.iter().map(item) }</ul>
        </section>
    }
}

/// What is still missing here, and the stages that follow.
fn coming(ui: &Ui, snapshot: &Snapshot, led: &Led) -> Html {
    let missing = facilitation::missing(&snapshot.map, led);
    let lacks = |message: &crate::words::Message| html! { <li class="desk__row">{message.text(&ui.words)}</li> };
    let stage = |stage: &crate::facilitation::Stage| {
        let minutes = ui.say("agenda.min", &[("n", &stage.minutes.to_string())]);
        html! {
            <li class="desk__row"><b dir="auto">{stage_name(ui, stage)}</b><span>{minutes}</span>
                <span class="desk__text">{ui.t(&format!("stage.{}.ask", stage.kind.name()))}</span></li>
        }
    };
    html! {
        <section class="desk__part" aria-label={ui.t("beside.coming")}>
            if !missing.is_empty() {
                <h2>{ui.t("beside.missing")}</h2>
                <ul>{ for missing.iter().map(lacks) }</ul>
            }
            <h2>{ui.t("beside.coming")}</h2>
            if led.next().is_none() { <p class="desk__text">{ui.t("beside.last")}</p> }
            <ul>{ for led.agenda.stages.iter().skip(led.at + 1).map(stage) }</ul>
        </section>
    }
}
