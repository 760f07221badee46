//! Who influences whom, as far as the map says so: a picture that is read from left to right, on a narrow screen from the
//! top down, and the same as a table.

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
/// Room for lines on both sides of a column.
const AROUND: f64 = 50.0;
/// Steps of which there is room beside each other on a wide screen.
const FARTHEST: usize = 4;
/// Letters of a name that a box holds.
const LETTERS: usize = 18;

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
    let steps = steps(folk.len(), &ways);
    let narrow = props.snapshot.view.narrow || steps.iter().any(|step| *step > FARTHEST);
    if ways.is_empty() {
        return html! {
            <section class="register__page" aria-label={ui.t("register.sway")}>
                <p class="register__blank">{ui.t("sway.none")}</p>
            </section>
        };
    }
    html! {
        <section class="register__page" aria-label={ui.t("register.sway")}>
            <p class="dialog__text">{ui.t(if narrow { "sway.about_below" } else { "sway.about" })}</p>
            if folk.len() <= MOST { { picture(&ui, &folk, &ways, &if narrow { below(&steps) } else { across(&steps) }) } } else { <p>{ui.t("sway.many")}</p> }
            { table(&ui, &folk, &ways) }
        </section>
    }
}

/// Where everybody stands, from the upper left corner, and how large the whole is.
struct Plan {
    corners: Vec<(f64, f64)>,
    width: f64,
    height: f64,
    narrow: bool,
}

fn most(all: &[usize]) -> f64 {
    all.iter().copied().max().unwrap_or(0) as f64
}

/// From left to right, a step further each time.
fn across(steps: &[usize]) -> Plan {
    let mut rows = vec![0; steps.len()];
    let corners = steps.iter().map(|step| {
        let row = rows[*step];
        rows[*step] += 1;
        (BESIDE + *step as f64 * ACROSS, EDGE + row as f64 * DOWN)
    });
    let corners = corners.collect();
    let width = 2.0 * BESIDE + most(steps) * ACROSS + WIDTH;
    // A way back runs below.
    let height = 2.0 * EDGE + (most(&rows) - 1.0) * DOWN + HEIGHT + DOWN / 2.0;
    Plan { corners, width, height, narrow: false }
}

/// One below the other, a step further each time: a telephone has no room for more than one beside it.
fn below(steps: &[usize]) -> Plan {
    let mut order: Vec<usize> = (0..steps.len()).collect();
    crate::model::sort_by(&mut order, |a, b| (steps[*a], a).cmp(&(steps[*b], b)));
    let mut corners = vec![(0.0, 0.0); steps.len()];
    for (row, at) in order.iter().enumerate() {
        corners[*at] = (AROUND, EDGE + row as f64 * DOWN);
    }
    let height = 2.0 * EDGE + (steps.len() as f64 - 1.0) * DOWN + HEIGHT;
    Plan { corners, width: 2.0 * AROUND + WIDTH, height, narrow: true }
}

fn picture(ui: &Ui, folk: &[Rc<Card>], ways: &[(usize, usize)], plan: &Plan) -> Html {
    let Plan { corners, width, height, narrow } = plan;
    let said = |(from, to): &(usize, usize)| {
        let (who, whom) = (name_of(ui, &folk[*from]), name_of(ui, &folk[*to]));
        ui.say("sway.one", &[("who", &who), ("whom", &whom)]).to_string()
    };
    let alt: Vec<_> = ways.iter().map(said).collect();
    let alt = ui.say("sway.picture", &[("all", &alt.join("; "))]);
    let (in_letters, high) = (fixed(width / 16.0, 2), fixed(height / 16.0, 2));
    let line = |(from, to): &(usize, usize)| {
        let (from, to) = (corners[*from], corners[*to]);
        if *narrow { around(from, to) } else { way(from, to, height - EDGE) }
    };
    let drawn = html! {
        <svg class="sway__picture" viewBox={format!("0 0 {width} {height}")} width={format!("{in_letters}em")} height={format!("{high}em")}
            role="img" aria-label={alt}>
            { for ways.iter().map(line) }
            { for folk.iter().zip(corners).map(|(card, corner)| person(ui, card, *corner)) }
        </svg>
    };
    if *narrow {
        return html! { <div class="sway sway--narrow">{drawn}</div> };
    }
    html! {
        <div class="sway" tabindex="0" role="group" aria-label={ui.t("register.sway")}>{drawn}</div>
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

/// A line with a point at its end, in a column: straight to the next one, on the right to one further down, and back on the
/// left. The further, the wider around.
fn around(from: (f64, f64), to: (f64, f64)) -> Html {
    let rows = ((to.1 - from.1) / DOWN).round();
    let far = (AROUND * (0.35 + 0.13 * rows.abs())).min(AROUND * 1.25);
    // It leaves low and arrives high, so that lines in and out are told apart.
    let (leave, arrive) = (HEIGHT * 0.7, HEIGHT * 0.3);
    let (path, point) = if rows == 1.0 {
        let (x, y1, y2) = (from.0 + WIDTH / 2.0, from.1 + HEIGHT, to.1);
        (format!("M{x} {y1} V{}", y2 - 8.0), format!("M{x} {y2} l-5 -10 h10 z"))
    } else if rows > 0.0 {
        let (x, y1, y2) = (from.0 + WIDTH, from.1 + leave, to.1 + arrive);
        let bend = x + far;
        (
            format!("M{x} {y1} C{bend} {y1} {bend} {y2} {} {y2}", x + 8.0),
            format!("M{x} {y2} l10 -5 v10 z"),
        )
    } else {
        let (x, y1, y2) = (from.0, from.1 + arrive, to.1 + leave);
        let bend = x - far;
        (
            format!("M{x} {y1} C{bend} {y1} {bend} {y2} {} {y2}", x - 8.0),
            format!("M{x} {y2} l-10 -5 v10 z"),
        )
    };
    html! {
        <>
            <path class="sway__way" d={path} />
            <path class="sway__point" d={point} />
        </>
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
        <div class="ratings ratings--names">
            <table>
                <thead><tr><th scope="col">{ui.t("sway.who")}</th><th scope="col">{ui.t("sway.whom")}</th></tr></thead>
                <tbody>{ for folk.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}
