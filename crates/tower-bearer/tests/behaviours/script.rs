//! A body by script.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::{Body, Frame, SizeHint};

/// What a body says when it is asked.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Data(Bytes),
    Trailers(HeaderMap),
    Wait,
    Fail(&'static str),
}

/// What it says once the script is at its end.
#[derive(Clone, Debug)]
enum Rest {
    End,
    Wait,
    Repeat(Bytes),
}

/// Steps, and then the rest.
#[derive(Debug)]
pub(crate) struct Script {
    steps: VecDeque<Step>,
    rest: Rest,
    has_ended: bool,
    seen: Seen,
}

/// What became of a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicUsize,
    polls: AtomicUsize,
}

pub(crate) fn data(text: &'static str) -> Step {
    Step::Data(Bytes::from_static(text.as_bytes()))
}

pub(crate) fn trailers() -> HeaderMap {
    HeaderMap::from_iter([(
        http::HeaderName::from_static("x-checksum"),
        HeaderValue::from_static("a1"),
    )])
}

// ===== impl Script =====

impl Script {
    /// It ends after these.
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            rest: Rest::End,
            has_ended: false,
            seen: Seen::default(),
        }
    }

    /// And never says anything again.
    pub(crate) fn then_waits(self) -> Self {
        Self {
            rest: Rest::Wait,
            ..self
        }
    }

    /// And says this for ever.
    pub(crate) fn then_repeats(self, text: &'static str) -> Self {
        Self {
            rest: Rest::Repeat(Bytes::from_static(text.as_bytes())),
            ..self
        }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.clone()
    }
}

// ===== impl Seen =====

impl Seen {
    /// How many bytes of the body were read.
    pub(crate) fn bytes(&self) -> usize {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// How often it was asked.
    pub(crate) fn polls(&self) -> usize {
        self.0.polls.load(Ordering::Relaxed)
    }

    /// Whether it is gone.
    pub(crate) fn is_dropped(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        let polls = self.seen.0.polls.fetch_add(1, Ordering::Relaxed);
        assert!(
            polls < 100_000,
            "a body that is always ready has to be left at some time"
        );
        assert!(!self.has_ended, "it has ended");
        let step = match (self.steps.pop_front(), &self.rest) {
            (Some(step), _) => step,
            (None, Rest::Repeat(bytes)) => Step::Data(bytes.clone()),
            (None, Rest::Wait) => Step::Wait,
            (None, Rest::End) => {
                self.has_ended = true;
                return Poll::Ready(None);
            }
        };
        match step {
            Step::Data(bytes) => {
                self.seen.0.bytes.fetch_add(bytes.len(), Ordering::Relaxed);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Step::Trailers(trailers) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
            Step::Wait => Poll::Pending,
            Step::Fail(error) => Poll::Ready(Some(Err(error))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && matches!(self.rest, Rest::End)
    }

    /// As of a body whose length was declared, where it ends.
    fn size_hint(&self) -> SizeHint {
        let data = self.steps.iter().map(|step| match step {
            Step::Data(bytes) => bytes.len() as u64,
            _ => 0,
        });
        let len = data.sum();
        let mut hint = SizeHint::new();
        hint.set_lower(len);
        if let Rest::End = self.rest {
            hint.set_upper(len);
        }
        hint
    }
}
