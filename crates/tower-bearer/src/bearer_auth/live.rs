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
    kept::Kept,
    mode::Live,
    policy::{Policy, Put},
    replay::Replay,
    service::BearerAuth,
};
use crate::{
    error::{CarriesAuthError, Withheld},
    keys::{Current, Driver},
};

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
        let (uri, headers) = (request.uri(), request.headers());
        if self.policy.is_plain(uri, headers, request.extensions()) {
            return self.call_with_key(request);
        }
        let own_key = match self.policy.choose(uri, headers, request.extensions()) {
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
    #[inline(always)]
    fn call_with_key<ReqBody>(&mut self, mut request: Request<ReqBody>) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>> + Clone,
        R: Replay<ReqBody>,
    {
        let Some((key, rejections)) = self.mode.keys.fresh() else {
            return self.call_without_fresh_key(request);
        };
        if let Some(body) = self.mode.replay.copy(request.body()) {
            return self.call_with_copy(request, body, key);
        }
        let value = self.policy.scheme.header_value(&key.key);
        match self.policy.put(request.headers_mut(), value) {
            Ok(Put::Ours) => LiveFuture::calling(self.inner.call(request), Exchange::sent_with(key, rejections), None),
            Ok(Put::Callers) => self.call_as_it_is(request),
            Err(reason) => self.call_without_key(request, reason),
        }
    }

    /// Sends a request that can be sent again, with this copy of its body.
    #[inline]
    fn call_with_copy<ReqBody>(
        &mut self,
        mut request: Request<ReqBody>,
        body: ReqBody,
        key: Arc<Current>,
    ) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>> + Clone,
        R: Replay<ReqBody>,
    {
        // Before the key is put in: another one goes into the copy.
        let copy = Kept::of(&request, body);
        let value = self.policy.scheme.header_value(&key.key);
        match self.policy.put(request.headers_mut(), value) {
            Ok(Put::Ours) => self.call_aside(request, Some(copy), key, None),
            Ok(Put::Callers) => self.call_as_it_is(request),
            Err(reason) => self.call_without_key(request, reason),
        }
    }

    /// A load is due, or has to be waited for.
    #[cold]
    fn call_without_fresh_key<ReqBody>(&mut self, mut request: Request<ReqBody>) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>> + Clone,
        R: Replay<ReqBody>,
    {
        // Its own header is kept, so nothing is asked of a source for it.
        if self.policy.is_callers(request.headers()) {
            return self.call_as_it_is(request);
        }
        let body = self.mode.replay.copy(request.body());
        let copy = body.map(|body| Kept::of(&request, body));
        let (key, driver) = match Exchange::begin(&self.mode.keys) {
            Begin::Send(key, driver) => (key, driver),
            Begin::Wait(waiting) => return LiveFuture::waiting(waiting, self.spare(Some(request), copy)),
            Begin::Refuse(error) => return LiveFuture::refused(error),
        };
        match self
            .policy
            .put(request.headers_mut(), self.policy.scheme.header_value(&key.key))
        {
            Ok(_) => self.call_aside(request, copy, key, driver),
            Err(reason) => self.call_without_key(request, reason),
        }
    }

    /// Sends a request that can be sent again, or that drives a load on meanwhile.
    fn call_aside<ReqBody>(
        &mut self,
        request: Request<ReqBody>,
        copy: Option<Kept<ReqBody>>,
        key: Arc<Current>,
        driver: Option<Driver>,
    ) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>> + Clone,
        R: Replay<ReqBody>,
    {
        let mut aside = Box::new(Aside::new(driver, None));
        let future = match copy {
            None => self.inner.call(request),
            // Made in its place: to move it there would cost as much as to make it.
            copy => aside.put(self.spare(None, copy)).service.call(request),
        };
        LiveFuture::calling(future, Exchange::sent(Some(key)), Some(aside))
    }

    #[cold]
    fn call_without_key<ReqBody>(&mut self, mut request: Request<ReqBody>, reason: Withheld) -> LiveFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>>,
    {
        match self.policy.explain(request.headers(), reason) {
            Err(reason) if self.mode.is_strict && reason.is_refusal() => {
                return LiveFuture::refused(Policy::refuse(reason));
            }
            Err(reason) => Policy::withhold(request.extensions_mut(), reason),
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
    fn spare<ReqBody>(&mut self, request: Option<Request<ReqBody>>, copy: Option<Kept<ReqBody>>) -> Spare<S, ReqBody>
    where
        S: Clone,
        R: Replay<ReqBody>,
    {
        let clone = self.inner.clone();
        Spare {
            service: mem::replace(&mut self.inner, clone),
            request,
            copy,
            rewind: R::rewind,
            keys: self.mode.keys.clone(),
            policy: Arc::clone(&self.policy),
        }
    }
}
