//! The key goes nowhere else.

use tower_bearer::{AuthErrorKind, Origins, error::BoxError};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, received},
    setup::{Auth, Setup},
};
use crate::{TestApi, names::Names};

pub(super) const BEHAVIOURS: [Behaviour; 4] = [
    Behaviour::run("B14", "`:443` and capitals make no other origin", |bench| {
        Box::pin(same_origin(bench))
    }),
    Behaviour::run(
        "B15",
        "look-alikes of an origin never get the key, and the source is not even asked",
        |bench| Box::pin(look_alikes(bench)),
    ),
    Behaviour::run(
        "B16",
        "sub-domains by an explicit wildcard alone, which does not cover the domain",
        |bench| Box::pin(wildcard(bench)),
    ),
    Behaviour::core(
        "B17",
        "a URI without authority is sent bare, an error when strict, and served by a layer for one server",
        "a_uri_without_authority_goes_bare_or_is_an_error_when_strict",
    ),
];

/// Hosts over TLS, all of them one server, and a key that nobody has asked for.
struct Hosts {
    scene: Scene,
    api: TestApi,
    names: Names,
}

async fn same_origin(bench: &Bench<'_>) -> Checked {
    let hosts = Hosts::new(bench, &["api.example.com"]).await?;
    let client = bench.client_of(hosts.setup(&["https://api.example.com"], false)?)?;
    for origin in [
        "https://api.example.com:443",
        "https://API.Example.COM",
        "HTTPS://api.example.com",
    ] {
        client
            .get(format!("{origin}{BRANDS}"))
            .await?
            .is(http::StatusCode::OK)?;
    }
    received(&hosts.api, &[&[&hosts.scene.key][..]; 3])
}

async fn look_alikes(bench: &Bench<'_>) -> Checked {
    let look_alikes = [
        "https://notexample.com",
        "https://api.example.com.attacker.invalid",
        "https://api.example.com.@attacker.invalid",
        "https://api.example.com:8443",
    ];
    let hosts = [
        "notexample.com",
        "api.example.com.attacker.invalid",
        "attacker.invalid",
        "api.example.com",
    ];
    let hosts = Hosts::new(bench, &hosts).await?;
    let listed = ["https://api.example.com"];
    let strict = bench.client_of(hosts.setup(&listed, true)?)?;
    let client = bench.client_of(hosts.setup(&listed, false)?)?;
    for origin in look_alikes {
        let url = format!("{origin}{BRANDS}");
        strict.get(&url).await?.refused_as(AuthErrorKind::OriginRefused)?;
        let before = hosts.api.journal().len();
        let outcome = client.get(&url).await?;
        let journal = hosts.api.journal();
        // A client may well refuse to go there, or not get there: it is loopback, with that port.
        if let Some(received) = journal.get(before) {
            outcome.refused_as(AuthErrorKind::MissingKey)?;
            equal("the keys that were received", received.credentials(), &[][..])?;
        }
    }
    check(hosts.api.journal().len() >= 2, || {
        "hardly any of the requests arrived".to_owned()
    })?;
    hosts.scene.loaded(0)
}

async fn wildcard(bench: &Bench<'_>) -> Checked {
    let hosts = Hosts::new(bench, &["api.example.com", "example.com"]).await?;
    let client = bench.client_of(hosts.setup(&["https://*.example.com"], false)?)?;
    let outcome = client.get(format!("https://example.com{BRANDS}")).await?;
    outcome.refused_as(AuthErrorKind::MissingKey)?;
    hosts.scene.loaded(0)?;
    client
        .get(format!("https://api.example.com{BRANDS}"))
        .await?
        .is(http::StatusCode::OK)?;
    received(&hosts.api, &[&[], &[&hosts.scene.key]])
}

// ===== impl Hosts =====

impl Hosts {
    async fn new(bench: &Bench<'_>, hosts: &[&str]) -> Result<Self, BoxError> {
        let scene = Scene::lazy(bench).await?;
        let api = TestApi::builder()
            .tls_for(&bench.authority, hosts.iter().copied())
            .start()
            .await?;
        api.accept(&scene.key);
        let names = hosts
            .iter()
            .fold(Names::new(), |names, host| names.host(host, api.address()));
        Ok(Self { scene, api, names })
    }

    fn setup(&self, origins: &[&str], is_strict: bool) -> Result<Setup, BoxError> {
        let auth = Auth::new(self.scene.keys.clone(), Origins::new(origins)?);
        let auth = if is_strict { auth.strict() } else { auth };
        Ok(Setup::new(auth).knowing(self.names.clone()))
    }
}
