use std::{error::Error as StdError, fmt};

use http::{Extensions, Uri};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};
use tower_bearer::{
    ApiProfile, AuthError, Keys, Origins,
    adapter::{Adapter, Attempt},
};

use crate::Builder;

/// Puts a key into the requests of a reqwest client, and makes typed errors of refusals; see the [crate](crate).
///
/// It is a [`Middleware`] and no `RequestInitialiser`, which `execute` would pass by.
///
/// # Clone
///
/// A clone has the same settings and shares the keys.
#[derive(Clone, Debug)]
pub struct BearerAuthMiddleware {
    adapter: Adapter,
    replays: bool,
}

/// An error whose cause is the [`AuthError`]: `anyhow` and retry middleware hide what they wrap, and show what caused it.
#[derive(Debug)]
struct Refused(AuthError);

// ===== impl BearerAuthMiddleware =====

impl BearerAuthMiddleware {
    /// `keys`, an [`ApiKey`](tower_bearer::ApiKey) or [`Keys`], for requests to `origins`.
    pub fn builder(keys: impl Into<Keys>, origins: Origins) -> Builder {
        Builder::new(keys.into(), origins)
    }

    /// `keys` for the API of `profile`, at its own origins. A self-hosted API has none, and then no request gets a key: use
    /// [`for_profile_at`](Self::for_profile_at).
    pub fn for_profile(profile: &ApiProfile, keys: impl Into<Keys>) -> Builder {
        Builder::of_profile(profile, profile.auth_layer(keys.into()))
    }

    /// As [`for_profile`](Self::for_profile), for the API at other origins: self-hosted, a proxy, a test server.
    pub fn for_profile_at(profile: &ApiProfile, keys: impl Into<Keys>, origins: Origins) -> Builder {
        Builder::of_profile(profile, profile.auth_layer_at(keys.into(), origins))
    }

    pub(crate) fn new(adapter: Adapter, replays: bool) -> Self {
        Self { adapter, replays }
    }

    /// The error for a refusal by the server that has the last word: where a redirect led elsewhere, our key is not meant.
    async fn refuse(&self, attempt: &Attempt, asked: &Uri, response: Response) -> AuthError {
        let answered = uri_of(response.url());
        let is_elsewhere = answered.is_ok_and(|answered| answered != *asked && !self.adapter.covers(&answered));
        let response = http::Response::<reqwest::Body>::from(response);
        if is_elsewhere {
            self.adapter.refuse_elsewhere(response).await
        } else {
            self.adapter.refuse(attempt, response).await
        }
    }
}

#[async_trait::async_trait]
impl Middleware for BearerAuthMiddleware {
    async fn handle(&self, mut request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        let asked = uri_of(request.url())?;
        // A stream has no copy: it is sent all the same, and once.
        let mut copy = if self.replays { request.try_clone() } else { None };
        let authorized = self.adapter.authorize(&asked, request.headers_mut(), extensions);
        let mut attempt = authorized.await.map_err(error)?;
        loop {
            let response = attempt.alongside(next.clone().run(request, extensions)).await?;
            if !self.adapter.is_refusal(response.status(), response.headers()) {
                attempt.accepted(response.status(), response.headers());
                return Ok(response);
            }
            let refusal = self.refuse(&attempt, &asked, response).await;
            let Some(mut again) = copy.take() else {
                self.adapter.refused(&mut attempt, &refusal);
                return Err(error(refusal));
            };
            if !self.adapter.replays(&mut attempt, &refusal, again.headers_mut()).await {
                return Err(error(refusal));
            }
            request = again;
        }
    }
}

fn uri_of(url: &reqwest::Url) -> Result<Uri> {
    url.as_str().parse().map_err(Error::middleware)
}

fn error(refusal: AuthError) -> Error {
    Error::middleware(Refused(refusal))
}

// ===== impl Refused =====

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("authentication failed")
    }
}

impl StdError for Refused {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}
