//! What two browsers have to know of each other before they can talk without a server: an offer one way, an answer
//! the other way, carried by people. As bytes, because people carry them; as SDP, because browsers speak that.
//! Knows no browser, and not how the bytes become letters.
//!
//! A code is: which of the two (1), for an offer the room's mark and for an answer the sum of its offer (4), ufrag and
//! password (each a byte of form and length, and so many bytes), the SHA-256 of the certificate (32), the candidates (a
//! byte of form, 4 or 16 bytes of address, the port in 2), and the first four bytes of the SHA-256 of all that.

mod end;
mod sdp;

use sha2::{Digest, Sha256};

use crate::words::Message;
use end::{End, take};

const OFFER: u8 = 1;
const ANSWER: u8 = 2;

type Sum = [u8; 4];

/// What the one who invites sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    room: Sum,
    end: End,
}

/// What comes back, good for that one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    offer: Sum,
    end: End,
}

/// Either, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    Offer(Offer),
    Answer(Answer),
}

/// Why a code is of no use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCode {
    /// Something on the way changed it.
    Damaged,
    /// A later version made it.
    Newer,
    /// It invites to another room.
    OtherRoom,
    /// It answers another offer.
    OtherOffer,
    /// That offer has its answer already.
    Answered,
}

impl BadCode {
    /// What to tell the person.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Damaged => "pairing.damaged",
            Self::Newer => "pairing.newer",
            Self::OtherRoom => "pairing.other_room",
            Self::OtherOffer => "pairing.other_offer",
            Self::Answered => "pairing.answered",
        })
    }
}

/// Why a browser's own description makes no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It names no address at which others could reach it.
    NoAddress,
    /// It lacks what every such description has; for the log, what.
    Strange(&'static str),
}

impl Code {
    /// `room` is the name under which this side knows the room.
    ///
    /// # Errors
    /// [`BadCode`]; whether an answer belongs to an offer is asked later, with [`Answer::is_to`].
    pub fn read(bytes: &[u8], room: &str) -> Result<Self, BadCode> {
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(BadCode::Damaged)?;
        if sum_of(body) != *sum {
            return Err(BadCode::Damaged);
        }
        let mut rest = body;
        let [which] = take(&mut rest).ok_or(BadCode::Damaged)?;
        if !matches!(which, OFFER | ANSWER) {
            return Err(BadCode::Newer);
        }
        let mark = take(&mut rest).ok_or(BadCode::Damaged)?;
        let end = End::read(rest).ok_or(BadCode::Damaged)?;
        match which {
            ANSWER => Ok(Self::Answer(Answer { offer: mark, end })),
            _ if mark != mark_of(room) => Err(BadCode::OtherRoom),
            _ => Ok(Self::Offer(Offer { room: mark, end })),
        }
    }
}

impl Offer {
    /// Of what the browser says of itself when it has gathered its addresses.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn of_sdp(sdp: &str, room: &str) -> Result<Self, Unfit> {
        Ok(Self { room: mark_of(room), end: sdp::read(sdp)? })
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        bytes(OFFER, self.room, &self.end)
    }

    /// For the browser of the one who is invited.
    ///
    /// The one who invites begins the encryption (`active` here, [`Answer::sdp`] says the same), because only then is
    /// somebody there to begin with. The other way round the guest's browser begins when it has made its answer, and
    /// gives up before people have carried that back: after three minutes it still worked, after four it did not.
    #[must_use]
    pub fn sdp(&self) -> String {
        sdp::write(&self.end, "active")
    }
}

impl Answer {
    /// # Errors
    /// [`Unfit`].
    pub fn of_sdp(sdp: &str, to: &Offer) -> Result<Self, Unfit> {
        Ok(Self { offer: number(to), end: sdp::read(sdp)? })
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        bytes(ANSWER, self.offer, &self.end)
    }

    #[must_use]
    pub fn is_to(&self, offer: &Offer) -> bool {
        self.offer == number(offer)
    }

    /// For the browser of the one who invited. See [`Offer::sdp`] for who begins.
    #[must_use]
    pub fn sdp(&self) -> String {
        sdp::write(&self.end, "passive")
    }
}

fn bytes(which: u8, mark: Sum, end: &End) -> Vec<u8> {
    let mut bytes = vec![which];
    bytes.extend(mark);
    end.write(&mut bytes);
    bytes.extend(sum_of(&bytes));
    bytes
}

/// An offer is known by its sum, so that it need not carry a number as well.
fn number(offer: &Offer) -> Sum {
    let bytes = offer.bytes();
    bytes.last_chunk().copied().unwrap_or_default()
}

/// What a code shows of the room: enough to tell two rooms apart, not enough to find one.
fn mark_of(room: &str) -> Sum {
    sum_of(format!("pairing in {room}").as_bytes())
}

fn sum_of(bytes: &[u8]) -> Sum {
    let sum = Sha256::digest(bytes);
    [sum[0], sum[1], sum[2], sum[3]]
}
