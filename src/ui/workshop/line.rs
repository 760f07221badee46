//! Under the stage's question: what is still missing, and whether the room is behind. On the way out of a stage: what was
//! heard, said back.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, IconButton, icon};
use super::super::prepare::open_drafts;
use super::super::text_box::{EveryInput, use_text_box};
use super::beside::Windows;
use super::hands::TalkLine;
use super::{clock, stage_name, step};
use crate::analysis::{Finding, freed, freed_days, readable, worth_asking};
use crate::browser::clock::today;
use crate::facilitation::{self, Led, Shorten, StageKind};
use crate::model::{Date, Map};
use crate::store::{Action, Beside, Overlay, Said, Snapshot, WorkshopAction, names};

/// Things named before the rest is only counted: it is one line.
const MOST: usize = 2;
/// A room falls behind slowly.
const LOOK_MS: u32 = 5_000;
/// What is missing is worked out when nobody has typed for so long.
const REST_MS: u32 = 500;

#[derive(PartialEq, Properties)]
pub(super) struct LineProps {
    pub snapshot: Rc<Snapshot>,
    pub led: Led,
    /// The window that the browser did not open.
    pub refused: UseStateHandle<Option<Beside>>,
}

/// What a box of the record says, as it hands it over.
pub(super) fn told(ui: &Ui, what: Said) -> Callback<String> {
    let ui = ui.clone();
    Callback::from(move |text| ui.does(Action::Workshop(WorkshopAction::Say(what, text))))
}

