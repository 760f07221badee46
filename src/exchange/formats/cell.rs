//! Cells of tables: what keeps a spreadsheet from reckoning with them, and what they come to as values of fields.

use super::table_out::folded;
use crate::model::{Date, FieldSpec, Json, Shape};
use crate::words::Words;

/// Signs at which spreadsheets begin to reckon, some of them only in some languages.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What would end a cell for a spreadsheet that has other signs between cells than ours, in many countries a semicolon.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// Does a cell that begins so, for whichever spreadsheet, begin a formula? `first`: of our own cell.
fn starts_formula(text: &str, first: bool) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(SIGNS) || (first && text.starts_with(&ENDS[1..]))
}

/// A text as a cell that no spreadsheet takes for a formula: an apostrophe before it, as people write it there.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && starts_formula(&text[at..], at == 0) {
            out.push('\'');
            begins = false;
        }
        out.push(c);
        begins = ENDS.contains(&c) || (begins && [' ', '"'].contains(&c));
    }
    out
}

/// What [`harmless`] was given.
pub(super) fn plain(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut begins = true;
    for (at, c) in cell.char_indices() {
        if begins && c == '\'' && starts_formula(&cell[at + 1..], at == 0) {
            begins = false;
            continue;
        }
        out.push(c);
        begins = ENDS.contains(&c) || (begins && [' ', '"'].contains(&c));
    }
    out
}

/// A cell as a value of a field; `None` where it is none.
pub(super) fn value(spec: &FieldSpec, text: &str, words: &Words) -> Option<Json> {
    let choice = |text: &str, all: &[&'static str]| {
        let text = folded(text);
        let is_it = |word: &&&str| {
            text == **word || text == words.get(&format!("choice.{word}")).to_lowercase()
        };
        all.iter().find(is_it).copied().map(Json::from)
    };
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let raw = match spec.shape {
        Shape::Line | Shape::Prose => Json::from(text),
        Shape::Number | Shape::Whole(..) => number(text)?,
        Shape::Flag => match folded(text).as_str() {
            yes if ["true", "x", "1", words.get("merge.yes")].contains(&yes) => true.into(),
            no if ["false", "0", words.get("merge.no")].contains(&no) => false.into(),
            _ => return None,
        },
        Shape::Date => date(text)?.to_string().into(),
        Shape::Choice(all) => choice(text, all)?,
        Shape::Choices(all) => lines().map(|line| choice(line, all)).collect::<Option<Json>>()?,
        Shape::List => lines().map(Json::from).collect(),
        Shape::Rows(_) | Shape::Table(_) => serde_json::from_str(text).ok()?,
    };
    spec.shape.read(&raw).map(|_| raw)
}

/// A number as people write it, with a comma or a point before its fraction.
fn number(text: &str) -> Option<Json> {
    let plain = match (text.matches(',').count(), text.contains('.')) {
        (1, false) => text.replace(',', "."),
        _ => text.to_owned(),
    };
    let n: f64 = plain.parse().ok().filter(|n: &f64| n.is_finite())?;
    Some(if n.fract() == 0.0 && n.abs() < 9e15 { Json::from(n as i64) } else { Json::from(n) })
}

/// A day as files write it, or day, month and year with points between them. Slashes mean different days to different people.
fn date(text: &str) -> Option<Date> {
    if let Some(date) = Date::parse(text) {
        return Some(date);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts[..] else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
