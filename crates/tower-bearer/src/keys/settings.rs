use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

/// How keys of a source are refreshed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) load_timeout: Duration,
    pub(super) fruitless_interval: Duration,
    pub(super) stale_for: Duration,
    pub(super) has_jitter: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            load_timeout: Duration::from_secs(15),
            fruitless_interval: Duration::from_secs(1),
            stale_for: Duration::ZERO,
            has_jitter: true,
        }
    }
}

impl Settings {
    /// From 0 to 1, another one each time.
    pub(super) fn jitter(&self) -> f64 {
        if !self.has_jitter {
            return 0.0;
        }
        // The standard library's own source of randomness, which costs no dependency; it need not be of any quality.
        let random = RandomState::new().hash_one(0_u8) >> 11;
        random as f64 / (1_u64 << 53) as f64
    }
}
