//! The three shares, each with the cards behind it. No score is made of them.

use yew::prelude::*;

use super::super::context::Ui;
use crate::analysis::{Measure, MeasureName};
use crate::model::CardId;
use crate::store::{Action, Inquiry};

/// Cards listed before the rest is only counted.
const MOST: usize = 40;

pub(super) fn measures(ui: &Ui, inquiry: &Inquiry) -> Html {
    html! {
        <div class="measures" role="group" aria-label={ui.t("measure.name")}>
            { for inquiry.measures.iter().map(|measure| share(ui, inquiry, measure)) }
        </div>
    }
}

/// What a share is called, and its two lists.
fn names(name: MeasureName) -> [&'static str; 3] {
    match name {
        MeasureName::LineOfSight => [
            "measure.line_of_sight",
            "measure.line_of_sight.covered",
            "measure.line_of_sight.missing",
        ],
        MeasureName::Coverage => {
            ["measure.coverage", "measure.coverage.covered", "measure.coverage.missing"]
        }
        MeasureName::Measured => {
            ["measure.measured", "measure.measured.covered", "measure.measured.missing"]
        }
    }
}

fn share(ui: &Ui, inquiry: &Inquiry, measure: &Measure) -> Html {
    let [name, covered, missing] = names(measure.name);
    let Some(percent) = measure.percent() else {
        return html! {
            <p class="measure measure--none"><strong>{"–"}</strong>{" "}<span>{ui.t(name)}{": "}{ui.t("measure.nothing")}</span></p>
        };
    };
    let percent = percent.to_string();
    html! {
        <details class="measure">
            <summary>
                <strong>{ui.say("measure.percent", &[("percent", &percent)])}</strong>{" "}<span>{ui.t(name)}</span>
                <meter class="measure__bar" aria-hidden="true" min="0" max="100" value={percent.clone()} />
            </summary>
            if measure.name == MeasureName::Coverage { { lens_button(ui) } }
            { list(ui, inquiry, missing, &measure.missing) }
            { list(ui, inquiry, covered, &measure.covered) }
        </details>
    }
}

fn lens_button(ui: &Ui) -> Html {
    let show = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Lens)
    };
    html! { <button type="button" class="button button--quiet" onclick={show}>{ui.t("lens.show")}</button> }
}

fn list(ui: &Ui, inquiry: &Inquiry, name: &'static str, ids: &[CardId]) -> Html {
    if ids.is_empty() {
        return html! {};
    }
    let rest = ids.len().saturating_sub(MOST);
    html! {
        <>
            <h3 class="measure__head">{ui.t(name)}{" ("}{ids.len()}{")"}</h3>
            <ul>
                { for ids.iter().take(MOST).map(|id| html! { <li>{card_button(ui, inquiry, id, "button button--link")}</li> }) }
                if rest > 0 { <li>{ui.say("questions.more", &[("n", &rest.to_string())])}</li> }
            </ul>
        </>
    }
}

/// A card by its title; pressed, it is gone to.
pub(in crate::ui) fn card_button(
    ui: &Ui,
    inquiry: &Inquiry,
    id: &CardId,
    class: &'static str,
) -> Html {
    let Some(card) = inquiry.map.card(id) else { return html! {} };
    let fly = {
        let (ui, id) = (ui.clone(), id.clone());
        move |_: MouseEvent| ui.does(Action::FlyTo(id.clone()))
    };
    let title = match card.title.trim() {
        "" => ui.t("card.untitled"),
        title => title.to_owned().into(),
    };
    html! { <button type="button" {class} dir="auto" onclick={fly}>{title}</button> }
}
