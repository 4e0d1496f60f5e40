//! gRPC says in a header what it says, and HTTP 200 whatever it is.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode, Version, header};
use http_body_util::Full;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    ApiProfile, AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Error, Keys, RequestAuth,
    adapter::Adapter,
    classify::{Answer, Certainty, CredentialSent, ProfileRule, Rule, classify, classify_any},
    error::BoxError,
};

use crate::support::{CANARY, Network, auth_error, body_of, get, key, send};

const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

const GRPC: (HeaderName, &[u8]) = (header::CONTENT_TYPE, b"application/grpc");

#[tokio::test]
async fn unauthenticated_and_permission_denied_are_the_same_two_failures_as_a_401_and_a_403() {
    // B55
    let error = refused(&[GRPC, (STATUS, b"16")], Some(CANARY)).await;
    assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    assert_eq!((error.status(), error.grpc_status()), (Some(StatusCode::OK), Some(16)));
    let evidence = error.evidence();
    assert_eq!((evidence.rule(), evidence.certainty()), (Rule::Status, Certainty::Low));
    assert_eq!(evidence.to_string(), r#"grpc-status is "16""#);
    assert_eq!(error.to_string(), "the API key is invalid (gRPC 16)");
    assert_eq!(error.key_id(), Some(key(CANARY).id()));

    let error = refused(&[GRPC, (STATUS, b"7")], Some(CANARY)).await;
    assert_eq!((error.kind(), error.grpc_status()), (AuthErrorKind::Forbidden, Some(7)));
    assert!(!error.is_key_rejected());

    for code in [&b"16"[..], b"7"] {
        let error = refused(&[GRPC, (STATUS, code)], None).await;
        assert_eq!(error.kind(), AuthErrorKind::MissingKey);
    }
    let headers = headers(&[GRPC, (STATUS, b"16")]);
    let unseen = classify(&Answer::new(StatusCode::OK, &headers), &[]).unwrap();
    assert_eq!(
        (unseen.kind(), unseen.grpc_status()),
        (AuthErrorKind::Unauthorized, Some(16))
    );
}

#[tokio::test]
async fn what_grpc_message_says_is_judged_as_the_words_of_a_body_are() {
    // B46, B55
    for (code, said, kind) in [
        (&b"16"[..], &b"the API key has expired"[..], AuthErrorKind::ExpiredKey),
        (b"16", b"token%20was%20revoked", AuthErrorKind::RevokedKey),
        (b"16", b"missing authorization header", AuthErrorKind::MalformedKey),
        (b"7", b"Invalid API key", AuthErrorKind::InvalidKey),
        (b"7", b"missing scope brands:read", AuthErrorKind::InsufficientScope),
        (
            b"7",
            b"your plan does not include this feature",
            AuthErrorKind::PlanRequired,
        ),
    ] {
        let error = refused(&[GRPC, (STATUS, code), (MESSAGE, said)], Some(CANARY)).await;
        assert_eq!(error.kind(), kind, "{error:?}");
        assert_eq!(
            (error.evidence().field(), error.evidence().rule()),
            ("grpc-message", Rule::Phrase)
        );
    }
    let caf = b"no%20access%20to%20caf%C3%A9%0A%1B[31m 100%";
    let error = refused(&[GRPC, (STATUS, b"7"), (MESSAGE, caf)], Some(CANARY)).await;
    assert_eq!(error.message(), Some("no access to café \\u{1b}[31m 100%"));
    let long = "x".repeat(2_000);
    let error = refused(&[GRPC, (STATUS, b"7"), (MESSAGE, long.as_bytes())], Some(CANARY)).await;
    assert_eq!(error.message().unwrap().chars().count(), 513);
}

#[tokio::test]
async fn a_challenge_beside_it_beats_its_status() {
    // B46
    let challenge = (header::WWW_AUTHENTICATE, &b"Bearer error=\"insufficient_scope\""[..]);
    let error = refused(&[GRPC, (STATUS, b"16"), challenge], Some(CANARY)).await;
    assert_eq!(error.kind(), AuthErrorKind::InsufficientScope);
}

#[tokio::test]
async fn the_rules_of_a_profile_hold_for_grpc_too() {
    const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"]).rules(&[
        ProfileRule::new(AuthErrorKind::RevokedKey).with_text("gone fishing"),
        ProfileRule::new(AuthErrorKind::PlanRequired).with_status(StatusCode::FORBIDDEN),
    ]);
    let error = |headers: &[(HeaderName, &[u8])]| {
        let service = ACME.classifier().layer(Network::refusing(200, headers, ""));
        async { auth_error(send(service, call(Some(CANARY))).await) }
    };
    let revoked = error(&[GRPC, (STATUS, b"16"), (MESSAGE, b"gone fishing")]).await;
    assert_eq!(revoked.kind(), AuthErrorKind::RevokedKey);
    assert_eq!(revoked.evidence().field(), "grpc-message");
    let plan = error(&[GRPC, (STATUS, b"7")]).await;
    assert_eq!(plan.kind(), AuthErrorKind::PlanRequired);
    assert_eq!(plan.evidence().to_string(), r#"grpc-status is "7""#);
}

