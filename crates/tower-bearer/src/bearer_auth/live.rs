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
    future::{LiveFuture, Spare},
    mode::Live,
    policy::{Admission, Policy},
    replay::Replay,
    service::BearerAuth,
};
use crate::error::{AuthError, CarriesAuthError};

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
        match self.policy.admit(&request) {
            Admission::LayersKey => return self.call_with_key(request),
            Admission::OwnKey(value) => self.policy.inject(&mut request, value),
            Admission::CallersHeader => {}
            Admission::Withheld(reason) if self.mode.is_strict && reason.is_refusal() => {
                return LiveFuture::refused(AuthError::origin_refused(reason));
            }
            Admission::Withheld(reason) => Policy::withhold(&mut request, reason),
        }
        LiveFuture::calling(self.inner.call(request), Exchange::sent(None), None, None)
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
        let (key, driver) = match Exchange::begin(&self.mode.keys) {
            Begin::Send(key, driver) => (key, driver),
            Begin::Wait(waiting) => {
                let mut spare = self.spare(copy(&request, &self.mode.replay));
                spare.request = Some(request);
                return LiveFuture::waiting(waiting, spare);
            }
            Begin::Refuse(error) => return LiveFuture::refused(error),
        };
        let copy = copy(&request, &self.mode.replay);
        self.policy
            .inject(&mut request, self.policy.scheme.header_value(&key.key));
        match copy {
            None => LiveFuture::calling(self.inner.call(request), Exchange::sent(Some(key)), driver, None),
            Some(copy) => {
                let mut spare = self.spare(Some(copy));
                let future = spare.service.call(request);
                LiveFuture::calling(future, Exchange::sent(Some(key)), driver, Some(spare))
            }
        }
    }

    /// What it takes to send a request later: the service that is ready goes with it, and its clone stays here.
    fn spare<ReqBody>(&mut self, copy: Option<Request<ReqBody>>) -> Spare<S, ReqBody>
    where
        S: Clone,
    {
        let clone = self.inner.clone();
        Spare {
            service: mem::replace(&mut self.inner, clone),
            request: None,
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
