//! A whole map in the fragment of an address, which browsers send to nobody: `#map.1.<letters>.<data>`.
//!
//! The data is a zlib stream (RFC 1950), whose own checksum (Adler-32) tells a damaged one. What is compressed is the
//! canonical file without its white space.
//!
//! Behind a password it is `#locked.1.<letters>.<data>`: the same stream locked, and four bytes of SHA-256 over that, so
//! that a link which came to harm is not taken for a wrong password.

use sha2::{Digest, Sha256};

use super::canonical;
use super::frame::{BadLink, unwrap, wrap};
use crate::model::{Map, Records};

/// What every link to a map has in it.
const MARK: &str = "#map.";
/// What every link to a map that only a password opens has in it.
const LOCKED: &str = "#locked.";
const CHECK: usize = 4;

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
    text.contains(MARK) || has_locked(text)
}

/// Does this text hold a link to a map that only a password opens?
#[must_use]
pub fn has_locked(text: &str) -> bool {
    text.contains(LOCKED)
}

/// The fragment for compressed text that was locked.
#[must_use]
pub fn to_locked_fragment(locked: &[u8]) -> String {
    let check = Sha256::digest(locked);
    wrap(LOCKED, &[locked, &check[..CHECK]].concat())
}

/// What is locked in a link, wherever in the text it stands.
///
/// # Errors
/// [`BadLink`], in the order in which it can be told.
pub fn from_locked(text: &str) -> Result<Vec<u8>, BadLink> {
    let mut bytes = unwrap(LOCKED, text)?;
    let (locked, check) = bytes.split_last_chunk::<CHECK>().ok_or(BadLink::Damaged)?;
    if Sha256::digest(locked)[..CHECK] != *check {
        return Err(BadLink::Damaged);
    }
    bytes.truncate(bytes.len() - CHECK);
    Ok(bytes)
}

/// The compressed text in a link, wherever in the text it stands.
///
/// # Errors
/// [`BadLink`], in the order in which it can be told.
pub fn from_link(text: &str) -> Result<Vec<u8>, BadLink> {
    unwrap(MARK, text)
}
