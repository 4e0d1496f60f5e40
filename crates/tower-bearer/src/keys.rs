//! The current key: shared by all who send it, and refreshed before they notice.

mod attended;
mod builder;
mod cell;
mod current;
mod decide;
mod flight;
mod forced;
mod settings;
mod task;
mod waiting;
mod window;

#[cfg(test)]
mod model_tests;

use std::{error::Error, fmt, sync::Arc};

pub use self::{builder::KeysBuilder, task::SpawnError};
use self::{cell::Cell, current::Standing, task::Alive};
pub(crate) use self::{
    cell::Pick,
    current::{Current, Rejections},
    decide::Want,
    waiting::{Driver, Waiting},
};
use crate::{
    key::{ApiKey, KeyId},
    source::{KeySource, SourceError},
};

/// A handle to the current key of an API.
///
/// Requests read the key without a lock, at the moment they are sent. Requests in flight keep the key that they have.
///
/// # The life of a key
///
/// ```text
///  load                     refresh due      mandatory   expires       serve_stale
///   │                            │               │          │               │
///   ├────────────────────────────┼───────────────┼──────────┼───────────────┤
///   │ sent                       │ sent at once; │ no jitter│ requests wait │ never sent
///   │                            │ one load runs │ reaches  │ for a load    │
///   │                            │ beside        │ here     │               │
/// ```
///
/// A refresh is due 5 minutes before the end of a key that lasts up to 20 minutes, 15 minutes before that of one under 90, and an
/// hour before that of any longer one; never more than half of its lifetime; and put off by jitter of up to a quarter of this
/// window, but not into the last minute, or tenth of the lifetime where that is shorter. Where the source asked for a
/// [recheck](crate::Credential::recheck_after), as a file does, the refresh is due by then at the latest, and a key without a lifetime
/// is sent on until the source brings another. One with neither is never due.
///
/// | what happens | what a request gets | what is asked of the source |
/// |---|---|---|
/// | nothing | the key | nothing |
/// | a refresh is due | the key, at once | one load, driven by the requests that pass or by [`spawn_refresh`](Self::spawn_refresh) |
/// | the key has expired, or there was none yet | it waits; all who wait share the outcome, a failure too | one load, whoever asked, and whoever of them goes away |
/// | a load fails while the key is valid | the key | nothing until the back-off is over: from ¼ s, doubling to 30 s |
/// | a load fails and the key has expired | the failure, as [`NoKeyToSend`](crate::AuthErrorKind::NoKeyToSend) | nothing until then; after a terminal failure for 1 to 5 s |
/// | that, with [`serve_stale`](KeysBuilder::serve_stale) | the old key, up to that age | the same |
/// | the source panics, does not answer in [time](KeysBuilder::load_timeout), or brings a key that has expired | as for a failed load | the same |
/// | a server rejects the current key | the next request waits for a load, and gets the old key if that brings no newer one | one load; after a fruitless one none for [a second](KeysBuilder::fruitless_interval), and never more than 100 at once and one a second |
/// | a server rejects an older key | the newer key | nothing |
///
/// Lifetimes count on the monotonic clock from the beginning of the load. A machine that slept past an expiry finds out by the
/// rejection.
///
/// Nothing is spawned unless [`spawn_refresh`](Self::spawn_refresh) is called, and no timer is armed unless something waits. A load
/// that nobody drives any longer is kept, and the next request drives it on; if it fails then, or if its time is over, it is begun
/// again once, since its runtime may be gone.
///
/// # Runtime
///
/// Waiting arms a timer of Tokio, which needs a Tokio runtime with its time driver enabled. A runtime may be replaced by another.
///
/// # Clone
///
/// Clones are cheap and share the key: a program has one `Keys` for an API.
///
/// # Examples
///
/// ```
/// use tower_bearer::{ApiKey, Keys};
///
/// let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
/// let handle = keys.clone();
/// handle.set(ApiKey::new("sk_live_9aF3")?)?; // seen by the next request of every client that has `keys`
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Keys {
    cell: Arc<Cell>,
    alive: Arc<Alive>,
}

/// [`Keys::set`] was called on keys that have a source, which alone says what the key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetError;

// ===== impl Keys =====

impl Keys {
    /// One key, until another is [`set`](Self::set).
    pub fn fixed(key: ApiKey) -> Self {
        Self::of_cell(Cell::new(Some(key), None, settings::Settings::default()))
    }

    /// The keys of `source`; takes the first before it returns, so that a missing one is found at start-up.
    ///
    /// # Errors
    ///
    /// What the source says, or that it did not answer in 15 seconds.
    pub async fn load(source: impl KeySource) -> Result<Self, SourceError> {
        Self::builder(source).load().await
    }

    /// Settings for the keys of `source`.
    pub fn builder(source: impl KeySource) -> KeysBuilder {
        KeysBuilder::new(source)
    }

    /// Replaces the key for every request from now on.
    ///
    /// # Errors
    ///
    /// When the keys have a source: its next load would undo this.
    #[expect(clippy::needless_pass_by_value, reason = "the handle takes the key over")]
    pub fn set(&self, key: ApiKey) -> Result<(), SetError> {
        if self.cell.source.is_some() {
            return Err(SetError);
        }
        self.cell.current.rcu(|current| {
            let generation = current.as_ref().map_or(0, |current| current.generation) + 1;
            let standing = Standing::new(None, Arc::clone(&self.cell.signal));
            Some(Arc::new(Current::new(key.clone(), generation, None, standing)))
        });
        Ok(())
    }

    /// Refreshes the key in the background from now on, so that no request has to wait or to drive a load.
    ///
    /// The task is on the runtime that this is called on. It ends when the last handle is dropped, or with that runtime; the keys
    /// are then refreshed on demand again. Keys without a source have nothing to refresh, and their task sleeps.
    ///
    /// By itself the task begins no load within a second of the beginning of the last one that brought a key, so a source whose keys
    /// last for milliseconds is asked once a second by it. Requests that need a key then load it themselves, as often as they find it
    /// expired, and a rejection is seen to at once.
    ///
    /// # Errors
    ///
    /// Outside of a Tokio runtime.
    pub fn spawn_refresh(&self) -> Result<(), SpawnError> {
        task::spawn(&self.cell, &self.alive)
    }

    /// The fingerprint of the current key; `None` before the first is loaded.
    pub fn key_id(&self) -> Option<KeyId> {
        self.cell.current.load().as_ref().map(|current| current.key.id())
    }

    /// The key, where there is nothing to do but to send it, and what a request knows that leaves with it.
    #[inline(always)]
    pub(crate) fn fresh(&self) -> Option<(Arc<Current>, Rejections)> {
        self.cell.fresh()
    }

    /// What to do for a key where it is not [`fresh`](Self::fresh).
    pub(crate) fn pick(&self, want: Want) -> Pick {
        self.cell.pick(want)
    }

    fn of_cell(cell: Cell) -> Self {
        Self {
            alive: Arc::new(Alive::new(Arc::clone(&cell.signal))),
            cell: Arc::new(cell),
        }
    }
}

impl From<ApiKey> for Keys {
    fn from(key: ApiKey) -> Self {
        Self::fixed(key)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.cell.current.load();
        f.debug_struct("Keys")
            .field("current", &*current)
            .field("settings", &self.cell.settings)
            .finish_non_exhaustive()
    }
}

// ===== impl SetError =====

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these keys have a source, which alone says what the key is: change it there, or use `Keys::fixed`")
    }
}

impl Error for SetError {}
