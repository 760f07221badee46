//! One page for somebody who has two minutes: what is covered and by what, the numbers, what stops, who promised
//! what, and what is still to be asked.

use std::rc::Rc;

use super::{Look, matrix, numbers, readable};
use crate::analysis::index::At;
use crate::analysis::{Answers, Finding, Freed, MeasureName, Private, Severity, evaluate, freed};
use crate::model::{Block, CardKind, Figure, Lane, Line, LinkKind, Sheet, Value};
use crate::words::Message;

/// Lines of one part before the rest is only counted: a page is one page.
const MOST: usize = 8;
/// Questions, one for each rule.
const MOST_QUESTIONS: usize = 5;

pub(super) fn executive(look: &Look<'_>) -> Sheet {
    let map = look.index.map;
    let title = match map.title.trim() {
        "" => look.words.get("map.untitled").to_owned(),
        title => title.to_owned(),
    };
    let under = look.words.say("report.as_of", &[("day", &look.day(look.today))]);
    let all = evaluate(map, &Private::default(), look.today);
    let figures = all.measures.iter().map(|measure| {
        let label = match measure.name {
            MeasureName::LineOfSight => "measure.line_of_sight",
            MeasureName::Coverage => "measure.coverage",
            MeasureName::Measured => "measure.measured",
        };
        let percent = measure.percent();
        let value = match percent {
            Some(n) => look.words.say("measure.percent", &[("percent", &n.to_string())]),
            None => "–".to_owned(),
        };
        Figure { value, label: look.words.get(label).to_owned(), percent }
    });
    let mut blocks = vec![Block::Figures(figures.collect())];
    priorities(look, &mut blocks);
    outcomes(look, &mut blocks);
    stops(look, &mut blocks);
    promises(look, &mut blocks);
    questions(look, &all.findings, &mut blocks);
    next_date(look, &mut blocks);
    Sheet { title, under, blocks }
}

impl Look<'_> {
    fn heading(&self, blocks: &mut Vec<Block>, key: &str) {
        blocks.push(Block::Heading(self.words.get(key).to_owned()));
    }

    /// The first few, and how many more there are.
    fn few(&self, mut lines: Vec<Line>) -> Vec<Line> {
        let rest = lines.len().saturating_sub(MOST);
        if rest > 0 {
            lines.truncate(MOST);
            lines.push(Line::text(self.words.say("questions.more", &[("n", &rest.to_string())])));
        }
        lines
    }

    fn nothing(&self, key: &str) -> Block {
        Block::Text(Line::text(self.words.get(key)).gap(true))
    }
}

fn priorities(look: &Look<'_>, blocks: &mut Vec<Block>) {
    let words = look.words;
    look.heading(blocks, "report.priorities");
    let line = |at: At| {
        let card = look.index.card(at);
        let support = look.support(&look.below(at));
        let (rest, gap) = match support.is_empty() {
            false => (words.say("report.supported", &[("by", &look.titles(support))]), false),
            true if card.fields.flag("gap_accepted") => {
                (words.get("report.meant").to_owned(), false)
            }
            true => (words.get("report.unsupported").to_owned(), true),
        };
        Line::new(look.title(at), rest).gap(gap)
    };
    let lines: Vec<_> = look.in_order(CardKind::Priority).into_iter().map(line).collect();
    if lines.is_empty() {
        return blocks.push(look.nothing("report.no_priorities"));
    }
    blocks.push(Block::List(look.few(lines)));
    blocks.extend(matrix::matrix(look).map(Block::Matrix));
}

fn outcomes(look: &Look<'_>, blocks: &mut Vec<Block>) {
    look.heading(blocks, "report.outcomes");
    let all = look.in_order(CardKind::Outcome);
    if all.is_empty() {
        return blocks.push(look.nothing("report.no_outcomes"));
    }
    blocks.push(Block::List(look.few(all.iter().map(|at| look.numbers(*at)).collect())));
    let drawn = all.iter().take(MOST);
    let courses = drawn.filter_map(|at| numbers::course(look.index.card(*at), look.words));
    blocks.extend(courses.map(Block::Course));
}

