//! The JSON Schema of the format, made from the same tables that reading and writing use.
//! It says how to write a good file; reading takes far more than this (see `read`).

use serde_json::json;

use super::{FORMAT, MAX_CARDS, MAX_LINKS, VERSION, key};
use crate::model::{
    CardKind, FieldSpec, Form, GROUPS, Json, JsonObject, Lane, LinkKind, MAX_NOTES, MAX_TITLE,
    PRIVATE_KEYS, Place, Records, Shape,
};

/// The schema, draft 2020-12, as it stands in `schema/alignment-map.schema.json`.
#[must_use]
pub fn json_schema() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:alignment-map:1",
        "title": "Alignment map",
        "description": "What a business wants, what people do differently, what is in the way, what helps, and who promised what. Unknown fields are kept.",
        "type": "object",
        "required": [key::FORMAT, key::VERSION, key::ID, key::TITLE, key::CARDS],
        "properties": properties(),
        "$defs": defs(),
    })
}

/// The schema as text, the way the file is written.
///
/// # Panics
/// Never: plain data can always be written.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", json_schema())
}

fn properties() -> JsonObject {
    let mut all = object(json!({
        (key::FORMAT): { "const": FORMAT },
        (key::VERSION): { "const": VERSION },
        (key::FRAGMENT): { "const": true, "description": "A part of a map, copied for pasting." },
        (key::ID): { "$ref": "#/$defs/id", "description": "The map's lineage: the same in every copy." },
        (key::TITLE): { "type": "string" },
        (key::CARDS): { "type": "array", "maxItems": MAX_CARDS, "items": { "$ref": "#/$defs/card" } },
        (key::LINKS): { "type": "array", "maxItems": MAX_LINKS, "items": { "$ref": "#/$defs/link" } },
        (key::STAKEHOLDERS): {
            "type": "array",
            "maxItems": MAX_CARDS,
            "items": { "$ref": "#/$defs/stakeholder" },
        },
        (key::SESSIONS): { "type": "array", "items": record(&Records::SESSION) },
        (key::MERGE_STATE): { "description": "For merging copies; every reader may ignore it." },
    }));
    for name in key::VALUES {
        all.extend(Records::form(name).map(|it| (name.to_owned(), form(it))));
    }
    for name in Records::LISTS {
        let records = Records::form(name).map_or_else(|| json!({}), record);
        let mut list = json!({ "type": "array", "items": records });
        if name == GROUPS {
            list["description"] = json!(
                "What groups of cards are called; a card of a group has its id under \"group\"."
            );
        }
        all.insert(name.to_owned(), list);
    }
    all
}

fn defs() -> JsonObject {
    let mut defs = object(json!({
        "id": { "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$" },
        "record": {
            "type": "object",
            "required": [key::ID],
            "properties": { (key::ID): { "type": "string", "minLength": 1 } },
        },
        "lane": { "enum": names(Lane::ALL.map(Lane::name)) },
        "position": {
            "description": "From the upper left corner of the card's lane, in CSS pixels at zoom 1.",
            "type": "object",
            "required": ["x", "y"],
            "properties": {
                "x": { "type": "number", "minimum": 0, "maximum": Place::REACH },
                "y": { "type": "number", "minimum": 0, "maximum": Place::REACH },
            },
        },
        "card": card(),
        "link": link(),
        "stakeholder": stakeholder(),
    }));
    let own = CardKind::Parking.own_fields().len();
    defs.insert("common_fields".to_owned(), fields(CardKind::Parking.fields().skip(own)));
    for kind in CardKind::ALL {
        defs.insert(format!("{}_fields", kind.name()), fields(kind.own_fields().iter()));
    }
    defs
}

/// What a card and a stakeholder share; `title` is the key of its name.
fn placed(title: &str) -> JsonObject {
    object(json!({
        (key::ID): { "$ref": "#/$defs/id" },
        (title): { "type": "string", "maxLength": MAX_TITLE },
        (key::NOTES): { "type": "string", "maxLength": MAX_NOTES },
        (key::LANE): { "$ref": "#/$defs/lane", "description": "Only where it is not the home of the kind." },
        (key::POSITION): { "$ref": "#/$defs/position" },
    }))
}

