//! Where keys go, held to its rules and to its page; and the rules, held to what they have to see.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; the lints know of that in test functions alone"
)]

use std::fs;

use front_ends::origins::{self, Column, Matrix};
use http::{HeaderName, Request};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{client::legacy, rt::TokioExecutor};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::sync::OnceCell;
use tower::{Layer, util::MapRequestLayer};
use tower_bearer::{BearerAuthLayer, error::BoxError};
use tower_bearer_testkit::{
    Names,
    conformance::{Body, Client, FrontEnd, Setup},
};
use tower_http::follow_redirect::FollowRedirectLayer;

/// Two tests look at one run.
static MATRIX: OnceCell<Matrix> = OnceCell::const_new();

const API: &str = "https://api.example.com";
const LOOPBACK: &str = "http://127.0.0.1:HOME";

/// Sends its key anywhere.
struct Anywhere;

/// Asks for the origin once, and then carries the key along wherever a redirect leads, as `tower_http` does with any header but
/// `Authorization`.
struct CarriesAlong;

/// Writes the value of the key's header into another one too.
struct Twice;

#[tokio::test]
async fn nobody_but_a_listed_origin_gets_the_key_and_that_gets_it_each_time() {
    // B13–B16, B18
    let violations = matrix().await.violations();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[tokio::test]
async fn the_page_says_what_the_servers_have_received() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ORIGINS.md");
    assert!(
        fs::read_to_string(page).unwrap() == matrix().await.page(),
        "write it anew: cargo run -q -p front-ends -- origins > docs/ORIGINS.md"
    );
}

#[tokio::test]
async fn a_key_that_goes_anywhere_is_seen_at_each_server() {
    let found = violations(Column::new(&Anywhere)).await;
    let seen = |listed: &str, url: &str, what: &str| {
        let header = |header: &str| format!("anywhere, {header}: {listed} is listed, {url}: {what}");
        assert!(found.contains(&header("Authorization")), "{url}, {found:#?}");
        assert!(found.contains(&header("X-API-Key")), "{url}, {found:#?}");
    };
    for url in [
        "https://api.example.com:OTHER (another port)",
        "http://api.example.com (http)",
        "https://attacker.invalid (another host)",
        "https://eu.api.example.com (a sub-domain)",
        "https://api.example.com@attacker.invalid (the name as user-info)",
        "https://xn--pi-6kc.example.com (a Cyrillic letter, in punycode)",
    ] {
        seen(API, url, "received was KEY");
        seen(API, &format!("307 → {url}"), "received was KEY");
    }
    seen(
        API,
        "302 → //attacker.invalid/… (the scheme left out)",
        "received was KEY",
    );
    seen(LOOPBACK, "http://2130706433:HOME (one number)", "received was KEY");
    // There it is the same server, and another URL.
    let same = "wanted was Bare, and seen: key";
    seen(API, "https://api.example.com. (a full stop at the end)", same);
    seen(LOOPBACK, "http://[::ffff:127.0.0.1]:HOME (as an IPv6 address)", same);
}

#[tokio::test]
async fn a_key_that_is_carried_along_is_seen_at_each_redirect() {
    let found = violations(Column::inside(&CarriesAlong)).await;
    for status in [301, 302, 303, 307, 308] {
        for url in [
            "https://attacker.invalid (another host)",
            "http://api.example.com (http)",
        ] {
            let seen = format!("carries along, X-API-Key: {API} is listed, {status} → {url}: received was KEY");
            assert!(found.contains(&seen), "{seen}, {found:#?}");
        }
    }
    // tower_http takes that one out.
    assert!(!found.iter().any(|seen| seen.contains("Authorization")), "{found:#?}");
}

#[tokio::test]
async fn a_key_in_a_header_of_any_name_is_seen() {
    let found = violations(Column::new(&Twice)).await;
    let seen = format!("twice, X-API-Key: {API} is listed, {API} (as it is listed): received was ");
    let seen = found.iter().find(|found| found.starts_with(&seen));
    assert!(
        seen.is_some_and(|seen| seen.contains("8 characters of the key, plain")),
        "{seen:?}"
    );
}

impl FrontEnd for Anywhere {
    fn name(&self) -> &str {
        "anywhere"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = &setup.auths()[0];
        let layer = BearerAuthLayer::dangerous_any_origin(auth.keys().clone()).scheme(auth.scheme().clone());
        let client = layer.layer(auth.classifier().layer(hyper(setup)?));
        Ok(Client::of_service(FollowRedirectLayer::new().layer(client)))
    }
}

impl FrontEnd for CarriesAlong {
    fn name(&self) -> &str {
        "carries along"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = &setup.auths()[0];
        let client = FollowRedirectLayer::new().layer(auth.classifier().layer(hyper(setup)?));
        Ok(Client::of_service(auth.layer(auth.keys().clone()).layer(client)))
    }
}

impl FrontEnd for Twice {
    fn name(&self) -> &str {
        "twice"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = &setup.auths()[0];
        let header = auth.scheme().header().clone();
        let copy = MapRequestLayer::new(move |mut request: Request<Body>| {
            let value = request.headers().get(&header).cloned();
            request
                .headers_mut()
                .extend(value.map(|value| (HeaderName::from_static("x-copy"), value)));
            request
        });
        let client = auth.classifier().layer(copy.layer(hyper(setup)?));
        Ok(Client::of_service(auth.layer(auth.keys().clone()).layer(client)))
    }
}

type Hyper = legacy::Client<HttpsConnector<Names>, Body>;

fn hyper(setup: &Setup) -> Result<Hyper, BoxError> {
    let mut roots = RootCertStore::empty();
    roots.add(setup.authority().unwrap().der().into())?;
    let tls = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(setup.names().clone());
    Ok(legacy::Client::builder(TokioExecutor::new()).build(connector))
}

async fn violations(column: Column) -> Vec<String> {
    origins::run(&[column]).await.unwrap().violations()
}

async fn matrix() -> &'static Matrix {
    MATRIX
        .get_or_init(|| async { origins::run(&origins::columns()).await.unwrap() })
        .await
}
