//! The codes with which two browsers find each other, as text that people can copy, mail or show as a QR code:
//! `pair.` and the frame of every link. What the bytes say is not known here.

use super::frame::{BadLink, unwrap_all, wrap};

const MARK: &str = "pair.";
/// More than any code has.
const MOST: usize = 512;

#[must_use]
pub fn pairing_text(code: &[u8]) -> String {
    wrap(MARK, code)
}

/// The codes in a text, be it one alone or the whole chat in which they went to and fro. What cannot be read says why.
pub fn find_pairings(text: &str) -> Vec<Result<Vec<u8>, BadLink>> {
    let short = |code: Vec<u8>| if code.len() > MOST { Err(BadLink::TooLong) } else { Ok(code) };
    unwrap_all(MARK, text).map(|code| code.and_then(short)).collect()
}

#[must_use]
pub fn has_pairing(text: &str) -> bool {
    text.split(MARK).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