/// What was stopped or rests, and what took its place.
fn stops(look: &Look<'_>, blocks: &mut Vec<Block>) {
    let index = &look.index;
    let is_off = |at: &At| {
        let card = index.card(*at);
        card.kind == CardKind::Initiative
            && (card.place.lane == Lane::Stopped
                || matches!(card.fields.text("status"), "stopped" | "paused"))
    };
    let line = |at: At| {
        let instead: Vec<_> = index.to(at, LinkKind::Replaces).map(|(by, _)| by).collect();
        let rest = match (instead.is_empty(), index.card(at).fields.text("status")) {
            (false, _) => look.words.say("report.instead", &[("by", &look.titles(instead))]),
            (true, "paused") => look.words.get("report.paused").to_owned(),
            (true, _) => look.words.get("report.stopped").to_owned(),
        };
        Line::new(look.title(at), rest)
    };
    look.heading(blocks, "report.stops");
    let lines: Vec<_> = index.all().filter(is_off).map(line).collect();
    if lines.is_empty() {
        return blocks.push(look.nothing("report.no_stops"));
    }
    blocks.push(Block::List(look.few(lines)));
    if let Some(said) = freed_days(&freed(index.map)) {
        blocks.push(Block::Text(Line::text(said.text(look.words))));
    }
}

/// How many days are free for something else; `None` where nobody has said what anything took.
#[must_use]
pub fn freed_days(freed: &Freed) -> Option<Message> {
    let days = freed.stopped.days;
    let key = if freed.unknown == 0 { "report.freed" } else { "report.freed_some" };
    let n = (days * 10.0).round() / 10.0;
    let said = Message::new(key).with("days", Value::Number(n).to_json().to_string());
    (days > 0.0).then(|| said.with("n", freed.unknown.to_string()))
}

fn promises(look: &Look<'_>, blocks: &mut Vec<Block>) {
    look.heading(blocks, "report.promises");
    for (side, part, none) in [
        ("business", "report.by_business", "report.no_business"),
        ("learning", "report.by_learning", "report.no_learning"),
    ] {
        let of_side = |at: &At| {
            let is_ours = look.index.card(*at).fields.text("side") == "learning";
            is_ours == (side == "learning")
        };
        let all = look.in_order(CardKind::Commitment).into_iter().filter(of_side);
        let lines: Vec<_> = all.map(|at| look.promise(at)).collect();
        blocks.push(Block::Part(look.words.get(part).to_owned()));
        blocks.push(match lines.is_empty() {
            true => look.nothing(none),
            false => Block::List(look.few(lines)),
        });
    }
}

/// What weighs most and nobody has answered: a line for each question, with the first card that it is about.
fn questions(look: &Look<'_>, findings: &[Rc<Finding>], blocks: &mut Vec<Block>) {
    let answers = Answers::of(look.index.map);
    let open: Vec<_> =
        findings.iter().filter(|f| !f.rule.facilitator && !answers.settles(f)).collect();
    look.heading(blocks, "report.questions");
    let mut lines: Vec<Line> = Vec::new();
    for severity in Severity::ALL {
        let mut rest = open.iter().filter(|f| f.severity == severity).peekable();
        while let Some(first) = rest.next() {
            let mut more = 0;
            while rest.next_if(|next| next.rule == first.rule).is_some() {
                more += 1;
            }
            let ask = look.words.get(&format!("rule.{}.ask", first.rule.name)).to_owned();
            let mut why = readable(&first.why, look.words).text(look.words);
            if more > 0 {
                let n = more.to_string();
                why = look.words.say("report.why_and_more", &[("why", &why), ("n", &n)]);
            }
            lines.push(Line::new(ask, why));
        }
    }
    lines.truncate(MOST_QUESTIONS);
    blocks.push(match lines.is_empty() {
        true => Block::Text(Line::text(look.words.get("questions.none"))),
        false => Block::List(lines),
    });
}

/// When this is looked at again. Missing, it is a blank that shows; before the first session nobody expects it.
fn next_date(look: &Look<'_>, blocks: &mut Vec<Block>) {
    let sessions = &look.index.map.records.sessions;
    let said = |key: &str, session: &crate::model::Fields| {
        let mut all = session.to_json();
        all.find(|(known, _)| known == key).and_then(|(_, value)| value.as_str().map(str::to_owned))
    };
    let when = |session: &crate::model::Fields| said("date", session).unwrap_or_default();
    let latest = sessions.iter().map(|(_, session)| session).max_by_key(|session| when(session));
    let Some(latest) = latest else { return };
    let next = said("next_date", latest);
    let next = next.as_deref().and_then(crate::model::Date::parse);
    look.heading(blocks, "report.next");
    blocks.push(match next {
        Some(day) => Block::Text(Line::text(look.day(day))),
        None => look.nothing("report.no_next"),
    });
}
