//! Fields that two people changed while they were apart: both values, and a press to keep one. Nobody has to.

use std::rc::Rc;

use yew::prelude::*;

use super::context::{Ui, use_ui};
use crate::model::{Json, Map};
use crate::store::{Action, Clash, ClashField, KeepOf as Keep, RoomStep, Snapshot};

#[derive(PartialEq, Properties)]
pub(super) struct ClashesProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Clashes(props: &ClashesProps) -> Html {
    let ui = use_ui();
    let clashes = &props.snapshot.clashes;
    if clashes.is_empty() {
        return html! {};
    }
    let n = clashes.len().to_string();
    html! {
        <details class="clashes" open=true>
            <summary>{ui.say("clash.title", &[("n", &n)])}</summary>
            <p class="dialog__text dialog__text--small">{ui.t("clash.text")}</p>
            <ul class="clashes__list">
                { for clashes.iter().enumerate().map(|(at, clash)| one(&ui, &props.snapshot.map, at, clash)) }
            </ul>
        </details>
    }
}

fn one(ui: &Ui, map: &Map, at: usize, clash: &Clash) -> Html {
    let Some(card) = map.card(&clash.card) else { return html! {} };
    let field = match clash.field {
        ClashField::Title => ui.t("field.title"),
        ClashField::Notes => ui.t("field.notes"),
        ClashField::Other(key) => ui.field(card.kind.name(), key),
    };
    let now = match clash.field {
        ClashField::Title => Json::String(card.title.clone()),
        ClashField::Notes => Json::String(card.notes.clone()),
        ClashField::Other(key) => card.fields.get(key).map_or(Json::Null, |value| value.to_json()),
    };
    let choice = |key: &str, value: &Json, keep: Keep| {
        let ui_now = ui.clone();
        let onclick = move |_: MouseEvent| {
            ui_now.does(Action::Room(RoomStep::Settle { at, keep }));
        };
        let stands = *value == now;
        html! {
            <div class="clashes__value">
                <p><span class="clashes__whose">{ui.t(key)}</span>{" "}<span dir="auto">{plain(ui, value)}</span></p>
                if stands {
                    <span class="clashes__stands">{ui.t("clash.stands")}</span>
                } else {
                    <button type="button" class="button button--link" {onclick}>{ui.t("clash.keep")}</button>
                }
            </div>
        }
    };
    let leave = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Room(RoomStep::Settle { at, keep: Keep::AsItIs }))
    };
    let neither = now != clash.here && now != clash.there;
    // A title stands below as it reads now.
    let of = match clash.field {
        ClashField::Title => ui.kind(card.kind),
        _ => card.title.clone().into(),
    };
    html! {
        <li class="clashes__one" key={format!("{}{field}", clash.card)}>
            <p class="clashes__where"><strong>{field}</strong>{" · "}<span dir="auto">{of}</span></p>
            { choice("clash.here", &clash.here, Keep::Here) }
            { choice("clash.there", &clash.there, Keep::There) }
            if neither { <p><span class="clashes__whose">{ui.t("clash.now")}</span>{" "}<span dir="auto">{plain(ui, &now)}</span></p> }
            <button type="button" class="button button--link" onclick={leave}>{ui.t("clash.leave")}</button>
        </li>
    }
}

/// A value as a person would write it.
fn plain(ui: &Ui, value: &Json) -> AttrValue {
    match value {
        Json::Null => ui.t("clash.nothing"),
        Json::String(text) if text.is_empty() => ui.t("clash.nothing"),
        Json::String(text) => text.clone().into(),
        Json::Array(items) => {
            let items = items.iter().map(|item| plain(ui, item).to_string());
            items.collect::<Vec<_>>().join(", ").into()
        }
        Json::Object(fields) => {
            let fields = fields.values().map(|item| plain(ui, item).to_string());
            fields.collect::<Vec<_>>().join(", ").into()
        }
        other => other.to_string().into(),
    }
}
