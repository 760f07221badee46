//! The one shape of every way out of this page: opaque frames in and out, and how the connection stands.
//! Knows neither what is in a frame nor what carries it.

use crate::words::Message;

/// What carries the frames, for the words on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Between the tabs and windows of this browser.
    Tabs,
    /// From browser to browser.
    Direct,
    /// Through a relay that somebody runs.
    Relay,
}

/// How the connection stands. Every transport begins as `Connecting` without saying so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Connecting,
    /// Frames go out and come in. What was sent around a break may be lost: synchronise anew each time this comes.
    Connected,
    /// The connection broke, and is tried again after so many milliseconds.
    Reconnecting {
        in_ms: u32,
    },
    /// It will not come back by itself.
    Closed(Why),
}

/// Why a connection ended for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// This side closed it.
    Asked,
    /// The browser lacks what it takes.
    Unsupported,
    /// User name, password or token are wrong.
    Login,
    /// None were given, and some are wanted.
    NoLogin,
    /// The relay lets this person in but not into rooms of ours.
    Room,
    /// The relay speaks an older protocol.
    Old,
    /// The relay passes on only messages smaller than our frames.
    Small,
    /// The relay gave another reason: its code, and its words if it had any, which are a stranger's.
    Refused { code: u8, words: String },
    /// What came was not what the protocol allows; for the log, what it was.
    Garbled(&'static str),
    /// The policy of the page forbids the connection.
    Policy,
    /// The browser would not even try the address, as it does with `ws:` on an `https:` page.
    Address,
    /// The browser names no address of its own at which others could reach it.
    NoAddress,
    /// The two never reached each other.
    Unreachable,
    /// The other side closed it.
    Left,
    /// The other side fell silent, and did not come back in time.
    Lost,
}

impl Why {
    /// What to tell the person.
    #[must_use]
    pub fn message(&self) -> Message {
        let key = match self {
            Self::Asked => "connection.asked",
            Self::Unsupported => "connection.unsupported",
            Self::Login => "connection.login",
            Self::NoLogin => "connection.no_login",
            Self::Room => "connection.room",
            Self::Old => "connection.old",
            Self::Small => "connection.small",
            Self::Refused { code, words } => {
                let reason = if words.is_empty() { format!("MQTT {code}") } else { words.clone() };
                return Message::new("connection.refused").with("reason", reason);
            }
            Self::Garbled(_) => "connection.garbled",
            Self::Policy => "connection.policy",
            Self::Address => "connection.address",
            Self::NoAddress => "connection.no_address",
            Self::Unreachable => "connection.unreachable",
            Self::Left => "connection.left",
            Self::Lost => "connection.lost",
        };
        Message::new(key)
    }
}

/// What a transport tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Frame(Vec<u8>),
    State(State),
    /// So many frames of ours were given up, the oldest first, because nothing could take them.
    Dropped(usize),
}

/// A way out of this page. Its events go to the function it was opened with, never before the opening has
/// returned; dropping it closes it, and then nothing is told any more.
pub trait Transport {
    fn kind(&self) -> Kind;

    /// The largest frame it takes, in bytes.
    fn mtu(&self) -> usize;

    /// Sends a frame to all others, or keeps it for later while there is no connection. It may get lost all the same.
    /// A frame above [`Self::mtu`] is dropped. Nothing is told while it runs.
    fn send(&self, frame: &[u8]);
}
