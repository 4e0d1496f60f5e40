//! Values of the public types that take more than a line, made from the canary.

use std::fmt::Debug;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::Full;
use tower::{Layer, Service, ServiceExt};
use tower_bearer::{
    ApiProfile, AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Error, Keys, SetError,
    adapter::{Adapter, Attempt},
    auth_error_classifier::Peeked,
    bearer_auth::{IntoMode, Mode, Strict},
    classify::ProfileRule,
};

use crate::support::{Network, boxed_auth_error, canary, example, get, send};

/// A challenge that is not closed.
pub(super) fn canary_line() -> Vec<u8> {
    format!("Bearer realm=\"{}", canary().text()).into_bytes()
}

pub(super) const PROFILE: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"])
    .variable("ACME_API_KEY")
    .rules(&[ProfileRule::new(AuthErrorKind::ExpiredKey)
        .with_status(StatusCode::IM_A_TEAPOT)
        .with_text("cold")]);

/// A refusal by a server that repeats the key in all that it says.
pub(super) fn echoed() -> AuthError {
    let network = Network::refusing(
        401,
        &[(http::header::WWW_AUTHENTICATE, &canary_line())],
        canary().text(),
    );
    let service =
        ServiceExt::<http::Request<Full<Bytes>>>::map_err(AuthErrorClassifier::new().layer(network), Error::into_boxed);
    let service = BearerAuthLayer::dangerous_any_origin(canary().key()).layer(service);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    boxed_auth_error(runtime.block_on(send(service, get("https://api.example.com/"))))
}

pub(super) fn set_error() -> SetError {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let keys = runtime
        .block_on(Keys::load(crate::support::Once::new(canary().key()).0))
        .unwrap();
    keys.set(canary().key()).unwrap_err()
}

/// A future that holds the header of the request.
pub(super) fn responding() -> impl Debug {
    let service = AuthErrorClassifier::new().layer(Network::friendly());
    BearerAuthLayer::dangerous_any_origin(canary().key())
        .layer(service)
        .call(get("https://api.example.com/"))
}

/// The same, where it is looked at whatever comes.
pub(super) fn peeking() -> impl Debug {
    let service = PROFILE.classifier().peek_bodies().layer(Network::friendly());
    BearerAuthLayer::dangerous_any_origin(canary().key())
        .layer(service)
        .call(get("https://api.example.com/"))
}

/// A body that was read and given back.
pub(super) fn peeked(body: &'static str) -> Peeked<Full<Bytes>> {
    let network = Network::refusing(418, &[], body);
    let service = PROFILE.classifier().peek_bodies().layer(network);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(send(service, get("https://api.acme.example/")));
    response.unwrap().into_body()
}

pub(super) fn adapter() -> Adapter {
    let layer = BearerAuthLayer::new(Keys::fixed(canary().key()), example());
    Adapter::new(layer, AuthErrorClassifier::new())
}

/// It holds the header of the request: with our key, or with a caller's own in a header that is not marked as sensitive.
pub(super) fn attempt(own: Option<&str>) -> Attempt {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let uri = "https://api.example.com/".parse().unwrap();
    let mut headers = HeaderMap::new();
    let (adapter, mut extensions) = (adapter(), http::Extensions::new());
    if let Some(own) = own {
        headers.insert("authorization", format!("Bearer {own}").parse().unwrap());
    }
    let attempt = runtime
        .block_on(adapter.authorize(&uri, &mut headers, &mut extensions))
        .unwrap();
    assert_eq!(headers["authorization"].is_sensitive(), own.is_none());
    attempt
}

pub(super) fn strict_mode() -> Strict {
    canary().key().into_mode().strict()
}
