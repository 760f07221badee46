//! Random numbers from the browser's own secure source, which plain `http:` pages have too.

/// Random bytes.
///
/// # Panics
/// When the browser has no source of randomness; every browser we run in has one.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every browser we run in has a random source");
    bytes
}

/// A number for one replica of a document, fresh per page load and never stored: 1 to 2^53 - 1,
/// because that is as far as JavaScript counts exactly and peers may be written in it.
#[must_use]
pub fn client_id() -> u64 {
    (u64::from_le_bytes(bytes()) >> 11).max(1)
}
