//! Rows of the private scope as the storage keeps them.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{CardId, Json};

/// What the name of an answer's row begins with.
pub(super) const ANSWER: &str = "answer-";
/// What the name of a row of homework begins with.
pub(super) const FOUND: &str = "found-";
/// What the name of a note's row begins with.
pub(super) const NOTE: &str = "note-";

/// The answer that was given here, with the reason of the one that was there beside its own.
pub(super) fn both_answers(mine: Option<String>, there: Option<String>) -> Option<String> {
    let (Some(mine), Some(there)) = (&mine, &there) else { return mine.or(there) };
    let read = |row: &str| serde_json::from_str::<Json>(row).ok();
    let (Some(mut row), Some(theirs)) = (read(mine), read(there)) else {
        return Some(mine.clone());
    };
    let [ours, theirs] = [&row, &theirs].map(|row| row["because"].as_str().unwrap_or_default());
    if !ours.contains(theirs) {
        let both =
            if theirs.contains(ours) { theirs.to_owned() } else { format!("{theirs}\n{ours}") };
        row["because"] = Json::from(both);
    }
    Some(row.to_string())
}

/// The name of the row of a piece of homework: one for each department, however its name is spelt.
pub(super) fn found_row(id: &str, department: &str) -> String {
    let department = department.trim().to_lowercase();
    if department.is_empty() {
        return format!("{FOUND}{id}");
    }
    let mut bits = [0; 16];
    bits.copy_from_slice(&Sha256::digest(department)[..16]);
    format!("{FOUND}{id}-{}", CardId::from_bits(u128::from_le_bytes(bits)))
}

pub(super) fn new_note() -> String {
    CardId::random().to_string()
}

pub(super) fn read_rating(row: &str) -> Option<(u8, u64)> {
    let row: Json = serde_json::from_str(row).ok()?;
    let value = u8::try_from(row["v"].as_u64()?).ok().filter(|value| (1..=5).contains(value))?;
    Some((value, row["at"].as_u64().unwrap_or_default()))
}

pub(super) fn rating_row(value: u8, at: u64) -> String {
    json!({ "v": value, "at": at }).to_string()
}

/// The text, and when it was begun.
pub(super) fn read_note(row: &str) -> Option<(String, u64)> {
    let row: Json = serde_json::from_str(row).ok()?;
    Some((row["text"].as_str()?.to_owned(), row["made"].as_u64().unwrap_or_default()))
}
