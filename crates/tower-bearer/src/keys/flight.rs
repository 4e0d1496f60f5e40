//! One load, shared by all who wait for it.

use std::{
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use futures_util::{FutureExt, future::Shared};
use tokio::time::Instant;

use crate::source::{Credential, KeySource, SourceError, SourceErrorKind};

pub(super) type Outcome = Result<Credential, SourceError>;

/// A source without its type.
pub(super) trait AnySource: Send + Sync {
    fn load(self: Arc<Self>) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;
}

/// A load under way. It moves on when anybody polls it and is in nobody's hands: whoever drops out is not missed.
#[derive(Clone)]
pub(super) struct Flight {
    pub(super) id: u64,
    pub(super) started_at: Instant,
    pub(super) deadline: Instant,
    pub(super) is_forced: bool,
    future: Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
    crew: Arc<Crew>,
}

/// Who polls a flight.
#[derive(Default)]
struct Crew {
    members: AtomicUsize,
    /// Somebody has gone.
    was_left: AtomicBool,
}

/// A flight, polled by one of its crew.
pub(super) struct Seat {
    flight: Flight,
    /// Nobody had polled it for some time when we came: a runtime may be gone, a connection may be dead, and the time limit may be
    /// over through no fault of the source.
    is_resumed: bool,
}

// ===== impl AnySource =====

impl<S: KeySource> AnySource for S {
    fn load(self: Arc<Self>) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
        // The source's code, the call itself included, runs when this is polled, and not before.
        Box::pin(async move { KeySource::load(&*self).await })
    }
}

// ===== impl Flight =====

impl Flight {
    pub(super) fn new(
        source: Arc<dyn AnySource>,
        id: u64,
        started_at: Instant,
        deadline: Instant,
        is_forced: bool,
    ) -> Self {
        let load = AssertUnwindSafe(source.load()).catch_unwind();
        let load = load.map(|outcome| outcome.unwrap_or_else(|_| Err(panicked())));
        let load: Pin<Box<dyn Future<Output = Outcome> + Send>> = Box::pin(load);
        Self {
            id,
            started_at,
            deadline,
            is_forced,
            future: load.shared(),
            crew: Arc::default(),
        }
    }

    pub(super) fn board(&self) -> Seat {
        let is_resumed = self.is_left();
        self.crew.members.fetch_add(1, Ordering::AcqRel);
        Seat {
            flight: self.clone(),
            is_resumed,
        }
    }

    /// Whether all who polled it have gone, before it was over.
    pub(super) fn is_left(&self) -> bool {
        self.crew.was_left.load(Ordering::Acquire) && self.crew.members.load(Ordering::Acquire) == 0
    }
}

/// The message of the panic may hold anything, so it is not repeated.
fn panicked() -> SourceError {
    SourceError::said(
        SourceErrorKind::Transient,
        "the key source panicked: see the program's standard error",
    )
}

// ===== impl Seat =====

impl Seat {
    pub(super) fn flight(&self) -> &Flight {
        &self.flight
    }

    pub(super) fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.flight.future.poll_unpin(cx)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.flight.crew.was_left.store(true, Ordering::Release);
        self.flight.crew.members.fetch_sub(1, Ordering::AcqRel);
    }
}
