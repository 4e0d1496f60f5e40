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
use crate::{
    classify::{MayBeGrpc, is_refusal, is_refused},
    error::Error,
};

mod peeking;

pub use self::peeking::PeekingFuture;

pin_project! {
    /// The response of a [`ClassifyAuthErrors`](super::ClassifyAuthErrors), or what it was refused for.
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
        may_be_grpc: MayBeGrpc,
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
    pub(super) fn new(future: F, may_be_grpc: MayBeGrpc, sent: Sent, settings: Arc<Settings>) -> Self {
        Self {
            state: State::Calling { future },
            may_be_grpc,
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
                        Ok(response) if this.may_be_grpc.with(&response) || is_refusal(response.status()) => response,
                        Ok(response) => return Poll::Ready(Ok(response)),
                        Err(error) => return Poll::Ready(Err(Error::Service(error))),
                    };
                    if let Some(response) = this.state.as_mut().read(response, this.settings) {
                        return Poll::Ready(Ok(response));
                    }
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

// ===== impl State =====

impl<F, B> State<F, B> {
    /// Reads the body of a refusal; gives back an answer that is none.
    #[cold]
    fn read(mut self: Pin<&mut Self>, response: Response<B>, settings: &Settings) -> Option<Response<B>> {
        if !is_refused(response.status(), response.headers()) {
            return Some(response);
        }
        let (parts, body) = response.into_parts();
        self.set(Self::Reading {
            parts: Some(parts),
            head: ReadHead::new(body, settings.body_limit, settings.body_timeout),
        });
        None
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
