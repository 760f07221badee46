//! A year as a strip: plans, and people's busiest days. Letters stand beside it as text; each row says in words what it
//! shows.

use yew::prelude::*;

use super::super::context::Ui;
use super::{go, title_of};
use crate::analysis::{Span, Year, YearRow, day};
use crate::browser::plain;
use crate::model::Map;

pub(super) fn year_strip(ui: &Ui, map: &Map, year: &Year) -> Html {
    let months = ui.t("day.months");
    let months: Vec<&str> = months.split(' ').collect();
    let month = |(_, number): &(f64, u32)| {
        let name = months.get(*number as usize - 1).copied().unwrap_or_default();
        html! { <span>{name.to_owned()}</span> }
    };
    html! {
        <section class="capacity" aria-label={ui.t("year.name")}>
            <h3>{ui.t("year.name")}</h3>
            if year.rows.is_empty() {
                <p class="dialog__text">{ui.t("year.none")}</p>
            } else {
                <div class="year" role="group" tabindex="0" aria-label={ui.t("year.name")}>
                    <div class="year__months" aria-hidden="true">{ for year.months.iter().map(month) }</div>
                    <ul>{ for year.rows.iter().map(|row| row_view(ui, map, year, row)) }</ul>
                </div>
                <p class="year__legend" aria-hidden="true">
                    <span class="year__key year__key--plan">{ui.t("year.plan")}</span>
                    <span class="year__key year__key--busy">{ui.t("year.busy")}</span>
                    <span class="year__key year__key--meets">{ui.t("year.meets")}</span>
                </p>
            }
        </section>
    }
}

fn row_view(ui: &Ui, map: &Map, year: &Year, row: &YearRow) -> Html {
    let line = |(share, _): &(f64, u32)| {
        let x = tenth(*share);
        html! { <path class="year__line" d={format!("M{x} 0V20")} /> }
    };
    let rect = |span: &Span| {
        let class = match (row.busy, span.meets.is_empty()) {
            (true, _) => "year__busy",
            (false, true) => "year__plan",
            (false, false) => "year__meets",
        };
        let width = (span.end - span.start).max(0.004);
        html! { <rect {class} x={tenth(span.start)} y="4" width={tenth(width)} height="12" /> }
    };
    let says = |span: &Span| {
        let (from, to) = (day(span.from, &ui.words), day(span.to, &ui.words));
        let mut said = ui.say("year.span", &[("from", &from), ("to", &to)]).to_string();
        if !span.what.is_empty() {
            said = format!("{}: {said}", span.what);
        }
        let who: Vec<_> = span.meets.iter().map(|id| title_of(ui, map, id).to_string()).collect();
        if !who.is_empty() {
            said.push_str(&ui.say("year.into", &[("who", &who.join(", "))]));
        }
        said
    };
    let said: Vec<String> = row.spans.iter().map(says).collect();
    html! {
        <li class="year__row" key={row.card.to_string()}>
            <div class="year__name">{ go(ui, map, &row.card) }<span dir="auto">{said.join("; ")}</span></div>
            <svg class="year__strip" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
                { for year.months.iter().map(line) }
                { for row.spans.iter().map(rect) }
            </svg>
        </li>
    }
}

fn tenth(share: f64) -> String {
    plain((share * 1000.0).round() / 10.0)
}
