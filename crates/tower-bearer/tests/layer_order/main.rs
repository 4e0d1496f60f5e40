//! Our two layers among those of tower and tower-http, in the documented order and in others. `docs/LAYER-ORDER.md` says of each test
//! here what it shows.
//!
//! The service inside is a router in this process, so nothing is sent: what is asked is who sees what, and when.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod buffer;
mod classifier;
mod decompression;
mod document;
mod limit;
mod redirect;
mod retry;
mod router;
mod stack;
mod support;
mod timeout;
mod trace;
mod types;
