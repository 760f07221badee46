//! The way into a room, in the fragment of an address, which browsers send to nobody:
//! `#join.1.<letters>.<data>`.
//!
//! `1` is the version and `<letters>` how many letters of data there are, so that a link which a mail program
//! cut short is known as such. The data is base64url of the room's keys, the map's id, where the room meets
//! (empty where the page's owner or the person says so), and four bytes of SHA-256 over all this, which tell a
//! damaged one. Only letters, digits, `.`, `-` and `_` occur: no program has to escape any of them.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::{Capability, RoomKeys};
use crate::model::MapId;
use crate::words::Message;

const MARK: &str = "#join.";
const VERSION: &str = "1";
/// The most letters of data; real links have about 200.
const MOST: usize = 1_000;
/// The longest address of a meeting place, in bytes.
const LONGEST_PLACE: usize = 200;
const CHECK: usize = 4;

/// What a link to a room says.
#[derive(Debug, Clone)]
pub struct JoinLink {
    pub keys: RoomKeys,
    pub map: MapId,
    /// The relay to meet at, if one was used. It only picks among those that are allowed here.
    pub place: Option<String>,
}

/// Why a link leads into no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadJoin {
    /// The text holds no link to a room. A sign-in page may have eaten the fragment.
    NoLink,
    /// The link was made by a newer version.
    Newer,
    /// Some program on the way kept only the beginning.
    CutShort { letters: usize, of: usize },
    /// Something on the way changed it.
    Damaged,
}

impl BadJoin {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoLink => Message::new("join.none"),
            Self::Newer => Message::new("join.newer"),
            Self::CutShort { letters, of } => Message::new("join.cut_short")
                .with("n", letters.to_string())
                .with("of", of.to_string()),
            Self::Damaged => Message::new("join.damaged"),
        }
    }
}

impl JoinLink {
    /// The fragment of a link that lets somebody do so much. `None` for more than this one may, or for a
    /// place with a longer address than a link carries.
    #[must_use]
    pub fn to_fragment(&self, capability: Capability) -> Option<String> {
        let mut bytes = self.keys.lowered(capability)?.to_bytes();
        for text in [self.map.as_str(), self.place.as_deref().unwrap_or_default()] {
            bytes.push(
                u8::try_from(text.len()).ok().filter(|it| usize::from(*it) <= LONGEST_PLACE)?,
            );
            bytes.extend(text.as_bytes());
        }
        bytes.extend(&Sha256::digest(&bytes)[..CHECK]);
        let data = Base64UrlUnpadded::encode_string(&bytes);
        Some(format!("{MARK}{VERSION}.{}.{data}", data.len()))
    }

    /// Reads the link wherever in the text it stands. White space that a mail program put into it is passed
    /// over.
    ///
    /// # Errors
    /// [`BadJoin`], in the order in which it can be told.
    pub fn from_text(text: &str) -> Result<Self, BadJoin> {
        let (_, rest) = text.split_once(MARK).ok_or(BadJoin::NoLink)?;
        // A space that some program escaped on the way.
        let rest = &rest.replace("%20", "");
        let (version, rest) = rest.split_once('.').ok_or(BadJoin::Damaged)?;
        if version != VERSION {
            let newer = version.parse::<u32>().is_ok_and(|version| version > 1);
            return Err(if newer { BadJoin::Newer } else { BadJoin::Damaged });
        }
        let (length, rest) = rest.split_once('.').ok_or(BadJoin::Damaged)?;
        let of: usize = length.parse().map_err(|_| BadJoin::Damaged)?;
        if of > MOST {
            return Err(BadJoin::Damaged);
        }
        let belongs = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
        let solid = rest.chars().filter(|c| !c.is_whitespace());
        let data: String = solid.take_while(belongs).take(of).collect();
        if data.len() < of {
            return Err(BadJoin::CutShort { letters: data.len(), of });
        }
        let bytes = Base64UrlUnpadded::decode_vec(&data).map_err(|_| BadJoin::Damaged)?;
        Self::from_bytes(&bytes).ok_or(BadJoin::Damaged)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (said, check) = bytes.split_last_chunk::<CHECK>()?;
        if Sha256::digest(said)[..CHECK] != *check {
            return None;
        }
        let (keys, rest) = RoomKeys::from_bytes(said)?;
        let (map, rest) = short_text(rest)?;
        let (place, rest) = short_text(rest)?;
        let place = Some(place.to_owned()).filter(|place| !place.is_empty());
        rest.is_empty().then_some(())?;
        Some(Self { keys, map: MapId::parse(map).ok()?, place })
    }
}

fn short_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, bytes) = bytes.split_first()?;
    let (text, bytes) = bytes.split_at_checked(usize::from(*length))?;
    let text = std::str::from_utf8(text).ok()?;
    let shown = text.len() <= LONGEST_PLACE && text.chars().all(|c| c.is_ascii_graphic());
    shown.then_some((text, bytes))
}

/// Does this text look like a link to a room?
#[must_use]
pub fn has_join_link(text: &str) -> bool {
    text.contains(MARK)
}
