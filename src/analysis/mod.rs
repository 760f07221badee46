//! What a map asks of the people who made it: 26 questions, three shares, and the line of sight of a card.
//! Pure: a map, thresholds and today's date go in, findings come out. Knows no screen, no clock and no document.
//!
//! Warns, never blocks, and adds nothing up into one score. Sources are named in each rule: S0 to S4 are the
//! articles the product grew from, "ours" is what no source says.

mod alike;
mod answers;
mod coverage;
mod desk;
mod facts;
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
mod watch;

pub use alike::{Alike, alike};
pub use answers::{Answer, Answers};
pub use coverage::{Coverage, coverage, worth_asking};
pub use desk::{Asked, Desk, OPENINGS, Stands, desk};
pub use finding::{Finding, Fix, Severity, Step};
pub use glossary::{Glossary, Term, known_terms, term_id};
pub use index::{At, Index};
pub use measures::{Measure, MeasureName};
pub use plan::{
    Amount, Effort, Few, Freed, Ranking, Span, Workload, Year, YearRow, freed, workload, year,
};
pub use report::{course, day, freed_days, pages, readable, sheet};
pub use rules::{Learned, Look, Looks, RULES, Reach, Rule, Tip, confirmation, learned, word_tip};
pub use sentence::{Part, Sentence, Slot};
pub use settings::{Private, Settings};
pub use shock::shaken;
pub use sight::{Sight, line_of_sight};
pub use watch::Watch;

use std::rc::Rc;

use crate::model::{Date, Map};

/// Everything that a map gives reason to ask, at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// By rule in the order of [`RULES`], and within a rule the weightier first, then as they lie on the map.
    pub findings: Vec<Rc<Finding>>,
    pub measures: Vec<Measure>,
}

/// Looks a whole map over, in time linear in its size. A [`Watch`] keeps up with a map that changes.
#[must_use]
pub fn evaluate(map: &Map, private: &Private, today: Date) -> Analysis {
    Watch::new(map, private, today).analysis().clone()
}
