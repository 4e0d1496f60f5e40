use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tower_bearer::{ApiKey, ApiKeyError, Credential, KeySource, SourceError};

/// A key of its own for each number.
pub(crate) fn key(number: usize) -> Result<ApiKey, ApiKeyError> {
    ApiKey::new(format!("sk_live_{number:032}"))
}

/// Counts its loads, and does in each what it is made with.
pub(crate) struct Counting<F> {
    loads: Arc<AtomicUsize>,
    answer: F,
}

// ===== impl Counting =====

impl<F> Counting<F> {
    /// `answer` gets the number of the load, from 0.
    pub(crate) fn new(answer: F) -> (Self, Arc<AtomicUsize>) {
        let loads = Arc::default();
        let source = Self {
            loads: Arc::clone(&loads),
            answer,
        };
        (source, loads)
    }
}

impl<F, Fut> KeySource for Counting<F>
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Credential, SourceError>> + Send,
{
    async fn load(&self) -> Result<Credential, SourceError> {
        (self.answer)(self.loads.fetch_add(1, Ordering::Relaxed)).await
    }
}
