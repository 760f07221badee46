//! Fields as data: a table says which keys a kind of card has and what shape each value takes;
//! a [`Value`] can only be made in one of these shapes.

use super::text::{clean_line, clean_prose};
use super::{Date, Sorted};

/// Plain data as files carry it.
pub type Json = serde_json::Value;
/// An object of plain data, in the order of the file.
pub type JsonObject = serde_json::Map<String, Json>;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Text of several lines.
    Prose,
    /// Any finite number.
    Number,
    /// A whole number between two bounds, both included.
    Whole(i64, i64),
    Flag,
    /// `YYYY-MM-DD`.
    Date,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Some of these words.
    Choices(&'static [&'static str]),
    /// Lines of text.
    List,
    /// Rows with these columns; each cell may be missing.
    Rows(&'static [(&'static str, Shape)]),
    /// Names people chose, each with one value of this shape.
    Table(&'static Shape),
}

/// A field of a kind of card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldSpec {
    /// The key in files and in the document.
    pub key: &'static str,
    pub shape: Shape,
    /// Asked for when it is missing; never enforced.
    pub needed: bool,
}

impl FieldSpec {
    #[must_use]
    pub const fn new(key: &'static str, shape: Shape) -> Self {
        Self { key, shape, needed: false }
    }

    /// Rows, or entries under names: each is somebody's own. What was confirmed is one whole.
    #[must_use]
    pub fn is_in_pieces(&self) -> bool {
        match self.shape {
            Shape::Rows(_) => true,
            Shape::Table(_) => self.key != "confirmed_as",
            _ => false,
        }
    }

    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }
}

/// A value that fits the [`Shape`] it was read for.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(Date),
    Choice(&'static str),
    Choices(Vec<&'static str>),
    List(Vec<String>),
    Rows(Vec<Sorted<&'static str, Value>>),
    Table(Sorted<String, Value>),
}

/// At most this many lines, rows or names in one field are shown; what is beyond is left out when a file is read.
pub const MAX_ITEMS: usize = 1_000;

impl Shape {
    /// Reads plain data. `None` when it does not fit this shape. An empty text is no value.
    #[must_use]
    pub fn read(&self, raw: &Json) -> Option<Value> {
        let word = |words: &'static [&'static str], raw: &Json| {
            let raw = raw.as_str()?;
            words.iter().copied().find(|word| *word == raw)
        };
        match self {
            Self::Line => some_text(clean_line(raw.as_str()?)),
            Self::Prose => some_text(clean_prose(raw.as_str()?)),
            Self::Number => raw.as_f64().filter(|n| n.is_finite()).map(Value::Number),
            Self::Whole(low, high) => raw
                .as_f64()
                .filter(|n| n.fract() == 0.0 && (*low as f64..=*high as f64).contains(n))
                .map(Value::Number),
            Self::Flag => raw.as_bool().map(Value::Flag),
            Self::Date => raw.as_str().and_then(Date::parse).map(Value::Date),
            Self::Choice(words) => word(words, raw).map(Value::Choice),
            Self::Choices(words) => {
                let chosen: Option<Vec<_>> =
                    raw.as_array()?.iter().map(|w| word(words, w)).collect();
                chosen.filter(|c| !c.is_empty()).map(Value::Choices)
            }
            Self::List => {
                let lines: Option<Vec<_>> = raw
                    .as_array()?
                    .iter()
                    .take(MAX_ITEMS)
                    .map(|line| line.as_str().map(clean_line))
                    .collect();
                let lines: Vec<_> = lines?.into_iter().filter(|line| !line.is_empty()).collect();
                (!lines.is_empty()).then_some(Value::List(lines))
            }
            Self::Rows(columns) => {
                let rows: Option<Vec<_>> = raw
                    .as_array()?
                    .iter()
                    .take(MAX_ITEMS)
                    .map(|row| read_row(columns, row))
                    .collect();
                rows.filter(|rows| !rows.is_empty()).map(Value::Rows)
            }
            Self::Table(shape) => {
                let cells: Option<Sorted<_, _>> = raw
                    .as_object()?
                    .iter()
                    .take(MAX_ITEMS)
                    .map(|(name, cell)| Some((clean_line(name), shape.read(cell)?)))
                    .collect();
                cells.filter(|cells| !cells.is_empty()).map(Value::Table)
            }
        }
    }
}

impl Shape {
    /// Of several pieces, the first ones that fit, and all others: one that a later version has put there hides no other one,
    /// and of too many none goes. Nothing where all or none of them fit, or what is there is something else.
    fn apart(&self, raw: &Json) -> (Option<Json>, Option<Json>) {
        let mut left = MAX_ITEMS;
        let mut fits = |piece: &Json| {
            let fits = left > 0
                && match self {
                    Self::Rows(columns) => read_row(columns, piece).is_some(),
                    Self::Table(shape) => shape.read(piece).is_some(),
                    Self::Choices(words) => piece.as_str().is_some_and(|it| words.contains(&it)),
                    _ => piece.is_string(),
                };
            left -= usize::from(fits);
            fits
        };
        let both = match (self, raw) {
            (Self::Rows(_) | Self::Choices(_) | Self::List, Json::Array(pieces)) => {
                let (fit, other): (Vec<_>, Vec<_>) = pieces.iter().cloned().partition(fits);
                (!fit.is_empty() && !other.is_empty()).then(|| (fit.into(), other.into()))
            }
            (Self::Table(_), Json::Object(entries)) => {
                let all = entries.iter().map(|(name, cell)| (name.clone(), cell.clone()));
                let (fit, other): (JsonObject, JsonObject) = all.partition(|(_, cell)| fits(cell));
                (!fit.is_empty() && !other.is_empty()).then(|| (fit.into(), other.into()))
            }
            _ => None,
        };
        both.unzip()
    }
}

fn some_text(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::Text(text))
}

