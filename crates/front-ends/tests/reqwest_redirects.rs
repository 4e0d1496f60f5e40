//! Where reqwest follows redirects below the layers, they see neither the hops nor where the answer comes from. What the page of
//! "reqwest through tower" says of that is seen here.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; the lints know of that in test functions alone"
)]

use http::{HeaderName, Request, Response, StatusCode};
use http_body_util::Empty;
use reqwest::redirect::Policy;
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_bearer::{AuthError, AuthErrorClassifier, AuthScheme, BearerAuthLayer, Error, Keys, Origins};
use tower_bearer_testkit::{Answer, TestApi, TestSource};

const BRANDS: &str = "/get-brands";
const X_API_KEY: &str = "x-api-key";

#[tokio::test]
async fn with_redirects_of_its_own_a_key_in_another_header_than_authorization_crosses_origins() {
    let (api, foreign) = (with_header(X_API_KEY).await, with_header(X_API_KEY).await);
    let key = api.issue();
    let scheme = AuthScheme::new(X_API_KEY, "").unwrap();
    let url = api.redirect_url(StatusCode::FOUND, &foreign.url(BRANDS));
    send(Policy::default(), &Keys::fixed(key.clone()), &scheme, &api, &url)
        .await
        .unwrap_err();
    let journal = foreign.journal();
    assert_eq!(
        journal[0].credentials()[0].key_id(),
        key.id(),
        "this is why they have to be off"
    );
}

#[tokio::test]
async fn with_redirects_of_its_own_a_refusal_from_elsewhere_is_taken_for_one_of_the_key() {
    let (api, foreign) = (with_header("authorization").await, with_header("authorization").await);
    foreign.set_answer(
        BRANDS,
        Answer::new(StatusCode::UNAUTHORIZED).json(r#"{"error":"Invalid API key"}"#),
    );
    let source = TestSource::new(api.issue());
    let keys = Keys::load(source.clone()).await.unwrap();
    let url = api.redirect_url(StatusCode::FOUND, &foreign.url(BRANDS));
    let error = send(Policy::default(), &keys, &AuthScheme::bearer(), &api, &url)
        .await
        .unwrap_err();
    assert!(error.is_key_rejected());
    assert!(
        foreign.journal()[0].credentials().is_empty(),
        "though it never was there"
    );
}

#[tokio::test]
async fn a_policy_that_stays_within_an_origin_does_neither() {
    // B13, B18
    let (api, foreign) = (with_header(X_API_KEY).await, with_header(X_API_KEY).await);
    let keys = Keys::fixed(api.issue());
    let scheme = AuthScheme::new(X_API_KEY, "").unwrap();
    for (to, status) in [(&api, StatusCode::OK), (&foreign, StatusCode::FOUND)] {
        let url = api.redirect_url(StatusCode::FOUND, &to.url(BRANDS));
        let policy = reqwest_bearer::Builder::redirect_policy();
        assert_eq!(send(policy, &keys, &scheme, &api, &url).await.unwrap(), status);
    }
    assert!(foreign.journal().is_empty());
}

async fn with_header(name: &'static str) -> TestApi {
    let prefix = if name == X_API_KEY { "" } else { "Bearer " };
    let builder = TestApi::builder().key_header(HeaderName::from_static(name), prefix);
    builder.start().await.unwrap()
}

/// Through the layers and the bridge of the page.
async fn send(
    policy: Policy,
    keys: &Keys,
    scheme: &AuthScheme,
    api: &TestApi,
    url: &str,
) -> Result<StatusCode, AuthError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let reqwest = reqwest::Client::builder().redirect(policy).build().unwrap();
    let client = service_fn(move |request: Request<Empty<&'static [u8]>>| {
        let reqwest = reqwest.clone();
        async move {
            let response = reqwest.execute(request.map(reqwest::Body::wrap).try_into()?).await?;
            Ok::<_, reqwest::Error>(Response::<reqwest::Body>::from(response))
        }
    });
    let client = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(keys.clone(), Origins::new([api.origin()]).unwrap()).scheme(scheme.clone()))
        .layer(AuthErrorClassifier::new().scheme(scheme.clone()))
        .service(client);
    match client.oneshot(Request::get(url).body(Empty::new()).unwrap()).await {
        Ok(response) => Ok(response.status()),
        Err(Error::Auth(error)) => Err(error),
        Err(Error::Service(error)) => panic!("{error:?}"),
    }
}
