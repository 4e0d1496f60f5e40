//! What went wrong with authentication, as typed errors.
//!
//! - [`AuthError`] is one failure with all that is known of it: [kind](AuthError::kind), status, the server's message, challenges,
//!   [a hint](AuthError::hint) for a person and the [evidence](AuthError::evidence) for the verdict. It is one word wide.
//! - [`Error<E>`](Error) is what a classified service returns: an [`AuthError`], or the inner service's own error, still typed.
//! - [`CarriesAuthError`] is what a layer outside asks of an error type.
//! - [`AuthError::find`] finds an [`AuthError`] under any number of wrappers.
//!
//! Text that came from a server is capped at 512 characters, and the key that was sent is cut out of it. What ends a line is a space,
//! and what nobody sees, or what turns the direction of a text, is written as its number, such as `\u{202e}`: control and format
//! characters, separators, and what Unicode calls default-ignorable. The response itself, which [`AuthError::into_response`] gives
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
