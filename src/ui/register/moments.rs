//! Moments with somebody: one sentence each, some placed between taking orders and working as partners. A line that goes
//! both ways and a list; nothing is added up.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::half_written::use_kept_box;
use super::super::icon::{Icon, IconButton};
use super::super::text_box::{stays_for_the_day, use_whole_box};
use crate::model::{Card, Date, Json, Value, sort_by};
use crate::store::Action;

#[derive(PartialEq, Properties)]
pub(super) struct MomentsProps {
    pub card: Rc<Card>,
    pub readonly: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Moment {
    /// Its place in the field.
    row: usize,
    on: Option<Date>,
    what: String,
    /// 1, an order was taken, to 5, partners at work.
    place: Option<u8>,
}

/// The earliest first; those without a day come last.
fn moments(card: &Card) -> Vec<Moment> {
    let Some(Value::Rows(rows)) = card.fields.get("spectrum") else { return Vec::new() };
    let mut all: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(row, cells)| Moment {
            row,
            on: match cells.get("date") {
                Some(Value::Date(day)) => Some(*day),
                _ => None,
            },
            what: cells.get("what").and_then(Value::as_text).unwrap_or_default().to_owned(),
            place: match cells.get("place") {
                Some(Value::Number(n)) => Some(*n as u8),
                _ => None,
            },
        })
        .collect();
    sort_by(&mut all, |a, b| (a.on.is_none(), a.on, a.row).cmp(&(b.on.is_none(), b.on, b.row)));
    all
}

fn rows(card: &Card) -> Vec<Json> {
    let rows = card.fields.get("spectrum").map(Value::to_json);
    rows.as_ref().and_then(Json::as_array).cloned().unwrap_or_default()
}

fn place_words(ui: &Ui, place: u8) -> AttrValue {
    ui.t(match place {
        1 => "moment.1",
        2 => "moment.2",
        3 => "moment.3",
        4 => "moment.4",
        _ => "moment.5",
    })
}

#[component]
pub(super) fn Moments(props: &MomentsProps) -> Html {
    let ui = use_ui();
    let all = moments(&props.card);
    let remove = |row: usize| {
        let (ui, card) = (ui.clone(), props.card.clone());
        Callback::from(move |_: MouseEvent| {
            let mut left = rows(&card);
            if row < left.len() {
                left.remove(row);
            }
            let (id, value) = (card.id.clone(), Json::Array(left));
            ui.does(Action::SetField { id, key: "spectrum", value });
        })
    };
    html! {
        <section class="person__part" aria-label={ui.t("moment.title")}>
            <h3>{ui.t("moment.title")}</h3>
            if all.iter().any(|moment| moment.place.is_some()) { { line(&ui, &all) } }
            <ul class="moments">
                { for all.iter().rev().map(|moment| html! {
                    <li class="moments__one" key={moment.row}>
                        <span class="moments__day">{moment.on.map(|day| day.to_string()).unwrap_or_default()}</span>
                        <span class="moments__what" dir="auto">{&moment.what}
                            if let Some(place) = moment.place { <span class="moments__place">{place_words(&ui, place)}</span> }
                        </span>
                        if !props.readonly {
                            <IconButton icon={Icon::Close} label={ui.say("moment.remove", &[("what", &moment.what)])} onclick={remove(moment.row)} />
                        }
                    </li>
                }) }
            </ul>
            if !props.readonly { <AddMoment card={props.card.clone()} /> }
        </section>
    }
}

