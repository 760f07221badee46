//! What a page says of an outcome's numbers, in words and as a picture.

use super::{Look, day};
use crate::analysis::index::{At, Said, number_text};
use crate::model::{Card, Course, CourseWords, Date, Line, Value, sort_by};
use crate::words::Words;

/// What was measured, by day. A value without a day cannot be drawn.
fn readings(card: &Card) -> Vec<(Date, f64)> {
    let Some(Value::Rows(rows)) = card.fields.get("readings") else { return Vec::new() };
    let read =
        |row: &crate::model::Sorted<&'static str, Value>| match (row.get("date"), row.get("value"))
        {
            (Some(Value::Date(date)), Some(Value::Number(value))) => Some((*date, *value)),
            _ => None,
        };
    let mut all: Vec<_> = rows.iter().filter_map(read).collect();
    sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    all
}

/// A number in its unit.
fn amount(number: f64, unit: &str) -> String {
    match unit {
        "" => number_text(number),
        "%" => format!("{} %", number_text(number)),
        unit => format!("{} {unit}", number_text(number)),
    }
}

/// The picture of an outcome's numbers; `None` where nothing was measured yet.
#[must_use]
pub fn course(card: &Card, words: &Words) -> Option<Course> {
    let points = readings(card);
    let ((first_day, first), (last_day, last)) = (*points.first()?, *points.last()?);
    let unit = card.fields.text("unit").trim();
    let (baseline, target) = (card.number("baseline"), card.number("target"));
    let due = card.date("due");
    let mut says = CourseWords::default();
    let mut alt = Vec::new();
    if let Some(from) = baseline {
        says.baseline = words.say("course.baseline", &[("value", &amount(from, unit))]);
        alt.push(says.baseline.clone());
    }
    let on = |day_of: Date, value: f64| {
        let (value, day) = (amount(value, unit), day(day_of, words));
        words.say("course.on", &[("value", &value), ("day", &day)])
    };
    alt.extend(points.iter().map(|(day, value)| on(*day, *value)));
    (says.first, says.last) = (on(first_day, first), on(last_day, last));
    if points.len() == 1 {
        says.first.clear();
    }
    if let Some(to) = target {
        let to = amount(to, unit);
        says.target = match due {
            Some(due) => words.say("course.target", &[("value", &to), ("day", &day(due, words))]),
            None => words.say("course.target_some_day", &[("value", &to)]),
        };
        alt.push(says.target.clone());
    }
    let name = card.title.trim().to_owned();
    Some(Course { name, points, baseline, target, due, says, alt: alt.join("; ") })
}

impl Look<'_> {
    /// An outcome and what its numbers are, or what there is instead.
    pub(super) fn numbers(&self, at: At) -> Line {
        let card = self.index.card(at);
        let unit = card.fields.text("unit").trim();
        let missing = ["baseline", "target", "unit", "due"].iter().any(|key| card.lacks(key));
        let mut said = Vec::new();
        match (card.number("baseline"), card.number("target")) {
            (Some(from), Some(to)) => {
                let (from, to) = (number_text(from), amount(to, unit));
                said.push(self.words.say("report.from_to", &[("from", &from), ("to", &to)]));
            }
            (Some(from), None) => {
                said.push(self.words.say("report.from", &[("from", &amount(from, unit))]));
            }
            (None, Some(to)) => {
                said.push(self.words.say("report.to", &[("to", &amount(to, unit))]));
            }
            (None, None) if card.lacks("due") => {
                said.push(self.words.get("report.no_numbers_no_day").to_owned());
            }
            (None, None) => said.push(self.words.get("report.no_numbers").to_owned()),
        }
        match card.date("due") {
            Some(due) => said.push(self.words.say("report.by_day", &[("day", &self.day(due))])),
            None if card.lacks("baseline") && card.lacks("target") => {}
            None => said.push(self.words.get("report.no_day").to_owned()),
        }
        let mut rest = said.join(" ");
        rest.push('.');
        let mut more = |text: String| {
            rest.push(' ');
            rest.push_str(&text);
        };
        if let Some((when, value)) = readings(card).last() {
            let (value, when) = (amount(*value, unit), self.day(*when));
            more(self.words.say("report.measured", &[("value", &value), ("day", &when)]));
        }
        let promised = (card.date("find_by"), super::said(card, "finder"));
        if let (true, (Some(day), Some(who))) = (missing, promised) {
            more(self.words.say("report.found_by", &[("who", who), ("day", &self.day(day))]));
        }
        let owners = self.owners(at);
        match owners.is_empty() {
            true => more(self.words.get("report.no_owner").to_owned()),
            false => more(self.words.say("report.owner", &[("who", &self.titles(owners.clone()))])),
        }
        Line::new(self.title(at), rest).gap(missing || owners.is_empty())
    }
}
