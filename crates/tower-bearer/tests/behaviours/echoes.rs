//! Servers that repeat the key in what they say.

use http::{HeaderName, StatusCode, header};
use proptest::prelude::*;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    ApiKey, AuthError, AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Challenge, Keys,
};
use tower_bearer_testkit::{Answer, TestApi};

use crate::support::{CANARY, Network, api, auth_error, client, get, get_with, key, origins_of, send};

#[tokio::test]
async fn a_key_that_comes_back_over_the_wire_is_cut_out_of_all_that_is_shown() {
    // B57
    let api = api().await;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(Keys::fixed(key(CANARY)), origins_of(&api)))
        .layer(AuthErrorClassifier::new())
        .service(client());
    let error = auth_error(send(service, get(api.url("/echo"))).await);

    assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    assert_eq!(error.message(), Some("Invalid API key: [API key]"));
    assert_eq!(error.challenges()[0].error_description(), Some("[API key] is unknown"));
    assert_not_shown(&error, CANARY);

    // By design: the response is as the server sent it.
    let response = error.into_response().unwrap();
    assert!(String::from_utf8_lossy(response.body()).contains(CANARY));
    assert!(
        response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains(CANARY)
    );
}

#[tokio::test]
async fn a_key_in_a_custom_header_is_cut_out_too() {
    // B57
    let name = HeaderName::from_static("x-api-key");
    let api = TestApi::builder().key_header(name, "").start().await.unwrap();
    api.set_answer("/echo", Answer::new(StatusCode::FORBIDDEN).echo());
    let scheme = AuthScheme::new("x-api-key", "").unwrap();
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key(CANARY), origins_of(&api)).scheme(scheme.clone()))
        .layer(AuthErrorClassifier::new().scheme(scheme))
        .service(client());
    let error = auth_error(send(service, get(api.url("/echo"))).await);
    assert_eq!(error.key_id(), Some(key(CANARY).id()));
    assert_not_shown(&error, CANARY);
}

#[tokio::test]
async fn a_key_that_the_caller_wrote_is_cut_out_too() {
    // B57
    let api = api().await;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    for scheme in ["Bearer ", "bearer ", "Token ", ""] {
        let request = get_with(api.url("/echo"), "authorization", &format!("{scheme}{CANARY}"));
        let error = auth_error(send(AuthErrorClassifier::new().layer(client()), request).await);
        assert_not_shown(&error, CANARY);
    }
}

