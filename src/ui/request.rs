//! The request desk: all requests, and one of them on a screen: what they came with, what would make it worth it, time to think
//! where solution and date do not leave any, how it is answered, and the openings in it. None of it is a step that must be taken.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::half_written::use_kept_box;
use super::panel::editors::FieldEditor;
use super::report::today;
use super::text_box::{use_hand_over, use_whole_box};
use crate::analysis::{Asked, Desk, OPENINGS, Stands, day, desk};
use crate::model::{Card, CardId, CardKind, FieldSpec, Json, JsonObject, Lane, Value};
use crate::store::{Action, Overlay, Snapshot};

/// What is asked before an answer.
const WORTH: [&str; 3] = ["goal", "success_criteria", "expected_impact"];
const ANSWERS: [&str; 4] = ["accepted", "accepted_on_condition", "shaped", "declined"];
/// Days that are asked for.
const DAYS: [i32; 2] = [1, 2];

#[derive(PartialEq, Properties)]
pub(super) struct RequestsProps {
    pub snapshot: Rc<Snapshot>,
    pub request: Option<CardId>,
}

/// The list, and beside it the one that is looked at. A narrow screen has room for one of the two.
#[component]
pub(super) fn Requests(props: &RequestsProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let found = use_memo(snapshot.edition, |_| desk(&snapshot.map, today()));
    let card = props.request.as_ref().and_then(|id| snapshot.map.card(id)).cloned();
    let asked = card.as_ref().and_then(|card| found.all.iter().find(|it| it.card == card.id));
    // One that somebody has removed meanwhile leads back to the list.
    let open = asked.is_some();
    let page = match (card, asked) {
        (Some(card), Some(asked)) => {
            let key = card.id.to_string();
            html! { <Page {key} snapshot={snapshot.clone()} {card} asked={asked.clone()} /> }
        }
        _ if found.all.is_empty() => html! {},
        _ => html! { <p class="register__blank">{ui.t("request.pick")}</p> },
    };
    let narrow = snapshot.view.narrow;
    html! {
        <Dialog title={ui.t("request.title")} class="dialog--sheet">
            <div class="register__sides">
                if !narrow || !open { { list(&ui, props, &found) } }
                if !narrow || open { { page } }
            </div>
        </Dialog>
    }
}

fn to_request(ui: &Ui, id: Option<CardId>) -> Callback<MouseEvent> {
    let ui = ui.clone();
    Callback::from(move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Requests(id.clone()))))
}

fn title_of(ui: &Ui, snapshot: &Snapshot, id: &CardId) -> AttrValue {
    match snapshot.map.card(id).map(|card| card.title.trim()).unwrap_or_default() {
        "" => ui.t("card.untitled"),
        title => title.to_owned().into(),
    }
}

fn list(ui: &Ui, props: &RequestsProps, found: &Desk) -> Html {
    let snapshot = &props.snapshot;
    let row = |it: &Asked| {
        let current = props.request.as_ref() == Some(&it.card);
        let by: Vec<_> = it.by.iter().map(|who| title_of(ui, snapshot, who).to_string()).collect();
        html! {
            <li key={it.card.to_string()}>
                <button type="button" class={classes!("folk__row", current.then_some("is-current"))} aria-current={current.then_some("true")}
                    onclick={to_request(ui, Some(it.card.clone()))}>
                    <span class="folk__who">
                        <span class="folk__name" dir="auto">{title_of(ui, snapshot, &it.card)}</span>
                        if !by.is_empty() { <span class="folk__what" dir="auto">{by.join(", ")}</span> }
                        <span class="folk__tags"><span class="tag">{stands(ui, snapshot, it)}</span></span>
                    </span>
                </button>
            </li>
        }
    };
    html! {
        <section class="folk" aria-label={ui.t("request.all")}>
            if !snapshot.readonly { <AddRequest /> }
            { tally(ui, found) }
            if found.all.is_empty() { <p class="dialog__text">{ui.t("request.none")}</p> }
            <ul class="folk__list">{ for found.all.iter().map(row) }</ul>
        </section>
    }
}

/// Of how many answered requests something says what they are for.
fn tally(ui: &Ui, found: &Desk) -> Html {
    let (answered, first) = found.tally();
    if answered == 0 {
        return html! {};
    }
    let args = [("n", answered.to_string()), ("m", first.to_string())];
    let args: Vec<_> = args.iter().map(|(key, value)| (*key, value.as_str())).collect();
    html! { <p class="request__tally" role="status">{ui.say("request.tally", &args)}</p> }
}

