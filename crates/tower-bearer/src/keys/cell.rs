//! The cell that all handles share: the current key, and what is under way to replace it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwapOption;
use tokio::{sync::Notify, time::Instant};

use super::{
    current::{Current, Standing, Times},
    decide::{self, Decision, KeyView, View, Want, decide},
    flight::{AnySource, Flight, Outcome},
    settings::Settings,
    waiting::{Driver, Waiting},
    window,
};
use crate::{
    key::ApiKey,
    source::{Credential, SourceError, SourceErrorKind},
};

pub(super) struct Cell {
    pub(super) current: ArcSwapOption<Current>,
    pub(super) source: Option<Arc<dyn AnySource>>,
    pub(super) settings: Settings,
    /// Wakes a background task: a key was rejected, or the last handle is gone.
    pub(super) signal: Arc<Notify>,
    slow: Mutex<Slow>,
}

/// What only those look at who cannot just send the current key. Never locked while anything is waited for or a source runs.
#[derive(Default)]
struct Slow {
    flight: Option<Flight>,
    flights: u64,
    failure: Option<Failure>,
    fruitless_at: Option<Instant>,
}

/// The last load, where it failed.
struct Failure {
    error: SourceError,
    until: Instant,
    in_a_row: u32,
}

/// What a request for a key gets.
pub(crate) enum Pick {
    Key(Arc<Current>),
    /// Also drive the load that is under way, while you are at it.
    KeyAndDrive(Arc<Current>, Driver),
    Wait(Waiting),
    /// None; with the failure of the last load, if it failed.
    None(Option<SourceError>),
}

// ===== impl Cell =====

impl Cell {
    pub(super) fn new(current: Option<ApiKey>, source: Option<Arc<dyn AnySource>>, settings: Settings) -> Self {
        let signal = Arc::new(Notify::new());
        let current = current.map(|key| Current::new(key, 1, None, Standing::new(None, Arc::clone(&signal))));
        Self {
            current: ArcSwapOption::from_pointee(current),
            source,
            settings,
            signal,
            slow: Mutex::default(),
        }
    }

    #[inline]
    pub(super) fn pick(self: &Arc<Self>, want: Want) -> Pick {
        match (&*self.current.load(), want) {
            (Some(current), Want::Current) if current.is_fresh() => Pick::Key(Arc::clone(current)),
            _ => self.pick_slowly(want, Instant::now()),
        }
    }

    #[cold]
    pub(super) fn pick_slowly(self: &Arc<Self>, want: Want, now: Instant) -> Pick {
        // Its future is the source's, and whatever that does when it is dropped it does after the lock.
        let overdue;
        let mut _spent = None;
        let mut slow = self.lock();
        let current = self.current.load_full();
        overdue = slow.flight.take_if(|flight| flight.deadline <= now);
        if overdue.as_ref().is_some_and(|flight| !flight.is_left()) {
            // Somebody was there, and may have been all the time. But whoever has to wait for a key does not pay for another who
            // was not polled: those who wait take note of the end themselves.
            if let Decision::UseAndRefresh = decide(&self.view(&slow, current.as_deref()), want, now) {
                _spent = self.fail(&mut slow, &timed_out(), now);
            }
        }
        match (decide(&self.view(&slow, current.as_deref()), want, now), current) {
            (Decision::Use | Decision::UseStale, Some(current)) => Pick::Key(current),
            (Decision::UseAndRefresh, Some(current)) => match self.flight(&mut slow, false, now) {
                Some(flight) => Pick::KeyAndDrive(current, Driver::new(Arc::clone(self), flight.board())),
                None => Pick::Key(current),
            },
            (Decision::Wait { is_forced }, _) => match self.flight(&mut slow, is_forced, now) {
                Some(flight) => Pick::Wait(Waiting::new(Arc::clone(self), flight.board(), want)),
                None => Pick::None(None),
            },
            _ => Pick::None(slow.failure.as_ref().map(|failure| failure.error.clone())),
        }
    }

    /// What whoever waited gets, now that the load has ended.
    pub(super) fn settled(&self, want: Want, now: Instant) -> Option<Arc<Current>> {
        let slow = self.lock();
        let current = self.current.load_full();
        match decide::settle(&self.view(&slow, current.as_deref()), want, now) {
            Decision::Use | Decision::UseAndRefresh | Decision::UseStale => current,
            Decision::Wait { .. } | Decision::Fail => None,
        }
    }

    /// Takes over the outcome of a flight, once, whoever saw it first; one that was given up or replaced counts no more. Says
    /// whether this was it.
    pub(super) fn land(&self, id: u64, outcome: &Outcome, now: Instant) -> bool {
        let mut slow = self.lock();
        let Some(flight) = slow.flight.take_if(|flight| flight.id == id) else {
            return false;
        };
        // An error is dropped after the lock too: its cause is the source's.
        let _spent = match outcome {
            Ok(credential) if has_expired(credential, flight.started_at, now) => self.fail(&mut slow, &no_key(), now),
            Ok(credential) => self.renew(&mut slow, &flight, credential, now),
            Err(error) => self.fail(&mut slow, error, now),
        };
        drop(slow);
        // A background task looks at the new times, or at the back-off.
        self.signal.notify_one();
        true
    }

