//! The timeouts of tower and of tower-http. The clock is paused: it moves on when everything waits.

use std::time::Duration;

use axum::{Router, body::Body};
use bytes::Bytes;
use futures_util::stream::pending;
use http::StatusCode;
use tokio::time::Instant;
use tower::{
    ServiceBuilder,
    timeout::{TimeoutLayer, error::Elapsed},
};
use tower_bearer::{
    AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Credential, Error, Keys, error::BoxError,
};
use tower_bearer_testkit::TestSource;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer as HttpTimeoutLayer};

use crate::support::{SECOND, Seen, auth_error, found, get, key, renewed_keys, send, server, status, taking};

#[tokio::test(start_paused = true)]
async fn outside_it_bounds_the_wait_for_a_key_and_the_load_goes_on() {
    // B25: whoever gives up waiting is not missed.
    let (server, seen) = taking("new");
    let (keys, source) = waiting_for_a_key().await;
    let stack = ServiceBuilder::new()
        .layer(TimeoutLayer::new(SECOND))
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(server);
    let start = Instant::now();
    let error = send(stack.clone(), get("/")).await.unwrap_err();
    assert!(error.is::<Elapsed>(), "{error:?}");
    assert_eq!((start.elapsed(), seen.count()), (SECOND, 0));

    source.release();
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(source.loads(), 2, "that of the start, and the one that was waited for");
}

#[tokio::test(start_paused = true)]
async fn outside_tower_https_timeout_answers_in_place_of_a_key_that_does_not_come() {
    let (server, seen) = taking("new");
    let (keys, source) = waiting_for_a_key().await;
    let stack = ServiceBuilder::new()
        .layer(HttpTimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, SECOND))
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(server);
    let response = send(stack.clone(), get("/")).await.unwrap();
    assert_eq!((response.status(), seen.count()), (StatusCode::GATEWAY_TIMEOUT, 0));

    source.release();
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn inside_of_auth_the_wait_for_a_key_is_bounded_by_the_load_alone() {
    let (server, seen) = taking("new");
    let (keys, _source) = waiting_for_a_key().await;
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys))
        .layer(TimeoutLayer::new(SECOND))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    let start = Instant::now();
    let error = auth_error(send(between, get("/")).await);
    assert_eq!(
        (found(&error).kind(), start.elapsed()),
        (AuthErrorKind::NoKeyToSend, LOAD_TIMEOUT)
    );

    let (keys, _source) = waiting_for_a_key().await;
    let inside = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys))
        .layer(AuthErrorClassifier::new())
        .layer(TimeoutLayer::new(SECOND))
        .service(server);
    let start = Instant::now();
    let error = auth_error(send(inside, get("/")).await);
    assert_eq!(
        (found(&error).kind(), start.elapsed()),
        (AuthErrorKind::NoKeyToSend, LOAD_TIMEOUT)
    );
    assert_eq!(seen.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn inside_of_auth_each_attempt_has_the_time_anew() {
    let (server, seen) = slow(Duration::from_millis(700));
    let start = Instant::now();
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(TimeoutLayer::new(SECOND))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    assert_eq!(send(between, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!((start.elapsed(), seen.count()), (Duration::from_millis(1400), 2));

    seen.clear();
    let start = Instant::now();
    let inside = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(TimeoutLayer::new(SECOND))
        .service(server);
    assert_eq!(send(inside, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!((start.elapsed(), seen.count()), (Duration::from_millis(1400), 2));
}

#[tokio::test(start_paused = true)]
async fn outside_and_between_a_limit_shorter_than_the_classifiers_own_swallows_a_slow_refusal() {
    let (server, _) = refusing_slowly();
    let (keys, source) = renewed_keys().await;
    let outside = ServiceBuilder::new()
        .layer(TimeoutLayer::new(SECOND))
        .layer(BearerAuthLayer::same_server(keys.clone()))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys))
        .layer(TimeoutLayer::new(SECOND))
        .layer(AuthErrorClassifier::new())
        .service(server);
    for _ in 0..2 {
        let error = send(outside.clone(), get("/")).await.unwrap_err();
        assert!(error.is::<Elapsed>() && AuthError::find(&*error).is_none(), "{error:?}");
        let error = send(between.clone(), get("/")).await.unwrap_err();
        assert!(error.is::<Elapsed>() && AuthError::find(&*error).is_none(), "{error:?}");
    }
    assert_eq!(source.loads(), 1, "nobody knows that the key was rejected");
}

#[tokio::test(start_paused = true)]
async fn inside_of_both_a_slow_refusal_is_classified_by_what_came_in_time() {
    let (server, _) = refusing_slowly();
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys))
        .layer(AuthErrorClassifier::new())
        .layer(TimeoutLayer::new(SECOND))
        .service(server);
    for _ in 0..2 {
        let error = auth_error(send(stack.clone(), get("/")).await);
        assert_eq!(found(&error).kind(), AuthErrorKind::InvalidKey);
    }
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn inside_of_both_and_outside_the_errors_are_boxed_in_between() {
    let (server, _) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(TimeoutLayer::new(SECOND * 30))
        .map_err(Error::into_boxed)
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .layer(TimeoutLayer::new(SECOND))
        .service(server);
    let error = auth_error(send(stack, get("/")).await);
    assert_eq!(found(&error).kind(), AuthErrorKind::InvalidKey);
}

#[tokio::test(start_paused = true)]
async fn inside_of_both_it_is_the_services_error() {
    let (server, _) = slow(SECOND * 2);
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .layer(TimeoutLayer::new(SECOND))
        .service(server);
    let error: Error<BoxError> = send(stack, get("/")).await.unwrap_err();
    assert!(
        matches!(&error, Error::Service(error) if error.is::<Elapsed>()),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn inside_of_both_a_limit_for_request_bodies_leaves_them_to_be_replayed() {
    let (server, seen) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(RequestBodyTimeoutLayer::new(SECOND))
        .service(server);
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.count(), 2);
}

/// As `Keys::load` and every load after it.
const LOAD_TIMEOUT: Duration = Duration::from_secs(15);

/// Keys whose first has expired, and whose source does not answer before it is released.
async fn waiting_for_a_key() -> (Keys, TestSource) {
    let source = TestSource::new(Credential::new(key("old")).expires_in(SECOND));
    let keys = Keys::load(source.clone()).await.unwrap();
    tokio::time::advance(SECOND * 2).await;
    source.give(key("new"));
    source.hold();
    (keys, source)
}

/// Takes the new key, and so long for every answer.
fn slow(delay: Duration) -> (Router, Seen) {
    let (server, seen) = taking("new");
    seen.delay(delay);
    (server, seen)
}

/// Refuses at once, in a text that never comes.
fn refusing_slowly() -> (Router, Seen) {
    server(|_| status(401, Body::from_stream(pending::<Result<Bytes, BoxError>>())))
}
