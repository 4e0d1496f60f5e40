use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{sync::Notify, time::Instant};

use super::window;
use crate::{key::ApiKey, source::Credential};

/// A key with its place in the order of keys, its times, and what servers said of it.
pub(crate) struct Current {
    pub(crate) key: ApiKey,
    /// Grows with each new key; a key that is loaded again keeps it.
    pub(super) generation: u64,
    /// `None`: it is for good.
    pub(super) times: Option<Times>,
    standing: Arc<Standing>,
}

/// The times of a key that is refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    /// Never after `expires_at`.
    pub(super) refresh_at: Instant,
    /// `None`: the source is asked again, and the key lasts until it brings another.
    pub(super) expires_at: Option<Instant>,
}

/// A server rejected the key, and none took it that was asked since.
const REJECTED: u64 = 1;
/// A server took it before any rejected it: whoever asked for it had good reason to.
const ACCEPTED: u64 = 2;
/// One rejection; what is above the two others counts them.
const REJECTION: u64 = 4;

/// What had been said of a key when a request left with it: how often it had been rejected.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rejections(u64);

/// What servers said of a key. Loading the same key again does not change it.
pub(super) struct Standing {
    /// [`REJECTED`], [`ACCEPTED`], and how many times a [`REJECTION`].
    said: AtomicU64,
    /// When it came, if a rejection of the key before it made us ask for it.
    pub(super) forced_at: Option<Instant>,
    /// For a background task: there is something to do.
    rejection: Arc<Notify>,
}

// ===== impl Current =====

impl Current {
    pub(super) fn new(key: ApiKey, generation: u64, times: Option<Times>, standing: Standing) -> Self {
        Self {
            key,
            generation,
            times,
            standing: Arc::new(standing),
        }
    }

    /// The same key, loaded again.
    pub(super) fn again(&self, times: Option<Times>) -> Self {
        Self {
            key: self.key.clone(),
            generation: self.generation,
            times,
            standing: Arc::clone(&self.standing),
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// A server rejected it. Whoever holds an older key says so of that one, and changes nothing here.
    pub(crate) fn reject(&self) {
        if self.standing.update(|said| (said + REJECTION) | REJECTED) & REJECTED == 0 {
            self.standing.rejection.notify_one();
        }
    }

    /// For a request that leaves now with this key, and tells later what became of it.
    #[inline]
    pub(crate) fn rejections(&self) -> Rejections {
        Rejections(self.standing.said.load(Ordering::Acquire))
    }

    /// A server took it if `is_taken` says so, in a request that left after so many `rejections`. If there was none since, what was
    /// said against it before is over. If there was, the server had not heard yet that the key is no good, or was another one.
    #[inline]
    pub(crate) fn accept_if(&self, rejections: Rejections, is_taken: impl FnOnce() -> bool) {
        // Mostly it was accepted before, and never rejected: reading is cheaper than asking, and than writing what others read.
        if self.standing.said.load(Ordering::Acquire) & (REJECTED | ACCEPTED) != ACCEPTED && is_taken() {
            self.accept(rejections);
        }
    }

    #[cold]
    fn accept(&self, rejections: Rejections) {
        let before = rejections.0 / REJECTION;
        self.standing.update(|said| {
            let is_first = before == 0;
            let is_newest = before == said / REJECTION;
            (said | if is_first { ACCEPTED } else { 0 }) & if is_newest { !REJECTED } else { !0 }
        });
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.rejections().are_open()
    }

    /// Before any rejected it.
    pub(super) fn was_accepted(&self) -> bool {
        self.standing.said.load(Ordering::Acquire) & ACCEPTED != 0
    }

    pub(super) fn forced_at(&self) -> Option<Instant> {
        self.standing.forced_at
    }
}

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Current")
            .field("key_id", &self.key.id())
            .field("generation", &self.generation)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

// ===== impl Rejections =====

impl Rejections {
    /// Whether no server has taken the key since.
    #[inline]
    pub(super) fn are_open(self) -> bool {
        self.0 & REJECTED != 0
    }
}

// ===== impl Times =====

impl Times {
    /// Of a key whose load began at `since`; `None` if it is never refreshed, or not before the clock ends.
    pub(super) fn of(credential: &Credential, since: Instant, jitter: f64) -> Option<Self> {
        let expiring = credential.lifetime().and_then(|lifetime| {
            let refresh_at = since.checked_add(window::refresh_after(lifetime, jitter))?;
            Some((refresh_at, since.checked_add(lifetime)?))
        });
        let recheck_at = credential.recheck().and_then(|interval| since.checked_add(interval));
        match (expiring, recheck_at) {
            (Some((refresh_at, expires_at)), recheck_at) => Some(Self {
                refresh_at: recheck_at.map_or(refresh_at, |at| at.min(refresh_at)),
                expires_at: Some(expires_at),
            }),
            (None, Some(recheck_at)) => Some(Self {
                refresh_at: recheck_at,
                expires_at: None,
            }),
            (None, None) => None,
        }
    }
}

// ===== impl Standing =====

impl Standing {
    pub(super) fn new(forced_at: Option<Instant>, rejection: Arc<Notify>) -> Self {
        Self {
            said: AtomicU64::new(0),
            forced_at,
            rejection,
        }
    }

    /// Says what was there before. Writes nothing where that would change nothing.
    fn update(&self, update: impl Fn(u64) -> u64) -> u64 {
        let changed = |said| Some(update(said)).filter(|updated| *updated != said);
        let before = self.said.fetch_update(Ordering::AcqRel, Ordering::Acquire, changed);
        before.unwrap_or_else(|said| said)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_recheck_is_due_after_its_interval_and_expires_nothing() {
        let now = Instant::now();
        let times = Times::of(&credential().recheck_after(MINUTE), now, 1.0).unwrap();
        assert_eq!(times.refresh_at, now + MINUTE);
        assert_eq!(times.expires_at, None);
    }

    #[test]
    fn of_a_recheck_and_a_refresh_ahead_of_expiry_the_earlier_counts() {
        let now = Instant::now();
        let expiring = credential().expires_in(10 * MINUTE);
        for (recheck, refresh_at) in [(MINUTE, MINUTE), (7 * MINUTE, 5 * MINUTE), (20 * MINUTE, 5 * MINUTE)] {
            let times = Times::of(&expiring.clone().recheck_after(recheck), now, 0.0).unwrap();
            assert_eq!(times.refresh_at, now + refresh_at, "{recheck:?}");
            assert_eq!(times.expires_at, Some(now + 10 * MINUTE), "{recheck:?}");
        }
    }

    #[test]
    fn what_lies_past_the_end_of_the_clock_is_never() {
        let now = Instant::now();
        let endless = credential().expires_in(Duration::MAX).recheck_after(Duration::MAX);
        assert_eq!(Times::of(&endless, now, 0.0), None);
        assert_eq!(Times::of(&credential(), now, 0.0), None);
        let times = Times::of(&endless.recheck_after(MINUTE), now, 0.0).unwrap();
        assert_eq!(times.expires_at, None);
    }

    #[test]
    fn a_recheck_of_no_time_at_all_is_one_a_second() {
        assert_eq!(
            credential().recheck_after(Duration::ZERO).recheck(),
            Some(Duration::from_secs(1))
        );
    }

    fn credential() -> Credential {
        Credential::new(ApiKey::new("sk_live_51Hx").unwrap())
    }
}
