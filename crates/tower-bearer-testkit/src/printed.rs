//! What a program prints of itself.

use std::{
    fmt, io, mem,
    sync::{Arc, Mutex, OnceLock},
};

use tracing::{
    Dispatch,
    subscriber::{DefaultGuard, NoSubscriber},
};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt};

use crate::sync::lock;

/// What `tracing` prints at its finest, headers and all: to be searched for a key; with the feature `tracing`.
///
/// It is that of one thread, from [`begin`](Self::begin) to [`end`](Self::end): a test's own, where it runs on a current-thread runtime.
///
/// ```
/// use tower_bearer_testkit::{Canary, Printed};
///
/// # fn main() -> std::io::Result<()> {
/// let canary = Canary::new()?;
/// let printed = Printed::begin();
/// tracing::trace!(key = ?canary.key(), "sent");
/// let printed = printed.end();
/// assert!(printed.contains("sent"));
/// assert_eq!(canary.trace_in(&printed), None);
/// # Ok(())
/// # }
/// ```
pub struct Printed {
    lines: Lines,
    _until: DefaultGuard,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

/// Lets a subscriber of one thread see an event that another thread came to first; with the feature `tracing`. [`Printed`] does so.
///
/// Beside a single subscriber, `tracing` asks that of the thread which comes to an event first whether anybody wants it, and keeps the
/// answer: that thread may have none. With a second one it asks all that there are. From the first call on there is one that wants
/// nothing.
pub fn see_events_of_all_threads() {
    static SECOND: OnceLock<Dispatch> = OnceLock::new();

    SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
}

// ===== impl Printed =====

impl Printed {
    /// From here on this thread's events and spans are kept.
    #[must_use = "nothing is kept once it is dropped"]
    pub fn begin() -> Self {
        see_events_of_all_threads();
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(lines.clone());
        Self {
            lines,
            _until: subscriber.finish().set_default(),
        }
    }

    /// All that was printed.
    pub fn end(self) -> String {
        let bytes = mem::take(&mut *lock(&self.lines.0));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl fmt::Debug for Printed {
    /// Without the lines: there may be a key in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printed").finish_non_exhaustive()
    }
}

// ===== impl Lines =====

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
