use http::{
    Extensions, StatusCode,
    header::{AUTHORIZATION, HOST},
};
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, Middleware, Next, Result};
use tower_bearer::{ApiKey, AuthErrorKind, AuthScheme, Keys, RequestAuth, error::Withheld};

use crate::support::{BRANDS, api, build, builder, client, find, received, reqwest};

/// Sends a request, sends it again, and then to another server.
struct Wandering(reqwest::Url);

#[async_trait::async_trait]
impl Middleware for Wandering {
    async fn handle(&self, request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        for _ in 0..2 {
            next.clone().run(request.try_clone().unwrap(), extensions).await?;
        }
        let mut elsewhere = request;
        *elsewhere.url_mut() = self.0.clone();
        next.run(elsewhere, extensions).await
    }
}

#[tokio::test]
async fn exactly_one_authorization_header_leaves() {
    // B1
    let api = api().await;
    let key = api.issue();
    let response = client(&api, &key).get(api.url(BRANDS)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(received(&api), [[key.id()]]);
    assert_eq!(api.journal()[0].credentials()[0].scheme(), Some("Bearer"));
}

#[tokio::test]
async fn requests_that_are_executed_get_the_key_too() {
    let api = api().await;
    let key = api.issue();
    let request = Request::new(http::Method::GET, api.url(BRANDS).parse().unwrap());
    client(&api, &key).execute(request).await.unwrap();
    assert_eq!(received(&api), [[key.id()]]);
}

#[tokio::test]
async fn another_origin_gets_no_key_and_the_refusal_says_why() {
    // B15
    let (api, other) = (api().await, api().await);
    let key = api.issue();
    let error = client(&api, &key).get(other.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::MissingKey);
    assert_eq!(find(&error).withheld(), Some(Withheld::OtherOrigin));
    assert_eq!(received(&other), [[]]);
}

#[tokio::test]
async fn a_host_header_that_names_another_host_keeps_the_key_out() {
    // B15: reqwest sends it as it is.
    let api = api().await;
    let client = client(&api, &api.issue());
    let request = client.get(api.url(BRANDS)).header(HOST, "attacker.invalid");
    let error = request.send().await.unwrap_err();
    assert_eq!(find(&error).withheld(), Some(Withheld::OtherHost));
    let authority = api.origin().replace("http://", "");
    client
        .get(api.url(BRANDS))
        .header(HOST, authority)
        .send()
        .await
        .unwrap();
    assert_eq!(received(&api).iter().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn another_origin_is_an_error_before_anything_is_sent_where_that_was_chosen() {
    let (api, other) = (api().await, api().await);
    let client = build(builder(&api, api.issue()).reject_other_origins());
    let error = client.get(other.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(find(&error).kind(), AuthErrorKind::OriginRefused);
    assert_eq!(find(&error).status(), None);
    assert!(other.journal().is_empty());
}

#[tokio::test]
async fn the_callers_own_header_is_kept_or_overwritten_as_chosen() {
    // B8
    let api = api().await;
    let (ours, callers) = (api.issue(), api.issue());
    let send = |client: reqwest_middleware::ClientWithMiddleware| {
        let request = client.get(api.url(BRANDS));
        request.header(AUTHORIZATION, api.header_value(&callers)).send()
    };
    send(client(&api, &ours)).await.unwrap();
    send(build(builder(&api, ours.clone()).overwrite_existing()))
        .await
        .unwrap();
    assert_eq!(received(&api), [[callers.id()], [ours.id()]]);
}

#[tokio::test]
async fn a_request_goes_without_or_brings_its_own_key() {
    // B9
    let api = api().await;
    let (ours, own) = (api.issue(), api.issue());
    let client = client(&api, &ours);
    let send = |auth| client.get(api.url(BRANDS)).with_extension(auth).send();
    let error = send(RequestAuth::skip()).await.unwrap_err();
    assert_eq!(find(&error).withheld(), Some(Withheld::Skipped));
    send(RequestAuth::key(own.clone())).await.unwrap();
    assert_eq!(received(&api), [vec![], vec![own.id()]]);
}

#[tokio::test]
async fn a_requests_own_key_is_there_at_each_attempt_and_does_not_reach_the_next_api() {
    // B9, B11: middleware outside sends it again with the same extensions.
    let (one, two) = (api().await, api().await);
    let own = one.issue();
    let client = ClientBuilder::new(reqwest().build().unwrap())
        .with(Wandering(two.url(BRANDS).parse().unwrap()))
        .with(builder(&one, one.issue()).middleware().unwrap())
        .with(builder(&two, two.issue()).middleware().unwrap())
        .build();
    let request = client
        .get(one.url(BRANDS))
        .with_extension(RequestAuth::key(own.clone()));
    let error = request.send().await.unwrap_err();
    assert_eq!(find(&error).withheld(), Some(Withheld::OwnKeyElsewhere));
    assert_eq!(received(&one), [[own.id()], [own.id()]]);
    assert_eq!(received(&two), [[]]);
}

#[tokio::test]
async fn a_key_in_another_header_is_written_as_the_scheme_says() {
    // B5
    let api = tower_bearer_testkit::TestApi::builder()
        .key_header(http::HeaderName::from_static("x-api-key"), "")
        .start()
        .await
        .unwrap();
    let key = api.issue();
    let scheme = AuthScheme::new("x-api-key", "").unwrap();
    let client = build(builder(&api, key.clone()).scheme(scheme));
    client.get(api.url(BRANDS)).send().await.unwrap();
    let received = &api.journal()[0];
    assert_eq!(received.credentials().len(), 1);
    assert_eq!(received.credentials()[0].header().as_str(), "x-api-key");
}

#[tokio::test]
async fn a_key_that_is_set_is_seen_by_the_next_request() {
    // B12
    let api = api().await;
    let keys = Keys::fixed(api.issue());
    let client = build(builder(&api, keys.clone()));
    client.get(api.url(BRANDS)).send().await.unwrap();
    let new: ApiKey = api.issue();
    keys.set(new.clone()).unwrap();
    client.get(api.url(BRANDS)).send().await.unwrap();
    assert_eq!(received(&api)[1], [new.id()]);
}
