//! The classifier's own place, and live keys without it.

use axum::{Router, body::Body, response::Response};
use http::StatusCode;
use tower::{
    ServiceBuilder,
    util::{MapErrLayer, MapResponseLayer},
};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, error::BoxError};

use crate::support::{auth_error, found, get, key, renewed_keys, send, taking};

#[tokio::test]
async fn inside_it_sees_the_key_that_was_refused() {
    let (server, _) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let error = auth_error(send(stack, get("/")).await);
    assert_eq!(found(&error).kind(), AuthErrorKind::InvalidKey);
    assert_eq!(found(&error).key_id(), Some(key("old").id()));
}

#[tokio::test]
async fn outside_of_a_fixed_key_it_sees_none_and_says_where_it_belongs() {
    let (server, seen) = taking("new");
    let stack = ServiceBuilder::new()
        .layer(AuthErrorClassifier::new())
        .layer(BearerAuthLayer::same_server(key("old")))
        .service(without_text(server));
    let error = auth_error(send(stack, get("/")).await);
    assert_eq!(seen.keys(), [Some("old".into())], "it was sent");
    assert_eq!(found(&error).kind(), AuthErrorKind::MissingKey, "and not seen");
    assert!(
        found(&error)
            .hint()
            .contains("`BearerAuthLayer` is outside of `AuthErrorClassifier`")
    );
}

#[tokio::test]
async fn live_keys_over_boxed_errors_without_it_are_never_refreshed() {
    let (server, seen) = taking("new");
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(MapErrLayer::new(BoxError::from))
        .service(server);
    for _ in 0..3 {
        let response = send(stack.clone(), get("/")).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "an answer like any other");
    }
    assert_eq!(seen.keys(), vec![Some("old".to_owned()); 3]);
    assert_eq!(source.loads(), 1, "that of the start");
}

#[tokio::test]
async fn outside_of_live_keys_over_boxed_errors_it_explains_and_nothing_is_refreshed() {
    let (server, _) = taking("new");
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(AuthErrorClassifier::new())
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(MapErrLayer::new(BoxError::from))
        .service(without_text(server));
    for _ in 0..3 {
        let result = send(stack.clone(), get("/")).await;
        let error = result
            .expect_err("a refusal")
            .into_auth()
            .expect("one of authentication");
        assert_eq!(error.kind(), AuthErrorKind::MissingKey);
    }
    assert_eq!(source.loads(), 1, "that of the start");
}

/// Refuses with a bare status: a text would tell the kind wherever it is read.
fn without_text(server: Router) -> Router {
    server.layer(MapResponseLayer::new(|response: Response| {
        response.map(|_| Body::empty())
    }))
}
