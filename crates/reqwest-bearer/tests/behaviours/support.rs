//! A server, a client, and what the server saw.

use reqwest_bearer::{BearerAuthMiddleware, Builder};
use reqwest_middleware::ClientWithMiddleware;
use tower_bearer::{ApiKey, AuthError, KeyId, Keys, Origins};
use tower_bearer_testkit::TestApi;

pub(crate) const BRANDS: &str = "/get-brands";

pub(crate) async fn api() -> TestApi {
    TestApi::start().await.unwrap()
}

pub(crate) fn origin(api: &TestApi) -> Origins {
    Origins::new([api.origin()]).unwrap()
}

pub(crate) fn builder(api: &TestApi, keys: impl Into<Keys>) -> Builder {
    BearerAuthMiddleware::builder(keys, origin(api))
}

pub(crate) fn client(api: &TestApi, key: &ApiKey) -> ClientWithMiddleware {
    build(builder(api, key.clone()))
}

pub(crate) fn build(builder: Builder) -> ClientWithMiddleware {
    builder.build(reqwest()).unwrap()
}

pub(crate) fn reqwest() -> reqwest::ClientBuilder {
    // Together with crates of the workspace that ask reqwest for TLS, reqwest asks for a provider. The first one stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

pub(crate) fn find(error: &reqwest_middleware::Error) -> &AuthError {
    AuthError::find(error).expect("an `AuthError` is within")
}

/// The keys of each request that the server received, in order.
pub(crate) fn received(api: &TestApi) -> Vec<Vec<KeyId>> {
    let journal = api.journal();
    let keys = journal
        .iter()
        .map(|received| received.credentials().iter().map(|key| key.key_id()).collect());
    keys.collect()
}