    pub(super) fn is_loading(&self) -> bool {
        self.lock().flight.is_some()
    }

    /// Why the last load failed, if it did.
    pub(super) fn failure(&self) -> Option<SourceError> {
        self.lock().failure.as_ref().map(|failure| failure.error.clone())
    }

    /// Begins a flight again whose failure is [excused](Flight::is_excused). Where another one is under way by now, that one; where the matter is settled, none.
    pub(super) fn begin_again(&self, id: u64, now: Instant) -> Option<Flight> {
        let given_up;
        let mut slow = self.lock();
        given_up = slow.flight.take_if(|flight| flight.id == id);
        if let Some(given_up) = &given_up {
            self.flight(&mut slow, given_up.is_forced, now);
            if let Some(flight) = &mut slow.flight {
                flight.is_second = true;
            }
        }
        slow.flight.clone()
    }

    /// When a decision may turn out otherwise than now, if nothing happens until then.
    pub(super) fn changes_at(&self, now: Instant) -> Option<Instant> {
        let slow = self.lock();
        decide::changes_at(&self.view(&slow, self.current.load().as_deref()), now)
    }

    #[cfg(test)]
    pub(super) fn under_way(&self) -> Option<(u64, Instant)> {
        self.lock().flight.as_ref().map(|flight| (flight.id, flight.deadline))
    }

    #[cfg(test)]
    pub(super) fn flights(&self) -> usize {
        self.lock().flights as usize
    }

    fn lock(&self) -> MutexGuard<'_, Slow> {
        // Nothing that panics runs under the lock, and what it guards is whole at every point.
        self.slow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self, slow: &Slow, current: Option<&Current>) -> View {
        View {
            key: current.map(|current| KeyView {
                generation: current.generation,
                times: current.times,
                is_rejected: current.is_rejected(),
                was_accepted: current.was_accepted(),
                forced_at: current.forced_at(),
            }),
            has_source: self.source.is_some(),
            is_loading: slow.flight.is_some(),
            backs_off_until: slow.failure.as_ref().map(|failure| failure.until),
            fruitless_at: slow.fruitless_at,
            fruitless_interval: self.settings.fruitless_interval,
            stale_for: self.settings.stale_for,
        }
    }

    /// The flight under way, or a new one; `None` without a source.
    fn flight(&self, slow: &mut Slow, is_forced: bool, now: Instant) -> Option<Flight> {
        if slow.flight.is_none() {
            slow.flights += 1;
            let source = Arc::clone(self.source.as_ref()?);
            let deadline = later(now, self.settings.load_timeout);
            slow.flight = Some(Flight::new(source, slow.flights, now, deadline, is_forced));
        }
        slow.flight.clone()
    }

    fn renew(&self, slow: &mut Slow, flight: &Flight, credential: &Credential, now: Instant) -> Option<Failure> {
        let times = Times::of(credential, flight.started_at, self.settings.jitter());
        let forced_at = flight.is_forced.then_some(now);
        let renewed = match self.current.load_full() {
            Some(current) if current.key.is_same(credential.key()) => {
                slow.fruitless_at = forced_at.or(slow.fruitless_at);
                current.again(times)
            }
            current => {
                slow.fruitless_at = None;
                Current::new(
                    credential.key().clone(),
                    current.map_or(0, |current| current.generation) + 1,
                    times,
                    Standing::new(forced_at, Arc::clone(&self.signal)),
                )
            }
        };
        self.current.store(Some(Arc::new(renewed)));
        slow.failure.take()
    }

    fn fail(&self, slow: &mut Slow, error: &SourceError, now: Instant) -> Option<Failure> {
        let in_a_row = slow
            .failure
            .as_ref()
            .map_or(0, |failure| failure.in_a_row)
            .saturating_add(1);
        let jitter = self.settings.jitter();
        let back_off = match error.kind() {
            SourceErrorKind::Transient => window::back_off(in_a_row, jitter),
            SourceErrorKind::Terminal | SourceErrorKind::Nothing => window::terminal(jitter),
        };
        slow.failure.replace(Failure {
            error: error.clone(),
            until: later(now, back_off),
            in_a_row,
        })
    }
}

/// Past the end of the clock is a long time from now.
pub(super) fn later(now: Instant, duration: Duration) -> Instant {
    const LONG: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

    now + duration.min(LONG)
}

/// Whether a key had expired before it came. It replaces none, and its source is not asked again at once.
fn has_expired(credential: &Credential, since: Instant, now: Instant) -> bool {
    credential
        .lifetime()
        .is_some_and(|lifetime| now.duration_since(since) >= lifetime)
}

/// A load that ended well and brought no key that can be sent.
pub(super) fn no_key() -> SourceError {
    SourceError::nothing("the key that was loaded has already expired")
}

pub(super) fn timed_out() -> SourceError {
    SourceError::said(SourceErrorKind::Transient, "the key source did not answer in time")
}

#[cfg(test)]
mod tests;
