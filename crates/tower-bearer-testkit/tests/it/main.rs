//! Everything here goes over real sockets on loopback.
#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::disallowed_methods, reason = "tests look for the text of a key")]

mod answers;
mod canary;
mod challenges;
mod faults;
mod http2;
mod journal;
mod keys;
mod lifecycle;
mod names;
mod program;
mod redirects;
mod secrets;
mod support;
mod tls;
