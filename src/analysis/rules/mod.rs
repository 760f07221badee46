//! The rules, one file each: what it asks and where that comes from, the function, its tests.
//! A rule looks at cards, or at the whole map, and says what it finds; it changes nothing and knows no other rule.

mod activity_not_result;
mod bad_timing;
mod cause_unknown;
mod contradicting_numbers;
mod design_drift;
mod jargon;
mod leaders_disagree;
mod missing_voice;
mod no_line_of_sight;
mod no_owner;
mod no_sponsor;
mod one_level_listening;
mod one_sided;
mod order_taker;
mod proof_overdue;
mod quiet_relationship;
mod rushed_request;
mod single_dependency;
mod skipped_step;
mod stale_checkin;
mod stop_doing;
#[cfg(test)]
mod tests;
mod too_many_priorities;
mod unattended_barrier;
mod uncovered_priority;
mod unmeasured_outcome;
mod wrong_remedy;

use std::fmt;

use super::facts::{Fact, Facts};
use super::index::leads;
use super::{At, Finding, Glossary, Index, Private, Settings, Severity};
use crate::model::{CardKind, Date, LinkKind};

pub(super) use bad_timing::{busy_days, people_of, span};
pub use design_drift::confirmation;
pub(super) use jargon::TheirWords;
pub use jargon::{Learned, Tip, learned, word_tip};
pub(super) use missing_voice::voices;
pub(super) use no_sponsor::is_leader;
pub(super) use too_many_priorities::units;

/// What a rule may look at.
pub struct Look<'a> {
    pub index: &'a Index<'a>,
    pub settings: &'a Settings,
    pub private: &'a Private,
    pub glossary: &'a Glossary,
    pub facts: &'a Facts,
    pub today: Date,
}

/// How far from its card a question about it looks: where something changes, whoever looks there is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// At the card itself.
    Own,
    /// At what one link joins to it, too.
    Near,
    /// At the people and the promises behind what it is to move.
    Behind,
    /// At the ways from here to priorities.
    Upstream,
    /// At the ways that lead here from support.
    Downstream,
}

impl Reach {
    /// A card looks along links of this kind that begin at it.
    #[must_use]
    pub fn looks_along(self, kind: LinkKind) -> bool {
        match self {
            Self::Upstream => leads(kind),
            Self::Behind => {
                matches!(kind, LinkKind::Enables | LinkKind::Contributes | LinkKind::Moves)
            }
            Self::Own | Self::Near | Self::Downstream => false,
        }
    }

    /// And along those that end at it.
    #[must_use]
    pub fn looks_back_along(self, kind: LinkKind) -> bool {
        use LinkKind as L;
        match self {
            Self::Downstream => leads(kind),
            Self::Behind => {
                matches!(kind, L::Sponsors | L::Champions | L::Owns | L::Performs | L::CommitsTo)
            }
            Self::Own | Self::Near | Self::Upstream => false,
        }
    }
}

/// How a rule goes about a map.
pub enum Looks {
    /// One active card of a kind after the other.
    At {
        /// All kinds where it is none.
        kind: Option<CardKind>,
        reach: Reach,
        /// What else it rests on.
        facts: &'static [Fact],
        ask: fn(&Look<'_>, At) -> Option<Finding>,
    },
    /// The whole map at once, after every change: for what is few.
    Around(fn(&Look<'_>, &mut Vec<Finding>)),
}

/// One question that a map can raise.
pub struct Rule {
    /// Its name in answers and settings; its words are `rule.<name>`, `rule.<name>.ask` and so on.
    pub name: &'static str,
    /// How weighty its findings are, unless one says otherwise.
    pub severity: Severity,
    /// For the facilitator alone: it speaks about people, or about how L&D works.
    pub facilitator: bool,
    /// The fields that it reads on the cards it is about. An answer holds until one of them changes.
    pub reads: &'static [&'static str],
    pub looks: Looks,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All rules, numbered as in the domain's section 3.
pub static RULES: [&Rule; 26] = [
    &no_line_of_sight::RULE,
    &uncovered_priority::RULE,
    &skipped_step::RULE,
    &unmeasured_outcome::RULE,
    &no_owner::RULE,
    &contradicting_numbers::RULE,
    &activity_not_result::RULE,
    &single_dependency::RULE,
    &no_sponsor::RULE,
    &missing_voice::RULE,
    &stale_checkin::RULE,
    &jargon::RULE,
    &order_taker::RULE,
    &quiet_relationship::RULE,
    &too_many_priorities::RULE,
    &rushed_request::RULE,
    &wrong_remedy::RULE,
    &cause_unknown::RULE,
    &stop_doing::RULE,
    &leaders_disagree::RULE,
    &proof_overdue::RULE,
    &one_sided::RULE,
    &bad_timing::RULE,
    &unattended_barrier::RULE,
    &design_drift::RULE,
    &one_level_listening::RULE,
];
