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
    settings::{Sent, Settings},
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
        if request.headers().len() > request.headers().keys_len() {
            return self.respond_to_several(request);
        }
        let sent = self.settings.sent_once(request.headers(), request.extensions());
        self.respond_to(request, sent)
    }

    /// There is a header with several values. The request is handed on, and not lent, so that nothing is copied of one that is not like this.
    #[cold]
    #[inline(never)]
    fn respond_to_several<ReqBody, ResBody>(&mut self, request: Request<ReqBody>) -> ResponseFuture<S::Future, ResBody>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    {
        let sent = self.settings.sent(request.headers(), request.extensions());
        self.respond_to(request, sent)
    }

    fn respond_to<ReqBody, ResBody>(
        &mut self,
        request: Request<ReqBody>,
        sent: Sent,
    ) -> ResponseFuture<S::Future, ResBody>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    {
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
