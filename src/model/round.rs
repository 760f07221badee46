//! Who is asked what: the names of a round of writing and of those who write in it, and what they write.

use std::fmt;

use super::CardKind;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// 64 random bits.
            ///
            /// # Panics
            /// Where there is no source of randomness; every browser and system we run on has one.
            #[must_use]
            pub fn random() -> Self {
                let mut bytes = [0; 8];
                getrandom::fill(&mut bytes).expect("every browser and system we run on has a random source");
                Self::from_bytes(bytes)
            }

            #[must_use]
            pub fn from_bytes(bytes: [u8; 8]) -> Self {
                Self(u64::from_le_bytes(bytes))
            }

            #[must_use]
            pub fn bytes(self) -> [u8; 8] {
                self.0.to_le_bytes()
            }

            /// Reads what `to_string` wrote.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
                u64::from_str_radix(text, 16).ok().filter(|_| digits).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }
    };
}

number_id!(
    /// One question to a room.
    RoundId
);
number_id!(
    /// Somebody who answers it; in another round the same person is another one.
    WriterId
);

/// What people are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Cards of this kind.
    Cards(CardKind),
    /// Some of these: so many dots each, at most one on a thing.
    Pick { options: Vec<String>, dots: u8 },
    /// A number from 0 to 5.
    Scale,
    /// What they say to each of these drafts, and in which words.
    Drafts(Vec<String>),
}

impl Task {
    /// The most things to pick from: more nobody weighs against each other.
    pub const MOST_OPTIONS: usize = 20;
    /// The highest number of the scale (fist of five).
    pub const HIGHEST: u8 = 5;

    /// How many different answers there are; none where people write.
    #[must_use]
    pub fn choices(&self) -> usize {
        match self {
            Self::Cards(_) | Self::Drafts(_) => 0,
            Self::Pick { options, .. } => options.len(),
            Self::Scale => usize::from(Self::HIGHEST) + 1,
        }
    }

    /// Answers are counted, and belong to nobody.
    #[must_use]
    pub fn is_vote(&self) -> bool {
        matches!(self, Self::Pick { .. } | Self::Scale)
    }

    /// The number under which the words about a draft are handed in.
    #[must_use]
    pub fn words_about(draft: u32) -> u32 {
        const WORDS: u32 = 1_000;
        WORDS + draft
    }

    /// A third of the options, rounded up: the usual number of dots (dot voting).
    #[must_use]
    pub fn usual_dots(options: usize) -> u8 {
        u8::try_from(options.div_ceil(3)).unwrap_or(u8::MAX).max(1)
    }
}

/// A card that somebody wrote in a round, under a number that is the writer's own; or a vote, `1` under the number of
/// an option, or under 0 the number given; or what is said to a draft, under its number, and the words about it. Empty: taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub number: u32,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_read_back() {
        let round = RoundId::from_bytes([0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(RoundId::parse(&round.to_string()), Some(round));
        assert_eq!(RoundId::from_bytes(round.bytes()), round);
        assert_eq!(WriterId::parse("7"), None);
        assert_eq!(WriterId::parse("+00000000000000f"), None);
    }
}
