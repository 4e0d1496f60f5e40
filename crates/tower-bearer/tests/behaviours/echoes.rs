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
    for text in texts.into_iter().chain(challenges) {
        assert!(
            !text.to_ascii_lowercase().contains(&secret.to_ascii_lowercase()),
            "{secret} in {text}"
        );
    }
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
