//! The front ends that tower-bearer is held to: a client library each, and our layers or our middleware round it.
//!
//! `cargo run -q -p front-ends > docs/FRONT-ENDS.md` writes what each of them can have; the tests hold them to it.

#![expect(clippy::exhaustive_structs, reason = "a front end is a name, and never gets a field")]

mod hyper_h1;
mod hyper_h2;
mod layers;
mod reqwest_middleware;
mod reqwest_retry;
mod reqwest_tower;
mod tls;

use tower_bearer_testkit::conformance::FrontEnd;

pub use self::{
    hyper_h1::HyperH1, hyper_h2::HyperH2, reqwest_middleware::ReqwestMiddleware, reqwest_retry::ReqwestRetry,
    reqwest_tower::ReqwestTower,
};

/// All of them.
pub fn all() -> [&'static dyn FrontEnd; 5] {
    [&HyperH1, &HyperH2, &ReqwestMiddleware, &ReqwestRetry, &ReqwestTower]
}
