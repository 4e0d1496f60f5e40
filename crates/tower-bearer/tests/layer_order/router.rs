//! A router of axum in place of a client: for tests in one process, without sockets.

use http::StatusCode;
use tower::ServiceBuilder;
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, error::Withheld};

use crate::support::{A, auth_error, found, get, key, listed, ok, renewed_keys, send, server, taking};

#[tokio::test]
async fn same_server_serves_uris_without_authority_replay_included() {
    // B17, B33
    let (server, seen) = taking("new");
    let (keys, _source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(server);
    assert_eq!(send(stack, get("/get-brands")).await.unwrap().status(), StatusCode::OK);
    assert_eq!(seen.keys(), [Some("old".into()), Some("new".into())]);
}

#[tokio::test]
async fn listed_origins_serve_the_uris_that_a_real_client_is_given() {
    // B17: a router looks at the path alone.
    let (server, seen) = server(|_| ok());
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key("old"), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    send(stack, get(&format!("{A}/get-brands"))).await.unwrap();
    assert_eq!(seen.keys(), [Some("old".into())]);
}

#[tokio::test]
async fn listed_origins_with_uris_without_authority_send_no_key_and_say_so() {
    // B17
    let (server, seen) = taking("old");
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key("old"), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let error = auth_error(send(stack, get("/get-brands")).await);
    assert_eq!(seen.keys(), [None]);
    assert_eq!(found(&error).kind(), AuthErrorKind::MissingKey);
    assert_eq!(found(&error).withheld(), Some(Withheld::NoAuthority));
    assert!(found(&error).hint().contains("same_server"), "{}", found(&error).hint());
}
