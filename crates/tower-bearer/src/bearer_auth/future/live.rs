use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::Spare;
use crate::{
    bearer_auth::{
        exchange::{Exchange, Next},
        kept::Kept,
        policy::Policy,
    },
    classify::is_success,
    error::{AuthError, CarriesAuthError},
    keys::{Driver, Waiting},
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
        state: State<S::Future>,
        exchange: Exchange,
        // Boxed, since few requests have it: it would make the future of each of them some hundred bytes larger.
        aside: Option<Box<Aside<S, B, S::Error>>>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F> {
        // The request is with the service inside.
        Calling { #[pin] future: F },
        // It is not, or not any longer: see the detour.
        Aside,
    }
}

/// What only some requests have.
pub(in crate::bearer_auth) struct Aside<S, B, E> {
    /// A load that is driven on and not waited for.
    driver: Option<Driver>,
    spare: Option<Spare<S, B>>,
    detour: Option<Detour<E>>,
}

/// Where a request is that is not with the service inside.
enum Detour<E> {
    /// Nowhere: nothing was sent, for this reason.
    Refused(AuthError),
    /// Before a key to be sent with.
    Waiting(Pin<Box<Waiting>>),
    /// It was refused, and a newer key is being loaded.
    Refreshing(Pin<Box<Waiting>>, E),
    /// There is a newer key: before the service that is to take it again.
    Readying(E),
}

// ===== impl LiveFuture =====

impl<S, B> LiveFuture<S, B>
where
    S: Service<Request<B>>,
{
    pub(in crate::bearer_auth) fn refused(error: AuthError) -> Self {
        Self::aside(Aside {
            detour: Some(Detour::Refused(error)),
            ..Aside::new(None, None)
        })
    }

    pub(in crate::bearer_auth) fn waiting(waiting: Waiting, spare: Spare<S, B>) -> Self {
        Self::aside(Aside {
            detour: Some(Detour::Waiting(Box::pin(waiting))),
            ..Aside::new(None, Some(spare))
        })
    }

    fn aside(aside: Aside<S, B, S::Error>) -> Self {
        Self {
            state: State::Aside,
            exchange: Exchange::sent(None),
            aside: Some(Box::new(aside)),
        }
    }

    #[inline]
    pub(in crate::bearer_auth) fn calling(
        future: S::Future,
        exchange: Exchange,
        aside: Option<Box<Aside<S, B, S::Error>>>,
    ) -> Self {
        Self {
            state: State::Calling { future },
            exchange,
            aside,
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
        loop {
            // Nearly all requests are here whenever they are polled, and leave here.
            let polled = match this.state.as_mut().project() {
                StateProjection::Calling { future } => future.poll(cx),
                StateProjection::Aside => {
                    ready!(this.proceed(cx))?;
                    continue;
                }
            };
            if let Poll::Ready(Err(error)) = polled {
                this.failed(error)?;
                continue;
            }
            // Other answers may come from somebody who never looked at the key.
            if let Poll::Ready(Ok(response)) = &polled {
                this.exchange
                    .answered(|| is_success(response.status(), response.headers()));
            }
            // Also beside an answer that was there at once: each request takes the load a step on.
            if let Some(aside) = this.aside {
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
        let next = match error.auth_error() {
            Some(refusal) => {
                let spare = spare.filter(|spare| refusal.is_key_rejected() && spare.rewinds());
                self.exchange.refused(refusal, spare.map(|spare| &spare.keys))
            }
            None => Next::Return,
        };
        self.follow(next, error)
    }

    /// A step on the way to the service inside, or the end.
    #[cold]
    fn proceed(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        // There is none once the future has ended.
        let Some(detour) = self.aside.as_mut().and_then(|aside| aside.detour.take()) else {
            return Poll::Pending;
        };
        match detour {
            Detour::Refused(error) => return Poll::Ready(Err(error.into())),
            Detour::Waiting(mut waiting) => match waiting.as_mut().poll(cx) {
                Poll::Ready(outcome) => {
                    *self.exchange = Exchange::sent(Some(Exchange::awaited(outcome)?));
                    self.send(|spare| spare.request.take());
                }
                Poll::Pending => return self.stay(Detour::Waiting(waiting)),
            },
            Detour::Refreshing(mut waiting, error) => match waiting.as_mut().poll(cx) {
                Poll::Ready(outcome) => {
                    let next = match error.auth_error() {
                        Some(refusal) => self.exchange.refreshed(outcome, refusal),
                        None => Next::Return,
                    };
                    self.follow(next, error)?;
                }
                Poll::Pending => return self.stay(Detour::Refreshing(waiting, error)),
            },
            Detour::Readying(error) => {
                let spare = self.aside.as_mut().and_then(|aside| aside.spare.as_mut());
                let (Some(spare), Some(refusal)) = (spare, error.auth_error()) else {
                    return Poll::Ready(Err(error));
                };
                if spare.service.poll_ready(cx)?.is_pending() {
                    return self.stay(Detour::Readying(error));
                }
                match self.exchange.ready(refusal, &spare.keys) {
                    Next::Replay => {
                        self.exchange.sent_again();
                        self.send(|spare| spare.copy.take().map(Kept::into_request));
                    }
                    next => self.follow(next, error)?,
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn follow(&mut self, next: Next, refusal: S::Error) -> Result<(), S::Error> {
        let detour = match next {
            Next::Return => return Err(refusal),
            Next::Replay => Detour::Readying(refusal),
            Next::Wait(waiting) => Detour::Refreshing(Box::pin(waiting), refusal),
        };
        self.state.set(State::Aside);
        let _ = self.stay(detour);
        Ok(())
    }

    /// There is an aside wherever there is a detour: what is sent again, or was not sent yet, is in it.
    fn stay(&mut self, detour: Detour<S::Error>) -> Poll<Result<(), S::Error>> {
        if let Some(aside) = self.aside {
            aside.detour = Some(detour);
        }
        Poll::Pending
    }

    /// Sends the request that `take` takes, with the key of the exchange. It is there: put there when the wait or the call began.
    fn send(&mut self, take: impl FnOnce(&mut Spare<S, B>) -> Option<Request<B>>) {
        let Some(spare) = self.aside.as_mut().and_then(|aside| aside.spare.as_mut()) else {
            return;
        };
        let Some(mut request) = take(spare) else {
            return;
        };
        if let Some(key) = self.exchange.key() {
            let value = spare.policy.scheme.header_value(&key.key);
            if let Err(reason) = spare.policy.put(request.headers_mut(), value) {
                Policy::withhold(request.extensions_mut(), reason);
            }
        }
        let future = spare.service.call(request);
        self.state.set(State::Calling { future });
    }
}

// ===== impl Aside =====

impl<S, B, E> Aside<S, B, E> {
    pub(in crate::bearer_auth) fn new(driver: Option<Driver>, spare: Option<Spare<S, B>>) -> Self {
        Self {
            driver,
            spare,
            detour: None,
        }
    }

    #[inline]
    pub(in crate::bearer_auth) fn put(&mut self, spare: Spare<S, B>) -> &mut Spare<S, B> {
        self.spare.insert(spare)
    }

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
        let detour = self.aside.as_ref().and_then(|aside| aside.detour.as_ref());
        let state = match (&self.state, detour) {
            (State::Calling { .. }, _) => "calling",
            (State::Aside, Some(Detour::Refused(_))) => "refused",
            (State::Aside, Some(Detour::Waiting(_))) => "waiting for a key",
            (State::Aside, Some(Detour::Refreshing(..))) => "refreshing",
            (State::Aside, Some(Detour::Readying(_))) => "readying",
            (State::Aside, None) => "ended",
        };
        f.debug_struct("LiveFuture")
            .field("state", &state)
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}
