//! Where a card can lie: seven lanes from the payoff on the left to the proof on the right, and three trays.

use super::CardKind;

/// A lane or a tray. People build rightward; links run leftward ("so that").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    Priorities,
    People,
    Outcomes,
    Performance,
    Barriers,
    Support,
    Commitments,
    Requests,
    Parking,
    Stopped,
}

impl Lane {
    /// All of them: lanes left to right, then trays left to right.
    pub const ALL: [Self; 10] = [
        Self::Priorities,
        Self::People,
        Self::Outcomes,
        Self::Performance,
        Self::Barriers,
        Self::Support,
        Self::Commitments,
        Self::Requests,
        Self::Parking,
        Self::Stopped,
    ];
    /// The seven lanes, left to right.
    pub const LANES: &'static [Self] = Self::ALL.split_at(7).0;
    /// The three trays, left to right.
    pub const TRAYS: &'static [Self] = Self::ALL.split_at(7).1;

    #[must_use]
    pub fn is_tray(self) -> bool {
        Self::TRAYS.contains(&self)
    }

    /// Its place in [`Self::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name in files and in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Priorities => "priorities",
            Self::People => "people",
            Self::Outcomes => "outcomes",
            Self::Performance => "performance",
            Self::Barriers => "barriers",
            Self::Support => "support",
            Self::Commitments => "commitments",
            Self::Requests => "requests",
            Self::Parking => "parking",
            Self::Stopped => "stopped",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.name() == name)
    }

    /// The kinds at home here; the first is what a new card becomes.
    #[must_use]
    pub fn kinds(self) -> &'static [CardKind] {
        use CardKind as K;
        match self {
            Self::Priorities => &[K::Priority],
            Self::People => &[K::Challenge, K::Stakeholder, K::Insight],
            Self::Outcomes => &[K::Outcome],
            Self::Performance => &[K::Performance],
            Self::Barriers => &[K::Barrier],
            Self::Support => &[K::Initiative],
            Self::Commitments => &[K::Commitment, K::Case],
            Self::Requests => &[K::Request],
            Self::Parking => &[K::Parking],
            Self::Stopped => &[K::Initiative],
        }
    }

    /// What a card of this kind becomes when it is put here: itself where it is at home or set aside
    /// in a tray, otherwise what a new card here would be. A request keeps its tray's kind only there.
    #[must_use]
    pub fn kind_for(self, kind: CardKind) -> CardKind {
        let set_aside = matches!(self, Self::Parking | Self::Stopped);
        if set_aside || self.kinds().contains(&kind) { kind } else { self.kinds()[0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lane_names_read_back_and_every_kind_has_a_home_that_lists_it() {
        for (i, lane) in Lane::ALL.into_iter().enumerate() {
            assert_eq!(Lane::parse(lane.name()), Some(lane));
            assert_eq!(lane.index(), i);
        }
        for kind in CardKind::ALL {
            assert!(kind.home().kinds().contains(&kind), "{kind:?}");
        }
    }

    #[test]
    fn a_card_dropped_in_another_lane_becomes_what_that_lane_holds_and_trays_keep_it_as_it_is() {
        assert_eq!(Lane::Support.kind_for(CardKind::Barrier), CardKind::Initiative);
        assert_eq!(Lane::People.kind_for(CardKind::Insight), CardKind::Insight);
        assert_eq!(Lane::Parking.kind_for(CardKind::Outcome), CardKind::Outcome);
        assert_eq!(Lane::Stopped.kind_for(CardKind::Initiative), CardKind::Initiative);
    }
}
