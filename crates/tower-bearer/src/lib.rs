//! Outbound authentication for tower HTTP clients.

pub mod auth_error_classifier;
pub mod bearer_auth;
mod challenge;
pub mod classify;
pub mod error;
pub mod event;
mod key;
mod keys;
mod origin;
mod profile;
mod scheme;
pub mod source;

#[doc(inline)]
pub use self::{
    auth_error_classifier::{AuthErrorClassifier, ClassifyAuthErrors},
    bearer_auth::{BearerAuth, BearerAuthLayer, RequestAuth},
    error::{AuthError, AuthErrorKind, CarriesAuthError, Error},
    source::{Credential, KeySource, SourceError},
};
pub use self::{
    challenge::{Challenge, ChallengeError},
    key::{ApiKey, ApiKeyError, ApiKeyErrorKind, KeyFormat, KeyId},
    keys::{Keys, KeysBuilder, SetError, SpawnError},
    origin::{OriginError, Origins},
    profile::{ApiProfile, ProfileLayer},
    scheme::{AuthScheme, AuthSchemeError},
};
