use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::BodyKind;
use crate::stop::Stop;

/// The body of an answer, on its way out.
pub(crate) struct AnswerBody {
    /// The bytes that go out next.
    next: Option<Bytes>,
    then: Then,
}

enum Then {
    End,
    /// The same bytes again, until the server stops.
    Repeat(Until),
    /// Silence, until the server stops.
    Stall(Until),
    /// The end, though more was promised. `over`: the bytes are with hyper, or there were none and it has written the head.
    Cut {
        over: bool,
    },
}

/// A row of smaller frames is taken for an attack by HTTP/2 clients.
const FRAME_MIN: usize = 1024;

type Until = Pin<Box<dyn Future<Output = ()> + Send>>;

// ===== impl AnswerBody =====

impl AnswerBody {
    pub(super) fn new(kind: BodyKind, stop: &Stop) -> Self {
        let until = || -> Until { Box::pin(stop.stopped()) };
        let (bytes, then) = match kind {
            BodyKind::Bytes(bytes) => (bytes, Then::End),
            BodyKind::NeverEnding(chunk) => (repeated(&chunk), Then::Repeat(until())),
            BodyKind::Stalled(first) => (first, Then::Stall(until())),
            BodyKind::Cut { sent, .. } => (sent, Then::Cut { over: false }),
            BodyKind::Echo => (Bytes::new(), Then::End),
        };
        Self {
            next: (!bytes.is_empty()).then_some(bytes),
            then,
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = self.get_mut();
        if let Then::Repeat(until) | Then::Stall(until) = &mut this.then {
            if until.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Some(Err(io::Error::other("the server stops"))));
            }
        }
        let next = match this.then {
            Then::Repeat(_) => this.next.clone(),
            _ => this.next.take(),
        };
        match (next, &mut this.then) {
            (Some(bytes), then) => {
                if let Then::Cut { over } = then {
                    *over = true;
                }
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            (None, Then::Stall(_)) => Poll::Pending,
            // When a body falls short hyper drops what it has not written: let it write the head first.
            (None, Then::Cut { over }) if !*over => {
                *over = true;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            (None, _) => Poll::Ready(None),
        }
    }

    /// A cut body ends with its last bytes, not one poll later: hyper then writes all of them before it closes the connection.
    fn is_end_stream(&self) -> bool {
        match self.then {
            Then::End => self.next.is_none(),
            Then::Cut { over } => over,
            Then::Repeat(_) | Then::Stall(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.then, &self.next) {
            (Then::End, next) => SizeHint::with_exact(next.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            _ => SizeHint::default(),
        }
    }
}

fn repeated(chunk: &Bytes) -> Bytes {
    match FRAME_MIN.checked_div(chunk.len()) {
        None | Some(0) => chunk.clone(),
        Some(times) => chunk.repeat(times + 1).into(),
    }
}
