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
    /// What came of which request, and where: those of late.
    seen: Mutex<BTreeMap<(u64, Server, String), Seen>>,
    /// What the API answered.
    pub(crate) answers: AtomicU64,
    pub(crate) refusals: AtomicU64,
}

/// Of a request, at a place.
#[derive(Clone, Debug, Default)]
struct Seen {
    heads: u32,
    answers: Vec<u16>,
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
            seen: Mutex::default(),
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
        let times = self.see(draw.number, server, received, |seen| {
            seen.heads += 1;
            seen.heads
        });
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
            let status = received.status().map_or(0, |status| status.as_u16());
            self.see(draw.number, server, received, |seen| seen.answers.push(status));
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

    fn see<R>(&self, number: u64, server: Server, received: &Received, act: impl FnOnce(&mut Seen) -> R) -> R {
        let mut all = lock(&self.seen);
        let path = received.uri().path().to_owned();
        let result = act(all.entry((number, server, path)).or_default());
        if all.len() > KEPT {
            all.pop_first();
        }
        result
    }

    /// What the servers saw of a request, for whoever has to find out.
    pub(crate) fn seen(&self, number: u64) -> String {
        let all = lock(&self.seen);
        let of_it = all.iter().filter(|((other, ..), _)| *other == number);
        let places: Vec<_> = of_it
            .map(|((_, server, path), seen)| {
                format!(
                    "{} times at {path} of {server:?}, answered {:?}",
                    seen.heads, seen.answers
                )
            })
            .collect();
        match places.is_empty() {
            true => String::from("no server saw it"),
            false => format!("it came {}", places.join("; ")),
        }
    }

    pub(crate) fn has_given(&self, key: KeyId) -> bool {
        lock(&self.given).contains(&key)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each is whole at every point.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
