//! A whole map in the fragment of an address, which browsers send to nobody: `#map.1.<letters>.<data>`.
//!
//! The data is a zlib stream (RFC 1950), whose own checksum (Adler-32) tells a damaged one. What is compressed is the
//! canonical file without its white space.

use super::canonical;
use super::frame::{BadLink, unwrap, wrap};
use crate::model::{Map, Records};

/// What every link to a map has in it.
const MARK: &str = "#map.";

/// The text of a link before it is compressed.
#[must_use]
pub fn link_text(map: &Map) -> String {
    let text = canonical(&as_it_is(map));
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

/// Without the map as it was when a session ended. That stays with files: in a link it would double the letters, and hand on
/// cards that were taken out since.
fn as_it_is(map: &Map) -> Map {
    let mut records = Records::clone(&map.records);
    let sessions = records.sessions.into_iter();
    records.sessions = sessions.map(|(id, said)| (id, said.without(Map::SNAPSHOT))).collect();
    Map { records: records.into(), ..map.clone() }
}

/// The fragment for compressed text.
#[must_use]
pub fn to_fragment(compressed: &[u8]) -> String {
    wrap(MARK, compressed)
}

/// Does this text hold a link to a map?
#[must_use]
pub fn has_map(text: &str) -> bool {
    text.contains(MARK)
}

/// The compressed text in a link, wherever in the text it stands.
///
/// # Errors
/// [`BadLink`], in the order in which it can be told.
pub fn from_link(text: &str) -> Result<Vec<u8>, BadLink> {
    unwrap(MARK, text)
}
