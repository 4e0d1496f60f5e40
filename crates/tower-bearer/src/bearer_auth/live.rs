//! The service with live keys.

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_service::Service;

use super::{
    exchange::{Begin, Exchange},
    future::{Aside, LiveFuture, Spare},
    mode::Live,
    policy::{Policy, Put},
    replay::Replay,
    service::BearerAuth,
};
use crate::error::{CarriesAuthError, Withheld};

impl<S, R, ReqBody, ResBody> Service<Request<ReqBody>> for BearerAuth<S, Live<R>>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    S::Error: CarriesAuthError,
    R: Replay<ReqBody>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = LiveFuture<S, ReqBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        if self.policy.is_plain(&request) {
            return self.call_with_key(request);
        }
        let own_key = match self.policy.choose(&request) {
            Ok(None) => return self.call_with_key(request),
            Ok(Some(own_key)) => self.policy.put(request.headers_mut(), own_key),
            Err(reason) => Err(reason),
        };
        match own_key {
            Ok(_) => self.call_as_it_is(request),
            Err(reason) => self.call_without_key(request, reason),
        }
    }
}

// ===== impl BearerAuth =====

impl<S, R> BearerAuth<S, Live<R>> {
    #[inline]
    fn call_with_key<ReqBody>(&mut self, mut request: Request<ReqBody>) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>> + Clone,
        R: Replay<ReqBody>,
    {
        let (key, driver) = match self.mode.keys.fresh() {
            Some(key) => (key, None),
            // Its own header is kept, so nothing is asked of a source for it.
            None if self.policy.is_callers(request.headers()) => return self.call_as_it_is(request),
            None => match Exchange::begin(&self.mode.keys) {
                Begin::Send(key, driver) => (key, driver),
                Begin::Wait(waiting) => {
                    let copy = copy(&request, &self.mode.replay);
                    return LiveFuture::waiting(waiting, self.spare(Some(request), copy));
                }
                Begin::Refuse(error) => return LiveFuture::refused(error),
            },
        };
        let copy = copy(&request, &self.mode.replay);
        match self
            .policy
            .put(request.headers_mut(), self.policy.scheme.header_value(&key.key))
        {
            Ok(Put::Ours) => {}
            Ok(Put::Callers) => return self.call_as_it_is(request),
            Err(reason) => return self.call_without_key(request, reason),
        }
        let exchange = Exchange::sent(Some(key));
        if copy.is_none() && driver.is_none() {
            return LiveFuture::calling(self.inner.call(request), exchange, None);
        }
        let mut aside = Aside { driver, spare: None };
        let future = match copy {
            None => self.inner.call(request),
            copy => aside.spare.insert(self.spare(None, copy)).service.call(request),
        };
        LiveFuture::calling(future, exchange, Some(Box::new(aside)))
    }

    #[cold]
    fn call_without_key<ReqBody>(&mut self, mut request: Request<ReqBody>, reason: Withheld) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>>,
    {
        match self.policy.explain(&request, reason) {
            Err(reason) if self.mode.is_strict && reason.is_refusal() => {
                return LiveFuture::refused(Policy::refuse(reason));
            }
            Err(reason) => Policy::withhold(&mut request, reason),
            Ok(()) => {}
        }
        self.call_as_it_is(request)
    }

    /// Whatever key it carries, it is not ours, and we do not react to its refusal.
    fn call_as_it_is<ReqBody>(&mut self, request: Request<ReqBody>) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>>,
    {
        LiveFuture::calling(self.inner.call(request), Exchange::sent(None), None)
    }

    /// What it takes to send a request later: the service that is ready goes with it, and its clone stays here.
    fn spare<ReqBody>(&mut self, request: Option<Request<ReqBody>>, copy: Option<Request<ReqBody>>) -> Spare<S, ReqBody>
    where
        S: Clone,
    {
        let clone = self.inner.clone();
        Spare {
            service: mem::replace(&mut self.inner, clone),
            request,
            copy,
            keys: self.mode.keys.clone(),
            policy: Arc::clone(&self.policy),
        }
    }
}

/// The same request, to be sent again, if its body can be copied.
#[inline]
fn copy<B>(request: &Request<B>, replay: &impl Replay<B>) -> Option<Request<B>> {
    let mut copy = Request::new(replay.copy(request.body())?);
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    *copy.version_mut() = request.version();
    copy.headers_mut().clone_from(request.headers());
    copy.extensions_mut().clone_from(request.extensions());
    Some(copy)
}
