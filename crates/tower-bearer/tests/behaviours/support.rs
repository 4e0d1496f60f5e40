//! What the tests share: keys, requests, a client over real sockets, and a network in memory for hosts that nobody has.

use std::{
    convert::identity,
    error::Error as StdError,
    fmt, future,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Response, StatusCode, Uri, request};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use tower::{Service, ServiceExt, util::Oneshot};
use tower_bearer::{ApiKey, AuthError, Credential, Error, KeySource, Origins, SourceError, error::BoxError};
use tower_bearer_testkit::{Canary, Received, TestApi};

pub(crate) type Client = legacy::Client<HttpConnector, Full<Bytes>>;

/// A random key, the same for all tests of this process, for where all that is printed is searched for any piece of it.
pub(crate) fn canary() -> &'static Canary {
    static CANARY: LazyLock<Canary> = LazyLock::new(|| Canary::new().unwrap());

    &CANARY
}

/// A text that no message has by chance.
pub(crate) const CANARY: &str = "sk_live_CANARY7f3Qm9ZxW";

/// A network in memory: it keeps what was sent and answers as it is told. Its error can carry an `AuthError`, so every layer fits.
#[derive(Clone)]
pub(crate) struct Network {
    sent: Arc<Mutex<Vec<request::Parts>>>,
    answer: Arc<dyn Answering>,
}

/// What a network answers to a request there.
trait Answering: Fn(&Uri) -> Response<Full<Bytes>> + Send + Sync {}

impl<F: Fn(&Uri) -> Response<Full<Bytes>> + Send + Sync> Answering for F {}

/// Gives the key once, for so long, and fails from then on.
pub(crate) struct Once {
    credential: Credential,
    loads: Arc<AtomicUsize>,
}

// ===== impl Network =====

impl Network {
    /// Everything is 200, and empty.
    pub(crate) fn friendly() -> Self {
        Self::answering(|_| Response::default())
    }

    pub(crate) fn refusing(status: u16, headers: &[(HeaderName, &[u8])], body: &str) -> Self {
        let answer = answer(status, headers, body);
        Self::answering(move |_| answer.clone())
    }

    pub(crate) fn answering(answer: impl Fn(&Uri) -> Response<Full<Bytes>> + Send + Sync + 'static) -> Self {
        Self {
            sent: Arc::default(),
            answer: Arc::new(answer),
        }
    }

    pub(crate) fn sent(&self) -> Vec<request::Parts> {
        self.sent.lock().unwrap().clone()
    }

    /// The headers of the one request that was sent.
    #[track_caller]
    pub(crate) fn only(&self) -> HeaderMap {
        let [sent] = &self.sent()[..] else {
            panic!("one request, not {}", self.sent().len());
        };
        sent.headers.clone()
    }
}

impl<B> Service<Request<B>> for Network {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = future::Ready<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let parts = request.into_parts().0;
        let response = (self.answer)(&parts.uri);
        self.sent.lock().unwrap().push(parts);
        future::ready(Ok(response))
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

// ===== impl Once =====

impl Once {
    pub(crate) fn new(credential: impl Into<Credential>) -> (Self, Arc<AtomicUsize>) {
        let loads = Arc::default();
        let source = Self {
            credential: credential.into(),
            loads: Arc::clone(&loads),
        };
        (source, loads)
    }
}

impl KeySource for Once {
    async fn load(&self) -> Result<Credential, SourceError> {
        match self.loads.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(self.credential.clone()),
            _ => Err(SourceError::terminal("the vault is closed")),
        }
    }
}

pub(crate) fn key(text: &str) -> ApiKey {
    ApiKey::new(text).unwrap()
}

pub(crate) fn client() -> Client {
    legacy::Client::builder(TokioExecutor::new()).build_http()
}

pub(crate) async fn api() -> TestApi {
    TestApi::start().await.unwrap()
}

pub(crate) fn origins_of(api: &TestApi) -> Origins {
    Origins::new([api.origin()]).unwrap()
}

pub(crate) fn example() -> Origins {
    Origins::new(["https://api.example.com"]).unwrap()
}

pub(crate) fn get(uri: impl AsRef<str>) -> Request<Full<Bytes>> {
    Request::get(uri.as_ref()).body(Full::default()).unwrap()
}

pub(crate) fn get_with(uri: impl AsRef<str>, header: &str, value: &str) -> Request<Full<Bytes>> {
    let request = Request::get(uri.as_ref()).header(header, value);
    request.body(Full::default()).unwrap()
}

pub(crate) fn answer(status: u16, headers: &[(HeaderName, &[u8])], body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().append(name, value.to_vec().try_into().unwrap());
    }
    response
}

/// One request through `service`.
pub(crate) fn send<S, B>(service: S, request: Request<B>) -> Oneshot<S, Request<B>>
where
    S: Service<Request<B>>,
{
    service.oneshot(request)
}

/// The typed failure of one request.
#[track_caller]
pub(crate) fn auth_error<R, E>(result: Result<R, Error<E>>) -> AuthError
where
    R: fmt::Debug,
    E: fmt::Debug,
{
    result
        .expect_err("a failure")
        .into_auth()
        .expect("one of authentication")
}

/// The same out of a boxed error.
#[track_caller]
pub(crate) fn boxed_auth_error<R: fmt::Debug>(result: Result<R, BoxError>) -> AuthError {
    let error = result.expect_err("a failure").downcast();
    *error.expect("one of authentication")
}

/// All that an error and what it was caused by say, for people and for programmers.
pub(crate) fn said_by(error: &(dyn StdError + 'static)) -> Vec<String> {
    let mut said = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        said.extend([format!("{error} {error:#}"), format!("{error:?} {error:#?}")]);
        next = error.source();
    }
    said
}

pub(crate) async fn body_of<B>(response: Response<B>) -> Bytes
where
    B: http_body::Body<Error: fmt::Debug>,
{
    response
        .into_body()
        .collect()
        .await
        .map(|body| body.to_bytes())
        .map_or_else(|error| panic!("{error:?}"), identity)
}

/// The credentials of a request as `header: scheme fingerprint`.
pub(crate) fn credentials(received: &Received) -> Vec<String> {
    let credentials = received.credentials().iter();
    credentials
        .map(|sent| {
            let scheme = sent.scheme().map(|scheme| format!("{scheme} ")).unwrap_or_default();
            format!("{}: {scheme}{}", sent.header(), sent.key_id())
        })
        .collect()
}

pub(crate) fn bearer(key: &ApiKey) -> Vec<String> {
    vec![format!("authorization: Bearer {}", key.id())]
}

/// All values of a header, as text.
pub(crate) fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter();
    values
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect()
}
