//! A page for one stakeholder: what we heard from them, what came of it, the numbers that are theirs, what both sides
//! promised. It goes to them, so nothing is in it that only L&D may read, and no moment is graded. Source: S4.

use super::{Look, numbers, said};
use crate::analysis::index::{At, Said};
use crate::model::{Block, CardKind, Line, LinkKind, Sheet, sort_and_dedup};

pub(super) fn recap(look: &Look<'_>, who: At) -> Sheet {
    let (card, words) = (look.index.card(who), look.words);
    let role = [said(card, "role"), said(card, "unit")];
    let role: Vec<_> = role.into_iter().flatten().collect();
    let under = words.say("report.recap_of", &[("day", &look.day(look.today))]);
    let under = if role.is_empty() { under } else { format!("{} · {under}", role.join(", ")) };
    let mut blocks = Vec::new();
    let mut part = |key: &str, lines: Vec<Line>| {
        if !lines.is_empty() {
            blocks.push(Block::Heading(words.get(key).to_owned()));
            blocks.push(Block::List(lines));
        }
    };
    let from = |kind| look.index.from(who, kind).map(|(at, _)| at).collect::<Vec<_>>();
    part("report.heard", from(LinkKind::Raised).iter().map(|at| heard(look, *at)).collect());
    let outcomes: Vec<_> = outcomes(look, who);
    part("report.their_numbers", outcomes.iter().map(|at| look.numbers(*at)).collect());
    let support = support(look, who, &outcomes);
    part("report.we_do", support.iter().map(|at| done(look, *at)).collect());
    part("report.promises", promises(look, who, &support, &outcomes));
    let courses = outcomes.iter().filter_map(|at| numbers::course(look.index.card(*at), words));
    blocks.extend(courses.map(Block::Course));
    blocks.push(Block::Heading(words.get("report.next").to_owned()));
    let next = card.date("next_checkin").map(|day| look.day(day));
    let gap = next.is_none();
    let next = next.unwrap_or_else(|| words.get("report.no_next").to_owned());
    blocks.push(Block::Text(Line::text(next).gap(gap)));
    Sheet { title: look.title(who), under, blocks }
}

/// Something that they said, and for a request what became of it.
fn heard(look: &Look<'_>, at: At) -> Line {
    let (card, words) = (look.index.card(at), look.words);
    let real: Vec<_> = look.index.from(at, LinkKind::ReframedAs).map(|(to, _)| to).collect();
    let mut rest = match card.kind {
        CardKind::Request if card.fields.text("decision").is_empty() => {
            words.get("report.undecided").to_owned()
        }
        CardKind::Request => {
            let decision = card.fields.text("decision");
            words.get(&format!("choice.{decision}")).to_owned()
        }
        CardKind::Challenge => {
            said(card, "their_words").map(|said| format!("“{said}”")).unwrap_or_default()
        }
        kind => words.get(&format!("kind.{}", kind.name())).to_owned(),
    };
    if !real.is_empty() {
        rest = words.say("report.needed", &[("so", &rest), ("what", &look.titles(real))]);
    }
    let undecided = card.kind == CardKind::Request && card.fields.text("decision").is_empty();
    Line::new(look.title(at), rest).gap(undecided)
}

/// The outcomes that are theirs: owned, or moved by what they do, or behind what they asked for.
fn outcomes(look: &Look<'_>, who: At) -> Vec<At> {
    let index = &look.index;
    let mut found = Vec::new();
    for (at, link) in index.links_from(who) {
        match (link.kind, index.card(at).kind) {
            (LinkKind::Owns, CardKind::Outcome) => found.push(at),
            (LinkKind::Performs, _) => {
                found.extend(index.from(at, LinkKind::Moves).map(|(to, _)| to));
            }
            (LinkKind::Raised, CardKind::Request) => {
                found.extend(index.from(at, LinkKind::ReframedAs).map(|(to, _)| to));
            }
            (LinkKind::Sponsors | LinkKind::Champions, CardKind::Initiative) => {
                found.extend(index.outcomes_of(at));
            }
            _ => {}
        }
    }
    found.retain(|at| index.is_active(*at) && index.card(*at).kind == CardKind::Outcome);
    sort_and_dedup(&mut found);
    look.order(&mut found);
    found
}

/// What is done for them: what they stand behind, and what leads to their outcomes.
fn support(look: &Look<'_>, who: At, outcomes: &[At]) -> Vec<At> {
    let index = &look.index;
    let mut found: Vec<_> = outcomes.iter().flat_map(|at| look.support(&look.below(*at))).collect();
    let behind = index.links_from(who).filter(|(at, link)| {
        matches!(link.kind, LinkKind::Sponsors | LinkKind::Champions | LinkKind::Owns)
            && index.card(*at).kind == CardKind::Initiative
            && index.is_active(*at)
    });
    found.extend(behind.map(|(at, _)| at));
    sort_and_dedup(&mut found);
    look.order(&mut found);
    found
}

fn done(look: &Look<'_>, at: At) -> Line {
    let card = look.index.card(at);
    let status = card.fields.text("status");
    let status = if status.is_empty() { "proposed" } else { status };
    let status = look.words.get(&format!("choice.{status}")).to_owned();
    let rest = match said(card, "benefit_to_them") {
        Some(benefit) => format!("{status}. {benefit}"),
        None => status,
    };
    Line::new(look.title(at), rest)
}

/// What was promised by them, and by anybody for their part.
fn promises(look: &Look<'_>, who: At, support: &[At], outcomes: &[At]) -> Vec<Line> {
    let index = &look.index;
    let mut found: Vec<At> = index.from(who, LinkKind::Owns).map(|(at, _)| at).collect();
    for at in support.iter().chain(outcomes) {
        found.extend(index.to(*at, LinkKind::CommitsTo).map(|(from, _)| from));
    }
    let name = index.card(who).title.trim();
    let theirs = |at: &At| !name.is_empty() && index.card(*at).fields.text("who").trim() == name;
    found.extend(index.active_of(CardKind::Commitment).filter(theirs));
    found.retain(|at| index.card(*at).kind == CardKind::Commitment && index.is_active(*at));
    sort_and_dedup(&mut found);
    found.into_iter().map(|at| look.promise(at)).collect()
}
