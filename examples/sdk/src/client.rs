use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Uri, header::ACCEPT, uri::PathAndQuery};
use http_body_util::{BodyExt, Full, Limited};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::time::timeout;
use tower::ServiceExt;
use tower_bearer::Keys;
use tower_bearer_profiles::trakkr;

use crate::{
    builder::{BuildError, Builder},
    error::Error,
    transport::Transport,
};

/// A client of Trakkr's API.
///
/// # Clone
///
/// A clone shares connections and keys.
#[derive(Clone)]
pub struct Client {
    base_url: Uri,
    timeout: Duration,
    transport: Transport,
}

/// A brand of the account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Brand {
    /// What the API calls it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// So many bytes of an answer are read.
const ANSWER_MAX: usize = 16 * 1024 * 1024;

// ===== impl Client =====

impl Client {
    /// The client of the key in `TRAKKR_API_KEY`.
    ///
    /// # Errors
    ///
    /// When the variable is not set or holds no key of Trakkr's; when this machine has no certificates to trust.
    pub async fn from_env() -> Result<Self, BuildError> {
        let keys = Keys::load(trakkr::env()).await.map_err(BuildError::new)?;
        Self::builder(keys).build()
    }

    /// For an [`ApiKey`](tower_bearer::ApiKey), or [`Keys`] that change while the program runs.
    pub fn builder(keys: impl Into<Keys>) -> Builder {
        Builder::new(keys.into())
    }

    pub(crate) fn new(base_url: Uri, timeout: Duration, transport: Transport) -> Self {
        Self {
            base_url,
            timeout,
            transport,
        }
    }

    /// The brands of the account.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn brands(&self) -> Result<Vec<Brand>, Error> {
        self.get("/get-brands").await
    }

    async fn get<T: DeserializeOwned>(&self, path: &'static str) -> Result<T, Error> {
        // One limit for the wait for a key, the request, its replay, and the answer to its end.
        match timeout(self.timeout, self.exchange(path)).await {
            Ok(answer) => serde_json::from_slice(&answer?).map_err(Error::Decode),
            Err(elapsed) => Err(Error::Transport(elapsed.into())),
        }
    }

    async fn exchange(&self, path: &'static str) -> Result<Bytes, Error> {
        let mut uri = self.base_url.clone().into_parts();
        uri.path_and_query = Some(PathAndQuery::from_static(path));
        let mut request = Request::new(Full::default());
        *request.uri_mut() = Uri::from_parts(uri).map_err(|error| Error::Transport(error.into()))?;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(ACCEPT, json);

        let response = self.transport.clone().oneshot(request).await?;
        let status = response.status();
        if !status.is_success() {
            return Err(Error::Api { status });
        }
        let body = Limited::new(response.into_body(), ANSWER_MAX).collect().await;
        Ok(body.map_err(Error::Transport)?.to_bytes())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
