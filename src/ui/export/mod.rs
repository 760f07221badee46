//! The ways in which a map leaves as a file: in which format, how much of it, and what each format leaves out.

mod paint;
mod print;

use std::collections::HashMap;
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use self::paint::paint;
use self::print::{Pages, Printed, printed};
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::icon::{Icon, icon};
use crate::browser::ColorProbe;
use crate::model::{Lane, Map, PageOf, Sheet};
use crate::store::{
    Action, Extent, Overlay, Snapshot, canonical, cards_table, draw, file_stem, json_canvas,
    link_text, links_table, mermaid, outline, page_picture, part, svg, with_map,
};

/// A way out that is a text: its name, what it is called, how its file ends, its type.
struct TextFormat {
    key: &'static str,
    end: &'static str,
    mime: &'static str,
    write: fn(&Map, &Ui) -> String,
    /// Copied rather than kept.
    copies: bool,
}

const TEXTS: [TextFormat; 6] = [
    TextFormat {
        key: "json",
        end: "json",
        mime: "application/json",
        write: |map, _| canonical(map),
        copies: false,
    },
    TextFormat {
        key: "canvas",
        end: "canvas",
        mime: "application/json",
        write: |map, ui| json_canvas(map, &ui.words),
        copies: false,
    },
    TextFormat {
        key: "cards",
        end: "csv",
        mime: "text/csv",
        write: |map, ui| cards_table(map, &ui.words),
        copies: false,
    },
    TextFormat {
        key: "links",
        end: "csv",
        mime: "text/csv",
        write: |map, ui| links_table(map, &ui.words),
        copies: false,
    },
    TextFormat {
        key: "outline",
        end: "md",
        mime: "text/markdown",
        write: |map, ui| outline(map, &ui.words),
        copies: true,
    },
    TextFormat {
        key: "mermaid",
        end: "mmd",
        mime: "text/plain",
        write: |map, ui| mermaid(map, &ui.words),
        copies: true,
    },
];