#[tokio::test]
async fn wherever_a_server_puts_the_key_it_is_not_shown() {
    // B57
    let bodies = [
        CANARY.to_owned(),
        format!("unknown key {CANARY}"),
        format!("unknown key {}", &CANARY[..CANARY.len() - 1]),
        format!("<p>unknown key <b>{CANARY}</b></p>"),
        format!(r#"{{"error":"{CANARY}"}}"#),
        format!(r#"{{"error":{{"{CANARY}":{{"message":"unknown key"}}}}}}"#),
        format!(r#"{{"error":"unknown key {CANARY}"#),
        format!(r#"{{"code":"{CANARY}","message":"Authorization: Bearer {CANARY}"}}"#),
        format!("{}{CANARY}", "x".repeat(505)),
        format!("{}{CANARY}", "x".repeat(65_536 - 12)),
    ];
    for body in bodies {
        let error = refused_with(CANARY, &[], &body).await;
        assert_not_shown(&error, CANARY);
    }
    for line in [
        format!("Bearer error=\"invalid_token\", error_description=\"{CANARY}\""),
        format!("Bearer realm={CANARY}"),
        CANARY.to_owned(),
        format!("Bearer {CANARY}"),
        format!("Bearer {CANARY}=\"unknown\""),
        format!("Bearer error={CANARY}, error_description=\"the key {CANARY} is unknown\""),
        format!("Bearer error=\"insufficient_scope\", scope=\"read {CANARY}\""),
    ] {
        for name in [
            header::WWW_AUTHENTICATE,
            HeaderName::from_static("x-request-id"),
            header::RETRY_AFTER,
        ] {
            let error = refused_with(CANARY, &[(name, line.as_bytes())], "").await;
            assert_not_shown(&error, CANARY);
        }
    }
}

#[tokio::test]
async fn a_part_of_the_key_and_a_key_that_is_written_otherwise_are_not_shown_either() {
    // B57
    let secret = CANARY.strip_prefix("sk_live_").unwrap();
    let halves = secret.split_at(secret.len() / 2);
    for echo in [
        format!("…{}", &secret[secret.len() - 8..]),
        format!("{}…", &CANARY[..12]),
        CANARY.replace('_', "%5F"),
        CANARY.replace('_', "&#95;"),
        format!("sk_live_<b>{}</b>{}", halves.0, halves.1),
        format!("{} {}", halves.0, halves.1),
        CANARY.chars().map(|one| format!("\\u{:04x}", u32::from(one))).collect(),
    ] {
        for body in [
            format!("unknown key: {echo}"),
            serde_json::json!({ "error": { "message": format!("unknown key: {echo}") } }).to_string(),
            serde_json::json!({ "error": { format!("unknown key: {echo}"): { "message": "invalid" } } }).to_string(),
        ] {
            let challenge = format!("Bearer error_description=\"unknown: {}\"", echo.replace('\\', "\\\\"));
            let headers = [
                (header::WWW_AUTHENTICATE, challenge.as_bytes()),
                (HeaderName::from_static("x-request-id"), echo.as_bytes()),
            ];
            let error = refused_with(CANARY, &headers, &body).await;
            for text in shown(&error) {
                let seen: String = text
                    .replace("%5F", "_")
                    .replace("&#95;", "_")
                    .split_whitespace()
                    .collect();
                let seen = seen.replace("<b>", "").replace("</b>", "").to_ascii_lowercase();
                let pieces = (8..=secret.len()).map(|end| secret[end - 8..end].to_ascii_lowercase());
                for piece in pieces {
                    assert!(!seen.contains(&piece), "{piece} in {text}");
                }
                assert!(!text.contains("0041"), "{text}");
            }
            let response = error.response().unwrap();
            assert!(response.headers()["x-request-id"].is_sensitive(), "{echo}");
        }
    }
}

#[tokio::test]
async fn what_all_keys_begin_with_stays_in_a_message() {
    for body in [
        "Invalid API key: keys begin with sk_live_",
        r#"{"error":"Invalid API key: keys begin with sk_live_"}"#,
    ] {
        let error = refused_with(CANARY, &[], body).await;
        assert_eq!(error.message(), Some("Invalid API key: keys begin with sk_live_"));
        assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    }
}

#[tokio::test]
async fn all_values_that_a_caller_wrote_are_cut_out() {
    // B57, B8
    let second = "Bearer pk_test_9aF31kQxV2";
    let body = format!("neither {CANARY} nor pk_test_9aF31kQxV2 nor 9aF31kQx is known");
    let mut request = get_with("https://api.example.com/", "authorization", &format!("Bearer {CANARY}"));
    request.headers_mut().append("authorization", second.parse().unwrap());
    let service = AuthErrorClassifier::new().layer(Network::refusing(401, &[], &body));
    let error = auth_error(send(service, request).await);
    assert_eq!(
        error.message(),
        Some("neither [API key] nor [API key] nor [API key] is known")
    );
    assert_eq!(error.key_id(), Some(key(CANARY).id()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// B57: keys of any visible ASCII, which JSON and quoted-strings write with backslashes, and a JSON pointer with tildes.
    #[test]
    fn a_key_of_any_characters_is_cut_out(secret in "[!-~]{12,40}") {
        let json = serde_json::Value::from(&*secret).to_string();
        let quoted = secret.replace('\\', "\\\\").replace('"', "\\\"");
        let challenge = format!("Bearer error_description=\"unknown: {quoted}\"");
        let body = format!(r#"{{"error":{{{json}:{{"message":"token expired","code":{json}}}}}}}"#);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let error = runtime.block_on(refused_with(&secret, &[(header::WWW_AUTHENTICATE, challenge.as_bytes())], &body));
        assert_not_shown(&error, &secret);
        for form in [secret.replace('~', "~0").replace('/', "~1"), json.trim_matches('"').to_owned()] {
            assert_not_shown(&error, &form);
        }
    }
}

/// In any case of its letters: a server may have changed it.
#[track_caller]
fn assert_not_shown(error: &AuthError, secret: &str) {
    for text in shown(error) {
        assert!(
            !text.to_ascii_lowercase().contains(&secret.to_ascii_lowercase()),
            "{secret} in {text}"
        );
    }
}

fn shown(error: &AuthError) -> Vec<String> {
    let texts = [
        error.to_string(),
        format!("{error:?} {error:#?}"),
        error.hint().to_owned(),
        error.message().unwrap_or_default().to_owned(),
        error.evidence().to_string(),
        error.evidence().field().to_owned(),
        error.evidence().text().to_owned(),
        error.request_id().unwrap_or_default().to_owned(),
        format!("{:?}", error.challenges()),
    ];
    let challenges = error.challenges().iter().flat_map(texts_of);
    texts.into_iter().chain(challenges).collect()
}

fn texts_of(challenge: &Challenge) -> Vec<String> {
    let params = challenge
        .params()
        .flat_map(|(name, value)| [name.to_owned(), value.to_owned()]);
    let others = [challenge.scheme(), challenge.token68().unwrap_or_default()];
    params.chain(others.map(str::to_owned)).collect()
}

async fn refused_with(secret: &str, headers: &[(HeaderName, &[u8])], body: &str) -> AuthError {
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::dangerous_any_origin(ApiKey::new(secret).unwrap()))
        .layer(AuthErrorClassifier::new())
        .service(Network::refusing(401, headers, body));
    auth_error(send(service, get("https://api.example.com/")).await)
}