fn card() -> Json {
    let kinds = CardKind::ALL.into_iter().filter(|kind| *kind != CardKind::Stakeholder);
    let mut properties = placed(key::TITLE);
    properties
        .insert(key::KIND.to_owned(), json!({ "enum": names(kinds.clone().map(CardKind::name)) }));
    let by_kind: Vec<_> = kinds
        .map(|kind| {
            json!({
                "if": { "properties": { (key::KIND): { "const": kind.name() } } },
                "then": { "$ref": format!("#/$defs/{}_fields", kind.name()) },
            })
        })
        .collect();
    json!({
        "type": "object",
        "required": [key::ID, key::KIND, key::TITLE],
        "properties": properties,
        "$ref": "#/$defs/common_fields",
        "allOf": by_kind,
    })
}

fn stakeholder() -> Json {
    let mut properties = placed(key::NAME);
    for private in PRIVATE_KEYS {
        properties.insert(private.to_owned(), Json::Bool(false));
    }
    json!({
        "description": "A person or group. Ratings and private notes about them are never part of a map.",
        "type": "object",
        "required": [key::ID, key::NAME],
        "properties": properties,
        "allOf": [
            { "$ref": "#/$defs/common_fields" },
            { "$ref": "#/$defs/stakeholder_fields" },
        ],
    })
}

fn link() -> Json {
    let mut schema = fields(LinkKind::FIELDS.iter());
    let kinds = names(LinkKind::ALL.map(LinkKind::name));
    schema["description"] = json!("Read it from the card it starts at; the ends differ.");
    schema["required"] = json!([key::ID, key::KIND, key::FROM, key::TO]);
    schema["properties"][key::ID] = json!({ "$ref": "#/$defs/id" });
    schema["properties"][key::KIND] = json!({ "enum": kinds });
    schema["properties"][key::FROM] = json!({ "$ref": "#/$defs/id" });
    schema["properties"][key::TO] = json!({ "$ref": "#/$defs/id" });
    schema
}

fn fields(specs: impl Iterator<Item = &'static FieldSpec>) -> Json {
    let properties: JsonObject =
        specs.map(|spec| (spec.key.to_owned(), shape(&spec.shape))).collect();
    json!({ "type": "object", "properties": properties })
}

fn shape(shape_of: &Shape) -> Json {
    match shape_of {
        Shape::Line | Shape::Prose => json!({ "type": "string", "minLength": 1 }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Date => json!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::Choices(words) => {
            json!({ "type": "array", "minItems": 1, "items": { "enum": words } })
        }
        Shape::List => json!({
            "type": "array",
            "minItems": 1,
            "items": { "type": "string", "minLength": 1 },
        }),
        Shape::Rows(columns) => {
            let columns: JsonObject =
                columns.iter().map(|(name, cell)| ((*name).to_owned(), shape(cell))).collect();
            json!({
                "type": "array",
                "minItems": 1,
                "items": { "type": "object", "minProperties": 1, "properties": columns },
            })
        }
        Shape::Table(cell) => json!({
            "type": "object",
            "minProperties": 1,
            "additionalProperties": shape(cell),
        }),
    }
}

/// A record of a list, which has an id beside what its form says.
fn record(of: &Form) -> Json {
    let mut record = form(of);
    record["$ref"] = json!("#/$defs/record");
    record
}

fn form(of: &Form) -> Json {
    match *of {
        Form::Line | Form::Prose => json!({ "type": "string" }),
        Form::Plain(plain) => shape(&plain),
        Form::Maybe(inner) => json!({ "anyOf": [form(inner), { "type": "null" }] }),
        Form::List(item) => json!({ "type": "array", "items": form(item) }),
        Form::Table(entry) => json!({ "type": "object", "additionalProperties": form(entry) }),
        Form::Record(known) => {
            let known: JsonObject =
                known.iter().map(|(name, inner)| ((*name).to_owned(), form(inner))).collect();
            json!({ "type": "object", "properties": known })
        }
        Form::Either(forms) => json!({ "anyOf": forms.iter().map(form).collect::<Json>() }),
        Form::Any => json!(true),
    }
}

fn names(names: impl IntoIterator<Item = &'static str>) -> Json {
    names.into_iter().map(Json::from).collect()
}

fn object(json: Json) -> JsonObject {
    match json {
        Json::Object(object) => object,
        _ => JsonObject::new(),
    }
}
