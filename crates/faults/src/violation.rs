use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
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
    list: Arc<Mutex<Vec<Violation>>>,
}

/// What breaks once breaks often.
const LISTED_MAX: usize = 20;

// ===== impl Violations =====

impl Violations {
    pub(crate) fn new(seed: u64, front_end: &str) -> Self {
        Self {
            seed,
            front_end: front_end.into(),
            list: Arc::default(),
        }
    }

    pub(crate) fn add(&self, invariant: Invariant, request: Option<u64>, what: impl Into<String>) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        if list.len() < LISTED_MAX {
            list.push(Violation {
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

    pub(crate) fn list(&self) -> Vec<Violation> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
