//! Texts of a room that do not show themselves in logs.

use crate::crypto::JoinLink;

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

impl RelayLogin {
    /// Where this browser keeps privately what the relay at this place asks for.
    #[must_use]
    pub fn key(place: &str) -> String {
        format!("relay.{place}")
    }

    #[must_use]
    pub fn to_kept(&self) -> String {
        format!("{}\n{}", self.user, self.password)
    }

    #[must_use]
    pub fn from_kept(kept: &str) -> Option<Self> {
        let (user, password) = kept.split_once('\n')?;
        Some(Self { user: user.to_owned(), password: password.to_owned() })
    }
}

impl std::fmt::Debug for RelayLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RelayLogin(..)")
    }
}

impl RoomLink {
    /// As it is kept, and gone into once more by a link and under a name: what is kept from then on. It lets its holder do
    /// whatever either of the two does. `None` where the link leads into another room.
    #[must_use]
    pub fn joined(&self, link: &Self, name: &str) -> Option<Self> {
        let mut words = self.0.splitn(5, ' ');
        let (person, kept) = (words.next()?, words.next()?);
        let (people, hidden) = (words.next()?, words.next()?);
        let (kept, link) = (JoinLink::from_text(kept).ok()?, JoinLink::from_text(&link.0).ok()?);
        // A link can be made by somebody who knows less than it says: it changes nobody's mind about who leads.
        let room = |link: &JoinLink| (link.keys.topic(), link.keys.edits(), link.keys.leads());
        if room(&kept) != room(&link) {
            return None;
        }
        let may = |link: &JoinLink| link.keys.capability();
        let keys = if may(&link) > may(&kept) { link.keys } else { kept.keys };
        let link = JoinLink { keys, ..kept };
        let fragment = link.to_fragment(may(&link))?;
        Some(Self(format!("{person} {fragment} {people} {hidden} {name}")))
    }
}