fn read_row(
    columns: &'static [(&'static str, Shape)],
    raw: &Json,
) -> Option<Sorted<&'static str, Value>> {
    let raw = raw.as_object()?;
    let mut row = Sorted::default();
    for (name, shape) in columns {
        if let Some(cell) = raw.get(*name) {
            row.insert(*name, shape.read(cell)?);
        }
    }
    (!row.is_empty()).then_some(row)
}

impl Value {
    /// The same value as plain data. Whole numbers are written without a fraction.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::from(text.as_str()),
            Self::Number(n) => number_to_json(*n),
            Self::Flag(flag) => Json::from(*flag),
            Self::Date(date) => Json::from(date.to_string()),
            Self::Choice(word) => Json::from(*word),
            Self::Choices(words) => words.iter().copied().map(Json::from).collect(),
            Self::List(lines) => lines.iter().map(String::as_str).map(Json::from).collect(),
            Self::Rows(rows) => rows
                .iter()
                .map(|row| {
                    row.iter().map(|(k, v)| ((*k).to_owned(), v.to_json())).collect::<Json>()
                })
                .collect(),
            Self::Table(cells) => cells.iter().map(|(k, v)| (k.clone(), v.to_json())).collect(),
        }
    }

    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Choice(word) => Some(word),
            _ => None,
        }
    }
}

/// A finite number as plain data: `3`, not `3.0`, where nothing is lost.
#[must_use]
pub(super) fn number_to_json(n: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() < EXACT { Json::from(n as i64) } else { Json::from(n) }
}

/// A value that could not be read: the rest of the card was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub key: String,
    pub found: Json,
}

impl Problem {
    /// What stood there, as JSON, cut short.
    #[must_use]
    pub fn said(&self) -> String {
        self.found.to_string().chars().take(60).collect()
    }
}

/// The fields of one card (or link, or session): those of its kind in their shapes, and whatever else a
/// file or a peer put there, kept as it came so that it survives a round trip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields {
    values: Sorted<&'static str, Value>,
    extra: Sorted<String, Json>,
}

