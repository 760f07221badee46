//! The line of sight of a card: everything on the way from it up to priorities and down to support.
//! Knows no screen.

use super::index::{At, Index, leads};
use super::sentence::{Sentence, sentence};
use crate::model::{CardId, CardKind, LinkId, Map, sort_and_dedup};

/// What lights up when somebody asks what a card is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    pub start: CardId,
    /// Sorted, the start among them.
    pub cards: Vec<CardId>,
    /// Sorted.
    pub links: Vec<LinkId>,
    pub sentence: Sentence,
}

impl Sight {
    #[must_use]
    pub fn has(&self, id: &CardId) -> bool {
        self.cards.binary_search(id).is_ok()
    }

    #[must_use]
    pub fn has_link(&self, id: &LinkId) -> bool {
        self.links.binary_search(id).is_ok()
    }
}

/// The line of sight of a card; `None` where there is no such card.
#[must_use]
pub fn line_of_sight(map: &Map, id: &CardId) -> Option<Sight> {
    let index = Index::of(map);
    let start = index.at(id)?;
    let mut lit = Lit { index: &index, seen: vec![false; index.len()], links: Vec::new() };
    lit.seen[start.slot()] = true;
    let seeds = lit.seeds(start);
    for onward in [true, false] {
        lit.spread(&seeds, onward);
    }
    let sentence = sentence(&index, &seeds, &lit.cards());
    let mut cards: Vec<_> = lit.cards().into_iter().map(|at| index.id(at)).collect();
    let mut links = lit.links;
    sort_and_dedup(&mut cards);
    sort_and_dedup(&mut links);
    Some(Sight { start: id.clone(), cards, links, sentence })
}

struct Lit<'a> {
    index: &'a Index<'a>,
    seen: Vec<bool>,
    links: Vec<LinkId>,
}

impl Lit<'_> {
    fn cards(&self) -> Vec<At> {
        self.index.all().filter(|at| self.seen[at.slot()]).collect()
    }

    /// The cards on a path that the start is, or speaks about: a barrier speaks about what it blocks, a promise
    /// about what it is for.
    fn seeds(&mut self, start: At) -> Vec<At> {
        if is_on_paths(self.index.card(start).kind) {
            return vec![start];
        }
        let (mut seeds, mut open) = (Vec::new(), vec![start]);
        while let Some(at) = open.pop() {
            for (next, link) in self.index.links_from(at) {
                if !self.index.is_active(next) {
                    continue;
                }
                self.links.push(link.id.clone());
                if std::mem::replace(&mut self.seen[next.slot()], true) {
                    continue;
                }
                let on_path = is_on_paths(self.index.card(next).kind);
                if on_path { seeds.push(next) } else { open.push(next) }
            }
        }
        seeds
    }

    /// Follows paths from the seeds in one direction, through what counts.
    fn spread(&mut self, seeds: &[At], onward: bool) {
        let mut open = seeds.to_vec();
        let mut done = vec![false; self.index.len()];
        while let Some(at) = open.pop() {
            let follow = |(next, link): (At, &crate::model::Link)| {
                if !leads(link.kind) || !self.index.is_active(next) {
                    return;
                }
                self.links.push(link.id.clone());
                self.seen[next.slot()] = true;
                if !std::mem::replace(&mut done[next.slot()], true) {
                    open.push(next);
                }
            };
            if onward {
                self.index.links_from(at).for_each(follow);
            } else {
                self.index.links_to(at).for_each(follow);
            }
        }
    }
}

fn is_on_paths(kind: CardKind) -> bool {
    use CardKind as K;
    matches!(kind, K::Priority | K::Outcome | K::Performance | K::Initiative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    fn sight(story: &crate::analysis::story::Story, of: &str) -> (Vec<String>, usize) {
        let id = CardId::parse(of).expect("an id");
        let sight = line_of_sight(&story.map, &id).expect("a card");
        (story.titles(&sight.cards), sight.links.len())
    }

    #[test]
    fn the_way_up_and_down_lights_up_and_what_lies_beside_it_does_not() {
        let story = whole()
            .add(K::Performance, "Beside")
            .add(K::Initiative, "Course")
            .link("Beside", L::Moves, "Sales")
            .link("Course", L::Enables, "Ask");
        let chain = ["Ask", "Course", "Grow", "Guide", "Sales"];
        assert_eq!(sight(&story, "Ask"), (chain.map(str::to_owned).to_vec(), 4));
        let (lit, _) = sight(&story, "Guide");
        assert_eq!(lit, ["Ask", "Grow", "Guide", "Sales"], "neither its neighbour nor its sponsor");
    }

    #[test]
    fn a_card_beside_the_path_lights_up_the_path_it_speaks_about() {
        let story = whole()
            .add(K::Barrier, "No time")
            .add(K::Commitment, "Cover")
            .link("No time", L::Blocks, "Ask")
            .link("Cover", L::Removes, "No time");
        let (lit, links) = sight(&story, "Cover");
        assert_eq!(lit, ["Ask", "Cover", "Grow", "Guide", "No time", "Sales"]);
        assert_eq!(links, 5);
    }

    #[test]
    fn what_is_stopped_leads_nowhere_and_a_circle_ends() {
        let story = story()
            .add(K::Priority, "A")
            .add(K::Priority, "B")
            .add(K::Outcome, "Old")
            .set("status", "stopped")
            .link("A", L::LaddersUp, "B")
            .link("B", L::LaddersUp, "A")
            .link("Old", L::Advances, "A");
        assert_eq!(sight(&story, "B").0, ["A", "B"]);
        assert!(line_of_sight(&story.map, &CardId::parse("none").expect("an id")).is_none());
    }
}
