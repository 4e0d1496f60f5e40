use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tower_bearer::{Credential, KeySource, SourceError};

/// A source that counts how often it is asked.
pub(crate) struct Counted<S> {
    source: S,
    loads: Arc<AtomicUsize>,
}

// ===== impl Counted =====

impl<S> Counted<S> {
    /// The source, and its count.
    pub(crate) fn new(source: S) -> (Self, Arc<AtomicUsize>) {
        let loads = Arc::default();
        let counted = Self {
            source,
            loads: Arc::clone(&loads),
        };
        (counted, loads)
    }
}

impl<S: KeySource> KeySource for Counted<S> {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.loads.fetch_add(1, Ordering::Relaxed);
        self.source.load().await
    }
}
