//! The current key, shared by all who send it.

use std::{error::Error, fmt, sync::Arc};

use arc_swap::{ArcSwap, Guard};
use tokio::time::Instant;

use crate::{
    key::{ApiKey, KeyId},
    source::{Credential, KeySource, SourceError, SourceErrorKind},
};

/// A handle to the current key.
///
/// Requests read the key without a lock, at the moment they are sent; a key that is [`set`](Self::set) is seen by the very next
/// one, and requests in flight keep the one they have.
///
/// # Clone
///
/// Clones are cheap and share the key: a program has one `Keys` for an API.
#[derive(Clone)]
pub struct Keys {
    shared: Arc<Shared>,
}

struct Shared {
    current: ArcSwap<Current>,
    is_sourced: bool,
}

/// A key with its place in the order of keys.
pub(crate) struct Current {
    pub(crate) key: ApiKey,
    generation: u64,
    expires_at: Option<Instant>,
}

/// [`Keys::set`] was called on keys that have a source, which alone says what the key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetError;

// ===== impl Keys =====

impl Keys {
    /// One key, until another is [`set`](Self::set).
    pub fn fixed(key: ApiKey) -> Self {
        Self::new(&Credential::new(key), false)
    }

    /// The key of `source`; returns once it is there, so that a missing one is found at start-up.
    ///
    /// # Errors
    ///
    /// What the source says.
    pub async fn load(source: impl KeySource) -> Result<Self, SourceError> {
        Ok(Self::new(&source.load().await?, true))
    }

    /// Replaces the key for every request from now on.
    ///
    /// # Errors
    ///
    /// When the keys have a source: its next load would undo this.
    pub fn set(&self, key: ApiKey) -> Result<(), SetError> {
        if self.shared.is_sourced {
            return Err(SetError);
        }
        let credential = Credential::new(key);
        self.shared
            .current
            .rcu(|current| Current::new(&credential, current.generation + 1));
        Ok(())
    }

    /// The fingerprint of the current key.
    pub fn key_id(&self) -> KeyId {
        self.shared.current.load().key.id()
    }

    /// The key to send now; never one that has expired.
    pub(crate) fn current(&self) -> Result<Guard<Arc<Current>>, SourceError> {
        let current = self.shared.current.load();
        match current.expires_at {
            Some(expires_at) if expires_at <= Instant::now() => Err(SourceError::said(
                SourceErrorKind::Transient,
                format!("the key {} has expired, and no newer one was loaded", current.key.id()),
            )),
            _ => Ok(current),
        }
    }

    fn new(credential: &Credential, is_sourced: bool) -> Self {
        let current = Current::new(credential, 0);
        Self {
            shared: Arc::new(Shared {
                current: ArcSwap::from_pointee(current),
                is_sourced,
            }),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.shared.current.load();
        f.debug_struct("Keys")
            .field("key_id", &current.key.id())
            .field("generation", &current.generation)
            .finish_non_exhaustive()
    }
}

// ===== impl Current =====

impl Current {
    fn new(credential: &Credential, generation: u64) -> Self {
        // A lifetime past the end of the clock is none.
        let expires_at = credential
            .lifetime()
            .and_then(|lifetime| Instant::now().checked_add(lifetime));
        Self {
            key: credential.key().clone(),
            generation,
            expires_at,
        }
    }
}

// ===== impl SetError =====

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these keys have a source, which alone says what the key is: change it there, or use `Keys::fixed`")
    }
}

impl Error for SetError {}
