//! `tower::buffer`: a queue, and a worker that calls the service inside.

use std::{fmt, pin::pin};

use axum::response::Response;
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use tower::{Service, ServiceBuilder, buffer::BufferLayer, limit::ConcurrencyLimitLayer};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Keys};

use crate::support::{Seen, auth_error, found, get, is_waiting, key, ok, renewed_keys, send, server, taking};

#[tokio::test]
async fn outside_a_request_gets_its_key_when_it_leaves_the_queue() {
    // B12
    let (server, seen) = server(|_| ok());
    let keys = Keys::fixed(key("old"));
    let stack = ServiceBuilder::new()
        .layer(BufferLayer::new(8))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(BearerAuthLayer::same_server(keys.clone()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    rotated_in_the_queue(stack, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("new".into())]);
}

#[tokio::test]
async fn inside_of_auth_a_request_waits_in_the_queue_with_the_key_that_it_has() {
    let (server, seen) = server(|_| ok());
    let keys = Keys::fixed(key("old"));
    let auth = BearerAuthLayer::same_server(keys.clone());
    let between = ServiceBuilder::new()
        .layer(auth.clone())
        .layer(BufferLayer::new(8))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    rotated_in_the_queue(between, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("old".into())]);

    seen.clear();
    keys.set(key("old")).unwrap();
    let inside = ServiceBuilder::new()
        .layer(auth)
        .layer(AuthErrorClassifier::new())
        .layer(BufferLayer::new(8))
        .layer(ConcurrencyLimitLayer::new(1))
        .service(server);
    rotated_in_the_queue(inside, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("old".into())]);
}

#[tokio::test]
async fn between_live_keys_see_a_refusal_in_the_boxed_error() {
    // B33
    let (server, seen) = taking("new");
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(BufferLayer::new(8))
        .layer(AuthErrorClassifier::new())
        .service(server);
    assert_eq!(send(stack, get("/")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.keys(), [Some("old".into()), Some("new".into())]);
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn outside_an_auth_error_is_found_in_the_boxed_error() {
    let (server, _) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(BufferLayer::new(8))
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let error = auth_error(send(stack, get("/")).await);
    assert_eq!(found(&error).kind(), AuthErrorKind::InvalidKey);
}

/// The key is replaced while one request is being answered and another waits behind it.
async fn rotated_in_the_queue<S>(stack: S, keys: &Keys, seen: &Seen)
where
    S: Service<Request<Full<Bytes>>, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: fmt::Debug + Send,
{
    seen.hold();
    let first = tokio::spawn(send(stack.clone(), get("/first")));
    seen.received(1).await;
    let mut second = pin!(send(stack, get("/second")));
    // In the queue as soon as it is polled, since the first one has the only place.
    assert!(is_waiting(&mut second).await);
    keys.set(key("new")).unwrap();
    seen.release();
    first.await.unwrap().unwrap();
    second.await.unwrap();
}
