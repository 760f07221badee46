//! Copies of the map that come back: what they bring, and what of it is taken.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use crate::model::{Card, Difference, GROUP, Link, Map, Part, Value, group_title};
use crate::store::{
    Action, Brings, Choosing, MergeAction, Merging, Overlay, Review, Row, Snapshot, Sort, Stored,
};

/// So many differences of one sort are shown one by one; the rest is taken or left with them.
const MOST: usize = 200;

#[derive(PartialEq, Properties)]
pub(super) struct MergeProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Merge(props: &MergeProps) -> Html {
    let ui = use_ui();
    let Some(merging) = Merging::of(&props.snapshot) else { return html! {} };
    if let Some(choosing) = &merging.choosing {
        return targets(&ui, choosing, props.snapshot.stored.as_deref());
    }
    if merging.is_arriving() {
        let text = html! { <p class="dialog__text" role="status">{ui.t("late.coming")}</p> };
        return html! { <Dialog title={ui.t("merge.into_title")}>{ text }</Dialog> };
    }
    let body = match &merging.review {
        Some(review) => list(&ui, &props.snapshot.map, review),
        None => copies(&ui, merging),
    };
    let does_something = merging.does_something();
    html! {
        <Dialog title={ui.t("merge.title")} class="dialog--wide">
            { body }
            <div class="merge__do">
                { button(&ui, "button button--primary", "merge.do", !does_something, Action::Merge(MergeAction::CarryOut)) }
                if merging.may_open() {
                    { button(&ui, "button button--quiet", "merge.open_instead", false, Action::Merge(MergeAction::OpenInstead)) }
                }
                { button(&ui, "button button--quiet", "merge.leave", false, Action::Overlay(Overlay::None)) }
            </div>
        </Dialog>
    }
}

/// Into which map?
fn targets(ui: &Ui, choosing: &Choosing, stored: Option<&[Stored]>) -> Html {
    let target = |title: &str, meta: AttrValue, slot: Option<String>| {
        let ui = ui.clone();
        let shown = if title.is_empty() { ui.t("map.untitled") } else { title.to_owned().into() };
        let onclick = move |_: MouseEvent| {
            ui.does(Action::Merge(MergeAction::Visited { slot: slot.clone() }));
        };
        html! {
            <li class="kept__row">
                <button type="button" class="kept__open" {onclick}>
                    <span class="kept__title" dir="auto">{shown}</span>
                    <span class="kept__meta">{meta}</span>
                </button>
            </li>
        }
    };
    let kept = stored.unwrap_or_default();
    let before = choosing.before.as_ref().map(|title| target(title, ui.t("merge.before"), None));
    let nowhere = kept.is_empty() && before.is_none();
    html! {
        <Dialog title={ui.t("merge.into_title")}>
            <p class="dialog__text">{ui.t(if nowhere { "merge.into_none" } else { "merge.into_text" })}</p>
            <ul class="kept">
                { before }
                { for kept.iter().map(|map| {
                    let (n, when) = (map.cards.to_string(), ui.when(map.changed_ms));
                    let meta = ui.say("start.kept_meta", &[("n", &n), ("when", &when)]);
                    target(&map.title, meta, Some(map.slot.clone()))
                }) }
            </ul>
        </Dialog>
    }
}

fn button(ui: &Ui, class: &'static str, words: &str, disabled: bool, action: Action) -> Html {
    let onclick = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(action.clone())
    };
    html! { <button type="button" {class} {disabled} {onclick}>{ui.t(words)}</button> }
}

/// Copies that merge by themselves.
fn copies(ui: &Ui, merging: &Merging) -> Html {
    let brings = |brings: &Brings| match brings.is_nothing() {
        true => ui.t("merge.brings_nothing"),
        false => brings.message("merge.brings").text(&ui.words).into(),
    };
    html! {
        <>
            <p class="dialog__text">{ui.t("merge.copies")}</p>
            <ul class="merge__files">
                { for merging.copies.iter().map(|copy| html! { <li dir="auto">{&copy.name}</li> }) }
            </ul>
            <p class="merge__brings" role="status">{brings(&merging.brings)}</p>
        </>
    }
}

