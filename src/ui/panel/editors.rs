//! An editor for each shape of field: the shape says which control, the words say what it asks.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::text_box::{TextBox, use_hand_over, use_whole_box};
use super::rows::RowsEditor;
use crate::model::{Card, FieldSpec, Json, Link, Shape, Value, with_changes};
use crate::store::Action;

#[derive(PartialEq, Properties)]
pub(in crate::ui) struct FieldEditorProps {
    #[prop_or_default]
    pub card: Option<Rc<Card>>,
    #[prop_or_default]
    pub link: Option<Rc<Link>>,
    pub spec: FieldSpec,
    pub readonly: bool,
}

impl FieldEditorProps {
    fn value(&self) -> Option<&Value> {
        let fields = self.card.as_ref().map(|card| &card.fields);
        fields.or(self.link.as_ref().map(|link| &link.fields))?.get(self.spec.key)
    }

    /// What sets the field to plain data.
    fn setter(&self, ui: &Ui) -> Callback<Json> {
        let (ui, key) = (ui.clone(), self.spec.key);
        let (card, link) = (self.card.clone(), self.link.clone());
        Callback::from(move |value: Json| {
            if let Some(card) = &card {
                ui.does(Action::SetField { id: card.id.clone(), key, value });
            } else if let Some(link) = &link {
                ui.does(Action::SetLinkField { id: link.id.clone(), key, value });
            }
        })
    }

    /// What hands over the entries of a card that were changed in a box, and leaves those that others wrote meanwhile.
    fn laid_over(
        &self,
        ui: &Ui,
        text_box: &Rc<TextBox>,
        set: Callback<Json>,
        read: fn(String) -> Json,
    ) -> Callback<String> {
        let (ui, key, text_box) = (ui.clone(), self.spec.key, text_box.clone());
        let card = self.card.as_ref().map(|card| card.id.clone());
        Callback::from(move |text: String| {
            let map = &ui.feed.snapshot().map;
            let card = card.as_ref().and_then(|id| map.card(id));
            let now = card.and_then(|card| card.fields.get(key)).map_or(Json::Null, Value::to_json);
            set.emit(with_changes(&now, &read(text_box.before()), &read(text)));
        })
    }
}

#[component]
pub(in crate::ui) fn FieldEditor(props: &FieldEditorProps) -> Html {
    let ui = use_ui();
    let kind = props.card.as_ref().map_or("link", |card| card.kind.name());
    let spec = &props.spec;
    let label = ui.field(kind, spec.key);
    let set = props.setter(&ui);
    let value = props.value();
    let text_box = use_whole_box(&value.map(shown).unwrap_or_default());
    let (read, is_text) = reader(&spec.shape);
    let hand = match spec.shape {
        Shape::Table(_) => props.laid_over(&ui, &text_box, set.clone(), read),
        _ => set.reform(read),
    };
    use_hand_over(&text_box, is_text, hand.clone());
    let missing = spec.needed && value.is_none();
    let class = classes!("field", missing.then_some("field--missing"));
    if let Shape::Rows(columns) = spec.shape {
        let rows = value.map_or(Json::Null, Value::to_json);
        return html! { <RowsEditor {label} {kind} key_name={spec.key} {columns} {rows} {set} readonly={props.readonly} /> };
    }
    if let Shape::Choices(words) = spec.shape {
        let boxes = choices(&ui, label, words, value, set, props.readonly);
        return html! { <div data-field={spec.key}>{boxes}</div> };
    }
    if spec.shape == Shape::Flag {
        return html! { <div data-field={spec.key}>{flag(label, value, set, props.readonly)}</div> };
    }
    html! {
        <label {class} data-field={spec.key}>
            <span class="field__label">{label}</span>
            { control(&ui, &spec.shape, value, &text_box, (set, hand), props.readonly) }
        </label>
    }
}

