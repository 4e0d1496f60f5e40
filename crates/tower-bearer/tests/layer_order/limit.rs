//! `tower::limit` and `tower::load_shed`.

use std::{fmt, pin::pin, time::Duration};

use axum::response::Response;
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use tokio::time::Instant;
use tower::{
    Service, ServiceBuilder,
    buffer::BufferLayer,
    limit::ConcurrencyLimitLayer,
    load_shed::{LoadShedLayer, error::Overloaded},
};
use tower_bearer::{AuthError, AuthErrorClassifier, BearerAuthLayer, Error};
use tower_bearer_testkit::TestSource;

use crate::support::{SECOND, Seen, get, is_waiting, renewed_keys, send, taking};

#[tokio::test]
async fn inside_of_auth_a_replay_takes_the_place_of_the_request_that_was_refused() {
    // B43: with one place there is no other, and it does not wait for itself.
    let (server, seen) = taking("new");
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    assert_eq!(send(between, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.count(), 2);

    seen.clear();
    let inside = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .service(server);
    assert_eq!(send(inside, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.count(), 2);
}

#[tokio::test]
async fn outside_a_request_keeps_its_place_until_its_replay_is_answered() {
    let (server, seen) = taking("new");
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(server);
    source.hold();
    let mut first = pin!(send(stack.clone(), get("/first")));
    assert!(
        is_waiting(&mut first).await,
        "it was refused, and waits for a newer key"
    );
    let mut second = pin!(send(stack, get("/second")));
    assert!(is_waiting(&mut second).await);
    assert_eq!(seen.count(), 1, "the second has no place yet");
    source.release();
    assert_eq!(first.await.unwrap().status(), StatusCode::OK);
    assert_eq!(second.await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.count(), 3);
}

#[tokio::test]
async fn outside_a_request_that_is_shed_asks_for_no_key() {
    let (server, seen) = taking("old");
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(BearerAuthLayer::same_server(keys))
        .layer(AuthErrorClassifier::new())
        .service(server);
    seen.hold();
    let mut first = pin!(send(stack.clone(), get("/first")));
    assert!(is_waiting(&mut first).await);
    let error = send(stack, get("/second")).await.unwrap_err();
    assert!(error.is::<Overloaded>(), "{error:?}");
    seen.release();
    assert_eq!(first.await.unwrap().status(), StatusCode::OK);
    assert_eq!((seen.count(), source.loads()), (1, 1));
}

#[tokio::test]
async fn inside_of_auth_a_replay_may_be_shed_and_its_refusal_lost() {
    let (server, seen) = taking("new");
    let (keys, source) = renewed_keys().await;
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    let error = shed_on_replay(between, &source, &seen).await;
    assert!(
        error.is::<Overloaded>() && AuthError::find(&*error).is_none(),
        "{error:?}"
    );

    seen.clear();
    let (keys, source) = renewed_keys().await;
    let inside = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .service(server);
    match shed_on_replay(inside, &source, &seen).await {
        Error::Service(error) => assert!(error.is::<Overloaded>(), "{error:?}"),
        Error::Auth(error) => panic!("{error:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn inside_of_auth_a_rate_limit_in_a_buffer_counts_a_replay() {
    let (server, seen) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(BufferLayer::new(8))
        .rate_limit(1, SECOND)
        .service(server);
    let start = Instant::now();
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!((seen.count(), start.elapsed()), (2, SECOND));
}

#[tokio::test(start_paused = true)]
async fn outside_a_rate_limit_does_not_count_a_replay() {
    let (server, seen) = taking("new");
    let stack = ServiceBuilder::new()
        .rate_limit(1, SECOND)
        .layer(BearerAuthLayer::same_server(renewed_keys().await.0).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(server);
    let start = Instant::now();
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!((seen.count(), start.elapsed()), (2, Duration::ZERO));
}

/// The error of a request that was refused, and whose place somebody takes while it waits for a newer key.
async fn shed_on_replay<S>(stack: S, source: &TestSource, seen: &Seen) -> S::Error
where
    S: Service<Request<Full<Bytes>>, Response = Response> + Clone,
    S::Error: fmt::Debug,
{
    source.hold();
    let mut first = pin!(send(stack.clone(), get("/first")));
    assert!(is_waiting(&mut first).await, "it was refused");
    seen.hold();
    let mut other = pin!(send(stack, get_with_own_key()));
    assert!(is_waiting(&mut other).await, "it is being answered");
    source.release();
    let error = first.await.unwrap_err();
    seen.release();
    assert_eq!(other.await.unwrap().status(), StatusCode::OK);
    error
}

/// A request that no key has to be waited for.
fn get_with_own_key() -> Request<Full<Bytes>> {
    let mut request = get("/other");
    request
        .headers_mut()
        .insert("authorization", "Bearer new".parse().unwrap());
    request
}
