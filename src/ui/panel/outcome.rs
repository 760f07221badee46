//! An outcome as one sentence to fill in: which way, what, for whom, from, to, by when; or who finds the number, by
//! when. Then what was measured, as a picture and as rows. Everything else waits under "more".

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::report::course_picture;
use super::super::text_box::WholeInput;
use super::editors::{FieldEditor, number, shown};
use crate::analysis::course;
use crate::model::{Card, Json, Shape, Value};
use crate::store::{Action, TextField};

/// What the builder holds, so that the rest of the panel need not.
pub(super) const BUILT: [&str; 10] = [
    "direction",
    "metric",
    "population",
    "baseline",
    "target",
    "unit",
    "due",
    "find_by",
    "finder",
    "readings",
];
/// What leaders often want to move: words to begin with, in `outcome.start.<name>`.
const STARTS: [&str; 7] = [
    "outcome.start.onboarding",
    "outcome.start.productivity",
    "outcome.start.compliance",
    "outcome.start.conversion",
    "outcome.start.retention",
    "outcome.start.revenue",
    "outcome.start.profit",
];

#[derive(PartialEq, Properties)]
pub(super) struct BuilderProps {
    pub card: Rc<Card>,
    pub readonly: bool,
}

#[component]
pub(super) fn Builder(props: &BuilderProps) -> Html {
    let ui = use_ui();
    let (card, readonly) = (&props.card, props.readonly);
    let missing =
        ["baseline", "target", "unit", "due"].iter().any(|key| card.fields.get(key).is_none());
    let promised = card.fields.get("find_by").is_some() || card.fields.get("finder").is_some();
    let readings = card.kind.field("readings");
    html! {
        <>
            <section class="builder" aria-label={ui.t("outcome.name")}>
                <p class="builder__says">{ for sentence(&ui, card, "outcome.sentence", readonly) }</p>
                { title_button(&ui, card, readonly) }
                if missing || promised {
                    <details class="builder__find" open={promised}>
                        <summary>{ui.t("outcome.no_number")}</summary>
                        <p class="builder__says">{ for sentence(&ui, card, "outcome.find", readonly) }</p>
                    </details>
                }
                <datalist id="outcome-starts">
                    { for STARTS.iter().map(|key| html! { <option value={ui.t(key)} /> }) }
                </datalist>
            </section>
            <section class="builder" aria-label={ui.t("field.readings")}>
                // One slot whether or not there is a picture: the boxes below would be made anew and lose the keyboard.
                { course(card, &ui.words).map(|course| course_picture(&ui, &course)).unwrap_or_default() }
                { for readings.map(|spec| html! { <FieldEditor card={card.clone()} spec={*spec} {readonly} /> }) }
            </section>
        </>
    }
}

/// Direction and metric together make good words for a card that has none yet.
fn title_button(ui: &Ui, card: &Rc<Card>, readonly: bool) -> Html {
    let (direction, metric) = (card.fields.text("direction"), card.fields.text("metric").trim());
    if readonly || !card.title.trim().is_empty() || direction.is_empty() || metric.is_empty() {
        return html! {};
    }
    let text = format!("{} {metric}", ui.choice(direction));
    let take = {
        let (ui, id, text) = (ui.clone(), card.id.clone(), text.clone());
        move |_: MouseEvent| {
            ui.does(Action::Type { id: id.clone(), field: TextField::Title, text: text.clone() });
        }
    };
    html! { <button type="button" class="chip" dir="auto" onclick={take}>{ui.say("outcome.take", &[("text", &text)])}</button> }
}

/// The words of a sentence around its boxes, in the order of the language.
fn sentence(ui: &Ui, card: &Rc<Card>, key: &'static str, readonly: bool) -> Vec<Html> {
    let text = ui.t(key);
    let (mut said, mut rest) = (Vec::new(), &*text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        said.push(html! { <span>{before.to_owned()}</span> });
        said.extend(
            BUILT.iter().find(|key| **key == name).map(|key| slot(ui, card, key, readonly)),
        );
        rest = after;
    }
    said.push(html! { <span>{rest.to_owned()}</span> });
    said
}

/// One box of the sentence. It has the words of its field, for who cannot see where it stands.
fn slot(ui: &Ui, card: &Rc<Card>, key: &'static str, readonly: bool) -> Html {
    let Some(spec) = card.kind.field(key) else { return html! {} };
    let value = card.fields.get(key);
    let label = ui.field(card.kind.name(), key);
    let set = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |value: Json| ui.does(Action::SetField { id: id.clone(), key, value })
    };
    let text = value.map(shown).unwrap_or_default();
    let empty = value.is_none().then_some("is-empty");
    let class = classes!("builder__slot", format!("builder__slot--{key}"), empty);
    let is_number = spec.shape == Shape::Number;
    let set = move |text: String| {
        set(if is_number { number(text) } else { Json::from(text) });
    };
    let control = match spec.shape {
        Shape::Choice(words) => direction(ui, card, words, value, &label, readonly),
        Shape::Number => {
            html! { <WholeInput control="number" name={label} placeholder="…" {text} {readonly} {set} /> }
        }
        Shape::Date => {
            html! { <WholeInput control="date" name={label} placeholder="" {text} {readonly} {set} /> }
        }
        _ => {
            let list = (key == "metric").then_some("outcome-starts");
            html! { <WholeInput control="text" name={label.clone()} placeholder={label} {list} {text} {readonly} {set} /> }
        }
    };
    html! { <span {class} data-field={key}>{control}</span> }
}

fn direction(
    ui: &Ui,
    card: &Rc<Card>,
    words: &'static [&'static str],
    value: Option<&Value>,
    label: &AttrValue,
    readonly: bool,
) -> Html {
    let chosen = value.and_then(Value::as_text).unwrap_or_default();
    let onchange = {
        let (ui, id) = (ui.clone(), card.id.clone());
        move |event: Event| {
            let word = event.target_unchecked_into::<HtmlSelectElement>().value();
            let value = if word.is_empty() { Json::Null } else { Json::from(word) };
            ui.does(Action::SetField { id: id.clone(), key: "direction", value });
        }
    };
    html! {
        <select class="select" aria-label={label} {onchange} disabled={readonly}>
            <option value="" selected={chosen.is_empty()}>{ui.t("panel.choose")}</option>
            { for words.iter().map(|word| html! {
                <option value={*word} selected={*word == chosen}>{ui.choice(word)}</option>
            }) }
        </select>
    }
}
