//! An editor for rows of a few columns, such as readings: one row under the other, an empty one to add.

use yew::prelude::*;

use super::super::context::use_ui;
use super::super::icon::{Icon, IconButton};
use super::super::text_box::WholeInput;
use crate::model::{Json, JsonObject, Shape};

type Columns = &'static [(&'static str, Shape)];

#[derive(PartialEq, Properties)]
pub(super) struct RowsEditorProps {
    pub label: AttrValue,
    /// The key of the field.
    pub key_name: &'static str,
    pub kind: &'static str,
    pub columns: Columns,
    /// The rows as plain data; null for none.
    pub rows: Json,
    pub set: Callback<Json>,
    pub readonly: bool,
}

#[component]
pub(super) fn RowsEditor(props: &RowsEditorProps) -> Html {
    let ui = use_ui();
    let rows = props.rows.as_array().cloned().unwrap_or_default();
    let many = rows.len();
    let cell = |row: usize, (key, shape): &(&'static str, Shape)| {
        let key = *key;
        let here = rows.get(row).and_then(|r| r.get(key));
        let value = here.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        let (rows, set, numeric) =
            (rows.clone(), props.set.clone(), matches!(shape, Shape::Number | Shape::Whole(..)));
        let set = move |text: String| set.emit(with_cell(&rows, row, key, &text, numeric));
        let control = match shape {
            Shape::Date => "date",
            Shape::Number | Shape::Whole(..) => "number",
            _ => "text",
        };
        html! {
            <WholeInput {control} name={ui.field(props.kind, key)} placeholder={ui.field(props.kind, key)} text={value.unwrap_or_default()} {set} late={true} readonly={props.readonly} />
        }
    };
    let row_html = |row: usize| {
        let (rows, set) = (rows.clone(), props.set.clone());
        let remove = move |_: MouseEvent| {
            let left: Vec<_> = rows
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != row)
                .map(|(_, r)| r.clone())
                .collect();
            set.emit(Json::Array(left));
        };
        html! {
            <div class="rows__row" key={row}>
                { for props.columns.iter().map(|column| cell(row, column)) }
                if row < many && !props.readonly {
                    <IconButton icon={Icon::Close} label={ui.t("panel.remove_row")} onclick={remove} />
                }
            </div>
        }
    };
    let shown = if props.readonly { many } else { many + 1 };
    html! {
        <fieldset class="field field--set rows" data-field={props.key_name}><legend class="field__label">{&props.label}</legend>
            { for (0..shown).map(row_html) }
        </fieldset>
    }
}

/// The rows with one cell set; a row that is empty afterwards is gone.
fn with_cell(rows: &[Json], row: usize, key: &str, text: &str, numeric: bool) -> Json {
    let mut rows = rows.to_vec();
    if row >= rows.len() {
        rows.push(Json::Object(JsonObject::new()));
    }
    let at = row.min(rows.len() - 1);
    if let Some(cells) = rows[at].as_object_mut() {
        let text = text.trim();
        if text.is_empty() {
            cells.remove(key);
        } else {
            let number = text.parse::<f64>().ok().filter(|_| numeric).map(Json::from);
            cells.insert(key.to_owned(), number.unwrap_or_else(|| Json::from(text)));
        }
    }
    rows.retain(|row| row.as_object().is_some_and(|cells| !cells.is_empty()));
    Json::Array(rows)
}
