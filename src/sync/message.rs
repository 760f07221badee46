//! What people in a room say to each other: kinds, who signs them, how long they may be, and their bytes.

use super::bytes::{Reader, Writer};
use super::frame::{CHUNK, Sender};
use crate::crypto::{Capability, PublicKey, SIGNATURE, Signature};

/// A fingerprint of a copy of the map.
pub type Fingerprint = [u8; 16];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Hello = 1,
    Bye,
    Heartbeat,
    Query,
    Diff,
    Update,
    Missing,
    Who,
    Presence,
    Participant,
    HandIn,
    Receipt,
    Control,
    Replay,
}

/// Whose signature a kind of message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    Nobody,
    /// The sender's own key.
    Own,
    Editors,
    Leaders,
}

const KB: usize = 1024;
/// A longer difference goes in several messages.
pub(super) const PIECE: usize = 2 * KB * KB - 80 * KB;
pub(super) const MAX_STATE_VECTOR: usize = 64 * KB;
pub(super) const MAX_UPDATE: usize = 64 * KB - 100;
/// In bytes; a name is also shown with at most so many letters as fit.
pub const MAX_NAME: usize = 120;
pub const MAX_PERSON: usize = 256;
pub const MAX_PRESENCE: usize = 64;
pub const MAX_CONTROL: usize = 4 * KB - 100;
pub const MAX_HAND_IN: usize = 16 * KB - 100;

impl Kind {
    const ALL: [Self; 14] = [
        Self::Hello,
        Self::Bye,
        Self::Heartbeat,
        Self::Query,
        Self::Diff,
        Self::Update,
        Self::Missing,
        Self::Who,
        Self::Presence,
        Self::Participant,
        Self::HandIn,
        Self::Receipt,
        Self::Control,
        Self::Replay,
    ];

    pub fn of(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte).checked_sub(1)?).copied()
    }

    pub fn signer(self) -> Signer {
        match self {
            Self::Query | Self::Missing | Self::Who | Self::Presence | Self::Replay => {
                Signer::Nobody
            }
            Self::Hello | Self::Bye | Self::Heartbeat | Self::Participant | Self::HandIn => {
                Signer::Own
            }
            Self::Diff | Self::Update => Signer::Editors,
            Self::Receipt | Self::Control => Signer::Leaders,
        }
    }

    /// The longest whole message, signature included.
    pub fn limit(self) -> usize {
        match self {
            Self::Hello | Self::Missing => 2 * KB,
            Self::Bye | Self::Heartbeat | Self::Receipt | Self::Who => 256,
            Self::Participant => MAX_PERSON + 2 + SIGNATURE,
            Self::Presence => MAX_PRESENCE,
            Self::Query => MAX_STATE_VECTOR + 16,
            Self::Update => 64 * KB,
            Self::HandIn => 16 * KB,
            Self::Control => 4 * KB,
            Self::Diff => 2 * KB * KB,
            Self::Replay => 2 * KB * KB + 17,
        }
    }

    pub fn most_parts(self) -> u16 {
        u16::try_from(self.limit().div_ceil(CHUNK)).unwrap_or(u16::MAX)
    }

    /// Differences come in bulk; their frames are counted apart.
    pub fn is_bulk(self) -> bool {
        matches!(self, Self::Diff | Self::Replay)
    }
}

/// Where a message comes from, as its signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub epoch: u32,
    pub sender: Sender,
    pub message: u32,
}

impl Source {
    /// What is signed: nobody can move a signature to another room, sender, message or kind.
    pub fn signed(self, topic: &[u8; 16], kind: Kind, body: &[u8]) -> Vec<u8> {
        let writer = Writer(Vec::with_capacity(64 + body.len()));
        let writer = writer.bytes(b"alignment-canvas message 1").bytes(topic).u32(self.epoch);
        writer.bytes(&self.sender).u32(self.message).u8(kind as u8).bytes(body).0
    }
}

/// Which control message is the latest: the higher one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stamp {
    pub counter: u64,
    pub sender: Sender,
}

impl Stamp {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { counter: reader.u64()?, sender: reader.array()? })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hello {
    /// Others are asked to say hello as well.
    pub asks: bool,
    /// What the sender says that its link lets it do.
    pub capability: Capability,
    /// Below [`may`]: only such a link has the key for it. Whoever may only look needs none.
    pub proof: Option<Signature>,
    pub key: PublicKey,
    /// With the key it makes the sender's name, so that nobody can take another's.
    pub salt: [u8; 8],
    /// What this page load writes into the map as.
    pub client: u64,
    pub sequence: u64,
    pub control: Stamp,
    pub name: String,
    pub version: u16,
    pub person: Vec<u8>,
}

/// What a link's own key signs, so that others know what the holder of the link may do.
pub(super) fn may(topic: &[u8; 16], sender: Sender, capability: Capability) -> Vec<u8> {
    let writer = Writer::default().bytes(b"alignment-canvas may 1").bytes(topic);
    writer.bytes(&sender).u8(capability as u8).0
}

impl Hello {
    pub fn to_bytes(&self) -> Vec<u8> {
        let flags = u8::from(self.asks) | (self.capability as u8) << 1;
        let writer = Writer::default().u8(flags).bytes(&self.key.0).bytes(&self.salt);
        let writer = writer.u64(self.client).u64(self.sequence);
        let writer = writer.u64(self.control.counter).bytes(&self.control.sender);
        let writer = writer.bytes(self.proof.as_ref().map_or(&[], |proof| proof.as_slice()));
        writer.run(self.name.as_bytes()).u16(self.version).bytes(&self.person).0
    }

