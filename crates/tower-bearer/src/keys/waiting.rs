//! Those who poll a flight: one that waits for the key, and one that drives it on beside a request of its own.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    cell::{Cell, Pick, timed_out},
    current::Current,
    decide::Want,
    flight::Seat,
};
use crate::source::SourceError;

pin_project! {
    /// Waits for a key.
    ///
    /// The time limit is this waiter's own timer, so that the load itself is tied to no runtime.
    #[must_use = "a future does nothing unless polled"]
    pub(crate) struct Waiting {
        cell: Arc<Cell>,
        seat: Seat,
        want: Want,
        has_asked_again: bool,
        // Armed when we have to wait.
        #[pin]
        timer: Option<Sleep>,
    }
}

/// Drives a load on while a request is under way. It waits for nothing and arms no timer.
pub(crate) struct Driver {
    cell: Arc<Cell>,
    seat: Option<Seat>,
}

// ===== impl Waiting =====

impl Waiting {
    pub(super) fn new(cell: Arc<Cell>, seat: Seat, want: Want) -> Self {
        Self {
            cell,
            seat,
            want,
            has_asked_again: false,
            timer: None,
        }
    }
}

impl Future for Waiting {
    /// The key, or none with the failure of the load; that is `None` where it brought no newer key.
    type Output = Result<Arc<Current>, Option<SourceError>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if !*this.has_asked_again && this.seat.is_too_late(Instant::now()) {
            *this.has_asked_again = true;
            match ask_again(this.cell, *this.want) {
                Ok(seat) => *this.seat = seat,
                Err(answer) => return Poll::Ready(answer),
            }
        }
        loop {
            let outcome = match this.seat.poll(cx) {
                Poll::Ready(outcome) => outcome,
                Poll::Pending => {
                    if this.timer.is_none() {
                        this.timer.set(Some(sleep_until(this.seat.flight().deadline)));
                    }
                    match this.timer.as_mut().as_pin_mut().map(|timer| timer.poll(cx)) {
                        Some(Poll::Ready(())) => Err(timed_out()),
                        _ => return Poll::Pending,
                    }
                }
            };
            let now = Instant::now();
            let id = this.seat.flight().id;
            if outcome.is_err() && this.seat.flight().is_excused() {
                if let Some(flight) = this.cell.begin_again(id, now) {
                    *this.seat = flight.board();
                    this.timer.set(None);
                    continue;
                }
            }
            let is_late = !this.cell.land(id, &outcome, now);
            if let Some(current) = this.cell.settled(*this.want, now) {
                return Poll::Ready(Ok(current));
            }
            let asks_again = match *this.want {
                // Polled when that key had expired too, or another load was under way: waits for the next one.
                Want::Current => is_late && (outcome.is_ok() || this.cell.is_loading()),
                // That load was begun before the key was rejected, and may have read it before a newer one was published.
                Want::NewerThan(_) => outcome.is_ok() && !this.seat.flight().is_forced,
            };
            if asks_again {
                match ask_again(this.cell, *this.want) {
                    Ok(seat) => {
                        *this.seat = seat;
                        this.timer.set(None);
                        continue;
                    }
                    Err(Ok(current)) => return Poll::Ready(Ok(current)),
                    Err(Err(_)) => {}
                }
            }
            return Poll::Ready(Err(outcome.err().or_else(|| this.cell.failure())));
        }
    }
}

/// For whoever was not polled in time: a load to wait for, or else what there is.
fn ask_again(cell: &Arc<Cell>, want: Want) -> Result<Seat, Result<Arc<Current>, Option<SourceError>>> {
    match cell.pick_at(want, Instant::now()) {
        Pick::Wait(next) => Ok(next.seat),
        Pick::Key(current) | Pick::KeyAndDrive(current, _) => Err(Ok(current)),
        Pick::None(failure) => Err(Err(failure)),
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("want", &self.want)
            .finish_non_exhaustive()
    }
}

// ===== impl Driver =====

impl Driver {
    pub(super) fn new(cell: Arc<Cell>, seat: Seat) -> Self {
        Self { cell, seat: Some(seat) }
    }

    /// Waits for the end in place of passing by.
    pub(super) fn into_waiting(self) -> Option<Waiting> {
        let Self { cell, seat } = self;
        seat.map(|seat| Waiting::new(cell, seat, Want::Current))
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) {
        let Some(seat) = &mut self.seat else {
            return;
        };
        let now = Instant::now();
        let is_over = seat.flight().deadline <= now;
        let outcome = if seat.is_too_late(now) {
            None
        } else {
            match seat.poll(cx) {
                Poll::Ready(outcome) => Some(outcome),
                Poll::Pending if is_over => Some(Err(timed_out())),
                Poll::Pending => return,
            }
        };
        if let Some(outcome) = outcome {
            if outcome.is_err() && seat.flight().is_excused() {
                // Begun again, for the next caller to drive on.
                drop(self.cell.begin_again(seat.flight().id, now));
            } else {
                self.cell.land(seat.flight().id, &outcome, now);
            }
        }
        self.seat = None;
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").finish_non_exhaustive()
    }
}
