use std::{
    fmt,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use tower_bearer::source::{Credential, KeySource, SourceError};

/// A key source that counts its loads, and that can be held open, fail, hang or panic on order.
///
/// # Clone
///
/// A clone is the same source: give one to `Keys`, and keep one to order about.
///
/// ```
/// use tower_bearer::{ApiKey, Keys, source::SourceError};
/// use tower_bearer_testkit::TestSource;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let source = TestSource::new(ApiKey::new("sk_live_51Hx")?);
/// source.fail(SourceError::transient("the vault is sealed"));
/// assert!(Keys::load(source.clone()).await.is_err());
///
/// source.give(ApiKey::new("sk_live_9aF3")?);
/// let keys = Keys::load(source.clone()).await?;
/// assert_eq!(source.loads(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TestSource {
    shared: Arc<Shared>,
}

struct Shared {
    answer: Mutex<Answer>,
    /// Comes before the answer, once.
    failure: Mutex<Option<SourceError>>,
    loads: watch::Sender<usize>,
    is_held: watch::Sender<bool>,
}

#[derive(Clone)]
enum Answer {
    Give(Credential),
    Fail(SourceError),
    Hang,
    Panic,
}

// ===== impl TestSource =====

impl TestSource {
    /// Answers with this key, until ordered otherwise.
    pub fn new(credential: impl Into<Credential>) -> Self {
        let shared = Shared {
            answer: Mutex::new(Answer::Give(credential.into())),
            failure: Mutex::default(),
            loads: watch::Sender::new(0),
            is_held: watch::Sender::new(false),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Each load from now on answers with this key.
    pub fn give(&self, credential: impl Into<Credential>) {
        *self.answer() = Answer::Give(credential.into());
    }

    /// Each load from now on fails.
    pub fn fail(&self, error: SourceError) {
        *self.answer() = Answer::Fail(error);
    }

    /// The next load to answer fails, and those after it answer as ordered.
    pub fn fail_once(&self, error: SourceError) {
        *self.shared.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Each load from now on never answers.
    pub fn hang(&self) {
        *self.answer() = Answer::Hang;
    }

    /// Each load from now on panics.
    pub fn panic(&self) {
        *self.answer() = Answer::Panic;
    }

    /// Holds each load from now on, until [`release`](Self::release): it then answers as ordered at that time.
    pub fn hold(&self) {
        self.shared.is_held.send_replace(true);
    }

    /// Lets the loads go on that were held.
    pub fn release(&self) {
        self.shared.is_held.send_replace(false);
    }

    /// How many loads have begun.
    pub fn loads(&self) -> usize {
        *self.shared.loads.borrow()
    }

    /// Waits until so many loads have begun.
    pub async fn begun(&self, loads: usize) {
        // It cannot end before `self`, which holds the sender.
        let _ = self.shared.loads.subscribe().wait_for(|begun| *begun >= loads).await;
    }

    fn answer(&self) -> MutexGuard<'_, Answer> {
        self.shared.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeySource for TestSource {
    #[expect(clippy::panic, reason = "on order")]
    async fn load(&self) -> Result<Credential, SourceError> {
        self.shared.loads.send_modify(|loads| *loads += 1);
        // As above.
        let _ = self.shared.is_held.subscribe().wait_for(|is_held| !is_held).await;
        let failure = self
            .shared
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(error) = failure {
            return Err(error);
        }
        let answer = self.answer().clone();
        match answer {
            Answer::Give(credential) => Ok(credential),
            Answer::Fail(error) => Err(error),
            Answer::Hang => pending().await,
            Answer::Panic => panic!("the test source was ordered to panic"),
        }
    }
}

impl fmt::Debug for TestSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestSource")
            .field("loads", &self.loads())
            .finish_non_exhaustive()
    }
}
