//! How much somebody may say in a while.

/// A bucket that fills steadily and holds what was saved up.
pub(super) struct Bucket {
    /// In thousandths.
    level: u64,
    full: u64,
    /// Per second, which is thousandths per millisecond.
    per_second: u64,
    at: u64,
}

impl Bucket {
    pub fn new(per_second: u64, full: u64, now: u64) -> Self {
        Self { level: full * 1_000, full: full * 1_000, per_second, at: now }
    }

    fn fill(&mut self, now: u64) {
        // A clock that was set back gives nothing, and takes nothing.
        let passed = now.saturating_sub(self.at);
        self.level =
            self.level.saturating_add(passed.saturating_mul(self.per_second)).min(self.full);
        self.at = now;
    }

    /// False when there is not so much in it; then nothing is taken.
    pub fn take(&mut self, now: u64, amount: u64) -> bool {
        self.fill(now);
        let Some(left) = self.level.checked_sub(amount * 1_000) else { return false };
        self.level = left;
        true
    }

    /// When one may be taken.
    pub fn next(&self, now: u64) -> u64 {
        now + 1_000_u64.saturating_sub(self.level).div_ceil(self.per_second.max(1))
    }
}
