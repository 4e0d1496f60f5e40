//! What the layers allocate for a request: nothing beyond what `HeaderMap` needs for one header.
//!
//! Allocations are counted by thread, so that the counts are exact whatever other tests do.

#![expect(clippy::unwrap_used, reason = "a failure of what a test is made from is the test's")]

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Empty;
use tower::{Layer, Service, service_fn};
use tower_bearer::{
    ApiKey, ApiProfile, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Keys, Origins, classify::ProfileRule,
};

type Body = Empty<&'static [u8]>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Headers that a request has already: none, some, and so many that one more makes the map grow.
const OTHERS: [usize; 3] = [0, 2, 6];

#[test]
fn one_more_header_makes_the_map_allocate_or_not() {
    // Else the comparisons below would compare nothing.
    assert!(by_hand(0) > 0);
    assert_eq!(by_hand(2), 0);
    assert!(by_hand(6) > 0);
}

#[test]
fn a_fixed_key_allocates_no_more_than_its_header() {
    for layer in [
        BearerAuthLayer::new(key(), origins()),
        BearerAuthLayer::new(key(), origins()).overwrite_existing(),
        BearerAuthLayer::dangerous_any_origin(key()),
    ] {
        assert_allocates_one_header(layer.layer(backend()));
    }
}

#[test]
fn a_strict_key_allocates_no_more_than_its_header() {
    let layer = BearerAuthLayer::new(key(), origins()).reject_other_origins();
    assert_allocates_one_header(layer.layer(backend()));
}

#[test]
fn a_live_key_allocates_no_more_than_its_header() {
    let layer = BearerAuthLayer::new(Keys::fixed(key()), origins());
    assert_allocates_one_header(layer.layer(backend()));
}

#[test]
fn a_live_key_that_was_replaced_allocates_no_more_than_its_header() {
    let keys = Keys::fixed(key());
    let mut service = BearerAuthLayer::new(keys.clone(), origins()).layer(backend());
    send(&mut service, request(2));
    keys.set(key()).unwrap();

    let request = request(2);
    assert_eq!(measure(|| send(&mut service, request)).count_total, by_hand(2));
}

#[test]
fn the_classifier_allocates_nothing_for_an_answer_that_is_no_refusal() {
    let mut service = AuthErrorClassifier::new().layer(backend());
    let without_key = request(2);
    assert_eq!(measure(|| send(&mut service, without_key)).count_total, 0);

    let mut with_key = request(2);
    with_key.headers_mut().insert(header::AUTHORIZATION, header_value());
    assert_eq!(measure(|| send(&mut service, with_key)).count_total, 0);
}

#[test]
fn a_classifier_that_peeks_allocates_nothing_for_a_status_that_no_rule_names() {
    const PROFILE: ApiProfile = ApiProfile::self_hosted("Acme").rules(&[ProfileRule::new(AuthErrorKind::InvalidKey)
        .with_status(StatusCode::BAD_REQUEST)
        .with_text("bad key")]);
    let mut service = PROFILE.classifier().peek_bodies().layer(backend());
    let request = request(2);
    assert_eq!(measure(|| send(&mut service, request)).count_total, 0);
}

#[test]
fn both_layers_allocate_no_more_than_one_header() {
    let classified = AuthErrorClassifier::new().layer(backend());
    let layer = BearerAuthLayer::new(Keys::fixed(key()), origins());
    assert_allocates_one_header(layer.layer(classified));
}

fn assert_allocates_one_header<S>(mut service: S)
where
    S: Service<Request<Body>, Response = Response<Body>>,
{
    // What is made at a thread's first use is no request's.
    send(&mut service, request(0));
    for others in OTHERS {
        let request = request(others);
        let allocated = measure(|| send(&mut service, request)).count_total;
        assert_eq!(allocated, by_hand(others), "with {others} other headers");
    }
}

fn by_hand(others: usize) -> u64 {
    let mut request = request(others);
    let value = header_value();
    measure(|| drop(request.headers_mut().insert(header::AUTHORIZATION, value))).count_total
}

fn send<S>(service: &mut S, request: Request<Body>)
where
    S: Service<Request<Body>>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(service.poll_ready(cx).is_ready());
    let answered = matches!(pin!(service.call(request)).poll(cx), Poll::Ready(Ok(_)));
    assert!(answered, "the backend answers at once");
}

/// Answers at once, and allocates nothing.
fn backend() -> impl Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone {
    service_fn(|request: Request<Body>| async move {
        drop(request);
        Ok(Response::new(Body::new()))
    })
}

fn request(others: usize) -> Request<Body> {
    const NAMES: [HeaderName; 6] = [
        header::ACCEPT,
        header::USER_AGENT,
        header::ACCEPT_ENCODING,
        header::ACCEPT_LANGUAGE,
        header::CACHE_CONTROL,
        header::COOKIE,
    ];
    let mut request = Request::get("https://api.trakkr.ai/get-brands")
        .body(Body::new())
        .unwrap();
    for name in NAMES.into_iter().take(others) {
        request.headers_mut().insert(name, HeaderValue::from_static("some"));
    }
    request
}

fn key() -> ApiKey {
    ApiKey::new("tk_live_4f9a1c7e2b8d4a6f").unwrap()
}

fn header_value() -> HeaderValue {
    HeaderValue::from_static("Bearer tk_live_4f9a1c7e2b8d4a6f")
}

fn origins() -> Origins {
    Origins::new(["https://api.trakkr.ai"]).unwrap()
}
