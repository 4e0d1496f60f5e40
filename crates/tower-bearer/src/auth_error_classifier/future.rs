//! Futures of [`ClassifyAuthErrors`](super::ClassifyAuthErrors).

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Response, response};
use http_body::Body;
use pin_project_lite::pin_project;

use super::{
    head::ReadHead,
    settings::{Sent, Settings},
};
use crate::{classify::is_refusal, error::Error};

mod peeking;

pub use self::peeking::PeekingFuture;

pin_project! {
    /// The response of a [`ClassifyAuthErrors`](super::ClassifyAuthErrors), or what it was refused for.
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
        sent: Sent,
        settings: Arc<Settings>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, B> {
        // The request is with the service inside.
        Calling { #[pin] future: F },
        // It was refused, and the beginning of the body is being read.
        Reading { parts: Option<response::Parts>, #[pin] head: ReadHead<B> },
    }
}

// ===== impl ResponseFuture =====

impl<F, B> ResponseFuture<F, B> {
    pub(super) fn new(future: F, sent: Sent, settings: Arc<Settings>) -> Self {
        Self {
            state: State::Calling { future },
            sent,
            settings,
        }
    }
}

impl<F, B, E> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
{
    type Output = Result<Response<B>, Error<E>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            match this.state.as_mut().project() {
                StateProjection::Calling { future } => {
                    let response = match ready!(future.poll(cx)) {
                        Ok(response) if is_refusal(response.status()) => response,
                        Ok(response) => return Poll::Ready(Ok(response)),
                        Err(error) => return Poll::Ready(Err(Error::Service(error))),
                    };
                    let (parts, body) = response.into_parts();
                    this.state.set(State::Reading {
                        parts: Some(parts),
                        head: ReadHead::new(body, this.settings.body_limit, this.settings.body_timeout),
                    });
                }
                StateProjection::Reading { parts, head } => {
                    let head = ready!(head.poll(cx));
                    // Taken once: a future is not polled after it is ready.
                    let Some(parts) = parts.take() else {
                        return Poll::Pending;
                    };
                    return Poll::Ready(Err(this.settings.refusal(parts, head, this.sent).into()));
                }
            }
        }
    }
}

impl<F, B> fmt::Debug for ResponseFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Calling { .. } => "calling",
            State::Reading { .. } => "reading",
        };
        f.debug_struct("ResponseFuture")
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
