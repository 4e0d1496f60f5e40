//! The front ends that tower-bearer is held to: a client library each, and our layers or our middleware round it.
//!
//! `cargo run -q -p front-ends > docs/FRONT-ENDS.md` writes what each of them can have; the tests hold them to it.
//!
//! A file a front end: its page, with the lines that a user writes, is its part of the document; below it is the same client, made as
//! the suite asks for it.

#![expect(clippy::exhaustive_structs, reason = "a front end is a name, and never gets a field")]

mod document;
mod hyper_h1;
mod hyper_h2;
mod layers;
pub mod origins;
mod reqwest_middleware;
mod reqwest_retry;
mod reqwest_tower;
mod resolver;
mod tls;
mod tonic_channel;

use std::fmt;

use tower_bearer_testkit::conformance::FrontEnd;

pub use self::{
    document::document, hyper_h1::HyperH1, hyper_h2::HyperH2, reqwest_middleware::ReqwestMiddleware,
    reqwest_retry::ReqwestRetry, reqwest_tower::ReqwestTower, tonic_channel::TonicChannel,
};

/// A front end, and the file of it whose page goes into the document.
#[derive(Clone, Copy)]
pub struct Documented {
    /// The front end.
    pub front_end: &'static dyn FrontEnd,
    source: &'static str,
}

/// All of them.
pub const ALL: [Documented; 6] = [
    Documented::new(&HyperH1, include_str!("hyper_h1.rs")),
    Documented::new(&HyperH2, include_str!("hyper_h2.rs")),
    Documented::new(&ReqwestMiddleware, include_str!("reqwest_middleware.rs")),
    Documented::new(&ReqwestRetry, include_str!("reqwest_retry.rs")),
    Documented::new(&ReqwestTower, include_str!("reqwest_tower.rs")),
    Documented::new(&TonicChannel, include_str!("tonic_channel.rs")),
];

// ===== impl Documented =====

impl Documented {
    const fn new(front_end: &'static dyn FrontEnd, source: &'static str) -> Self {
        Self { front_end, source }
    }
}

impl fmt::Debug for Documented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Documented").field(&self.front_end.name()).finish()
    }
}
