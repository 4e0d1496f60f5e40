//! Outbound authentication for tower HTTP clients.

mod key;

pub use self::key::{ApiKey, ApiKeyError, ApiKeyErrorKind, KeyFormat, KeyId};
