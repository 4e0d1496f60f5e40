use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Buf, Bytes, BytesMut};
use http_body::Body;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

pin_project! {
    /// Reads the beginning of a body: so many bytes, for so long.
    pub(crate) struct ReadHead<B> {
        #[pin]
        body: B,
        read: BytesMut,
        limit: usize,
        timeout: Option<Duration>,
        // Armed when the body makes us wait for the first time.
        #[pin]
        timer: Option<Sleep>,
    }
}

/// So many frames are read before others may run.
const FRAMES_A_POLL: usize = 64;

/// The beginning of a body.
pub(crate) struct Head {
    pub(crate) bytes: Bytes,
    /// Whether the body goes on behind it, as far as we know.
    pub(crate) is_cut: bool,
}

// ===== impl ReadHead =====

impl<B> ReadHead<B> {
    pub(crate) fn new(body: B, limit: usize, timeout: Option<Duration>) -> Self {
        Self {
            body,
            read: BytesMut::new(),
            limit,
            timeout,
            timer: None,
        }
    }
}

impl<B: Body> Future for ReadHead<B> {
    type Output = Head;

    /// Whatever ends it, what was read until then is what counts: an error of the body is a body that is cut.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Head> {
        let Some(is_cut) = self.as_mut().read(cx) else {
            return Poll::Pending;
        };
        Poll::Ready(Head {
            bytes: std::mem::take(self.project().read).freeze(),
            is_cut,
        })
    }
}

impl<B: Body> ReadHead<B> {
    /// Whether the body was cut; `None` where it has to be waited for.
    fn read(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Option<bool> {
        let mut this = self.project();
        for _ in 0..FRAMES_A_POLL {
            match this.body.as_mut().poll_frame(cx) {
                Poll::Ready(None) => return Some(false),
                Poll::Ready(Some(Err(_))) => return Some(true),
                Poll::Ready(Some(Ok(frame))) => {
                    let Ok(mut data) = frame.into_data() else {
                        continue;
                    };
                    let room = *this.limit - this.read.len();
                    let is_over = data.remaining() > room;
                    append(this.read, &mut data, room);
                    if is_over {
                        return Some(true);
                    }
                }
                Poll::Pending => return is_over_time(this.timer, *this.timeout, cx).then_some(true),
            }
        }
        // Ready all the time, and perhaps with nothing in it: let others run, and look at the clock.
        cx.waker().wake_by_ref();
        is_over_time(this.timer, *this.timeout, cx).then_some(true)
    }
}

/// Arms the timer when it is asked for the first time.
fn is_over_time(mut timer: Pin<&mut Option<Sleep>>, timeout: Option<Duration>, cx: &mut Context<'_>) -> bool {
    let Some(timeout) = timeout else {
        return false;
    };
    if timer.is_none() {
        timer.set(Some(sleep(timeout)));
    }
    timer.as_pin_mut().is_some_and(|timer| timer.poll(cx).is_ready())
}

fn append(read: &mut BytesMut, data: &mut impl Buf, room: usize) {
    let mut left = data.remaining().min(room);
    read.reserve(left);
    while left > 0 {
        let chunk = data.chunk();
        let len = chunk.len().min(left);
        if len == 0 {
            return;
        }
        read.extend_from_slice(&chunk[..len]);
        data.advance(len);
        left -= len;
    }
}
