//! Pages to take along, over the map: which one, what it says, and the ways it leaves: printed, copied, as a file.
//! A page stands still once it is open: what is printed is what was read.

mod pictures;
mod view;

use std::rc::Rc;

use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

pub(super) use self::pictures::course_picture;
pub(super) use self::view::SheetView;
use super::context::{Ui, use_ui};
use super::dialogs::Dialog;
use super::export::save_page;
use super::icon::{Icon, icon};
use crate::analysis::{pages, sheet};
use crate::browser::clock;
use crate::model::{Date, Map, PageOf, Sheet};
use crate::store::{Action, Overlay, Snapshot, file_stem, markdown};

#[derive(PartialEq, Properties)]
pub(super) struct ReportProps {
    pub snapshot: Rc<Snapshot>,
    pub of: PageOf,
}

/// Today where the person is.
pub(super) fn today() -> Date {
    Date::parse(&clock::today()).unwrap_or_else(|| Date::new(2026, 1, 1).expect("a day"))
}

#[component]
pub(super) fn Report(props: &ReportProps) -> Html {
    let ui = use_ui();
    let page = use_memo(props.of.clone(), |of| {
        let map = &props.snapshot.map;
        (map.clone(), sheet(map, of, today(), &ui.words).map(Rc::new))
    });
    let (map, sheet) = &*page;
    html! {
        <Dialog title={ui.t("report.title")} class="dialog--report">
            { chooser(&ui, map, &props.of) }
            if let Some(sheet) = sheet {
                <SheetTools sheet={sheet.clone()} />
                <SheetView sheet={sheet.clone()} />
            } else {
                <p class="dialog__text">{ui.t("report.gone")}</p>
            }
        </Dialog>
    }
}

/// The pages that there are, by what they are about.
fn chooser(ui: &Ui, map: &Map, now: &PageOf) -> Html {
    let mut all = pages(map);
    if !all.contains(now) {
        all.push(now.clone());
    }
    let name = |of: &PageOf| {
        let title = |id| {
            let title = map.card(id).map(|card| card.title.trim()).unwrap_or_default();
            if title.is_empty() { ui.t("card.untitled").to_string() } else { title.to_owned() }
        };
        match of {
            PageOf::Map => ui.t("report.map"),
            PageOf::Case(id) => ui.say("report.case", &[("title", &title(id))]),
            PageOf::Recap(id) => ui.say("report.recap", &[("title", &title(id))]),
            PageOf::Sight(id) => ui.say("report.sight", &[("title", &title(id))]),
        }
    };
    let options = all.iter().enumerate().map(|(place, of)| {
        html! { <option value={place.to_string()} selected={of == now}>{name(of)}</option> }
    });
    let options: Vec<Html> = options.collect();
    let onchange = {
        let (ui, all) = (ui.clone(), all.clone());
        move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(of) = chosen.parse::<usize>().ok().and_then(|place| all.get(place)) {
                ui.does(Action::Overlay(Overlay::Report(of.clone())));
            }
        }
    };
    html! {
        <label class="field sheet__choose">
            <span class="field__label">{ui.t("report.choose")}</span>
            <select class="select" {onchange}>{ for options }</select>
        </label>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct SheetProps {
    pub sheet: Rc<Sheet>,
}

/// The ways in which a page leaves.
#[component]
pub(super) fn SheetTools(props: &SheetProps) -> Html {
    let ui = use_ui();
    let (copied, node) = (use_state(|| None::<bool>), use_node_ref());
    // What was said of the page before is not said of this one.
    use_effect_with(Rc::as_ptr(&props.sheet), {
        let copied = copied.clone();
        move |_| copied.set(None)
    });
    let print = |_: MouseEvent| crate::browser::print();
    let copy = {
        let (sheet, copied) = (props.sheet.clone(), copied.clone());
        move |_: MouseEvent| {
            let (text, copied) = (markdown(&sheet), copied.clone());
            crate::browser::spawn("copy", async move {
                copied.set(Some(crate::browser::clipboard::write_text(&text).await));
                Ok::<(), std::convert::Infallible>(())
            });
        }
    };
    let download = {
        let (ui, sheet) = (ui.clone(), props.sheet.clone());
        move |_: MouseEvent| {
            let stem = file_stem(&sheet.title);
            let name = format!("{}.md", if stem.is_empty() { "page" } else { &stem });
            let text = markdown(&sheet);
            if let Err(why) = ui.feed.save_file(&name, "text/markdown", text.as_bytes()) {
                crate::browser::complain("download", &why);
            }
        }
    };
    let picture = {
        let (ui, sheet, node) = (ui.clone(), props.sheet.clone(), node.clone());
        move |_: MouseEvent| save_page(&ui, &node, &sheet)
    };
    let said = copied.map(|done| ui.t(if done { "share.copied" } else { "share.not_copied" }));
    html! {
        <div class="sheet__tools" ref={node}>
            <button type="button" class="button button--primary" onclick={print}>{ui.t("report.print")}</button>
            <button type="button" class="button button--quiet" onclick={copy}>{icon(Icon::File)}{ui.t("report.copy")}</button>
            <button type="button" class="button button--quiet" onclick={download}>{icon(Icon::Download)}{ui.t("report.download")}</button>
            <button type="button" class="button button--quiet" onclick={picture}>{icon(Icon::Download)}{ui.t("report.save_picture")}</button>
            <span role="status">{said.unwrap_or_default()}</span>
            if *copied == Some(false) { <ByHand text={markdown(&props.sheet)} /> }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ByHandProps {
    text: String,
}

/// Where the browser refuses to copy: the text, selected, to be copied by hand.
#[component]
fn ByHand(props: &ByHandProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                crate::browser::focus_quietly(&area);
                area.select();
            }
        }
    });
    html! { <textarea class="share__link" ref={node} rows="6" readonly=true aria-label={ui.t("report.copy")} value={props.text.clone()} /> }
}
