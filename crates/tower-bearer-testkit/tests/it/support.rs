use std::{error::Error, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, request};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect, HttpConnector},
    },
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::{runtime::Handle, task, time};
use tower_bearer::ApiKey;
use tower_bearer_testkit::{Authority, Names, TestApi};

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

pub(crate) fn client() -> Client<HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

/// Trusts this authority, and speaks HTTP/2 where the server does.
pub(crate) fn tls_client(authority: &Authority, names: Names) -> Client<HttpsConnector<Names>, Full<Bytes>> {
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(trusting(authority))
        .https_only()
        .enable_all_versions()
        .wrap_connector(names);
    Client::builder(TokioExecutor::new()).build(connector)
}

pub(crate) fn trusting(authority: &Authority) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().into()).unwrap();
    ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(crate) async fn api() -> TestApi {
    TestApi::start().await.unwrap()
}

/// A GET with a key.
pub(crate) async fn get(api: &TestApi, path: &str, key: &ApiKey) -> Seen {
    let request = Request::get(api.url(path)).header("authorization", api.header_value(key));
    send(request).await
}

/// A GET without one.
pub(crate) async fn get_bare(api: &TestApi, path: &str) -> Seen {
    send(Request::get(api.url(path))).await
}

pub(crate) async fn send(request: request::Builder) -> Seen {
    send_body(request, "").await
}

pub(crate) async fn send_body(request: request::Builder, body: impl Into<Bytes>) -> Seen {
    let request = request.body(Full::new(body.into())).unwrap();
    exchange(&client(), request).await.unwrap()
}

/// A GET without a key, by this client.
pub(crate) async fn get_by<C>(client: &Client<C, Full<Bytes>>, url: &str) -> Result<Seen, BoxError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    exchange(client, Request::get(url).body(Full::default()).unwrap()).await
}

pub(crate) async fn exchange<C>(
    client: &Client<C, Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<Seen, BoxError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let (parts, body) = client.request(request).await?.into_parts();
    Ok(Seen {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.collect().await?.to_bytes().into()).unwrap(),
    })
}

/// What an API call says about its refusal.
#[track_caller]
pub(crate) fn assert_refused(seen: &Seen, status: u16, message: &str) {
    assert_eq!(seen.status, status, "{seen:?}");
    assert_eq!(seen.body, format!(r#"{{"error":"{message}"}}"#));
    assert_eq!(seen.headers["content-type"], "application/json");
}

/// Waits until no task is left but the test itself.
pub(crate) async fn all_tasks_ended() {
    within_reason(async {
        while alive() > 0 {
            task::yield_now().await;
        }
    })
    .await;
}

/// The tasks of this test's runtime.
pub(crate) fn alive() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// So that a failure is one and no hang; nothing that passes comes near it.
pub(crate) async fn within_reason<T>(work: impl Future<Output = T>) -> T {
    time::timeout(Duration::from_secs(30), work).await.unwrap()
}
