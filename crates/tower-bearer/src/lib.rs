//! Outbound authentication for tower HTTP clients.
//!
//! # Features
//!
//! None is on by default. Each adds to the API and changes nothing else.
//!
//! | feature | adds | packages |
//! |---|---|---|
//! | `command` | the key source `source::command`: keys that a program prints | 6 |
//! | `dotenv` | the key source `source::dotenv`: keys in a `.env` file; and `file` | 1 |
//! | `file` | the key sources `source::file`, `source::systemd_credential` and `source::env_or_file` | none |
//! | `tracing` | [events](event) for logs and dashboards | 2 |

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
