use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};
use zeroize::Zeroizing;

pin_project! {
    /// Reads the beginning of a body: so many bytes, for so long. What comes after it is dropped.
    pub(crate) struct ReadHead<B> {
        #[pin]
        body: B,
        #[pin]
        reading: Reading,
    }
}

pin_project! {
    /// How much of a body was read, and how much may be.
    pub(super) struct Reading {
        // Wiped, since servers repeat keys.
        read: Zeroizing<Vec<u8>>,
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
#[derive(Debug)]
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
            reading: Reading::new(limit, timeout),
        }
    }
}

impl<B: Body> Future for ReadHead<B> {
    type Output = Head;

    /// Whatever ends it, what was read until then is what counts: an error of the body is a body that is cut.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Head> {
        let this = self.project();
        this.reading.poll(this.body, cx, |frame, read, room| match frame {
            None => Some(false),
            Some(Err(_)) => Some(true),
            Some(Ok(frame)) => {
                let mut data = frame.into_data().ok()?;
                let is_over = data.remaining() > room;
                append(read, &mut data, room);
                is_over.then_some(true)
            }
        })
    }
}

// ===== impl Reading =====

impl Reading {
    pub(super) fn new(limit: usize, timeout: Option<Duration>) -> Self {
        Self {
            read: Zeroizing::default(),
            limit,
            timeout,
            timer: None,
        }
    }

    /// The head of `body`. `take` is given what the body says, what was read before, and for how many bytes there is room; it says
    /// whether the body is cut once it has enough.
    pub(super) fn poll<B: Body>(
        self: Pin<&mut Self>,
        mut body: Pin<&mut B>,
        cx: &mut Context<'_>,
        mut take: impl FnMut(Option<Result<Frame<B::Data>, B::Error>>, &mut Zeroizing<Vec<u8>>, usize) -> Option<bool>,
    ) -> Poll<Head> {
        let this = self.project();
        let (read, limit) = (this.read, *this.limit);
        let mut frames = 0..FRAMES_A_POLL;
        let is_cut = loop {
            if frames.next().is_none() {
                // Ready all the time, and perhaps with nothing in it: let others run, and look at the clock.
                cx.waker().wake_by_ref();
                break is_over_time(this.timer, *this.timeout, cx).then_some(true);
            }
            match body.as_mut().poll_frame(cx) {
                Poll::Ready(frame) => {
                    let room = limit - read.len();
                    if let Some(is_cut) = take(frame, read, room) {
                        break Some(is_cut);
                    }
                }
                Poll::Pending => break is_over_time(this.timer, *this.timeout, cx).then_some(true),
            }
        };
        match is_cut {
            Some(is_cut) => Poll::Ready(Head {
                bytes: Bytes::from_owner(std::mem::take(read)),
                is_cut,
            }),
            None => Poll::Pending,
        }
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

fn append(read: &mut Zeroizing<Vec<u8>>, data: &mut impl Buf, room: usize) {
    let mut left = data.remaining().min(room);
    reserve(read, left);
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

/// Makes room for so many more bytes. A vector that grew by itself would leave a copy behind.
pub(super) fn reserve(read: &mut Zeroizing<Vec<u8>>, more: usize) {
    if more > read.capacity() - read.len() {
        let mut larger = Vec::with_capacity((read.len() + more).max(2 * read.capacity()));
        larger.extend_from_slice(read);
        *read = Zeroizing::new(larger);
    }
}
