//! The same rules for HTTP clients that are no tower service: what adapters are written with.
//!
//! A program does not need this. It uses the layers, or the crate for its client, such as `reqwest-bearer`.
//!
//! An [`Adapter`] is both layers with their settings and without their services. Whoever sends the request asks it what to do:
//!
//! 1. [`authorize`](Adapter::authorize) puts the key in, or waits for one, or says that nothing may be sent. What was done is in the
//!    [`Attempt`].
//! 2. Send the request, [alongside](Attempt::alongside) what the attempt may still have to do.
//! 3. A [refusal](Adapter::is_refusal) becomes an error by [`refuse`](Adapter::refuse), which reads the head of its body. Another answer
//!    can be one by its body, if [`peeks`](Adapter::peeks) says so: then [`peek`](Adapter::peek) makes an error of it, or gives it back.
//! 4. Of an answer that is none and comes from where it was asked of, tell [`accepted`](Attempt::accepted).
//! 5. [`replays`](Adapter::replays) says whether to send the request again, and puts the newer key in.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use tower_bearer::{AuthError, adapter::Adapter};
//!
//! # async fn send(_: Request<Bytes>) -> Response<Full<Bytes>> { Response::new(Full::default()) }
//! async fn send_with_key(adapter: &Adapter, mut request: Request<Bytes>) -> Result<Response<Full<Bytes>>, AuthError> {
//!     let copy = request.clone();
//!     let (uri, mut extensions) = (request.uri().clone(), request.extensions().clone());
//!     let mut attempt = adapter.authorize(&uri, request.headers_mut(), &mut extensions).await?;
//!     loop {
//!         let response = attempt.alongside(send(request)).await;
//!         if !adapter.is_refusal(response.status(), response.headers()) {
//!             attempt.accepted(response.status(), response.headers());
//!             return Ok(response);
//!         }
//!         let error = adapter.refuse(&attempt, response).await;
//!         request = copy.clone();
//!         if !adapter.replays(&mut attempt, &error, request.headers_mut()).await {
//!             return Err(error);
//!         }
//!     }
//! }
//! ```

use std::{future::poll_fn, pin::pin};

use http::{Extensions, HeaderMap, Response, StatusCode, Uri};
use http_body::Body;

use crate::{
    auth_error_classifier::{AuthErrorClassifier, Peek, Peeked, ReadHead, Sent, Settings},
    bearer_auth::{BearerAuthLayer, Begin, Exchange, Live, Next, Policy, Put},
    classify::{is_refused, is_success},
    error::{AuthError, Withheld},
    keys::{Driver, Keys},
};

/// Both layers without tower; see the [module](self).
///
/// # Clone
///
/// A clone has the same settings and shares the keys.
#[derive(Clone, Debug)]
pub struct Adapter {
    policy: Policy,
    keys: Keys,
    is_strict: bool,
    settings: Settings,
}

/// A request on its way.
#[derive(Debug)]
pub struct Attempt {
    exchange: Exchange,
    sent: Sent,
    driver: Option<Driver>,
}

// ===== impl Adapter =====

impl Adapter {
    /// What `layer` and `classifier` would do round a service; the classifier looks for the key where the layer writes it.
    pub fn new<M>(layer: BearerAuthLayer<Live>, classifier: AuthErrorClassifier<M>) -> Self {
        let settings = classifier.scheme(layer.policy.scheme.clone()).settings;
        Self {
            policy: layer.policy,
            keys: layer.mode.keys,
            is_strict: layer.mode.is_strict,
            settings,
        }
    }

    /// Puts the key into a request to `uri`: what a [`RequestAuth`](crate::RequestAuth) in `extensions` wants, or the current key,
    /// which it may have to wait for. Where a key may not go the request stays without, and the reason is kept for its refusal.
    ///
    /// # Errors
    ///
    /// When there is no key to be had, or `uri` may not have it and other origins are rejected: send nothing.
    pub async fn authorize(
        &self,
        uri: &Uri,
        headers: &mut HeaderMap,
        extensions: &mut Extensions,
    ) -> Result<Attempt, AuthError> {
        let (put, exchange, driver) = match self.policy.choose(uri, headers, extensions) {
            Ok(Some(own_key)) => (self.policy.put(headers, own_key).map(drop), Exchange::sent(None), None),
            Ok(None) if self.policy.is_callers(headers) => (Ok(()), Exchange::sent(None), None),
            Ok(None) => {
                let (key, driver) = match self.keys.fresh() {
                    Some((key, _)) => (key, None),
                    None => match Exchange::begin(&self.keys) {
                        Begin::Send(key, driver) => (key, driver),
                        Begin::Wait(waiting) => (Exchange::awaited(waiting.await)?, None),
                        Begin::Refuse(error) => return Err(error),
                    },
                };
                let put = self.policy.put(headers, self.policy.scheme.header_value(&key.key));
                let is_ours = matches!(put, Ok(Put::Ours));
                (put.map(drop), Exchange::sent(is_ours.then_some(key)), driver)
            }
            Err(reason) => (self.policy.explain(headers, reason), Exchange::sent(None), None),
        };
        match put {
            Err(reason) if self.is_strict && reason.is_refusal() => return Err(Policy::refuse(reason)),
            Err(reason) => Policy::withhold(extensions, reason),
            Ok(()) => {}
        }
        Ok(Attempt {
            exchange,
            sent: self.settings.sent(headers, extensions),
            driver,
        })
    }

