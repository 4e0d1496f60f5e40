use std::{
    collections::VecDeque,
    fmt,
    io::IoSlice,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use zeroize::Zeroizing;

use super::head::{Head, Reading, reserve};
use crate::body::size_hint;

pin_project! {
    /// The body of a response that was looked at, or that did not have to be; see
    /// [`AuthErrorClassifier::peek_bodies`](super::AuthErrorClassifier::peek_bodies).
    ///
    /// It is the server's body as it came: the same frames in the same order, trailers and errors too, and the same hints of what is
    /// to come. What was read of it is in memory, and comes first.
    pub struct Peeked<B>
    where
        B: Body,
    {
        #[pin]
        state: State<B>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<B>
    where
        B: Body,
    {
        // Nothing was read of it.
        Untouched { #[pin] body: B },
        // Its beginning was.
        Begun { begun: Begun<B> },
    }
}

/// A body whose first frames were read. It is boxed, so that it can be read in one place and given back in another.
struct Begun<B: Body> {
    kept: Kept<B::Data, B::Error>,
    body: Pin<Box<B>>,
}

/// What was read.
struct Kept<D, E> {
    frames: VecDeque<Frame<D>>,
    then: Then<E>,
}

/// What comes behind the frames that were read.
enum Then<E> {
    Rest,
    Error(E),
    End,
}

pin_project! {
    /// Reads the beginning of a body, and keeps what it reads.
    pub(crate) struct Peek<B>
    where
        B: Body,
    {
        begun: Option<Begun<B>>,
        #[pin]
        reading: Reading,
    }
}

/// What a body says when it is asked.
type Polled<D, E> = Poll<Option<Result<Frame<D>, E>>>;

/// A server that sends its body in smaller pieces has said enough by then.
const FRAMES_MAX: usize = 1024;

// ===== impl Peeked =====

impl<B: Body> Peeked<B> {
    pub(crate) fn untouched(body: B) -> Self {
        Self {
            state: State::Untouched { body },
        }
    }
}

impl<B: Body> Body for Peeked<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.project().state.project() {
            StateProjection::Untouched { body } => body.poll_frame(cx),
            StateProjection::Begun { begun } => begun.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.state {
            State::Untouched { body } => body.is_end_stream(),
            State::Begun { begun } => begun.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.state {
            State::Untouched { body } => body.size_hint(),
            State::Begun { begun } => begun.size_hint(),
        }
    }
}

impl<B: Body> fmt::Debug for Peeked<B> {
    /// Without what was read: a server may echo the key in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frames = match &self.state {
            State::Untouched { .. } => 0,
            State::Begun { begun } => begun.kept.frames.len(),
        };
        f.debug_struct("Peeked")
            .field("frames_read", &frames)
            .finish_non_exhaustive()
    }
}

// ===== impl Begun =====

impl<B: Body> Begun<B> {
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Polled<B::Data, B::Error> {
        if let Some(frame) = self.kept.frames.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        match mem::replace(&mut self.kept.then, Then::Rest) {
            Then::Rest => self.body.as_mut().poll_frame(cx),
            Then::Error(error) => Poll::Ready(Some(Err(error))),
            Then::End => {
                // A body that has ended is not asked again.
                self.kept.then = Then::End;
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.kept.frames.is_empty()
            && match self.kept.then {
                Then::Rest => self.body.is_end_stream(),
                Then::Error(_) => false,
                Then::End => true,
            }
    }

    fn size_hint(&self) -> SizeHint {
        let read = self.kept.frames.iter().filter_map(Frame::data_ref);
        let read = read.map(Buf::remaining).sum();
        let rest = match self.kept.then {
            Then::End => SizeHint::with_exact(0),
            Then::Rest | Then::Error(_) => self.body.size_hint(),
        };
        size_hint(read, &rest)
    }
}

// ===== impl Kept =====

impl<D: Buf, E> Kept<D, E> {
    /// Keeps what a body says, as [`Reading::poll`] asks for it.
    fn keep(&mut self, frame: Option<Result<Frame<D>, E>>, read: &mut Zeroizing<Vec<u8>>, room: usize) -> Option<bool> {
        let frame = match frame {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
                self.then = Then::Error(error);
                return Some(true);
            }
            None => {
                self.then = Then::End;
                return Some(false);
            }
        };
        let is_seen = frame.data_ref().is_none_or(|data| look(read, data, room));
        self.frames.push_back(frame);
        (!is_seen || self.frames.len() >= FRAMES_MAX).then_some(true)
    }
}

// ===== impl Peek =====

impl<B: Body> Peek<B> {
    pub(crate) fn new(body: B, limit: usize, timeout: Option<Duration>) -> Self {
        let kept = Kept {
            frames: VecDeque::new(),
            then: Then::Rest,
        };
        Self {
            begun: Some(Begun {
                kept,
                body: Box::pin(body),
            }),
            reading: Reading::new(limit, timeout),
        }
    }
}

impl<B: Body> Future for Peek<B> {
    type Output = (Head, Peeked<B>);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // Taken once: a future is not polled after it is ready.
        let Some(Begun { kept, body }) = this.begun else {
            return Poll::Pending;
        };
        let keep = |frame, read: &mut Zeroizing<Vec<u8>>, room| kept.keep(frame, read, room);
        let head = ready!(this.reading.poll(body.as_mut(), cx, keep));
        match this.begun.take() {
            Some(begun) => Poll::Ready((
                head,
                Peeked {
                    state: State::Begun { begun },
                },
            )),
            None => Poll::Pending,
        }
    }
}

/// Copies what `data` shows of itself without being read, and says whether that was all of it: bytes that lie in one piece, or in
/// pieces that it knows how to show at once.
fn look(read: &mut Zeroizing<Vec<u8>>, data: &impl Buf, room: usize) -> bool {
    let mut pieces = [IoSlice::new(&[]); 16];
    let count = data.chunks_vectored(&mut pieces);
    reserve(read, data.remaining().min(room));
    let mut left = room;
    for piece in pieces.iter().take(count) {
        let len = piece.len().min(left);
        read.extend_from_slice(piece.get(..len).unwrap_or_default());
        left -= len;
    }
    room - left == data.remaining()
}
