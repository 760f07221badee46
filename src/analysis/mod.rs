//! What a map asks of the people who made it: 26 questions, three shares, and the line of sight of a card.
//! Pure: a map, thresholds and today's date go in, findings come out. Knows no screen, no clock and no document.
//!
//! Warns, never blocks, and adds nothing up into one score. Sources are named in each rule: S0 to S4 are the
//! articles the product grew from, "ours" is what no source says.

mod answers;
mod coverage;
mod finding;
mod glossary;
mod index;
mod measures;
mod plan;
mod report;
mod rules;
mod sentence;
mod settings;
mod shock;
mod sight;
#[cfg(test)]
pub(crate) mod story;

pub use answers::{Answer, Answers};
pub use coverage::{Coverage, coverage, worth_asking};
pub use finding::{Finding, Fix, Severity, Step};
pub use glossary::{Glossary, Term, known_terms, term_id};
pub use index::{At, Index};
pub use measures::{Measure, MeasureName};
pub use plan::{Amount, Effort, Few, Ranking, Span, Workload, Year, YearRow, workload, year};
pub use report::{course, day, pages, readable, sheet};
pub use rules::{Learned, Look, RULES, Rule, Tip, confirmation, learned, word_tip};
pub use sentence::{Part, Sentence, Slot};
pub use settings::{Private, Settings};
pub use shock::shaken;
pub use sight::{Sight, line_of_sight};

use crate::model::{Date, Map, sort_by};

/// Everything that a map gives reason to ask, at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// By rule in the order of [`RULES`], and within a rule the weightier first, then as they lie on the map.
    pub findings: Vec<Finding>,
    pub measures: Vec<Measure>,
}

/// Looks a whole map over, in time linear in its size.
#[must_use]
pub fn evaluate(map: &Map, private: &Private, today: Date) -> Analysis {
    let index = Index::of(map);
    let settings = Settings::of(map);
    let glossary = Glossary::of(map);
    let look = Look { index: &index, settings: &settings, private, glossary: &glossary, today };
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| !settings.off.iter().any(|off| off == rule.name)) {
        let mut found = Vec::new();
        (rule.check)(&look, &mut found);
        // Where each lies is looked up once: a comparison is no place to search a map.
        let place = |finding: Finding| {
            let card = finding.about.first().and_then(|id| index.at(id)).map(|at| index.card(at));
            let (lane, y) = card.map_or((usize::MAX, 0.0), |c| (c.place.lane.index(), c.place.y));
            (lane, y, finding)
        };
        let mut placed: Vec<_> = found.into_iter().map(place).collect();
        sort_by(&mut placed, |(lane_a, y_a, a), (lane_b, y_b, b)| {
            let lies = lane_a.cmp(lane_b).then(y_a.total_cmp(y_b));
            b.severity.cmp(&a.severity).then(lies)
        });
        findings.extend(placed.into_iter().map(|(.., finding)| finding));
    }
    Analysis { findings, measures: measures::measures(&index) }
}
