//! The ways out of this page: to the other tabs of this browser, to one other browser at a time, and through a relay.
//! They carry opaque frames; the protocol above seals them, checks them and makes up for those that get lost.

#[cfg(feature = "webrtc")]
mod direct;
mod echo;
mod open;
mod relay;
mod tabs;
#[cfg(test)]
mod tests;

#[cfg(feature = "webrtc")]
pub use direct::Direct;
pub use echo::{Echo, echo};
pub use relay::Relay;
pub use tabs::Tabs;

pub use crate::sync::mqtt::Login;
#[cfg(feature = "webrtc")]
pub use crate::sync::pairing::{BadCode, Code};
pub use crate::sync::transport::{Event, Kind, State, Transport, Why};

use crate::sync::mqtt::Relays;

/// The relays that an element's attribute `relay` allows on this page, addresses with spaces between them.
/// Nothing else is ever connected to: [`Relay::open`] takes only an address from here.
#[must_use]
pub fn allowed_relays(attribute: &str) -> Relays {
    let location = web_sys::window().map(|window| window.location());
    let is_secure = location.and_then(|it| it.protocol().ok()).is_some_and(|it| it == "https:");
    let relays = Relays::read(attribute, is_secure);
    for (address, why) in relays.refused() {
        super::complain("relay", &format!("{address:?}: {why}"));
    }
    relays
}
