//! Where keys come from.
//!
//! A [`KeySource`] loads a [`Credential`] when it is asked to; when that is, and how often, [`Keys`](crate::Keys) decides. It knows
//! nothing of requests. [`env()`] reads an environment variable.

mod credential;
mod env;
mod error;
mod key_source;

pub use self::{
    credential::Credential,
    env::{EnvSource, env},
    error::{SourceError, SourceErrorKind},
    key_source::KeySource,
};
