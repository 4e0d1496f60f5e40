//! Bodies that are peeked, frame by frame.

use std::{
    convert::Infallible,
    future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::{Buf, Bytes};
use futures_util::stream;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, StreamBody};
use tokio::time;
use tower::{Layer, Service, service_fn};
use tower_bearer::AuthErrorKind;

use super::{REVOKED, call, frames, slack};
use crate::{
    script::{Script, Step, data, trailers},
    support::{auth_error, body_of},
};

#[tokio::test]
async fn frames_trailers_and_hints_come_through_as_they_were() {
    let script = || {
        Script::new([
            data(r#"{"ok":"#),
            data(""),
            Step::Wait,
            data("true}"),
            Step::Trailers(trailers()),
        ])
    };
    let response = polled(call(&slack(), 200, script())).unwrap();
    assert_eq!(response.body().size_hint().exact(), script().size_hint().exact());
    let mut body = response.into_body();
    for text in [r#"{"ok":"#, "", "true}"] {
        assert!(!body.is_end_stream());
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), text);
    }
    assert_eq!(body.size_hint().exact(), Some(0));
    assert!(!body.is_end_stream(), "trailers are to come");
    assert_eq!(
        body.frame().await.unwrap().unwrap().into_trailers().unwrap(),
        trailers()
    );
    assert!(body.is_end_stream());
    assert!(body.frame().await.is_none() && body.frame().await.is_none());
}

#[tokio::test]
async fn of_a_large_body_the_limit_is_read_ahead_and_the_rest_streams() {
    let piece = Bytes::from(vec![b'x'; 16 * 1024]);
    let pieces = || std::iter::repeat_n(Step::Data(piece.clone()), 64);
    let body = Script::new(pieces());
    let (seen, whole) = (body.seen(), body.size_hint());
    let response = call(&slack(), 200, body).await.unwrap();
    // The frame that goes beyond it is the last one.
    assert_eq!(seen.bytes(), 64 * 1024 + piece.len());
    assert_eq!(response.body().size_hint().exact(), whole.exact());
    let collected = body_of(response).await;
    assert_eq!(collected.len(), 1024 * 1024);
    assert_eq!(seen.bytes(), collected.len());

    // A refusal in the part that was read is one, however long the body is.
    let large = Script::new([data(REVOKED)].into_iter().chain(pieces()));
    let seen = large.seen();
    let error = auth_error(call(&slack(), 200, large).await);
    assert_eq!(error.kind(), AuthErrorKind::RevokedKey);
    assert!(error.is_body_cut() && seen.is_dropped());
    assert_eq!(error.response().unwrap().body().len(), 64 * 1024);
}

#[tokio::test]
async fn of_a_body_in_small_pieces_a_thousand_are_read_ahead() {
    // Frames are kept as they come, and an empty one takes its place too.
    let body = Script::new([]).then_repeats("");
    let seen = body.seen();
    let response = polled(call(&slack(), 200, body)).unwrap();
    assert_eq!(seen.polls(), 1024);
    assert!(response.into_body().frame().await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_is_given_back_after_the_timeout_and_goes_on() {
    let mut response = pin!(call(
        &slack(),
        200,
        Script::new([data("{"), Step::Wait, Step::Wait, data("}")])
    ));
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(response.as_mut().poll(cx).is_pending());
    time::advance(Duration::from_millis(4_999)).await;
    assert!(response.as_mut().poll(cx).is_pending(), "not before its time");
    let Poll::Ready(Ok(response)) = response.as_mut().poll(cx) else {
        panic!("its second wait is over");
    };
    assert_eq!(frames(response).await.len(), 2);

    let mut response = pin!(call(&slack(), 200, Script::new([data("{")]).then_waits()));
    assert!(response.as_mut().poll(cx).is_pending());
    time::advance(Duration::from_secs(5)).await;
    let Poll::Ready(Ok(response)) = response.as_mut().poll(cx) else {
        panic!("5 seconds are over");
    };
    let mut body = pin!(response.into_body());
    assert_eq!(ready_frame(body.as_mut().poll_frame(cx)), "{");
    assert!(body.as_mut().poll_frame(cx).is_pending());
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_back_and_streams_on() {
    let body = Script::new([]).then_repeats("0123456789abcdef");
    let seen = body.seen();
    let response = polled(call(&slack().body_limit(100), 200, body)).unwrap();
    assert_eq!(seen.bytes(), 7 * 16);
    let mut body = response.into_body();
    for _ in 0..1000 {
        assert_eq!(
            body.frame().await.unwrap().unwrap().into_data().unwrap(),
            "0123456789abcdef"
        );
    }
    assert_eq!(seen.bytes(), 16_000);
}

#[tokio::test]
async fn an_error_in_the_middle_comes_after_the_bytes_before_it() {
    let body = Script::new([data("half"), data(" of it"), Step::Fail("broken off")]);
    let response = call(&slack(), 200, body).await.unwrap();
    assert!(!response.body().is_end_stream());
    assert_eq!(
        frames(response).await,
        [
            Ok(Some(Bytes::from("half"))),
            Ok(Some(Bytes::from(" of it"))),
            Err("broken off")
        ]
    );

    // And what was there before it is judged.
    let body = Script::new([data(REVOKED), Step::Fail("broken off")]);
    let error = auth_error(call(&slack(), 200, body).await);
    assert_eq!(error.kind(), AuthErrorKind::RevokedKey);
    assert!(error.is_body_cut());
}

#[tokio::test]
async fn who_stops_waiting_lets_go_of_the_body() {
    let body = Script::new([data("{")]).then_waits();
    let seen = body.seen();
    {
        let mut response = pin!(call(&slack(), 200, body));
        assert!(
            response
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
        assert!(!seen.is_dropped());
    }
    assert!(seen.is_dropped());
}

#[tokio::test]
async fn a_frame_in_several_pieces_is_read_through() {
    let halves = || Bytes::from(&REVOKED[..9]).chain(Bytes::from(&REVOKED[9..]));
    let mut body = Some(StreamBody::new(stream::iter([
        Ok::<_, Infallible>(Frame::data(halves())),
        Ok(Frame::data(halves())),
    ])));
    let mut service = slack().layer(service_fn(move |_: Request<()>| {
        future::ready(Ok::<_, Infallible>(Response::new(body.take().unwrap())))
    }));
    let error = auth_error(service.call(Request::new(())).await);
    assert_eq!(error.response().unwrap().body(), &[REVOKED, REVOKED].concat());
}

/// What comes of it however often it has to be asked.
fn polled<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..1000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("it is never ready");
}

fn ready_frame(polled: Poll<Option<Result<Frame<Bytes>, &'static str>>>) -> Bytes {
    match polled {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().unwrap(),
        _ => panic!("a frame of data"),
    }
}
