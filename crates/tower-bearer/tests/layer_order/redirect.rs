//! `tower_http::follow_redirect`.

use std::{convert::Infallible, fmt};

use axum::{Router, response::Response};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use tower::{Service, ServiceBuilder};
use tower_bearer::{
    AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Error, Keys, Origins, RequestAuth,
    redirect::DropCredential,
};
use tower_http::follow_redirect::{
    FollowRedirectLayer,
    policy::{Limited, PolicyExt, Standard},
};

use crate::support::{
    A, Seen, auth_error, found, get, key, key_of, listed, ok, redirect, refusal, renewed_keys, send, server,
};

const KEY: Option<&str> = Some("old");

#[tokio::test]
async fn outside_each_hop_is_asked_where_it_goes() {
    // B13: from a to a, to b which is listed too, to c which is not, and home again.
    let (server, seen) = tour();
    let stack = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(key("old"), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    send(stack, get("https://a.example/start")).await.unwrap();
    assert_keys(&seen, &[KEY, KEY, KEY, None, KEY]);
}

#[tokio::test]
async fn inside_of_auth_the_key_is_gone_with_the_first_origin_and_stays_gone() {
    // B13: also at b, which is listed, and at home.
    let (server, seen) = tour();
    let auth = BearerAuthLayer::new(key("old"), listed());
    let between = ServiceBuilder::new()
        .layer(auth.clone())
        .layer(FollowRedirectLayer::new())
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    send(between, get("https://a.example/start")).await.unwrap();
    assert_keys(&seen, &[KEY, KEY, None, None, None]);

    seen.clear();
    let inside = ServiceBuilder::new()
        .layer(auth)
        .layer(AuthErrorClassifier::new())
        .layer(FollowRedirectLayer::new())
        .service(server);
    send(inside, get("https://a.example/start")).await.unwrap();
    assert_keys(&seen, &[KEY, KEY, None, None, None]);
}

#[tokio::test]
async fn outside_a_hop_has_the_key_that_is_current_then() {
    // B12
    let (server, seen) = two_hops();
    let keys = Keys::fixed(key("old"));
    let stack = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(keys.clone(), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    rotated_between_hops(stack, &keys, &seen).await;
    assert_keys(&seen, &[KEY, Some("new")]);
}

#[tokio::test]
async fn inside_of_auth_a_hop_carries_the_key_of_the_first_request() {
    let (server, seen) = two_hops();
    let keys = Keys::fixed(key("old"));
    let auth = BearerAuthLayer::new(keys.clone(), listed());
    let between = ServiceBuilder::new()
        .layer(auth.clone())
        .layer(FollowRedirectLayer::new())
        .layer(AuthErrorClassifier::new())
        .service(server.clone());
    rotated_between_hops(between, &keys, &seen).await;
    assert_keys(&seen, &[KEY, KEY]);

    seen.clear();
    keys.set(key("old")).unwrap();
    let inside = ServiceBuilder::new()
        .layer(auth)
        .layer(AuthErrorClassifier::new())
        .layer(FollowRedirectLayer::new())
        .service(server);
    rotated_between_hops(inside, &keys, &seen).await;
    assert_keys(&seen, &[KEY, KEY]);
}

#[tokio::test]
async fn inside_of_auth_a_custom_header_leaves_its_origin() {
    let (server, seen) = tour();
    let auth = BearerAuthLayer::new(key("old"), listed()).scheme(x_api_key());
    let classifier = AuthErrorClassifier::new().scheme(x_api_key());
    let between = ServiceBuilder::new()
        .layer(auth.clone())
        .layer(FollowRedirectLayer::new())
        .layer(classifier.clone())
        .service(server.clone());
    send(between, get("https://a.example/start")).await.unwrap();
    assert_eq!(seen.header("x-api-key"), texts(&[KEY; 5]), "c has it too");

    seen.clear();
    let inside = ServiceBuilder::new()
        .layer(auth)
        .layer(classifier)
        .layer(FollowRedirectLayer::new())
        .service(server);
    send(inside, get("https://a.example/start")).await.unwrap();
    assert_eq!(seen.header("x-api-key"), texts(&[KEY; 5]));
}

#[tokio::test]
async fn inside_of_auth_our_policy_takes_a_custom_header_out() {
    // B13
    let (server, seen) = tour();
    let policy = DropCredential::new(&x_api_key()).and::<_, Full<Bytes>, Error<Infallible>>(Standard::default());
    let auth = BearerAuthLayer::new(key("old"), listed()).scheme(x_api_key());
    let between = ServiceBuilder::new()
        .layer(auth.clone())
        .layer(FollowRedirectLayer::with_policy(policy))
        .layer(AuthErrorClassifier::new().scheme(x_api_key()))
        .service(server.clone());
    send(between, get("https://a.example/start")).await.unwrap();
    assert_eq!(seen.header("x-api-key"), texts(&[KEY, KEY, None, None, None]));

    seen.clear();
    let policy = DropCredential::new(&x_api_key()).and::<_, Full<Bytes>, Infallible>(Standard::default());
    let inside = ServiceBuilder::new()
        .layer(auth)
        .layer(AuthErrorClassifier::new().scheme(x_api_key()))
        .layer(FollowRedirectLayer::with_policy(policy))
        .service(server);
    send(inside, get("https://a.example/start")).await.unwrap();
    assert_eq!(seen.header("x-api-key"), texts(&[KEY, KEY, None, None, None]));
}

#[tokio::test]
async fn outside_a_refusal_elsewhere_is_none_of_our_key() {
    let (server, _) = refused_elsewhere();
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(keys, Origins::new([A]).unwrap()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let error = auth_error(send(stack.clone(), get("https://a.example/start")).await);
    assert_eq!(found(&error).kind(), AuthErrorKind::MissingKey);
    auth_error(send(stack, get("https://a.example/start")).await);
    assert_eq!(source.loads(), 1, "that of the start");
}

#[tokio::test]
async fn inside_of_both_a_refusal_elsewhere_is_taken_for_one_of_our_key() {
    let (server, seen) = refused_elsewhere();
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(keys, Origins::new([A]).unwrap()))
        .layer(AuthErrorClassifier::new())
        .layer(FollowRedirectLayer::new())
        .service(server);
    let error = auth_error(send(stack.clone(), get("https://a.example/start")).await);
    assert_keys(&seen, &[KEY, None]);
    assert_eq!(found(&error).kind(), AuthErrorKind::InvalidKey, "c never saw it");
    auth_error(send(stack, get("https://a.example/start")).await);
    assert_eq!(source.loads(), 2, "and c had it refreshed");
}

#[tokio::test]
async fn outside_the_wish_of_a_request_is_lost_where_it_leaves_its_origin() {
    // B9: tower-http drops extensions there, and b is listed.
    let (server, seen) = tour();
    let stack = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(key("old"), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let mut request = get("https://a.example/start");
    request.extensions_mut().insert(RequestAuth::skip());
    send(stack, request).await.unwrap();
    assert_keys(&seen, &[None, None, KEY, None, KEY]);
}

#[tokio::test]
async fn outside_with_a_policy_that_keeps_extensions_a_wish_goes_along_and_a_key_does_not() {
    // B9
    let (server, seen) = tour();
    let stack = ServiceBuilder::new()
        .layer(FollowRedirectLayer::with_policy(Limited::new(5)))
        .layer(BearerAuthLayer::new(key("old"), listed()))
        .layer(AuthErrorClassifier::new())
        .service(server);
    let own = Some("own");
    for (wish, keys) in [
        (RequestAuth::skip(), [None, None, None, None, None]),
        (RequestAuth::key(key("own")), [own, own, None, None, own]),
    ] {
        seen.clear();
        let mut request = get("https://a.example/start");
        request.extensions_mut().insert(wish);
        send(stack.clone(), request).await.unwrap();
        assert_keys(&seen, &keys);
    }
}

/// a → a → b → c → a, of which c is not listed.
fn tour() -> (Router, Seen) {
    server(|asked| match (asked.uri.host(), asked.uri.path()) {
        (Some("a.example"), "/start") => redirect("https://a.example/on"),
        (Some("a.example"), "/on") => redirect("https://b.example/"),
        (Some("b.example"), _) => redirect("https://c.example/"),
        (Some("c.example"), _) => redirect("https://a.example/end"),
        _ => ok(),
    })
}

fn two_hops() -> (Router, Seen) {
    server(|asked| match asked.uri.path() {
        "/start" => redirect("https://a.example/end"),
        _ => ok(),
    })
}

/// a takes the key; c, where it leads, wants one of its own.
fn refused_elsewhere() -> (Router, Seen) {
    server(|asked| match (asked.uri.host(), key_of(asked)) {
        (Some("a.example"), Some(_)) => redirect("https://c.example/"),
        _ => refusal(""),
    })
}

/// The key is replaced while the first request is being answered.
async fn rotated_between_hops<S>(stack: S, keys: &Keys, seen: &Seen)
where
    S: Service<Request<Full<Bytes>>, Response = Response>,
    S: Send + 'static,
    S::Future: Send,
    S::Error: fmt::Debug + Send,
{
    seen.hold();
    let answer = tokio::spawn(send(stack, get("https://a.example/start")));
    seen.received(1).await;
    keys.set(key("new")).unwrap();
    seen.release();
    assert_eq!(answer.await.unwrap().unwrap().status(), StatusCode::OK);
}

fn x_api_key() -> AuthScheme {
    AuthScheme::new("x-api-key", "").unwrap()
}

#[track_caller]
fn assert_keys(seen: &Seen, expected: &[Option<&str>]) {
    assert_eq!(seen.keys(), texts(expected));
}

fn texts(keys: &[Option<&str>]) -> Vec<Option<String>> {
    keys.iter().map(|key| key.map(str::to_owned)).collect()
}
