//! Everything here goes over real sockets on loopback.

mod answers;
mod challenges;
mod journal;
mod keys;
mod lifecycle;
mod program;
mod redirects;
mod secrets;
mod support;
