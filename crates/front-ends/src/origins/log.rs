use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::{HeaderName, header::AUTHORIZATION};
use tower_bearer_testkit::{Canary, Received};

/// What all servers received, by the trip that it was a part of, in order.
#[derive(Default)]
pub(super) struct Log(Mutex<Hops>);

#[derive(Default)]
struct Hops {
    trips: HashMap<usize, Vec<Hop>>,
    /// Requests that name no trip.
    strays: usize,
}

/// A request, as a server received it.
#[derive(Clone)]
pub(super) struct Hop {
    pub(super) server: Server,
    pub(super) carried: Carried,
}

/// Who received it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// Whether it is the API's. All others are somebody else's.
    pub(super) is_api: bool,
    pub(super) is_https: bool,
}

/// Of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// The key, once, in its header, and no other credential.
    Key,
    /// No credential, and no piece of the key anywhere.
    Nothing,
    /// Something else: this.
    Else(String),
}

// ===== impl Log =====

impl Log {
    /// `header` is where `key` belongs.
    pub(super) fn note(&self, server: Server, received: &Received, key: &Canary, header: &HeaderName) {
        let hop = Hop {
            server,
            carried: Carried::of(received, key, header),
        };
        let mut hops = self.lock();
        match trip_of(&received.uri().to_string()) {
            Some(trip) => hops.trips.entry(trip).or_default().push(hop),
            None => hops.strays += 1,
        }
    }

    /// What was received of a trip; it is forgotten.
    pub(super) fn take(&self, trip: usize) -> Vec<Hop> {
        self.lock().trips.remove(&trip).unwrap_or_default()
    }

    /// How many requests are of no trip, or of one that had ended.
    pub(super) fn left(&self) -> usize {
        let hops = self.lock();
        hops.strays + hops.trips.len()
    }

    fn lock(&self) -> MutexGuard<'_, Hops> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ===== impl Carried =====

impl Carried {
    fn of(received: &Received, key: &Canary, header: &HeaderName) -> Self {
        let scheme = (header == AUTHORIZATION).then_some("Bearer");
        match (received.credentials(), key.trace_in(all_but_credentials(received))) {
            ([], None) => Self::Nothing,
            ([one], None) if one.header() == header && one.scheme() == scheme && one.key_id() == key.key().id() => {
                Self::Key
            }
            (credentials, trace) => Self::Else(format!("{credentials:?}, {trace:?}")),
        }
    }
}

/// Byte by byte: `Debug` escapes some, and hides what is sensitive.
fn all_but_credentials(received: &Received) -> Vec<u8> {
    let headers = received.headers().iter();
    let headers = headers.flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
    let url = received.uri().to_string();
    let all: Vec<_> = headers.chain([url.as_bytes(), received.body()]).collect();
    all.join(&b'\n')
}

/// What stands in the URL of each request of a trip.
pub(super) fn mark(trip: usize) -> String {
    format!("trip-{trip}-")
}

fn trip_of(url: &str) -> Option<usize> {
    let (_, after) = url.split_once("trip-")?;
    after.split_once('-')?.0.parse().ok()
}
