use std::{error::Error as StdError, time::Duration};

use http::{HeaderName, StatusCode, header};
use secrecy::SecretString;
use tower_bearer::{Credential, KeySource, SourceError, source::SourceErrorKind};
use tower_bearer_testkit::{Answer, TestApi};

use crate::{chain, source::ClientCredentials};

const CANARY: &str = "CANARY7f3Qm9ZxW";

#[tokio::test]
async fn a_token_is_asked_for_as_the_rfc_says() {
    let (endpoint, source) = start().await;
    answer(
        &endpoint,
        200,
        r#"{"access_token":"a.b-c_d~e+f/g==","token_type":"bearer","expires_in":3600}"#,
    );
    let credential = source.load().await.unwrap();
    assert_eq!(credential.lifetime(), Some(Duration::from_secs(3600)));
    let journal = endpoint.journal();
    assert_eq!(
        (journal[0].method().as_str(), journal[0].uri().path()),
        ("POST", "/token")
    );
    assert_eq!(
        journal[0].headers()[header::CONTENT_TYPE],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(&journal[0].body()[..], b"grant_type=client_credentials");
    let [sent] = journal[0].credentials() else {
        panic!("one credential")
    };
    assert_eq!(
        (sent.header(), sent.scheme()),
        (&HeaderName::from_static("authorization"), Some("Basic"))
    );
}

#[tokio::test]
async fn a_token_without_a_lifetime_does_not_expire() {
    assert_eq!(
        loaded(200, r#"{"access_token":"abc","token_type":"Bearer"}"#)
            .await
            .unwrap()
            .lifetime(),
        None
    );
}

#[tokio::test]
async fn the_status_says_whether_another_try_can_help() {
    for status in [429, 500, 502, 503] {
        assert_eq!(
            loaded(status, "").await.unwrap_err().kind(),
            SourceErrorKind::Transient,
            "{status}"
        );
    }
    for status in [204, 302, 400, 401, 403, 404] {
        let error = loaded(status, r#"{"error":"invalid_client"}"#).await.unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Terminal, "{status}");
    }
    let (endpoint, source) = start().await;
    endpoint.shutdown().await;
    assert_eq!(source.load().await.unwrap_err().kind(), SourceErrorKind::Transient);
}

#[tokio::test]
async fn what_is_no_token_is_an_error_that_does_not_quote_it() {
    // B3, B56
    for body in [
        r#"{"access_token":"CANARY7f3Qm9ZxW","token_type":"mac"}"#,
        r#"{"access_token":"CANARY7f3Qm9ZxW with a blank","token_type":"Bearer"}"#,
        r#"{"access_token":"CANARY7f3Qm9ZxW|x","token_type":"Bearer"}"#,
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":["CANARY7f3Qm9ZxW"],"token_type":"Bearer"}"#,
        r#"{"access_token":"abc","token_type":"Bearer","expires_in":"CANARY7f3Qm9ZxW"}"#,
        "CANARY7f3Qm9ZxW",
    ] {
        let error = loaded(200, body).await.unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Terminal, "{body}");
        assert_no_canary(&error);
    }
}

#[tokio::test]
async fn the_secret_is_in_no_text_of_the_source_or_of_its_errors() {
    // B56, B57
    let (endpoint, source) = start().await;
    assert!(!format!("{source:?}").contains(CANARY));
    endpoint.set_answer("/token", Answer::new(StatusCode::UNAUTHORIZED).echo());
    assert_no_canary(&source.load().await.unwrap_err());
}

async fn start() -> (TestApi, ClientCredentials) {
    let endpoint = TestApi::start().await.unwrap();
    let url = endpoint.url("/token");
    let source = ClientCredentials::new(&endpoint.origin(), &url, "reports", &SecretString::from(CANARY)).unwrap();
    (endpoint, source)
}

async fn loaded(status: u16, body: &'static str) -> Result<Credential, SourceError> {
    let (endpoint, source) = start().await;
    answer(&endpoint, status, body);
    source.load().await
}

fn answer(endpoint: &TestApi, status: u16, body: &'static str) {
    endpoint.set_answer("/token", Answer::new(StatusCode::from_u16(status).unwrap()).json(body));
}

#[track_caller]
fn assert_no_canary(error: &(dyn StdError + 'static)) {
    // What is sent of the secret is encoded: `cmVwb3J0czpDQU5BUlk3ZjNRbTlaeFc=`.
    let said = format!("{} {error:?}", chain(error));
    assert!(
        !said.contains(CANARY) && !said.contains("cmVwb3J0czpDQU5BUlk3"),
        "{said}"
    );
}
