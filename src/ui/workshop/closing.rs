//! What is said at the end: what it is really about, who does what by when, how sure the room is, what was parked, and
//! when it meets again. Blanks are shown, nothing is demanded.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::dialogs::Dialog;
use super::super::half_written::use_kept_box;
use super::super::text_box::{EveryInput, WholeInput, stays_for_the_day};
use super::line::told;
use super::step;
use crate::browser::clock;
use crate::facilitation::{self, Led};
use crate::model::{Card, CardKind, Date, Json, Lane, Map, Task, Value};
use crate::store::{Action, GatherAction, Overlay, Said, Snapshot, Workshop, WorkshopAction};

/// Usual distances to the next meeting, in weeks.
const WEEKS: [i32; 3] = [2, 4, 8];

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct ClosingProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(in crate::ui) fn Closing(props: &ClosingProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let Some(led) = Workshop::of(snapshot).and_then(|shop| shop.led.clone()) else {
        return html! { <Dialog title={ui.t("close.title")}><p class="dialog__text">{ui.t("recap.none")}</p></Dialog> };
    };
    let recap = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Recap))
    };
    html! {
        <Dialog title={ui.t("close.title")} class="dialog--wide">
            <p class="dialog__text">{ui.t("close.text")}</p>
            <div class="closing">
                { prose(&ui, "close.feed_back", &led.feed_back, Said::FeedBack) }
                { prose(&ui, "close.feed_forward", &led.feed_forward, Said::FeedForward) }
                <section aria-label={ui.t("close.promises")}>
                    <h3>{ui.t("close.promises")}</h3>
                    { promises(&ui, &snapshot.map) }
                    <Promise />
                </section>
                { sure(&ui, &led) }
                { parked(&ui, &snapshot.map) }
                { prose(&ui, "close.decisions", &led.decisions.join("\n"), Said::Decisions) }
                { next(&ui, &led) }
                <div class="answers__do"><button type="button" class="button button--primary" onclick={recap}>{ui.t("workshop.recap")}</button></div>
            </div>
        </Dialog>
    }
}

fn prose(ui: &Ui, key: &str, text: &str, what: Said) -> Html {
    html! {
        <label class="ask__field"><span>{ui.t(key)}</span>
            <EveryInput area=true text={text.to_owned()} typed={told(ui, what)} />
        </label>
    }
}

fn promises(ui: &Ui, map: &Map) -> Html {
    let all = map.cards.values().filter(|card| card.kind == CardKind::Commitment);
    let all: Vec<_> = all.filter(|card| card.is_active()).collect();
    if all.is_empty() {
        return html! { <p class="dialog__text">{ui.t("close.none")}</p> };
    }
    let item = |card: &&Rc<Card>| {
        let who = card.fields.text("who");
        let due = match card.fields.get("due") {
            Some(Value::Date(due)) => Some(*due),
            _ => None,
        };
        let side = match card.fields.text("side") {
            "" => None,
            side => Some(ui.choice(side)),
        };
        html! {
            <li class="closing__item" key={card.id.as_str().to_owned()}>
                if who.is_empty() { <span class="closing__blank">{ui.t("close.blank_who")}</span> } else { <b dir="auto">{who.to_owned()}</b> }
                <span dir="auto">{&card.title}</span>
                if let Some(due) = due { <span>{crate::analysis::day(due, &ui.words)}</span> } else { <span class="closing__blank">{ui.t("close.blank_due")}</span> }
                if let Some(side) = side { <span class="people__state">{side}</span> }
            </li>
        }
    };
    html! { <ul class="closing__list">{ for all.iter().map(item) }</ul> }
}

/// A new promise: two words and a day are enough.
#[component]
fn Promise() -> Html {
    let ui = use_ui();
    let learning = use_state(|| false);
    let half = use_state(|| false);
    let boxes = [use_kept_box(), use_kept_box(), use_kept_box()];
    let add = {
        let (ui, learning, half) = (ui.clone(), learning.clone(), half.clone());
        let boxes = boxes.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let found = boxes.clone().map(|node| node.cast::<HtmlInputElement>());
            let stays = stays_for_the_day(&found[2]);
            half.set(stays);
            if stays {
                return;
            }
            let [who, what, due] =
                found.clone().map(|it| it.map(|it| it.value()).unwrap_or_default());
            if what.trim().is_empty() {
                return;
            }
            let who = who.trim().to_owned();
            ui.does(Action::Workshop(WorkshopAction::Promise {
                learning: *learning,
                who,
                what,
                due,
            }));
            for input in found.into_iter().flatten() {
                input.set_value("");
            }
            if let Some(first) = boxes[0].cast::<HtmlInputElement>() {
                crate::browser::focus_quietly(&first);
            }
        }
    };
    let onchange = {
        let learning = learning.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            learning.set(chosen == 1);
        }
    };
    let [who, what, due] = boxes;
    html! {
        <form class="closing__row" novalidate=true onsubmit={add}>
            <label><span>{ui.t("close.side")}</span>
                <select class="select" {onchange}>
                    <option selected={!*learning}>{ui.choice("business")}</option>
                    <option selected={*learning}>{ui.choice("learning")}</option>
                </select>
            </label>
            <label><span>{ui.t("close.who")}</span><input class="input" type="text" dir="auto" maxlength="200" data-kept="promise.who" ref={who} /></label>
            <label class="closing__what"><span>{ui.t("close.what")}</span><input class="input" type="text" dir="auto" maxlength="400" data-kept="promise.what" ref={what} /></label>
            <label><span>{ui.t("close.due")}</span><input class="input" type="date" data-kept="promise.due" aria-invalid={half.then_some("true")} ref={due} /></label>
            <button type="submit" class="button button--quiet">{ui.t("close.add")}</button>
            if *half { <p class="half-day" role="alert">{ui.t("panel.half_day")}</p> }
        </form>
    }
}

