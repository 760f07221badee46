//! Priorities against departments: where support reaches a department's part of a priority, where it has a part that
//! nothing supports, and where it has none.
//!
//! A department has a part in a priority that its people raised or sponsor, or through an outcome that they own, a
//! behaviour that is theirs, a challenge that they raised or support that they stand behind on the way to it.

use super::Look;
use crate::analysis::index::{At, Said};
use crate::model::{CardKind, Cell, LinkKind, Matrix, sort_and_dedup};

/// More rows and columns than these cannot be read at a glance.
const MOST_ROWS: usize = 12;
const MOST_COLUMNS: usize = 8;

/// `None` where there are no priorities or nobody has named a department.
pub(super) fn matrix(look: &Look<'_>) -> Option<Matrix> {
    let index = &look.index;
    let mut priorities = look.in_order(CardKind::Priority);
    priorities.truncate(MOST_ROWS);
    let business = index.active_of(CardKind::Stakeholder).filter(|who| !index.is_ld(*who));
    let people: Vec<_> =
        business.map(|who| (index.card(who).fields.text("unit").trim(), who)).collect();
    let mut units: Vec<_> =
        people.iter().map(|(unit, _)| *unit).filter(|unit| !unit.is_empty()).collect();
    sort_and_dedup(&mut units);
    units.truncate(MOST_COLUMNS);
    if priorities.is_empty() || units.is_empty() {
        return None;
    }
    let row = |priority: At| {
        let way = look.below(priority);
        let cell = |unit: &&str| {
            let of_unit = people.iter().filter(|(theirs, _)| theirs == unit);
            let parts = of_unit.flat_map(|(_, who)| parts(look, *who, &way));
            part_of(look, parts.collect())
        };
        (index.card(priority).name(), units.iter().map(cell).collect())
    };
    let words = look.words;
    Some(Matrix {
        name: words.get("report.matrix").to_owned(),
        corner: words.get("report.matrix.corner").to_owned(),
        columns: units.iter().map(|unit| (*unit).to_owned()).collect(),
        rows: priorities.into_iter().map(row).collect(),
        legend: ["report.matrix.held", "report.matrix.open", "report.matrix.none"]
            .map(|key| words.get(key).to_owned()),
    })
}

/// The cards on a way in which somebody has a part.
fn parts(look: &Look<'_>, who: At, way: &[At]) -> Vec<At> {
    let index = &look.index;
    let mut found = Vec::new();
    for (to, link) in index.links_from(who) {
        match link.kind {
            LinkKind::Raised => {
                // A challenge lies beside the way: what it threatens lies on it.
                let threatens = index.from(to, LinkKind::Threatens).map(|(at, _)| at);
                found.extend(std::iter::once(to).chain(threatens));
            }
            LinkKind::Sponsors | LinkKind::Champions | LinkKind::Owns | LinkKind::Performs => {
                found.push(to);
            }
            _ => {}
        }
    }
    found.retain(|at| way.contains(at));
    found
}

fn part_of(look: &Look<'_>, parts: Vec<At>) -> Cell {
    if parts.is_empty() {
        return Cell::None;
    }
    let mut support: Vec<At> =
        parts.into_iter().flat_map(|part| look.support(&look.below(part))).collect();
    sort_and_dedup(&mut support);
    if support.is_empty() { Cell::Open } else { Cell::Held(support.len()) }
}
