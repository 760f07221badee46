//! The kinds of card and the fields each one has. Source: the domain's data model, section 2.

use super::field::{FieldSpec, Shape};
use super::group::GROUP;
use super::{Lane, LinkKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardKind {
    Priority,
    Challenge,
    Outcome,
    Performance,
    Barrier,
    Initiative,
    Request,
    Insight,
    Case,
    Commitment,
    Parking,
    /// A person or group in the stakeholder register. Files list these apart, under `stakeholders`.
    Stakeholder,
}

/// Ratings and notes about a stakeholder that belong to L&D's private scope: never in a map, an export or a link.
pub const PRIVATE_KEYS: [&str; 5] =
    ["power", "interest", "engagement", "engagement_wanted", "private_notes"];

const COMMON: &[FieldSpec] = &[
    FieldSpec::new("side", Shape::Choice(&["business", "learning"])).needed(),
    FieldSpec::new("author", Shape::Line),
    FieldSpec::new("confirmed_by", Shape::List),
    FieldSpec::new("confirmed_on", Shape::Date),
    FieldSpec::new("needs_review", Shape::Flag),
    FieldSpec::new("confidence", Shape::Whole(0, 5)),
    FieldSpec::new("votes", Shape::Whole(0, 100_000)),
    // The record of `groups` that it belongs to.
    FieldSpec::new(GROUP, Shape::Line),
    // Found out by L&D, and for others to put right. What they say lies in the map's `corrections`.
    FieldSpec::new("draft", Shape::Flag),
    // The question of a deck that it answers.
    FieldSpec::new("prompt", Shape::Line),
];

const PRIORITY: &[FieldSpec] = &[
    FieldSpec::new("level", Shape::Choice(&["enterprise", "department"])).needed(),
    FieldSpec::new("rank", Shape::Whole(1, 999)),
    FieldSpec::new("ranks", Shape::Table(&Shape::Whole(1, 999))),
    FieldSpec::new("source", Shape::Line),
    FieldSpec::new("department", Shape::Line),
    FieldSpec::new("horizon", Shape::Line),
    FieldSpec::new("opportunity", Shape::Flag),
    FieldSpec::new("gap_accepted", Shape::Flag),
    STATUS,
];
const CHALLENGE: &[FieldSpec] = &[
    FieldSpec::new("their_words", Shape::Prose).needed(),
    FieldSpec::new("category", Shape::Line),
    FieldSpec::new("source", Shape::Line),
    FieldSpec::new("department", Shape::Line),
    FieldSpec::new("pressure", Shape::Flag),
    STATUS,
];
const OUTCOME: &[FieldSpec] = &[
    FieldSpec::new("direction", Shape::Choice(&["increase", "decrease", "improve"])).needed(),
    FieldSpec::new("metric", Shape::Line).needed(),
    FieldSpec::new("population", Shape::Line),
    FieldSpec::new("baseline", Shape::Number),
    FieldSpec::new("target", Shape::Number),
    FieldSpec::new("unit", Shape::Line),
    FieldSpec::new("due", Shape::Date),
    FieldSpec::new("find_by", Shape::Date),
    FieldSpec::new("finder", Shape::Line),
    FieldSpec::new("data_source", Shape::Line),
    FieldSpec::new("level", Shape::Whole(1, 5)),
    FieldSpec::new("indicator", Shape::Choice(&["leading", "lagging"])),
    FieldSpec::new("set_by", Shape::Line),
    FieldSpec::new("readings", Shape::Rows(&[("date", Shape::Date), ("value", Shape::Number)])),
    STATUS,
];
const PERFORMANCE: &[FieldSpec] = &[
    FieldSpec::new("role", Shape::Line).needed(),
    FieldSpec::new("action", Shape::Prose).needed(),
    FieldSpec::new(
        "cause",
        Shape::Choice(&["environment", "skill", "knowledge", "motivation", "unknown"]),
    )
    .needed(),
    FieldSpec::new("drives", Shape::Choice(&["individual", "team"])),
    STATUS,
];
const BARRIER: &[FieldSpec] = &[
    FieldSpec::new(
        "category",
        Shape::Choice(&[
            "time",
            "tools",
            "process",
            "skills",
            "traditions",
            "culture",
            "politics",
            "other",
        ]),
    )
    .needed(),
    FieldSpec::new("strength", Shape::Whole(1, 5)),
    STATUS,
];
const INITIATIVE: &[FieldSpec] = &[
    FieldSpec::new("type", Shape::Choice(&["training", "aid", "process", "tool", "communication"]))
        .needed(),
    FieldSpec::new(
        "status",
        Shape::Choice(&["proposed", "approved", "pilot", "live", "paused", "stopped"]),
    )
    .needed(),
    FieldSpec::new("drives_performance", Shape::Choice(&["yes", "no", "unsure"])).needed(),
    FieldSpec::new("how", Shape::Prose),
    FieldSpec::new("need", Shape::Prose),
    FieldSpec::new("preference", Shape::Prose),
    FieldSpec::new("start", Shape::Date),
    FieldSpec::new("end", Shape::Date),
    FieldSpec::new("live_since", Shape::Date),
    FieldSpec::new("reviewed_on", Shape::Date),
    FieldSpec::new("effort_days", Shape::Number),
    FieldSpec::new("benefit_to_them", Shape::Prose),
    // What was decided about it, and why: the latest last.
    FieldSpec::new(
        "history",
        Shape::Rows(&[
            ("date", Shape::Date),
            ("decision", Shape::Choice(&["keep", "pivot", "pilot", "stop"])),
            ("why", Shape::Prose),
        ]),
    ),
    // What this card and those on its way to a priority said when it was confirmed: a short text by card.
    FieldSpec::new("confirmed_as", Shape::Table(&Shape::Line)),
];
const REQUEST: &[FieldSpec] = &[
    FieldSpec::new("asked_for", Shape::Prose).needed(),
    FieldSpec::new("came_with", Shape::Choice(&["problem", "solution"])).needed(),
    FieldSpec::new("received", Shape::Date).needed(),
    FieldSpec::new("deadline", Shape::Date),
    FieldSpec::new("hold_until", Shape::Date),
    FieldSpec::new("goal", Shape::Prose),
    FieldSpec::new("success_criteria", Shape::Prose),
    FieldSpec::new("expected_impact", Shape::Prose),
    FieldSpec::new("alternatives", Shape::List),
    FieldSpec::new(
        "decision",
        Shape::Choice(&["accepted", "accepted_on_condition", "shaped", "declined"]),
    ),
    FieldSpec::new("condition", Shape::Line),
    FieldSpec::new("condition_due", Shape::Date),
    FieldSpec::new("four_s", Shape::Table(&Shape::Prose)),
    STATUS,
];
const INSIGHT: &[FieldSpec] = &[
    FieldSpec::new("source", Shape::Line).needed(),
    FieldSpec::new("level", Shape::Choice(&["frontline", "manager", "executive", "external"])),
    FieldSpec::new("department", Shape::Line),
    FieldSpec::new("date", Shape::Date),
    STATUS,
];
const CASE: &[FieldSpec] = &[
    FieldSpec::new("type", Shape::Choice(&["success", "missed"])).needed(),
    FieldSpec::new("instance", Shape::Prose).needed(),
    FieldSpec::new("impact", Shape::Prose).needed(),
    FieldSpec::new("alternative", Shape::Prose).needed(),
    FieldSpec::new("lesson", Shape::Prose),
    FieldSpec::new("shared", Shape::Rows(&[("who", Shape::Line), ("date", Shape::Date)])),
    STATUS,
];
const COMMITMENT: &[FieldSpec] = &[
    FieldSpec::new("who", Shape::Line).needed(),
    FieldSpec::new("what", Shape::Prose).needed(),
    FieldSpec::new("due", Shape::Date).needed(),
    FieldSpec::new("done", Shape::Flag),
    STATUS,
];
const PARKING: &[FieldSpec] = &[FieldSpec::new("owner", Shape::Line), STATUS];
const STAKEHOLDER: &[FieldSpec] = &[
    FieldSpec::new("role", Shape::Line).needed(),
    FieldSpec::new("unit", Shape::Line).needed(),
    FieldSpec::new("level", Shape::Choice(&["frontline", "manager", "senior", "executive"]))
        .needed(),
    FieldSpec::new("is_ld", Shape::Flag).needed(),
    FieldSpec::new(
        "roles",
        Shape::Choices(&["sponsor", "champion", "decider", "requester", "voice"]),
    ),
    FieldSpec::new("goals", Shape::Prose),
    FieldSpec::new("kpis", Shape::List),
    FieldSpec::new("challenges", Shape::Prose),
    FieldSpec::new("initiatives", Shape::Prose),
    FieldSpec::new("pressures", Shape::Prose),
    FieldSpec::new("cadence", Shape::Line),
    FieldSpec::new(
        "busy_windows",
        Shape::Rows(&[("from", Shape::Date), ("to", Shape::Date), ("what", Shape::Line)]),
    ),
    FieldSpec::new("their_words", Shape::Table(&Shape::Line)),
    FieldSpec::new("benefit_to_them", Shape::Prose),
    FieldSpec::new("expectation", Shape::Prose),
    FieldSpec::new("expectation_wanted", Shape::Prose),
    FieldSpec::new(
        "spectrum",
        Shape::Rows(&[("date", Shape::Date), ("what", Shape::Line), ("place", Shape::Whole(1, 5))]),
    ),
    FieldSpec::new("last_contact", Shape::Date),
    FieldSpec::new("next_checkin", Shape::Date),
];
const STATUS: FieldSpec = FieldSpec::new("status", Shape::Choice(&["open", "done", "stopped"]));

impl CardKind {
    pub const ALL: [Self; 12] = [
        Self::Priority,
        Self::Challenge,
        Self::Outcome,
        Self::Performance,
        Self::Barrier,
        Self::Initiative,
        Self::Request,
        Self::Insight,
        Self::Case,
        Self::Commitment,
        Self::Parking,
        Self::Stakeholder,
    ];

    /// The name in files and in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Challenge => "challenge",
            Self::Outcome => "outcome",
            Self::Performance => "performance",
            Self::Barrier => "barrier",
            Self::Initiative => "initiative",
            Self::Request => "request",
            Self::Insight => "insight",
            Self::Case => "case",
            Self::Commitment => "commitment",
            Self::Parking => "parking",
            Self::Stakeholder => "stakeholder",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Where a card of this kind lies unless somebody put it elsewhere.
    #[must_use]
    pub fn home(self) -> Lane {
        match self {
            Self::Priority => Lane::Priorities,
            Self::Challenge | Self::Insight | Self::Stakeholder => Lane::People,
            Self::Outcome => Lane::Outcomes,
            Self::Performance => Lane::Performance,
            Self::Barrier => Lane::Barriers,
            Self::Initiative => Lane::Support,
            Self::Commitment | Self::Case => Lane::Commitments,
            Self::Request => Lane::Requests,
            Self::Parking => Lane::Parking,
        }
    }

    /// The fields of this kind alone, the most asked-for first. Title and notes are not among them: they are texts.
    #[must_use]
    pub fn own_fields(self) -> &'static [FieldSpec] {
        match self {
            Self::Priority => PRIORITY,
            Self::Challenge => CHALLENGE,
            Self::Outcome => OUTCOME,
            Self::Performance => PERFORMANCE,
            Self::Barrier => BARRIER,
            Self::Initiative => INITIATIVE,
            Self::Request => REQUEST,
            Self::Insight => INSIGHT,
            Self::Case => CASE,
            Self::Commitment => COMMITMENT,
            Self::Parking => PARKING,
            Self::Stakeholder => STAKEHOLDER,
        }
    }

    /// All fields: its own, then those that every card has.
    pub fn fields(self) -> impl Iterator<Item = &'static FieldSpec> + Clone {
        self.own_fields().iter().chain(COMMON)
    }

    #[must_use]
    pub fn field(self, key: &str) -> Option<&'static FieldSpec> {
        self.fields().find(|spec| spec.key == key)
    }

    /// "So that…": what usually comes next after a card of this kind, and the link that says so.
    /// `None` for parked words, which lead nowhere until they are taken up.
    #[must_use]
    pub fn so_that(self) -> Option<(LinkKind, Self)> {
        Some(match self {
            Self::Priority => (LinkKind::LaddersUp, Self::Priority),
            Self::Outcome => (LinkKind::Advances, Self::Priority),
            Self::Performance => (LinkKind::Moves, Self::Outcome),
            Self::Initiative => (LinkKind::Enables, Self::Performance),
            Self::Barrier => (LinkKind::Blocks, Self::Performance),
            Self::Challenge => (LinkKind::Threatens, Self::Priority),
            Self::Request => (LinkKind::ReframedAs, Self::Outcome),
            Self::Commitment => (LinkKind::CommitsTo, Self::Initiative),
            Self::Insight | Self::Case => (LinkKind::EvidenceFor, Self::Initiative),
            Self::Stakeholder => (LinkKind::Raised, Self::Challenge),
            Self::Parking => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_and_no_kind_has_a_field_twice() {
        for kind in CardKind::ALL {
            assert_eq!(CardKind::parse(kind.name()), Some(kind));
            let mut keys: Vec<_> = kind.fields().map(|spec| spec.key).collect();
            keys.sort_unstable();
            let all = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), all, "{kind:?}");
            assert!(PRIVATE_KEYS.iter().all(|key| kind.field(key).is_none()), "{kind:?}");
        }
    }

    #[test]
    fn so_that_is_always_an_allowed_link() {
        for kind in CardKind::ALL {
            assert!(kind.so_that().is_none_or(|(link, next)| link.allows(kind, next)), "{kind:?}");
        }
    }
}
