use http::{HeaderValue, StatusCode, header};
use reqwest_bearer::BearerAuthMiddleware;
use reqwest_middleware::ClientBuilder;
use tower_bearer::{ApiKey, AuthErrorKind, Keys};
use tower_bearer_profiles::slack;
use tower_bearer_testkit::{Answer, TestApi, TestSource};

use crate::support::{api, build, find, origin, received};

const PATH: &str = "/api/auth.test";
const REVOKED: &str = r#"{"ok":false,"error":"token_revoked"}"#;

#[tokio::test]
async fn a_refusal_with_200_is_refreshed_and_replayed_and_then_an_error() {
    // B33, B34
    let api = saying(Answer::new(StatusCode::OK).json(REVOKED)).await;
    let [old, new] = ["xoxb-old", "xoxb-new"].map(|key| ApiKey::new(key).unwrap());
    let source = TestSource::new(old.clone());
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    source.give(new.clone());
    let client = build(
        BearerAuthMiddleware::for_profile_at(&slack::API, keys, origin(&api))
            .peek_bodies()
            .replay_rejected(),
    );
    let error = client.post(api.url(PATH)).body("{}").send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::RevokedKey);
    assert_eq!(find(&error).response().unwrap().body(), REVOKED);
    assert_eq!(received(&api), [[old.id()], [new.id()]]);
}

#[tokio::test]
async fn without_peeking_a_refusal_with_200_is_a_response() {
    let api = saying(Answer::new(StatusCode::OK).json(REVOKED)).await;
    let client = build(slack(&api));
    let response = client.get(api.url(PATH)).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), REVOKED);
}

#[tokio::test]
async fn a_response_that_was_looked_at_is_the_one_that_came() {
    let body = format!(r#"{{"ok":true,"text":"{}"}}"#, "x".repeat(1 << 20));
    let api = saying(Answer::new(StatusCode::OK).json(body.clone())).await;
    let plain = build(slack(&api)).get(api.url(PATH)).send().await.unwrap();
    let peeked = build(slack(&api).peek_bodies());
    let peeked = peeked.get(api.url(PATH)).send().await.unwrap();
    assert_eq!(peeked.url(), plain.url());
    assert_eq!(peeked.version(), plain.version());
    assert_eq!(peeked.headers(), plain.headers());
    assert_eq!(peeked.remote_addr(), plain.remote_addr());
    assert_eq!(peeked.content_length(), Some(body.len() as u64));
    assert_eq!(peeked.text().await.unwrap(), body);
}

#[tokio::test]
async fn an_answer_from_a_foreign_origin_is_not_looked_at() {
    // B18
    let (api, foreign) = (api().await, saying(Answer::new(StatusCode::OK).json(REVOKED)).await);
    let middleware = slack(&api).peek_bodies().middleware().unwrap();
    let client = ClientBuilder::new(reqwest::Client::new()).with(middleware).build();
    let url = api.redirect_url(StatusCode::FOUND, &foreign.url(PATH));
    let response = client.get(url).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), REVOKED);
}

#[tokio::test]
async fn an_encoded_answer_is_not_looked_at() {
    let gzip = HeaderValue::from_static("gzip");
    let answer = Answer::new(StatusCode::OK).header(header::CONTENT_ENCODING, gzip);
    let api = saying(answer.body(REVOKED)).await;
    let client = build(slack(&api).peek_bodies());
    let response = client.get(api.url(PATH)).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), REVOKED);
}

async fn saying(answer: Answer) -> TestApi {
    let api = api().await;
    api.set_answer(PATH, answer);
    api
}

fn slack(api: &TestApi) -> reqwest_bearer::Builder {
    BearerAuthMiddleware::for_profile_at(&slack::API, ApiKey::new("xoxb-1").unwrap(), origin(api))
}
