//! What has to hold of any input whatever. Each module is one fuzz target; its function takes any bytes, and panics where
//! something does not hold.
//!
//! `fuzz/run` feeds them with libFuzzer. `cargo test -p fuzz-checks` feeds them with the files in `fuzz/seeds`.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a check fails by a panic: that is what a fuzzer looks for"
)]

mod answer;
mod batch;
mod challenge;
mod command;
mod dotenv;
mod file;
mod key;
mod origin;
mod planted;
mod runtime;

pub use self::{
    answer::answer, batch::batch, challenge::challenge, command::command, dotenv::dotenv, file::file, key::key,
    origin::origin,
};
