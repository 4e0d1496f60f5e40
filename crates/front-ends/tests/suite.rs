//! Each front end, held to all behaviours, and the page that says so.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; the lints know of that in test functions alone"
)]

use std::{fs, path::Path};

use front_ends::ALL;
use tokio::sync::OnceCell;
use tower_bearer_testkit::conformance::{self, Report, Verdict};

/// Those of [`ALL`]: several tests look at one run.
static REPORTS: [OnceCell<Report>; ALL.len()] = [const { OnceCell::const_new() }; ALL.len()];

#[tokio::test]
async fn hyper_h1() {
    holds(0, "hyper-util, HTTP/1.1").await;
}

#[tokio::test]
async fn hyper_h2_over_tls() {
    holds(1, "hyper-util, HTTP/2 over TLS").await;
}

#[tokio::test]
async fn reqwest_middleware() {
    holds(2, "reqwest-middleware").await;
}

#[tokio::test]
async fn reqwest_middleware_with_retry() {
    holds(3, "reqwest-middleware, reqwest-retry").await;
}

#[tokio::test]
async fn reqwest_through_tower() {
    holds(4, "reqwest through tower").await;
}

#[tokio::test]
async fn tonic() {
    holds(5, "tonic").await;
}

#[tokio::test]
async fn the_page_says_what_the_suite_has_seen() {
    let mut reports = Vec::new();
    for number in 0..ALL.len() {
        reports.push(report(number).await.clone());
    }
    let page = fs::read_to_string(root().join("docs/FRONT-ENDS.md")).unwrap();
    assert!(
        page == front_ends::document(&reports),
        "write it anew: cargo run -q -p front-ends > docs/FRONT-ENDS.md"
    );
}

#[tokio::test]
async fn tests_of_the_core_that_are_named_are_there() {
    let tests = text_of(&root().join("crates/tower-bearer/tests"));
    let rows = report(0).await.rows();
    let named: Vec<_> = rows
        .iter()
        .filter_map(|row| match row.verdict() {
            Verdict::InCore(test) => Some(*test),
            _ => None,
        })
        .collect();
    assert!(!named.is_empty());
    for test in named {
        assert!(tests.contains(&format!("fn {test}()")), "{test}");
    }
}

async fn holds(number: usize, name: &str) {
    let report = report(number).await;
    assert_eq!(report.front_end(), name);
    assert!(report.is_good(), "{report}");
}

async fn report(number: usize) -> &'static Report {
    let run = || async move { conformance::run(ALL[number].front_end).await.unwrap() };
    REPORTS[number].get_or_init(run).await
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn text_of(directory: &Path) -> String {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let texts = entries.map(|path| match path.is_dir() {
        true => text_of(&path),
        false => fs::read_to_string(&path).unwrap_or_default(),
    });
    texts.collect()
}
