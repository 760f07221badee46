//! A whole map in the fragment of an address, which browsers send to nobody: `#map.1.<letters>.<data>`.
//!
//! `1` is the version, `<letters>` how many letters of data there are, so that a link which a mail program cut short
//! is known as such, and the data is base64url of a zlib stream (RFC 1950), whose own checksum (Adler-32) tells a
//! damaged one. What is compressed is the canonical file without its white space. Only letters, digits, `.`, `-`
//! and `_` occur: no program has to escape any of them.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::canonical;
use crate::model::Map;
use crate::words::Message;

/// What every link to a map has in it.
const MARK: &str = "#map.";
const VERSION: &str = "1";
/// The most letters of data that are taken. More than 16 MB of text never becomes.
const MOST: usize = 4 * 1024 * 1024;

/// Why a link cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadLink {
    /// The text holds no link to a map.
    NoLink,
    /// The link was made by a newer version.
    Newer,
    /// Some program on the way kept only the beginning.
    CutShort {
        letters: usize,
        of: usize,
    },
    /// Something on the way changed it.
    Damaged,
    TooLong,
    /// This browser cannot decompress.
    Unsupported,
}

impl BadLink {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoLink => Message::new("link.none"),
            Self::Newer => Message::new("link.newer"),
            Self::CutShort { letters, of } => Message::new("link.cut_short")
                .with("n", letters.to_string())
                .with("of", of.to_string()),
            Self::Damaged => Message::new("link.damaged"),
            Self::TooLong => Message::new("link.too_long"),
            Self::Unsupported => Message::new("link.unsupported"),
        }
    }
}

/// The text of a link before it is compressed.
#[must_use]
pub fn link_text(map: &Map) -> String {
    let text = canonical(map);
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        if inside || !c.is_ascii_whitespace() {
            out.push(c);
        }
        inside ^= c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
    }
    out
}

/// The fragment for compressed text.
#[must_use]
pub fn to_fragment(compressed: &[u8]) -> String {
    let data = Base64UrlUnpadded::encode_string(compressed);
    format!("{MARK}{VERSION}.{}.{data}", data.len())
}

/// Does this text look like a link to a map?
#[must_use]
pub fn has_link(text: &str) -> bool {
    text.contains(MARK)
}

/// The compressed text in a link, wherever in the text it stands. White space that a mail program put into it is
/// passed over.
///
/// # Errors
/// [`BadLink`], in the order in which it can be told.
pub fn from_link(text: &str) -> Result<Vec<u8>, BadLink> {
    let (_, rest) = text.split_once(MARK).ok_or(BadLink::NoLink)?;
    // A space that some program escaped on the way.
    let rest = &rest.replace("%20", "");
    let (version, rest) = rest.split_once('.').ok_or(BadLink::Damaged)?;
    if version != VERSION {
        let newer = version.parse::<u32>().is_ok_and(|version| version > 1);
        return Err(if newer { BadLink::Newer } else { BadLink::Damaged });
    }
    let (length, rest) = rest.split_once('.').ok_or(BadLink::Damaged)?;
    let of: usize = length.parse().map_err(|_| BadLink::Damaged)?;
    if of > MOST {
        return Err(BadLink::TooLong);
    }
    let belongs = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let solid = rest.chars().filter(|c| !c.is_whitespace());
    let data: String = solid.take_while(belongs).take(of).collect();
    if data.len() < of {
        return Err(BadLink::CutShort { letters: data.len(), of });
    }
    Base64UrlUnpadded::decode_vec(&data).map_err(|_| BadLink::Damaged)
}
