use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, request};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tower_bearer::ApiKey;
use tower_bearer_testkit::TestApi;

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
    let response = client().request(request.body(Full::new(body.into())).unwrap()).await;
    let (parts, body) = response.unwrap().into_parts();
    Seen {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap(),
    }
}

/// What an API call says about its refusal.
#[track_caller]
pub(crate) fn assert_refused(seen: &Seen, status: u16, message: &str) {
    assert_eq!(seen.status, status, "{seen:?}");
    assert_eq!(seen.body, format!(r#"{{"error":"{message}"}}"#));
    assert_eq!(seen.headers["content-type"], "application/json");
}