    /// Whether the head of an answer says that the request was refused: by its status, or by a `grpc-status` with a 200.
    pub fn is_refusal(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        is_refused(status, headers)
    }

    /// The error for a refusal; reads the head of its body, as the classifier's limits say.
    pub async fn refuse<B: Body>(&self, attempt: &Attempt, response: Response<B>) -> AuthError {
        self.refusal(&attempt.sent, response).await
    }

    /// As [`refuse`](Self::refuse), for an answer from `answered`, another origin than the one that was asked: the client was redirected
    /// there, and took the key out. So the refusal is none of our key, be that origin listed or not.
    pub async fn refuse_elsewhere<B: Body>(&self, answered: &Uri, response: Response<B>) -> AuthError {
        let withheld = self.policy.scope.check(answered).err().unwrap_or(Withheld::Redirected);
        self.refusal(&Sent::Nothing(Some(withheld)), response).await
    }

    /// Whether an answer that is no refusal by its status can be one by its body, so that [`peek`](Self::peek) has to look: never
    /// without [`AuthErrorClassifier::peek_bodies`].
    pub fn peeks(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        self.settings.peeks(status, headers)
    }

    /// Reads the head of an answer's body, as the classifier's limits say, and gives the answer back whole.
    ///
    /// # Errors
    ///
    /// When a rule of the API's profile says that it is a refusal.
    pub async fn peek<B: Body>(
        &self,
        attempt: &Attempt,
        response: Response<B>,
    ) -> Result<Response<Peeked<B>>, AuthError> {
        let (parts, body) = response.into_parts();
        let (head, body) = Peek::new(body, self.settings.body_limit, self.settings.body_timeout).await;
        let parts = self.settings.named(parts, head, &attempt.sent)?;
        Ok(Response::from_parts(parts, body))
    }

    /// Whether to send the request again: its key was rejected, it is the first time, and there is a newer key, which it may have to
    /// wait for. `headers` are those of the copy to send: the key is put into them.
    pub async fn replays(&self, attempt: &mut Attempt, refusal: &AuthError, headers: &mut HeaderMap) -> bool {
        let next = match attempt.exchange.refused(refusal, Some(&self.keys)) {
            Next::Wait(waiting) => attempt.exchange.refreshed(waiting.await, refusal),
            next => next,
        };
        let (Next::Replay, Some(key)) = (next, attempt.exchange.key()) else {
            return false;
        };
        let value = self.policy.scheme.header_value(&key.key);
        if self.policy.put(headers, value).is_err() {
            return false;
        }
        attempt.exchange.sent_again();
        attempt.sent = self.settings.sent(headers, &Extensions::new());
        true
    }

    /// Takes note of a refusal of a request that cannot be sent again: a rejected key is replaced for the next one.
    pub fn refused(&self, attempt: &mut Attempt, refusal: &AuthError) {
        // Without keys to look for, it always ends here.
        let _ = attempt.exchange.refused(refusal, None);
    }

    async fn refusal<B: Body>(&self, sent: &Sent, response: Response<B>) -> AuthError {
        let (parts, body) = response.into_parts();
        let head = ReadHead::new(body, self.settings.body_limit, self.settings.body_timeout).await;
        self.settings.refusal(parts, head, sent)
    }
}

// ===== impl Attempt =====

impl Attempt {
    /// The outcome of `sending`, and beside it a refresh of the key goes on where one is due.
    pub async fn alongside<F: Future>(&mut self, sending: F) -> F::Output {
        let Some(driver) = &mut self.driver else {
            return sending.await;
        };
        let mut sending = pin!(sending);
        poll_fn(|cx| {
            driver.poll(cx);
            sending.as_mut().poll(cx)
        })
        .await
    }

    /// The answer was no refusal; with a success the server has taken the key.
    ///
    /// Only of answers by the origin that was asked: what another one answers, where a redirect led, says nothing of the key, and would
    /// lift the limit on fruitless refreshes.
    pub fn accepted(&self, status: StatusCode, headers: &HeaderMap) {
        self.exchange.answered(|| is_success(status, headers));
    }
}
