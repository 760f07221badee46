//! Words that somebody told the room a letter or a few at a time, each in a message of its own.

use std::collections::{BTreeMap, BTreeSet};

use alignment_canvas::crypto::RoomKeys;
use alignment_canvas::sync::opened;

use super::PIECE;

/// So many other messages of the same sender may lie between two letters.
const APART: usize = 8;

/// A sender said a piece of this word that does not come by chance, letter by letter or in one.
pub fn said_by_letters(keys: &RoomKeys, frames: &[Vec<u8>], word: &str) -> bool {
    let mut by_sender: BTreeMap<&[u8], Vec<Vec<u8>>> = BTreeMap::new();
    for frame in frames {
        // Its name stands in the clear header.
        if let Some(sender) = frame.get(5..13) {
            by_sender.entry(sender).or_default().push(frame.clone());
        }
    }
    by_sender.values().any(|frames| {
        let messages = opened(keys, frames);
        let letters: Vec<_> = messages.iter().map(|message| typed_in(message)).collect();
        word.as_bytes().windows(PIECE).any(|piece| are_joined(&letters, piece))
    })
}

/// Small letters behind their number, which is how the document writes what was typed.
fn typed_in(message: &[u8]) -> BTreeSet<&[u8]> {
    let behind = |at: usize| {
        let letters = message.get(at + 1..at + 1 + usize::from(message[at]))?;
        let typed = (1..=PIECE).contains(&letters.len());
        (typed && letters.iter().all(u8::is_ascii_lowercase)).then_some(letters)
    };
    (0..message.len()).filter_map(behind).collect()
}

fn are_joined(messages: &[BTreeSet<&[u8]>], piece: &[u8]) -> bool {
    // With which message so many letters of it had been said.
    let mut said = vec![None; piece.len() + 1];
    for (n, letters) in messages.iter().enumerate() {
        // From the end, so that a message goes on from those before it alone.
        for end in (1..=piece.len()).rev() {
            let goes_on = |begin: usize| {
                begin == 0 || said[begin].is_some_and(|before: usize| n - before <= APART)
            };
            if (0..end).any(|begin| goes_on(begin) && letters.contains(&piece[begin..end])) {
                said[end] = Some(n);
            }
        }
    }
    said[piece.len()].is_some()
}
