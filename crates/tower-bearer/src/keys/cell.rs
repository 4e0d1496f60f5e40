//! The cell that all handles share: the current key, and what is under way to replace it.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwapOption;
use tokio::{sync::Notify, time::Instant};

use super::{
    attended::Attended,
    current::{Current, Rejections, Standing, Times},
    decide::{self, Decision, KeyView, View, Want, decide},
    flight::{AnySource, Flight},
    forced::Forced,
    settings::Settings,
    waiting::{Driver, Waiting},
};
use crate::{
    event::Event,
    key::ApiKey,
    source::{SourceError, SourceErrorKind},
};

mod landing;

pub(super) use self::landing::no_key;

pub(super) struct Cell {
    pub(super) current: ArcSwapOption<Current>,
    pub(super) source: Option<Arc<dyn AnySource>>,
    pub(super) settings: Settings,
    /// Wakes a background task: a key was rejected, or the last handle is gone.
    pub(super) signal: Arc<Notify>,
    attended: Arc<Attended>,
    slow: Mutex<Slow>,
}

/// What only those look at who cannot just send the current key. Never locked while anything is waited for or a source runs.
#[derive(Default)]
struct Slow {
    flight: Option<Flight>,
    flights: u64,
    failure: Option<Failure>,
    renewed_from: Option<Instant>,
    fruitless_at: Option<Instant>,
    forced: Forced,
    after: After,
}

