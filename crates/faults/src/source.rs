//! A source that can be out of order in several ways.

use std::{
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use tower_bearer::{
    ApiKey,
    source::{Credential, KeySource, SourceError},
};
use tower_bearer_testkit::TestSource;

use crate::{bound::Disorder, ledger::Ledger};

/// Writes down what it gives.
pub(crate) struct FaultSource {
    orders: Orders,
    ledger: Arc<Ledger>,
    /// Goes when it goes.
    _alive: Arc<()>,
}

/// Says what a [`FaultSource`] does.
#[derive(Clone)]
pub(crate) struct Orders {
    source: TestSource,
    panics: Arc<AtomicBool>,
}

/// How long a key lasts that it gives: it is due at half of it.
pub(crate) const LIFETIME: Duration = Duration::from_secs(2);

// ===== impl FaultSource =====

impl FaultSource {
    pub(crate) fn new(orders: Orders, ledger: Arc<Ledger>, alive: Arc<()>) -> Self {
        Self {
            orders,
            ledger,
            _alive: alive,
        }
    }
}

impl KeySource for FaultSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        let credential = self.orders.source.load().await?;
        if self.orders.panics.load(Relaxed) {
            // Without the hook that prints it.
            resume_unwind(Box::new("on order"));
        }
        self.ledger.gave(credential.key().id());
        Ok(credential)
    }
}

// ===== impl Orders =====

impl Orders {
    pub(crate) fn new(key: ApiKey) -> Self {
        Self {
            source: TestSource::new(Credential::new(key).expires_in(LIFETIME)),
            panics: Arc::default(),
        }
    }

    /// All is well, and this is the key.
    pub(crate) fn give(&self, key: &ApiKey) {
        self.panics.store(false, Relaxed);
        self.source.give(Credential::new(key.clone()).expires_in(LIFETIME));
    }

    pub(crate) fn disorder(&self, how: Disorder) {
        match how {
            Disorder::Fails => self.source.fail(SourceError::transient("the vault is sealed")),
            Disorder::FailsForGood => self.source.fail(SourceError::terminal("the role is gone")),
            Disorder::Hangs => self.source.hang(),
            Disorder::Panics => self.panics.store(true, Relaxed),
        }
    }

    /// How many loads have begun.
    pub(crate) fn loads(&self) -> u64 {
        self.source.loads() as u64
    }
}
