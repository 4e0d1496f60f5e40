//! `tower_http::decompression`, before a server that compresses what it says.

use std::convert::Infallible;

use axum::Router;
use http::StatusCode;
use tower::ServiceBuilder;
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Error};
use tower_http::{compression::CompressionLayer, decompression::DecompressionLayer};

use crate::support::{auth_error, found, get, key, refusal, send, server, status, text};

#[tokio::test]
async fn inside_of_both_an_encoded_refusal_is_read() {
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .layer(DecompressionLayer::new())
        .service(saying(EXPIRED));
    let error = auth_error(send(stack, get("/")).await);
    let error = found(&error);
    assert_eq!(
        (error.kind(), error.message()),
        (AuthErrorKind::ExpiredKey, Some("API key expired"))
    );
    assert_eq!(error.response().unwrap().body(), EXPIRED);
    assert!(!error.response().unwrap().headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn outside_an_encoded_refusal_is_judged_by_its_status() {
    // B52
    let stack = ServiceBuilder::new()
        .layer(DecompressionLayer::new())
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .service(saying(EXPIRED));
    assert_unread(&auth_error(send(stack, get("/")).await));
}

#[tokio::test]
async fn between_an_encoded_refusal_is_judged_by_its_status() {
    // B52
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(DecompressionLayer::new())
        .layer(AuthErrorClassifier::new())
        .service(saying(EXPIRED));
    assert_unread(&auth_error(send(stack, get("/")).await));
}

#[tokio::test]
async fn inside_of_both_a_bomb_is_read_to_the_limit() {
    // B52: a thousandth of it is sent, and what is read of it is bounded in what it becomes.
    let (server, _) = server(|_| status(401, vec![b' '; 64 << 20]));
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key("old")))
        .layer(AuthErrorClassifier::new())
        .layer(DecompressionLayer::new())
        .service(server.layer(CompressionLayer::new()));
    let error = auth_error(send(stack, get("/")).await);
    let error = found(&error);
    assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    assert_eq!(
        (error.response().unwrap().body().len(), error.is_body_cut()),
        (64 << 10, true)
    );
}

#[tokio::test]
async fn in_any_place_an_answer_is_decoded() {
    // B45
    let (server, _) = server(|_| status(200, BRANDS));
    let server = server.layer(CompressionLayer::new());
    let auth = || BearerAuthLayer::same_server(key("old"));
    let outside = ServiceBuilder::new()
        .layer(DecompressionLayer::new())
        .layer(auth())
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    let inside = ServiceBuilder::new()
        .layer(auth())
        .layer(AuthErrorClassifier::new())
        .layer(DecompressionLayer::new())
        .service(server.clone());
    assert_eq!(text(send(outside, get("/")).await.unwrap()).await, BRANDS);
    assert_eq!(text(send(inside, get("/")).await.unwrap()).await, BRANDS);
    let mut plain = get("/");
    plain.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let encoded = send(server, plain).await.unwrap();
    assert_eq!(
        (encoded.status(), &encoded.headers()["content-encoding"]),
        (StatusCode::OK, &"gzip".parse().unwrap())
    );
}

const EXPIRED: &str = r#"{"error":"API key expired","help":"https://api.example.com/docs/keys"}"#;
const BRANDS: &str = r#"[{"name":"Acme"},{"name":"Globex"},{"name":"Initech"}]"#;

/// Refuses in these words, compressed.
fn saying(words: &'static str) -> Router {
    server(move |_| refusal(words)).0.layer(CompressionLayer::new())
}

#[track_caller]
fn assert_unread(error: &Error<Infallible>) {
    let error = found(error);
    assert_eq!((error.kind(), error.message()), (AuthErrorKind::InvalidKey, None));
    assert_eq!(error.response().unwrap().headers()["content-encoding"], "gzip");
}
