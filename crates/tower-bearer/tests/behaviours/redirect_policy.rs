//! The key outside of the redirect layer, with the policy that takes it out.

use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use hyper_util::client::legacy;
use tower::ServiceBuilder;
use tower_bearer::{AuthErrorClassifier, AuthScheme, BearerAuthLayer, Error, Origins, redirect::DropCredential};
use tower_bearer_testkit::{Answer, TestApi};
use tower_http::follow_redirect::{
    FollowRedirectLayer,
    policy::{PolicyExt, Standard},
};

use crate::support::{get, send};

#[tokio::test]
async fn a_custom_header_does_not_leave_its_origin_and_what_is_out_stays_out() {
    // B13
    let (api, foreign) = (with_header().await, with_header().await);
    let key = api.issue();
    let scheme = AuthScheme::new("x-api-key", "").unwrap();
    let policy = DropCredential::new(&scheme).and::<_, Full<Bytes>, Error<legacy::Error>>(Standard::default());
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key.clone(), Origins::new([api.origin()]).unwrap()).scheme(scheme))
        .layer(FollowRedirectLayer::with_policy(policy))
        .layer(AuthErrorClassifier::new())
        .service(crate::support::client());
    let home = api.url("/home");
    api.set_answer("/home", Answer::new(StatusCode::OK));
    let abroad = foreign.redirect_url(StatusCode::TEMPORARY_REDIRECT, &home);
    let within = api.redirect_url(StatusCode::FOUND, &abroad);
    send(service, get(api.redirect_url(StatusCode::FOUND, &within)))
        .await
        .unwrap();
    // a → a → b → a: there is a key in both of the first, and in none after.
    assert_eq!(keys(&api), [1, 1, 0]);
    assert_eq!(keys(&foreign), [0]);
}

async fn with_header() -> TestApi {
    let builder = TestApi::builder().key_header(http::HeaderName::from_static("x-api-key"), "");
    builder.start().await.unwrap()
}

/// How many keys each request had that the server received.
fn keys(api: &TestApi) -> Vec<usize> {
    api.journal()
        .iter()
        .map(|received| received.credentials().len())
        .collect()
}
