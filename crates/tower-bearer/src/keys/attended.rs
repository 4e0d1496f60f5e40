use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::Instant;

/// Until when a key that is due needs nobody else to look after it: a load is under way that somebody drives, or one has failed and
/// the back-off is not over. Requests that come meanwhile take no lock and send the key.
pub(super) struct Attended {
    since: Instant,
    /// In nanoseconds after `since`.
    until: AtomicU64,
}

// ===== impl Attended =====

impl Attended {
    pub(super) fn new() -> Self {
        Self {
            since: Instant::now(),
            until: AtomicU64::new(0),
        }
    }

    /// A load was boarded, or has failed.
    pub(super) fn set(&self, until: Instant) {
        self.until.store(self.nanos(until), Ordering::Release);
    }

    /// A load has brought a key.
    pub(super) fn clear(&self) {
        self.until.store(0, Ordering::Release);
    }

    /// The load that had until then was left by all; if it has ended meanwhile, what was set at its end stands.
    pub(super) fn clear_if(&self, until: Instant) {
        let _ = self
            .until
            .compare_exchange(self.nanos(until), 0, Ordering::AcqRel, Ordering::Acquire);
    }

    pub(super) fn is_at(&self, now: Instant) -> bool {
        self.nanos(now) < self.until.load(Ordering::Acquire)
    }

    fn nanos(&self, at: Instant) -> u64 {
        let after: Duration = at.saturating_duration_since(self.since);
        u64::try_from(after.as_nanos()).unwrap_or(u64::MAX)
    }
}
