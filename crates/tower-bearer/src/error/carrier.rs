use std::{error::Error as StdError, fmt};

use super::{AuthError, BoxError};

/// What a classified service returns: a failure of authentication, or the inner service's own error, still typed.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a failure is one of authentication or it is the service's: a third cannot come"
)]
pub enum Error<E> {
    /// Authentication failed.
    Auth(AuthError),
    /// The inner service failed.
    Service(E),
}

/// An error type that can hold an [`AuthError`] and show it again.
///
/// [`Error<E>`](Error) and boxed errors do. A layer that reacts to refusals, such as
/// [`BearerAuthLayer`](crate::BearerAuthLayer) with live keys, asks it of the service inside.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry an `AuthError`, so this layer could not see that its key was rejected",
    label = "the service inside of this `BearerAuthLayer` fails with `{Self}`",
    note = "put `AuthErrorClassifier` inside, that is below it: `.layer(BearerAuthLayer::new(keys, origins)).layer(AuthErrorClassifier::new())`",
    note = "or turn the errors of the service into `Box<dyn std::error::Error + Send + Sync>`",
    note = "a layer that holds an `ApiKey`, not `Keys`, needs neither"
)]
pub trait CarriesAuthError: From<AuthError> {
    /// The failure of authentication that is in this error, under any number of wrappers.
    fn auth_error(&self) -> Option<&AuthError>;
}

// ===== impl Error =====

impl<E> Error<E> {
    /// The failure of authentication, if it is one.
    pub fn as_auth(&self) -> Option<&AuthError> {
        match self {
            Self::Auth(error) => Some(error),
            Self::Service(_) => None,
        }
    }

    /// The failure of authentication, or this error as it was.
    ///
    /// # Errors
    ///
    /// `self`, when it is the inner service's.
    pub fn into_auth(self) -> Result<AuthError, Self> {
        match self {
            Self::Auth(error) => Ok(error),
            service => Err(service),
        }
    }

    /// Changes the type of the inner service's error.
    pub fn map_service<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Auth(error) => Error::Auth(error),
            Self::Service(error) => Error::Service(map(error)),
        }
    }

    /// One boxed error: what `tower::ServiceBuilder::map_err` takes where a stack wants boxed errors.
    pub fn into_boxed(self) -> BoxError
    where
        E: Into<BoxError>,
    {
        match self {
            Self::Auth(error) => error.into(),
            Self::Service(error) => error.into(),
        }
    }
}

impl<E> From<AuthError> for Error<E> {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auth(_) => "authentication failed",
            Self::Service(_) => "the request failed",
        })
    }
}

impl<E> StdError for Error<E>
where
    E: StdError + 'static,
{
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Auth(error) => Some(error),
            Self::Service(error) => Some(error),
        }
    }
}

// ===== impl CarriesAuthError =====

impl<E> CarriesAuthError for Error<E> {
    fn auth_error(&self) -> Option<&AuthError> {
        self.as_auth()
    }
}

impl CarriesAuthError for AuthError {
    fn auth_error(&self) -> Option<&AuthError> {
        Some(self)
    }
}

impl CarriesAuthError for BoxError {
    fn auth_error(&self) -> Option<&AuthError> {
        AuthError::find(&**self)
    }
}
