use std::{error, fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::Body;
use http_body_util::Full;
use tower::Service;
use tower_bearer::{Keys, Origins, error::BoxError};

use crate::{client::Client, transport};

/// Settings of a [`Client`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing before `build`"]
pub struct Builder {
    keys: Keys,
    base_url: String,
    timeout: Duration,
}

/// A client could not be made of its settings.
#[derive(Debug)]
pub struct BuildError(BoxError);

const BASE_URL: &str = "https://api.trakkr.ai";
const TIMEOUT: Duration = Duration::from_secs(30);

// ===== impl Builder =====

impl Builder {
    pub(crate) fn new(keys: Keys) -> Self {
        Self {
            keys,
            base_url: BASE_URL.to_owned(),
            timeout: TIMEOUT,
        }
    }

    /// Where the API is, if not at its own address: a proxy, or a test server. It is the one origin that the key goes to.
    pub fn base_url(self, base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            ..self
        }
    }

    /// How long a call may take, from the wait for a key to the end of the answer; 30 seconds unless set.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// A client that speaks https, and plain http to this machine alone.
    ///
    /// # Errors
    ///
    /// When the base URL is no origin that a key may go to, or this machine has no certificates to trust.
    pub fn build(self) -> Result<Client, BuildError> {
        let https = transport::https().map_err(BuildError::new)?;
        self.build_with(https)
    }

    /// A client over a service of the caller's own: with more layers, or a router in a test.
    ///
    /// # Errors
    ///
    /// When the base URL is no origin that a key may go to.
    pub fn build_with<S, B>(self, service: S) -> Result<Client, BuildError>
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError> + Send + 'static,
        S::Future: Send + 'static,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let origins = Origins::new([&self.base_url]).map_err(BuildError::new)?;
        let base_url: Uri = self.base_url.parse().map_err(BuildError::new)?;
        if !origins.contains(&base_url) {
            return Err(BuildError::new("the base URL is a pattern, and no address"));
        }
        let transport = transport::authenticated(service, self.keys, origins);
        Ok(Client::new(base_url, self.timeout, transport))
    }
}

// ===== impl BuildError =====

impl BuildError {
    pub(crate) fn new(error: impl Into<BoxError>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client cannot be made")
    }
}

impl error::Error for BuildError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.0)
    }
}
