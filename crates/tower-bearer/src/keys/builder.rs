use std::{fmt, sync::Arc, time::Duration};

use super::{
    Keys,
    cell::{Cell, Pick, no_key},
    decide::Want,
    flight::AnySource,
    settings::Settings,
};
use crate::source::{KeySource, SourceError};

/// Settings for the [`Keys`] of a source; made by [`Keys::builder`].
///
/// ```
/// use std::time::Duration;
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// let keys = Keys::builder(source::env("TRAKKR_API_KEY"))
///     .load_timeout(Duration::from_secs(5))
///     .serve_stale(Duration::from_secs(60))
///     .load()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a builder does nothing before `load` or `lazy`"]
pub struct KeysBuilder {
    source: Arc<dyn AnySource>,
    settings: Settings,
}

// ===== impl KeysBuilder =====

impl KeysBuilder {
    pub(super) fn new(source: impl KeySource) -> Self {
        Self {
            source: Arc::new(source),
            settings: Settings::default(),
        }
    }

    /// How long a load may take, and so how long a request waits for a key at most: 15 seconds unless set.
    pub fn load_timeout(mut self, timeout: Duration) -> Self {
        self.settings.load_timeout = timeout;
        self
    }

    /// Sends a key that has expired for up to `max_age` after its end, where a newer one cannot be had. By default a key that has
    /// expired is never sent.
    pub fn serve_stale(mut self, max_age: Duration) -> Self {
        self.settings.stale_for = max_age;
        self
    }

    /// How long the source is not asked again on account of a rejection, after such a load brought the same key, or one that was
    /// rejected before any server took it: 1 second unless set. It is what bounds the load that a server can cause by refusing
    /// everything. It is never less than 10 milliseconds.
    ///
    /// A rotation that bears fruit does not wait for it. But a server that takes some requests and refuses others makes each new key
    /// look fruitful, if the source makes one at each load. So rejections cause no more than 100 loads at once, fruitful or not, and
    /// one more for each such interval: in a time `t` at most `100 + t / interval`.
    pub fn fruitless_interval(mut self, interval: Duration) -> Self {
        const LEAST: Duration = Duration::from_millis(10);

        // Without any, a background task whose key stays rejected would not rest.
        self.settings.fruitless_interval = interval.max(LEAST);
        self
    }

    /// Refreshes and backs off at the exact time, as tests like it. Programs of one fleet then do so together.
    pub fn without_jitter(mut self) -> Self {
        self.settings.has_jitter = false;
        self
    }

    /// Takes the first key before it returns, so that a missing one is found at start-up.
    ///
    /// # Errors
    ///
    /// What the source says, or that it did not answer in time.
    pub async fn load(self) -> Result<Keys, SourceError> {
        let keys = self.lazy();
        match keys.pick(Want::Current) {
            Pick::Wait(waiting) => match waiting.await {
                Ok(_) => Ok(keys),
                Err(error) => Err(error.unwrap_or_else(no_key)),
            },
            Pick::Key(_) | Pick::KeyAndDrive(..) => Ok(keys),
            Pick::None(error) => Err(error.unwrap_or_else(no_key)),
        }
    }

    /// Takes the first key when the first request needs one.
    pub fn lazy(self) -> Keys {
        Keys::of_cell(Cell::new(None, Some(self.source), self.settings))
    }
}

impl fmt::Debug for KeysBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeysBuilder")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
