//! The seeds of a test by chance: always the same, or those that `cargo xtask soak` names.

use std::ops::Range;

/// So many as usual from 1 on; or, from the number in `SYNC_FROM`, `SYNC_FUZZ` times as many. Neighbouring numbers have no
/// seed in common.
pub fn seeds(usual: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let count = usual * number("SYNC_FUZZ").unwrap_or(1);
    let from = number("SYNC_FROM").map_or(1, |from| from.wrapping_mul(count));
    from..from + count
}
