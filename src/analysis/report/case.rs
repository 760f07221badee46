//! A case on one page, to be retold: what happened, what came of it, the other way, what we learned. Source: S1, S4.

use super::{Look, said};
use crate::analysis::index::At;
use crate::model::{Block, Date, Line, LinkKind, Sheet, Value};

pub(super) fn case(look: &Look<'_>, at: At) -> Sheet {
    let card = look.index.card(at);
    let words = look.words;
    let under = match card.fields.text("type") {
        "" => words.get("kind.case"),
        kind => words.get(if kind == "success" { "choice.success" } else { "choice.missed" }),
    };
    let mut blocks = Vec::new();
    for (key, heading) in [
        ("instance", "field.instance"),
        ("impact", "field.impact"),
        ("alternative", "field.case.alternative"),
        ("lesson", "field.lesson"),
    ] {
        let text = said(card, key);
        // A lesson is not asked for.
        if text.is_none() && key == "lesson" {
            continue;
        }
        blocks.push(Block::Heading(words.get(heading).to_owned()));
        let line = Line::text(text.unwrap_or(words.get("report.unwritten")));
        blocks.push(Block::Text(line.gap(text.is_none())));
    }
    let proves = look.index.from(at, LinkKind::EvidenceFor).map(|(to, _)| to);
    let proves: Vec<_> = proves.map(|to| Line::text(look.title(to))).collect();
    if !proves.is_empty() {
        blocks.push(Block::Heading(words.get("report.speaks_for").to_owned()));
        blocks.push(Block::List(proves));
    }
    let told = told(look, at);
    if !told.is_empty() {
        blocks.push(Block::Heading(words.get("field.shared").to_owned()));
        blocks.push(Block::List(told));
    }
    Sheet { title: look.title(at), under: under.to_owned(), blocks }
}

/// Who was told the case, and when.
fn told(look: &Look<'_>, at: At) -> Vec<Line> {
    let card = look.index.card(at);
    let Some(Value::Rows(rows)) = card.fields.get("shared") else { return Vec::new() };
    let line = |row: &crate::model::Sorted<&'static str, Value>| {
        let who = row.get("who").and_then(Value::as_text).unwrap_or_default();
        let day: Option<Date> = match row.get("date") {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        Line::new(who, day.map(|day| look.day(day)).unwrap_or_default())
    };
    rows.iter().map(line).collect()
}
