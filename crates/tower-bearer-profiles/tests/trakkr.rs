//! The profile held against what Trakkr's documentation says.
#![cfg(test)]

use std::convert::Infallible;

use http::{Request, Response, StatusCode, header::AUTHORIZATION};
use http_body_util::Full;
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_bearer::{
    ApiKeyErrorKind, AuthError, AuthErrorKind, KeySource, Keys, SourceError, classify::Rule, source::SourceErrorKind,
};
use tower_bearer_profiles::trakkr;

const INVALID: &str = r#"{"error":"Invalid API key"}"#;
const MISSING: &str = r#"{"error":"Missing API key"}"#;
const BRANDS: &str = "https://api.trakkr.ai/get-brands";

#[tokio::test]
async fn an_invalid_key_is_told_by_its_message_with_either_status() {
    for status in [401, 403] {
        let error = refusal(BRANDS, status, INVALID).await;

        assert_eq!(error.kind(), AuthErrorKind::InvalidKey, "{status}");
        assert!(error.is_key_rejected(), "{status}");
        assert_eq!(error.evidence().rule(), Rule::Profile, "{status}");
        assert_eq!(
            error.to_string(),
            format!(r#"the API key is invalid ({status}): "Invalid API key""#)
        );
        assert_eq!(
            error.hint(),
            "check or replace the key (set it in TRAKKR_API_KEY): Trakkr does not know it, or it was revoked",
        );
    }
}

#[tokio::test]
async fn a_request_to_another_origin_has_no_key_and_the_hint_says_why() {
    let error = refusal("https://trakkr.invalid/get-brands", 401, MISSING).await;

    assert_eq!(error.kind(), AuthErrorKind::MissingKey);
    assert!(!error.is_key_rejected());
    assert_eq!(
        error.hint(),
        "no key was sent, since the request goes to an origin that is not listed: add the origin to `Origins` if its \
         server may have the key",
    );
}

#[tokio::test]
async fn a_missing_key_is_told_with_the_variable_it_belongs_into() {
    let server = service_fn(|_| async { Ok::<_, Infallible>(answer(401, MISSING)) });
    let unkeyed = ServiceBuilder::new().layer(trakkr::API.classifier()).service(server);

    let error = unkeyed.oneshot(get(BRANDS)).await.unwrap_err().into_auth().unwrap();

    assert_eq!(error.kind(), AuthErrorKind::MissingKey);
    assert_eq!(error.evidence().rule(), Rule::Profile);
    assert!(!error.is_key_rejected());
    assert!(error.hint().contains("set it in TRAKKR_API_KEY"), "{}", error.hint());
}

#[tokio::test]
async fn a_refusal_for_the_plan_says_which_plan_has_keys() {
    let error = refusal(BRANDS, 403, r#"{"error":"Your plan does not include API access"}"#).await;

    assert_eq!(error.kind(), AuthErrorKind::PlanRequired);
    assert!(!error.is_key_rejected());
    assert_eq!(
        error.hint(),
        "check the account's plan and billing: API keys are available on the Scale plan and above",
    );
}

#[tokio::test]
async fn refusals_that_trakkr_does_not_document_never_blame_the_key_for_a_403() {
    for (status, body, kind, rejected) in [
        (401, "", AuthErrorKind::InvalidKey, true),
        (403, "", AuthErrorKind::Forbidden, false),
        (
            403,
            "<html>Access denied by firewall</html>",
            AuthErrorKind::Blocked,
            false,
        ),
        (403, r#"{"error":"Forbidden"}"#, AuthErrorKind::Forbidden, false),
    ] {
        let error = refusal(BRANDS, status, body).await;

        assert_eq!(
            (error.kind(), error.is_key_rejected()),
            (kind, rejected),
            "{status} {body}"
        );
        assert_ne!(error.evidence().rule(), Rule::Profile, "{status} {body}");
    }
}

#[test]
fn keys_look_like_trakkrs_or_say_how_they_have_to() {
    assert!(trakkr::API.key("sk_live_9aF31kQ").is_ok());
    for (key, kind) in [
        ("sk_live_xxxxxxxxxxxx", ApiKeyErrorKind::Placeholder),
        ("\"sk_live_9aF31kQ\"", ApiKeyErrorKind::Quoted),
        ("$TRAKKR_API_KEY", ApiKeyErrorKind::Unexpanded),
        ("sk_live_9aF31kQ\n", ApiKeyErrorKind::LineBreak),
        ("9aF31kQ", ApiKeyErrorKind::Prefix),
    ] {
        assert_eq!(trakkr::API.key(key).unwrap_err().kind(), kind, "{key}");
    }
    let error = trakkr::API.key("9aF31kQ").unwrap_err();
    assert!(
        error.to_string().ends_with("it has to begin with `sk_live_`"),
        "{error}"
    );
}

#[test]
fn the_key_goes_to_trakkrs_own_origin_alone() {
    let origins = trakkr::API.origins().unwrap();

    for (uri, is_covered) in [
        (BRANDS, true),
        ("http://api.trakkr.ai/get-brands", false),
        ("https://trakkr.ai/", false),
        ("https://api.trakkr.ai:8443/", false),
        ("https://api.trakkr.ai.attacker.invalid/", false),
    ] {
        assert_eq!(origins.contains(&uri.parse().unwrap()), is_covered, "{uri}");
    }
}

#[tokio::test]
async fn both_ways_to_the_variable_name_it_when_it_is_not_set() {
    // The variable is not touched: tests of one process share it. Where a developer has it set, there is nothing to see.
    if std::env::var_os("TRAKKR_API_KEY").is_some() {
        return;
    }
    for source in [trakkr::env(), trakkr::API.env().unwrap()] {
        let error: SourceError = source.load().await.unwrap_err();

        assert_eq!(error.kind(), SourceErrorKind::Nothing);
        assert!(error.to_string().starts_with("TRAKKR_API_KEY is not set"), "{error}");
    }
}

/// What a client with the profile's layers says to this answer.
async fn refusal(uri: &str, status: u16, body: &'static str) -> AuthError {
    let server = service_fn(move |request: Request<()>| async move {
        let is_trakkr = request.uri().host() == Some("api.trakkr.ai");
        assert_eq!(request.headers().contains_key(AUTHORIZATION), is_trakkr);
        Ok::<_, Infallible>(answer(status, body))
    });
    let keys = Keys::fixed(trakkr::API.key("sk_live_9aF31kQ").unwrap());
    let client = ServiceBuilder::new().layer(trakkr::API.layer(keys)).service(server);
    client.oneshot(get(uri)).await.unwrap_err().into_auth().unwrap()
}

fn get(uri: &str) -> Request<()> {
    Request::get(uri).body(()).unwrap()
}

fn answer(status: u16, body: &'static str) -> Response<Full<&'static [u8]>> {
    let mut response = Response::new(Full::new(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}
