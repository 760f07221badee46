//! What happens in a room, and what a room asks of the world.

use super::{About, Keep, RelayLogin, RoomLink, Whereabouts};
use crate::model::CardId;
use crate::sync::{Sender, WireId, WireKind};
use crate::words::Message;

/// Why a relay does not let this browser in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginAsked {
    /// None was given.
    Missing,
    Wrong,
}

/// The wire to the tabs of this browser, and the one to the room's relay. All others lead to one browser each.
pub const TABS: WireId = 1;
pub const RELAY: WireId = 2;

/// What happens in a room, from this side.
#[derive(Debug, Clone, PartialEq)]
pub enum RoomStep {
    /// Opens a room for the map that is open. `place`: the relay to meet at, if any.
    Found {
        name: String,
        place: Option<String>,
    },
    /// Follows a link, wherever in the text it stands.
    Join {
        link: RoomLink,
        name: String,
    },
    /// This browser keeps no copy of that room's map: a new one begins.
    Enter {
        link: RoomLink,
        name: String,
    },
    /// The canvas leaves the page, and comes back to it.
    Rest,
    Return,
    /// Back into the room of the map that is open, from [`RoomEffect::Keep`].
    Rejoin {
        kept: RoomLink,
    },
    Leave,
    Wire {
        wire: WireId,
        kind: WireKind,
        state: WireState,
    },
    Frame {
        wire: WireId,
        bytes: Vec<u8>,
    },
    /// The time of [`RoomEffect::WakeIn`] has come.
    Wake,
    /// To the relay once more, after that connection has ended for good.
    Meet,
    /// The map has grown beyond what others take in.
    TooLarge,
    /// The relay wants to know who comes.
    LoginAsked(LoginAsked),
    /// What the person says to that; it is kept in this browser, or for this page only.
    Login {
        login: RelayLogin,
        keep: bool,
    },
    /// Of what two people changed while apart: which of the two stays.
    Settle {
        at: usize,
        keep: Keep,
    },
    /// Something was removed: what is listed about it goes, too.
    LookOver,
    /// Connect directly to another browser: a code for it, or what it answered; without one, a code is made.
    Pair {
        text: Option<String>,
    },
    /// What came of it: a code for the other browser, or nothing more to do.
    Paired(Result<Vec<u8>, Message>),
    Here(Whereabouts),
    Rename(String),
    /// What this person tells of themselves beside the name.
    About(About),
    /// The whole of what leads through the workshop, at most some 3,500 bytes. For those who lead.
    Lead(Vec<u8>),
    /// The link to the question that is asked to everybody; `None`: it is asked no more. For those who lead.
    Invite(Option<String>),
    /// The count of the vote that everybody was asked, which is over with it. For those who lead.
    Result(String),
    /// This person is busy answering.
    AtWork,
    /// To what somebody has on their screen: once, or along with them until one does something oneself.
    GoTo(Sender),
    Follow(Option<Sender>),
    /// Erases somebody from the map and from everybody's copy, after which its history is one by `author`. For those who
    /// lead.
    Erase {
        card: CardId,
        author: u64,
    },
    /// What is done here while nobody hears it is to be known as such after a reload.
    KeepOwn,
    /// And what everybody had when that began.
    KeepCommon,
    /// Hands something sealed to those who lead; of one slot the highest number counts.
    HandIn {
        slot: u64,
        number: u32,
        sealed: Vec<u8>,
    },
    /// What was handed in is kept where it will not be lost.
    Acknowledge {
        person: [u8; 32],
        slot: u64,
        number: u32,
    },
}

/// What a room asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum RoomEffect {
    /// Open the ways to others under this name, and the relay if one is named and allowed here. Each answers with
    /// [`RoomStep::Wire`].
    Connect {
        topic: String,
        place: Option<String>,
    },
    /// Go to the relay once more.
    Meet {
        topic: String,
        place: String,
    },
    /// Close them all.
    Disconnect,
    Send {
        wire: WireId,
        frame: Vec<u8>,
    },
    /// Who is at the other end floods it.
    Close {
        wire: WireId,
    },
    /// Look for a map that this browser keeps with the keys of this link: open it with [`RoomStep::Rejoin`], or answer with
    /// [`RoomStep::Enter`].
    Seek {
        link: RoomLink,
        name: String,
    },
    /// Try the relay again with this; keep it privately for the next time, or forget what was kept.
    Login {
        place: String,
        login: RelayLogin,
        keep: bool,
    },
    /// Make a code for another browser, or take one in, for [`RoomStep::Paired`].
    Pair {
        code: Option<Vec<u8>>,
    },
    /// Send [`RoomStep::Wake`] in so many milliseconds; it replaces what was asked before.
    WakeIn(u32),
    /// Keep this beside the map's slot, for [`RoomStep::Rejoin`]; `None`: forget it. It is secret.
    Keep {
        slot: String,
        kept: Option<RoomLink>,
    },
    /// The same where nothing is kept: in the page's memory.
    Hold(Option<RoomLink>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireState {
    Connecting,
    Open,
    Reconnecting,
    Closed,
}
