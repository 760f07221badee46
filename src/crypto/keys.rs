//! The keys of a room: a chain in which each follows from the one before and never the other way round.
//!
//! `F` (leads) gives `E` (edits) gives `V` (views), each by HKDF-SHA256. A holder of `E` also needs the public
//! key of `F`, a holder of `V` those of both, to check what others sign. So who only views cannot edit and who
//! edits cannot lead, whatever their program does.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;

use super::{FrameKey, PublicKey, SigningKey};

type Secret = [u8; 32];

/// What somebody may do in a room. Later ones may do all that earlier ones may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    View,
    Edit,
    Lead,
}

/// The name under which a room's frames travel. Tells nothing about its keys.
pub type Topic = [u8; 16];

/// A room as one of its people holds it.
#[derive(Clone)]
pub struct RoomKeys {
    /// `F`, `E` or `V`.
    held: Secret,
    capability: Capability,
    view: Secret,
    topic: Topic,
    edits: PublicKey,
    leads: PublicKey,
    edit_key: Option<SigningKey>,
    lead_key: Option<SigningKey>,
}

impl fmt::Debug for RoomKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomKeys({:?}, {:02x?})", self.capability, self.topic)
    }
}

impl RoomKeys {
    /// A new room, from 32 secret random bytes.
    #[must_use]
    pub fn found(seed: [u8; 32]) -> Self {
        let lead_key = SigningKey::from_seed(&derive(&seed, b"sign control"));
        let mut room = Self::editing(derive(&seed, b"edit"), lead_key.public());
        room.held = seed;
        room.capability = Capability::Lead;
        room.lead_key = Some(lead_key);
        room
    }

    fn editing(edit: Secret, leads: PublicKey) -> Self {
        let edit_key = SigningKey::from_seed(&derive(&edit, b"sign edits"));
        let mut room = Self::viewing(derive(&edit, b"view"), edit_key.public(), leads);
        room.held = edit;
        room.capability = Capability::Edit;
        room.edit_key = Some(edit_key);
        room
    }

    fn viewing(view: Secret, edits: PublicKey, leads: PublicKey) -> Self {
        let long: [u8; 32] = derive(&view, b"topic");
        let mut topic = [0; 16];
        topic.copy_from_slice(&long[..16]);
        let capability = Capability::View;
        Self { held: view, capability, view, topic, edits, leads, edit_key: None, lead_key: None }
    }

    #[must_use]
    pub fn capability(&self) -> Capability {
        self.capability
    }

    #[must_use]
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// Checks what is signed with [`Self::edit_key`].
    #[must_use]
    pub fn edits(&self) -> PublicKey {
        self.edits
    }

    /// Checks what is signed with [`Self::lead_key`].
    #[must_use]
    pub fn leads(&self) -> PublicKey {
        self.leads
    }

    #[must_use]
    pub fn edit_key(&self) -> Option<&SigningKey> {
        self.edit_key.as_ref()
    }

    #[must_use]
    pub fn lead_key(&self) -> Option<&SigningKey> {
        self.lead_key.as_ref()
    }

    /// A secret that only those who lead can make, for a purpose of theirs: a round of ballots, say.
    #[must_use]
    pub fn lead_secret(&self, purpose: &[u8]) -> Option<[u8; 32]> {
        let is_lead = self.capability == Capability::Lead;
        is_lead.then(|| derive(&self.held, &[b"purpose ", purpose].concat()))
    }

    /// Seals what this sender sends in this epoch.
    #[must_use]
    pub fn frame_key(&self, epoch: u32, sender: [u8; 8]) -> FrameKey {
        let mut purpose = *b"frame \0\0\0\0\0\0\0\0\0\0\0\0";
        purpose[6..10].copy_from_slice(&epoch.to_le_bytes());
        purpose[10..].copy_from_slice(&sender);
        FrameKey::new(&derive(&self.view, &purpose))
    }

    /// The same room for somebody who may do less. `None` for more than this one may.
    #[must_use]
    pub fn lowered(&self, to: Capability) -> Option<Self> {
        match to {
            _ if to > self.capability => None,
            Capability::Lead => Some(self.clone()),
            Capability::Edit if self.capability == Capability::Edit => Some(self.clone()),
            Capability::Edit => Some(Self::editing(derive(&self.held, b"edit"), self.leads)),
            Capability::View => Some(Self::viewing(self.view, self.edits, self.leads)),
        }
    }

    /// As a link or this browser's storage holds it: secret! One byte says which of the three it is.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.capability as u8];
        bytes.extend(self.held);
        if self.capability == Capability::View {
            bytes.extend(self.edits.0);
        }
        if self.capability != Capability::Lead {
            bytes.extend(self.leads.0);
        }
        bytes
    }

    /// Reads [`Self::to_bytes`]; also gives what follows them.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (which, bytes) = bytes.split_first()?;
        let (held, bytes) = bytes.split_first_chunk::<32>()?;
        match which {
            0 => {
                let (edits, bytes) = bytes.split_first_chunk::<32>()?;
                let (leads, bytes) = bytes.split_first_chunk::<32>()?;
                Some((Self::viewing(*held, PublicKey(*edits), PublicKey(*leads)), bytes))
            }
            1 => {
                let (leads, bytes) = bytes.split_first_chunk::<32>()?;
                Some((Self::editing(*held, PublicKey(*leads)), bytes))
            }
            2 => Some((Self::found(*held), bytes)),
            _ => None,
        }
    }
}

/// HKDF-SHA256 (RFC 5869) without salt: the secret has all its 256 bits.
fn derive(secret: &Secret, purpose: &[u8]) -> Secret {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, secret)
        .expand_multi_info(&[b"alignment-canvas room 1 ", purpose], &mut key)
        .expect("32 bytes are far below what HKDF can give");
    key
}
