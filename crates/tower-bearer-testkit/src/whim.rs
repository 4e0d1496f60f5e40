//! Refusals for no reason.

use fastrand::Rng;

/// Refuses good keys now and then; never, by default.
pub(crate) struct Whim {
    random: Rng,
    per_mille: u16,
}

// ===== impl Whim =====

impl Whim {
    pub(crate) fn new(seed: u64, per_mille: u16) -> Self {
        Self {
            random: Rng::with_seed(seed),
            per_mille,
        }
    }

    /// Whether the next good key is refused.
    pub(crate) fn strikes(&mut self) -> bool {
        self.random.u16(..1000) < self.per_mille
    }
}

impl Default for Whim {
    fn default() -> Self {
        Self::new(0, 0)
    }
}
