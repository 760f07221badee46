//! The time that is left, as it passes: large for everybody, said to screen readers only when it becomes short.

use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::step;
use crate::browser::{Watched, clock, now_ms, prefs, sound};
use crate::facilitation::{Leap, Timebox, TwoClocks};
use crate::store::{Action, Snapshot, Workshop, WorkshopAction};

/// The setting under which this browser remembers that nobody wants the sound.
const SILENT: &str = "workshop-silent";
const TICK_MS: u32 = 250;
/// So often the two clocks are held against each other.
const LOOK_MS: u32 = 2_000;

pub(super) fn is_silent() -> bool {
    prefs::read(SILENT).is_some()
}

pub(super) fn set_silent(silent: bool) {
    prefs::write(SILENT, silent.then_some("yes"));
}

pub(super) fn now() -> u64 {
    // Whole milliseconds from the beginning of the page.
    clock::uptime_ms() as u64
}

/// Looks now and then, and whenever the page comes into sight or leaves it, whether the device slept or its clock was set.
#[hook]
pub(super) fn use_leaps() {
    let ui = use_ui();
    use_effect_with((), move |()| {
        let clocks = std::cell::Cell::new(TwoClocks::default());
        let look = move |hidden: bool| {
            let mut both = clocks.get();
            let leap = both.seen(now_ms(), now(), hidden);
            clocks.set(both);
            if let Some(leap) = leap {
                ui.does(Action::Workshop(WorkshopAction::Leapt(leap)));
            }
        };
        let watched = Watched::new(LOOK_MS, look);
        move || drop(watched)
    });
}

/// What there is to ask about the clock of this device.
pub(super) fn asked(snapshot: &Snapshot) -> Option<Leap> {
    Workshop::of(snapshot)?.asks(snapshot.room.is_some())
}

/// What was taken for true when the clock of this device leapt, and the press that puts it right.
pub(super) fn leapt(ui: &Ui, leap: Leap) -> Html {
    let minutes = ((leap.ms + 30_000) / 60_000).max(1).to_string();
    let [says, right, wrong] = match leap.slept {
        true => ["leap.slept", "leap.slept_right", "leap.slept_wrong"],
        false => ["leap.set", "leap.set_right", "leap.set_wrong"],
    };
    let says = ui.say(says, &[("n", &minutes)]);
    let answer = |key: &str, slept: bool| {
        let onclick = step(ui, WorkshopAction::Slept(slept));
        html! { <button type="button" class="chip" {onclick}>{ui.say(key, &[("n", &minutes)])}</button> }
    };
    html! {
        <span class="shop__behind" role="group" aria-label={says.clone()}>
            <span role="status">{says}</span>
            { answer(right, leap.slept) }
            { answer(wrong, !leap.slept) }
        </span>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct ClockProps {
    pub clock: Timebox,
    /// Whoever leads said so; otherwise it is about right.
    #[prop_or(true)]
    pub sure: bool,
    /// A person's own minutes on top.
    #[prop_or_default]
    pub own_ms: i64,
    /// Another window, or the clock of the stage, has the sound.
    #[prop_or_default]
    pub mute: bool,
}

#[component]
pub(super) fn Clock(props: &ClockProps) -> Html {
    let ui = use_ui();
    let (clock, own_ms) = (props.clock, props.own_ms);
    let seconds = use_tick(clock, own_ms, props.mute);
    let class = match seconds {
        _ if !clock.runs() => "shop__clock shop__clock--rests",
        s if s < 0 => "shop__clock shop__clock--over",
        s if s <= 60 => "shop__clock shop__clock--soon",
        _ => "shop__clock",
    };
    let label = spoken(&ui, seconds);
    let title = (!props.sure).then(|| ui.t("workshop.about_text"));
    html! {
        <>
            <span {class} role="timer" aria-label={label} {title}>
                if !props.sure { <span class="shop__about">{ui.t("workshop.about")}{" "}</span> }
                {digits(seconds)}
            </span>
            <span class="unseen" role="status">{ if clock.runs() { said(&ui, seconds) } else { ui.t("workshop.paused") } }</span>
        </>
    }
}

/// Whole seconds left, below zero when it is over; anew whenever they change.
#[hook]
fn use_tick(clock: Timebox, own_ms: i64, mute: bool) -> i64 {
    let left = move || (clock.left_ms(now()) + own_ms + 999).div_euclid(1000);
    let shown = use_state_eq(left);
    use_effect_with((clock, own_ms, mute), {
        let shown = shown.clone();
        move |_| {
            let before = std::cell::Cell::new(left());
            shown.set(before.get());
            let timer = clock.runs().then(|| {
                Interval::new(TICK_MS, move || {
                    let seconds = left();
                    if before.replace(seconds) > 0 && seconds <= 0 && !mute && !is_silent() {
                        sound::chime();
                    }
                    shown.set(seconds);
                })
            });
            move || drop(timer)
        }
    });
    *shown
}

fn digits(seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let all = seconds.unsigned_abs();
    format!("{sign}{}:{:02}", all / 60, all % 60)
}

fn spoken(ui: &Ui, seconds: i64) -> AttrValue {
    let (key, n) = match seconds {
        s if s < 0 => ("workshop.over", (-s).div_euclid(60)),
        s if s < 60 => ("workshop.left_soon", s),
        s => ("workshop.left", s.div_euclid(60)),
    };
    ui.say(key, &[("n", &n.to_string())])
}

/// What is announced: one minute left, and over. Nothing else, or it would talk all the time.
fn said(ui: &Ui, seconds: i64) -> AttrValue {
    match seconds {
        1..=60 => ui.say("workshop.left", &[("n", "1")]),
        s if s <= 0 => ui.say("workshop.over", &[("n", "0")]),
        _ => AttrValue::default(),
    }
}
