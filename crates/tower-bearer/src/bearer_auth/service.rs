use std::{
    sync::Arc,
    task::{Context, Poll},
};

use http::Request;
use tower_service::Service;

use super::{
    future::StrictFuture,
    mode::{Fixed, Strict},
    policy::Policy,
};
use crate::error::AuthError;

/// Puts a key into requests; see the [module](crate::bearer_auth).
///
/// # Clone
///
/// A clone shares the settings and the keys.
#[derive(Clone, Debug)]
pub struct BearerAuth<S, M> {
    pub(super) inner: S,
    pub(super) mode: M,
    pub(super) policy: Arc<Policy>,
}

// ===== impl BearerAuth =====

impl<S, M> BearerAuth<S, M> {
    pub(super) fn new(inner: S, mode: M, policy: Arc<Policy>) -> Self {
        Self { inner, mode, policy }
    }

    /// The service inside.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The service inside.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The service inside.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, ReqBody> Service<Request<ReqBody>> for BearerAuth<S, Fixed>
where
    S: Service<Request<ReqBody>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        if let Err(reason) = self.policy.apply(&mut request, self.mode.value()) {
            Policy::withhold(request.extensions_mut(), reason);
        }
        self.inner.call(request)
    }
}

impl<S, ReqBody> Service<Request<ReqBody>> for BearerAuth<S, Strict>
where
    S: Service<Request<ReqBody>>,
    S::Error: From<AuthError>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = StrictFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        match self.policy.apply(&mut request, self.mode.0.value()) {
            Err(reason) if reason.is_refusal() => return StrictFuture::refused(Policy::refuse(reason)),
            Err(reason) => Policy::withhold(request.extensions_mut(), reason),
            Ok(()) => {}
        }
        StrictFuture::calling(self.inner.call(request))
    }
}
