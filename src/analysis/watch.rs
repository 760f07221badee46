//! What a map gives reason to ask, kept up with the map: after a change only those cards are asked about that look at
//! what has changed. What comes out is the same as if all had been asked anew.

use std::cmp::Ordering;
use std::rc::Rc;

use super::facts::Facts;
use super::index::{At, Change, Frame, Index};
use super::measures::measures;
use super::rules::{Look, Looks, RULES, Reach, Rule};
use super::{Analysis, Finding, Glossary, Private, Settings, Severity};
use crate::model::{CardId, Date, Map, Records, sort_by};

/// A finding and where it stands among those of its rule: the weightier first, then as they lie on the map.
#[derive(Debug, Clone)]
struct Placed {
    severity: Severity,
    lane: usize,
    y: f64,
    /// The card that was asked about, where it was one.
    at: Option<At>,
    finding: Rc<Finding>,
}

impl Placed {
    fn of(index: &Index<'_>, at: Option<At>, finding: Finding) -> Self {
        // Where each lies is looked up once: a comparison is no place to search a map.
        let card = finding.about.first().and_then(|id| at.or_else(|| index.at(id)));
        let card = card.map(|at| index.card(at));
        let (lane, y) = card.map_or((usize::MAX, 0.0), |c| (c.place.lane.index(), c.place.y));
        Self { severity: finding.severity, lane, y, at, finding: Rc::new(finding) }
    }

    fn order(&self, other: &Self) -> Ordering {
        let lies = self.lane.cmp(&other.lane).then(self.y.total_cmp(&other.y));
        other.severity.cmp(&self.severity).then(lies).then(self.at.cmp(&other.at))
    }
}

/// All questions of one map, to be kept beside it.
#[derive(Debug)]
pub struct Watch {
    private: Private,
    today: Date,
    records: Rc<Records>,
    settings: Settings,
    glossary: Glossary,
    facts: Facts,
    frame: Rc<Frame>,
    /// By rule, in the order of [`RULES`].
    found: Vec<Vec<Placed>>,
    analysis: Analysis,
}

impl Watch {
    /// Asks all about a whole map.
    #[must_use]
    pub fn new(map: &Map, private: &Private, today: Date) -> Self {
        let (settings, glossary) = (Settings::of(map), Glossary::of(map));
        let facts = Facts::of(map, &glossary, &settings);
        let index = Index::of(map);
        let look = Look {
            index: &index,
            settings: &settings,
            private,
            glossary: &glossary,
            facts: &facts,
            today,
        };
        let found: Vec<_> = RULES
            .iter()
            .map(|rule| match settings.off.iter().any(|off| off == rule.name) {
                true => Vec::new(),
                false => all(&look, rule),
            })
            .collect();
        let analysis = Analysis { findings: in_line(&found), measures: measures(&index) };
        let (private, records, frame) = (private.clone(), map.records.clone(), index.frame);
        Self { private, today, records, settings, glossary, facts, frame, found, analysis }
    }

    /// Asks again what a change can have an effect on.
    pub fn follow(&mut self, map: &Map, private: &Private, today: Date) {
        let other_records = !Rc::ptr_eq(&self.records, &map.records);
        let same_terms = !other_records
            || (self.settings == Settings::of(map) && self.glossary == Glossary::of(map));
        if self.private != *private || self.today != today || !same_terms {
            *self = Self::new(map, private, today);
            return;
        }
        let (index, change) = Index::after(&self.frame, map);
        if change.is_none() && !other_records {
            return;
        }
        let stirred = self.facts.follow(map, &self.glossary, &change, other_records);
        let (settings, glossary, facts) = (&self.settings, &self.glossary, &self.facts);
        let look = Look { index: &index, settings, private, glossary, facts, today };
        let mut reached = Reached { index: &index, change: &change, known: Vec::new() };
        for (rule, found) in RULES.iter().zip(&mut self.found) {
            if settings.off.iter().any(|off| off == rule.name) {
                continue;
            }
            match &rule.looks {
                Looks::At { kind, reach, facts, ask }
                    if !stirred.iter().any(|fact| facts.contains(fact)) =>
                {
                    let cards = reached.by(*reach);
                    let asked = cards.iter().filter(|at| {
                        index.is_active(**at) && kind.is_none_or(|kind| index.kind(**at) == kind)
                    });
                    let asked = asked.filter_map(|at| Some((*at, ask(&look, *at)?)));
                    let new = asked.map(|(at, it)| Placed::of(&index, Some(at), it)).collect();
                    merge(found, new, cards, &change);
                }
                _ => *found = all(&look, rule),
            }
        }
        self.analysis = Analysis { findings: in_line(&self.found), measures: measures(&index) };
        (self.frame, self.records) = (index.frame, map.records.clone());
    }

    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Those cards, each once and in the order of their ids.
    #[must_use]
    pub fn in_order<'a>(&self, map: &Map, cards: impl Iterator<Item = &'a CardId>) -> Vec<CardId> {
        let index = Index { map, frame: self.frame.clone() };
        let mut wanted = vec![false; index.len()];
        cards.filter_map(|id| index.at(id)).for_each(|at| wanted[at.slot()] = true);
        index.all().filter(|at| wanted[at.slot()]).map(|at| index.id(at)).collect()
    }
}

/// The cards that look at what has changed, worked out once for each reach.
struct Reached<'a> {
    index: &'a Index<'a>,
    change: &'a Change,
    known: Vec<(Reach, Rc<[At]>)>,
}

impl Reached<'_> {
    fn by(&mut self, reach: Reach) -> Rc<[At]> {
        if let Some((_, cards)) = self.known.iter().find(|(known, _)| *known == reach) {
            return cards.clone();
        }
        let cards: Rc<[At]> = self.index.reached(self.change, reach).into();
        self.known.push((reach, cards.clone()));
        cards
    }
}

/// All that one rule finds.
fn all(look: &Look<'_>, rule: &'static Rule) -> Vec<Placed> {
    let index = look.index;
    let mut found = Vec::new();
    match &rule.looks {
        Looks::Around(check) => {
            let mut all = Vec::new();
            check(look, &mut all);
            found.extend(all.into_iter().map(|finding| Placed::of(index, None, finding)));
        }
        Looks::At { kind, ask, .. } => {
            let cards = index.all().filter(|at| {
                index.is_active(*at) && kind.is_none_or(|kind| index.kind(*at) == kind)
            });
            let asked = cards.filter_map(|at| Some((at, ask(look, at)?)));
            found.extend(asked.map(|(at, finding)| Placed::of(index, Some(at), finding)));
        }
    }
    sort_by(&mut found, Placed::order);
    found
}

/// Puts what is found of some cards in the place of what was found of them.
fn merge(found: &mut Vec<Placed>, mut new: Vec<Placed>, asked: Rc<[At]>, change: &Change) {
    sort_by(&mut new, Placed::order);
    let mut new = new.into_iter().peekable();
    let mut merged = Vec::with_capacity(found.len() + new.len());
    for mut known in found.drain(..) {
        known.at = known.at.and_then(|at| change.place(at));
        let Some(at) = known.at else { continue };
        if asked.binary_search(&at).is_ok() {
            continue;
        }
        while let Some(next) = new.next_if(|next| next.order(&known) == Ordering::Less) {
            merged.push(next);
        }
        merged.push(known);
    }
    merged.extend(new);
    *found = merged;
}

fn in_line(found: &[Vec<Placed>]) -> Vec<Rc<Finding>> {
    found.iter().flatten().map(|placed| placed.finding.clone()).collect()
}
