//! Futures of [`ClassifyAuthErrors`](super::ClassifyAuthErrors).

mod head;

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{HeaderValue, Response, StatusCode, response};
use http_body::Body;
use pin_project_lite::pin_project;

use self::head::{Head, ReadHead};
use super::layer::Settings;
use crate::{
    classify::{Answer, CredentialSent, judge},
    error::{AuthError, Error, Refusal, Withheld},
};

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

/// What the request carried.
pub(super) enum Sent {
    Credential(HeaderValue),
    /// And the reason that a layer outside left, if one did.
    Nothing(Option<Withheld>),
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
                    return Poll::Ready(Err(refusal(parts, head, this.sent, this.settings).into()));
                }
            }
        }
    }
}

fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

/// The error for an answer with a status of refusal.
fn refusal(parts: response::Parts, head: Head, sent: &Sent, settings: &Settings) -> AuthError {
    let (secret, withheld) = match sent {
        Sent::Credential(value) => (Some(settings.scheme.key_in(value)), None),
        Sent::Nothing(withheld) => (None, *withheld),
    };
    let credential_sent = if secret.is_some() {
        CredentialSent::Yes
    } else {
        CredentialSent::No
    };
    let answer = Answer::new(parts.status, &parts.headers)
        .with_body(&head.bytes)
        .with_credential_sent(credential_sent);
    let verdict = judge(&answer, settings.rules);
    AuthError::refused(Refusal {
        verdict,
        facts: settings.facts,
        withheld,
        response: Response::from_parts(parts, head.bytes),
        is_cut: head.is_cut,
        secret,
    })
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
