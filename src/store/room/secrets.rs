//! Texts of a room that do not show themselves in logs.

/// A text that lets its holder into a room. It does not show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomLink(pub String);

impl std::fmt::Debug for RoomLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoomLink(..)")
    }
}

/// User name and password of a relay, or its token as the password. They do not show themselves in logs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RelayLogin {
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for RelayLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RelayLogin(..)")
    }
}

impl RoomLink {
    /// As it is kept: is this the room that a link leads into?
    #[must_use]
    pub fn keeps(&self, link: &Self) -> bool {
        let kept = self.0.split(' ').nth(1);
        kept.is_some_and(|kept| !kept.is_empty() && link.0.contains(kept))
    }
}