/// The colours of the light theme, by token: each asked for once.
fn probe(node: &NodeRef) -> impl Fn(&str) -> String + use<> {
    let probe = node.cast::<HtmlElement>().map(|element| ColorProbe::light(&element));
    let known = std::cell::RefCell::new(HashMap::<String, String>::new());
    move |token: &str| {
        let read =
            || probe.as_ref().map_or_else(String::new, |probe| probe.color(&format!("--{token}")));
        known.borrow_mut().entry(token.to_owned()).or_insert_with(read).clone()
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct ExportProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Export(props: &ExportProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let (chosen, inside, prints) = (
        use_state(|| first(&props.snapshot)),
        use_state(|| true),
        use_state(|| None::<Rc<Printed>>),
    );
    let said = use_state(|| None::<&'static str>);
    let says = {
        let said = said.clone();
        Callback::from(move |key: &'static str| said.set(Some(key)))
    };
    if let Some(pages) = &*prints {
        let back = {
            let prints = prints.clone();
            move |_: MouseEvent| prints.set(None)
        };
        let print = |_: MouseEvent| crate::browser::print();
        return html! {
            <Dialog title={ui.t("export.print")} class="dialog--report">
                <div class="sheet__tools">
                    <button type="button" class="button button--primary" onclick={print}>{ui.t("report.print")}</button>
                    <button type="button" class="button button--quiet" onclick={back}>{ui.t("export.back")}</button>
                </div>
                <Pages printed={pages.clone()} />
            </Dialog>
        };
    }
    let toggle = {
        let inside = inside.clone();
        move |_: Event| inside.set(!*inside)
    };
    let print = {
        let (ui, node, prints) = (ui.clone(), node.clone(), prints.clone());
        move |_: MouseEvent| prints.set(Some(printed(&ui, &node)))
    };
    let report = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Report(PageOf::Map)))
    };
    let picture = |what| {
        let (ui, node, extent, says) = (ui.clone(), node.clone(), (*chosen).clone(), says.clone());
        let inside = *inside;
        Callback::from(move |_: MouseEvent| take_picture(&ui, &node, &extent, inside, what, &says))
    };
    let row = |key: &str, buttons: Html| {
        html! {
            <li class="export__row">
                <div><h4 class="export__name">{ui.t(&format!("export.{key}"))}</h4>
                    <p class="dialog__text dialog__text--small">{ui.t(&format!("export.{key}.text"))}</p></div>
                <div class="export__do">{buttons}</div>
            </li>
        }
    };
    let about = |key: &str| ui.say("export.save_as", &[("what", &ui.t(&format!("export.{key}")))]);
    html! {
        <Dialog title={ui.t("export.title")} class="dialog--wide">
            <div ref={node.clone()}>{ extents(&ui, &props.snapshot, &chosen) }</div>
            <h3 class="menu__head">{ui.t("export.pictures")}</h3>
            <ul class="export">
                { row("svg", html! { <button type="button" class="button button--quiet" aria-label={about("svg")} onclick={picture(Kind::Svg)}>{icon(Icon::Download)}{ui.t("export.save")}</button> }) }
                { row("png", html! { <>
                    <button type="button" class="button button--quiet" aria-label={about("png")} onclick={picture(Kind::Png)}>{icon(Icon::Download)}{ui.t("export.save")}</button>
                    <button type="button" class="button button--quiet" aria-label={ui.t("export.copy_png")} onclick={picture(Kind::Copy)}>{ui.t("export.copy")}</button>
                </> }) }
                { row("print", html! { <button type="button" class="button button--quiet" onclick={print}>{ui.t("export.show_pages")}</button> }) }
            </ul>
            <label class="check"><input type="checkbox" checked={*inside} onchange={toggle} /><span>{ui.t("export.inside")}</span></label>
            <h3 class="menu__head">{ui.t("export.texts")}</h3>
            <ul class="export">
                { for TEXTS.iter().map(|format| row(format.key, text_buttons(&ui, format, &chosen, &about(format.key), &says))) }
                { row("report", html! { <button type="button" class="button button--quiet" onclick={report}>{ui.t("export.open_report")}</button> }) }
            </ul>
            <p class="export__says" role="status">{said.map(|key| ui.t(key)).unwrap_or_default()}</p>
        </Dialog>
    }
}

/// Cards that are selected are meant, where there are some.
fn first(snapshot: &Snapshot) -> Extent {
    match snapshot.view.selection.ids() {
        ids if ids.len() > 1 => Extent::Cards(ids),
        _ => Extent::Whole,
    }
}

/// Whole map, selection, or one lane.
fn extents(ui: &Ui, snapshot: &Snapshot, chosen: &UseStateHandle<Extent>) -> Html {
    let mut all = vec![(Extent::Whole, ui.t("export.whole"))];
    let ids = snapshot.view.selection.ids();
    if !ids.is_empty() {
        let n = ids.len().to_string();
        all.push((Extent::Cards(ids), ui.say("export.selected", &[("n", &n)])));
    }
    let used = |lane: &Lane| snapshot.map.cards.values().any(|card| card.place.lane == *lane);
    for lane in Lane::ALL.into_iter().filter(used) {
        let name = ui.t(&format!("lane.{}", lane.name()));
        all.push((Extent::Lane(lane), ui.say("export.lane", &[("lane", &name)])));
    }
    let options = all.iter().enumerate().map(|(at, (extent, name))| {
        html! { <option value={at.to_string()} selected={*extent == **chosen}>{name}</option> }
    });
    let options: Vec<Html> = options.collect();
    let onchange = {
        let (chosen, all) = (chosen.clone(), all.clone());
        move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some((extent, _)) = at.parse::<usize>().ok().and_then(|at| all.get(at)) {
                chosen.set(extent.clone());
            }
        }
    };
    html! {
        <label class="field"><span class="field__label">{ui.t("export.how_much")}</span>
            <select class="select" {onchange}>{ for options }</select></label>
    }
}

fn file_name(ui: &Ui, what: &str, end: &str) -> String {
    let stem = file_stem(&ui.feed.snapshot().map.title);
    let stem = if stem.is_empty() { "alignment-map".to_owned() } else { stem };
    let what = if matches!(what, "cards" | "links") { format!("-{what}") } else { String::new() };
    format!("{stem}{what}.{end}")
}

