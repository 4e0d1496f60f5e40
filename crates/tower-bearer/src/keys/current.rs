use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use super::window;
use crate::{key::ApiKey, source::Credential};

/// A key with its place in the order of keys, its times, and what servers said of it.
pub(crate) struct Current {
    pub(crate) key: ApiKey,
    /// Grows with each new key; a key that is loaded again keeps it.
    pub(super) generation: u64,
    /// `None`: never.
    pub(super) times: Option<Times>,
    standing: Arc<Standing>,
}

/// The times of a key that expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) refresh_at: Instant,
    pub(super) expires_at: Instant,
}

/// A server rejected the key, and none took it since.
const REJECTED: u8 = 1;
/// A server took it.
const ACCEPTED: u8 = 2;

/// What servers said of a key. Loading the same key again does not change it.
pub(super) struct Standing {
    /// [`REJECTED`] and [`ACCEPTED`].
    said: AtomicU8,
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

    /// Whether there is nothing to do but to send it. Reads the clock for keys that expire alone.
    #[inline]
    pub(super) fn is_fresh(&self) -> bool {
        !self.is_rejected() && self.times.is_none_or(|times| Instant::now() < times.refresh_at)
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// A server rejected it. Whoever holds an older key says so of that one, and changes nothing here.
    pub(crate) fn reject(&self) {
        if self.standing.said.fetch_or(REJECTED, Ordering::AcqRel) & REJECTED == 0 {
            self.standing.rejection.notify_one();
        }
    }

    /// A server took it, and if it was rejected before, that is over.
    #[inline]
    pub(crate) fn accept(&self) {
        // Mostly it was accepted before: reading is cheaper than writing what others read.
        if self.standing.said.load(Ordering::Acquire) != ACCEPTED {
            self.standing.said.store(ACCEPTED, Ordering::Release);
        }
    }

    #[inline]
    pub(super) fn is_rejected(&self) -> bool {
        self.standing.said.load(Ordering::Acquire) & REJECTED != 0
    }

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

// ===== impl Times =====

impl Times {
    /// Of a key whose load began at `since`; `None` if it does not expire, or not before the clock ends.
    pub(super) fn of(credential: &Credential, since: Instant, jitter: f64) -> Option<Self> {
        let lifetime: Duration = credential.lifetime()?;
        Some(Self {
            refresh_at: since.checked_add(window::refresh_after(lifetime, jitter))?,
            expires_at: since.checked_add(lifetime)?,
        })
    }
}

// ===== impl Standing =====

impl Standing {
    pub(super) fn new(forced_at: Option<Instant>, rejection: Arc<Notify>) -> Self {
        Self {
            said: AtomicU8::new(0),
            forced_at,
            rejection,
        }
    }
}