/// A copy that is gone through.
fn list(ui: &Ui, ours: &Map, review: &Review) -> Html {
    let name =
        if review.name.is_empty() { ui.t("map.untitled") } else { review.name.clone().into() };
    html! {
        <>
            <p class="dialog__text">{ui.say("merge.review", &[("name", &name)])}</p>
            if review.theirs().id != ours.id {
                <p class="dialog__text dialog__text--small">{ui.t("merge.other")}</p>
            }
            { super::table::odd(ui, &review.odd) }
            { for Sort::ALL.into_iter().map(|sort| section(ui, ours, review, sort)) }
        </>
    }
}

fn section(ui: &Ui, ours: &Map, review: &Review, sort: Sort) -> Html {
    let rows: Vec<(usize, &Row)> =
        review.rows.iter().enumerate().filter(|(_, row)| row.sort() == sort).collect();
    if rows.is_empty() {
        return html! {};
    }
    let (title, text) = match sort {
        Sort::New => ("merge.new", "merge.new_text"),
        Sort::Differs => ("merge.differs", "merge.differs_text"),
        Sort::Missing => ("merge.missing", "merge.missing_text"),
    };
    let all = rows.iter().all(|(_, row)| row.take);
    let take_all = {
        let ui = ui.clone();
        move |_: Event| ui.does(Action::Merge(MergeAction::TakeAll { sort, take: !all }))
    };
    let n = rows.len().to_string();
    let more = rows.len().saturating_sub(MOST);
    html! {
        <fieldset class="merge__sort">
            <legend>{ui.say(title, &[("n", &n)])}</legend>
            <p class="dialog__text dialog__text--small">{ui.t(text)}</p>
            <label class="check merge__all"><input type="checkbox" checked={all} onchange={take_all} /><span>{ui.t("merge.all")}</span></label>
            <ul class="merge__rows">
                { for rows.iter().take(MOST).map(|(at, row)| line(ui, ours, review, *at, row)) }
            </ul>
            if more > 0 {
                <p class="dialog__text dialog__text--small">{ui.say("merge.more", &[("n", &more.to_string())])}</p>
            }
        </fieldset>
    }
}

fn line(ui: &Ui, ours: &Map, review: &Review, at: usize, row: &Row) -> Html {
    let onchange = {
        let ui = ui.clone();
        move |event: Event| {
            let take = event.target_unchecked_into::<HtmlInputElement>().checked();
            ui.does(Action::Merge(MergeAction::Take { row: at, take }));
        }
    };
    html! {
        <li key={at}>
            <label class="check">
                <input type="checkbox" checked={row.take} {onchange} />
                <span class="merge__what">{ what(ui, ours, review, &row.difference) }</span>
            </label>
        </li>
    }
}

fn what(ui: &Ui, ours: &Map, review: &Review, difference: &Difference) -> Html {
    let theirs = review.theirs();
    match difference {
        Difference::Title(title) => {
            versus(ui, &(ui.t("merge.map_title"), ours.title.to_string(), title.to_string()))
        }
        Difference::CardAdded(card) | Difference::CardRemoved(card) => head(ui, card),
        Difference::CardChanged { old, new, parts } => {
            let parts = parts.iter().map(|part| match part {
                // By their names: the ids of groups say nothing to anybody.
                Part::Field(GROUP) => {
                    let name = |map, card: &Card| group_title(map, card.fields.text(GROUP));
                    (ui.t("field.group"), name(ours, old), name(theirs, new))
                }
                part => words_of(ui, old, new, part),
            });
            html! { <>{ head(ui, old) }{ for parts.map(|part| versus(ui, &part)) }</> }
        }
        Difference::LinkAdded(link) => statement(ui, link, theirs),
        Difference::LinkRemoved(link) => statement(ui, link, ours),
        Difference::LinkChanged { new, .. } => statement(ui, new, theirs),
        Difference::Session(id) => {
            let session = theirs.records.sessions.get(id);
            let date = session.map(|fields| fields.text("date").to_owned()).unwrap_or_default();
            html! { {ui.say("merge.session", &[("date", &date)])} }
        }
        Difference::Record { list, .. } => html! { {ui.t(record(list))} },
        Difference::Value(_) => html! { {ui.t("merge.value")} },
    }
}

