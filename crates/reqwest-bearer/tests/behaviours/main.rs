//! The behaviours of the middleware, over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed; the lints know of that in test functions alone"
)]

mod abandoned;
mod allocations;
mod errors;
mod injection;
mod peeking;
mod redirects;
mod replay;
mod support;
