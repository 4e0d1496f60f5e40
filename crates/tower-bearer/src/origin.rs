//! Where a key may go: origins, exactly (RFC 6454: scheme, host, port).

mod error;
mod host;
mod origins;
mod parse;
mod place;

#[cfg(feature = "follow-redirect")]
pub(crate) use self::place::is_same_origin;
pub use self::{error::OriginError, origins::Origins};
pub(crate) use self::{origins::NotCovered, parse::is_https_origin, place::Place};
