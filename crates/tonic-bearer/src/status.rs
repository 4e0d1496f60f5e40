use std::{
    error::Error as _,
    iter,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, StatusCode};
use tonic::{Code, Status, metadata::MetadataMap};
use tower_bearer::{AuthError, AuthErrorKind, Error, SourceError, error::BoxError, source::SourceErrorKind};
use tower_layer::Layer;
use tower_service::Service;

use crate::future::StatusFuture;

/// Turns the errors of an `AuthErrorClassifier`, and of the layers round it, into what a client of tonic returns: a [`Status`].
///
/// [`GrpcAuthLayer`](crate::GrpcAuthLayer) has it within. By itself it is for stacks put together by hand: it goes outside of all our
/// layers.
///
/// | error | code of the `Status` |
/// |---|---|
/// | the server refused by gRPC | the server's |
/// | HTTP 401, 403 | `UNAUTHENTICATED`, `PERMISSION_DENIED` |
/// | no key to send, and its source says that another try may help | `UNAVAILABLE` |
/// | no key to send | `UNAUTHENTICATED` |
/// | the key may not go there | `FAILED_PRECONDITION` |
/// | the inner service's own | what [`Status::from_error`] makes of it |
///
/// - The [`AuthError`] is the `source()` of the `Status`. One that an error of the inner service wraps counts too, and stays in it.
/// - Its message is the server's, cleaned: the key that was sent is cut out of it.
/// - Its metadata and details are the server's. A header in which the server repeats the key is marked as sensitive, so that `Debug` does
///   not print it; details in which it does, and such as are no base64, are left out, and are in [`AuthError::response`].
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct StatusLayer;

/// Turns errors into a [`Status`]; see [`StatusLayer`].
///
/// # Clone
///
/// As that of the service inside.
#[derive(Clone, Debug)]
pub struct WithStatus<S> {
    inner: S,
}

const DETAILS: &str = "grpc-status-details-bin";

// ===== impl StatusLayer =====

impl StatusLayer {
    /// The layer; it has no settings.
    pub fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for StatusLayer {
    type Service = WithStatus<S>;

    fn layer(&self, inner: S) -> WithStatus<S> {
        WithStatus { inner }
    }
}

// ===== impl WithStatus =====

impl<S, R, E> Service<R> for WithStatus<S>
where
    S: Service<R, Error = Error<E>>,
    E: Into<BoxError>,
{
    type Response = S::Response;
    type Error = Status;
    type Future = StatusFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.inner.poll_ready(cx).map_err(status_of)
    }

    fn call(&mut self, request: R) -> Self::Future {
        StatusFuture::new(self.inner.call(request))
    }
}

pub(crate) fn status_of<E: Into<BoxError>>(error: Error<E>) -> Status {
    match error {
        Error::Auth(error) => {
            let mut status = failed(&error);
            status.set_source(Arc::new(error));
            status
        }
        Error::Service(error) => Status::try_from_error(error.into()).unwrap_or_else(wrapped),
    }
}

/// An error that is none of tonic's. One of ours may be in it, which a layer inside has wrapped.
fn wrapped(error: BoxError) -> Status {
    match AuthError::find(&*error).map(failed) {
        Some(mut status) => {
            status.set_source(error.into());
            status
        }
        None => Status::from_error(error),
    }
}

fn failed(error: &AuthError) -> Status {
    match error.response() {
        Some(response) => answered(error, response.headers()),
        None => Status::new(code(error), error.to_string()),
    }
}

/// What the server said, but for the key. Not by `Status::from_header_map`, which panics at details that are no base64.
fn answered(error: &AuthError, headers: &HeaderMap) -> Status {
    let message = error.message().map_or_else(|| error.to_string(), str::to_owned);
    let has_echo = headers.get(DETAILS).is_some_and(http::HeaderValue::is_sensitive);
    let mut headers = headers.clone();
    headers.remove("grpc-status");
    headers.remove("grpc-message");
    let mut metadata = MetadataMap::from_headers(headers);
    let details = metadata.remove_bin(DETAILS).filter(|_| !has_echo);
    let details = details.and_then(|details| details.to_bytes().ok());
    Status::with_details_and_metadata(code(error), message, details.unwrap_or_default(), metadata)
}

fn code(error: &AuthError) -> Code {
    match (error.grpc_status(), error.status(), error.kind()) {
        (Some(status), _, _) => Code::from_i32(i32::from(status)),
        (None, Some(StatusCode::UNAUTHORIZED), _) => Code::Unauthenticated,
        (None, Some(_), _) => Code::PermissionDenied,
        (None, None, AuthErrorKind::OriginRefused) => Code::FailedPrecondition,
        (None, None, _) if is_for_now(error) => Code::Unavailable,
        (None, None, _) => Code::Unauthenticated,
    }
}

/// Whether the source of the key may have one at another try.
fn is_for_now(error: &AuthError) -> bool {
    let mut causes = iter::successors(error.source(), |&cause| cause.source());
    let failure = causes.find_map(|cause| cause.downcast_ref::<SourceError>());
    failure.is_some_and(|failure| failure.kind() == SourceErrorKind::Transient)
}
