//! "We’ll do X so that people do Y, moving Z, for priority P": the sentence of a line of sight, in people's own
//! words, with a blank for what nobody has said. Source: S4, as the domain's section 1 words it.

use super::Step;
use super::index::{At, Index, Said, leads};
use crate::model::{CardId, CardKind, LinkId, LinkKind};

/// The four places of the sentence, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Support,
    People,
    Outcome,
    Priority,
}

impl Slot {
    pub const ALL: [Self; 4] = [Self::Support, Self::People, Self::Outcome, Self::Priority];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::People => "people",
            Self::Outcome => "outcome",
            Self::Priority => "priority",
        }
    }

    #[must_use]
    pub fn kind(self) -> CardKind {
        match self {
            Self::Support => CardKind::Initiative,
            Self::People => CardKind::Performance,
            Self::Outcome => CardKind::Outcome,
            Self::Priority => CardKind::Priority,
        }
    }
}

/// One place of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub slot: Slot,
    /// The card whose words stand here; `None` is a blank.
    pub card: Option<CardId>,
    /// How many more cards of the line of sight could stand here.
    pub others: usize,
    /// How a blank is filled; `None` where its neighbour is a blank too and comes first.
    pub fill: Option<Step>,
}

/// The sentence, always of four parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    pub parts: [Part; 4],
}

impl Sentence {
    #[must_use]
    pub fn gaps(&self) -> usize {
        self.parts.iter().filter(|part| part.card.is_none()).count()
    }
}

/// The best next card from every card in one direction, and how many places of the sentence that way fills.
struct Ways<'a> {
    index: &'a Index<'a>,
    onward: bool,
    score: Vec<u8>,
    next: Vec<Option<At>>,
}

impl<'a> Ways<'a> {
    /// Kinds stand in one order along every path, so one pass per kind is enough, and a few among priorities.
    fn of(index: &'a Index<'a>, onward: bool) -> Self {
        let len = index.len();
        let mut ways = Self { index, onward, score: vec![0; len], next: vec![None; len] };
        let mut slots = Slot::ALL;
        if onward {
            slots.reverse();
        }
        for slot in slots {
            let cards: Vec<_> = index.active_of(slot.kind()).collect();
            for at in &cards {
                ways.look(*at);
            }
            // A priority is supported through those that ladder up to it, however many steps below.
            let mut open = if onward || slot != Slot::Priority { Vec::new() } else { cards };
            while let Some(at) = open.pop() {
                for (above, link) in index.from(at, LinkKind::LaddersUp) {
                    let gain = ways.score[at.slot()] > ways.score[above.slot()];
                    if index.is_active(above) && link.from != link.to && gain {
                        ways.score[above.slot()] = ways.score[at.slot()];
                        ways.next[above.slot()] = Some(at);
                        open.push(above);
                    }
                }
            }
        }
        ways
    }

    fn look(&mut self, at: At) {
        let index = self.index;
        let mut best: Option<(u8, At)> = None;
        let consider = |(next, link): (At, &crate::model::Link)| {
            let counts = leads(link.kind) && link.kind != LinkKind::LaddersUp;
            if !counts || !index.is_active(next) {
                return;
            }
            let score = self.score[next.slot()];
            if best.is_none_or(|(most, known)| (score, index.sooner(next, known)) > (most, false)) {
                best = Some((score, next));
            }
        };
        if self.onward {
            index.links_from(at).for_each(consider);
        } else {
            index.links_to(at).for_each(consider);
        }
        self.score[at.slot()] = 1 + best.map_or(0, |(score, _)| score);
        self.next[at.slot()] = best.map(|(_, next)| next);
    }

    fn from(&self, start: At) -> impl Iterator<Item = At> + '_ {
        // No way is longer than the map, so a circle among priorities cannot go on for ever.
        std::iter::successors(Some(start), |at| self.next[at.slot()]).take(self.index.len())
    }
}

pub(super) fn sentence(index: &Index<'_>, seeds: &[At], lit: &[At]) -> Sentence {
    let (up, down) = (Ways::of(index, true), Ways::of(index, false));
    let reach = |at: &At| up.score[at.slot()] + down.score[at.slot()];
    let mut best: Option<At> = None;
    for seed in seeds {
        let better = |known: At| (reach(seed), index.sooner(*seed, known)) > (reach(&known), false);
        if best.is_none_or(better) {
            best = Some(*seed);
        }
    }
    let mut found: [Option<At>; 4] = [None; 4];
    if let Some(seed) = best {
        for at in up.from(seed).chain(down.from(seed)) {
            let slot = Slot::ALL.iter().position(|slot| slot.kind() == index.card(at).kind);
            if let Some(slot) = slot {
                found[slot].get_or_insert(at);
            }
        }
    }
    Sentence { parts: Slot::ALL.map(|slot| part(index, slot, found, lit)) }
}

fn part(index: &Index<'_>, slot: Slot, found: [Option<At>; 4], lit: &[At]) -> Part {
    let here = found[slot as usize];
    let alike = lit.iter().filter(|at| index.card(**at).kind == slot.kind()).count();
    let fill = if here.is_none() { fill(index, slot, found) } else { None };
    Part {
        slot,
        card: here.map(|at| index.id(at)),
        others: alike.saturating_sub(usize::from(here.is_some())),
        fill,
    }
}

