//! Three shares, each with the cards behind it. There is no score made of them: each answers its own question.
//! Source: domain, section 3.

use super::index::{At, Index, Said};
use crate::model::{CardId, CardKind, LinkKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureName {
    /// Running initiatives from which a path leads to a priority, with no step skipped.
    LineOfSight,
    /// Priorities to which a path leads from an active initiative. A gap that was accepted is still a gap.
    Coverage,
    /// Outcomes with a baseline, a target, a unit and a date. A promise to find the number is not one yet.
    Measured,
}

impl MeasureName {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LineOfSight => "line_of_sight",
            Self::Coverage => "coverage",
            Self::Measured => "measured",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub name: MeasureName,
    pub covered: Vec<CardId>,
    pub missing: Vec<CardId>,
}

impl Measure {
    /// Whole per cent, rounded down, so that 100 means all; `None` where there is nothing to count.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        (100 * self.covered.len()).checked_div(self.covered.len() + self.missing.len())
    }
}

pub(super) fn measures(index: &Index<'_>) -> Vec<Measure> {
    let of = |name, cards: Vec<At>, holds: &dyn Fn(At) -> bool| {
        let (covered, missing): (Vec<_>, Vec<_>) = cards.into_iter().partition(|at| holds(*at));
        let ids = |found: Vec<At>| found.into_iter().map(|at| index.id(at)).collect();
        Measure { name, covered: ids(covered), missing: ids(missing) }
    };
    let priorities = index.active_of(CardKind::Priority).collect();
    let outcomes = index.active_of(CardKind::Outcome).collect();
    vec![
        of(MeasureName::LineOfSight, index.running().collect(), &|at| {
            let skips = index.from(at, LinkKind::Contributes).next().is_some();
            index.reaches_priority(at) && !skips
        }),
        of(MeasureName::Coverage, priorities, &|at| index.is_supported(at)),
        of(MeasureName::Measured, outcomes, &|at| {
            ["baseline", "target", "unit", "due"].iter().all(|key| !index.card(at).lacks(key))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::story;
    use crate::model::{CardKind as K, LinkKind as L};

    #[test]
    fn each_share_names_the_cards_behind_it_and_nothing_is_added_up() {
        let story = story()
            .add(K::Priority, "Grow")
            .add(K::Priority, "Hold")
            .add(K::Outcome, "Sales")
            .set("baseline", 1)
            .set("target", 2)
            .set("unit", "deals")
            .set("due", "2027-01-01")
            .add(K::Outcome, "Returns")
            .set("find_by", "2026-12-01")
            .set("finder", "Ann")
            .add(K::Initiative, "Guide")
            .set("status", "live")
            .add(K::Initiative, "Course")
            .set("status", "live")
            .add(K::Initiative, "Idea")
            .link("Sales", L::Advances, "Grow")
            .link("Guide", L::Contributes, "Sales")
            .add(K::Performance, "Ask")
            .link("Course", L::Enables, "Ask")
            .link("Ask", L::Moves, "Sales");
        let found: Vec<_> = super::measures(&crate::analysis::Index::of(&story.map))
            .into_iter()
            .map(|m| (m.percent(), story.titles(&m.covered), story.titles(&m.missing)))
            .collect();
        let s = str::to_owned;
        assert_eq!(
            found,
            [
                (Some(50), vec![s("Course")], vec![s("Guide")]),
                (Some(50), vec![s("Grow")], vec![s("Hold")]),
                (Some(50), vec![s("Sales")], vec![s("Returns")]),
            ]
        );
    }

    #[test]
    fn where_there_is_nothing_to_count_there_is_no_percentage() {
        let map = story().add(K::Parking, "Later").map;
        let all = super::measures(&crate::analysis::Index::of(&map));
        assert!(all.iter().all(|measure| measure.percent().is_none()));
    }
}
