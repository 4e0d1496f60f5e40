//! Each front end, held to all behaviours.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot go on has failed; the lints know of that in test functions alone"
)]

use front_ends::{HyperH1, HyperH2, ReqwestMiddleware, ReqwestRetry, ReqwestTower};
use tower_bearer_testkit::conformance::{self, FrontEnd};

#[tokio::test]
async fn hyper_h1() {
    holds(&HyperH1).await;
}

#[tokio::test]
async fn hyper_h2_over_tls() {
    holds(&HyperH2).await;
}

#[tokio::test]
async fn reqwest_middleware() {
    holds(&ReqwestMiddleware).await;
}

#[tokio::test]
async fn reqwest_middleware_with_retry() {
    holds(&ReqwestRetry).await;
}

#[tokio::test]
async fn reqwest_through_tower() {
    holds(&ReqwestTower).await;
}

async fn holds(front_end: &dyn FrontEnd) {
    let report = conformance::run(front_end).await.expect("the system has randomness");
    assert!(report.is_good(), "{report}");
}