fn keep(ui: &Ui, name: &str, mime: &str, bytes: &[u8], says: &Callback<&'static str>) {
    match ui.feed.save_file(name, mime, bytes) {
        Ok(()) => says.emit("export.saved"),
        Err(why) => {
            crate::browser::complain("download", &why);
            says.emit("export.not_saved");
        }
    }
}

fn text_buttons(
    ui: &Ui,
    format: &'static TextFormat,
    chosen: &UseStateHandle<Extent>,
    about: &AttrValue,
    says: &Callback<&'static str>,
) -> Html {
    let text = {
        let (ui, chosen) = (ui.clone(), chosen.clone());
        move || (format.write)(&part(&ui.feed.snapshot().map, &chosen), &ui)
    };
    let save = {
        let (ui, text, says) = (ui.clone(), text.clone(), says.clone());
        move |_: MouseEvent| {
            keep(
                &ui,
                &file_name(&ui, format.key, format.end),
                format.mime,
                text().as_bytes(),
                &says,
            );
        }
    };
    let copy = {
        let says = says.clone();
        move |_: MouseEvent| {
            let (text, says) = (text(), says.clone());
            crate::browser::spawn("copy", async move {
                let copied = crate::browser::clipboard::write_text(&text).await;
                says.emit(if copied { "share.copied" } else { "export.not_copied" });
                Ok::<(), std::convert::Infallible>(())
            });
        }
    };
    html! {
        <>
            <button type="button" class="button button--quiet" aria-label={about} onclick={save}>{icon(Icon::Download)}{ui.t("export.save")}</button>
            if format.copies {
                <button type="button" class="button button--quiet" aria-label={ui.t(&format!("export.copy_{}", format.key))} onclick={copy}>{ui.t("export.copy")}</button>
            }
        </>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Svg,
    Png,
    Copy,
}

/// Saves a page to take along as PNG.
pub(super) fn save_page(ui: &Ui, node: &NodeRef, sheet: &Sheet) {
    let canvas = paint(&page_picture(sheet), &probe(node));
    let stem = file_stem(&sheet.title);
    let name = format!("{}.png", if stem.is_empty() { "page" } else { &stem });
    let ui = ui.clone();
    crate::browser::spawn("picture", async move {
        let png = match canvas {
            Some(canvas) => crate::browser::picture::png(&canvas).await,
            None => None,
        };
        let png = png.ok_or("the browser paints no picture")?;
        ui.feed
            .save_file(&name, "image/png", &png)
            .map_err(|_| "the browser did not start the download")
    });
}

fn take_picture(
    ui: &Ui,
    node: &NodeRef,
    extent: &Extent,
    inside: bool,
    what: Kind,
    says: &Callback<&'static str>,
) {
    let map = ui.feed.snapshot().map.clone();
    let color = probe(node);
    let picture = draw(&map, extent, &ui.words);
    let text = inside.then(|| link_text(&part(&map, extent)));
    if what == Kind::Svg {
        let svg = svg(&picture, text.as_deref(), &color);
        return keep(ui, &file_name(ui, "", "svg"), "image/svg+xml", svg.as_bytes(), says);
    }
    let canvas = paint(&picture, &color);
    let (ui, name, says) = (ui.clone(), file_name(ui, "", "png"), says.clone());
    crate::browser::spawn("picture", async move {
        let png = match canvas {
            Some(canvas) => crate::browser::picture::png(&canvas).await,
            None => None,
        };
        match (png, what) {
            (None, _) => says.emit("export.no_picture"),
            // Programs make another picture of what they paste: a map inside would not outlast that.
            (Some(png), Kind::Copy) => {
                let copied = crate::browser::clipboard::write_png(&png).await;
                says.emit(if copied { "share.copied" } else { "export.not_copied" });
            }
            (Some(png), _) => {
                let with = text.and_then(|text| with_map(&png, &text));
                keep(&ui, &name, "image/png", &with.unwrap_or(png), &says);
            }
        }
        Ok::<(), std::convert::Infallible>(())
    });
}
