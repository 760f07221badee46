//! Bytes as text that people send each other: `<mark>1.<letters>.<data>`. `1` is the version, `<letters>` how many
//! letters of data there are, so that what a mail program cut short is known as such, and the data is base64url.
//! Only letters, digits, `.`, `-` and `_` follow the mark: no program has to escape any of them.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::words::Message;

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

pub(super) fn wrap(mark: &str, bytes: &[u8]) -> String {
    let data = Base64UrlUnpadded::encode_string(bytes);
    format!("{mark}{VERSION}.{}.{data}", data.len())
}

/// The bytes behind the first mark in a text. White space that a program put among the letters is passed over.
pub(super) fn unwrap(mark: &str, text: &str) -> Result<Vec<u8>, BadLink> {
    let (_, rest) = text.split_once(mark).ok_or(BadLink::NoLink)?;
    read(rest)
}

/// What stands behind each mark in a text. Without a version behind it a mark is only a word.
pub(super) fn unwrap_all<'a>(
    mark: &'a str,
    text: &'a str,
) -> impl Iterator<Item = Result<Vec<u8>, BadLink>> + 'a {
    let marked = text.split(mark).skip(1);
    marked.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).map(read)
}

fn read(rest: &str) -> Result<Vec<u8>, BadLink> {
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
    let data = letters(rest, of);
    if data.len() < of {
        return Err(BadLink::CutShort { letters: data.len(), of });
    }
    Base64UrlUnpadded::decode_vec(&data).map_err(|_| BadLink::Damaged)
}

/// So many letters of data, and none of the white space among them, escaped or not.
fn letters(text: &str, most: usize) -> String {
    let belongs = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let pieces = text.split("%20").flat_map(str::split_whitespace);
    let mut data = String::with_capacity(most.min(text.len()));
    for piece in pieces {
        let good = piece.chars().take_while(belongs).take(most - data.len());
        let before = data.len();
        data.extend(good);
        if data.len() - before < piece.len() {
            break;
        }
    }
    data
}
