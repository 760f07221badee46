//! Which frames of a sender have been seen. Frames may come late and in any order, but none twice.

/// How far back a frame may come late.
const REACH: u64 = 1_024;

/// A ring of bits below the highest sequence number seen.
pub(super) struct Window {
    /// One past the highest.
    top: u64,
    seen: [u64; (REACH / 64) as usize],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    Before,
    /// Too long ago to know.
    TooOld,
}

impl Window {
    pub fn new() -> Self {
        Self { top: 0, seen: [0; (REACH / 64) as usize] }
    }

    fn slot(sequence: u64) -> (usize, u64) {
        (((sequence % REACH) / 64) as usize, 1 << (sequence % 64))
    }

    pub fn look(&self, sequence: u64) -> Seen {
        let (word, bit) = Self::slot(sequence);
        if sequence == u64::MAX {
            // Nobody comes so far, and beyond it there is no place to note that it was seen.
            Seen::Before
        } else if sequence >= self.top {
            Seen::New
        } else if self.top - sequence > REACH {
            Seen::TooOld
        } else if self.seen[word] & bit != 0 {
            Seen::Before
        } else {
            Seen::New
        }
    }

    /// Marks a sequence number that [`Self::look`] calls new.
    pub fn mark(&mut self, sequence: u64) {
        if sequence >= self.top {
            if sequence - self.top >= REACH {
                self.seen = [0; (REACH / 64) as usize];
            } else {
                for passed in self.top..sequence {
                    let (word, bit) = Self::slot(passed);
                    self.seen[word] &= !bit;
                }
            }
            self.top = sequence + 1;
        }
        let (word, bit) = Self::slot(sequence);
        self.seen[word] |= bit;
    }

    /// The sender itself says, signed, that it has come so far: what was claimed in its name is forgotten.
    pub fn correct(&mut self, sequence: u64) {
        if self.top > sequence.saturating_add(REACH) {
            // All below counts as seen.
            self.seen = [u64::MAX; (REACH / 64) as usize];
            self.top = sequence + 1;
        }
    }
}
