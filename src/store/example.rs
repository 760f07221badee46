//! The worked examples and the starter.

/// One that the start screen offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    Shadowing,
    Retailer,
    Stores,
    First,
}

impl Example {
    pub const ALL: [Self; 4] = [Self::Shadowing, Self::Retailer, Self::Stores, Self::First];

    /// Its word in `messages/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Shadowing => "example.shadowing",
            Self::Retailer => "example.retailer",
            Self::Stores => "example.stores",
            Self::First => "example.first",
        }
    }

    /// The map as a file has it. Large: only what comes late may ask for it.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Shadowing => include_str!("../../examples/structured-shadowing.json"),
            Self::Retailer => include_str!("../../examples/retailer-safety-videos.json"),
            Self::Stores => include_str!("../../examples/sixty-stores.json"),
            Self::First => include_str!("../../examples/first-conversation.json"),
        }
    }
}
