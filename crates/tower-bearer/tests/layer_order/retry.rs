//! `tower::retry`.

use std::{
    fmt,
    future::{self, Ready},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tower::{
    Layer, Service, ServiceBuilder,
    retry::{Policy, RetryLayer},
};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Keys};

use crate::support::{Seen, auth_error, get, key, ok, send, server, status, taking};

#[tokio::test]
async fn outside_each_attempt_has_the_key_that_is_current_then() {
    // B12
    let (server, seen) = busy_once();
    let keys = Keys::fixed(key("old"));
    let stack = ServiceBuilder::new()
        .layer(RetryLayer::new(Busy(1)))
        .layer(BearerAuthLayer::same_server(keys.clone()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    rotated_between_attempts(stack, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("new".into())]);
}

#[tokio::test]
async fn inside_of_auth_each_attempt_carries_the_key_of_the_first() {
    let (server, seen) = busy_once();
    let keys = Keys::fixed(key("old"));
    let between = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys.clone()))
        .layer(RetryLayer::new(Busy(1)))
        .layer(AuthErrorClassifier::new())
        .service(server);
    rotated_between_attempts(between, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("old".into())]);

    let (server, seen) = busy_once();
    let keys = Keys::fixed(key("old"));
    let inside = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys.clone()))
        .layer(AuthErrorClassifier::new())
        .layer(RetryLayer::new(Busy(1)))
        .service(server);
    rotated_between_attempts(inside, &keys, &seen).await;
    assert_eq!(seen.keys(), [Some("old".into()), Some("old".into())]);
}

#[tokio::test]
async fn outside_a_policy_sees_every_other_status_as_a_response() {
    // B45: a 429 and a 503 are for the retry layer.
    for busy in [429, 503] {
        let (server, seen) = server(move |_| status(busy, ""));
        let stack = ServiceBuilder::new()
            .layer(RetryLayer::new(Busy(2)))
            .layer(BearerAuthLayer::same_server(key("old")))
            .layer(AuthErrorClassifier::new())
            .service(server);
        let response = send(stack, get("/")).await.unwrap();
        assert_eq!((response.status().as_u16(), seen.count()), (busy, 3));
    }
}

#[tokio::test]
async fn outside_a_policy_that_retries_errors_has_to_leave_refusals_alone() {
    let (server, seen) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let careless = RetryLayer::new(AnyError(2)).layer(stack.clone());
    auth_error(send(careless, get("/")).await);
    assert_eq!(seen.keys(), vec![Some("old".to_owned()); 3], "again and again");

    seen.clear();
    let careful = RetryLayer::new(Busy(2)).layer(stack);
    auth_error(send(careful, get("/")).await);
    assert_eq!(seen.count(), 1);
}

/// Tries again, so many times, what the server was too busy for.
#[derive(Clone)]
pub(crate) struct Busy(pub(crate) usize);

/// Tries again whatever failed, so many times: a refusal too.
#[derive(Clone)]
struct AnyError(usize);

impl<R, E> Policy<Request<Full<Bytes>>, Response<R>, E> for Busy {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Request<Full<Bytes>>, result: &mut Result<Response<R>, E>) -> Option<Ready<()>> {
        let is_busy = |status| matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        once_more(
            &mut self.0,
            matches!(result, Ok(response) if is_busy(response.status())),
        )
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

impl<R, E> Policy<Request<Full<Bytes>>, R, E> for AnyError {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Request<Full<Bytes>>, result: &mut Result<R, E>) -> Option<Ready<()>> {
        once_more(&mut self.0, result.is_err())
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

fn once_more(left: &mut usize, again: bool) -> Option<Ready<()>> {
    if !again {
        return None;
    }
    *left = left.checked_sub(1)?;
    Some(future::ready(()))
}

/// The first request comes too early.
fn busy_once() -> (Router, Seen) {
    let is_busy = Arc::new(AtomicBool::new(true));
    server(move |_| match is_busy.swap(false, Ordering::Relaxed) {
        true => status(503, ""),
        false => ok(),
    })
}

/// The key is replaced while the first attempt is being answered.
async fn rotated_between_attempts<S>(stack: S, keys: &Keys, seen: &Seen)
where
    S: Service<Request<Full<Bytes>>, Response = Response<Body>> + Send + 'static,
    S::Future: Send,
    S::Error: fmt::Debug + Send,
{
    seen.hold();
    let answer = tokio::spawn(send(stack, get("/")));
    seen.received(1).await;
    keys.set(key("new")).unwrap();
    seen.release();
    assert_eq!(answer.await.unwrap().unwrap().status(), StatusCode::OK);
}
