//! Poll by poll: what is asked of the service inside, and when.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use http::{Request, Response};
use http_body_util::Empty;
use tower::{Layer, Service};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Keys};
use tower_test::mock::{self, Mock};

use crate::support::{CANARY, boxed_auth_error, example, key};

type Request0 = Request<()>;
type Response0 = Response<Empty<&'static [u8]>>;
type Inner = Mock<Request0, Response0>;

#[test]
fn readiness_is_the_inner_services_and_asks_for_nothing_else() {
    readiness_is_forwarded(|inner| BearerAuthLayer::new(key(CANARY), example()).layer(inner));
    readiness_is_forwarded(|inner| {
        BearerAuthLayer::new(key(CANARY), example())
            .reject_other_origins()
            .layer(inner)
    });
    readiness_is_forwarded(|inner| BearerAuthLayer::new(Keys::fixed(key(CANARY)), example()).layer(inner));
    readiness_is_forwarded(|inner| AuthErrorClassifier::new().layer(inner));
}

#[test]
fn a_request_is_one_call_of_the_service_inside() {
    one_request_is_one_call(|inner| BearerAuthLayer::new(key(CANARY), example()).layer(inner));
    one_request_is_one_call(|inner| {
        BearerAuthLayer::new(key(CANARY), example())
            .reject_other_origins()
            .layer(inner)
    });
    one_request_is_one_call(|inner| BearerAuthLayer::new(Keys::fixed(key(CANARY)), example()).layer(inner));
    one_request_is_one_call(|inner| AuthErrorClassifier::new().layer(inner));
}

#[test]
fn a_request_that_is_refused_on_this_side_is_no_call_and_leaves_the_service_ready() {
    // B10, B15
    let (inner, mut handle) = mock::pair::<Request0, Response0>();
    let layer = BearerAuthLayer::new(key(CANARY), example()).reject_other_origins();
    let mut service = layer.layer(inner);
    handle.allow(1);
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(service.poll_ready(cx).is_ready());
    let Poll::Ready(result) = pin!(service.call(to("https://attacker.invalid/"))).poll(cx) else {
        panic!("known at once");
    };
    boxed_auth_error(result);
    assert!(pin!(handle.next_request()).poll(cx).is_pending(), "nothing was sent");
    assert!(service.poll_ready(cx).is_ready(), "and the permit is still there");
}

#[test]
fn the_response_of_a_fixed_key_is_the_inner_services_own_future() {
    fn same<S, T>(_: &S, _: &T)
    where
        S: Service<Request0>,
        T: Service<Request0, Future = S::Future, Error = S::Error, Response = S::Response>,
    {
    }
    let (inner, _handle) = mock::pair::<Request0, Response0>();
    let service = BearerAuthLayer::new(key(CANARY), example()).layer(inner.clone());
    same(&inner, &service);
    assert_eq!(
        size_of_val(&service) - size_of_val(&inner),
        size_of_val(&BearerAuthLayer::new(key(CANARY), example()).layer(())),
    );
}

#[test]
fn a_refused_future_that_is_polled_again_does_not_panic() {
    let (inner, _handle) = mock::pair::<Request0, Response0>();
    let mut service = BearerAuthLayer::new(key(CANARY), example())
        .reject_other_origins()
        .layer(inner);
    let cx = &mut Context::from_waker(Waker::noop());
    let mut refused = pin!(service.call(to("/no-authority")));
    assert!(refused.as_mut().poll(cx).is_ready());
    assert!(refused.as_mut().poll(cx).is_pending());
}

fn readiness_is_forwarded<S>(make: impl FnOnce(Inner) -> S)
where
    S: Service<Request0>,
{
    let (inner, mut handle) = mock::pair();
    handle.allow(0);
    let mut service = make(inner);
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(service.poll_ready(cx).is_pending(), "not before the inner one is");
    handle.allow(1);
    assert!(matches!(service.poll_ready(cx), Poll::Ready(Ok(()))));
    assert!(
        matches!(service.poll_ready(cx), Poll::Ready(Ok(()))),
        "as often as it is asked"
    );
    assert!(pin!(handle.next_request()).poll(cx).is_pending(), "and nothing is sent");
    handle.send_error("broken");
    assert!(matches!(service.poll_ready(cx), Poll::Ready(Err(_))), "its failure too");
}

fn one_request_is_one_call<S>(make: impl FnOnce(Inner) -> S)
where
    S: Service<Request0, Response = Response0>,
{
    let (inner, mut handle) = mock::pair();
    let mut service = make(inner);
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(service.poll_ready(cx).is_ready());
    let mut response = pin!(service.call(to("https://api.example.com/v1")));

    let Poll::Ready(Some((request, send))) = pin!(handle.next_request()).poll(cx) else {
        panic!("it is sent in `call`, before the first poll");
    };
    assert_eq!(request.uri(), "https://api.example.com/v1");
    assert!(response.as_mut().poll(cx).is_pending());
    send.send_response(Response::new(Empty::new()));
    assert!(matches!(response.poll(cx), Poll::Ready(Ok(_))));
    assert!(pin!(handle.next_request()).poll(cx).is_pending(), "once");
}

fn to(uri: &str) -> Request0 {
    Request::get(uri).body(()).unwrap()
}