/// What is left to do once the lock is free: telling others runs their code, and so may dropping what a source made, its future or
/// the cause of its error.
#[derive(Default)]
struct After {
    events: Vec<Event>,
    given_up: Option<Flight>,
    spent: Option<Failure>,
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
            attended: Arc::new(Attended::new()),
            slow: Mutex::default(),
        }
    }

    /// The key, where there is nothing to do but to send it. Takes no lock.
    #[inline(always)]
    pub(super) fn fresh(&self) -> Option<(Arc<Current>, Rejections)> {
        let current = self.current.load_full()?;
        let rejections = current.rejections();
        let is_fresh = !rejections.are_open() && current.times.is_none_or(|times| self.is_looked_after(times));
        is_fresh.then_some((current, rejections))
    }

    /// Whether a key with these times needs nothing now: it is not due, or it is and somebody sees to it. Reads the clock.
    fn is_looked_after(&self, times: Times) -> bool {
        let now = Instant::now();
        now < times.refresh_at || times.expires_at.is_none_or(|at| now < at) && self.attended.is_at(now)
    }

    pub(super) fn pick(self: &Arc<Self>, want: Want) -> Pick {
        self.pick_at(want, Instant::now())
    }

    #[cold]
    pub(super) fn pick_at(self: &Arc<Self>, want: Want, now: Instant) -> Pick {
        self.locked(|slow| {
            let current = self.current.load_full();
            self.give_up_overdue(slow, current.as_deref(), want, now);
            match (decide(&self.view(slow, current.as_deref()), want, now), current) {
                (Decision::Use, Some(current)) => Pick::Key(current),
                (Decision::UseStale, Some(current)) => {
                    slow.after.events.push(Event::ServedStale {
                        key_id: current.key.id(),
                    });
                    Pick::Key(current)
                }
                (Decision::UseAndRefresh, Some(current)) => match self.flight(slow, false, now) {
                    Some(flight) => Pick::KeyAndDrive(current, Driver::new(Arc::clone(self), flight.board())),
                    None => Pick::Key(current),
                },
                (Decision::Wait { is_forced }, _) => match self.flight(slow, is_forced, now) {
                    Some(flight) => Pick::Wait(Waiting::new(Arc::clone(self), flight.board(), want)),
                    None => Pick::None(None),
                },
                _ => Pick::None(slow.failure.as_ref().map(|failure| failure.error.clone())),
            }
        })
    }

    /// What whoever waited gets, now that the load has ended.
    pub(super) fn settled(&self, want: Want, now: Instant) -> Option<Arc<Current>> {
        self.locked(|slow| {
            let current = self.current.load_full();
            match decide::settle(&self.view(slow, current.as_deref()), want, now) {
                Decision::Use | Decision::UseAndRefresh => current,
                Decision::UseStale => {
                    slow.after
                        .events
                        .extend(current.as_deref().map(|current| Event::ServedStale {
                            key_id: current.key.id(),
                        }));
                    current
                }
                Decision::Wait { .. } | Decision::Fail => None,
            }
        })
    }

    pub(super) fn is_loading(&self) -> bool {
        self.locked(|slow| slow.flight.is_some())
    }

    /// Why the last load failed, if it did.
    pub(super) fn failure(&self) -> Option<SourceError> {
        self.locked(|slow| slow.failure.as_ref().map(|failure| failure.error.clone()))
    }

    /// Begins a flight again whose failure is [excused](Flight::is_excused). Where another one is under way by now, that one; where
    /// the matter is settled, none.
    pub(super) fn begin_again(&self, id: u64, now: Instant) -> Option<Flight> {
        self.locked(|slow| {
            let Some(flight) = slow.flight.take_if(|flight| flight.id == id) else {
                return slow.flight.clone();
            };
            let is_forced = flight.is_forced;
            slow.after.given_up = Some(flight);
            self.flight(slow, is_forced, now);
            if let Some(flight) = &mut slow.flight {
                flight.is_second = true;
            }
            slow.flight.clone()
        })
    }

    /// Until when a background task begins no load, whatever is due.
    pub(super) fn rests_until(&self, now: Instant) -> Option<Instant> {
        self.locked(|slow| decide::rests_until(&self.view(slow, self.current.load().as_deref()), now))
    }

    /// When a decision may turn out otherwise than now, if nothing happens until then.
    pub(super) fn changes_at(&self, now: Instant) -> Option<Instant> {
        self.locked(|slow| decide::changes_at(&self.view(slow, self.current.load().as_deref()), now))
    }

    #[cfg(test)]
    pub(super) fn under_way(&self) -> Option<(u64, Instant)> {
        self.locked(|slow| slow.flight.as_ref().map(|flight| (flight.id, flight.deadline)))
    }

    #[cfg(test)]
    pub(super) fn flights(&self) -> usize {
        self.locked(|slow| slow.flights as usize)
    }

    fn locked<R>(&self, act: impl FnOnce(&mut Slow) -> R) -> R {
        // Nothing that panics runs under the lock, and what it guards is whole at every point.
        let mut slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut slow);
        let after = mem::take(&mut slow.after);
        drop(slow);
        drop((after.given_up, after.spent));
        after.events.into_iter().for_each(Event::emit);
        result
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
            renewed_from: slow.renewed_from,
            backs_off_until: slow.failure.as_ref().map(|failure| failure.until),
            fruitless_at: slow.fruitless_at,
            fruitless_interval: self.settings.fruitless_interval,
            forces_from: slow.forced.next_from(self.settings.fruitless_interval),
            stale_for: self.settings.stale_for,
        }
    }

    /// The flight under way, or a new one; `None` without a source.
    fn flight(&self, slow: &mut Slow, is_forced: bool, now: Instant) -> Option<Flight> {
        if slow.flight.is_none() {
            slow.flights += 1;
            let source = Arc::clone(self.source.as_ref()?);
            if is_forced {
                slow.forced.count(self.settings.fruitless_interval, now);
            }
            let deadline = later(now, self.settings.load_timeout);
            slow.flight = Some(Flight::new(
                source,
                slow.flights,
                now,
                deadline,
                is_forced,
                Arc::clone(&self.attended),
            ));
            slow.after.events.push(Event::RefreshStarted { forced: is_forced });
        }
        slow.flight.clone()
    }

    /// A flight past its time limit is over.
    fn give_up_overdue(&self, slow: &mut Slow, current: Option<&Current>, want: Want, now: Instant) {
        let Some(overdue) = slow.flight.take_if(|flight| flight.deadline <= now) else {
            return;
        };
        if !overdue.is_left() {
            // Somebody was there, and may have been all the time. But whoever has to wait for a key does not pay for another who
            // was not polled: those who wait take note of the end themselves.
            if let Decision::UseAndRefresh = decide(&self.view(slow, current), want, now) {
                self.fail(slow, &timed_out(), now);
            }
        }
        slow.after.given_up = Some(overdue);
    }
}

/// Past the end of the clock is a long time from now.
pub(super) fn later(now: Instant, duration: Duration) -> Instant {
    const LONG: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

    now + duration.min(LONG)
}

pub(super) fn timed_out() -> SourceError {
    SourceError::said(SourceErrorKind::Transient, "the key source did not answer in time")
}

#[cfg(test)]
mod tests;