#[component]
pub(super) fn Line(props: &LineProps) -> Html {
    let ui = use_ui();
    let (led, map) = (&props.led, &props.snapshot.map);
    let rested = use_rested(props.snapshot.edition, led);
    let missing = use_memo((rested, led.id.clone(), led.at), |_| facilitation::missing(map, led));
    let freed = use_memo((rested, led.id.clone(), led.at), |_| {
        let stops = matches!(
            led.stage().kind,
            StageKind::Stop | StageKind::SupportAndStop | StageKind::Shift
        );
        stops.then(|| freed_days(&freed(map))).flatten()
    });
    let behind = use_behind(led);
    let leapt = clock::asked(&props.snapshot);
    let begins = led.at == 0 || matches!(led.stage().kind, StageKind::Arrive | StageKind::Frame);
    let open = |overlay: Overlay| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(overlay.clone())))
    };
    html! {
        <div class="shop__line">
            if led.stage().kind == StageKind::Arrive {
                <label class="shop__names"><span>{ui.t("workshop.names")}</span>
                    <Names names={led.attendees.clone()} />
                </label>
            }
            { ready(&ui, &missing) }
            if let Some(freed) = &*freed { <span class="shop__ready">{freed.text(&ui.words)}</span> }
            if let Some(leap) = leapt { { clock::leapt(&ui, leap) } }
            if let Some(behind) = behind { { shorten(&ui, led, behind) } }
            { super::hands::raised(&ui, &props.snapshot) }
            if led.hold { <span class="shop__ready" role="status">{ui.t("workshop.holds")}</span> }
            if let Some(talk) = led.talk { <TalkLine {talk} leads=true /> }
            <span class="shop__gap" />
            if matches!(led.stage().kind, StageKind::Frame | StageKind::Priorities) { { open_drafts(&ui, map) } }
            { super::hands::begin_talk(&ui, led.stage().kind, led.talk) }
            { super::hands::focus(&ui, &props.snapshot, led.stage().kind) }
            if props.snapshot.room.is_some() { { for_everybody(&ui, &props.snapshot, led) } }
            if led.agenda.is_check_in() {
                <button type="button" class="button button--link" onclick={open(Overlay::Since)}>{ui.t("since.button")}</button>
            }
            // What is used once has its place in the bar when it is, and under the further steps always.
            if begins { <Windows snapshot={props.snapshot.clone()} refused={props.refused.clone()} /> }
            if led.stage().kind.closes() {
                <button type="button" class="button button--link" onclick={open(Overlay::Recap)}>{ui.t("workshop.recap")}</button>
            }
            <IconButton icon={Icon::More} label={ui.t("workshop.more_steps")} onclick={open(Overlay::Agenda)} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NamesProps {
    names: Vec<String>,
}

/// Names as they are typed: the commas stay where somebody put them, until somebody else changes the names.
#[component]
fn Names(props: &NamesProps) -> Html {
    let ui = use_ui();
    let last = use_mut_ref(String::new);
    let is_own = names(&last.borrow()) == props.names;
    let text = if is_own { last.borrow().clone() } else { props.names.join(", ") };
    let typed = {
        let ui = ui.clone();
        Callback::from(move |text: String| {
            last.replace(text.clone());
            ui.does(Action::Workshop(WorkshopAction::Say(Said::Attendees, text)));
        })
    };
    html! { <EveryInput {text} placeholder={ui.t("workshop.names_hint")} {typed} /> }
}

fn ready(ui: &Ui, missing: &[crate::words::Message]) -> Html {
    if missing.is_empty() {
        return html! { <span class="shop__ready shop__ready--yes">{icon(Icon::Check)}{ui.t("workshop.ready")}</span> };
    }
    let mut what: Vec<_> = missing.iter().take(MOST).map(|it| it.text(&ui.words)).collect();
    if missing.len() > MOST {
        let n = (missing.len() - MOST).to_string();
        what.push(ui.say("workshop.more", &[("n", &n)]).to_string());
    }
    html! { <span class="shop__ready" dir="auto">{ui.say("workshop.missing", &[("what", &what.join(" · "))])}</span> }
}

/// What whoever leads can show to all others.
fn for_everybody(ui: &Ui, snapshot: &Snapshot, led: &Led) -> Html {
    let card = snapshot.view.selection.single().filter(|id| led.spotlight.as_ref() != Some(*id));
    let (words, shown) = match (card, &led.spotlight) {
        (Some(id), _) => (Some("workshop.spotlight"), Some(id.clone())),
        (None, Some(_)) => (Some("workshop.spotlight_off"), None),
        (None, None) => (None, None),
    };
    html! {
        <>
            if let Some(words) = words {
                <button type="button" class="button button--link" onclick={step(ui, WorkshopAction::Spotlight(shown))}>{ui.t(words)}</button>
            }
            <button type="button" class="button button--link" onclick={step(ui, WorkshopAction::Call)}>{ui.t("workshop.call")}</button>
        </>
    }
}

/// Another number whenever nothing was changed for a moment: what is missing is looked for in the whole map.
#[hook]
fn use_rested(edition: u64, led: &Led) -> u32 {
    let rested = use_mut_ref(|| 0_u32);
    let show = use_force_update();
    let first = use_mut_ref(|| true);
    use_effect_with((edition, led.clone()), {
        let rested = rested.clone();
        move |_| {
            let is_first = std::mem::take(&mut *first.borrow_mut());
            let timer = (!is_first).then(|| {
                crate::browser::after(REST_MS, move || {
                    *rested.borrow_mut() += 1;
                    show.force_update();
                })
            });
            move || drop(timer)
        }
    });
    *rested.borrow()
}

/// How far the room is behind, looked at now and then.
#[hook]
fn use_behind(led: &Led) -> Option<u16> {
    let behind = use_state_eq(|| led.behind(clock::now()));
    use_effect_with(led.clone(), {
        let behind = behind.clone();
        move |led| {
            let led = led.clone();
            behind.set(led.behind(clock::now()));
            let look = gloo::timers::callback::Interval::new(LOOK_MS, move || {
                behind.set(led.behind(clock::now()));
            });
            move || drop(look)
        }
    });
    *behind
}

fn shorten(ui: &Ui, led: &Led, behind: u16) -> Html {
    let choice = |choice: Shorten| {
        let name = |at: usize| led.agenda.stages.get(at).map(|stage| stage_name(ui, stage));
        let words = match choice {
            Shorten::By(at, by) => {
                let stage = name(at).unwrap_or_default();
                ui.say("workshop.shorten", &[("stage", &stage), ("n", &by.to_string())])
            }
            Shorten::LeaveOut(at) => {
                ui.say("workshop.leave_out", &[("stage", &name(at).unwrap_or_default())])
            }
            Shorten::Stay(by) => ui.say("workshop.stay", &[("n", &by.to_string())]),
        };
        let onclick = step(ui, WorkshopAction::Shorten(choice));
        html! { <button type="button" class="chip" dir="auto" {onclick}>{words}</button> }
    };
    html! {
        <span class="shop__behind" role="group" aria-label={ui.say("workshop.behind", &[("n", &behind.to_string())])}>
            <span>{ui.say("workshop.behind", &[("n", &behind.to_string())])}</span>
            { for led.choices(behind).into_iter().map(choice) }
        </span>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct PlaybackProps {
    pub led: Led,
    pub map: Map,
}

/// What was heard, said back before the room moves on.
#[component]
pub(super) fn Playback(props: &PlaybackProps) -> Html {
    let ui = use_ui();
    let led = &props.led;
    let text_box = use_text_box(&led.ran[led.at].heard);
    let node = text_box.node.clone();
    let oninput = {
        let (text_box, told) = (text_box.clone(), told(&ui, Said::Heard));
        move |event: InputEvent| told.emit(text_box.typed(&event))
    };
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(box_) = node.cast::<HtmlElement>() {
                crate::browser::focus_quietly(&box_);
            }
        }
    });
    // Worked out once, on the way out: one question at the most, and nobody has to answer it.
    let asked = use_memo((), |()| {
        let (lane, _) = led.stage().kind.lanes()?;
        worth_asking(&props.map, lane, Date::parse(&today())?)
    });
    let played = |playback| step(&ui, WorkshopAction::Played(playback));
    let onkeydown = {
        let ui = ui.clone();
        move |event: KeyboardEvent| {
            let action = match event.key().as_str() {
                "Enter" if !event.is_composing() => {
                    WorkshopAction::Played(facilitation::Playback::Right)
                }
                "Escape" => WorkshopAction::Leave(false),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            ui.does(Action::Workshop(action));
        }
    };
    let skip = match led.next() {
        Some(_) => step(&ui, WorkshopAction::Go(led.at + 1)),
        None => {
            let ui = ui.clone();
            Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Recap)))
        }
    };
    html! {
        <div class="shop__play" role="group" aria-label={ui.t("workshop.play")}>
            <label><span>{ui.t("workshop.play")}</span>
                <input class="input" type="text" dir="auto" maxlength="400" autocomplete="off" ref={node} {onkeydown}
                    placeholder={ui.t("workshop.play_hint")} {oninput} />
            </label>
            <button type="button" class="button button--primary" onclick={played(facilitation::Playback::Right)}>{ui.t("workshop.right")}</button>
            <button type="button" class="button button--quiet" onclick={played(facilitation::Playback::NotQuite)}>{ui.t("workshop.not_quite")}</button>
            <button type="button" class="button button--quiet" onclick={skip}>{ui.t("workshop.skip")}</button>
            <IconButton icon={Icon::Close} label={ui.t("workshop.stay_here")} onclick={step(&ui, WorkshopAction::Leave(false))} />
            { one_question(&ui, asked.as_ref().as_deref()) }
        </div>
    }
}

/// What the lane that is left gives most reason to ask.
fn one_question(ui: &Ui, asked: Option<&Finding>) -> Html {
    let Some(finding) = asked else { return html! {} };
    let name = finding.rule.name;
    let look = finding.about.first().cloned().map(|id| {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.does(Action::FlyTo(id.clone())))
    });
    html! {
        <p class="shop__one" role="note">
            <b>{ui.t("workshop.one_question")}</b>{" "}
            <span dir="auto">{readable(&finding.why, &ui.words).text(&ui.words)}</span>{" "}
            <span>{ui.t(&format!("rule.{name}.ask"))}</span>
            if let Some(look) = look { <button type="button" class="button button--link" onclick={look}>{ui.t("workshop.show_me")}</button> }
        </p>
    }
}
