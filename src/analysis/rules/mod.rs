//! The rules, one file each: what it asks and where that comes from, the function, its tests.
//! A rule looks at the whole map and says what it finds; it changes nothing and knows no other rule.

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

use super::{Finding, Glossary, Index, Private, Settings, Severity};
use crate::model::Date;

pub(super) use bad_timing::{busy_days, people_of, span};
pub use design_drift::confirmation;
pub use jargon::{Learned, Tip, learned, word_tip};
pub(super) use too_many_priorities::units;

/// What a rule may look at.
pub struct Look<'a> {
    pub index: &'a Index<'a>,
    pub settings: &'a Settings,
    pub private: &'a Private,
    pub glossary: &'a Glossary,
    pub today: Date,
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
    pub check: fn(&Look<'_>, &mut Vec<Finding>),
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
