//! Refusals become typed errors, and nothing else is touched.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body::Frame;
use tower::{Layer, ServiceBuilder, service_fn};
use tower_bearer::{
    AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Challenge,
    classify::{Certainty, RetryAfter, Rule},
};
use tower_bearer_testkit::{Answer, ChallengeStyle, Plan, TestApi};

use crate::support::{CANARY, Network, api, auth_error, body_of, client, get, get_with, key, origins_of, send};

#[tokio::test]
async fn what_the_server_refuses_comes_back_as_its_kind() {
    // B45
    let api = api().await;
    let (good, expired, free) = (api.issue(), api.issue(), api.issue_for(Plan::Free));
    api.expire(&expired);
    let revoked = api.issue();
    api.revoke(&revoked);

    let response = send(stack(&api, &good), get(api.url("/get-brands"))).await.unwrap();
    assert!(body_of(response).await.starts_with(br#"[{"id":"brd_1""#));

    for (key, kind, status) in [
        (&revoked, AuthErrorKind::InvalidKey, 401),
        (&expired, AuthErrorKind::ExpiredKey, 401),
        (&free, AuthErrorKind::PlanRequired, 403),
    ] {
        let error = auth_error(send(stack(&api, key), get(api.url("/get-brands"))).await);
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
        assert_eq!(error.key_id(), Some(key.id()));
    }
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let error = auth_error(send(stack(&api, &revoked), get(api.url("/get-brands"))).await);
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (AuthErrorKind::InvalidKey, 403)
    );
}

#[tokio::test]
async fn every_other_status_passes_with_its_body_type_and_bytes_unchanged() {
    // B45: over the wire.
    let api = api().await;
    for status in [200, 400, 402, 404, 407, 418, 429, 500, 503] {
        let status = StatusCode::from_u16(status).unwrap();
        let said = r#"{"error":"Invalid API key"}"#;
        api.set_answer(
            "/other",
            Answer::new(status)
                .header(header::WWW_AUTHENTICATE, INVALID_TOKEN)
                .json(said),
        );
        let response = send(stack(&api, &key(CANARY)), get(api.url("/other"))).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(body_of::<hyper::body::Incoming>(response).await, said);
    }
}

#[tokio::test]
async fn the_body_of_no_other_status_is_looked_at() {
    // B45
    for status in (100..1000).filter(|status| ![401, 403].contains(status)) {
        let service = AuthErrorClassifier::new().layer(service_fn(move |_: Request<()>| async move {
            let mut response = Response::new(Untouchable);
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok::<_, Infallible>(response)
        }));
        let response: Response<Untouchable> = send(service, Request::new(())).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn the_services_own_errors_stay_typed() {
    let api = api().await;
    let address = api.url("/");
    api.shutdown().await;
    let error = send(stack(&api, &key(CANARY)), get(address)).await.unwrap_err();
    let tower_bearer::Error::Service(error) = error else {
        panic!("{error:?}");
    };
    assert!(error.is_connect());
}

#[tokio::test]
async fn a_challenges_error_code_beats_the_status() {
    // B46
    for (status, challenge, kind) in [
        (
            401,
            "Bearer error=\"insufficient_scope\", scope=\"read write\"",
            AuthErrorKind::InsufficientScope,
        ),
        (403, "Bearer error=\"invalid_token\"", AuthErrorKind::InvalidKey),
        (403, "bearer ERROR=invalid_token", AuthErrorKind::InvalidKey),
        (
            401,
            "Bearer error=\"insufficient_user_authentication\"",
            AuthErrorKind::StepUpRequired,
        ),
        (
            403,
            "Basic realm=\"a\", Bearer error=\"invalid_token\"",
            AuthErrorKind::InvalidKey,
        ),
    ] {
        let error = refused_with(status, &[(header::WWW_AUTHENTICATE, challenge.as_bytes())], "").await;
        assert_eq!(error.kind(), kind, "{status} {challenge}");
        assert_eq!(error.evidence().rule(), Rule::Challenge);
        assert_eq!(error.evidence().certainty(), Certainty::High);
    }
}

#[tokio::test]
async fn the_testkits_challenges_are_read_from_the_wire() {
    // B46, B48
    let api = api().await;
    api.set_challenge(ChallengeStyle::Rfc6750);
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let error = auth_error(send(stack(&api, &key(CANARY)), get(api.url("/get-brands"))).await);
    let [challenge] = error.challenges() else {
        panic!("{:?}", error.challenges());
    };
    assert!(challenge.is_scheme("Bearer"));
    assert_eq!(
        (challenge.realm(), challenge.error()),
        (Some("trakkr"), Some("invalid_token"))
    );
    assert_eq!(
        error.evidence().to_string(),
        r#"WWW-Authenticate: error is "invalid_token""#
    );
}

#[tokio::test]
async fn every_line_and_every_challenge_counts_and_a_bad_line_spoils_only_itself() {
    let lines = [
        (header::WWW_AUTHENTICATE, &b"Negotiate, Basic realm=\"a\""[..]),
        (header::WWW_AUTHENTICATE, b"Broken realm=\"no end"),
        (header::WWW_AUTHENTICATE, b"Latin realm=\"caf\xe9\""),
        (header::WWW_AUTHENTICATE, b"Bearer error=\"insufficient_scope\""),
    ];
    let error = refused_with(401, &lines, "").await;
    let schemes: Vec<_> = error.challenges().iter().map(Challenge::scheme).collect();
    assert_eq!(schemes, ["Negotiate", "Basic", "Broken", "Latin", "Bearer"]);
    let malformed: Vec<_> = error.challenges().iter().map(Challenge::is_malformed).collect();
    assert_eq!(malformed, [false, false, true, false, false]);
    assert_eq!(error.kind(), AuthErrorKind::InsufficientScope);
}

#[tokio::test]
async fn parameters_are_found_by_parsing_and_never_by_substring() {
    // B48: none of these has an error code.
    for challenge in [
        "Bearer realm=\"error=\\\"invalid_token\\\"\"",
        "Bearer realm=\"a, error=invalid_token\"",
        "Bearer error_description=\"error=\\\"invalid_token\\\"\"",
        "Bearer x_error=\"invalid_token\"",
        "Bearer realm=\"a\", error_uri=\"https://e.example/?error=invalid_token\"",
    ] {
        let error = refused_with(403, &[(header::WWW_AUTHENTICATE, challenge.as_bytes())], "").await;
        assert_ne!(error.evidence().rule(), Rule::Challenge, "{challenge}");
        assert!(
            !error
                .challenges()
                .iter()
                .any(|challenge| challenge.error() == Some("invalid_token") && !challenge.is_malformed())
        );
    }
}

#[tokio::test]
async fn retry_after_is_read_in_seconds_and_as_a_date() {
    // B54
    let at = UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (value, expected) in [
        ("30", Some(RetryAfter::Delay(Duration::from_secs(30)))),
        ("0", Some(RetryAfter::Delay(Duration::ZERO))),
        (
            "99999999999999999999999",
            Some(RetryAfter::Delay(Duration::from_secs(u64::MAX))),
        ),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::At(at))),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(RetryAfter::At(at))),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ] {
        let error = refused_with(403, &[(header::RETRY_AFTER, value.as_bytes())], "").await;
        assert_eq!(error.retry_after(), expected, "{value}");
    }
    assert_eq!(
        RetryAfter::At(at).delay(at - Duration::from_secs(7)),
        Duration::from_secs(7)
    );
    assert_eq!(RetryAfter::At(at).delay(at + Duration::from_secs(7)), Duration::ZERO);
}

