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
    super::{
        peeked::{Peek, Peeked},
        settings::{Sent, Settings},
    },
    ResponseFuture,
};
use crate::error::Error;

pin_project! {
    /// As [`ResponseFuture`], where bodies are [peeked](crate::AuthErrorClassifier::peek_bodies).
    pub struct PeekingFuture<F, B>
    where
        B: Body,
    {
        #[pin]
        state: State<F, B>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, B>
    where
        B: Body,
    {
        // The request is with the service inside, or was refused.
        Responding { #[pin] future: ResponseFuture<F, B> },
        // It was answered with a status that a rule names, and the beginning of the body is being read.
        Peeking {
            parts: Option<response::Parts>,
            #[pin]
            peek: Peek<B>,
            sent: Sent,
            settings: Arc<Settings>,
        },
    }
}

// ===== impl PeekingFuture =====

impl<F, B: Body> PeekingFuture<F, B> {
    pub(in super::super) fn new(future: ResponseFuture<F, B>) -> Self {
        Self {
            state: State::Responding { future },
        }
    }
}

impl<F, B, E> Future for PeekingFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
{
    type Output = Result<Response<Peeked<B>>, Error<E>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            match state.as_mut().project() {
                StateProjection::Responding { mut future } => {
                    let response = ready!(future.as_mut().poll(cx))?;
                    let future = future.project();
                    let settings = &*future.settings;
                    if !settings.peeks(response.status(), response.headers()) {
                        return Poll::Ready(Ok(response.map(Peeked::untouched)));
                    }
                    let (parts, body) = response.into_parts();
                    let peeking = State::Peeking {
                        parts: Some(parts),
                        peek: Peek::new(body, settings.body_limit, settings.body_timeout),
                        sent: future.sent.clone(),
                        settings: Arc::clone(settings),
                    };
                    state.set(peeking);
                }
                StateProjection::Peeking {
                    parts,
                    peek,
                    sent,
                    settings,
                } => {
                    let (head, body) = ready!(peek.poll(cx));
                    // Taken once: a future is not polled after it is ready.
                    let Some(parts) = parts.take() else {
                        return Poll::Pending;
                    };
                    let parts = settings.named(parts, head, sent)?;
                    return Poll::Ready(Ok(Response::from_parts(parts, body)));
                }
            }
        }
    }
}

impl<F, B: Body> fmt::Debug for PeekingFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Responding { future } => f.debug_tuple("PeekingFuture").field(future).finish(),
            State::Peeking { .. } => f
                .debug_struct("PeekingFuture")
                .field("state", &"peeking")
                .finish_non_exhaustive(),
        }
    }
}
