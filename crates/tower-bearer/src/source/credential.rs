use std::time::Duration;

use crate::key::ApiKey;

/// A key, and how long it lasts, as a source loaded it.
#[derive(Clone, Debug)]
pub struct Credential {
    key: ApiKey,
    lifetime: Option<Duration>,
}

// ===== impl Credential =====

impl Credential {
    /// A key that lasts until it is replaced or revoked.
    pub fn new(key: ApiKey) -> Self {
        Self { key, lifetime: None }
    }

    /// The key expires so long after the load began.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// The key.
    pub fn key(&self) -> &ApiKey {
        &self.key
    }

    /// How long the key lasts, from the beginning of the load; `None`: without end.
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }
}

impl From<ApiKey> for Credential {
    fn from(key: ApiKey) -> Self {
        Self::new(key)
    }
}
