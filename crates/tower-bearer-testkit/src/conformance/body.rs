use std::{
    collections::VecDeque,
    convert::Infallible,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The body of a request of the suite: a whole one, which can be copied, or a stream, which cannot.
#[derive(Default)]
pub struct Body(Kind);

enum Kind {
    Whole(Bytes),
    Stream(VecDeque<Bytes>),
}

// ===== impl Body =====

impl Body {
    /// These bytes.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Kind::Whole(bytes.into()))
    }

    /// These parts, one after the other, of a length that nobody is told beforehand.
    pub fn stream<I>(parts: I) -> Self
    where
        I: IntoIterator<Item: Into<Bytes>>,
    {
        Self(Kind::Stream(parts.into_iter().map(Into::into).collect()))
    }

    /// The bytes of a whole body; none of a stream. By it an adapter tells which bodies can be copied.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// The same body once more; none of a stream.
    pub fn try_clone(&self) -> Option<Self> {
        self.as_bytes().cloned().map(Self::whole)
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut self.get_mut().0 {
            Kind::Whole(bytes) if bytes.is_empty() => None,
            Kind::Whole(bytes) => Some(std::mem::take(bytes)),
            Kind::Stream(parts) => parts.pop_front(),
        };
        Poll::Ready(next.map(Frame::data).map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Whole(bytes) => write!(f, "Whole({})", bytes.len()),
            Kind::Stream(parts) => write!(f, "Stream({})", parts.len()),
        }
    }
}

// ===== impl Kind =====

impl Default for Kind {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}
