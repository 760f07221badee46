//! A line of sight on one page: the sentence, what stands behind each of its words, who carries it, what is in the way.

use super::{Look, said};
use crate::analysis::index::At;
use crate::analysis::{Sight, Slot, line_of_sight};
use crate::model::{Block, CardId, CardKind, Line, LinkKind, Mark, Run, Sheet, sort_and_dedup};

pub(super) fn sight(look: &Look<'_>, start: &CardId) -> Option<Sheet> {
    let sight = line_of_sight(look.index.map, start)?;
    let words = look.words;
    let at = look.index.at(start)?;
    let under = words.say("report.as_of", &[("day", &look.day(look.today))]);
    let mut blocks = vec![Block::Lead(sentence(look, &sight))];
    let parts = sight.sentence.parts.iter();
    let cards: Vec<_> = parts.filter_map(|part| look.index.at(part.card.as_ref()?)).collect();
    let mut lines = Vec::new();
    for part in &sight.sentence.parts {
        let heading = match part.slot {
            Slot::Support => "report.sight.support",
            Slot::People => "report.sight.people",
            Slot::Outcome => "report.sight.outcome",
            Slot::Priority => "report.sight.priority",
        };
        let card = part.card.as_ref().and_then(|id| look.index.at(id));
        let rest = card.map(|at| behind(look, at)).unwrap_or_default();
        let rest = if rest.is_empty() { words.get("report.unwritten").to_owned() } else { rest };
        lines.push(Line::new(words.get(heading), rest).gap(card.is_none()));
    }
    blocks.push(Block::List(lines));
    let mut part = |key: &str, lines: Vec<Line>, none: &str| {
        blocks.push(Block::Heading(words.get(key).to_owned()));
        blocks.push(match lines.is_empty() {
            true => Block::Text(Line::text(words.get(none)).gap(true)),
            false => Block::List(lines),
        });
    };
    part("report.sight.people_behind", people(look, &cards), "report.sight.nobody");
    part("report.promises", promises(look, &cards), "report.no_promises");
    let barriers = barriers(look, &cards);
    if !barriers.is_empty() {
        part("report.sight.in_the_way", barriers, "report.no_promises");
    }
    Some(Sheet { title: look.title(at), under, blocks })
}

/// The sentence with its blanks, in the order of the language.
fn sentence(look: &Look<'_>, sight: &Sight) -> Vec<Run> {
    let run = |text: &str, mark| Run { text: text.to_owned(), mark };
    let (mut said, mut rest) = (Vec::new(), look.words.get("sight.sentence"));
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        said.push(run(before, Mark::Plain));
        let part = sight.sentence.parts.iter().find(|part| part.slot.name() == name);
        if let Some(part) = part {
            let card = part.card.as_ref().and_then(|id| look.index.at(id));
            said.push(match card {
                Some(at) => run(&look.title(at), Mark::Said),
                None => run(look.words.get(&format!("sight.{name}")), Mark::Blank),
            });
        }
        rest = after;
    }
    said.push(run(rest, Mark::Plain));
    said
}

/// What is known of a card on the line.
fn behind(look: &Look<'_>, at: At) -> String {
    let (card, words) = (look.index.card(at), look.words);
    let joined = |parts: [Option<String>; 3]| {
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        parts.join(". ")
    };
    let choice =
        |key: &str| said(card, key).map(|word| words.get(&format!("choice.{word}")).to_owned());
    let text = |key: &str| said(card, key).map(str::to_owned);
    match card.kind {
        CardKind::Initiative => {
            let title = Some(look.title(at));
            joined([title, choice("status"), text("how").or_else(|| text("benefit_to_them"))])
        }
        CardKind::Performance => joined([text("role"), text("action"), choice("cause")]),
        CardKind::Outcome => look.numbers(at).rest,
        _ => joined([Some(look.title(at)), text("horizon"), text("source")]),
    }
}

/// Who stands behind the cards of a line, each person once with what they do there.
fn people(look: &Look<'_>, cards: &[At]) -> Vec<Line> {
    let index = &look.index;
    let mut found: Vec<(At, &'static str)> = Vec::new();
    for at in cards {
        for (who, link) in index.links_to(*at) {
            let does = match link.kind {
                LinkKind::Sponsors => "report.sponsors",
                LinkKind::Champions => "report.champions",
                LinkKind::Owns => "report.owns",
                LinkKind::Performs => "report.performs",
                _ => continue,
            };
            if index.is_active(who) {
                found.push((who, does));
            }
        }
    }
    sort_and_dedup(&mut found);
    let mut lines: Vec<(At, Line)> = Vec::new();
    for (who, does) in found {
        let does = look.words.get(does);
        match lines.last_mut() {
            Some((last, line)) if *last == who => line.rest = format!("{}, {does}", line.rest),
            _ => lines.push((who, Line::new(look.title(who), does))),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn promises(look: &Look<'_>, cards: &[At]) -> Vec<Line> {
    let to = cards.iter().flat_map(|at| look.index.to(*at, LinkKind::CommitsTo));
    let mut found: Vec<_> = to.map(|(from, _)| from).collect();
    found.retain(|at| look.index.is_active(*at));
    sort_and_dedup(&mut found);
    found.into_iter().map(|at| look.promise(at)).collect()
}

/// What blocks the line, and what is done about it.
fn barriers(look: &Look<'_>, cards: &[At]) -> Vec<Line> {
    let index = &look.index;
    let blocks = cards.iter().flat_map(|at| index.to(*at, LinkKind::Blocks));
    let mut found: Vec<_> = blocks.map(|(from, _)| from).collect();
    found.retain(|at| index.is_active(*at));
    sort_and_dedup(&mut found);
    let line = |at: At| {
        let clears = index.to(at, LinkKind::Removes).map(|(by, _)| by);
        let clears: Vec<_> = clears.filter(|by| index.is_active(*by)).collect();
        let gap = clears.is_empty();
        let rest = match gap {
            true => look.words.get("report.uncleared").to_owned(),
            false => look.words.say("report.cleared", &[("by", &look.titles(clears))]),
        };
        Line::new(look.title(at), rest).gap(gap)
    };
    found.into_iter().map(line).collect()
}
