//! The request, the service that answers it, and how one is sent to the other.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use tower_service::Service;

/// The body of requests and responses.
pub type Body = Full<Bytes>;

/// The error of every service here: a live key asks for one that can carry an `AuthError`.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Answers every request at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "not published")]
pub enum Backend {
    /// With a 200.
    Accepts,
    /// With a 401 that says why in JSON.
    Refuses,
}

/// The response of a [`Backend`], made when it is asked for: as with a client, a layer's future has a small one in it.
#[derive(Debug)]
pub struct Answer {
    backend: Backend,
}

// ===== impl Backend =====

impl Service<Request<Body>> for Backend {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // As a client does that has written it.
        drop(request);
        Answer { backend: *self }
    }
}

// ===== impl Answer =====

impl Future for Answer {
    type Output = Result<Response<Body>, BoxError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(match self.backend {
            Backend::Accepts => Response::new(Full::new(Bytes::from_static(br#"{"brands":[]}"#))),
            Backend::Refuses => refusal(),
        }))
    }
}

fn refusal() -> Response<Body> {
    let body = Bytes::from_static(br#"{"success":false,"error":"Invalid API key"}"#);
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// A GET of `uri` as an API's client makes it, with `key` or without.
///
/// # Errors
///
/// When `uri` is no URI.
pub(crate) fn request(uri: &str, key: Option<&HeaderValue>) -> Result<Request<Body>, http::Error> {
    let request = Request::get(uri)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "trakkr-rust/1.4");
    let request = match key {
        Some(key) => request.header(header::AUTHORIZATION, key),
        None => request,
    };
    request.body(Full::default())
}

/// A key as it stands in a request: sensitive, and its clones share their bytes.
///
/// # Errors
///
/// When `key` has a character that no header may have.
pub(crate) fn key_header(key: &str) -> Result<HeaderValue, http::Error> {
    let mut value = HeaderValue::try_from(format!("Bearer {key}"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Sends `request` as tower asks for it: once the service is ready. `None` where it makes us wait, which [`Backend`] never does.
#[inline]
pub fn send<S>(service: &mut S, request: Request<Body>) -> Option<Result<S::Response, S::Error>>
where
    S: Service<Request<Body>>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    match service.poll_ready(cx) {
        Poll::Ready(Ok(())) => {}
        Poll::Ready(Err(error)) => return Some(Err(error)),
        Poll::Pending => return None,
    }
    match pin!(service.call(request)).poll(cx) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}
