//! The sentence under a line of sight: "We’ll do X so that people do Y, moving Z, for priority P", in people's own
//! words. A blank leads to where it is filled.

use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use super::icon::{Icon, IconButton};
use super::questions::{card_button, use_rest};
use crate::analysis::{Coverage, Part, Sight, Slot};
use crate::browser::after;
use crate::model::{CardId, Lane, PageOf};
use crate::store::{Action, Inquiry, Overlay, Snapshot};

/// Priorities without support that are named.
const MOST: usize = 6;

#[derive(PartialEq, Properties)]
pub(super) struct SightBarProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn SightBar(props: &SightBarProps) -> Html {
    let ui = use_ui();
    let snapshot = &props.snapshot;
    let inquiry = Inquiry::of(snapshot);
    use_rest(&ui, snapshot.edition, inquiry.map(|known| known.edition));
    use_follow(&ui, snapshot);
    let close = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Sight(false))
    };
    if let Some((lane, serves)) = snapshot.view.sight.as_ref().and_then(|lit| lit.lanes) {
        let name = |lane: Lane| ui.t(&format!("lane.{}", lane.name()));
        let says = match lane == serves {
            true => ui.say("focus.one", &[("lane", &name(lane))]),
            false => ui.say("focus.two", &[("lane", &name(lane)), ("serves", &name(serves))]),
        };
        return html! {
            <section class="sight" aria-label={ui.t("focus.name")}>
                <p class="sight__says" role="status">{says}</p>
                <IconButton icon={Icon::Close} label={ui.t("focus.close")} onclick={close} />
            </section>
        };
    }
    if let Some(lit) = snapshot.view.sight.as_ref().filter(|lit| lit.department.is_some()) {
        return super::departments::bar(&ui, &snapshot.map, lit, close);
    }
    let sight = inquiry.and_then(|inquiry| Some((inquiry, inquiry.sight.as_ref()?)));
    let start = snapshot.view.sight.as_ref().and_then(|lit| lit.start.clone());
    if let Some((inquiry, found)) =
        inquiry.and_then(|known| Some((known, known.coverage.as_ref()?)))
    {
        return lens(&ui, inquiry, found, close);
    }
    html! {
        <section class="sight" aria-label={ui.t("sight.name")}>
            if let Some((inquiry, sight)) = sight {
                <p class="sight__says">{ for sentence(&ui, inquiry, sight, snapshot.readonly) }</p>
                <p class="unseen" role="status">{summary(&ui, sight)}</p>
            }
            if let Some(start) = start {
                <IconButton icon={Icon::Page} label={ui.t("sight.page")} onclick={page(&ui, start)} />
            }
            <IconButton icon={Icon::Close} label={ui.t("sight.close")} onclick={close} />
        </section>
    }
}

/// Priorities with and without support, in place of a sentence.
fn lens(
    ui: &Ui,
    inquiry: &Inquiry,
    found: &Coverage,
    close: impl Fn(MouseEvent) + 'static,
) -> Html {
    let of = (found.covered.len() + found.missing.len()).to_string();
    let says = match found.covered.is_empty() && found.missing.is_empty() {
        true => ui.t("report.no_priorities"),
        false => ui.say("lens.says", &[("n", &found.covered.len().to_string()), ("of", &of)]),
    };
    html! {
        <section class="sight" aria-label={ui.t("lens.name")}>
            <div class="sight__says">
                <p role="status">{says}</p>
                if !found.missing.is_empty() {
                    <p class="lens__missing"><span>{ui.t("lens.missing")}</span>
                        { for found.missing.iter().take(MOST).map(|id| card_button(ui, inquiry, id, "chip")) }
                        if found.missing.len() > MOST {
                            <span>{ui.say("questions.more", &[("n", &(found.missing.len() - MOST).to_string())])}</span>
                        }
                    </p>
                }
            </div>
            <IconButton icon={Icon::Close} label={ui.t("lens.close")} onclick={close} />
        </section>
    }
}

/// The line as a page to take along.
fn page(ui: &Ui, start: CardId) -> Callback<MouseEvent> {
    let ui = ui.clone();
    Callback::from(move |_: MouseEvent| {
        ui.does(Action::Overlay(Overlay::Report(PageOf::Sight(start.clone()))));
    })
}

/// Another card was selected: its line of sight is shown, once the selection has settled.
#[hook]
fn use_follow(ui: &Ui, snapshot: &Snapshot) {
    let start = snapshot.view.sight.as_ref().and_then(|lit| lit.start.clone());
    let selected = snapshot.view.selection.single().cloned();
    use_effect_with((start, selected), {
        let ui = ui.clone();
        move |(start, selected)| {
            let other = start.is_some() && selected.is_some() && selected != start;
            let timer = other.then(|| after(0, move || ui.does(Action::LookAgain)));
            move || drop(timer)
        }
    });
}

fn summary(ui: &Ui, sight: &Sight) -> AttrValue {
    let (n, gaps) = (sight.cards.len().to_string(), sight.sentence.gaps().to_string());
    let key = if gaps == "0" { "sight.lit_whole" } else { "sight.lit" };
    ui.say(key, &[("n", &n), ("gaps", &gaps)])
}

/// The words of the sentence around its four places, in the order of the language.
fn sentence(ui: &Ui, inquiry: &Inquiry, sight: &Sight, readonly: bool) -> Vec<Html> {
    let text = ui.t("sight.sentence");
    let (mut said, mut rest) = (Vec::new(), &*text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        said.push(html! { <span>{before.to_owned()}</span> });
        let parts = sight.sentence.parts.iter().enumerate();
        let place = parts.into_iter().find(|(_, part)| part.slot.name() == name);
        said.extend(place.map(|(at, part)| words_of(ui, inquiry, part, at, readonly)));
        rest = after;
    }
    said.push(html! { <span>{rest.to_owned()}</span> });
    said
}

fn words_of(ui: &Ui, inquiry: &Inquiry, part: &Part, at: usize, readonly: bool) -> Html {
    let card = part.card.as_ref().and_then(|id| inquiry.map.card(id));
    let Some(card) = card else { return blank(ui, part, at, readonly) };
    let fly = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move || ui.does(Action::FlyTo(id.clone()))
    };
    let onclick = {
        let fly = fly.clone();
        move |_: MouseEvent| fly()
    };
    // What a real button does by itself. Such a one would not break like the words around it, and tear the sentence apart.
    let onkeydown = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            fly();
        }
    };
    let title = match card.title.trim() {
        "" => ui.t("sight.untitled"),
        title => title.to_owned().into(),
    };
    let class = classes!("sight__words", format!("card--{}", card.kind.name()));
    html! {
        <>
            <span role="button" tabindex="0" {class} dir="auto" {onclick} {onkeydown}>{title}</span>
            if part.others > 0 {
                <span class="sight__others">{" "}{ui.say("sight.others", &[("n", &part.others.to_string())])}</span>
            }
        </>
    }
}

fn blank(ui: &Ui, part: &Part, at: usize, readonly: bool) -> Html {
    let what = match part.slot {
        Slot::Support => ui.t("sight.support"),
        Slot::People => ui.t("sight.people"),
        Slot::Outcome => ui.t("sight.outcome"),
        Slot::Priority => ui.t("sight.priority"),
    };
    if part.fill.is_none() || readonly {
        return html! { <span class="sight__blank">{what}</span> };
    }
    let fill = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::FillBlank(at))
    };
    let name = ui.say("sight.fill", &[("what", &what)]);
    html! { <button type="button" class="sight__blank" aria-label={name} onclick={fill}>{what}</button> }
}