fn stands(ui: &Ui, snapshot: &Snapshot, it: &Asked) -> AttrValue {
    match it.stands {
        Stands::Waits => ui.t("request.waits"),
        Stands::Rests(until) => ui.say("request.rests", &[("day", &day(until, &ui.words))]),
        Stands::Answered => {
            let card = snapshot.map.card(&it.card);
            card.map(|card| ui.choice(card.fields.text("decision"))).unwrap_or_default()
        }
    }
}

/// One line is one request.
#[component]
fn AddRequest() -> Html {
    let ui = use_ui();
    let node = use_kept_box();
    let add = {
        let (ui, node) = (ui.clone(), node.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = node.cast::<HtmlInputElement>() else { return };
            let text = input.value();
            if !text.trim().is_empty() {
                input.set_value("");
                ui.does(Action::WriteInLane { lane: Lane::Requests, text });
            }
        })
    };
    html! {
        <form class="folk__add" onsubmit={add}>
            <label class="field__label" for="add-request">{ui.t("request.add")}</label>
            <div class="folk__line">
                <input id="add-request" class="input" type="text" dir="auto" maxlength="400" ref={node} data-kept="request" autocomplete="off" />
                <button type="submit" class="button button--primary">{ui.t("register.add_do")}</button>
            </div>
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    snapshot: Rc<Snapshot>,
    card: Rc<Card>,
    asked: Asked,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let ui = use_ui();
    let (card, readonly) = (&props.card, props.snapshot.readonly);
    let node = use_node_ref();
    use_effect_with(props.snapshot.view.narrow, {
        let node = node.clone();
        move |narrow| {
            if let Some(page) = node.cast::<HtmlElement>().filter(|_| *narrow) {
                crate::browser::focus_quietly(&page);
            }
        }
    });
    let fields = |keys: &[&'static str]| -> Html {
        let specs = keys.iter().filter_map(|key| CardKind::Request.field(key));
        let one = |spec: &'static FieldSpec| html! { <FieldEditor card={card.clone()} spec={*spec} {readonly} /> };
        html! { <div class="person__fields">{ for specs.map(one) }</div> }
    };
    let title = title_of(&ui, &props.snapshot, &card.id);
    let decision = card.fields.text("decision");
    let taken = matches!(decision, "accepted" | "accepted_on_condition");
    html! {
        <section class="person" ref={node} tabindex="-1" aria-label={title.clone()}>
            if props.snapshot.view.narrow {
                <button type="button" class="button button--link person__back" onclick={to_request(&ui, None)}>{ui.t("request.back")}</button>
            }
            <h3 class="person__name" dir="auto">{title}</h3>
            { fields(&["asked_for"]) }
            { one_of(&ui, card, "came_with", &["problem", "solution"], readonly) }
            { fields(&["received", "deadline"]) }
            { time(&ui, props) }
            <section class="person__part" aria-label={ui.t("request.worth")}>
                <h3>{ui.t("request.worth")}</h3>
                { fields(&WORTH) }
                { fields(&["alternatives"]) }
            </section>
            { really(&ui, props) }
            <section class="person__part" aria-label={ui.t("request.answer")}>
                { one_of(&ui, card, "decision", &ANSWERS, readonly) }
                if decision == "accepted_on_condition" {
                    <p class="dialog__text dialog__text--small">{ui.t("request.condition")}</p>
                    { fields(&["condition", "condition_due"]) }
                }
            </section>
            if taken { { openings(&ui, card, readonly) } }
        </section>
    }
}

/// One of a few words, as buttons of which one is chosen.
fn one_of(ui: &Ui, card: &Card, key: &'static str, words: &[&'static str], readonly: bool) -> Html {
    let chosen = card.fields.text(key);
    let one = |word: &&'static str| {
        let word = *word;
        let (ui, id) = (ui.clone(), card.id.clone());
        let label = ui.choice(word);
        let onchange = move |_: Event| {
            let (id, value) = (id.clone(), Json::from(word));
            ui.does(Action::SetField { id, key, value });
        };
        html! {
            <label class="request__choice">
                <input type="radio" name={key} checked={chosen == word} disabled={readonly} {onchange} />
                <span>{label}</span>
            </label>
        }
    };
    html! {
        <fieldset class="request__choices"><legend class="field__label">{ui.t(&format!("field.{key}"))}</legend>{ for words.iter().map(one) }</fieldset>
    }
}

