//! Tokens of an OAuth 2 server by the client-credentials grant (RFC 6749, section 4.4).
//!
//! What is hard about it is done by `Keys`: one request at a time, ahead of the expiry, with a back-off after failures. A source says
//! how to ask once, and what an answer means.

use std::{fmt, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use form_urlencoded::byte_serialize;
use http::{Request, Response, StatusCode, Uri, header::CONTENT_TYPE};
use http_body::Body;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{
    ApiKey, ApiKeyError, AuthErrorClassifier, AuthScheme, BearerAuth, BearerAuthLayer, ClassifyAuthErrors, Credential,
    Error, KeySource, Origins, SourceError, bearer_auth::Fixed, error::BoxError,
};
use zeroize::Zeroizing;

/// Asks a token endpoint.
pub(crate) struct ClientCredentials {
    /// Puts the client's id and secret in, and reads refusals: the same two layers as around any API.
    client: BearerAuth<ClassifyAuthErrors<Client<HttpConnector, Full<Bytes>>>, Fixed>,
    endpoint: Uri,
}

/// A token response (RFC 6749, section 5.1); what else is in it is left alone.
#[derive(Deserialize)]
struct Token {
    access_token: String,
    token_type: String,
    expires_in: Option<u64>,
}

const ANSWER_MAX: usize = 64 * 1024;

// ===== impl ClientCredentials =====

impl ClientCredentials {
    /// `origin` is that of the token endpoint, the only one that the secret goes to.
    pub(crate) fn new(origin: &str, endpoint: &str, id: &str, secret: &SecretString) -> Result<Self, BoxError> {
        let scheme = AuthScheme::new("authorization", "Basic ")?;
        let layer = BearerAuthLayer::new(basic(id, secret)?, Origins::new([origin])?).scheme(scheme.clone());
        let client = ServiceBuilder::new()
            .layer(layer)
            .layer(AuthErrorClassifier::new().scheme(scheme))
            // In a program of your own: a client that speaks https.
            .service(Client::builder(TokioExecutor::new()).build_http());
        Ok(Self {
            client,
            endpoint: endpoint.parse()?,
        })
    }
}

impl KeySource for ClientCredentials {
    async fn load(&self) -> Result<Credential, SourceError> {
        let request = Request::post(&self.endpoint)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from("grant_type=client_credentials"))
            .map_err(SourceError::terminal)?;
        let response = match self.client.clone().oneshot(request).await {
            Ok(response) => response,
            // `invalid_client`: nothing helps before somebody mends the configuration.
            Err(Error::Auth(error)) => return Err(SourceError::terminal(error)),
            Err(Error::Service(error)) => return Err(SourceError::transient(error)),
        };
        token(response).await
    }
}

/// What an answer of the endpoint means, a refusal of the client excepted.
async fn token<B>(response: Response<B>) -> Result<Credential, SourceError>
where
    B: Body<Error: Into<BoxError>>,
{
    match response.status() {
        StatusCode::OK => {}
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            return Err(SourceError::transient(format!("the token endpoint answered {status}")));
        }
        // `invalid_scope` and the like (section 5.2), a redirect, a wrong address.
        status => return Err(SourceError::terminal(format!("the token endpoint answered {status}"))),
    }
    let body = Limited::new(response.into_body(), ANSWER_MAX).collect().await;
    // The parser's own error might quote the token.
    let token: Token = serde_json::from_slice(&body.map_err(SourceError::transient)?.to_bytes())
        .map_err(|_| SourceError::terminal("the answer of the token endpoint has no token in it"))?;
    if !token.token_type.eq_ignore_ascii_case("Bearer") {
        return Err(SourceError::terminal("the token is no Bearer token"));
    }
    let key = ApiKey::oauth2(token.access_token).map_err(SourceError::terminal)?;
    Ok(match token.expires_in {
        Some(seconds) => Credential::new(key).expires_in(Duration::from_secs(seconds)),
        None => key.into(),
    })
}

/// What stands behind `Basic` (RFC 6749, section 2.3.1): both halves form-encoded, so that the colon between them is the only one.
#[expect(
    clippy::disallowed_methods,
    reason = "the secret is written into the one header that it is for"
)]
fn basic(id: &str, secret: &SecretString) -> Result<ApiKey, ApiKeyError> {
    let encoded = |text: &str| Zeroizing::new(byte_serialize(text.as_bytes()).collect::<String>());
    let pair = Zeroizing::new(format!("{}:{}", *encoded(id), *encoded(secret.expose_secret())));
    ApiKey::new(BASE64_STANDARD.encode(pair.as_bytes()))
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
