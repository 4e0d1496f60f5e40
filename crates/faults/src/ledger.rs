//! What the source gave out and what the servers received, held against each other while it happens.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use http::{StatusCode, header};
use tower_bearer::KeyId;
use tower_bearer_testkit::Received;

use crate::{
    draw::{Draw, Server, number_in},
    violation::{Invariant, Violations},
};

pub(crate) struct Ledger {
    seed: u64,
    /// How often the same request may come to the same place.
    most_times: u32,
    violations: Violations,
    given: Mutex<HashSet<KeyId>>,
    /// How often each request came to which place: those of late.
    times: Mutex<BTreeMap<(u64, Server, String), u32>>,
    /// What the API answered.
    pub(crate) answers: AtomicU64,
    pub(crate) refusals: AtomicU64,
}

/// Nothing of an older request is under way.
const KEPT: usize = 50_000;

// ===== impl Ledger =====

impl Ledger {
    /// `retries`: whether the front end sends a request again of its own accord, once.
    pub(crate) fn new(seed: u64, retries: bool, violations: Violations) -> Self {
        Self {
            seed,
            // One attempt and one replay.
            most_times: if retries { 4 } else { 2 },
            violations,
            given: Mutex::default(),
            times: Mutex::default(),
            answers: AtomicU64::new(0),
            refusals: AtomicU64::new(0),
        }
    }

    pub(crate) fn gave(&self, key: KeyId) {
        lock(&self.given).insert(key);
    }

    /// The head of a request is here, whatever becomes of its body.
    pub(crate) fn head(&self, server: Server, received: &Received) {
        let Some(draw) = self.drawn(server, received) else {
            return;
        };
        let add = |invariant, what: String| self.violations.add(invariant, Some(draw.number), what);
        let sent = received.credentials();
        match server {
            Server::Foreign if sent.is_empty() => {}
            Server::Foreign => add(Invariant::Origin, format!("{draw:?} came as {received:?}")),
            Server::Api => {
                let is_ours = matches!(sent, [one] if *one.header() == header::AUTHORIZATION
                    && one.scheme() == Some("Bearer")
                    && lock(&self.given).contains(&one.key_id()));
                if !is_ours {
                    add(Invariant::Given, format!("{draw:?} came as {received:?}"));
                }
            }
        }
        let times = self.count(draw.number, server, received.uri().path());
        // Nothing is sent again to where no key was.
        let most = if server == Server::Foreign {
            self.most_times / 2
        } else {
            self.most_times
        };
        if times > most {
            add(Invariant::Sent, format!("{draw:?} came {times} times, as {received:?}"));
        }
    }

    /// A request is here as a whole, and was answered.
    pub(crate) fn answer(&self, server: Server, received: &Received) {
        if server == Server::Api {
            self.answers.fetch_add(1, Relaxed);
            if received.status() == Some(StatusCode::UNAUTHORIZED) {
                self.refusals.fetch_add(1, Relaxed);
            }
        }
        if let Some(draw) = self.drawn(server, received) {
            if draw.body != received.body() {
                self.violations.add(
                    Invariant::Sent,
                    Some(draw.number),
                    format!("{draw:?} came with another body, of {} bytes", received.body().len()),
                );
            }
        }
    }

    /// What should have come, if this is it.
    fn drawn(&self, server: Server, received: &Received) -> Option<Draw> {
        let uri = received.uri();
        let Some(number) = uri.query().and_then(number_in) else {
            self.violations
                .add(Invariant::Sent, None, format!("{received:?} was never sent"));
            return None;
        };
        let draw = Draw::of(self.seed, number);
        if !draw.hops().contains(&(server, uri.path())) || draw.method() != received.method() {
            let what = format!("{draw:?} came as {received:?}");
            self.violations.add(Invariant::Sent, Some(number), what);
        }
        Some(draw)
    }

    fn count(&self, number: u64, server: Server, path: &str) -> u32 {
        let mut all = lock(&self.times);
        let times = all.entry((number, server, path.to_owned())).or_default();
        *times += 1;
        let times = *times;
        if all.len() > KEPT {
            all.pop_first();
        }
        times
    }

    pub(crate) fn has_given(&self, key: KeyId) -> bool {
        lock(&self.given).contains(&key)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each is whole at every point.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
