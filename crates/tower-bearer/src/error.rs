//! What went wrong with authentication, as typed errors.
//!
//! - [`AuthError`] is one failure with all that is known of it: [kind](AuthError::kind), status, the server's message, challenges,
//!   [a hint](AuthError::hint) for a person and the [evidence](AuthError::evidence) for the verdict. It is one word wide.
//! - [`Error<E>`](Error) is what a classified service returns: an [`AuthError`], or the inner service's own error, still typed.
//! - [`CarriesAuthError`] is what a layer outside asks of an error type.
//! - [`AuthError::find`] finds an [`AuthError`] under any number of wrappers.
//!
//! # Text of a server
//!
//! It is capped at 512 characters. What ends a line is a space, and what nobody sees, or what turns the direction of a text, is written
//! as its number, such as `\u{202e}`: control and format characters, separators, and what Unicode calls default-ignorable.
//!
//! The key that was sent is cut out of it, and so is whatever has 8 characters of the key in a row or more, in upper or lower case: as
//! they were sent, percent-encoded, with the escapes of JSON or HTML, or with tags, white space or what nobody sees between them. Where
//! a caller wrote several credentials, all are. What stays:
//!
//! - Less than 8 characters, such as the last four, by which people tell keys apart.
//! - What many keys begin with, where no more of the key follows: words such as those of `sk_live_`, with `_` or `-` behind each, up to
//!   16 characters; and the header of a JSON web token (RFC 7515, section 4).
//! - What a server has encoded in other ways, such as base64, or twice.
//!
//! The response itself, which [`AuthError::into_response`] gives
//! back, is as the server sent it; a header of it that has the key in it is marked as
//! [sensitive](http::HeaderValue::is_sensitive).

mod auth_error;
mod carrier;
mod echo;
mod evidence;
mod hint;
mod kind;
mod verdict;

pub use self::{
    auth_error::AuthError,
    carrier::{CarriesAuthError, Error},
    evidence::{Certainty, Evidence, Rule},
    hint::Withheld,
    kind::AuthErrorKind,
    verdict::{RetryAfter, Verdict},
};
pub(crate) use self::{auth_error::Refusal, hint::Facts};

/// An error of any kind, as tower's middleware returns it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
