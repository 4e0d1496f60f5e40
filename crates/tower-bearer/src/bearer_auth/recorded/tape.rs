use std::{
    io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::{Buf, Bytes};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use crate::{body::size_hint, error::BoxError};

/// A body, what has gone by of it, and who reads it. One reader at a time: another one begins at the beginning.
pub(super) struct Tape<B> {
    body: B,
    frames: Vec<Recorded>,
    has_ended: bool,
    bytes: usize,
    limit: usize,
    state: State,
    reader: usize,
    /// How many frames the reader has had.
    position: usize,
    waker: Option<Waker>,
    /// How many share it, and how many ever did.
    sharers: usize,
    ids: usize,
}

enum Recorded {
    Data(Bytes),
    Trailers(HeaderMap),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// All that has gone by is there.
    Whole,
    /// It is not: there was too much, or nobody left to read it again.
    Lost,
    /// And the body is not to be polled again.
    Broken,
}

/// The beginning is not there any longer.
pub(super) struct Lost;

// ===== impl Tape =====

impl<B> Tape<B> {
    pub(super) fn new(body: B, limit: usize) -> Self {
        Self {
            body,
            frames: Vec::new(),
            has_ended: false,
            bytes: 0,
            limit,
            state: State::Whole,
            reader: 0,
            position: 0,
            waker: None,
            sharers: 1,
            ids: 1,
        }
    }

    pub(super) fn recorded_bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn share(&mut self) -> Option<usize> {
        if self.state != State::Whole {
            return None;
        }
        let id = self.ids;
        self.ids += 1;
        self.sharers += 1;
        Some(id)
    }

    /// Makes `id` the reader, and says whom to wake: the one before may wait for more, and there is none for it.
    pub(super) fn rewind(&mut self, id: usize) -> Result<Option<Waker>, Lost> {
        if self.state != State::Whole {
            return Err(Lost);
        }
        self.reader = id;
        self.position = 0;
        Ok(self.waker.take())
    }

    pub(super) fn leave(&mut self, id: usize) {
        self.sharers -= 1;
        // Where only the reader is left, nobody reads again what it has read.
        if self.sharers == 1 && id != self.reader && self.state == State::Whole {
            self.lose(State::Lost);
        }
    }

    /// Keeps of what was recorded only what the reader has not had.
    fn lose(&mut self, state: State) {
        self.state = state;
        self.frames.drain(..self.position);
        self.position = 0;
        self.bytes = self.unread(self.reader).iter().map(Recorded::len).sum();
    }

    /// What is recorded, from where `id` stands on.
    fn unread(&self, id: usize) -> &[Recorded] {
        let position = if id == self.reader { self.position } else { 0 };
        self.frames.get(position..).unwrap_or_default()
    }
}

impl<B> Tape<B>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    pub(super) fn poll_frame(
        &mut self,
        id: usize,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if id != self.reader {
            let error = io::Error::other("the request is being sent again");
            return Poll::Ready(Some(Err(error.into())));
        }
        if let Some(recorded) = self.frames.get(self.position) {
            let frame = recorded.frame();
            self.position += 1;
            return Poll::Ready(Some(Ok(frame)));
        }
        if self.has_ended {
            return Poll::Ready(None);
        }
        if self.state == State::Broken {
            let error = io::Error::other("the body failed before");
            return Poll::Ready(Some(Err(error.into())));
        }
        // What a panic leaves behind.
        let state = std::mem::replace(&mut self.state, State::Broken);
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.state = state;
        match polled {
            Poll::Pending => {
                match &mut self.waker {
                    Some(waker) => waker.clone_from(cx.waker()),
                    none => *none = Some(cx.waker().clone()),
                }
                Poll::Pending
            }
            Poll::Ready(Some(Ok(frame))) => {
                let frame = frame.map_data(|mut data| data.copy_to_bytes(data.remaining()));
                self.record(&frame);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.lose(State::Broken);
                Poll::Ready(Some(Err(error.into())))
            }
            Poll::Ready(None) => {
                self.has_ended = true;
                Poll::Ready(None)
            }
        }
    }

    pub(super) fn is_end_stream(&self, id: usize) -> bool {
        self.unread(id).is_empty() && (self.has_ended || self.body.is_end_stream())
    }

    pub(super) fn size_hint(&self, id: usize) -> SizeHint {
        let unread = self.unread(id).iter().map(Recorded::data_len).sum();
        let rest = if self.has_ended {
            SizeHint::with_exact(0)
        } else {
            self.body.size_hint()
        };
        size_hint(unread, &rest)
    }

    /// Keeps a frame that the reader gets now.
    fn record(&mut self, frame: &Frame<Bytes>) {
        if self.state != State::Whole {
            return;
        }
        let recorded = match (frame.data_ref(), frame.trailers_ref()) {
            // Nothing: any number of them would fit within the limit.
            (Some(data), _) if data.is_empty() => return,
            (Some(data), _) => Some(Recorded::Data(data.clone())),
            (None, Some(trailers)) => Some(Recorded::Trailers(trailers.clone())),
            (None, None) => None,
        };
        let fits = |recorded: &Recorded| recorded.len() <= self.limit - self.bytes;
        match recorded.filter(fits).filter(|_| self.sharers > 1) {
            Some(recorded) => {
                self.bytes += recorded.len();
                self.frames.push(recorded);
                self.position += 1;
            }
            None => self.lose(State::Lost),
        }
    }
}

// ===== impl Recorded =====

impl Recorded {
    fn frame(&self) -> Frame<Bytes> {
        match self {
            Self::Data(data) => Frame::data(data.clone()),
            Self::Trailers(trailers) => Frame::trailers(trailers.clone()),
        }
    }

    fn data_len(&self) -> usize {
        match self {
            Self::Data(data) => data.len(),
            Self::Trailers(_) => 0,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Data(data) => data.len(),
            Self::Trailers(trailers) => trailers
                .iter()
                .map(|(name, value)| name.as_str().len() + value.len())
                .sum(),
        }
    }
}