impl Fields {
    /// Sorts plain data into fields: what fits its spec, what no spec knows (kept as it is), and what
    /// should fit and does not (left out and reported).
    pub fn read<'a>(
        specs: impl Iterator<Item = &'static FieldSpec> + Clone,
        raw: impl Iterator<Item = (&'a str, &'a Json)>,
    ) -> (Self, Vec<Problem>) {
        let (mut fields, mut problems) = (Self::default(), Vec::new());
        for (key, value) in raw {
            match specs.clone().find(|spec| spec.key == key) {
                Some(spec) => {
                    let (fits, strange) = spec.shape.apart(value);
                    if let Some(value) = spec.shape.read(fits.as_ref().unwrap_or(value)) {
                        fields.values.insert(spec.key, value);
                    } else if fits.is_none() && !is_blank(value) {
                        problems.push(Problem { key: key.to_owned(), found: value.clone() });
                    }
                    problems.extend(strange.map(|found| Problem { key: key.to_owned(), found }));
                }
                None => {
                    fields.extra.insert(key.to_owned(), value.clone());
                }
            }
        }
        (fields, problems)
    }

    /// What did not fit is kept as it came: it is of another kind of card, or of a later version.
    #[must_use]
    pub fn beside(mut self, problems: Vec<Problem>) -> Self {
        for Problem { key, found } in problems {
            self.extra.insert(key, found);
        }
        self
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// The text of a line, a prose or a choice; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_text).unwrap_or_default()
    }

    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Flag(true)))
    }

    /// All known values, by key.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(key, value)| (*key, value))
    }

    /// What no spec of this kind knows, by key.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.extra.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The same without what stands under a key.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        self.values.remove(key);
        self.extra.remove(key);
        self
    }

    /// The same with another value of its kind's under a key, or none.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.values.insert(key, value),
            None => self.values.remove(key),
        }
        self
    }

    /// Everything as plain data, sorted by key.
    pub fn to_json(&self) -> impl Iterator<Item = (String, Json)> + use<> {
        let known = self.values.iter().map(|(k, v)| ((*k).to_owned(), v.to_json()));
        let mut all: Sorted<_, _> = known.collect();
        for (key, extra) in &self.extra {
            // Rows that do not fit stand behind those that do.
            match (all.get_or_default(key.clone()), extra) {
                (Json::Array(rows), Json::Array(more)) => rows.extend(more.iter().cloned()),
                (Json::Object(entries), Json::Object(more)) => {
                    entries.extend(more.iter().map(|(name, it)| (name.clone(), it.clone())));
                }
                (other, extra) => other.clone_from(extra),
            }
        }
        all.into_iter()
    }

    /// The same without what a spec knows and cannot read: of a card whose kind was changed, what it said as another one.
    pub fn fitting_to_json(
        &self,
        knows: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (String, Json)> {
        let known = self.values.iter().map(|(key, value)| ((*key).to_owned(), value.to_json()));
        let extra = self.extra.iter().filter(|(key, _)| !knows(key));
        known
            .chain(extra.map(|(key, value)| (key.clone(), value.clone())))
            .collect::<Sorted<_, _>>()
            .into_iter()
    }
}

/// Nothing was said: null, an empty text, list or object.
pub(super) fn is_blank(raw: &Json) -> bool {
    match raw {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(items) => items.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::CardKind;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fits_is_read_what_is_unknown_is_kept_and_what_is_wrong_is_reported() {
        let raw = json!({ "direction": "decrease", "baseline": 30, "due": "2026-13-01", "colour": "red", "unit": "" });
        let raw = raw.as_object().expect("an object");
        let (fields, problems) =
            Fields::read(CardKind::Outcome.fields(), raw.iter().map(|(k, v)| (k.as_str(), v)));
        assert_eq!(fields.text("direction"), "decrease");
        assert_eq!(fields.get("baseline"), Some(&Value::Number(30.0)));
        assert_eq!(problems, [Problem { key: "due".into(), found: json!("2026-13-01") }]);
        let back: Json = fields.to_json().collect();
        assert_eq!(back, json!({ "baseline": 30, "colour": "red", "direction": "decrease" }));
    }

    #[test]
    fn every_shape_gives_back_what_it_read() {
        let words: &[&str] = &["sponsor", "voice"];
        let columns: &[(&str, Shape)] = &[("date", Shape::Date), ("value", Shape::Number)];
        for (shape, raw) in [
            (Shape::Line, json!("a b")),
            (Shape::Prose, json!("a\nb")),
            (Shape::Number, json!(-2.5)),
            (Shape::Whole(1, 5), json!(5)),
            (Shape::Flag, json!(false)),
            (Shape::Date, json!("2026-11-22")),
            (Shape::Choices(&["sponsor", "voice"]), json!(words)),
            (Shape::List, json!(["x", "y"])),
            (Shape::Rows(columns), json!([{ "date": "2026-01-02", "value": 3 }, { "value": 4.5 }])),
            (Shape::Table(&Shape::Whole(1, 9)), json!({ "Ann": 1, "Bo": 9 })),
        ] {
            assert_eq!(shape.read(&raw).map(|v| v.to_json()), Some(raw));
        }
        for (shape, raw) in [
            (Shape::Whole(1, 5), json!(6)),
            (Shape::Whole(1, 5), json!(1.5)),
            (Shape::Choice(&["yes"]), json!("Yes")),
            (Shape::Flag, json!("true")),
            (Shape::List, json!("x")),
            (Shape::Rows(&[("value", Shape::Number)]), json!([{ "value": "3" }])),
        ] {
            assert_eq!(shape.read(&raw), None, "{raw}");
        }
    }
}