/// A number from everybody, and the word for those who gave a low one.
fn sure(ui: &Ui, led: &Led) -> Html {
    let ask = {
        let ui = ui.clone();
        move |_: MouseEvent| {
            let prompt = ui.t("close.sure_ask").to_string();
            ui.does(Action::Gather(GatherAction::Show));
            ui.does(Action::Gather(GatherAction::Begin {
                ask: Task::Scale,
                about: Vec::new(),
                prompt,
            }));
        }
    };
    let low = facilitation::low(led);
    let last = led.votes.iter().rfind(|vote| vote["counts"].is_object());
    let counts = last.and_then(|vote| vote["counts"].as_object()).map(|counts| {
        let said = counts.iter().map(|(number, n)| {
            ui.say("recap.count", &[("n", &n.to_string()), ("number", number)]).to_string()
        });
        said.collect::<Vec<_>>().join(", ")
    });
    html! {
        <section aria-label={ui.t("close.sure")}>
            <h3>{ui.t("close.sure")}</h3>
            <p class="dialog__text dialog__text--small">{ui.t("close.sure_text")}</p>
            <div class="closing__row">
                if let Some(counts) = counts { <span>{counts}</span> }
                <button type="button" class="button button--quiet" onclick={ask}>{ui.t("workshop.ask")}</button>
                if low.is_some_and(|low| low > 0) {
                    <button type="button" class="button button--quiet" onclick={step(ui, WorkshopAction::HeardLow)}>{ui.t("close.heard_low")}</button>
                }
            </div>
        </section>
    }
}

fn parked(ui: &Ui, map: &Map) -> Html {
    let is_parked = |card: &&Rc<Card>| {
        let is_open = card.fields.text("status") != "done";
        card.kind == CardKind::Parking && card.place.lane == Lane::Parking && is_open
    };
    let all: Vec<_> = map.cards.values().filter(is_parked).collect();
    if all.is_empty() {
        return html! {};
    }
    let item = |card: &&Rc<Card>| {
        let settle = {
            let (ui, id) = (ui.clone(), card.id.clone());
            Callback::from(move |_: MouseEvent| {
                let (key, value) = ("status", Json::from("done"));
                ui.does(Action::SetField { id: id.clone(), key, value });
            })
        };
        let words = ui.say("close.settled", &[("title", &card.title)]);
        html! {
            <li class="closing__item" key={card.id.as_str().to_owned()}>
                <button type="button" class="button button--quiet" dir="auto" onclick={settle}>{words}</button>
            </li>
        }
    };
    html! {
        <section aria-label={ui.t("close.parked")}>
            <h3>{ui.t("close.parked")}</h3>
            <ul class="closing__list">{ for all.iter().map(item) }</ul>
        </section>
    }
}

/// The next meeting: a day, or one of the usual distances.
fn next(ui: &Ui, led: &Led) -> Html {
    let today = led.date.or_else(|| Date::parse(&clock::today()));
    let propose = |weeks: &i32| {
        let date = today.map(|today| today.plus_days(7 * weeks).to_string()).unwrap_or_default();
        let onclick = step(ui, WorkshopAction::Say(Said::NextDate, date));
        html! { <button type="button" class="chip" {onclick}>{ui.say("close.propose", &[("n", &weeks.to_string())])}</button> }
    };
    let value = led.next_date.map(|date| date.to_string()).unwrap_or_default();
    html! {
        <div class="closing__row">
            <label class="closing__day"><span>{ui.t("close.next")}</span><WholeInput control="date" text={value} set={told(ui, Said::NextDate)} /></label>
            { for WEEKS.iter().map(propose) }
        </div>
    }
}
