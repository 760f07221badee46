//! A case for alignment: two stories to begin with, and the log of who was told it.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::context::use_ui;
use crate::browser::clock::today;
use crate::model::{Card, Json, Value};
use crate::store::Action;

/// Stories that many know, to be put into one's own words.
const STARTERS: [&str; 2] = ["software", "turnover"];
const TOLD: [&str; 3] = ["instance", "impact", "alternative"];

#[derive(PartialEq, Properties)]
pub(super) struct CaseProps {
    pub card: Rc<Card>,
}

/// As long as nothing of the story is told.
#[component]
pub(super) fn Starters(props: &CaseProps) -> Html {
    let ui = use_ui();
    let card = &props.card;
    if TOLD.iter().any(|key| card.fields.get(key).is_some()) {
        return html! {};
    }
    let begin = |name: &'static str| {
        let (ui, id) = (ui.clone(), card.id.clone());
        Callback::from(move |_: MouseEvent| {
            let words = |key: &&'static str| {
                let text = ui.t(&format!("starter.{name}.{key}"));
                (*key, Json::from(text.as_str()))
            };
            let mut fields: Vec<_> = TOLD.iter().map(words).collect();
            fields.push(("type", Json::from("missed")));
            ui.does(Action::SetFields { id: id.clone(), fields });
        })
    };
    html! {
        <section class="links" aria-label={ui.t("starter.title")}>
            <h3>{ui.t("starter.title")}</h3>
            { for STARTERS.into_iter().map(|name| html! {
                <button type="button" class="chip" onclick={begin(name)}>{ui.t(&format!("starter.{name}"))}</button>
            }) }
        </section>
    }
}

/// One line is one telling, today.
#[component]
pub(super) fn Retold(props: &CaseProps) -> Html {
    let ui = use_ui();
    let node = use_node_ref();
    let add = {
        let (ui, node, card) = (ui.clone(), node.clone(), props.card.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = node.cast::<HtmlInputElement>() else { return };
            let who = input.value().trim().to_owned();
            if who.is_empty() {
                return;
            }
            input.set_value("");
            let told = card.fields.get("shared").map(Value::to_json);
            let mut rows = told.and_then(|rows| rows.as_array().cloned()).unwrap_or_default();
            rows.push(serde_json::json!({ "who": who, "date": today() }));
            let value = Json::Array(rows);
            ui.does(Action::SetField { id: card.id.clone(), key: "shared", value });
        })
    };
    let times = match props.card.fields.get("shared") {
        Some(Value::Rows(rows)) => rows.len(),
        _ => 0,
    };
    html! {
        <section class="links" aria-label={ui.t("retold.title")}>
            <h3>{ui.t("retold.title")}</h3>
            <p class="dialog__text" role="status">{ui.say("retold.times", &[("n", &times.to_string())])}</p>
            <form class="folk__line" onsubmit={add}>
                <input class="input" type="text" dir="auto" maxlength="80" ref={node} autocomplete="off"
                    aria-label={ui.t("retold.who")} placeholder={ui.t("retold.who")} />
                <button type="submit" class="button button--quiet">{ui.t("retold.today")}</button>
            </form>
        </section>
    }
}
