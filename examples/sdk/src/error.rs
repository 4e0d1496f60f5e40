use std::{error, fmt};

use http::StatusCode;
use tower_bearer::{AuthError, error::BoxError};

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The key was refused, or there was none to send: [`AuthError::hint`] says what to do.
    Auth(AuthError),
    /// No answer, or no whole one: the network, TLS, the time that a call may take.
    Transport(BoxError),
    /// The API answered with something else than success.
    Api {
        /// The status of the answer.
        status: StatusCode,
    },
    /// The API answered with success, and with something that this version does not understand.
    Decode(serde_json::Error),
}

// ===== impl Error =====

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auth(_) => f.write_str("authentication failed"),
            Self::Transport(_) => f.write_str("the request failed"),
            Self::Api { status } => write!(f, "the API answered {status}"),
            Self::Decode(_) => f.write_str("the answer is not what was expected"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Auth(error) => Some(error),
            Self::Transport(error) => Some(&**error),
            Self::Decode(error) => Some(error),
            Self::Api { .. } => None,
        }
    }
}

/// What a stack of boxed errors returns.
impl From<BoxError> for Error {
    fn from(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => Self::Auth(*error),
            Err(error) => Self::Transport(error),
        }
    }
}
