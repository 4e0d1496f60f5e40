use std::{
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::{
    future::{PeekingFuture, ResponseFuture},
    mode::{Passing, Peeking},
    peeked::Peeked,
    settings::Settings,
};
use crate::{classify::MayBeGrpc, error::Error};

/// Turns refusals into typed errors; see the [module](crate::auth_error_classifier).
///
/// # Clone
///
/// A clone shares the settings.
#[derive(Clone, Debug)]
pub struct ClassifyAuthErrors<S, M = Passing> {
    inner: S,
    settings: Arc<Settings>,
    mode: PhantomData<fn() -> M>,
}

// ===== impl ClassifyAuthErrors =====

impl<S, M> ClassifyAuthErrors<S, M> {
    pub(super) fn new(inner: S, settings: Arc<Settings>) -> Self {
        Self {
            inner,
            settings,
            mode: PhantomData,
        }
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

    fn respond<ReqBody, ResBody>(&mut self, request: Request<ReqBody>) -> ResponseFuture<S::Future, ResBody>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    {
        let sent = self.settings.sent(request.headers(), request.extensions());
        let may_be_grpc = MayBeGrpc::of(&request);
        ResponseFuture::new(self.inner.call(request), may_be_grpc, sent, Arc::clone(&self.settings))
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for ClassifyAuthErrors<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    ResBody: Body,
{
    type Response = Response<ResBody>;
    type Error = Error<S::Error>;
    type Future = ResponseFuture<S::Future, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Error::Service)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        self.respond(request)
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for ClassifyAuthErrors<S, Peeking>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    ResBody: Body,
{
    type Response = Response<Peeked<ResBody>>;
    type Error = Error<S::Error>;
    type Future = PeekingFuture<S::Future, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Error::Service)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        PeekingFuture::new(self.respond(request))
    }
}
