//! A file that carries the history of its map beside what the map says now, so that copies which went apart merge
//! exactly: `"merge_state": {"of": ..., "history": ...}`, both base64url. `of` names the content that the history
//! belongs to: somebody may have edited the file by hand since, and then what the file says counts.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::{canonical, key};
use crate::model::{Json, Map};

const OF: &str = "of";
const HISTORY: &str = "history";

/// The history that came with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Not looked into yet: whoever takes it in must not trust it.
    pub bytes: Vec<u8>,
    /// The file says what its history says: nobody has edited one without the other.
    pub fits: bool,
}

/// As [`canonical`], with a history. What was removed from the map is in there, too.
#[must_use]
pub fn with_history(map: &Map, history: &[u8]) -> String {
    let mut text = canonical(map);
    let end = text.trim_end().trim_end_matches('}').trim_end().len();
    text.truncate(end);
    let (of, history) = (print(map), Base64UrlUnpadded::encode_string(history));
    text += &format!(
        ",\n  \"{}\": {{\"{OF}\": \"{of}\", \"{HISTORY}\": \"{history}\"}}\n}}\n",
        key::MERGE_STATE
    );
    text
}

/// The history that a file carries, beside the map that it says. `None` where it is none.
pub(super) fn read(state: &Json, map: &Map) -> Option<History> {
    let bytes = Base64UrlUnpadded::decode_vec(state.get(HISTORY)?.as_str()?).ok()?;
    let fits = state.get(OF)?.as_str()? == print(map);
    Some(History { bytes, fits })
}

/// Names the content of a map: half of the SHA-256 of its canonical file.
fn print(map: &Map) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical(map))[..16])
}
