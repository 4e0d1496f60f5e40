//! The key sources: what they read, what they say where there is nothing to read, and what they leave behind.
//!
//! The package asks for its own features in its dev-dependencies, so that a plain `cargo test` runs all of these.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod combined;
#[cfg(unix)]
mod command;
mod dotenv;
mod environment;
mod file;
mod rotation;
mod support;
mod traits;
#[cfg(target_os = "linux")]
mod wiped;
