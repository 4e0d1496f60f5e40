use std::task::{Context, Poll};

use http::{Request, Response};
use http_body::Body as HttpBody;
use tonic::{Status, body::Body};
use tower::util::MapRequest;
use tower_bearer::{
    AuthErrorClassifier, BearerAuth, BearerAuthLayer, ClassifyAuthErrors, Keys,
    bearer_auth::{Live, RecordBody, RecordedBody, future::LiveFuture},
    error::BoxError,
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{future::StatusFuture, status::status_of};

/// Puts keys into the calls of a `Channel`, or of any service that a client of tonic takes; see the [crate](crate).
///
/// # Clone
///
/// A clone has the same settings, and shares the keys.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing before it is put around a service"]
pub struct GrpcAuthLayer {
    layer: BearerAuthLayer<Live<RecordBody>>,
    classifier: AuthErrorClassifier,
    record_limit: usize,
}

/// Puts keys into calls; see [`GrpcAuthLayer`].
///
/// # Clone
///
/// A clone shares the keys.
#[derive(Clone, Debug)]
pub struct GrpcAuth<S> {
    inner: BearerAuth<ClassifyAuthErrors<Sending<S>>, Live<RecordBody>>,
    record_limit: usize,
}

/// Gives a service the bodies that it takes.
type Sending<S> = MapRequest<S, fn(Request<RecordedBody<Body>>) -> Request<Body>>;

/// The messages of most calls are far shorter; a server takes 4 MiB unless told otherwise.
const RECORD_LIMIT: usize = 64 * 1024;

// ===== impl GrpcAuthLayer =====

impl GrpcAuthLayer {
    /// `Authorization: Bearer <key>` for every call to the server of the channel.
    pub fn new(keys: Keys) -> Self {
        Self::with(BearerAuthLayer::same_server(keys), AuthErrorClassifier::new())
    }

    /// With settings of the layers, or with those of an [`ApiProfile`](tower_bearer::ApiProfile): its `auth_layer` and its `classifier`.
    ///
    /// Calls have no authority outside of a channel: a layer for origins gives them no key, one of `same_server` does.
    pub fn with(layer: BearerAuthLayer<Live>, classifier: AuthErrorClassifier) -> Self {
        Self {
            layer: layer.replay_rejected_with(RecordBody::default()),
            classifier,
            record_limit: RECORD_LIMIT,
        }
    }

    /// Up to how many bytes of a call are kept, so that it can be sent again: 65,536 unless set. With 0 none is, but for calls without a
    /// body.
    pub fn record_limit(mut self, bytes: usize) -> Self {
        self.record_limit = bytes;
        self
    }
}

impl<S> Layer<S> for GrpcAuthLayer {
    type Service = GrpcAuth<S>;

    fn layer(&self, inner: S) -> GrpcAuth<S> {
        let sending: Sending<S> = MapRequest::new(inner, |request| request.map(Body::new));
        GrpcAuth {
            inner: self.layer.layer(self.classifier.layer(sending)),
            record_limit: self.record_limit,
        }
    }
}

// ===== impl GrpcAuth =====

impl<S, B> Service<Request<Body>> for GrpcAuth<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: HttpBody,
{
    type Response = Response<B>;
    type Error = Status;
    type Future = StatusFuture<LiveFuture<ClassifyAuthErrors<Sending<S>>, RecordedBody<Body>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.inner.poll_ready(cx).map_err(status_of)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let request = request.map(|body| RecordedBody::new(body, self.record_limit));
        StatusFuture::new(self.inner.call(request))
    }
}
