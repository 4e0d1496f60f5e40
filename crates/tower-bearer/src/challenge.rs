//! What a server asks for: the challenges of `WWW-Authenticate` (RFC 9110, section 11).
//!
//! A refusal says why in its challenges, if it says it at all: `error="invalid_token"`, the scopes that were missing, how fresh a
//! sign-in has to be. The field is easy to get wrong. A comma separates challenges as well as their parameters, so
//! `Basic realm="a", Bearer error="b"` is two challenges with a parameter each. A value may quote a comma, or a whole challenge.
//! Nothing here searches for substrings.
//!
//! - **Strict first**: [`Challenge::parse_strict`] is the grammar to the letter.
//! - **Then lenient, once**: a field line that breaks the grammar is read again by rules that forgive what servers are known to
//!   send; see [`Challenge::parse_line`]. What comes of it says so: [`Challenge::is_malformed`].
//! - **Line by line**: a bad line spoils only itself. A challenge that goes on in another line loses its tail to a challenge
//!   without a scheme; servers that split one are not known.
//! - **Any byte survives**: each octet becomes the `char` of the same number (ISO-8859-1; RFC 9110, section 5.5), so nothing fails on
//!   what is not UTF-8. Text that was UTF-8 looks garbled outside of ASCII, where RFC 6750 allows none.
//! - **Linear**: time and memory grow with the length of the line, whatever is in it. At worst, for a line such as
//!   `A a=b,A a=b,…`, a byte of it takes some 70 bytes of memory. Nothing is capped here, since the client that read the line has capped it; what
//!   [`classify`](crate::classify) and the layers read is.
//!
//! The text is the server's, and so is what it claims: escape it before it goes to a log or a terminal, and do not fetch a URL
//! only because a challenge names it.

mod cursor;
mod error;
mod lenient;
mod limited;
mod names;
mod parsed;
mod strict;
#[cfg(test)]
mod tests;
mod typed;

pub(crate) use self::limited::Limited;
pub use self::{error::ChallengeError, parsed::Challenge};
