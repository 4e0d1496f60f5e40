//! How a load ends: with a key that is new or the same, or with a failure.

use std::sync::Arc;

use tokio::time::Instant;

use super::{Cell, Failure, Slow, later};
use crate::{
    event::Event,
    keys::{
        current::{Current, Standing, Times},
        flight::{Flight, Outcome},
        window,
    },
    source::{Credential, SourceError, SourceErrorKind},
};

impl Cell {
    /// Takes over the outcome of a flight, once, whoever saw it first; one that was given up or replaced counts no more. Says
    /// whether this was it.
    pub(in crate::keys) fn land(&self, id: u64, outcome: &Outcome, now: Instant) -> bool {
        let is_ours = self.locked(|slow| {
            let Some(flight) = slow.flight.take_if(|flight| flight.id == id) else {
                return false;
            };
            match outcome {
                Ok(credential) if has_expired(credential, flight.started_at, now) => self.fail(slow, &no_key(), now),
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
        is_ours
    }

    fn renew(&self, slow: &mut Slow, flight: &Flight, credential: &Credential, now: Instant) {
        slow.after.spent = slow.failure.take();
        slow.renewed_from = Some(flight.started_at);
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
        self.attended.clear();
        self.current.store(Some(Arc::new(renewed)));
    }

    pub(super) fn fail(&self, slow: &mut Slow, error: &SourceError, now: Instant) {
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
        let until = later(now, back_off);
        self.attended.set(until);
        slow.after.spent = slow.failure.replace(Failure {
            error: error.clone(),
            until,
            in_a_row,
        });
    }
}

/// Whether a key had expired before it came. It replaces none, and its source is not asked again at once.
fn has_expired(credential: &Credential, since: Instant, now: Instant) -> bool {
    credential
        .lifetime()
        .is_some_and(|lifetime| now.duration_since(since) >= lifetime)
}

/// A load that ended well and brought no key that can be sent.
pub(in crate::keys) fn no_key() -> SourceError {
    SourceError::nothing("the key that was loaded has already expired")
}
