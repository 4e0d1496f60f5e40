use std::{error::Error as StdError, fmt};

use http::{Extensions, Uri};
use reqwest::{Body, Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Error, Middleware, Next, Result};
use tower_bearer::{
    ApiProfile, AuthError, Keys, Origins,
    adapter::{Adapter, Attempt},
    auth_error_classifier::Peeked,
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

    /// The answer, unless it is a refusal by the server that has the last word: where a redirect led elsewhere, our key is not meant.
    async fn judge(
        &self,
        attempt: &Attempt,
        asked: &Uri,
        response: Response,
    ) -> std::result::Result<Response, AuthError> {
        let is_refusal = self.adapter.is_refusal(response.status(), response.headers());
        if !is_refusal && !self.adapter.peeks(response.status(), response.headers()) {
            return Ok(response);
        }
        // Listed or not: where the origin changed, reqwest took the key out.
        let is_ours = is_same_origin(asked, response.url());
        match (is_refusal, is_ours) {
            (true, true) => Err(self.adapter.refuse(attempt, parts_of(response)).await),
            (true, false) => {
                // What is no URI of `http`'s has no authority either.
                let answered = uri_of(response.url()).unwrap_or_default();
                Err(self.adapter.refuse_elsewhere(&answered, parts_of(response)).await)
            }
            (false, false) => Ok(response),
            (false, true) => {
                let url = response.url().clone();
                let response = self.adapter.peek(attempt, parts_of(response)).await?;
                Ok(whole(url, response))
            }
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
            let refusal = match self.judge(&attempt, &asked, response).await {
                Ok(response) => {
                    // Where a redirect led to another origin, reqwest has taken the key out, or somebody else has it.
                    if is_same_origin(&asked, response.url()) {
                        attempt.accepted(response.status(), response.headers());
                    }
                    return Ok(response);
                }
                Err(refusal) => refusal,
            };
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

/// `asked` was a [`reqwest::Url`] too, and so both are written in the same way.
fn is_same_origin(asked: &Uri, answered: &reqwest::Url) -> bool {
    asked.scheme_str() == Some(answered.scheme())
        && asked.host() == answered.host_str()
        && asked.port_u16() == answered.port()
}

fn parts_of(response: Response) -> http::Response<Body> {
    response.into()
}

/// The response that it was before it was taken apart, with its URL.
fn whole(url: reqwest::Url, response: http::Response<Peeked<Body>>) -> Response {
    let (mut parts, body) = response.into_parts();
    // The way to say the URL of a response: a builder puts it into an extension that reqwest takes out.
    let of_url = http::response::Builder::new().url(url);
    if let Some(extensions) = of_url.extensions_ref() {
        parts.extensions.extend(extensions.clone());
    }
    http::Response::from_parts(parts, Body::wrap(body)).into()
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
