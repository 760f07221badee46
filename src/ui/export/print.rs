//! The whole map on pages, to be printed or saved as PDF: seen first, then printed.

use std::collections::HashMap;
use std::rc::Rc;

use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::probe;
use crate::browser::fixed;
use crate::store::{Extent, FONTS, Picture, Shape, draw, pages};

/// The pages as they are printed, and what the tokens of their colours come to. They stand still once they are shown.
pub(super) struct Printed {
    pages: Vec<Picture>,
    colors: HashMap<&'static str, String>,
}

/// `node` is in the page: only there a colour can be asked for.
pub(super) fn printed(ui: &Ui, node: &NodeRef) -> Rc<Printed> {
    let map = ui.feed.snapshot().map.clone();
    let picture = draw(&map, &Extent::Whole, &ui.words);
    let color = probe(node);
    let mut colors = HashMap::new();
    for token in picture.shapes.iter().flat_map(Shape::tokens) {
        colors.entry(token).or_insert_with(|| color(token));
    }
    let areas = pages(&map, picture.area).into_iter();
    Rc::new(Printed { pages: areas.map(|area| picture.within(area)).collect(), colors })
}

#[derive(Properties)]
pub(super) struct PagesProps {
    pub printed: Rc<Printed>,
}

impl PartialEq for PagesProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.printed, &other.printed)
    }
}

#[component]
pub(super) fn Pages(props: &PagesProps) -> Html {
    let ui = use_ui();
    let Printed { pages, colors } = &*props.printed;
    let color = |token: &str| colors.get(token).cloned().unwrap_or_default();
    let n = pages.len();
    html! {
        <>
            <p class="dialog__text" role="status">{ui.say("export.pages", &[("n", &n.to_string())])}</p>
            <div class="sheet pages">
                { for pages.iter().enumerate().map(|(at, page)| {
                    let name = ui.say("export.page", &[("n", &(at + 1).to_string()), ("of", &n.to_string())]);
                    html! {
                        <figure class="pages__page" aria-label={name.clone()} key={at}>
                            { shown_page(&ui, page, &color) }
                            <figcaption class="pages__number">{name}</figcaption>
                        </figure>
                    }
                }) }
            </div>
        </>
    }
}

fn shown_page(ui: &Ui, picture: &Picture, color: &dyn Fn(&str) -> String) -> Html {
    let area = picture.area;
    let view = [area.x, area.y, area.width, area.height].map(|side| fixed(side, 1)).join(" ");
    // Paper is its own ground.
    let shapes =
        picture.shapes.iter().filter(|shape| shape.tokens().all(|token| token != "ground"));
    html! {
        <svg class="pages__picture" viewBox={view} font-family={FONTS} role="img" aria-label={ui.t("export.picture")}>
            { for shapes.map(|shape| shown(shape, color)) }
        </svg>
    }
}

fn shown(shape: &Shape, color: &dyn Fn(&str) -> String) -> Html {
    let n = |v: f64| fixed(v, 1);
    match shape {
        Shape::Box { rect, round, fill, strength, line, .. } => {
            let stroke = line.map_or_else(|| "none".to_owned(), color);
            html! {
                <rect x={n(rect.x)} y={n(rect.y)} width={n(rect.width)} height={n(rect.height)} rx={n(*round)}
                    fill={color(fill)} fill-opacity={strength.to_string()} {stroke} />
            }
        }
        Shape::Path { d, ink, width: Some(width), dash, .. } => {
            let dash = dash.map(|[on, off]| format!("{on} {off}"));
            html! { <path d={d.clone()} fill="none" stroke={color(ink)} stroke-width={n(*width)} stroke-dasharray={dash} stroke-linecap="round" /> }
        }
        Shape::Path { d, ink, .. } => html! { <path d={d.clone()} fill={color(ink)} /> },
        Shape::Text { at, text, size, bold, ink, rtl, struck } => html! {
            <text x={n(at.x)} y={n(at.y)} font-size={n(*size)} fill={color(ink)} font-weight={bold.then_some("650")}
                direction={rtl.then_some("rtl")} text-decoration={struck.then_some("line-through")}>{text.clone()}</text>
        },
    }
}
