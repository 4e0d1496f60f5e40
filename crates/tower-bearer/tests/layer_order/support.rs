//! A server in this process, keys by name, and what a stack returns.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use axum::{Router, body::Body, extract::Request as AxumRequest, response::Response};
use bytes::Bytes;
use http::{Request, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, Full};
use tokio::sync::watch;
use tower::{Service, ServiceExt, util::Oneshot};
use tower_bearer::{ApiKey, AuthError, CarriesAuthError, Keys, Origins};
use tower_bearer_testkit::TestSource;

/// What was asked of a server, in order, and a gate in front of its answers.
#[derive(Clone)]
pub(crate) struct Seen {
    requests: Arc<Mutex<Vec<Parts>>>,
    count: watch::Sender<usize>,
    is_held: watch::Sender<bool>,
    delay: Arc<Mutex<Duration>>,
}

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// Answers every request by what is asked.
pub(crate) fn server<F>(answer: F) -> (Router, Seen)
where
    F: Fn(&Parts) -> Response + Clone + Send + Sync + 'static,
{
    let seen = Seen {
        requests: Arc::default(),
        count: watch::Sender::new(0),
        is_held: watch::Sender::new(false),
        delay: Arc::default(),
    };
    let journal = seen.clone();
    let router = Router::new().fallback(move |request: AxumRequest| async move {
        let parts = request.into_parts().0;
        journal.enter(&parts).await;
        answer(&parts)
    });
    (router, seen)
}

/// Takes the key of this name, and refuses every other.
pub(crate) fn taking(good: &'static str) -> (Router, Seen) {
    server(move |asked| match key_of(asked) {
        Some(key) if key == good => ok(),
        _ => refusal(r#"{"error":"Invalid API key"}"#),
    })
}

// ===== impl Seen =====

impl Seen {
    async fn enter(&self, parts: &Parts) {
        self.requests.lock().unwrap().push(parts.clone());
        self.count.send_modify(|count| *count += 1);
        self.is_held.subscribe().wait_for(|is_held| !is_held).await.unwrap();
        let delay = *self.delay.lock().unwrap();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// The key of each request, `None` for one without.
    pub(crate) fn keys(&self) -> Vec<Option<String>> {
        self.requests.lock().unwrap().iter().map(key_of).collect()
    }

    /// Forgets what was asked.
    pub(crate) fn clear(&self) {
        self.requests.lock().unwrap().clear();
        self.count.send_replace(0);
    }

    /// The value of a header in each request.
    pub(crate) fn header(&self, name: &str) -> Vec<Option<String>> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|parts| text_of(parts, name)).collect()
    }

    pub(crate) fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until so many requests have come in.
    pub(crate) async fn received(&self, count: usize) {
        self.count.subscribe().wait_for(|seen| *seen >= count).await.unwrap();
    }

    /// Takes so long for each answer.
    pub(crate) fn delay(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    /// Answers nothing until it is released.
    pub(crate) fn hold(&self) {
        self.is_held.send_replace(true);
    }

    pub(crate) fn release(&self) {
        self.is_held.send_replace(false);
    }
}

pub(crate) fn key_of(parts: &Parts) -> Option<String> {
    let value = text_of(parts, "authorization")?;
    value.strip_prefix("Bearer ").map(str::to_owned)
}

fn text_of(parts: &Parts, name: &str) -> Option<String> {
    let value = parts.headers.get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

pub(crate) fn ok() -> Response {
    Response::default()
}

pub(crate) fn refusal(body: &'static str) -> Response {
    status(401, body)
}

pub(crate) fn status(status: u16, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

pub(crate) fn redirect(to: &'static str) -> Response {
    let mut response = status(307, Body::empty());
    response.headers_mut().insert(header::LOCATION, to.parse().unwrap());
    response
}

pub(crate) fn key(text: &str) -> ApiKey {
    ApiKey::new(text).unwrap()
}

/// Keys whose source gives `new` from the second load on.
pub(crate) async fn renewed_keys() -> (Keys, TestSource) {
    let source = TestSource::new(key("old"));
    let keys = Keys::load(source.clone()).await.unwrap();
    source.give(key("new"));
    (keys, source)
}

/// Where keys may go: to two origins.
pub(crate) fn listed() -> Origins {
    Origins::new([A, B_LISTED]).unwrap()
}

pub(crate) const A: &str = "https://a.example";
pub(crate) const B_LISTED: &str = "https://b.example";

pub(crate) fn get(uri: &str) -> Request<Full<Bytes>> {
    Request::get(uri).body(Full::default()).unwrap()
}

/// One request through a stack.
pub(crate) fn send<S, B>(stack: S, request: Request<B>) -> Oneshot<S, Request<B>>
where
    S: Service<Request<B>>,
{
    stack.oneshot(request)
}

/// Takes a request a step on, and says whether it has to wait.
pub(crate) async fn is_waiting<F: Future + Unpin>(request: &mut F) -> bool {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *request).poll(cx).is_pending())).await
}

/// The error of a stack, which has a failure of authentication in it.
#[track_caller]
pub(crate) fn auth_error<R, E: CarriesAuthError>(result: Result<R, E>) -> E {
    match result {
        Err(error) if error.auth_error().is_some() => error,
        Err(_) => panic!("an error without an `AuthError` in it"),
        Ok(_) => panic!("an answer in place of a refusal"),
    }
}

pub(crate) fn found(error: &impl CarriesAuthError) -> &AuthError {
    error.auth_error().expect("looked for before")
}

pub(crate) async fn text<B>(response: http::Response<B>) -> String
where
    B: http_body::Body<Error: fmt::Debug>,
{
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}
