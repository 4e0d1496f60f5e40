use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What has to hold, whatever breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invariant {
    /// Every request that its caller waits for ends: with a success, with the server's own error, with an error of the transport, or
    /// with a typed error for want of a key, where the source was out of order.
    Ends,
    /// No key goes to another origin.
    Origin,
    /// Every request to the API has one key, and that is one that the source gave out.
    Given,
    /// A server gets what was sent, and gets it no more than twice.
    Sent,
    /// Loads are no more than rotations, and what is allowed for fruitless and failing ones.
    Loads,
    /// Once all is well, requests succeed again.
    Recovers,
    /// When the last handle is gone, no task is left, and neither the source nor a descriptor is.
    Left,
    /// Memory does not grow with requests.
    Flat,
    /// Everything that is to go wrong did. Else the others say nothing.
    Covered,
}

/// Where one of them did not hold.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// What does not hold.
    pub invariant: Invariant,
    /// The seed of the run.
    pub seed: u64,
    /// The front end.
    pub front_end: String,
    /// The request, where it is one.
    pub request: Option<u64>,
    /// What was sent and what came.
    pub what: String,
}

/// Those of a front end.
#[derive(Clone)]
pub(crate) struct Violations {
    seed: u64,
    front_end: Arc<str>,
    found: Arc<Mutex<Found>>,
}

#[derive(Default)]
struct Found {
    /// The first ones of each invariant: what breaks once breaks often.
    list: Vec<Violation>,
    count: usize,
}

/// Of one invariant.
const LISTED: usize = 5;
/// With so many a run has said what it can say.
const MANY: usize = 200;

// ===== impl Violations =====

impl Violations {
    pub(crate) fn new(seed: u64, front_end: &str) -> Self {
        Self {
            seed,
            front_end: front_end.into(),
            found: Arc::default(),
        }
    }

    pub(crate) fn add(&self, invariant: Invariant, request: Option<u64>, what: impl Into<String>) {
        let mut found = self.found();
        found.count += 1;
        let listed = found.list.iter().filter(|violation| violation.invariant == invariant);
        if listed.count() < LISTED {
            found.list.push(Violation {
                invariant,
                seed: self.seed,
                front_end: self.front_end.to_string(),
                request,
                what: what.into(),
            });
        }
    }

    pub(crate) fn check(&self, invariant: Invariant, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.add(invariant, None, what());
        }
    }

    pub(crate) fn are_many(&self) -> bool {
        self.found().count >= MANY
    }

    pub(crate) fn list(&self) -> Vec<Violation> {
        self.found().list.clone()
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        // It is whole at every point.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ===== impl Violation =====

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} does not hold: {}, seed {}",
            self.invariant, self.front_end, self.seed
        )?;
        if let Some(request) = self.request {
            write!(f, ", request {request}")?;
        }
        write!(f, ": {}", self.what)
    }
}