/// The moments that were placed, over time. What is written stands beside the picture, at the size of text.
fn line(ui: &Ui, all: &[Moment]) -> Html {
    const WIDTH: f64 = 600.0;
    const HEIGHT: f64 = 120.0;
    const EDGE: f64 = 10.0;
    let placed: Vec<_> = all.iter().filter_map(|m| Some((m.on?, m.place?))).collect();
    let days = placed.iter().map(|(day, _)| day.day_number());
    let (first, last) = (days.clone().min().unwrap_or(0), days.max().unwrap_or(0));
    let span = f64::from((last - first).max(1));
    let at = |(day, place): &(Date, u8)| {
        let along = if first == last { 0.5 } else { f64::from(day.day_number() - first) / span };
        let x = EDGE + along * (WIDTH - 2.0 * EDGE);
        let y = HEIGHT - EDGE - f64::from(place - 1) / 4.0 * (HEIGHT - 2.0 * EDGE);
        (x, y)
    };
    let points: Vec<_> = placed.iter().map(at).collect();
    let path: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let level = |place: u8| at(&(placed.first().map_or_else(epoch, |(day, _)| *day), place)).1;
    let said: Vec<_> =
        placed.iter().map(|(day, place)| format!("{day}: {}", place_words(ui, *place))).collect();
    let name = ui.say("moment.picture", &[("moments", &said.join("; "))]);
    let day = |at: Option<&(Date, u8)>| at.map(|(day, _)| day.to_string()).unwrap_or_default();
    html! {
        <figure class="spectrum">
            <span class="spectrum__end">{ui.t("moment.5")}</span>
            <svg class="spectrum__line" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={name}>
                { for (1..=5).map(|place| html! {
                    <line class="spectrum__level" x1="0" x2={WIDTH.to_string()} y1={level(place).to_string()} y2={level(place).to_string()} />
                }) }
                <polyline class="spectrum__way" points={path.join(" ")} />
                { for points.iter().map(|(x, y)| html! { <circle class="spectrum__moment" cx={x.to_string()} cy={y.to_string()} r="7" /> }) }
            </svg>
            <span class="spectrum__end">{ui.t("moment.1")}</span>
            <figcaption class="spectrum__days"><span>{day(placed.first())}</span>
                if placed.len() > 1 { <span>{day(placed.last())}</span> }
            </figcaption>
        </figure>
    }
}

fn epoch() -> Date {
    Date::from_day_number(0).expect("a day")
}

#[derive(PartialEq, Properties)]
struct AddMomentProps {
    card: Rc<Card>,
}

#[component]
fn AddMoment(props: &AddMomentProps) -> Html {
    let ui = use_ui();
    let (what, place) = (use_kept_box(), use_node_ref());
    let half = use_state(|| false);
    let on = use_whole_box(&crate::browser::clock::today()).node.clone();
    let add = {
        let (ui, card) = (ui.clone(), props.card.clone());
        let (what, on, place) = (what.clone(), on.clone(), place.clone());
        let half = half.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(box_) = what.cast::<HtmlInputElement>() else { return };
            let said = box_.value();
            let day = on.cast::<HtmlInputElement>();
            let stays = stays_for_the_day(&day);
            half.set(stays);
            if stays || said.trim().is_empty() {
                return;
            }
            let mut row = crate::model::JsonObject::new();
            row.insert("what".to_owned(), Json::from(said.trim()));
            if let Some(day) =
                day.map(|input| input.value()).filter(|day| Date::parse(day).is_some())
            {
                row.insert("date".to_owned(), Json::from(day));
            }
            let placed = place.cast::<HtmlSelectElement>().map(|select| select.value());
            if let Some(n) = placed.and_then(|n| n.parse::<u8>().ok()) {
                row.insert("place".to_owned(), Json::from(n));
            }
            let mut all = rows(&card);
            all.push(Json::Object(row));
            let (id, value) = (card.id.clone(), Json::Array(all));
            ui.does(Action::SetField { id, key: "spectrum", value });
            box_.set_value("");
            if let Some(select) = place.cast::<HtmlSelectElement>() {
                select.set_value("");
            }
        })
    };
    html! {
        <form class="moments__add" novalidate=true onsubmit={add}>
            <input class="input moments__say" type="text" dir="auto" ref={what} data-kept={format!("{}.moment", props.card.id)} aria-label={ui.t("moment.what")} placeholder={ui.t("moment.what_hint")} />
            <input class="input" type="date" ref={on} aria-label={ui.t("moment.on")} aria-invalid={half.then_some("true")} />
            <select class="select" ref={place} aria-label={ui.t("moment.place")}>
                <option value="" selected=true>{ui.t("moment.not_placed")}</option>
                { for (1..=5).map(|n: u8| html! { <option value={n.to_string()}>{place_words(&ui, n)}</option> }) }
            </select>
            <button type="submit" class="button button--quiet">{ui.t("moment.add")}</button>
            if *half { <p class="half-day" role="alert">{ui.t("panel.half_day")}</p> }
        </form>
    }
}