#[tokio::test]
async fn the_request_id_is_read_from_the_usual_headers() {
    // B54
    for name in [
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "x-github-request-id",
        "cf-ray",
    ] {
        let error = refused_with(401, &[(HeaderName::from_static(name), b"req_7f3")], "").await;
        assert_eq!(error.request_id(), Some("req_7f3"), "{name}");
    }
    assert_eq!(refused_with(401, &[], "").await.request_id(), None);
}

#[tokio::test]
async fn a_401_is_told_by_whether_a_key_was_sent() {
    let api = api().await;
    api.set_answer("/bare", Answer::new(StatusCode::UNAUTHORIZED));
    let service = AuthErrorClassifier::new().layer(client());
    let error = auth_error(send(service.clone(), get(api.url("/bare"))).await);
    assert_eq!(
        (error.kind(), error.is_key_rejected()),
        (AuthErrorKind::MissingKey, false)
    );
    assert!(
        error.hint().contains("`BearerAuthLayer` is outside"),
        "{}",
        error.hint()
    );

    let request = get_with(api.url("/bare"), "authorization", "Bearer sent");
    let error = auth_error(send(service, request).await);
    assert_eq!(
        (error.kind(), error.is_key_rejected()),
        (AuthErrorKind::InvalidKey, true)
    );
    assert_eq!(error.evidence().certainty(), Certainty::Low);
}

const INVALID_TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// A body that must not be polled.
#[derive(Debug)]
struct Untouchable;

impl http_body::Body for Untouchable {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("somebody looked")
    }
}

fn stack(
    api: &TestApi,
    key: &tower_bearer::ApiKey,
) -> impl tower::Service<
    Request<http_body_util::Full<Bytes>>,
    Response = Response<hyper::body::Incoming>,
    Error = tower_bearer::Error<hyper_util::client::legacy::Error>,
> {
    ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key.clone(), origins_of(api)))
        .layer(AuthErrorClassifier::new())
        .service(client())
}

/// The failure of a request with a key.
async fn refused_with(status: u16, headers: &[(HeaderName, &[u8])], body: &str) -> AuthError {
    let network = Network::refusing(status, headers, body);
    let layers = BearerAuthLayer::dangerous_any_origin(key(CANARY)).layer(AuthErrorClassifier::new().layer(network));
    auth_error(send(layers, get("https://api.example.com/")).await)
}
