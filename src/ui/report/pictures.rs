//! Pictures of a page, drawn as SVG. All letters stand beside them as text, so that they grow with it, and everything a
//! picture shows is there in words too.

use yew::prelude::*;

use super::super::context::Ui;
use crate::browser::fixed;
use crate::model::{Cell, Course, Matrix};

/// Where support reaches whose part: a table, with a sign in each cell.
pub(super) fn matrix_picture(ui: &Ui, matrix: &Matrix) -> Html {
    let cell = |cell: &Cell| {
        let name = match cell {
            Cell::Held(n) => ui.say("report.matrix.cell", &[("n", &n.to_string())]),
            other => matrix.legend[other.kind()].clone().into(),
        };
        html! {
            <td class="matrix__cell">{sign(*cell, Some(name))}
                if let Cell::Held(n) = cell { <span class="matrix__count" aria-hidden="true">{*n}</span> }
            </td>
        }
    };
    let row = |(name, cells): &(String, Vec<Cell>)| {
        html! { <tr><th scope="row" dir="auto">{name}</th>{ for cells.iter().map(cell) }</tr> }
    };
    let legend = Cell::ALL.into_iter().zip(&matrix.legend);
    html! {
        <figure class="matrix">
            <div class="matrix__scroll" tabindex="0" role="group" aria-label={matrix.name.clone()}>
                <table>
                    <caption>{&matrix.name}</caption>
                    <thead><tr>
                        <th scope="col">{&matrix.corner}</th>
                        { for matrix.columns.iter().map(|name| html! { <th scope="col" dir="auto">{name}</th> }) }
                    </tr></thead>
                    <tbody>{ for matrix.rows.iter().map(row) }</tbody>
                </table>
            </div>
            <figcaption class="matrix__legend">
                { for legend.map(|(cell, says)| html! { <span>{sign(cell, None)}{says}</span> }) }
            </figcaption>
        </figure>
    }
}

/// A full disc, a ring that waits, or a dot.
fn sign(cell: Cell, name: Option<AttrValue>) -> Html {
    let (class, radius) = match cell {
        Cell::Held(_) => ("matrix__sign matrix__sign--held", "7"),
        Cell::Open => ("matrix__sign matrix__sign--open", "6"),
        Cell::None => ("matrix__sign matrix__sign--none", "1.5"),
    };
    let (role, hidden) = match name {
        Some(_) => (Some("img"), None),
        None => (None, Some("true")),
    };
    html! {
        <svg {class} viewBox="0 0 16 16" {role} aria-label={name} aria-hidden={hidden}>
            <circle cx="8" cy="8" r={radius} />
        </svg>
    }
}

/// The picture's size in its own units.
const WIDE: f64 = 100.0;
const HIGH: f64 = 40.0;

/// What was measured over time, between where it was and where it should be.
pub(in crate::ui) fn course_picture(ui: &Ui, course: &Course) -> Html {
    let plot = course.plot();
    let place = |(x, y): &(f64, f64)| (fixed(x * WIDE, 2), fixed(y * HIGH, 2));
    let mut path = String::new();
    for (number, point) in plot.points.iter().enumerate() {
        let (x, y) = place(point);
        path.push_str(&format!("{}{x} {y}", if number == 0 { "M" } else { "L" }));
    }
    let across = |y: f64, class: &'static str| {
        let y = fixed(y * HIGH, 2);
        html! { <path {class} d={format!("M0 {y}H{WIDE}")} /> }
    };
    // A line of no length with round ends is a dot that stays round however wide the picture gets.
    let dot = |point: &(f64, f64)| {
        let (x, y) = place(point);
        html! { <path class="course__dot" d={format!("M{x} {y}h0.001")} /> }
    };
    let says = &course.says;
    let word = |class: &'static str, text: &String| {
        if text.is_empty() {
            html! {}
        } else {
            html! { <span {class}>{text}</span> }
        }
    };
    html! {
        <figure class="course">
            <figcaption class="course__name" dir="auto">{&course.name}</figcaption>
            <svg class="course__picture" viewBox="-3 -4 106 48" preserveAspectRatio="none" role="img"
                aria-label={ui.say("report.picture", &[("alt", &course.alt)])}>
                { for plot.baseline.map(|y| across(y, "course__baseline")) }
                { for plot.target.map(|y| across(y, "course__target")) }
                <path class="course__line" d={path} />
                { for plot.points.iter().map(dot) }
            </svg>
            <p class="course__says" aria-hidden="true">
                { word("course__key course__key--baseline", &says.baseline) }
                { word("", &says.first) }
                { word("course__last", &says.last) }
                { word("course__key course__key--target", &says.target) }
            </p>
        </figure>
    }
}
