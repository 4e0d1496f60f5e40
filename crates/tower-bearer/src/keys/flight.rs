//! One load, shared by all who wait for it.

use std::{
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use futures_util::{FutureExt, future::Shared};
use tokio::time::Instant;

use super::attended::Attended;
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
    /// Begun in place of one that was left and then failed.
    pub(super) is_second: bool,
    future: Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
    crew: Arc<Crew>,
    attended: Arc<Attended>,
}

/// Who polls a flight.
#[derive(Default)]
struct Crew {
    /// How many there are, times [`MEMBER`], and whether there was a time when the last had gone.
    members: AtomicUsize,
    /// `None`: nobody polls just now. Else those who came meanwhile.
    passed_by: Mutex<Option<Vec<Waker>>>,
}

const WAS_LEFT: usize = 1;
const MEMBER: usize = 2;

/// A flight, polled by one of its crew.
pub(super) struct Seat {
    flight: Flight,
    /// Those who passed by while we polled. `Shared` turned them away and counts on us to come again, if the source called meanwhile.
    passed_by: Vec<Waker>,
    was_polled: bool,
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
        attended: Arc<Attended>,
    ) -> Self {
        let load = AssertUnwindSafe(source.load()).catch_unwind();
        let load = load.map(|outcome| outcome.unwrap_or_else(|_| Err(panicked())));
        let load: Pin<Box<dyn Future<Output = Outcome> + Send>> = Box::pin(load);
        Self {
            id,
            started_at,
            deadline,
            is_forced,
            is_second: false,
            future: load.shared(),
            crew: Arc::default(),
            attended,
        }
    }

    pub(super) fn board(&self) -> Seat {
        self.crew.members.fetch_add(MEMBER, Ordering::AcqRel);
        self.attended.set(self.deadline);
        Seat {
            flight: self.clone(),
            passed_by: Vec::new(),
            was_polled: false,
        }
    }

    /// Whether nobody is there to poll it.
    pub(super) fn is_left(&self) -> bool {
        self.crew.members.load(Ordering::Acquire) < MEMBER
    }

    /// Whether its failure says nothing of the source: for a time nobody polled it, so a runtime may be gone, a connection may be
    /// dead, and the time limit may have passed meanwhile. It does so once, lest a source that fails slowly is asked for ever.
    pub(super) fn is_excused(&self) -> bool {
        !self.is_second && self.crew.members.load(Ordering::Acquire) & WAS_LEFT != 0
    }
}

/// The message of the panic may hold anything, so it is not repeated.
fn panicked() -> SourceError {
    SourceError::said(
        SourceErrorKind::Transient,
        "the key source panicked: see the program's standard error",
    )
}

// ===== impl Crew =====

impl Crew {
    /// Whether nobody else polls just now; who does hears of `cx` if so.
    fn begin_poll(&self, cx: &Context<'_>) -> bool {
        match &mut *self.passed_by() {
            Some(passed_by) => {
                passed_by.push(cx.waker().clone());
                false
            }
            nobody => {
                *nobody = Some(Vec::new());
                true
            }
        }
    }

    fn end_poll(&self) -> Vec<Waker> {
        self.passed_by().take().unwrap_or_default()
    }

    fn passed_by(&self) -> MutexGuard<'_, Option<Vec<Waker>>> {
        // It is whole at every point.
        self.passed_by.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ===== impl Seat =====

impl Seat {
    pub(super) fn flight(&self) -> &Flight {
        &self.flight
    }

    /// Whether it is too late to begin: the time limit is over, and we have not polled yet.
    pub(super) fn is_too_late(&self, now: Instant) -> bool {
        !self.was_polled && self.flight.deadline <= now
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.was_polled = true;
        let is_first = self.flight.crew.begin_poll(cx);
        let outcome = self.flight.future.poll_unpin(cx);
        if is_first {
            self.passed_by = self.flight.crew.end_poll();
        }
        outcome
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let leave = |crew| Some(if crew < 2 * MEMBER { WAS_LEFT } else { crew - MEMBER });
        let members = &self.flight.crew.members;
        let crew = members.fetch_update(Ordering::AcqRel, Ordering::Acquire, leave);
        if crew.is_ok_and(|crew| crew < 2 * MEMBER) {
            self.flight.attended.clear_if(self.flight.deadline);
        }
        // We do not come again.
        for waker in self.passed_by.drain(..) {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests;
