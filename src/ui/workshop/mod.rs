//! A workshop on the screen: a slim bar over the map with the stage, its question, whose turn it is, the time left and what
//! is still missing; the plans; the closing words; the recap. Whoever leads has the steps, all others see them.

mod beside;
mod clock;
mod closing;
mod follow;
mod hands;
mod line;
mod notes;
mod plans;
mod projector;
mod recap;
mod sessions;

use std::rc::Rc;

use gloo::timers::callback::Interval;
use web_sys::HtmlElement;
use yew::prelude::*;

pub(super) use self::beside::beside;
use self::beside::{Refused, use_told};
use self::clock::Clock;
pub(super) use self::closing::Closing;
use self::line::{Line, Playback};
pub(super) use self::plans::Plans;
pub(super) use self::recap::Recap;
pub(super) use self::sessions::Sessions;
use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use crate::facilitation::{Led, Stage, StageKind};
use crate::model::CardKind;
use crate::store::{Action, Beside, GatherAction, Overlay, Snapshot, Workshop, WorkshopAction};

/// How much a stage is given when it gets more.
const MORE_MINUTES: u16 = 5;
/// So often others hear what is left.
const BEAT_MS: u32 = 10_000;

pub(super) fn step(ui: &Ui, step: WorkshopAction) -> Callback<MouseEvent> {
    let ui = ui.clone();
    Callback::from(move |_: MouseEvent| ui.does(Action::Workshop(step.clone())))
}

/// What a stage is called here.
pub(super) fn stage_name(ui: &Ui, stage: &Stage) -> AttrValue {
    match stage.name.as_str() {
        "" => ui.t(&format!("stage.{}", stage.kind.name())),
        name => name.to_owned().into(),
    }
}

/// What is asked for where cards of a kind are written in a stage.
pub(super) fn asks_for(ui: &Ui, stage: StageKind, card: CardKind) -> AttrValue {
    match stage {
        // Who imagines a failure does not say what is in the way today.
        StageKind::Premortem if stage.card() == Some(card) => ui.t("stage.premortem.write"),
        _ => ui.t(&format!("kind.{}.new", card.name())),
    }
}

/// Is somebody writing on the map or in a panel right now?
fn is_writing(ui: &Ui) -> bool {
    let had = ui.had_keyboard.borrow();
    let had = had.as_ref().filter(|it| matches!(it.tag_name().as_str(), "INPUT" | "TEXTAREA"));
    had.is_some_and(|it| it.closest(".work").ok().flatten().is_some())
}

/// The bar, where there is a workshop. On the phone of somebody who is led it is all that there is to see, with one box;
/// but nobody is torn away from what they write.
pub(super) fn bar(ui: &Ui, snapshot: &Rc<Snapshot>) -> (Html, bool) {
    let Some(shop) = Workshop::of(snapshot) else { return Default::default() };
    match (&shop.led, &shop.following) {
        (Some(led), _) => {
            let (led, leaving) = (led.clone(), shop.leaving);
            (html! { <Leading snapshot={snapshot.clone()} {led} {leaving} /> }, false)
        }
        (None, Some(following)) => {
            let alone = snapshot.view.narrow && !shop.whole_map && !is_writing(ui);
            let key = snapshot.map.id.to_string();
            let following = following.clone();
            let bar = html! {
                <>
                    <follow::Bar snapshot={snapshot.clone()} following={following.clone()} />
                    if alone { <follow::Phone {key} snapshot={snapshot.clone()} {following} /> }
                </>
            };
            (bar, alone)
        }
        (None, None) => Default::default(),
    }
}

#[derive(PartialEq, Properties)]
struct LeadingProps {
    snapshot: Rc<Snapshot>,
    led: Led,
    leaving: bool,
}

