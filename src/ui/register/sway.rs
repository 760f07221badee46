//! Who influences whom, as far as the map says so: a picture that is read from left to right, and the same as a table.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::{Shot, name_of, people, to_person};
use crate::browser::fixed;
use crate::model::{Card, CardId, LinkKind, Map};

/// More people than this are not drawn: the table has them all.
const MOST: usize = 60;
/// Measures of the picture. Sixteen of them are as long as a letter is high, so it grows with the text.
const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 40.0;
const ACROSS: f64 = 240.0;
const DOWN: f64 = 60.0;
const EDGE: f64 = 8.0;
const BESIDE: f64 = 26.0;
/// Letters of a name that a box holds.
const LETTERS: usize = 20;

#[derive(PartialEq, Properties)]
pub(super) struct SwayProps {
    pub snapshot: Shot,
}

/// People with a say in what others think, or others in theirs, and who influences whom, by their places.
struct Known {
    folk: Vec<Rc<Card>>,
    ways: Vec<(usize, usize)>,
}

fn known(map: &Map) -> Known {
    let all = people(map);
    let place = |id: &CardId| all.iter().position(|card| card.id == *id);
    let ties = map.links.values().filter(|link| link.kind == LinkKind::Influences);
    let ties: Vec<_> =
        ties.filter_map(|link| Some((place(&link.from)?, place(&link.to)?))).collect();
    let is_tied = |at: &usize| ties.iter().any(|(from, to)| from == at || to == at);
    let tied: Vec<usize> = (0..all.len()).filter(is_tied).collect();
    let now = |before: usize| tied.iter().position(|at| *at == before);
    let ways = ties.iter().filter_map(|(from, to)| Some((now(*from)?, now(*to)?)));
    let mut ways: Vec<_> = ways.collect();
    crate::model::sort_and_dedup(&mut ways);
    Known { folk: tied.iter().map(|at| all[*at].clone()).collect(), ways }
}

/// How many steps each is away from those whom nobody influences. A circle begins with its first by name.
fn steps(many: usize, ways: &[(usize, usize)]) -> Vec<usize> {
    let mut steps: Vec<Option<usize>> = vec![None; many];
    let is_first = |at: &usize| !ways.iter().any(|(_, to)| to == at);
    let mut next: Vec<usize> = (0..many).filter(is_first).collect();
    let mut step = 0;
    loop {
        if next.is_empty() {
            // What is left goes in circles.
            let Some(rest) = steps.iter().position(Option::is_none) else { break };
            (next, step) = (vec![rest], 0);
        }
        next.iter().for_each(|at| steps[*at] = Some(step));
        let onward = ways.iter().filter(|(from, _)| next.contains(from)).map(|(_, to)| *to);
        let mut onward: Vec<_> = onward.filter(|to| steps[*to].is_none()).collect();
        crate::model::sort_and_dedup(&mut onward);
        (next, step) = (onward, step + 1);
    }
    steps.into_iter().map(Option::unwrap_or_default).collect()
}

#[component]
pub(super) fn Sway(props: &SwayProps) -> Html {
    let ui = use_ui();
    let Known { folk, ways } = known(&props.snapshot.map);
    if ways.is_empty() {
        return html! {
            <section class="register__page" aria-label={ui.t("register.sway")}>
                <p class="register__blank">{ui.t("sway.none")}</p>
            </section>
        };
    }
    html! {
        <section class="register__page" aria-label={ui.t("register.sway")}>
            <p class="dialog__text">{ui.t("sway.about")}</p>
            if folk.len() <= MOST { { picture(&ui, &folk, &ways) } } else { <p>{ui.t("sway.many")}</p> }
            { table(&ui, &folk, &ways) }
        </section>
    }
}

