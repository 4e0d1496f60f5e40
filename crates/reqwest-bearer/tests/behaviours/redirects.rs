use std::time::Duration;

use http::{HeaderName, StatusCode};
use reqwest_bearer::BearerAuthMiddleware;
use reqwest_middleware::ClientBuilder;
use tower_bearer::{ApiKey, AuthErrorKind, AuthScheme, Keys, Origins, error::Withheld};
use tower_bearer_testkit::{Answer, TestApi, TestSource};

use crate::support::{BRANDS, api, build, builder, client, find, received, reqwest};

#[tokio::test]
async fn the_client_that_we_build_stops_where_the_origin_changes() {
    // B18
    let (api, foreign) = (with_header("x-api-key").await, api().await);
    let key = api.issue();
    let scheme = AuthScheme::new("x-api-key", "").unwrap();
    let client = build(builder(&api, key.clone()).scheme(scheme));
    for status in [StatusCode::FOUND, StatusCode::TEMPORARY_REDIRECT] {
        let url = api.redirect_url(status, &foreign.url(BRANDS));
        let response = client.get(url).send().await.unwrap();
        assert_eq!(response.status(), status);
    }
    assert!(foreign.journal().is_empty());
}

#[tokio::test]
async fn within_an_origin_it_follows() {
    let api = api().await;
    let key = api.issue();
    let url = api.redirect_url(StatusCode::TEMPORARY_REDIRECT, &api.url(BRANDS));
    let response = client(&api, &key).get(url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(received(&api), [[key.id()], [key.id()]]);
}

#[tokio::test]
async fn a_ready_made_client_takes_its_key_in_authorization_alone() {
    // B18
    let api = api().await;
    let scheme = AuthScheme::new("x-api-key", "").unwrap();
    let error = builder(&api, api.issue()).scheme(scheme).middleware().unwrap_err();
    assert!(error.to_string().contains("`dangerous_middleware`"), "{error}");
}

#[tokio::test]
async fn a_refusal_from_a_foreign_origin_is_not_taken_for_ours() {
    // B18
    let (api, foreign) = (api().await, api().await);
    let keys = Keys::fixed(api.issue());
    let middleware = builder(&api, keys.clone()).replay_rejected().middleware().unwrap();
    let client = ClientBuilder::new(reqwest().build().unwrap()).with(middleware).build();
    let url = api.redirect_url(StatusCode::FOUND, &foreign.url(BRANDS));
    let error = client.get(url).send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::MissingKey);
    assert_eq!(find(&error).withheld(), Some(Withheld::OtherOrigin));
    assert_eq!(received(&foreign), [[]]);
    assert_eq!(received(&api).len(), 1);
}

#[tokio::test]
async fn a_refusal_from_another_origin_is_not_taken_for_ours_though_it_is_listed() {
    // B18: reqwest takes the key out wherever the origin changes.
    let (api, listed) = (api().await, api().await);
    let source = TestSource::new(api.issue());
    let keys = Keys::load(source.clone()).await.unwrap();
    let origins = Origins::new([api.origin(), listed.origin()]).unwrap();
    let builder = BearerAuthMiddleware::builder(keys, origins).replay_rejected();
    let middleware = builder.middleware().unwrap();
    let client = ClientBuilder::new(reqwest().build().unwrap()).with(middleware).build();
    listed.set_answer("/bare", Answer::new(StatusCode::UNAUTHORIZED));
    let url = api.redirect_url(StatusCode::FOUND, &listed.url("/bare"));
    let error = client.get(url).send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::MissingKey);
    assert_eq!(find(&error).withheld(), Some(Withheld::Redirected));
    assert_eq!(received(&listed), [[]]);
    assert_eq!((source.loads(), received(&api).len()), (1, 1));
}

#[tokio::test]
async fn a_success_of_a_foreign_origin_does_not_say_that_the_key_was_taken() {
    // B18, B42
    let (api, foreign) = (api().await, api().await);
    foreign.set_answer(BRANDS, Answer::new(StatusCode::OK));
    let source = TestSource::new(ApiKey::new("sk_live_51Hx").unwrap());
    let keys = Keys::builder(source.clone()).fruitless_interval(Duration::from_secs(3600));
    let keys = keys.load().await.unwrap();
    let middleware = builder(&api, keys).replay_rejected().middleware().unwrap();
    let client = ClientBuilder::new(reqwest().build().unwrap()).with(middleware).build();

    source.give(ApiKey::new("sk_live_9aF3").unwrap());
    client.get(api.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(source.loads(), 2, "it brought a key, which was refused at once");
    let url = api.redirect_url(StatusCode::FOUND, &foreign.url(BRANDS));
    assert_eq!(client.get(url).send().await.unwrap().status(), StatusCode::OK);
    client.get(api.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(source.loads(), 2, "nobody has taken that key");
}

async fn with_header(name: &'static str) -> TestApi {
    let builder = TestApi::builder().key_header(HeaderName::from_static(name), "");
    builder.start().await.unwrap()
}
