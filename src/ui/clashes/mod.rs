//! What two people changed while they were apart: both versions, and a press to keep one. Nobody has to.

mod said;

use std::rc::Rc;

use yew::prelude::*;

use self::said::Saying;
use super::context::{Ui, use_ui};
use crate::model::{Json, Map};
use crate::store::{Action, Clash, KeepOf as Keep, RoomStep, Snapshot};

/// So many are shown; the others follow as these are settled.
const MOST: usize = 50;

#[derive(PartialEq, Properties)]
pub(super) struct ClashesProps {
    pub snapshot: Rc<Snapshot>,
}

#[component]
pub(super) fn Clashes(props: &ClashesProps) -> Html {
    let ui = use_ui();
    let (clashes, map) = (&props.snapshot.clashes, &props.snapshot.map);
    if clashes.is_empty() {
        return html! {};
    }
    let n = clashes.len().to_string();
    let shown = clashes.listed.iter().take(MOST);
    let more = clashes.len() - shown.len();
    html! {
        <details class="clashes" open=true>
            <summary>{ui.say("clash.title", &[("n", &n)])}</summary>
            <p class="dialog__text dialog__text--small">{ui.t("clash.text")}</p>
            <ul class="clashes__list">
                { for shown.enumerate().map(|(at, clash)| one(&ui, map, at, clash)) }
            </ul>
            if more > 0 {
                <p class="dialog__text dialog__text--small">{ui.say("clash.more", &[("n", &more.to_string())])}</p>
            }
        </details>
    }
}

fn one(ui: &Ui, map: &Map, at: usize, clash: &Clash) -> Html {
    let saying = Saying { ui, map, clash };
    let now = clash.now(map);
    let settle = |keep: Keep| {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Room(RoomStep::Settle { at, keep }))
    };
    let (what, of) = saying.place();
    // Several buttons say the same to the eye: for who only hears them each is named with what it is about.
    let id =
        |part: &str, key: &str| format!("clash-{at}-{part}-{}", key.trim_start_matches("clash."));
    let choice = |key: &str, value: &Json, keep: Keep| {
        html! {
            <div class="clashes__value">
                <p><span class="clashes__whose">{ui.t(key)}</span>{" "}<span id={id("value", key)}>{ saying.value(value) }</span></p>
                if *value == now {
                    <span class="clashes__stands">{ui.t("clash.stands")}</span>
                } else {
                    <button type="button" id={id("keep", key)} class="button button--link" onclick={settle(keep)}
                        aria-labelledby={format!("{} {}", id("keep", key), id("value", key))}>{ui.t("clash.keep")}</button>
                }
            </div>
        }
    };
    let neither = now != clash.here && now != clash.there;
    html! {
        <li class="clashes__one" key={format!("{:?}", clash.spot)}>
            <p class="clashes__where" id={id("place", "")}><strong>{what}</strong>
                if let Some(of) = of { {" · "}<span dir="auto">{of}</span> }
            </p>
            { choice("clash.here", &clash.here, Keep::Here) }
            { choice("clash.there", &clash.there, Keep::There) }
            if neither { <p><span class="clashes__whose">{ui.t("clash.now")}</span>{" "}{ saying.value(&now) }</p> }
            <button type="button" id={id("leave", "")} class="button button--link" onclick={settle(Keep::AsItIs)}
                aria-labelledby={format!("{} {}", id("leave", ""), id("place", ""))}>{ui.t("clash.leave")}</button>
        </li>
    }
}
