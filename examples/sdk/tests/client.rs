//! The SDK against an API in a box, and against a router in this process.

#![cfg(test)]

use std::{error::Error as _, io, time::Duration};

use axum::{Router, body::Body, extract::Request, http::StatusCode};
use bytes::Bytes;
use futures_util::stream::pending;
use tower_bearer::{ApiKey, AuthErrorKind, Keys};
use tower_bearer_testkit::{Answer, TestApi, TestSource};
use trakkr_sdk::{Brand, Client, Error};

#[tokio::test]
async fn brands_are_typed() {
    let api = TestApi::start().await.unwrap();
    let brands = client(&api).brands().await.unwrap();
    let names: Vec<_> = brands.iter().map(|Brand { id, name, .. }| (&**id, &**name)).collect();
    assert_eq!(names, [("brd_1", "Acme"), ("brd_2", "Globex")]);
}

#[tokio::test]
async fn a_refused_key_is_an_auth_error_and_shows_no_key() {
    let api = TestApi::start().await.unwrap();
    let key = api.issue();
    let client = Client::builder(key.clone()).base_url(api.origin()).build().unwrap();
    api.revoke(&key);
    let error = client.brands().await.unwrap_err();
    assert!(!format!("{error:?} {client:?}").contains("sk_live_"));
    assert!(
        error
            .source()
            .is_some_and(|cause| cause.to_string().contains("Invalid API key"))
    );
    match error {
        Error::Auth(error) => assert_eq!(
            (error.kind(), error.key_id()),
            (AuthErrorKind::InvalidKey, Some(key.id()))
        ),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_rotated_key_fails_no_call() {
    let api = TestApi::start().await.unwrap();
    let old = api.issue();
    let source = TestSource::new(old.clone());
    let keys = Keys::load(source.clone()).await.unwrap();
    let client = Client::builder(keys).base_url(api.origin()).build().unwrap();
    client.brands().await.unwrap();
    source.give(api.rotate(&old));
    client.brands().await.unwrap();
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn every_other_failure_is_what_it_is() {
    let api = TestApi::start().await.unwrap();
    let client = client(&api);
    let busy = StatusCode::SERVICE_UNAVAILABLE;
    api.set_answer("/get-brands", Answer::new(busy));
    assert!(matches!(client.brands().await, Err(Error::Api { status }) if status == busy));
    api.set_answer("/get-brands", Answer::new(StatusCode::OK).json(r#"[{"id":7}]"#));
    assert!(matches!(client.brands().await, Err(Error::Decode(_))));
    api.set_answer("/get-brands", Answer::new(StatusCode::OK).cut("[", 100));
    assert!(matches!(client.brands().await, Err(Error::Transport(_))));
    api.shutdown().await;
    assert!(matches!(client.brands().await, Err(Error::Transport(_))));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_ends_is_over_in_time() {
    let router = Router::new().fallback(|| async { Body::from_stream(pending::<io::Result<Bytes>>()) });
    let client = Client::builder(key())
        .timeout(Duration::from_secs(5))
        .build_with(router)
        .unwrap();
    assert!(matches!(client.brands().await, Err(Error::Transport(_))));
}

#[tokio::test]
async fn a_router_stands_in_for_the_network() {
    let router = Router::new().fallback(|request: Request| async move {
        assert!(request.headers()["authorization"].is_sensitive());
        format!(r#"[{{"id":"1","name":"{}"}}]"#, request.uri().host().unwrap())
    });
    let client = Client::builder(key()).build_with(router).unwrap();
    assert_eq!(client.brands().await.unwrap()[0].name, "api.trakkr.ai");
}

#[test]
fn a_base_url_that_may_not_have_a_key_makes_no_client() {
    for base_url in [
        "http://api.trakkr.ai",
        "api.trakkr.ai",
        "https://*.trakkr.ai",
        "https://api.trakkr.ai/v2",
    ] {
        let error = Client::builder(key())
            .base_url(base_url)
            .build_with(Router::new())
            .unwrap_err();
        assert!(error.source().is_some(), "{base_url}");
    }
}

#[test]
fn a_client_goes_anywhere() {
    fn is<T: Clone + Send + Sync + 'static>() {}
    is::<Client>();
}

fn client(api: &TestApi) -> Client {
    Client::builder(api.issue()).base_url(api.origin()).build().unwrap()
}

fn key() -> ApiKey {
    ApiKey::new("sk_live_51Hx").unwrap()
}
