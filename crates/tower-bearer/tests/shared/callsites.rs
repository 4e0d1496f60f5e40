//! Events that are seen, on whatever thread they happened first.

use std::sync::OnceLock;

use tracing::{Dispatch, subscriber::NoSubscriber};

/// Beside a single subscriber, `tracing` asks that of the thread which comes to an event first whether anybody wants it, and keeps the
/// answer: that thread may be another test's, and have none. With a second one it asks all that there are.
pub(crate) fn seen_by_all() {
    static SECOND: OnceLock<Dispatch> = OnceLock::new();

    SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
}
