//! Bodies that are not `Clone`, and can be sent again all the same.

mod tape;

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use self::tape::Tape;
use super::replay::Replay;
use crate::error::BoxError;

/// A body that is recorded while it is sent, so that it can be sent again: for [`RecordBody`].
///
/// Nothing is read ahead. What goes by is kept, data and trailers, as long as it is at most `limit` bytes and the request may still be
/// sent again, which ends with its answer; the bytes are shared, not copied. A longer body is sent once. Where the server refuses a
/// request before all of it was sent, the second sending is what was recorded and then the rest of the body, from where the first
/// stopped: so a stream can be sent again too, if it was refused early.
///
/// # Errors
///
/// Those of the body; and, of a body that is being sent again, the first one fails: what still reads it must not take it for complete.
///
/// ```
/// use bytes::Bytes;
/// use http::Request;
/// use http_body_util::Full;
/// use tower_bearer::{
///     BearerAuthLayer, Keys, Origins,
///     bearer_auth::{RecordBody, RecordedBody},
/// };
///
/// # fn run(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
/// let layer = BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?)
///     .replay_rejected_with(RecordBody::default());
/// // Any body that is `Unpin`, such as one that reads from a file.
/// # let body = Full::new(Bytes::new());
/// let request = Request::post("https://api.example.com/orders").body(RecordedBody::new(body, 64 * 1024))?;
/// # Ok(()) }
/// ```
pub struct RecordedBody<B> {
    tape: Arc<Mutex<Tape<B>>>,
    /// Which of those that share the tape it is.
    id: usize,
}

/// Bodies that are a [`RecordedBody`], up to their limit.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct RecordBody;

// ===== impl RecordedBody =====

impl<B> RecordedBody<B> {
    /// `body`, recorded up to `limit` bytes: of its data, and of the names and values of its trailers.
    pub fn new(body: B, limit: usize) -> Self {
        Self {
            tape: Arc::new(Mutex::new(Tape::new(body, limit))),
            id: 0,
        }
    }

    /// Another one that shares the tape; `None` where the beginning is lost already.
    fn share(&self) -> Option<Self> {
        let id = self.lock().share()?;
        Some(Self {
            tape: Arc::clone(&self.tape),
            id,
        })
    }

    /// From here on this is the one that is sent, from the beginning; `false` where the beginning is lost.
    fn rewind(&self) -> bool {
        let superseded = self.lock().rewind(self.id);
        match superseded {
            Ok(waker) => {
                if let Some(waker) = waker {
                    waker.wake();
                }
                true
            }
            Err(_) => false,
        }
    }

    /// After a panic of the body in it, the tape says that it is broken.
    fn lock(&self) -> MutexGuard<'_, Tape<B>> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B> Body for RecordedBody<B>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.lock().poll_frame(self.id, cx)
    }

    fn is_end_stream(&self) -> bool {
        self.lock().is_end_stream(self.id)
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().size_hint(self.id)
    }
}

impl<B> Drop for RecordedBody<B> {
    fn drop(&mut self) {
        self.lock().leave(self.id);
    }
}

impl<B> fmt::Debug for RecordedBody<B> {
    /// Without what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedBody")
            .field("recorded_bytes", &self.lock().recorded_bytes())
            .finish_non_exhaustive()
    }
}

// ===== impl Replay =====

impl<B> Replay<RecordedBody<B>> for RecordBody {
    fn copy(&self, body: &RecordedBody<B>) -> Option<RecordedBody<B>> {
        body.share()
    }

    fn rewind(copy: &RecordedBody<B>) -> bool {
        copy.rewind()
    }
}

#[cfg(test)]
mod tests;