fn picture(ui: &Ui, folk: &[Rc<Card>], ways: &[(usize, usize)]) -> Html {
    let steps = steps(folk.len(), ways);
    let mut rows = vec![0; folk.len()];
    let corners: Vec<_> = steps
        .iter()
        .map(|step| {
            let row = rows[*step];
            rows[*step] += 1;
            (BESIDE + *step as f64 * ACROSS, EDGE + row as f64 * DOWN)
        })
        .collect();
    let most = |all: &[usize]| all.iter().copied().max().unwrap_or(0) as f64;
    let width = 2.0 * BESIDE + most(&steps) * ACROSS + WIDTH;
    // A way back runs below.
    let height = 2.0 * EDGE + (most(&rows) - 1.0) * DOWN + HEIGHT + DOWN / 2.0;
    let said = |(from, to): &(usize, usize)| {
        let (who, whom) = (name_of(ui, &folk[*from]), name_of(ui, &folk[*to]));
        ui.say("sway.one", &[("who", &who), ("whom", &whom)]).to_string()
    };
    let alt: Vec<_> = ways.iter().map(said).collect();
    let alt = ui.say("sway.picture", &[("all", &alt.join("; "))]);
    let (in_letters, high) = (fixed(width / 16.0, 2), fixed(height / 16.0, 2));
    html! {
        <div class="sway" tabindex="0" role="group" aria-label={ui.t("register.sway")}>
            <svg class="sway__picture" viewBox={format!("0 0 {width} {height}")} width={format!("{in_letters}em")} height={format!("{high}em")}
                role="img" aria-label={alt}>
                { for ways.iter().map(|(from, to)| way(corners[*from], corners[*to], height - EDGE)) }
                { for folk.iter().zip(&corners).map(|(card, corner)| person(ui, card, *corner)) }
            </svg>
        </div>
    }
}

fn person(ui: &Ui, card: &Card, (x, y): (f64, f64)) -> Html {
    let name = name_of(ui, card);
    let mut short: String = name.chars().take(LETTERS).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    let ours = card.fields.flag("is_ld").then_some("sway__box--ours");
    html! {
        <g>
            <rect class={classes!("sway__box", ours)} x={x.to_string()} y={y.to_string()} width={WIDTH.to_string()} height={HEIGHT.to_string()} rx="6" />
            <text class="sway__name" x={(x + WIDTH / 2.0).to_string()} y={(y + HEIGHT / 2.0 + 5.0).to_string()} text-anchor="middle">{short}</text>
        </g>
    }
}

/// A line with a point at its end: onward between the boxes, beside them within one step, and back below all.
fn way(from: (f64, f64), to: (f64, f64), bottom: f64) -> Html {
    const BEND: f64 = 32.0;
    let (y1, y2) = (from.1 + HEIGHT / 2.0, to.1 + HEIGHT / 2.0);
    let (path, point) = if to.0 > from.0 {
        let (x1, x2) = (from.0 + WIDTH, to.0 - 8.0);
        let bend = (x2 - x1) / 2.0;
        (
            format!("M{x1} {y1} C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend),
            format!("M{} {y2} l-10 -5 v10 z", to.0),
        )
    } else if to.0 == from.0 {
        let (x, far) = (from.0, from.0 - BEND);
        (
            format!("M{x} {y1} C{far} {y1} {far} {y2} {} {y2}", x - 8.0),
            format!("M{x} {y2} l-10 -5 v10 z"),
        )
    } else {
        // As low as three quarters of the way to where a curve is drawn to.
        let (x1, x2, low) =
            (from.0 + WIDTH / 3.0, to.0 + WIDTH * 0.6, bottom + (bottom - y1.max(y2)) / 3.0);
        let (y1, y2) = (from.1 + HEIGHT, to.1 + HEIGHT);
        (
            format!("M{x1} {y1} C{x1} {low} {x2} {low} {x2} {}", y2 + 8.0),
            format!("M{x2} {y2} l-5 10 h10 z"),
        )
    };
    html! {
        <>
            <path class="sway__way" d={path} />
            <path class="sway__point" d={point} />
        </>
    }
}

fn table(ui: &Ui, folk: &[Rc<Card>], ways: &[(usize, usize)]) -> Html {
    let name = |card: &Card| {
        html! { <button type="button" class="button button--link" dir="auto" onclick={to_person(ui, &card.id)}>{name_of(ui, card)}</button> }
    };
    let row = |(at, card): (usize, &Rc<Card>)| {
        let whom: Vec<_> = ways.iter().filter(|(from, _)| *from == at).map(|(_, to)| *to).collect();
        if whom.is_empty() {
            return html! {};
        }
        html! {
            <tr key={card.id.to_string()}>
                <th scope="row">{name(card)}</th>
                <td>{ for whom.iter().map(|to| html! { <span class="sway__whom">{name(&folk[*to])}</span> }) }</td>
            </tr>
        }
    };
    html! {
        <div class="ratings">
            <table>
                <thead><tr><th scope="col">{ui.t("sway.who")}</th><th scope="col">{ui.t("sway.whom")}</th></tr></thead>
                <tbody>{ for folk.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}