/// The words for one record of a list.
pub(super) fn record(list: &str) -> &'static str {
    match list {
        "people" => "merge.list.people",
        "groups" => "merge.list.groups",
        "glossary" => "merge.list.glossary",
        "answers" => "merge.list.answers",
        "helpers" => "merge.list.helpers",
        "corrections" => "merge.list.corrections",
        _ => "merge.list.agendas",
    }
}

fn head(ui: &Ui, card: &Card) -> Html {
    let class = classes!("merge__kind", format!("card--{}", card.kind.name()));
    let title =
        if card.title.is_empty() { ui.t("card.untitled") } else { card.title.clone().into() };
    html! { <><span {class}>{ui.kind(card.kind)}</span>{" "}<bdi>{title}</bdi></> }
}

/// "Guides: helps Staff explain it".
pub(super) fn statement(ui: &Ui, link: &Link, map: &Map) -> Html {
    let title = |id| map.card(id).map_or_else(String::new, |card| card.title.clone());
    html! {
        <><bdi>{title(&link.from)}</bdi>{" "}<em>{ui.link(link.kind, true)}</em>{" "}<bdi>{title(&link.to)}</bdi></>
    }
}

/// The name of a part, what it says here, and what it says in the copy.
fn words_of(ui: &Ui, old: &Card, new: &Card, part: &Part) -> (AttrValue, String, String) {
    let both = |name: AttrValue, say: &dyn Fn(&Card) -> String| (name, say(old), say(new));
    match part {
        Part::Kind => both(ui.t("field.kind"), &|card| ui.kind(card.kind).to_string()),
        Part::Title => both(ui.t("field.title"), &|card| card.title.clone()),
        Part::Notes => both(ui.t("field.notes"), &|card| card.notes.clone()),
        Part::Lane => both(ui.t("merge.lane"), &|card| {
            ui.t(&format!("lane.{}", card.place.lane.name())).to_string()
        }),
        Part::Field(key) => both(ui.field(new.kind.name(), key), &|card| {
            card.fields.get(key).map_or_else(String::new, |value| said(ui, value))
        }),
    }
}

/// A value in words.
fn said(ui: &Ui, value: &Value) -> String {
    match value {
        Value::Flag(flag) => ui.t(if *flag { "merge.yes" } else { "merge.no" }).to_string(),
        Value::Choice(word) => ui.choice(word).to_string(),
        _ => match value.to_json() {
            crate::model::Json::String(text) => text,
            other => other.to_string(),
        },
    }
}

fn versus(ui: &Ui, (name, ours, theirs): &(AttrValue, String, String)) -> Html {
    let shown = |text: &String| match text.trim() {
        "" => html! { <span class="merge__blank">{ui.t("merge.blank")}</span> },
        text => html! { <bdi>{text.to_owned()}</bdi> },
    };
    html! {
        <span class="merge__versus">
            <span class="merge__part">{name}</span>
            <span class="merge__ours"><span class="merge__whose">{ui.t("merge.ours")}</span>{" "}{ shown(ours) }</span>
            <span class="merge__theirs"><span class="merge__whose">{ui.t("merge.theirs")}</span>{" "}{ shown(theirs) }</span>
        </span>
    }
}
