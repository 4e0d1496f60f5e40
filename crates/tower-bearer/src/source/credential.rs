use std::time::Duration;

use crate::key::ApiKey;

/// A key, how long it lasts, and when its source wants to be asked again, as the source loaded it.
///
/// ```
/// use std::time::Duration;
/// use tower_bearer::{ApiKey, Credential};
///
/// let key = ApiKey::new("sk_live_51Hx")?;
/// let token = Credential::new(key.clone()).expires_in(Duration::from_secs(3600));
/// assert_eq!(token.lifetime(), Some(Duration::from_secs(3600)));
///
/// let from_a_file = Credential::new(key).recheck_after(Duration::from_secs(30));
/// assert_eq!(from_a_file.lifetime(), None);
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credential {
    key: ApiKey,
    lifetime: Option<Duration>,
    recheck: Option<Duration>,
}

/// No source is asked more often than this because of a recheck.
const RECHECK_MIN: Duration = Duration::from_secs(1);

// ===== impl Credential =====

impl Credential {
    /// A key that lasts until it is replaced or revoked.
    pub fn new(key: ApiKey) -> Self {
        Self {
            key,
            lifetime: None,
            recheck: None,
        }
    }

    /// The key expires so long after the load began.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// The source wants to be asked again so long after the load began, and at the earliest a second after: its key may be
    /// replaced by then. The key itself does not expire by this, and is sent for as long as the source brings no other, also while
    /// asking fails.
    #[must_use]
    pub fn recheck_after(self, interval: Duration) -> Self {
        Self {
            recheck: Some(interval.max(RECHECK_MIN)),
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

    /// When the source wants to be asked again, from the beginning of the load; `None`: not before the key's end.
    pub fn recheck(&self) -> Option<Duration> {
        self.recheck
    }
}

impl From<ApiKey> for Credential {
    fn from(key: ApiKey) -> Self {
        Self::new(key)
    }
}
