//! The client: hyper's, the classifier of refusals around it, and the key around that.

use std::io;

use bytes::Bytes;
use http::Request;
use http_body_util::Empty;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tower::ServiceBuilder;
use tower_bearer::{BearerAuth, ClassifyAuthErrors, Keys, Origins, bearer_auth::Live};
use tower_bearer_profiles::trakkr;

pub(crate) type Body = Empty<Bytes>;
pub(crate) type Http = Client<HttpConnector, Body>;
pub(crate) type Https = Client<HttpsConnector<HttpConnector>, Body>;

/// `Live`: the key is the one that `Keys` hold when a request is sent.
pub(crate) type Authenticated<S> = BearerAuth<ClassifyAuthErrors<S>, Live>;

/// A Trakkr client that sends its key to `origins`. For Trakkr itself there is `trakkr::API.layer(keys)`.
///
/// `layer_at` stands for two layers, `BearerAuthLayer` and `AuthErrorClassifier`, in this order: what adds the key is outside, so that
/// what explains a refusal sees which key was sent.
pub(crate) fn authenticated<S>(client: S, keys: Keys, origins: Origins) -> Authenticated<S> {
    ServiceBuilder::new()
        .layer(trakkr::API.layer_at(keys, origins))
        .service(client)
}

pub(crate) fn http() -> Http {
    Client::builder(TokioExecutor::new()).build_http()
}

/// Trusts the certificates that this machine trusts, and speaks nothing but https.
pub(crate) fn https() -> io::Result<Https> {
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()?
        .https_only()
        .enable_http1()
        .build();
    Ok(Client::builder(TokioExecutor::new()).build(connector))
}

pub(crate) fn get(url: &str) -> http::Result<Request<Body>> {
    Request::get(url).body(Body::new())
}
