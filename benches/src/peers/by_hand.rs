use std::task::{Context, Poll};

use http::{HeaderValue, Request, header};
use tower_service::Service;

use crate::exchange::Body;

/// Puts the header in as a program without a layer does.
#[derive(Clone, Debug)]
pub struct ByHand<S> {
    inner: S,
    value: HeaderValue,
}

// ===== impl ByHand =====

impl<S> ByHand<S> {
    /// Clones of `value` go into the requests.
    pub fn new(inner: S, value: HeaderValue) -> Self {
        Self { inner, value }
    }
}

impl<S> Service<Request<Body>> for ByHand<S>
where
    S: Service<Request<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        request.headers_mut().insert(header::AUTHORIZATION, self.value.clone());
        self.inner.call(request)
    }
}
