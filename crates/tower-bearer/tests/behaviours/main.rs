//! The behaviours that must hold, over real sockets where the wire matters and poll by poll where the order does.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod bodies;
mod classification;
mod diagnostics;
mod echoes;
mod environment;
mod grpc;
mod heads;
mod host;
mod imports;
mod injection;
mod keys;
mod one_server;
mod order;
mod origins;
mod peeking;
mod per_request;
mod properties;
mod public_types;
mod redirect_policy;
mod redirects;
mod script;
mod secrets;
mod slow_bodies;
mod support;
#[path = "../shared/trace.rs"]
mod trace;
