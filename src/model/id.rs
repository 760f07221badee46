//! Typed ids, parsed at the edge: `[A-Za-z0-9_-]{1,64}`, 128 random bits when we make one.

use std::fmt;
use std::rc::Rc;

/// The text is no id: empty, longer than 64 characters, or with a character outside `[A-Za-z0-9_-]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 of the characters A-Z a-z 0-9 _ -")]
pub struct BadId;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn well_formed(raw: &str) -> bool {
    (1..=64).contains(&raw.len())
        && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// 128 bits as 22 characters of URL-safe base64 without padding.
fn spell(bits: u128) -> String {
    (0..22).map(|i| char::from(ALPHABET[(bits >> (6 * i) & 63) as usize])).collect()
}

fn random_bits() -> u128 {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("every browser and system we run on has a random source");
    u128::from_le_bytes(bytes)
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Rc<str>);

        impl $name {
            /// Reads an id written by somebody else.
            ///
            /// # Errors
            /// [`BadId`] when the text is not `[A-Za-z0-9_-]{1,64}`.
            pub fn parse(raw: &str) -> Result<Self, BadId> {
                if well_formed(raw) { Ok(Self(raw.into())) } else { Err(BadId) }
            }

            /// A new id of 128 random bits.
            #[must_use]
            pub fn random() -> Self {
                Self::from_bits(random_bits())
            }

            /// The id that stands for these 128 bits (for instance of a hash).
            #[must_use]
            pub fn from_bits(bits: u128) -> Self {
                Self(spell(bits).into())
            }

            /// Written as we write ids of 128 bits: nobody thinks one up, so whoever has the same one got it from us.
            #[must_use]
            pub fn is_random(&self) -> bool {
                self.0.len() == 22 && self.0.ends_with(['A', 'B', 'C', 'D'])
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// A card or a stakeholder: both share one space of ids.
    CardId
);
id_type!(
    /// A link between two cards.
    LinkId
);
id_type!(
    /// A map: its lineage, the same in every copy.
    MapId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_parsed_at_the_edge() {
        assert!(CardId::parse("sales_2026-a").is_ok());
        for bad in ["", "a b", "é", "<b>", "a/b", &"x".repeat(65)] {
            assert_eq!(CardId::parse(bad), Err(BadId), "{bad}");
        }
    }

    #[test]
    fn a_random_id_can_be_parsed_again_and_is_not_repeated() {
        let (a, b) = (CardId::random(), CardId::random());
        assert_ne!(a, b);
        assert_eq!(CardId::parse(a.as_str()), Ok(a.clone()));
        assert_eq!(a.as_str().len(), 22);
        assert!((0..50).all(|_| CardId::random().is_random()));
        assert!(
            ["sales", "grow-in-the-north-2026"]
                .iter()
                .all(|id| { CardId::parse(id).is_ok_and(|id| !id.is_random()) })
        );
    }
}