/// Where a solution came with a day: time to come back with options, and how to say so.
fn time(ui: &Ui, props: &PageProps) -> Html {
    let (card, readonly) = (&props.card, props.snapshot.readonly);
    let set = |value: Json| {
        let (ui, id) = (ui.clone(), card.id.clone());
        Callback::from(move |_: MouseEvent| {
            ui.does(Action::SetField { id: id.clone(), key: "hold_until", value: value.clone() });
        })
    };
    if let Stands::Rests(until) = props.asked.stands {
        let until = day(until, &ui.words);
        return html! {
            <section class="request__time" aria-label={ui.t("request.time")}>
                <p role="status"><b>{ui.say("request.rests", &[("day", &until)])}</b></p>
                <p class="request__say" dir="auto">{ui.say("request.say", &[("day", &until)])}</p>
                if !readonly {
                    <button type="button" class="button button--quiet" onclick={set(Json::Null)}>{ui.t("request.back_now")}</button>
                }
            </section>
        };
    }
    if !props.asked.hurried || readonly {
        return html! {};
    }
    let ask = |days: &i32| {
        let onclick = set(Json::from(today().plus_days(*days).to_string()));
        html! { <button type="button" class="chip chip--accent" {onclick}>{ui.say("request.ask_days", &[("n", &days.to_string())])}</button> }
    };
    html! {
        <section class="request__time" aria-label={ui.t("request.time")}>
            <p>{ui.t("request.hurried")}</p>
            <div class="alike__do">{ for DAYS.iter().map(ask) }</div>
        </section>
    }
}

/// What it is really about: outcomes, what people do, support.
fn really(ui: &Ui, props: &PageProps) -> Html {
    let go = |id: &CardId| {
        let (ui, id) = (ui.clone(), id.clone());
        Callback::from(move |_: MouseEvent| ui.does(Action::FlyTo(id.clone())))
    };
    let connect = {
        let (ui, id) = (ui.clone(), props.card.id.clone());
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Connect(id.clone())))
    };
    let item = |id: &CardId| {
        html! { <li key={id.to_string()}><button type="button" class="button button--link" dir="auto" onclick={go(id)}>{title_of(ui, &props.snapshot, id)}</button></li> }
    };
    html! {
        <section class="person__part" aria-label={ui.t("request.really")}>
            <h3>{ui.t("request.really")}</h3>
            if props.asked.really.is_empty() { <p class="dialog__text">{ui.t("request.not_yet")}</p> }
            <ul>{ for props.asked.really.iter().map(item) }</ul>
            if !props.snapshot.readonly {
                <button type="button" class="button button--quiet" onclick={connect}>{ui.t("request.link")}</button>
            }
        </section>
    }
}

/// An order that is taken holds openings: any of them, in any order, or none.
fn openings(ui: &Ui, card: &Rc<Card>, readonly: bool) -> Html {
    html! {
        <section class="person__part" aria-label={ui.t("request.openings")}>
            <h3>{ui.t("request.openings")}</h3>
            <p class="dialog__text dialog__text--small">{ui.t("request.openings_text")}</p>
            <div class="request__openings">
                { for OPENINGS.into_iter().map(|name| html! { <Opening card={card.clone()} {name} {readonly} /> }) }
            </div>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct OpeningProps {
    card: Rc<Card>,
    name: &'static str,
    readonly: bool,
}

#[component]
fn Opening(props: &OpeningProps) -> Html {
    let ui = use_ui();
    let (name, readonly) = (props.name, props.readonly);
    let table = match props.card.fields.get("four_s") {
        Some(Value::Table(table)) => Some(table),
        _ => None,
    };
    let text = table.and_then(|table| table.get(name)).and_then(Value::as_text);
    let text_box = use_whole_box(text.unwrap_or_default());
    // The others stay as they are.
    let set = {
        let (ui, card) = (ui.clone(), props.card.clone());
        Callback::from(move |text: String| {
            // As they are by now: somebody else may have written one of them since this was shown.
            let card =
                ui.feed.snapshot().map.card(&card.id).cloned().unwrap_or_else(|| card.clone());
            let mut all: JsonObject = match card.fields.get("four_s").map(Value::to_json) {
                Some(Json::Object(all)) => all,
                _ => JsonObject::new(),
            };
            match text.trim() {
                "" => drop(all.shift_remove(name)),
                text => drop(all.insert(name.to_owned(), Json::from(text))),
            }
            let value = if all.is_empty() { Json::Null } else { Json::Object(all) };
            ui.does(Action::SetField { id: card.id.clone(), key: "four_s", value });
        })
    };
    use_hand_over(&text_box, true, set.clone());
    let node = text_box.node.clone();
    let onchange =
        move |_: Event| text_box.handed_over().into_iter().for_each(|text| set.emit(text));
    html! {
        <label class="field">
            <span class="field__label">{ui.t(&format!("opening.{name}"))}</span>
            <textarea class="input" rows="2" dir="auto" ref={node} {readonly} {onchange} placeholder={ui.t(&format!("opening.{name}.ask"))} />
        </label>
    }
}
