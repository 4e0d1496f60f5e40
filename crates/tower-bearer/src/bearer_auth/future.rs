//! Futures of [`BearerAuth`](super::BearerAuth).

mod live;
mod spare;

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

pub use self::live::LiveFuture;
pub(super) use self::{live::Aside, spare::Spare};
use crate::error::AuthError;

pin_project! {
    /// The response of a [`BearerAuth`](super::BearerAuth) with one key that rejects other origins.
    #[derive(Debug)]
    pub struct StrictFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StateProjection]
    #[derive(Debug)]
    enum State<F> {
        // Nothing was sent.
        Refused { error: Option<AuthError> },
        // The request is with the service inside.
        Calling { #[pin] future: F },
    }
}

// ===== impl StrictFuture =====

impl<F> StrictFuture<F> {
    pub(super) fn refused(error: AuthError) -> Self {
        Self {
            state: State::refused(error),
        }
    }

    pub(super) fn calling(future: F) -> Self {
        Self {
            state: State::Calling { future },
        }
    }
}

impl<F, R, E> Future for StrictFuture<F>
where
    F: Future<Output = Result<R, E>>,
    E: From<AuthError>,
{
    type Output = Result<R, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().state.poll(cx)
    }
}

// ===== impl State =====

impl<F> State<F> {
    fn refused(error: AuthError) -> Self {
        Self::Refused { error: Some(error) }
    }
}

impl<F, R, E> State<F>
where
    F: Future<Output = Result<R, E>>,
    E: From<AuthError>,
{
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<R, E>> {
        match self.project() {
            StateProjection::Calling { future } => future.poll(cx),
            StateProjection::Refused { error } => match error.take() {
                Some(error) => Poll::Ready(Err(error.into())),
                // Polled again after it ended.
                None => Poll::Pending,
            },
        }
    }
}
