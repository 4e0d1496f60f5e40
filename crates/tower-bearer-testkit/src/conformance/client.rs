use std::{fmt, future::poll_fn, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower_bearer::{AuthError, error::BoxError};
use tower_service::Service;

use super::body::Body;

/// A client of a front end, made by [`FrontEnd::client`](super::FrontEnd::client): it sends what it is given, and tells what came back.
///
/// # Clone
///
/// A clone is the same client.
#[derive(Clone)]
pub struct Client {
    send: Arc<dyn Fn(Request<Body>) -> Sending + Send + Sync>,
}

/// What came of a request: a response with its whole body, or an error.
#[derive(Debug)]
pub struct Outcome(Result<Response<Bytes>, BoxError>);

type Sending = Pin<Box<dyn Future<Output = Outcome> + Send>>;

// ===== impl Client =====

impl Client {
    /// A client that sends with `send`.
    pub fn new<F, Sent, B, E>(send: F) -> Self
    where
        F: Fn(Request<Body>) -> Sent + Send + Sync + 'static,
        Sent: Future<Output = Result<Response<B>, E>> + Send + 'static,
        B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self {
            send: Arc::new(move |request| {
                let sending = send(request);
                Box::pin(async move {
                    match sending.await.map_err(Into::into) {
                        Ok(response) => Outcome::read(response).await,
                        Err(error) => Outcome(Err(error)),
                    }
                })
            }),
        }
    }

    /// A client of a `tower` service: each request has a clone of its own, which is asked until it is ready.
    pub fn of_service<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>, Future: Send> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError> + Send,
        B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
    {
        Self::new(move |request| {
            let mut service = service.clone();
            async move {
                poll_fn(|cx| service.poll_ready(cx)).await?;
                service.call(request).await
            }
        })
    }

    /// Sends a request.
    pub fn send(&self, request: Request<Body>) -> impl Future<Output = Outcome> + Send + use<> {
        (self.send)(request)
    }

    /// Sends a GET.
    ///
    /// # Errors
    ///
    /// When `url` is none.
    pub async fn get(&self, url: impl AsRef<str>) -> Result<Outcome, BoxError> {
        let request = Request::get(url.as_ref()).body(Body::default())?;
        Ok(self.send(request).await)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

// ===== impl Outcome =====

impl Outcome {
    async fn read<B>(response: Response<B>) -> Self
    where
        B: http_body::Body<Error: Into<BoxError>>,
    {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(Into::into);
        Self(body.map(|body| Response::from_parts(parts, body.to_bytes())))
    }

    /// The response; the error, if there is none.
    ///
    /// # Errors
    ///
    /// Whatever the client returned in place of a response.
    pub fn response(&self) -> Result<&Response<Bytes>, &BoxError> {
        self.0.as_ref()
    }

    /// The status of the response, if there is one. A refusal is an error and no response: see [`auth_error`](Self::auth_error).
    pub fn status(&self) -> Option<StatusCode> {
        self.0.as_ref().ok().map(Response::status)
    }

    /// The typed failure in the error, found as a user finds it: by [`AuthError::find`].
    pub fn auth_error(&self) -> Option<&AuthError> {
        AuthError::find(&**self.0.as_ref().err()?)
    }
}
