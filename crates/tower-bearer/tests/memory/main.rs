//! What is left of a key in the memory of the process once it is replaced or dropped: nothing that this library made (B58).
//!
//! Each test is a process of its own and looks at all that it can write to. What is out of the library's reach is in
//! `out_of_reach`, and in `SECURITY.md`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod canary;
#[path = "../shared/child.rs"]
mod child;
mod construction;
mod errors;
mod out_of_reach;
mod rotation;
mod search;
mod sources;
mod support;
