use std::error::Error as _;

use http::StatusCode;
use reqwest_bearer::BearerAuthMiddleware;
use reqwest_middleware::ClientBuilder;
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use tower_bearer::{ApiKey, AuthErrorKind, Keys, source::SourceError};
use tower_bearer_profiles::trakkr;
use tower_bearer_testkit::{Answer, TestSource};

use crate::support::{BRANDS, api, build, builder, client, find, origin, received, reqwest};

#[tokio::test]
async fn a_refusal_is_typed_and_gives_the_response_back() {
    // B45, B53
    let api = api().await;
    let key = api.issue();
    api.revoke(&key);
    let error = client(&api, &key).get(api.url(BRANDS)).send().await.unwrap_err();
    let auth = find(&error);
    assert_eq!(auth.kind(), AuthErrorKind::InvalidKey);
    assert_eq!(auth.key_id(), Some(key.id()));
    assert_eq!(auth.response().unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(&auth.response().unwrap().body()[..], br#"{"error":"Invalid API key"}"#);
}

#[tokio::test]
async fn every_other_status_passes_as_it_is() {
    // B45
    let api = api().await;
    let client = client(&api, &api.issue());
    for status in [204, 302, 404, 407, 429, 500] {
        let status = StatusCode::from_u16(status).unwrap();
        api.set_answer("/other", Answer::new(status));
        assert_eq!(client.get(api.url("/other")).send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn the_error_is_found_however_often_retry_middleware_wrapped_it() {
    let api = api().await;
    let key = api.issue();
    api.revoke(&key);
    let retry = || RetryTransientMiddleware::new_with_policy(ExponentialBackoff::builder().build_with_max_retries(0));
    let middleware = || builder(&api, key.clone()).middleware().unwrap();
    let stacks = [
        ClientBuilder::new(reqwest().build().unwrap())
            .with(retry())
            .with(middleware()),
        ClientBuilder::new(reqwest().build().unwrap())
            .with(retry())
            .with(retry())
            .with(middleware()),
        ClientBuilder::new(reqwest().build().unwrap())
            .with(middleware())
            .with(retry()),
        ClientBuilder::new(reqwest().build().unwrap())
            .with(retry())
            .with(middleware())
            .with(retry()),
    ];
    for stack in stacks {
        let error = stack.build().get(api.url(BRANDS)).send().await.unwrap_err();
        assert_eq!(find(&error).kind(), AuthErrorKind::InvalidKey);
    }
}

#[tokio::test]
async fn a_missing_key_is_an_error_before_anything_is_sent() {
    // B10
    let api = api().await;
    let source = TestSource::new(ApiKey::new("sk_live_51Hx").unwrap());
    source.fail(SourceError::transient("the vault is sealed"));
    let client = build(builder(&api, Keys::builder(source).lazy()));
    let error = client.get(api.url(BRANDS)).send().await.unwrap_err();
    let auth = find(&error);
    assert_eq!(auth.kind(), AuthErrorKind::NoKeyToSend);
    assert_eq!(
        auth.source().unwrap().source().unwrap().to_string(),
        "the vault is sealed"
    );
    assert!(api.journal().is_empty());
}

#[tokio::test]
async fn a_profile_brings_its_scheme_and_its_words() {
    let api = api().await;
    let key = api.issue();
    api.revoke(&key);
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let client = build(BearerAuthMiddleware::for_profile_at(
        &trakkr::API,
        key.clone(),
        origin(&api),
    ));
    let error = client.get(api.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::InvalidKey);
    assert!(find(&error).hint().contains("TRAKKR_API_KEY"));
    assert_eq!(received(&api), [[key.id()]]);
}

#[tokio::test]
async fn no_error_shows_the_key() {
    // B56, B57
    let api = api().await;
    let key = ApiKey::new("sk_live_CANARY7f3Qm9ZxW").unwrap();
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let error = client(&api, &key).get(api.url("/echo")).send().await.unwrap_err();
    let mut next: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = next {
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("CANARY"), "{shown}");
        next = error.source();
    }
    assert!(find(&error).message().unwrap().contains("[API key]"));
}
