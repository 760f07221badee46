//! What came of a workshop, to take along: a page to print, the same as text, days for the calendar, the map as a file or a picture.

use std::rc::Rc;

use yew::prelude::*;

use super::super::context::use_ui;
use super::super::dialogs::Dialog;
use super::super::icon::{Icon, icon};
use super::super::report::{SheetTools, SheetView, today};
use super::clock::now;
use super::step;
use crate::browser::clock;
use crate::facilitation::{self, Led};
use crate::store::{Action, Overlay, Snapshot, Workshop, WorkshopAction, calendar, file_stem};

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct RecapProps {
    pub snapshot: Rc<Snapshot>,
}

/// The workshop that goes on, or the latest one that the map tells of.
fn latest(snapshot: &Snapshot) -> Option<(Led, bool)> {
    if let Some(led) = Workshop::of(snapshot).and_then(|shop| shop.led.clone()) {
        return Some((led, true));
    }
    let sessions = snapshot.map.records.sessions.iter();
    let read = sessions.filter_map(|(id, fields)| {
        let led = Led::from_record(id, fields, now(), clock::now_ms())?;
        Some((led.date, facilitation::ended(fields), led))
    });
    // Of one day the one that ended last.
    read.max_by_key(|(date, ended, _)| (*date, *ended)).map(|(.., led)| (led, false))
}

#[component]
pub(in crate::ui) fn Recap(props: &RecapProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let Some((led, goes_on)) = latest(snapshot) else {
        return html! { <Dialog title={ui.t("recap.title")}><p class="dialog__text">{ui.t("recap.none")}</p></Dialog> };
    };
    let sheet = Rc::new(facilitation::recap(&snapshot.map, &led, today(), &ui.words));
    let days = facilitation::days(&snapshot.map, &led, &ui.words);
    let stem = file_stem(&snapshot.map.title);
    let stem = if stem.is_empty() { "workshop".to_owned() } else { stem };
    let save = {
        let (ui, days) = (ui.clone(), days.clone());
        move |_: MouseEvent| {
            let text = calendar(&days, clock::now_ms());
            let name = format!("{stem}.ics");
            if let Err(why) = ui.feed.save_file(&name, "text/calendar", text.as_bytes()) {
                crate::browser::complain("download", &why);
            }
        }
    };
    let export = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Export)
    };
    let pictures = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Overlay(Overlay::Export))
    };
    html! {
        <Dialog title={ui.t("recap.title")} class="dialog--report">
            <SheetTools sheet={sheet.clone()} />
            <div class="sheet__tools">
                <button type="button" class="button button--quiet" disabled={days.is_empty()} onclick={save}>{icon(Icon::Download)}{ui.t("recap.calendar")}</button>
                <button type="button" class="button button--quiet" onclick={export}>{icon(Icon::Download)}{ui.t("recap.data")}</button>
                <button type="button" class="button button--quiet" onclick={pictures}>{icon(Icon::Download)}{ui.t("recap.picture")}</button>
                if goes_on { <button type="button" class="button button--quiet" onclick={step(&ui, WorkshopAction::End)}>{ui.t("workshop.end")}</button> }
            </div>
            <SheetView {sheet} />
        </Dialog>
    }
}
