//! Links: what one card says about another, and which pairs of kinds may say it.

use super::kind::CardKind;
use super::{CardId, FieldSpec, Fields, LinkId, Shape, sort_by};

/// What a link says. Read it from the card it starts at: "enables", "blocks".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    LaddersUp,
    Advances,
    Moves,
    Enables,
    Contributes,
    Threatens,
    Blocks,
    Removes,
    ReframedAs,
    Replaces,
    EvidenceFor,
    Raised,
    Sponsors,
    Champions,
    Owns,
    Performs,
    Influences,
    CommitsTo,
    ConflictsWith,
}

impl LinkKind {
    /// In the order in which they are offered: the first that fits a pair is the obvious one.
    pub const ALL: [Self; 19] = [
        Self::LaddersUp,
        Self::Advances,
        Self::Moves,
        Self::Enables,
        Self::Contributes,
        Self::Threatens,
        Self::Blocks,
        Self::Removes,
        Self::ReframedAs,
        Self::Replaces,
        Self::Raised,
        Self::Owns,
        Self::Sponsors,
        Self::Champions,
        Self::Performs,
        Self::Influences,
        Self::CommitsTo,
        Self::ConflictsWith,
        Self::EvidenceFor,
    ];

    /// What every link may carry besides its two ends (theory of change).
    pub const FIELDS: &'static [FieldSpec] = &[
        FieldSpec::new("assumption", Shape::Prose),
        FieldSpec::new("strength", Shape::Whole(1, 5)),
        FieldSpec::new("agreed_by", Shape::List),
    ];

    /// The name in files and in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LaddersUp => "ladders_up",
            Self::Advances => "advances",
            Self::Moves => "moves",
            Self::Enables => "enables",
            Self::Contributes => "contributes",
            Self::Threatens => "threatens",
            Self::Blocks => "blocks",
            Self::Removes => "removes",
            Self::ReframedAs => "reframed_as",
            Self::Replaces => "replaces",
            Self::EvidenceFor => "evidence_for",
            Self::Raised => "raised",
            Self::Sponsors => "sponsors",
            Self::Champions => "champions",
            Self::Owns => "owns",
            Self::Performs => "performs",
            Self::Influences => "influences",
            Self::CommitsTo => "commits_to",
            Self::ConflictsWith => "conflicts_with",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Both ends say the same thing about each other.
    #[must_use]
    pub fn is_undirected(self) -> bool {
        self == Self::ConflictsWith
    }

    /// May a card of kind `from` say this about a card of kind `to`?
    #[must_use]
    pub fn allows(self, from: CardKind, to: CardKind) -> bool {
        use CardKind as K;
        match self {
            Self::LaddersUp | Self::ConflictsWith => from == K::Priority && to == K::Priority,
            Self::Advances => from == K::Outcome && to == K::Priority,
            Self::Moves => from == K::Performance && to == K::Outcome,
            Self::Enables => from == K::Initiative && to == K::Performance,
            Self::Contributes => from == K::Initiative && matches!(to, K::Outcome | K::Priority),
            Self::Threatens => from == K::Challenge && matches!(to, K::Priority | K::Outcome),
            Self::Blocks => {
                from == K::Barrier && matches!(to, K::Performance | K::Outcome | K::Initiative)
            }
            Self::Removes => matches!(from, K::Initiative | K::Commitment) && to == K::Barrier,
            Self::ReframedAs => {
                from == K::Request && matches!(to, K::Outcome | K::Performance | K::Initiative)
            }
            Self::Replaces => from == K::Initiative && to == K::Initiative,
            Self::EvidenceFor => matches!(from, K::Insight | K::Case),
            Self::Raised => {
                from == K::Stakeholder
                    && matches!(to, K::Challenge | K::Request | K::Insight | K::Priority)
            }
            Self::Sponsors => from == K::Stakeholder && matches!(to, K::Priority | K::Initiative),
            Self::Champions => from == K::Stakeholder && to == K::Initiative,
            Self::Owns => {
                from == K::Stakeholder && matches!(to, K::Outcome | K::Initiative | K::Commitment)
            }
            Self::Performs => from == K::Stakeholder && to == K::Performance,
            Self::Influences => from == K::Stakeholder && to == K::Stakeholder,
            Self::CommitsTo => {
                from == K::Commitment && matches!(to, K::Initiative | K::Performance | K::Outcome)
            }
        }
    }
}

/// One way to link two cards that somebody picked in some order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    pub kind: LinkKind,
    /// The link runs from the second card to the first.
    pub turned: bool,
}

/// Every way to link a card of kind `first` with one of kind `second`, the obvious one first.
/// People need not know which way a link runs, so both directions are tried; the one they drew wins.
#[must_use]
pub fn joints(first: CardKind, second: CardKind) -> Vec<Joint> {
    let fitting = |from, to, turned| {
        let kinds = LinkKind::ALL.into_iter();
        kinds.filter(move |kind| kind.allows(from, to)).map(move |kind| Joint { kind, turned })
    };
    let mut all: Vec<_> = fitting(first, second, false).collect();
    if first != second {
        all.extend(fitting(second, first, true));
    }
    // Evidence fits everything, so it is the obvious choice only where nothing else is.
    let evidence = |joint: &Joint| joint.kind == LinkKind::EvidenceFor;
    sort_by(&mut all, |a, b| evidence(a).cmp(&evidence(b)));
    all
}

/// A link. Its two ends differ, and its kind fits their kinds wherever it is part of a [`super::Map`].
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub id: LinkId,
    pub kind: LinkKind,
    pub from: CardId,
    pub to: CardId,
    pub fields: Fields,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in LinkKind::ALL {
            assert_eq!(LinkKind::parse(kind.name()), Some(kind));
        }
    }

    #[test]
    fn the_obvious_link_follows_from_the_two_kinds_whichever_way_it_was_drawn() {
        use CardKind as K;
        let obvious = |a, b| joints(a, b).first().map(|j| (j.kind, j.turned));
        assert_eq!(obvious(K::Initiative, K::Performance), Some((LinkKind::Enables, false)));
        assert_eq!(obvious(K::Priority, K::Outcome), Some((LinkKind::Advances, true)));
        assert_eq!(obvious(K::Insight, K::Case), Some((LinkKind::EvidenceFor, false)));
        assert_eq!(obvious(K::Stakeholder, K::Insight), Some((LinkKind::Raised, false)));
        assert_eq!(obvious(K::Challenge, K::Barrier), None);
        assert!(joints(K::Stakeholder, K::Initiative).len() > 2, "others are offered too");
    }
}
