//! Answers with a status that a profile names, looked at and given back.

use std::{
    convert::Infallible,
    future,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_bearer::{
    ApiProfile, AuthErrorClassifier, AuthErrorKind, Error, Keys,
    auth_error_classifier::{Peeked, Peeking},
    classify::{ProfileRule, Rule},
};
use tower_bearer_profiles::{google_ai, slack};
use tower_bearer_testkit::{Answer, TestSource};

use crate::{
    script::{Script, data},
    support::{Network, api, auth_error, body_of, client, get_with, key, origins_of, send},
};

mod bodies;

#[tokio::test]
async fn an_answer_that_a_rule_of_the_profile_says_is_a_refusal_becomes_an_error() {
    // B45: also by the header that the profile's key is in.
    for (profile, status, body, kind) in [
        (
            slack::API,
            200,
            r#"{"ok":false,"error":"token_revoked"}"#,
            AuthErrorKind::RevokedKey,
        ),
        (
            slack::API,
            200,
            r#"{"ok":false,"error":"missing_scope","needed":"chat:write"}"#,
            AuthErrorKind::InsufficientScope,
        ),
        (
            google_ai::API,
            400,
            r#"{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
            AuthErrorKind::InvalidKey,
        ),
        (slack::API, 401, "", AuthErrorKind::InvalidKey),
    ] {
        let network = Network::refusing(status, &[], body);
        let error = auth_error(send(peeking(&profile).layer(network), sent(&profile)).await);
        assert_eq!(error.kind(), kind, "{body}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.response().unwrap().body(), body, "B53");
        assert!(!error.is_body_cut());
        assert!(error.key_id().is_some());
        assert_eq!(error.evidence().rule() == Rule::Profile, status != 401);
    }
}

#[tokio::test]
async fn an_answer_that_is_none_passes_whole() {
    // B45: what no rule of the profile itself names is never an error, whatever it says.
    for (profile, status, body) in [
        (slack::API, 200, r#"{"ok":true,"text":"invalid_auth token_revoked"}"#),
        (slack::API, 200, r#"{"ok":false,"error":"channel_not_found"}"#),
        (slack::API, 200, r#"{"ok":false,"error":"the token has expired"}"#),
        (slack::API, 200, "token_revoked"),
        (slack::API, 200, ""),
        (slack::API, 404, r#"{"ok":false,"error":"token_revoked"}"#),
        (
            google_ai::API,
            400,
            r#"{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"x\""}}"#,
        ),
        (google_ai::API, 400, r#"{"error":{"message":"Invalid API key"}}"#),
        (google_ai::API, 200, r#"{"error":"API_KEY_INVALID"}"#),
    ] {
        let network = Network::refusing(status, &[(HeaderName::from_static("x-a"), b"b")], body);
        let response = send(peeking(&profile).layer(network), sent(&profile)).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["x-a"], "b");
        assert_eq!(response.body().size_hint().exact(), Some(body.len() as u64));
        assert_eq!(response.body().is_end_stream(), body.is_empty());
        assert_eq!(body_of(response).await, body);
    }
}

#[tokio::test]
async fn a_classifier_without_a_profile_reads_nothing_whatever_the_status() {
    let body = Script::new([data(REVOKED)]);
    let seen = body.seen();
    let response = call(&AuthErrorClassifier::new().peek_bodies(), 200, body)
        .await
        .unwrap();
    assert_eq!(seen.polls(), 0);
    assert_eq!(frames(response).await, [Ok(Some(Bytes::from(REVOKED)))]);
}

#[tokio::test]
async fn an_encoded_body_is_not_read_and_passes_whole() {
    let body = Script::new([data(REVOKED)]);
    let seen = body.seen();
    let mut body = Some(body);
    let service = slack().layer(service_fn(move |_: Request<()>| {
        let mut response = Response::new(body.take().unwrap());
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        future::ready(Ok::<_, Infallible>(response))
    }));
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(seen.polls(), 0);
    assert_eq!(frames(response).await.len(), 1);
}

#[tokio::test]
async fn a_rule_that_asks_for_no_text_is_about_encoded_bodies_too() {
    const TEAPOT: ApiProfile = ApiProfile::self_hosted("Pot")
        .rules(&[ProfileRule::new(AuthErrorKind::ExpiredKey).with_status(StatusCode::IM_A_TEAPOT)]);
    for encoding in ["identity", "gzip"] {
        let network = Network::refusing(418, &[(header::CONTENT_ENCODING, encoding.as_bytes())], "cold");
        let error = auth_error(send(peeking(&TEAPOT).layer(network), sent(&TEAPOT)).await);
        assert_eq!(error.kind(), AuthErrorKind::ExpiredKey);
        assert_eq!(error.response().unwrap().body(), "cold");
    }
}

#[tokio::test]
async fn a_key_that_is_refused_with_200_is_refreshed_and_the_request_replayed() {
    // B33, as for a 401; B40: a later one for the old key finds the new one.
    let source = TestSource::new(key("xoxb-old"));
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    source.give(key("xoxb-new"));
    let sent = Arc::new(Mutex::new(Vec::new()));
    let journal = Arc::clone(&sent);
    let server = service_fn(move |request: Request<Full<Bytes>>| {
        let key = request.headers()[header::AUTHORIZATION].to_str().unwrap().to_owned();
        let body = match key.as_str() {
            "Bearer xoxb-new" => r#"{"ok":true}"#,
            _ => r#"{"ok":false,"error":"token_expired"}"#,
        };
        journal.lock().unwrap().push(key);
        future::ready(Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(body)))))
    });
    let service = slack::API.layer(keys).peek_bodies().replay_rejected().layer(server);
    let request = Request::post("https://slack.com/api/auth.test")
        .body(Full::from("{}"))
        .unwrap();
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(body_of(response).await, r#"{"ok":true}"#);
    assert_eq!(*sent.lock().unwrap(), ["Bearer xoxb-old", "Bearer xoxb-new"]);
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn over_the_wire_answers_are_looked_at_and_come_back_whole() {
    let api = api().await;
    api.set_answer("/revoked", Answer::new(StatusCode::OK).json(REVOKED));
    api.set_answer("/large", Answer::new(StatusCode::OK).body(vec![b'x'; 1 << 20]));
    api.set_answer("/cut", Answer::new(StatusCode::OK).cut("beginning", 1000));
    let layer = slack::API.layer_at(key("xoxb-1"), origins_of(&api)).peek_bodies();
    let request = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(api.url(path));
        request.body(Full::<Bytes>::default()).unwrap()
    };
    let answer = |request| send(layer.layer(client()), request);

    let error = auth_error(answer(request("GET", "/revoked")).await);
    assert_eq!(error.kind(), AuthErrorKind::RevokedKey);
    let head = answer(request("HEAD", "/revoked")).await.unwrap();
    assert!(head.headers().contains_key(header::CONTENT_LENGTH));
    assert_eq!(body_of(head).await, "");
    let large = answer(request("GET", "/large")).await.unwrap();
    assert_eq!(large.body().size_hint().exact(), Some(1 << 20));
    assert_eq!(body_of(large).await, vec![b'x'; 1 << 20]);
    let mut cut = answer(request("GET", "/cut")).await.unwrap().into_body();
    assert_eq!(cut.frame().await.unwrap().unwrap().into_data().unwrap(), "beginning");
    assert!(cut.frame().await.unwrap().is_err());
}

const REVOKED: &str = r#"{"ok":false,"error":"token_revoked"}"#;

fn slack() -> AuthErrorClassifier<Peeking> {
    peeking(&slack::API)
}

fn peeking(profile: &ApiProfile) -> AuthErrorClassifier<Peeking> {
    profile.classifier().peek_bodies()
}

/// A request that carries a key of this API.
fn sent(profile: &ApiProfile) -> Request<Full<Bytes>> {
    get_with(
        "https://api.example.com/",
        profile.scheme().header().as_str(),
        "Bearer sent",
    )
}

/// An answer with this body, under the classifier.
fn call(
    classifier: &AuthErrorClassifier<Peeking>,
    status: u16,
    body: Script,
) -> impl Future<Output = Result<Response<Peeked<Script>>, Error<Infallible>>> + use<> {
    let mut body = Some(body);
    let mut service = classifier.layer(service_fn(move |_: Request<()>| {
        let mut response = Response::new(body.take().unwrap());
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        future::ready(Ok(response))
    }));
    let request = Request::get("/").header(header::AUTHORIZATION, "Bearer sent");
    service.call(request.body(()).unwrap())
}

/// The frames up to the end or an error; trailers are `None`.
async fn frames(response: Response<Peeked<Script>>) -> Vec<Result<Option<Bytes>, &'static str>> {
    let mut body = response.into_body();
    let mut frames = Vec::new();
    while let Some(frame) = body.frame().await {
        let is_last = frame.is_err();
        frames.push(frame.map(|frame| frame.into_data().ok()));
        if is_last {
            break;
        }
    }
    frames
}