#[tokio::test]
async fn every_format_of_its_messages_is_grpc_and_no_other_protocol_is() {
    // B55
    for is in [
        "application/grpc",
        "application/grpc+proto",
        "application/grpc;charset=utf-8",
        "application/grpc+json",
    ] {
        assert!(
            answered(&[(header::CONTENT_TYPE, is.as_bytes()), (STATUS, b"16")], 200)
                .await
                .is_err(),
            "{is}"
        );
    }
    for not in [
        "application/grpc-web",
        "application/grpc-web+proto",
        "application/grpcx",
        "application/json",
        "",
        "text/html",
    ] {
        let headers = [(header::CONTENT_TYPE, not.as_bytes()), (STATUS, &b"16"[..])];
        let response = answered(&headers, 200).await.unwrap();
        assert_eq!(body_of(response).await, "a body", "{not}");
    }
    assert!(answered(&[(STATUS, b"16")], 200).await.is_ok(), "no content type");
}

#[tokio::test]
async fn every_other_status_passes_with_its_body() {
    // B45, B55
    for code in [
        &b"0"[..],
        b"1",
        b"5",
        b"8",
        b"14",
        b"17",
        b"016",
        b"16 ",
        b"",
        b"160",
        b"\xff",
    ] {
        let response = answered(&[GRPC, (STATUS, code)], 200).await.unwrap();
        assert_eq!(response.headers()[STATUS].as_bytes(), code);
        assert_eq!(body_of(response).await, "a body");
    }
    // gRPC's status is where HTTP says that all is well.
    for status in [201, 204, 400, 404, 429, 500, 503] {
        assert!(answered(&[GRPC, (STATUS, b"16")], status).await.is_ok(), "{status}");
    }
    let error = auth_error(answered(&[GRPC, (STATUS, b"16")], 403).await);
    assert_eq!((error.kind(), error.grpc_status()), (AuthErrorKind::Forbidden, None));
}

#[tokio::test]
async fn an_answer_is_looked_at_where_the_request_can_be_one_of_grpc() {
    // B55: POSTs of HTTP/2, where either side says so.
    let cases = [
        (Method::POST, Version::HTTP_2, Version::HTTP_2, true),
        (Method::POST, Version::HTTP_2, Version::HTTP_11, true),
        (Method::POST, Version::HTTP_11, Version::HTTP_2, true),
        (Method::POST, Version::HTTP_11, Version::HTTP_11, false),
        (Method::GET, Version::HTTP_2, Version::HTTP_2, false),
    ];
    for (method, asked, answered, is_seen) in cases {
        let network = Network::answering(move |_| {
            let mut response = crate::support::answer(200, &[GRPC, (STATUS, b"16")], "");
            *response.version_mut() = answered;
            response
        });
        let mut request = call(Some(CANARY));
        (*request.method_mut(), *request.version_mut()) = (method.clone(), asked);
        let result = send(AuthErrorClassifier::new().layer(network), request).await;
        assert_eq!(result.is_err(), is_seen, "{method} {asked:?} {answered:?}");
    }
}

