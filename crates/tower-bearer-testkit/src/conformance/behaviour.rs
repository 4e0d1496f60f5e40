use std::{fmt, pin::Pin};

use tower_bearer::error::BoxError;

use super::bench::Bench;

/// Something that has to hold, whatever the front end.
#[derive(Clone, Copy)]
pub struct Behaviour {
    id: &'static str,
    name: &'static str,
    pub(super) proof: Proof,
}

/// How it is seen to hold.
#[derive(Clone, Copy)]
pub(super) enum Proof {
    Run(Run),
    /// By this test of the core: nothing of it passes through a front end.
    Core(&'static str),
}

pub(super) type Run = for<'a> fn(&'a Bench<'a>) -> Running<'a>;
pub(super) type Running<'a> = Pin<Box<dyn Future<Output = Checked> + 'a>>;
/// `Err` says what was seen instead.
pub(super) type Checked = Result<(), BoxError>;

// ===== impl Behaviour =====

impl Behaviour {
    pub(super) const fn run(id: &'static str, name: &'static str, run: Run) -> Self {
        Self {
            id,
            name,
            proof: Proof::Run(run),
        }
    }

    pub(super) const fn core(id: &'static str, name: &'static str, test: &'static str) -> Self {
        Self {
            id,
            name,
            proof: Proof::Core(test),
        }
    }

    /// Such as `B33`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// 33 of `B33`.
    pub(super) fn number(&self) -> Option<u32> {
        self.id.strip_prefix('B')?.parse().ok()
    }

    /// In a sentence.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Behaviour")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