#[component]
fn Leading(props: &LeadingProps) -> Html {
    let ui = use_ui();
    let led = &props.led;
    // Whatever the bar shows just now, the windows beside this one hear from it.
    use_told(&props.snapshot);
    clock::use_leaps();
    let refused = use_state(|| None::<Beside>);
    use_effect_with((), {
        let ui = ui.clone();
        move |()| {
            let beat = Interval::new(BEAT_MS, move || {
                ui.does(Action::Workshop(WorkshopAction::Beat));
            });
            move || drop(beat)
        }
    });
    let next = use_node_ref();
    let first = use_mut_ref(|| true);
    use_effect_with(led.at, {
        let (next, ui) = (next.clone(), ui.clone());
        // On in the next stage the keyboard is where it was: at the step to the one after it. Whoever is elsewhere, because
        // somebody else led on, stays there.
        move |_| {
            // What stood in the bar and is gone with the stage is found in its own line.
            let bar = |had: &HtmlElement| had.closest(".shop, .shop__play, .shop__line").ok()?;
            let was_here = ui.had_keyboard.borrow().as_ref().and_then(bar).is_some();
            if !std::mem::take(&mut *first.borrow_mut())
                && was_here
                && let Some(next) = next.cast::<HtmlElement>()
            {
                crate::browser::focus_quietly(&next);
            }
        }
    });
    let stage = led.stage();
    let leapt = clock::asked(&props.snapshot);
    html! {
        <section class={classes!("shop", hue(stage))} aria-label={ui.t("workshop.bar")}>
            <div>
                { head(&ui, stage, led.at, led.ran.len()) }
                <p class="shop__ask">{ui.t(&format!("stage.{}.ask", stage.kind.name()))}</p>
            </div>
            <div class="shop__time">
                <Clock clock={led.clock} />
                { time_steps(&ui, led) }
                { stage_steps(&ui, led, props.leaving, &next) }
            </div>
            if props.leaving {
                if let Some(leap) = leapt { <div class="shop__line">{ clock::leapt(&ui, leap) }</div> }
                <Playback led={led.clone()} map={props.snapshot.map.clone()} />
            } else {
                <Line snapshot={props.snapshot.clone()} led={led.clone()} refused={refused.clone()} />
            }
            <Refused slot={props.snapshot.slot.clone()} {refused} />
        </section>
    }
}

/// The colour of the lane that is worked in; the styles mark that lane on the map, and the one it serves.
fn hue(stage: &Stage) -> Option<String> {
    let (lane, serves) = stage.kind.lanes()?;
    let (lane, serves) = (lane.name(), serves.name());
    Some(format!("lane--{lane} shop--in-{lane} shop--to-{serves}"))
}

/// Which stage it is, of how many, and whose turn.
pub(super) fn head(ui: &Ui, stage: &Stage, at: usize, of: usize) -> Html {
    let (n, of, name) = ((at + 1).to_string(), of.to_string(), stage_name(ui, stage));
    let voice = ui.t(&format!("stage.{}.voice", stage.kind.name()));
    let place = ui.say("workshop.stage_of", &[("stage", &name), ("n", &n), ("of", &of)]);
    html! {
        <p class="shop__where" role="status">
            <span class="shop__stage" dir="auto">{place}</span>
            <span class="shop__voice">{ui.say("workshop.voice", &[("voice", &voice)])}</span>
        </p>
    }
}

fn time_steps(ui: &Ui, led: &Led) -> Html {
    let (icon, label, action) = match led.clock.runs() {
        true => (Icon::Pause, "workshop.pause", WorkshopAction::Pause),
        false => (Icon::Play, "workshop.start", WorkshopAction::Start),
    };
    let n = MORE_MINUTES.to_string();
    let (more, extended) = (ui.say("workshop.extend", &[("n", &n)]), led.clock.extended());
    let title = if extended { ui.t("workshop.extended") } else { more.clone() };
    html! {
        <>
            <IconButton {icon} label={ui.t(label)} onclick={step(ui, action)} />
            <button type="button" class="button button--quiet" disabled={extended} aria-label={more} {title}
                onclick={step(ui, WorkshopAction::Extend(MORE_MINUTES))}>{format!("+{n}")}</button>
        </>
    }
}

fn stage_steps(ui: &Ui, led: &Led, leaving: bool, next: &NodeRef) -> Html {
    let ask = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Gather(GatherAction::Show))
    };
    let label = match led.next() {
        Some(stage) => ui.say("workshop.next", &[("stage", &stage_name(ui, stage))]),
        None => ui.t("workshop.finish"),
    };
    let close = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Close))
    };
    html! {
        <>
            <IconButton icon={Icon::Back} label={ui.t("workshop.previous")} disabled={led.at == 0} onclick={step(ui, WorkshopAction::Back)} />
            if led.stage().kind.card().is_some() && !led.stage().kind.closes() {
                <button type="button" class="button button--quiet" onclick={ask}>{ui.t("workshop.ask")}</button>
            }
            if led.stage().kind.closes() {
                <button type="button" class="button button--quiet" onclick={close}>{ui.t("workshop.close")}</button>
            }
            <button type="button" class="button button--primary" ref={next} aria-expanded={leaving.to_string()} dir="auto"
                onclick={step(ui, WorkshopAction::Leave(!leaving))}>{label}</button>
        </>
    }
}
