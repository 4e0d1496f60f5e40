//! Bodies poll by poll: when a refusal's body ends by time, and what counts then.

use std::{
    convert::Infallible,
    future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::{Body, Frame};
use tokio::time;
use tower::{Layer, Service, service_fn};
use tower_bearer::{AuthErrorClassifier, Error};

use crate::support::auth_error;

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_ends_by_time_with_what_was_read_until_then() {
    // B52, B53: to the moment, poll by poll.
    let mut body = Script::new([Some("token ex"), None]);
    body.rest = Poll::Pending;
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
    let mut body = Script::new(std::iter::repeat_n([Some("x"), None], 100).flatten());
    body.rest = Poll::Pending;
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
    let mut body = Script::new([]);
    body.rest = Poll::Ready(Some(""));
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
        Script::new([None, Some("x"), None])
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
    let mut body = Script::new([Some("half")]);
    body.rest = Poll::Ready(None);
    body.fails = true;
    let error = auth_error(call(&AuthErrorClassifier::new(), body).await);
    assert!(error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "half");

    let mut body = Script::new([Some("whole")]);
    body.trailers = true;
    let error = auth_error(call(&AuthErrorClassifier::new(), body).await);
    assert!(!error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "whole");
}

/// A body by script: frames, and waits for `None`; then `rest` for ever, or a failure.
#[derive(Debug)]
struct Script {
    frames: std::vec::IntoIter<Option<&'static str>>,
    rest: Poll<Option<&'static str>>,
    fails: bool,
    polls: u16,
    trailers: bool,
}

impl Script {
    fn new(frames: impl IntoIterator<Item = Option<&'static str>>) -> Self {
        let frames: Vec<_> = frames.into_iter().collect();
        Self {
            frames: frames.into_iter(),
            rest: Poll::Ready(None),
            fails: false,
            polls: 0,
            trailers: false,
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        self.polls += 1;
        assert!(
            self.polls < 1_000,
            "a body that is always ready has to be left at some time"
        );
        let data = |text: &'static str| Some(Ok(Frame::data(Bytes::from(text))));
        match self.frames.next() {
            Some(Some(text)) => Poll::Ready(data(text)),
            Some(None) => Poll::Pending,
            None if self.fails => Poll::Ready(Some(Err("broken off"))),
            None if std::mem::take(&mut self.trailers) => Poll::Ready(Some(Ok(Frame::trailers(HeaderMap::new())))),
            None => self.rest.map(|rest| rest.and_then(data)),
        }
    }
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
