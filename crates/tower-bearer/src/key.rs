//! A key, checked once, and the fingerprint that logs may say.
//!
//! An [`ApiKey`] is checked when it is made: what passes can be put into a header, so nothing later can fail on it.
//! Its bytes lie in one allocation that is overwritten with zeros when the last handle to it is dropped, the header values
//! made from it included.

mod api_key;
mod error;
mod format;
mod id;

pub(crate) use self::api_key::BEARER;
pub use self::{
    api_key::ApiKey,
    error::{ApiKeyError, ApiKeyErrorKind},
    format::KeyFormat,
    id::KeyId,
};
