//! Where a key may go: origins, exactly (RFC 6454: scheme, host, port).

mod error;
mod host;
mod origins;
mod parse;

pub(crate) use self::origins::NotCovered;
#[cfg(feature = "follow-redirect")]
pub(crate) use self::origins::is_same_origin;
pub(crate) use self::parse::is_https_origin;
pub use self::{error::OriginError, origins::Origins};