/// How a blank is filled: between its neighbours where a link cuts the corner, otherwise beside the one that is there.
fn fill(index: &Index<'_>, slot: Slot, found: [Option<At>; 4]) -> Option<Step> {
    let place = slot as usize;
    let below = (0..place).rev().find(|place| found[*place].is_some());
    let above = (place + 1..4).find(|place| found[*place].is_some());
    if let (Some(below), Some(above)) = (below, above)
        && let Some(link) = shortcut(index, found[below]?, found[above]?)
    {
        return Some(Step::Between { link, kinds: between(below, above) });
    }
    let beside = |place: usize, link| {
        let beside = index.id(found[place]?);
        Some(Step::Add { beside, kind: slot.kind(), link, with: &[] })
    };
    match (below, above) {
        (_, Some(above)) if above == place + 1 => beside(above, link_from(slot)?),
        (Some(below), _) if below + 1 == place => beside(below, link_from(Slot::ALL[below])?),
        _ => None,
    }
}

fn shortcut(index: &Index<'_>, from: At, to: At) -> Option<LinkId> {
    let mut links = index.from(from, LinkKind::Contributes).filter(|(at, _)| *at == to);
    links.next().map(|(_, link)| link.id.clone())
}

/// The kinds that belong between two places of the sentence.
fn between(below: usize, above: usize) -> &'static [CardKind] {
    const KINDS: &[CardKind] =
        &[CardKind::Initiative, CardKind::Performance, CardKind::Outcome, CardKind::Priority];
    &KINDS[below + 1..above]
}

fn link_from(slot: Slot) -> Option<LinkKind> {
    Some(match slot {
        Slot::Support => LinkKind::Enables,
        Slot::People => LinkKind::Moves,
        Slot::Outcome => LinkKind::Advances,
        Slot::Priority => return None,
    })
}

impl Index<'_> {
    /// Is spoken of first: the better rank, then the higher place on the map.
    pub(super) fn sooner(&self, a: At, b: At) -> bool {
        let key = |at: At| {
            let card = self.card(at);
            (card.number("rank").unwrap_or(f64::INFINITY), card.place.y)
        };
        let ((rank_a, y_a), (rank_b, y_b)) = (key(a), key(b));
        rank_a.total_cmp(&rank_b).then(y_a.total_cmp(&y_b)).is_lt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::line_of_sight;
    use crate::analysis::story::{Story, story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    /// The sentence of a card, blanks as `_` (`+` where it can be filled at once), others counted.
    fn said(story: &Story, of: &str) -> String {
        let id = CardId::parse(of).expect("an id");
        let sight = line_of_sight(&story.map, &id).expect("a card");
        let part = |part: &Part| match &part.card {
            Some(id) if part.others > 0 => format!("{id} and {}", part.others),
            Some(id) => id.to_string(),
            None if part.fill.is_some() => "+".to_owned(),
            None => "_".to_owned(),
        };
        sight.sentence.parts.iter().map(part).collect::<Vec<_>>().join(" > ")
    }

    #[test]
    fn a_whole_line_is_a_whole_sentence_from_wherever_it_is_asked() {
        for card in ["Guide", "Ask", "Sales", "Grow", "Theirs", "Bob"] {
            assert_eq!(said(&whole(), card), "Guide > Ask > Sales > Grow", "{card}");
        }
    }

    #[test]
    fn what_nobody_has_said_is_a_blank_that_can_be_filled_once_its_neighbour_is() {
        let line = story().add(K::Priority, "Grow").add(K::Initiative, "Guide");
        assert_eq!(said(&line, "Grow"), "_ > _ > + > Grow");
        assert_eq!(said(&line, "Guide"), "Guide > + > _ > _");
        let line = line.link("Guide", L::Contributes, "Grow");
        assert_eq!(said(&line, "Grow"), "Guide > + > + > Grow");
        let line = line.add(K::Outcome, "Sales").link("Sales", L::Advances, "Grow");
        assert_eq!(said(&line, "Sales"), "_ > + > Sales > Grow");
    }

    #[test]
    fn the_fullest_way_is_told_and_the_others_are_counted() {
        let line = whole()
            .add(K::Initiative, "Course")
            .link("Course", L::Contributes, "Grow")
            .add(K::Outcome, "Returns")
            .link("Returns", L::Advances, "Grow");
        assert_eq!(said(&line, "Grow"), "Guide and 1 > Ask > Sales and 1 > Grow");
        assert_eq!(said(&line, "Course"), "Course > + > + > Grow");
    }

    #[test]
    fn a_priority_is_told_through_those_below_it_and_a_circle_ends() {
        let line = whole().add(K::Priority, "Top").link("Grow", L::LaddersUp, "Top");
        assert_eq!(said(&line, "Top"), "Guide > Ask > Sales > Top and 1");
        let line = line.link("Top", L::LaddersUp, "Grow");
        assert_eq!(said(&line, "Top"), "Guide > Ask > Sales > Top and 1");
    }
}
