//! A file on its way in while a map is open: where it goes. Of a table also what each of its columns holds, and what comes
//! of the first rows.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use crate::model::{Card, Lane};
use crate::store::{Action, Column, ImportAction, Importing, Incoming, Overlay, Snapshot};
use crate::words::Message;

#[derive(PartialEq, Properties)]
pub(super) struct TableProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn TableDialog(props: &TableProps) -> Html {
    let ui = use_ui();
    if let Some(incoming) = Incoming::of(&props.snapshot) {
        return where_to(&ui, incoming, !props.snapshot.map.is_empty());
    }
    let Some(importing) = Importing::of(&props.snapshot) else { return html! {} };
    let table = &importing.table;
    let n = table.body().len().to_string();
    let head = {
        let ui = ui.clone();
        move |event: Event| {
            let has = event.target_unchecked_into::<HtmlInputElement>().checked();
            ui.does(Action::Import(ImportAction::Head(has)));
        }
    };
    let (title, text) = match table.is_chat {
        true => ("chat.title", "chat.text"),
        false => ("table.title", "table.text"),
    };
    html! {
        <Dialog title={ui.t(title)} class="dialog--wide">
            <p class="dialog__text">{ui.say(text, &[("n", &n)])}</p>
            // What the parts of a message are called does not stand in the chat.
            if !table.is_chat {
                <label class="check"><input type="checkbox" checked={table.has_head} onchange={head} /><span>{ui.t("table.has_head")}</span></label>
            }
            <div class="columns">
                { for (0..table.columns.len()).map(|at| column(&ui, importing, at)) }
                { lane(&ui, table.lane) }
            </div>
            { preview(&ui, &importing.shown, table.is_chat) }
            { buttons(&ui, importing.may_add) }
        </Dialog>
    }
}

fn buttons(ui: &Ui, may_add: bool) -> Html {
    let button = |class: &'static str, key: &str, action: Action| {
        let ui = ui.clone();
        let name = ui.t(key);
        let onclick = move |_: MouseEvent| ui.does(action.clone());
        html! { <button type="button" {class} {onclick}>{name}</button> }
    };
    let open = if may_add { "button button--quiet" } else { "button button--primary" };
    html! {
        <div class="merge__do">
            if may_add {
                { button("button button--primary", "table.add", Action::Import(ImportAction::Add)) }
            }
            { button(open, "table.open", Action::Import(ImportAction::Open)) }
            { button("button button--quiet", "table.leave", Action::Overlay(Overlay::None)) }
        </div>
    }
}

/// A map of another file: added to the open one, or opened in its place?
fn where_to(ui: &Ui, incoming: &Incoming, leads_back: bool) -> Html {
    let map = incoming.map();
    let [cards, links] = [map.cards.size(), map.links.size()].map(|n| n.to_string());
    let name = match incoming.name.as_str() {
        "" => ui.t("import.pasted"),
        name => AttrValue::from(name.to_owned()),
    };
    let holds = [("name", name.as_str()), ("cards", &cards), ("links", &links)];
    html! {
        <Dialog title={ui.t("import.where")}>
            <p class="dialog__text">{ui.say("import.holds", &holds)}</p>
            if !map.title.is_empty() {
                <p class="dialog__text"><strong dir="auto">{map.title.to_string()}</strong></p>
            }
            { odd(ui, incoming.odd()) }
            <p class="dialog__text dialog__text--small">{ui.t("import.where_text")}</p>
            // Of an empty map nothing is kept that one could go back to.
            if leads_back {
                <p class="dialog__text dialog__text--small">{ui.t("import.where_back")}</p>
            }
            { buttons(ui, true) }
        </Dialog>
    }
}

/// What could not be taken over as it was.
pub(super) fn odd(ui: &Ui, odd: &[Message]) -> Html {
    if odd.is_empty() {
        return html! {};
    }
    html! {
        <>
            <p class="dialog__text">{ui.t("import.odd")}</p>
            <ul class="merge__files">{ for odd.iter().map(|it| html! { <li>{it.text(&ui.words)}</li> }) }</ul>
        </>
    }
}

