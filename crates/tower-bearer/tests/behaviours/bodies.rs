//! Bodies of refusals over the wire, down to those that no healthy server sends: classified, bounded, and given back.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use tokio::time::Instant;
use tower::Layer;
use tower_bearer::{AuthError, AuthErrorClassifier, AuthErrorKind, classify::Rule};
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
    let error = refused(page.clone(), AuthErrorClassifier::new()).await;
    assert_eq!(error.kind(), AuthErrorKind::ExpiredKey);
    assert!(error.is_body_cut());
    assert_eq!(
        error.response().unwrap().body().len(),
        65_536,
        "as the documentation says"
    );

    let error = refused(page.clone(), AuthErrorClassifier::new().body_limit(10)).await;
    assert_eq!(error.into_response().unwrap().into_body(), "<p>token e");
    let error = refused(page, AuthErrorClassifier::new().body_limit(0)).await;
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

/// The failure of a request with a key, over the wire.
async fn refused(answer: Answer, classifier: AuthErrorClassifier) -> AuthError {
    let api = api().await;
    api.set_answer("/refused", answer);
    let request = get_with(api.url("/refused"), "authorization", "Bearer sk_live_sent");
    auth_error(send(classifier.layer(client()), request).await)
}
