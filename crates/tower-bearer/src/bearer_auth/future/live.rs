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
    #[project = Projection]
    pub struct LiveFuture<S, B>
    where
        S: Service<Request<B>>,
    {
        #[pin]
        state: State<S::Future, S::Error>,
        exchange: Exchange,
        // Boxed, since few requests have it: it would make the future of each of them some hundred bytes larger.
        aside: Option<Box<Aside<S, B>>>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, E> {
        // Nothing was sent.
        Refused { error: Option<AuthError> },
        // For a key to send the request with.
        Waiting { waiting: Pin<Box<Waiting>> },
        // The request is with the service inside.
        Calling { #[pin] future: F },
        // It was refused, and a newer key is being loaded.
        Refreshing { waiting: Pin<Box<Waiting>>, refusal: Option<E> },
        // There is a newer key: for the service to take the request again.
        Readying,
    }
}

/// What only some requests have.
pub(in crate::bearer_auth) struct Aside<S, B> {
    /// A load that is driven on and not waited for.
    pub(in crate::bearer_auth) driver: Option<Driver>,
    pub(in crate::bearer_auth) spare: Option<Spare<S, B>>,
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
        Self::new(State::Refused { error: Some(error) }, Exchange::sent(None), None)
    }

    pub(in crate::bearer_auth) fn waiting(waiting: Waiting, spare: Spare<S, B>) -> Self {
        let aside = Aside {
            driver: None,
            spare: Some(spare),
        };
        let waiting = Box::pin(waiting);
        Self::new(State::Waiting { waiting }, Exchange::sent(None), Some(Box::new(aside)))
    }

    #[inline]
    pub(in crate::bearer_auth) fn calling(
        future: S::Future,
        exchange: Exchange,
        aside: Option<Box<Aside<S, B>>>,
    ) -> Self {
        Self::new(State::Calling { future }, exchange, aside)
    }

    #[inline]
    fn new(state: State<S::Future, S::Error>, exchange: Exchange, aside: Option<Box<Aside<S, B>>>) -> Self {
        Self { state, exchange, aside }
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
        loop {
            // Nearly all requests are here whenever they are polled, and leave here.
            let polled = match this.state.as_mut().project() {
                StateProjection::Calling { future } => future.poll(cx),
                _ => {
                    ready!(this.proceed(cx))?;
                    continue;
                }
            };
            if let Poll::Ready(Err(error)) = polled {
                this.failed(error)?;
                continue;
            }
            // Other statuses may come from somebody who never looked at the key.
            if matches!(&polled, Poll::Ready(Ok(response)) if response.status().is_success()) {
                this.exchange.accepted();
            } else if let Some(aside) = this.aside {
                aside.drive(cx);
            }
            // Passed on whole: to take it apart would move it twice.
            return polled;
        }
    }
}

// ===== impl Projection =====

impl<S, B> Projection<'_, S, B>
where
    S: Service<Request<B>>,
    S::Error: CarriesAuthError,
{
    /// The call failed: with an error that is the caller's, or the request is on its way to be sent again.
    #[cold]
    fn failed(&mut self, error: S::Error) -> Result<(), S::Error> {
        let spare = self.aside.as_ref().and_then(|aside| aside.spare.as_ref());
        let keys = spare.filter(|spare| spare.copy.is_some()).map(|spare| &spare.keys);
        let next = match error.auth_error() {
            Some(refusal) => self.exchange.refused(refusal, keys),
            None => Next::Return,
        };
        self.follow(next, error)
    }

    /// In any state but `Calling`: a step on the way there, or the end.
    #[cold]
    fn proceed(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        match self.state.as_mut().project() {
            StateProjection::Calling { .. } => {}
            StateProjection::Waiting { waiting } => {
                let key = Exchange::awaited(ready!(waiting.as_mut().poll(cx)))?;
                *self.exchange = Exchange::sent(Some(key));
                ready!(self.send(|spare| spare.request.take()));
            }
            StateProjection::Refreshing { waiting, refusal } => {
                let outcome = ready!(waiting.as_mut().poll(cx));
                // It was put there when the wait began.
                let Some(error) = refusal.take() else {
                    return Poll::Pending;
                };
                let next = match error.auth_error() {
                    Some(refusal) => self.exchange.refreshed(outcome, refusal),
                    None => Next::Return,
                };
                self.follow(next, error)?;
            }
            StateProjection::Readying => {
                if let Some(spare) = spare(self.aside) {
                    ready!(spare.service.poll_ready(cx))?;
                }
                ready!(self.send(|spare| spare.copy.take()));
            }
            StateProjection::Refused { error } => match error.take() {
                Some(error) => return Poll::Ready(Err(error.into())),
                // Polled again after it ended.
                None => return Poll::Pending,
            },
        }
        Poll::Ready(Ok(()))
    }

    fn follow(&mut self, next: Next, refusal: S::Error) -> Result<(), S::Error> {
        match next {
            Next::Return => return Err(refusal),
            Next::Replay => self.state.set(State::Readying),
            Next::Wait(waiting) => self.state.set(State::Refreshing {
                waiting: Box::pin(waiting),
                refusal: Some(refusal),
            }),
        }
        Ok(())
    }

    /// Sends the request that `take` takes, with the key of the exchange. It is there: put there when the wait or the call began.
    fn send(&mut self, take: impl FnOnce(&mut Spare<S, B>) -> Option<Request<B>>) -> Poll<()> {
        let Some((spare, mut request)) =
            spare(self.aside).and_then(|spare| take(spare).map(|request| (spare, request)))
        else {
            return Poll::Pending;
        };
        if let Some(key) = self.exchange.key() {
            let value = spare.policy.scheme.header_value(&key.key);
            if let Err(reason) = spare.policy.put(request.headers_mut(), value) {
                Policy::withhold(request.extensions_mut(), reason);
            }
        }
        let future = spare.service.call(request);
        self.state.set(State::Calling { future });
        Poll::Ready(())
    }
}

fn spare<S, B>(aside: &mut Option<Box<Aside<S, B>>>) -> Option<&mut Spare<S, B>> {
    aside.as_mut()?.spare.as_mut()
}

// ===== impl Aside =====

impl<S, B> Aside<S, B> {
    #[cold]
    fn drive(&mut self, cx: &mut Context<'_>) {
        if let Some(driver) = &mut self.driver {
            driver.poll(cx);
        }
    }
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
