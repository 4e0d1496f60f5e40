//! Bodies poll by poll: when a refusal's body ends by time, and what counts then.

use std::{
    convert::Infallible,
    future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use http::{Request, Response, StatusCode};
use tokio::time;
use tower::{Layer, Service, service_fn};
use tower_bearer::{AuthErrorClassifier, Error};

use crate::{
    script::{Script, Step, data, trailers},
    support::auth_error,
};

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_ends_by_time_with_what_was_read_until_then() {
    // B52, B53: to the moment, poll by poll.
    let body = Script::new([data("token ex"), Step::Wait]).then_waits();
    let mut response = pin!(call(&AuthErrorClassifier::new(), body));
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(response.as_mut().poll(cx).is_pending());
    time::advance(Duration::from_millis(4_999)).await;
    assert!(response.as_mut().poll(cx).is_pending(), "not before its time");
    time::advance(Duration::from_millis(1)).await;
    let Poll::Ready(result) = response.poll(cx) else {
        panic!("5 seconds are over");
    };
    let error = auth_error(result);
    assert!(error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "token ex");
}

#[tokio::test(start_paused = true)]
async fn time_runs_from_the_first_wait_and_a_trickle_does_not_stretch_it() {
    // B52
    let body = Script::new(std::iter::repeat_n([data("x"), Step::Wait], 100).flatten()).then_waits();
    let mut response = pin!(call(&AuthErrorClassifier::new(), body));
    let cx = &mut Context::from_waker(Waker::noop());
    for second in 0..5 {
        assert!(response.as_mut().poll(cx).is_pending(), "{second} seconds are fine");
        time::advance(Duration::from_secs(1)).await;
    }
    assert!(response.poll(cx).is_ready(), "5 seconds are over");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_always_ready_with_nothing_in_it_lets_others_run_and_ends_by_time() {
    // B52
    let body = Script::new([]).then_repeats("");
    let mut response = pin!(call(&AuthErrorClassifier::new(), body));
    let cx = &mut Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(response.as_mut().poll(cx).is_pending(), "a poll has an end");
    }
    time::advance(Duration::from_secs(5)).await;
    assert!(response.poll(cx).is_ready());
}

#[tokio::test]
async fn with_no_timeout_no_timer_is_needed() {
    // B52
    let mut response = pin!(call(
        &AuthErrorClassifier::new().body_timeout(None),
        Script::new([Step::Wait, data("x"), Step::Wait])
    ));
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(response.as_mut().poll(cx).is_pending());
    assert!(response.as_mut().poll(cx).is_pending());
    let Poll::Ready(result) = response.poll(cx) else {
        panic!("it ended");
    };
    let error = auth_error(result);
    assert!(!error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "x");
}

#[tokio::test]
async fn a_body_that_fails_or_has_trailers_is_what_was_read() {
    // B53
    let body = Script::new([data("half"), Step::Fail("broken off")]);
    let error = auth_error(call(&AuthErrorClassifier::new(), body).await);
    assert!(error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "half");

    let body = Script::new([data("whole"), Step::Trailers(trailers())]);
    let error = auth_error(call(&AuthErrorClassifier::new(), body).await);
    assert!(!error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "whole");
}

/// A 403 with this body, under the classifier.
fn call(
    classifier: &AuthErrorClassifier,
    body: Script,
) -> impl Future<Output = Result<Response<Script>, Error<Infallible>>> + use<> {
    let mut body = Some(body);
    let mut service = classifier.layer(service_fn(move |_: Request<()>| {
        let mut response = Response::new(body.take().unwrap());
        *response.status_mut() = StatusCode::FORBIDDEN;
        future::ready(Ok(response))
    }));
    service.call(Request::new(()))
}
