//! The cell that all handles share: the current key, and what is under way to replace it.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
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
    event::Event,
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
    after: After,
}

/// What is left to do once the lock is free: telling others runs their code, and so may dropping the future of a source.
#[derive(Default)]
struct After {
    events: Vec<Event>,
    given_up: Option<Flight>,
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

    /// The key, where there is nothing to do but to send it. Takes no lock.
    #[inline(always)]
    pub(super) fn fresh(&self) -> Option<Arc<Current>> {
        let current = self.current.load();
        current.as_ref().filter(|current| current.is_fresh()).map(Arc::clone)
    }

    pub(super) fn pick(self: &Arc<Self>, want: Want) -> Pick {
        self.pick_at(want, Instant::now())
    }

    #[cold]
    pub(super) fn pick_at(self: &Arc<Self>, want: Want, now: Instant) -> Pick {
        self.locked(|slow| {
            self.give_up_overdue(slow, now);
            let current = self.current.load_full();
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

    /// Takes over the outcome of a flight, once, whoever saw it first; one that was given up or replaced counts no more.
    pub(super) fn land(&self, id: u64, outcome: &Outcome, now: Instant) {
        let is_ours = self.locked(|slow| {
            let Some(flight) = slow.flight.take_if(|flight| flight.id == id) else {
                return false;
            };
            match outcome {
                Ok(credential) => self.renew(slow, &flight, credential, now),
                Err(error) => self.fail(slow, error, now),
            }
            slow.after.given_up = Some(flight);
            true
        });
        if is_ours {
            // A background task looks at the new times, or at the back-off.
            self.signal.notify_one();
        }
    }

    /// Begins a flight again that nobody had polled for a while and that failed when somebody did: it was not the source's fault.
    /// Where another one is under way by now, that one; where the matter is settled, none.
    pub(super) fn begin_again(&self, id: u64, now: Instant) -> Option<Flight> {
        self.locked(|slow| {
            let Some(flight) = slow.flight.take_if(|flight| flight.id == id) else {
                return slow.flight.clone();
            };
            let is_forced = flight.is_forced;
            slow.after.given_up = Some(flight);
            self.flight(slow, is_forced, now)
        })
    }

    /// When a decision may turn out otherwise than now, if nothing happens until then.
    pub(super) fn changes_at(&self, now: Instant) -> Option<Instant> {
        self.locked(|slow| decide::changes_at(&self.view(slow, self.current.load().as_deref()), now))
    }

    fn locked<R>(&self, act: impl FnOnce(&mut Slow) -> R) -> R {
        // Nothing that panics runs under the lock, and what it guards is whole at every point.
        let mut slow = self.slow.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut slow);
        let after = mem::take(&mut slow.after);
        drop(slow);
        drop(after.given_up);
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
            slow.after.events.push(Event::RefreshStarted { forced: is_forced });
        }
        slow.flight.clone()
    }

    /// A flight past its time limit is over. If it was polled all the time, its source failed.
    fn give_up_overdue(&self, slow: &mut Slow, now: Instant) {
        let Some(overdue) = slow.flight.take_if(|flight| flight.deadline <= now) else {
            return;
        };
        if !overdue.is_left() {
            self.fail(slow, &timed_out(), now);
        }
        slow.after.given_up = Some(overdue);
    }

    fn renew(&self, slow: &mut Slow, flight: &Flight, credential: &Credential, now: Instant) {
        slow.failure = None;
        let times = Times::of(credential, flight.started_at, self.settings.jitter());
        let forced_at = flight.is_forced.then_some(now);
        let mut is_new = false;
        let renewed = match self.current.load_full() {
            Some(current) if current.key.is_same(credential.key()) => {
                slow.fruitless_at = forced_at.or(slow.fruitless_at);
                current.again(times)
            }
            current => {
                is_new = true;
                slow.fruitless_at = None;
                Current::new(
                    credential.key().clone(),
                    current.map_or(0, |current| current.generation) + 1,
                    times,
                    Standing::new(forced_at, Arc::clone(&self.signal)),
                )
            }
        };
        let (key_id, generation) = (renewed.key.id(), renewed.generation);
        slow.after.events.push(if is_new {
            Event::Loaded { key_id, generation }
        } else {
            Event::Unchanged { key_id, generation }
        });
        self.current.store(Some(Arc::new(renewed)));
    }

    fn fail(&self, slow: &mut Slow, error: &SourceError, now: Instant) {
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
        slow.after.events.push(Event::RefreshFailed {
            error: error.clone(),
            back_off,
        });
        slow.failure = Some(Failure {
            error: error.clone(),
            until: later(now, back_off),
            in_a_row,
        });
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
