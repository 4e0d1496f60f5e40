use std::{
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tonic::{Code, Status, metadata::MetadataMap};
use tower_bearer::{AuthError, AuthErrorKind, Error, error::BoxError};
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
/// | no key to send | `UNAUTHENTICATED` |
/// | the key may not go there | `FAILED_PRECONDITION` |
/// | the inner service's own | what [`Status::from_error`] makes of it |
///
/// - The [`AuthError`] is the `source()` of the `Status`.
/// - Its message is the server's, cleaned: the key that was sent is cut out of it.
/// - Its metadata and details are the server's. A header in which the server repeats the key is marked as sensitive, so that `Debug` does
///   not print it; details in which it does are left out, and are in [`AuthError::response`].
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
        Error::Auth(error) => refusal(error),
        Error::Service(error) => Status::from_error(error.into()),
    }
}

fn refusal(error: AuthError) -> Status {
    let mut status = match error.response() {
        Some(response) => answered(&error, response.headers()),
        None => Status::new(code(&error), error.to_string()),
    };
    status.set_source(Arc::new(error));
    status
}

/// What the server said, as tonic reads it, but for the key.
fn answered(error: &AuthError, headers: &HeaderMap) -> Status {
    let message = error.message().map_or_else(|| error.to_string(), str::to_owned);
    let said = Status::from_header_map(headers);
    let has_echo = headers.get(DETAILS).is_some_and(http::HeaderValue::is_sensitive);
    let details = match &said {
        Some(said) if !has_echo => Bytes::copy_from_slice(said.details()),
        _ => Bytes::new(),
    };
    let metadata = match said {
        Some(mut said) => std::mem::take(said.metadata_mut()),
        None => MetadataMap::from_headers(headers.clone()),
    };
    Status::with_details_and_metadata(code(error), message, details, metadata)
}

fn code(error: &AuthError) -> Code {
    match (error.grpc_status(), error.status(), error.kind()) {
        (Some(status), _, _) => Code::from_i32(i32::from(status)),
        (None, Some(StatusCode::UNAUTHORIZED), _) => Code::Unauthenticated,
        (None, Some(_), _) => Code::PermissionDenied,
        (None, None, AuthErrorKind::OriginRefused) => Code::FailedPrecondition,
        (None, None, _) => Code::Unauthenticated,
    }
}
