//! Bodies of refusals, down to those that no healthy server sends: classified, and bounded in bytes and in time.

use std::{
    convert::Infallible,
    future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame};
use tokio::time::{self, Instant};
use tower::{Layer, Service, service_fn};
use tower_bearer::{AuthError, AuthErrorClassifier, AuthErrorKind, Error, classify::Rule};
use tower_bearer_testkit::Answer;

use crate::support::{Network, api, auth_error, client, get_with, send};

#[tokio::test]
async fn bodies_of_every_shape_are_classified() {
    // B52
    let unauthorized = || Answer::new(StatusCode::UNAUTHORIZED);
    for (what, answer, kind, rule) in [
        (
            "JSON",
            unauthorized().json(r#"{"error":"API key expired"}"#),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "a code in JSON",
            unauthorized().json(r#"{"error":{"code":"key_revoked"}}"#),
            AuthErrorKind::RevokedKey,
            Rule::BodyCode,
        ),
        (
            "RFC 9457",
            unauthorized().body(PROBLEM),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "HTML",
            unauthorized().body(HTML),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "text",
            unauthorized().body("token expired"),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        ("nothing", unauthorized(), AuthErrorKind::InvalidKey, Rule::Status),
        (
            "blanks",
            unauthorized().body(" \r\n\t "),
            AuthErrorKind::InvalidKey,
            Rule::Status,
        ),
        (
            "half of a JSON",
            unauthorized().json(r#"{"error":"API key expired","detail":"#),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "not UTF-8",
            unauthorized().body(&b"\xff\xfe token expired \xff"[..]),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "nulls",
            unauthorized().body(&[0; 4096][..]),
            AuthErrorKind::InvalidKey,
            Rule::Status,
        ),
        (
            "deep JSON",
            unauthorized().json("[".repeat(60_000)),
            AuthErrorKind::InvalidKey,
            Rule::Status,
        ),
        (
            "an encoded one",
            gzip(unauthorized()),
            AuthErrorKind::InvalidKey,
            Rule::Status,
        ),
        (
            "a cut one",
            unauthorized().cut("token expired", 9),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
        (
            "1 GiB declared",
            unauthorized().cut("token expired", 1 << 30),
            AuthErrorKind::ExpiredKey,
            Rule::Phrase,
        ),
    ] {
        let error = refused(answer, AuthErrorClassifier::new()).await;
        assert_eq!(
            (error.kind(), error.evidence().rule()),
            (kind, rule),
            "{what}: {error:?}"
        );
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_read_up_to_the_limit() {
    // B52, B53
    let page = Answer::new(StatusCode::UNAUTHORIZED).never_ending("<p>token expired</p>");
    let error = refused(page.clone(), AuthErrorClassifier::new().body_timeout(None)).await;
    assert_eq!(error.kind(), AuthErrorKind::ExpiredKey);
    assert!(error.is_body_cut());
    assert_eq!(
        error.response().unwrap().body().len(),
        65_536,
        "as the documentation says"
    );

    let error = refused(
        page.clone(),
        AuthErrorClassifier::new().body_timeout(None).body_limit(10),
    )
    .await;
    assert_eq!(error.into_response().unwrap().into_body(), "<p>token e");
    let error = refused(page, AuthErrorClassifier::new().body_timeout(None).body_limit(0)).await;
    assert!(error.is_body_cut() && error.response().unwrap().body().is_empty());
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_whole_and_one_byte_more_is_cut() {
    // B53
    for (len, is_cut) in [(0, false), (99, false), (100, false), (101, true)] {
        let answer = Answer::new(StatusCode::FORBIDDEN).body(vec![b'x'; len]);
        let error = refused(answer, AuthErrorClassifier::new().body_limit(100)).await;
        assert_eq!(error.is_body_cut(), is_cut, "{len}");
        assert_eq!(error.response().unwrap().body().len(), len.min(100));
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_cut_where_it_did() {
    // B53
    let error = refused(
        Answer::new(StatusCode::FORBIDDEN).cut("beginning", 1000),
        AuthErrorClassifier::new(),
    )
    .await;
    assert!(error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "beginning");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stalls_over_the_wire_is_waited_for_no_longer_than_the_timeout() {
    // B52: the clock jumps when nothing else is left to do.
    let begin = Instant::now();
    let stalled = Answer::new(StatusCode::UNAUTHORIZED).stalled("");
    let error = refused(stalled, AuthErrorClassifier::new().body_timeout(Duration::from_secs(7))).await;
    assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    assert!(error.is_body_cut());
    assert_eq!(begin.elapsed().as_secs(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_ends_by_time_with_what_was_read_until_then() {
    // B52, B53: to the moment, poll by poll.
    let mut body = Script::new([Some("token ex"), None]);
    body.rest = Poll::Pending;
    let mut response = pin!(call(AuthErrorClassifier::new(), body));
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
    let mut response = pin!(call(AuthErrorClassifier::new(), body));
    let cx = &mut Context::from_waker(Waker::noop());
    let mut seconds = 0;
    while response.as_mut().poll(cx).is_pending() {
        time::advance(Duration::from_secs(1)).await;
        seconds += 1;
    }
    assert_eq!(seconds, 5);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_always_ready_with_nothing_in_it_lets_others_run_and_ends_by_time() {
    // B52
    let mut body = Script::new([]);
    body.rest = Poll::Ready(Some(""));
    let mut response = pin!(call(AuthErrorClassifier::new(), body));
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
        AuthErrorClassifier::new().body_timeout(None),
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
    let error = auth_error(call(AuthErrorClassifier::new(), body).await);
    assert!(error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "half");

    let mut body = Script::new([Some("whole")]);
    body.trailers = true;
    let error = auth_error(call(AuthErrorClassifier::new(), body).await);
    assert!(!error.is_body_cut());
    assert_eq!(error.response().unwrap().body(), "whole");
}

#[tokio::test]
async fn from_the_error_the_response_can_be_had_back() {
    // B53
    let answer = Answer::new(StatusCode::FORBIDDEN)
        .header(header::SET_COOKIE, HeaderValue::from_static("a=1"))
        .header(header::SET_COOKIE, HeaderValue::from_static("b=2"))
        .json(r#"{"error":"Forbidden","extra":[1,2,3]}"#);
    let error = refused(answer, AuthErrorClassifier::new()).await;
    assert!(!error.is_body_cut());
    let response: Response<Bytes> = error.into_response().unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(
        response.headers().get_all("set-cookie").iter().collect::<Vec<_>>(),
        ["a=1", "b=2"]
    );
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body(), r#"{"error":"Forbidden","extra":[1,2,3]}"#);
}

#[tokio::test]
async fn sixty_four_kib_of_noise_is_an_error_and_no_panic() {
    // B49: in a challenge and in a body, through the classifier.
    for noise in [
        ",",
        " ",
        "\\",
        "\"",
        "=",
        "a=",
        "{",
        "[",
        "<",
        "<script>",
        "&",
        "%",
        "\u{1f511}",
    ] {
        let noise = noise.repeat(64 * 1024 / noise.len());
        let challenge: Vec<u8> = noise.bytes().filter(|byte| byte.is_ascii()).collect();
        let line = [b"Bearer error=\"", &challenge[..], b", Bearer error=insufficient_scope"].concat();
        let lines: [(HeaderName, &[u8]); 2] = [
            (header::WWW_AUTHENTICATE, &challenge),
            (header::WWW_AUTHENTICATE, &line),
        ];
        let service = AuthErrorClassifier::new().layer(Network::refusing(401, &lines, &noise));
        let request = get_with("https://api.example.com/", "authorization", "Bearer key");
        let error = auth_error(send(service, request).await);
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
        assert!(
            error.message().is_none_or(|message| message.chars().count() < 8 * 513),
            "capped"
        );
    }
}

const PROBLEM: &str =
    r#"{"type":"about:blank","title":"Unauthorized","status":401,"detail":"The access token expired"}"#;
const HTML: &str =
    "<!doctype html><html><style>p { color: red }</style><body><p>Your token <b>expired</b></p></body></html>";

fn gzip(answer: Answer) -> Answer {
    answer
        .header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))
        .body("token expired")
}

/// A body by script: frames, and waits for `None`; then `rest` for ever, or a failure.
#[derive(Debug)]
struct Script {
    frames: std::vec::IntoIter<Option<&'static str>>,
    rest: Poll<Option<&'static str>>,
    fails: bool,
    trailers: bool,
}

impl Script {
    fn new(frames: impl IntoIterator<Item = Option<&'static str>>) -> Self {
        let frames: Vec<_> = frames.into_iter().collect();
        Self {
            frames: frames.into_iter(),
            rest: Poll::Ready(None),
            fails: false,
            trailers: false,
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
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
    classifier: AuthErrorClassifier,
    body: Script,
) -> impl Future<Output = Result<Response<Script>, Error<Infallible>>> {
    let mut body = Some(body);
    let mut service = classifier.layer(service_fn(move |_: Request<()>| {
        let mut response = Response::new(body.take().unwrap());
        *response.status_mut() = StatusCode::FORBIDDEN;
        future::ready(Ok(response))
    }));
    service.call(Request::new(()))
}

/// The failure of a request with a key, over the wire.
async fn refused(answer: Answer, classifier: AuthErrorClassifier) -> AuthError {
    let api = api().await;
    api.set_answer("/refused", answer);
    let request = get_with(api.url("/refused"), "authorization", "Bearer sk_live_sent");
    auth_error(send(classifier.layer(client()), request).await)
}
