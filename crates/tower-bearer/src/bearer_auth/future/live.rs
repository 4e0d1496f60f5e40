use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{
    bearer_auth::{
        exchange::{Exchange, Next},
        policy::Policy,
    },
    error::{AuthError, CarriesAuthError},
    keys::{Driver, Keys, Waiting},
};

pin_project! {
    /// The response of a [`BearerAuth`](crate::BearerAuth) with live keys.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped at any point. A load of a key that it waited for goes on with whoever else waits, or with the next request.
    pub struct LiveFuture<S, B>
    where
        S: Service<Request<B>>,
    {
        #[pin]
        state: State<S::Future, S::Error>,
        exchange: Exchange,
        // A load that is not waited for.
        driver: Option<Driver>,
        // What it takes to send the request, now or again.
        spare: Option<Spare<S, B>>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, E> {
        // Nothing was sent.
        Refused { error: Option<AuthError> },
        // For a key to send the request with.
        Waiting { #[pin] waiting: Waiting },
        // The request is with the service inside.
        Calling { #[pin] future: F },
        // It was refused, and a newer key is being loaded.
        Refreshing { #[pin] waiting: Waiting, refusal: Option<E> },
        // There is a newer key: for the service to take the request again.
        Readying,
    }
}

/// What it takes to send a request that is not sent yet, or to send it again.
pub(in crate::bearer_auth) struct Spare<S, B> {
    /// Ready for one call.
    pub(in crate::bearer_auth) service: S,
    pub(in crate::bearer_auth) request: Option<Request<B>>,
    pub(in crate::bearer_auth) copy: Option<Request<B>>,
    pub(in crate::bearer_auth) keys: Keys,
    pub(in crate::bearer_auth) policy: Arc<Policy>,
}

// ===== impl LiveFuture =====

impl<S, B> LiveFuture<S, B>
where
    S: Service<Request<B>>,
{
    pub(in crate::bearer_auth) fn refused(error: AuthError) -> Self {
        Self::new(State::Refused { error: Some(error) }, Exchange::sent(None), None, None)
    }

    pub(in crate::bearer_auth) fn waiting(waiting: Waiting, spare: Spare<S, B>) -> Self {
        Self::new(State::Waiting { waiting }, Exchange::sent(None), None, Some(spare))
    }

    #[inline]
    pub(in crate::bearer_auth) fn calling(
        future: S::Future,
        exchange: Exchange,
        driver: Option<Driver>,
        spare: Option<Spare<S, B>>,
    ) -> Self {
        Self::new(State::Calling { future }, exchange, driver, spare)
    }

    #[inline]
    fn new(
        state: State<S::Future, S::Error>,
        exchange: Exchange,
        driver: Option<Driver>,
        spare: Option<Spare<S, B>>,
    ) -> Self {
        Self {
            state,
            exchange,
            driver,
            spare,
        }
    }
}

impl<S, B, ResBody> Future for LiveFuture<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Error: CarriesAuthError,
{
    type Output = Result<S::Response, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some(driver) = this.driver {
            driver.poll(cx);
        }
        loop {
            let (next, refusal) = match this.state.as_mut().project() {
                StateProjection::Calling { future } => match ready!(future.poll(cx)) {
                    Ok(response) => {
                        // Other statuses may come from somebody who never looked at the key.
                        if response.status().is_success() {
                            this.exchange.accepted();
                        }
                        return Poll::Ready(Ok(response));
                    }
                    Err(error) => {
                        let keys = this
                            .spare
                            .as_ref()
                            .filter(|spare| spare.copy.is_some())
                            .map(|spare| &spare.keys);
                        let next = match error.auth_error() {
                            Some(refusal) => this.exchange.refused(refusal, keys),
                            None => Next::Return,
                        };
                        (next, error)
                    }
                },
                StateProjection::Waiting { waiting } => {
                    let key = match Exchange::awaited(ready!(waiting.poll(cx))) {
                        Ok(key) => key,
                        Err(error) => return Poll::Ready(Err(error.into())),
                    };
                    *this.exchange = Exchange::sent(Some(key));
                    // It was put there when the wait began.
                    let Some(future) = send(this.spare, this.exchange, |spare| spare.request.take()) else {
                        return Poll::Pending;
                    };
                    this.state.set(State::Calling { future });
                    continue;
                }
                StateProjection::Refreshing { waiting, refusal } => {
                    let outcome = ready!(waiting.poll(cx));
                    // It was put there when the wait began.
                    let Some(error) = refusal.take() else {
                        return Poll::Pending;
                    };
                    let next = match error.auth_error() {
                        Some(refusal) => this.exchange.refreshed(outcome, refusal),
                        None => Next::Return,
                    };
                    (next, error)
                }
                StateProjection::Readying => {
                    if let Some(spare) = this.spare.as_mut() {
                        ready!(spare.service.poll_ready(cx))?;
                    }
                    // There is no replay without a copy.
                    let Some(future) = send(this.spare, this.exchange, |spare| spare.copy.take()) else {
                        return Poll::Pending;
                    };
                    this.state.set(State::Calling { future });
                    continue;
                }
                StateProjection::Refused { error } => match error.take() {
                    Some(error) => return Poll::Ready(Err(error.into())),
                    // Polled again after it ended.
                    None => return Poll::Pending,
                },
            };
            match next {
                Next::Return => return Poll::Ready(Err(refusal)),
                Next::Replay => this.state.set(State::Readying),
                Next::Wait(waiting) => this.state.set(State::Refreshing {
                    waiting,
                    refusal: Some(refusal),
                }),
            }
        }
    }
}

/// Sends the request that `take` takes, with the key of the exchange.
fn send<S, B>(
    spare: &mut Option<Spare<S, B>>,
    exchange: &Exchange,
    take: impl FnOnce(&mut Spare<S, B>) -> Option<Request<B>>,
) -> Option<S::Future>
where
    S: Service<Request<B>>,
{
    let spare = spare.as_mut()?;
    let mut request = take(spare)?;
    if let Some(key) = exchange.key() {
        let value = spare.policy.scheme.header_value(&key.key);
        if let Err(reason) = spare.policy.put(request.headers_mut(), value) {
            Policy::withhold(&mut request, reason);
        }
    }
    Some(spare.service.call(request))
}

impl<S, B> fmt::Debug for LiveFuture<S, B>
where
    S: Service<Request<B>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Refused { .. } => "refused",
            State::Waiting { .. } => "waiting for a key",
            State::Calling { .. } => "calling",
            State::Refreshing { .. } => "refreshing",
            State::Readying => "readying",
        };
        f.debug_struct("LiveFuture")
            .field("state", &state)
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}
