//! From where on a question is asked: numbers that belong to the map.

use yew::prelude::*;

use super::super::context::Ui;
use super::super::text_box::WholeInput;
use crate::analysis::Settings;
use crate::model::Map;
use crate::store::Action;

pub(super) fn thresholds(ui: &Ui, map: &Map, readonly: bool) -> Html {
    let (now, usual) = (Settings::of(map), Settings::default());
    let row = |key: &'static str| {
        let set = {
            let ui = ui.clone();
            move |text: String| {
                let value = text.trim().parse::<i32>().ok().filter(|value| *value >= 0);
                ui.does(Action::Threshold { key, value });
            }
        };
        let (value, usual) = (now.number(key), usual.number(key));
        let other = value != usual;
        html! {
            <label class="capacity__field" key={key}>
                <span>{ui.t(&format!("threshold.{key}"))}
                    if other { {" "}<em>{ui.say("threshold.usual", &[("n", &usual.to_string())])}</em> }
                </span>
                <WholeInput control="number" min="0" text={value.to_string()} {readonly} {set} />
            </label>
        }
    };
    html! {
        <details class="more">
            <summary>{ui.t("threshold.title")}</summary>
            <p class="dialog__text">{ui.t("threshold.text")}</p>
            { for Settings::NUMBERS.into_iter().map(row) }
        </details>
    }
}
