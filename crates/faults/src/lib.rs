//! The fault run: clients of every front end against servers, with nothing mocked, while all that can break does; and what has to hold at
//! the end nevertheless.
//!
//! Connections to the API go through a proxy that cuts, truncates, resets and delays them. Keys rotate, in good order and not; their
//! source fails, hangs and panics; callers go away in the middle of their requests; a tenth of the answers are refusals, most of them
//! for no reason. A second server is on an origin of its own, and is to see no key. [`Invariant`] is what has to hold.
//!
//! [`front_ends()`] has the clients; any other [`FrontEnd`] does.
//!
//! # Seeds
//!
//! What is sent as request *n*, and when its caller goes away, follows from the seed and *n* alone; what happens to keys and connections,
//! from the seed and its place in their order. How these meet is up to the scheduler, the sockets, and the jitter of `Keys`: a
//! seed makes the same run again and not the same interleaving.

mod bound;
mod caller;
mod descriptors;
mod draw;
mod ledger;
mod life;
mod memory;
mod run;
mod source;
mod summary;
mod verdict;
mod violation;
mod world;

use tower_bearer_testkit::conformance::FrontEnd;

pub use self::{
    memory::{Flat, in_memory, over_sockets},
    run::{Plan, run},
    summary::{Summary, table},
    violation::{Invariant, Violation},
};

/// All front ends of the project.
pub fn front_ends() -> Vec<&'static dyn FrontEnd> {
    front_ends::ALL.iter().map(|documented| documented.front_end).collect()
}
