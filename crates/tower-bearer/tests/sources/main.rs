//! The key sources: what they read, and what they say where there is nothing to read.
//!
//! The package asks for its own features in its dev-dependencies, so that a plain `cargo test` runs all of these.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

#[path = "../shared/child.rs"]
mod child;
mod combined;
#[cfg(unix)]
mod command;
mod dotenv;
mod environment;
mod file;
mod rotation;
mod support;
mod traits;