/// The control for a shape that fits into one box.
fn control(
    ui: &Ui,
    shape: &Shape,
    value: Option<&Value>,
    text_box: &Rc<TextBox>,
    (set, hand): (Callback<Json>, Callback<String>),
    readonly: bool,
) -> Html {
    let node = text_box.node.clone();
    let onchange = {
        let text_box = text_box.clone();
        move |_: Event| text_box.handed_over().into_iter().for_each(|text| hand.emit(text))
    };
    match shape {
        Shape::Choice(words) => choice(ui, words, value, set, readonly),
        Shape::Prose => {
            html! { <textarea class="input" rows="3" dir="auto" ref={node} {readonly} {onchange} /> }
        }
        Shape::List => {
            html! { <textarea class="input" rows="3" dir="auto" ref={node} {readonly} {onchange} placeholder={ui.t("panel.one_per_line")} /> }
        }
        Shape::Table(_) => {
            html! { <textarea class="input" rows="3" dir="auto" ref={node} {readonly} {onchange} placeholder={ui.t("panel.name_colon_value")} /> }
        }
        Shape::Number => {
            html! { <input class="input" type="number" step="any" ref={node} {readonly} {onchange} /> }
        }
        Shape::Whole(low, high) => {
            let (min, max) = (low.to_string(), high.to_string());
            html! { <input class="input" type="number" step="1" {min} {max} ref={node} {readonly} {onchange} /> }
        }
        Shape::Date => {
            html! { <input class="input" type="date" ref={node} {readonly} {onchange} /> }
        }
        _ => {
            html! { <input class="input" type="text" dir="auto" ref={node} {readonly} {onchange} /> }
        }
    }
}

/// What a box of this shape says as plain data, and whether half of it says half of the same.
pub(in crate::ui) fn reader(shape: &Shape) -> (fn(String) -> Json, bool) {
    match shape {
        Shape::List => (lines, true),
        Shape::Table(Shape::Whole(..)) => (|text| table(&text, true), false),
        Shape::Table(_) => (|text| table(&text, false), true),
        Shape::Number | Shape::Whole(..) => (number, false),
        Shape::Date => (Json::from, false),
        _ => (Json::from, true),
    }
}

fn lines(text: String) -> Json {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Json::from).collect()
}

/// A value as its box shows it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::List(lines) => lines.join("\n"),
        Value::Table(cells) => {
            let lines: Vec<_> =
                cells.iter().map(|(name, cell)| format!("{name}: {}", shown(cell))).collect();
            lines.join("\n")
        }
        other => match other.to_json() {
            Json::String(text) => text,
            json => json.to_string(),
        },
    }
}

pub(super) fn number(text: String) -> Json {
    if text.trim().is_empty() {
        return Json::Null;
    }
    text.trim().parse::<f64>().map_or(Json::from(text), Json::from)
}

/// Lines of `name: value`.
fn table(text: &str, numeric: bool) -> Json {
    let cells: crate::model::JsonObject = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, cell)| {
            let cell = cell.trim().to_owned();
            (name.trim().to_owned(), if numeric { number(cell) } else { Json::from(cell) })
        })
        .collect();
    if cells.is_empty() { Json::Null } else { Json::Object(cells) }
}

fn choice(
    ui: &Ui,
    words: &'static [&'static str],
    value: Option<&Value>,
    set: Callback<Json>,
    readonly: bool,
) -> Html {
    let chosen = value.and_then(Value::as_text).unwrap_or_default();
    let onchange = Callback::from(move |event: Event| {
        let word = event.target_unchecked_into::<HtmlSelectElement>().value();
        set.emit(if word.is_empty() { Json::Null } else { Json::from(word) });
    });
    html! {
        <select class="select" {onchange} disabled={readonly}>
            <option value="" selected={chosen.is_empty()}>{ui.t("panel.choose")}</option>
            { for words.iter().map(|word| html! {
                <option value={*word} selected={*word == chosen}>{ui.choice(word)}</option>
            }) }
        </select>
    }
}

fn flag(label: AttrValue, value: Option<&Value>, set: Callback<Json>, readonly: bool) -> Html {
    let checked = matches!(value, Some(Value::Flag(true)));
    let onchange = Callback::from(move |_: Event| set.emit(Json::from(!checked)));
    html! {
        <label class="check"><input type="checkbox" {checked} disabled={readonly} {onchange} /><span>{label}</span></label>
    }
}

fn choices(
    ui: &Ui,
    label: AttrValue,
    words: &'static [&'static str],
    value: Option<&Value>,
    set: Callback<Json>,
    readonly: bool,
) -> Html {
    let chosen: Vec<&'static str> = match value {
        Some(Value::Choices(chosen)) => chosen.clone(),
        _ => Vec::new(),
    };
    let one = |word: &&'static str| {
        let word = *word;
        let checked = chosen.contains(&word);
        let (set, chosen) = (set.clone(), chosen.clone());
        let onchange = Callback::from(move |_: Event| {
            let kept = words.iter().filter(|w| (chosen.contains(w)) != (**w == word));
            set.emit(kept.copied().map(Json::from).collect());
        });
        html! { <label class="check"><input type="checkbox" {checked} disabled={readonly} {onchange} /><span>{ui.choice(word)}</span></label> }
    };
    html! {
        <fieldset class="field field--set"><legend class="field__label">{label}</legend>{ for words.iter().map(one) }</fieldset>
    }
}
