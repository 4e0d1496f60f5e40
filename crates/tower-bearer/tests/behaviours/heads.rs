//! Answers with more in their heads than is read.

use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Challenge,
    classify::{Answer, CredentialSent, classify},
};

use crate::support::{CANARY, Network, auth_error, get, key, send};

const EXPIRED: &[u8] = b"Bearer error=\"invalid_token\", error_description=\"The token expired\"";

#[tokio::test]
async fn what_is_read_of_a_head_is_bounded_and_an_error_says_that_there_was_more() {
    // B49, B54
    let other = HeaderName::from_static("x-other");
    let id = HeaderName::from_static("x-request-id");
    let long = vec![b'-'; 64 * 1024];
    for others in [vec![(other.clone(), &b"-"[..]); 256], vec![(other.clone(), &long[..])]] {
        let said = [(header::WWW_AUTHENTICATE, EXPIRED), (id.clone(), b"req_1")];
        let error = refused(&[&said[..], &others].concat()).await;
        assert_eq!(error.kind(), AuthErrorKind::ExpiredKey);
        assert_eq!((error.request_id(), error.is_head_cut()), (Some("req_1"), true));

        let error = refused(&[&others, &said[..]].concat()).await;
        assert_eq!((error.kind(), error.is_head_cut()), (AuthErrorKind::InvalidKey, true));
        assert_eq!((error.request_id(), error.challenges().len()), (None, 0));
        // All of it is there, and nobody looked whether the key is in it.
        let headers = error.response().unwrap().headers();
        assert_eq!(headers["x-request-id"], "req_1");
        assert!(headers["x-request-id"].is_sensitive());
    }
    let error = refused(&[(header::WWW_AUTHENTICATE, EXPIRED), (id, b"req_1")]).await;
    assert!(!error.is_head_cut());
}

#[tokio::test]
async fn of_many_challenges_the_first_are_read() {
    // B49
    let many = "Bearer scope=a, ".repeat(1000);
    let error = refused(&[(header::WWW_AUTHENTICATE, many.as_bytes())]).await;
    assert_eq!((error.challenges().len(), error.is_head_cut()), (64, true));

    let long = format!("Bearer realm=\"{}\", error=invalid_token", "r".repeat(16 * 1024));
    let error = refused(&[
        (header::WWW_AUTHENTICATE, long.as_bytes()),
        (header::WWW_AUTHENTICATE, EXPIRED),
    ])
    .await;
    assert_eq!((error.challenges().len(), error.is_head_cut()), (1, true));
    assert!(error.challenges().iter().all(Challenge::is_malformed));
}

#[tokio::test]
async fn a_hint_is_as_long_as_other_texts_whatever_scopes_are_asked_for() {
    // B50
    let scopes = |scopes: String| format!("Bearer error=insufficient_scope, scope=\"{scopes}\"");
    let hint = async |lines: &[String]| {
        let lines: Vec<_> = lines
            .iter()
            .map(|line| (header::WWW_AUTHENTICATE, line.as_bytes()))
            .collect();
        let error = refused(&lines).await;
        assert_eq!(error.kind(), AuthErrorKind::InsufficientScope);
        error.hint().to_owned()
    };
    let few = hint(&[scopes("read write".into())]).await;
    assert!(few.ends_with(": read write"), "{few}");
    // B57: a key in two challenges, which were cleaned each by itself.
    let (first, second) = CANARY[CANARY.len() - 10..].split_at(5);
    let split = hint(&[scopes(first.into()), scopes(second.into())]).await;
    assert!(split.ends_with(&format!(": {first}")), "{split}");
    for lines in [
        vec![scopes("s".repeat(10_000))],
        vec![scopes("s ".repeat(5_000))],
        vec![scopes("\u{e9}".repeat(1_000))],
    ] {
        let long = hint(&lines).await;
        let shown = long.rsplit(": ").next().unwrap();
        assert_eq!(shown.chars().count(), 513, "{long}");
        assert!(long.ends_with('…'), "{long}");
    }
}

#[tokio::test]
async fn a_grpc_server_that_buries_its_status_is_understood() {
    // B55
    let (name, other) = (
        HeaderName::from_static("grpc-status"),
        HeaderName::from_static("x-other"),
    );
    let mut headers = vec![(other, &b"-"[..]); 300];
    headers.push((header::CONTENT_TYPE, b"application/grpc"));
    headers.push((name, b"7"));
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::dangerous_any_origin(key(CANARY)))
        .layer(AuthErrorClassifier::new())
        .service(Network::refusing(200, &headers, ""));
    let mut request = get("https://api.example.com/acme.Brands/List");
    *request.method_mut() = http::Method::POST;
    *request.version_mut() = http::Version::HTTP_2;
    let error = auth_error(send(service, request).await);
    assert_eq!((error.kind(), error.grpc_status()), (AuthErrorKind::Forbidden, Some(7)));
    assert_eq!((error.status(), error.is_head_cut()), (Some(StatusCode::OK), true));

    let headers = headers
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_bytes(value).unwrap()))
        .collect();
    let answer = Answer::new(StatusCode::OK, &headers).with_credential_sent(CredentialSent::Yes);
    let verdict = classify(&answer, &[]).unwrap();
    assert_eq!(
        (verdict.kind(), verdict.is_head_cut()),
        (AuthErrorKind::Forbidden, true)
    );
}

async fn refused(headers: &[(HeaderName, &[u8])]) -> AuthError {
    let layer = BearerAuthLayer::dangerous_any_origin(key(CANARY));
    let service = layer.layer(AuthErrorClassifier::new().layer(Network::refusing(401, headers, "")));
    auth_error(send(service, get("https://api.example.com/")).await)
}