#[test]
fn the_pure_functions_and_an_adapter_judge_it_as_the_layer_does() {
    // B55
    let refused = headers(&[GRPC, (STATUS, b"7"), (MESSAGE, b"Invalid API key")]);
    let answer = Answer::new(StatusCode::OK, &refused).with_credential_sent(CredentialSent::Yes);
    for verdict in [classify(&answer, &[]), classify_any(&answer, &[])] {
        let verdict = verdict.unwrap();
        assert_eq!(
            (verdict.kind(), verdict.grpc_status()),
            (AuthErrorKind::InvalidKey, Some(7))
        );
        assert_eq!(verdict.message(), Some("Invalid API key"));
    }
    // What stands in the body is a message of gRPC, and no text.
    let with_body = answer.with_body(br#"{"error":"rate limit exceeded"}"#);
    assert_eq!(classify(&with_body, &[]).unwrap().kind(), AuthErrorKind::InvalidKey);

    let layer = BearerAuthLayer::same_server(Keys::fixed(key(CANARY)));
    let adapter = Adapter::new(layer, AuthErrorClassifier::new());
    assert!(adapter.is_refusal(StatusCode::OK, &refused));
    assert!(!adapter.is_refusal(StatusCode::OK, &headers(&[GRPC, (STATUS, b"5")])));
    assert!(adapter.is_refusal(StatusCode::UNAUTHORIZED, &HeaderMap::new()));
    assert!(!adapter.is_refusal(StatusCode::OK, &HeaderMap::new()));
}

#[tokio::test]
async fn why_no_key_was_sent_is_said_of_grpc_too() {
    let network = Network::refusing(200, &[GRPC, (STATUS, b"16")], "");
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key(CANARY)))
        .layer(AuthErrorClassifier::new())
        .service(network);
    let mut request = call(None);
    request.extensions_mut().insert(RequestAuth::skip());
    let error = auth_error(send(service, request).await);
    assert_eq!(error.kind(), AuthErrorKind::MissingKey);
    assert!(error.hint().contains("RequestAuth::skip"), "{}", error.hint());
}

#[tokio::test]
async fn an_echo_of_the_key_is_cut_out_of_the_message_and_no_header_shows_it() {
    // B56, B57
    let encoded = format!("unknown key%3A%20{CANARY}");
    // `details: ` and the key, in base64; and the key alone.
    let details = b"ZGV0YWlsczogc2tfbGl2ZV9DQU5BUlk3ZjNRbTlaeFc";
    let error = refused(
        &[
            GRPC,
            (STATUS, b"16"),
            (MESSAGE, encoded.as_bytes()),
            (DETAILS, details),
            (header::SERVER, b"acme"),
        ],
        Some(CANARY),
    )
    .await;
    assert_eq!(error.message(), Some("unknown key: [API key]"));
    let response = error.response().unwrap();
    let is_hidden = |name: HeaderName| response.headers()[name].is_sensitive();
    assert!(is_hidden(MESSAGE) && is_hidden(DETAILS));
    assert!(!is_hidden(header::SERVER) && !is_hidden(STATUS));
    let shown = format!("{error:?} {:?}", response.headers());
    assert!(
        !shown.contains(CANARY) && !shown.contains("c2tfbGl2ZV9DQU5BUlk"),
        "{shown}"
    );
    // By design: it is as the server sent it.
    assert_eq!(response.headers()[MESSAGE].as_bytes(), encoded.as_bytes());

    let half = refused(
        &[GRPC, (STATUS, b"16"), (MESSAGE, &CANARY.as_bytes()[..15])],
        Some(CANARY),
    )
    .await;
    assert!(half.response().unwrap().headers()[MESSAGE].is_sensitive());
    let other = refused(&[GRPC, (STATUS, b"16"), (DETAILS, b"ZGV0YWlscw==")], Some(CANARY)).await;
    assert!(!other.response().unwrap().headers()[DETAILS].is_sensitive());
}

fn headers(headers: &[(HeaderName, &[u8])]) -> HeaderMap {
    crate::support::answer(200, headers, "").headers().clone()
}

/// A call as a gRPC client makes it.
fn call(key: Option<&str>) -> Request<Full<Bytes>> {
    let mut request = get("/acme.v1.Brands/List");
    (*request.method_mut(), *request.version_mut()) = (Method::POST, Version::HTTP_2);
    request.headers_mut().insert(GRPC.0, GRPC.1.try_into().unwrap());
    if let Some(key) = key {
        let value = format!("Bearer {key}").try_into().unwrap();
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    request
}

async fn answered(headers: &[(HeaderName, &[u8])], status: u16) -> Result<Response<Full<Bytes>>, Error<BoxError>> {
    let network = Network::refusing(status, headers, "a body");
    send(AuthErrorClassifier::new().layer(network), call(Some(CANARY))).await
}

async fn refused(headers: &[(HeaderName, &[u8])], key: Option<&str>) -> AuthError {
    let network = Network::refusing(200, headers, "");
    auth_error(send(AuthErrorClassifier::new().layer(network), call(key)).await)
}
