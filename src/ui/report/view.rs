//! What a page says, on the screen and on paper.

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::SheetProps;
use super::pictures::{course_picture, matrix_picture};
use crate::model::{Block, Figure, Line, Mark, Run};

#[component]
pub(in crate::ui) fn SheetView(props: &SheetProps) -> Html {
    let ui = use_ui();
    let sheet = &props.sheet;
    html! {
        <article class="sheet" aria-label={sheet.title.clone()}>
            <header class="sheet__head">
                <h3 class="sheet__title" dir="auto">{&sheet.title}</h3>
                if !sheet.under.is_empty() { <p class="sheet__under" dir="auto">{&sheet.under}</p> }
            </header>
            { for sheet.blocks.iter().map(|block| block_view(&ui, block)) }
        </article>
    }
}

fn block_view(ui: &Ui, block: &Block) -> Html {
    match block {
        Block::Heading(name) => html! { <h4 class="sheet__heading">{name}</h4> },
        Block::Part(name) => html! { <h5 class="sheet__part">{name}</h5> },
        Block::Lead(runs) => {
            html! { <p class="sheet__lead" dir="auto">{ for runs.iter().map(run) }</p> }
        }
        Block::Text(said) => html! { <p class={class(said)} dir="auto">{line(said)}</p> },
        Block::List(lines) => html! {
            <ul class="sheet__list">
                { for lines.iter().map(|said| html! { <li class={class(said)} dir="auto">{line(said)}</li> }) }
            </ul>
        },
        Block::Figures(figures) => html! {
            <ul class="sheet__figures">{ for figures.iter().map(figure) }</ul>
        },
        Block::Matrix(matrix) => matrix_picture(ui, matrix),
        Block::Course(course) => course_picture(ui, course),
    }
}

fn class(line: &Line) -> &'static str {
    if line.gap { "sheet__line sheet__line--gap" } else { "sheet__line" }
}

fn line(line: &Line) -> Html {
    match (line.lead.as_str(), line.rest.as_str()) {
        ("", rest) => html! { <span class="sheet__rest">{rest.to_owned()}</span> },
        (lead, "") => html! { <strong>{lead.to_owned()}</strong> },
        (lead, rest) => {
            html! { <><strong>{lead.to_owned()}</strong>{" "}<span class="sheet__rest">{rest.to_owned()}</span></> }
        }
    }
}

fn run(run: &Run) -> Html {
    match run.mark {
        Mark::Plain => html! { <span>{&run.text}</span> },
        Mark::Said => html! { <strong>{&run.text}</strong> },
        Mark::Blank => html! { <span class="sheet__blank">{&run.text}</span> },
    }
}

fn figure(figure: &Figure) -> Html {
    html! {
        <li class="sheet__figure">
            <strong>{&figure.value}</strong>
            <span>{&figure.label}</span>
            if let Some(percent) = figure.percent {
                <svg class="sheet__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="sheet__bar-ground" width="100" height="4" />
                    <rect class="sheet__bar-full" width={percent.to_string()} height="4" />
                </svg>
            }
        </li>
    }
}
