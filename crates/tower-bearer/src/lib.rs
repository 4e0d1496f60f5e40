//! Outbound authentication for tower HTTP clients.

mod challenge;
mod key;

pub use self::{
    challenge::{Challenge, ChallengeError},
    key::{ApiKey, ApiKeyError, ApiKeyErrorKind, KeyFormat, KeyId},
};