/// What a column can be said to hold, in words.
fn says(ui: &Ui, column: Column) -> AttrValue {
    match column {
        Column::Title => ui.t("field.title"),
        Column::Kind => ui.t("field.kind"),
        Column::Lane => ui.t("merge.lane"),
        Column::Notes => ui.t("field.notes"),
        Column::Aside => ui.t("table.aside"),
        Column::Linked => ui.t("table.linked"),
        Column::Id => ui.t("table.id"),
        Column::X => ui.t("table.x"),
        Column::Y => ui.t("table.y"),
        Column::Leave => ui.t("table.leave_out"),
        Column::Field(key) => ui.t(&format!("field.{key}")),
    }
}

fn column(ui: &Ui, importing: &Importing, at: usize) -> Html {
    let table = &importing.table;
    let now = table.columns[at];
    let name = match table.head(at) {
        "" => ui.say("table.column", &[("n", &(at + 1).to_string())]),
        head => AttrValue::from(head.to_owned()),
    };
    let cells = table.body().iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
    let sample: String = cells.take(3).map(String::as_str).collect::<Vec<_>>().join(" · ");
    let short: String = sample.chars().take(90).collect();
    let all = Column::all();
    let option = |at: usize, column: Column| {
        html! { <option value={at.to_string()} selected={column == now}>{says(ui, column)}</option> }
    };
    let is_field = |column: &Column| matches!(column, Column::Field(_));
    let of = |fields: bool| {
        let wanted = all.iter().enumerate().filter(|(_, column)| is_field(column) == fields);
        let mut options: Vec<(usize, Column)> = wanted.map(|(at, column)| (at, *column)).collect();
        if fields {
            options.sort_by_cached_key(|(_, column)| says(ui, *column).to_lowercase());
        }
        options.into_iter().map(|(at, column)| option(at, column)).collect::<Html>()
    };
    let (usual, fields) = (of(false), of(true));
    let onchange = {
        let ui = ui.clone();
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(holds) = chosen.parse().ok().and_then(|at: usize| all.get(at)) {
                ui.does(Action::Import(ImportAction::Column { at, holds: *holds }));
            }
        }
    };
    html! {
        <label class="field columns__one" key={at}>
            <span class="field__label"><bdi>{name}</bdi></span>
            <select class="select" {onchange}>
                {usual}
                <optgroup label={ui.t("table.details")}>{fields}</optgroup>
            </select>
            <span class="field__note columns__sample" dir="auto">{short}</span>
        </label>
    }
}

/// Where cards go of which the table does not say it.
fn lane(ui: &Ui, now: Lane) -> Html {
    let onchange = {
        let ui = ui.clone();
        move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(lane) = Lane::parse(&name) {
                ui.does(Action::Import(ImportAction::Lane(lane)));
            }
        }
    };
    html! {
        <label class="field columns__one">
            <span class="field__label">{ui.t("table.lane")}</span>
            <select class="select" {onchange}>
                { for Lane::ALL.into_iter().map(|lane| html! {
                    <option value={lane.name()} selected={lane == now}>{ui.t(&format!("lane.{}", lane.name()))}</option>
                }) }
            </select>
        </label>
    }
}

/// The first cards that come of it.
fn preview(ui: &Ui, cards: &[Rc<Card>], is_chat: bool) -> Html {
    let name = ui.t(if is_chat { "chat.preview" } else { "table.preview" });
    let row = |card: &Rc<Card>| {
        let lane = ui.t(&format!("lane.{}", card.place.lane.name()));
        let notes: String = card.notes.chars().take(120).collect();
        let class = classes!("merge__kind", format!("card--{}", card.kind.name()));
        let details = card.fields.values().map(|(key, _)| ui.t(&format!("field.{key}")));
        let details: Vec<String> = details.map(|name| name.to_string()).collect();
        html! {
            <tr key={card.id.to_string()}>
                <th scope="row"><span {class}>{ui.kind(card.kind)}</span>{" "}<bdi>{&card.title}</bdi></th>
                <td>{lane}</td>
                <td dir="auto">{notes}</td>
                <td>{details.join(", ")}</td>
            </tr>
        }
    };
    html! {
        <div class="columns__shown" tabindex="0" role="region" aria-label={name.clone()}>
            <table>
                <caption>{name}</caption>
                <thead><tr>
                    <th scope="col">{ui.t("field.title")}</th><th scope="col">{ui.t("merge.lane")}</th>
                    <th scope="col">{ui.t("field.notes")}</th><th scope="col">{ui.t("table.details")}</th>
                </tr></thead>
                <tbody aria-live="polite">{ for cards.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
