//! What to do with a request for a key: a pure function of what is known and of the time.

use std::time::Duration;

use tokio::time::Instant;

use super::current::Times;

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// A key to send.
    Current,
    /// A key newer than the one of this generation, which a server rejected.
    NewerThan(u64),
}

/// All that a decision depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) key: Option<KeyView>,
    pub(super) has_source: bool,
    pub(super) is_loading: bool,
    /// When the last load began that brought a key.
    pub(super) renewed_from: Option<Instant>,
    /// No load before this.
    pub(super) backs_off_until: Option<Instant>,
    /// The last forced load that brought nothing new.
    pub(super) fruitless_at: Option<Instant>,
    pub(super) fruitless_interval: Duration,
    /// No forced load before this: there were so many, fruitless or not.
    pub(super) forces_from: Option<Instant>,
    pub(super) stale_for: Duration,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct KeyView {
    pub(super) generation: u64,
    pub(super) times: Option<Times>,
    pub(super) is_rejected: bool,
    /// Before any server rejected it.
    pub(super) was_accepted: bool,
    /// When it came, if a rejection of the key before it made us ask for it.
    pub(super) forced_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Send the key.
    Use,
    /// Send the key, and load a newer one or go on with that.
    UseAndRefresh,
    /// Send the key though it has expired.
    UseStale,
    /// Load a key, or go on with that, and wait for it.
    Wait { is_forced: bool },
    /// There is none, for the reason that the last load failed for, if it did.
    Fail,
}

/// How a key stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Fresh,
    Due,
    Stale,
    Gone,
}

pub(super) fn decide(view: &View, want: Want, now: Instant) -> Decision {
    let may_load = view.has_source && (view.is_loading || view.backs_off_until.is_none_or(|until| now >= until));
    let Some(key) = view.key else {
        return if may_load {
            Decision::Wait { is_forced: false }
        } else {
            Decision::Fail
        };
    };
    let may_force = may_load && (view.is_loading || key.may_be_forced(view, now));
    match (want, key.age(view, now)) {
        (Want::NewerThan(generation), _) if key.generation <= generation => {
            if may_force {
                Decision::Wait { is_forced: true }
            } else {
                Decision::Fail
            }
        }
        (_, Age::Stale | Age::Gone) if may_load => Decision::Wait { is_forced: false },
        (_, Age::Gone) => Decision::Fail,
        (_, Age::Stale) => Decision::UseStale,
        (_, Age::Fresh | Age::Due) if key.is_rejected && may_force => Decision::Wait { is_forced: true },
        (_, Age::Due) if may_load => Decision::UseAndRefresh,
        (_, Age::Fresh | Age::Due) => Decision::Use,
    }
}

/// What whoever waited gets once the load has ended, well or not: no new load is begun for it.
pub(super) fn settle(view: &View, want: Want, now: Instant) -> Decision {
    let ended = View {
        has_source: false,
        ..*view
    };
    decide(&ended, want, now)
}

/// Until when a background task, which nobody waits for, begins no load: lifetimes of milliseconds are not worth one each. `None`: it may
/// do as [`decide`] says. Those who need a key have no such rest, nor has a load that a rejection is the reason for.
pub(super) fn rests_until(view: &View, now: Instant) -> Option<Instant> {
    const REST: Duration = Duration::from_secs(1);

    match decide(view, Want::Current, now) {
        Decision::UseAndRefresh | Decision::Wait { is_forced: false } if !view.is_loading => {
            view.renewed_from.map(|from| from + REST).filter(|until| *until > now)
        }
        _ => None,
    }
}

/// When [`decide`] may say something else than it does now, if nothing happens until then; `None`: never.
pub(super) fn changes_at(view: &View, now: Instant) -> Option<Instant> {
    let key = view.key.as_ref();
    let times = key.and_then(|key| key.times);
    let expires_at = times.and_then(|times| times.expires_at);
    let may_force_again = |at: Instant| at.checked_add(view.fruitless_interval);
    [
        times.map(|times| times.refresh_at),
        expires_at,
        expires_at.and_then(|at| at.checked_add(view.stale_for)),
        view.backs_off_until,
        view.fruitless_at.and_then(may_force_again),
        view.forces_from,
        key.and_then(|key| key.forced_at).and_then(may_force_again),
    ]
    .into_iter()
    .flatten()
    .filter(|at| *at > now)
    .min()
}

// ===== impl KeyView =====

impl KeyView {
    fn age(&self, view: &View, now: Instant) -> Age {
        let Some(times) = self.times.filter(|times| now >= times.refresh_at) else {
            return Age::Fresh;
        };
        match times.expires_at {
            None => Age::Due,
            Some(at) if now < at => Age::Due,
            Some(at) if now.duration_since(at) < view.stale_for => Age::Stale,
            Some(_) => Age::Gone,
        }
    }

    /// Whether the source may be asked because of a rejection: not if the last such load brought nothing, be it the same key or one
    /// that was rejected before any server took it, and that is not long enough ago; nor if there were too many such loads.
    fn may_be_forced(&self, view: &View, now: Instant) -> bool {
        let brought_nothing = self.forced_at.filter(|_| self.is_rejected && !self.was_accepted);
        let fruitless_at = view.fruitless_at.max(brought_nothing);
        view.forces_from.is_none_or(|at| now >= at)
            && fruitless_at.is_none_or(|at| now.duration_since(at) >= view.fruitless_interval)
    }
}

#[cfg(test)]
mod recheck_tests;
#[cfg(test)]
mod tests;
