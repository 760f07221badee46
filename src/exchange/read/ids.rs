//! Ids for records that came without a usable one. They follow from the file alone, never from chance,
//! so that everybody who opens a file gets the same ones.

use sha2::{Digest, Sha256};

use crate::model::JsonObject;

/// 128 bits of a hash over the parts, each set apart from the next.
pub(super) fn hash(parts: &[&[u8]]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    digest.iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
}

/// What a record is, for its id: the map, the list, its place there, and all that stands in it.
pub(super) fn of_record(map: &str, list: &str, at: usize, record: &JsonObject) -> u128 {
    let mut text = String::new();
    for (key, value) in record {
        text.push_str(key);
        text.push_str(&value.to_string());
    }
    hash(&[map.as_bytes(), list.as_bytes(), &at.to_le_bytes(), text.as_bytes()])
}

/// An id was asked for that may be taken: tries until one is free.
pub(super) fn free<T>(bits: u128, id: impl Fn(u128) -> T, is_free: impl Fn(&T) -> bool) -> T {
    (0..).map(|n| id(bits.wrapping_add(n))).find(|id| is_free(id)).expect("2^128 ids never run out")
}