    pub fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let flags = reader.u8()?;
        let capability = match flags >> 1 {
            0 => Capability::View,
            1 => Capability::Edit,
            2 => Capability::Lead,
            _ => return None,
        };
        Some(Self {
            asks: flags & 1 == 1,
            capability,
            key: PublicKey(reader.array()?),
            salt: reader.array()?,
            client: reader.u64()?,
            sequence: reader.u64()?,
            control: Stamp::read(&mut reader)?,
            proof: match capability {
                Capability::View => None,
                _ => Some(reader.array()?),
            },
            name: String::from_utf8(reader.run(MAX_NAME)?.to_vec()).ok()?,
            version: reader.u16()?,
            person: reader.rest(MAX_PERSON)?.to_vec(),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heartbeat {
    pub sequence: u64,
    pub fingerprint: Fingerprint,
    /// Nothing has changed here for a while, so another fingerprint means another map.
    pub quiet: bool,
    /// The sender's last [`Kind::Update`], 0 before the first.
    pub last_update: u32,
    pub control: Stamp,
    pub version: u16,
    pub presence: Vec<u8>,
}

impl Heartbeat {
    pub fn to_bytes(&self) -> Vec<u8> {
        let writer = Writer::default().u64(self.sequence).bytes(&self.fingerprint);
        let writer = writer.u8(u8::from(self.quiet)).u32(self.last_update);
        let writer = writer.u64(self.control.counter).bytes(&self.control.sender);
        writer.u16(self.version).bytes(&self.presence).0
    }

    pub fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        Some(Self {
            sequence: reader.u64()?,
            fingerprint: reader.array()?,
            quiet: reader.u8()? == 1,
            last_update: reader.u32()?,
            control: Stamp::read(&mut reader)?,
            version: reader.u16()?,
            presence: reader.rest(MAX_PRESENCE)?.to_vec(),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query<'a> {
    pub fingerprint: Fingerprint,
    pub state_vector: &'a [u8],
}

impl<'a> Query<'a> {
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::default().bytes(&self.fingerprint).bytes(self.state_vector).0
    }

    pub fn read(body: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let fingerprint = reader.array()?;
        Some(Self { fingerprint, state_vector: reader.rest(MAX_STATE_VECTOR)? })
    }
}

/// A short name for a state vector.
pub(super) type Asked = [u8; 8];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Diff<'a> {
    /// Whose question this answers: everybody who asked from the same state.
    pub asked: Asked,
    /// Of the copy it was made from.
    pub fingerprint: Fingerprint,
    /// An answer to an answer: nobody answers it.
    pub back: bool,
    /// Counts the sender's differences.
    pub number: u32,
    pub piece: u8,
    pub pieces: u8,
    /// Of the copy it was made from.
    pub state_vector: &'a [u8],
    pub update: &'a [u8],
}

impl<'a> Diff<'a> {
    /// Where [`Self::back`] stands in the bytes.
    pub const BACK_AT: usize = 24;
    /// 8 MB of a document.
    pub const MOST_PIECES: usize = 5;

    pub fn to_bytes(&self) -> Vec<u8> {
        let writer = Writer(Vec::with_capacity(128 + self.update.len())).bytes(&self.asked);
        let writer = writer.bytes(&self.fingerprint).u8(u8::from(self.back)).u32(self.number);
        let writer = writer.u8(self.piece).u8(self.pieces).run(self.state_vector);
        writer.bytes(self.update).0
    }

    pub fn read(body: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let diff = Self {
            asked: reader.array()?,
            fingerprint: reader.array()?,
            back: reader.u8()? == 1,
            number: reader.u32()?,
            piece: reader.u8()?,
            pieces: reader.u8()?,
            state_vector: reader.run(MAX_STATE_VECTOR)?,
            update: reader.0,
        };
        (diff.piece < diff.pieces).then_some(diff)
    }
}

/// A request to send parts again; without any, the whole message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub sender: Sender,
    pub message: u32,
    pub parts: Vec<u16>,
}

impl Missing {
    /// More than these are asked for in another request.
    pub const MOST: usize = 1_000;

    pub fn to_bytes(&self) -> Vec<u8> {
        let writer = Writer::default().bytes(&self.sender).u32(self.message);
        self.parts.iter().fold(writer, |writer, part| writer.u16(*part)).0
    }

    pub fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let (sender, message) = (reader.array()?, reader.u32()?);
        let mut parts = Vec::new();
        while !reader.0.is_empty() {
            parts.push(reader.u16()?);
        }
        (parts.len() <= Self::MOST).then_some(Self { sender, message, parts })
    }
}

/// Something signed, said again word for word by somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replay<'a> {
    pub source: Source,
    pub kind: Kind,
    pub content: &'a [u8],
}

impl<'a> Replay<'a> {
    pub fn to_bytes(&self) -> Vec<u8> {
        let writer = Writer(Vec::with_capacity(17 + self.content.len())).u32(self.source.epoch);
        let writer = writer.bytes(&self.source.sender).u32(self.source.message);
        writer.u8(self.kind as u8).bytes(self.content).0
    }

    pub fn read(body: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let (epoch, sender, message) = (reader.u32()?, reader.array()?, reader.u32()?);
        let kind = Kind::of(reader.u8()?)?;
        let shared = matches!(kind, Kind::Diff | Kind::Update | Kind::Control);
        let content = reader.0;
        (shared && content.len() <= kind.limit()).then_some(())?;
        Some(Self { source: Source { epoch, sender, message }, kind, content })
    }
}
