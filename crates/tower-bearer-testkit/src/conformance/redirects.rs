//! Where a server sends the client elsewhere.

use http::{HeaderValue, StatusCode, header};
use tower_bearer::{AuthErrorKind, AuthScheme, Keys, Origins, error::Withheld};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, origin_of, received},
    front_end::Transport,
    setup::{Auth, Setup},
};
use crate::{TestApi, answer::Answer};

pub(super) const BEHAVIOURS: [Behaviour; 3] = [
    Behaviour::run(
        "B13",
        "a redirect to another host, another port or from https to http: no key there, in whatever header",
        |bench| Box::pin(other_origins(bench)),
    ),
    Behaviour::run(
        "B18",
        "a refusal from where a redirect led is not judged as one of our key",
        |bench| Box::pin(foreign_refusal(bench)),
    ),
    Behaviour::run("B19", "a 407 and `Proxy-Authenticate` never touch the key", |bench| {
        Box::pin(proxy(bench))
    }),
];

const STATUSES: [StatusCode; 5] = [
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::FOUND,
    StatusCode::SEE_OTHER,
    StatusCode::TEMPORARY_REDIRECT,
    StatusCode::PERMANENT_REDIRECT,
];
const X_API_KEY: &str = "x-api-key";

async fn other_origins(bench: &Bench<'_>) -> Checked {
    for (header, prefix) in [("authorization", "Bearer "), (X_API_KEY, "")] {
        let api = bench.api_with(header, prefix).await?;
        let foreign = bench.api_with(header, prefix).await?;
        let key = api.issue();
        let auth = Auth::new(Keys::fixed(key.clone()), origin_of(&api)?).with_scheme(AuthScheme::new(header, prefix)?);
        let client = bench.client_of(Setup::new(auth).following_redirects())?;

        // That it follows at all, where nothing speaks against it.
        client
            .get(api.redirect_url(STATUSES[0], &api.url(BRANDS)))
            .await?
            .is(StatusCode::OK)?;
        received(&api, &[&[&key], &[&key]])?;

        for status in STATUSES {
            client.get(api.redirect_url(status, &foreign.url(BRANDS))).await?;
        }
        let localhost = format!("://localhost:{}{BRANDS}", api.address().port());
        let localhost = api.origin().replace(&format!("://{}", api.address()), &localhost);
        let before = api.journal().len();
        client.get(api.redirect_url(STATUSES[0], &localhost)).await?;
        bare(&foreign.journal())?;
        bare(&api.journal()[before + 1..])?;
    }
    from_https(bench).await
}

async fn from_https(bench: &Bench<'_>) -> Checked {
    let api = bench.over(Transport::Tls, TestApi::builder()).await?;
    let plain = bench.over(Transport::Plain, TestApi::builder()).await?;
    let key = api.issue();
    let auth = Auth::new(Keys::fixed(key.clone()), Origins::new([api.origin()])?);
    let client = bench.client_of(Setup::new(auth).following_redirects())?;
    client.get(api.redirect_url(STATUSES[0], &plain.url(BRANDS))).await?;
    received(&api, &[&[&key]])?;
    bare(&plain.journal())
}

async fn foreign_refusal(bench: &Bench<'_>) -> Checked {
    let (scene, foreign) = (Scene::new(bench).await?, bench.api().await?);
    let refusal = Answer::new(StatusCode::UNAUTHORIZED).json(r#"{"error":"Invalid API key"}"#);
    foreign.set_answer(BRANDS, refusal);
    let setup = Setup::new(scene.auth()?.replaying()).following_redirects();
    let client = bench.client_of(setup)?;
    let outcome = client
        .get(scene.api.redirect_url(STATUSES[0], &foreign.url(BRANDS)))
        .await?;
    match outcome.status() {
        // It stops where the origin changes.
        Some(status) => equal("the status", status, STATUSES[0])?,
        None => {
            let error = outcome.refused()?;
            equal("the reason", error.withheld(), Some(Withheld::OtherOrigin))?;
            check(!error.is_key_rejected(), || {
                format!("it is taken for {:?}", error.kind())
            })?;
        }
    }
    received(&scene.api, &[&[&scene.key]])?;
    scene.loaded(1)
}

async fn proxy(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let challenge = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
    let answer = Answer::new(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
    let answer = answer.header(header::PROXY_AUTHENTICATE, challenge.clone());
    scene.api.set_answer(BRANDS, answer);
    let client = bench.client(scene.auth()?.replaying())?;
    scene
        .get(&client)
        .await?
        .is(StatusCode::PROXY_AUTHENTICATION_REQUIRED)?;

    // In the answer of the origin itself that header is about the proxy, and says nothing of the key.
    let answer = Answer::new(StatusCode::FORBIDDEN).header(header::PROXY_AUTHENTICATE, challenge);
    scene.api.set_answer(BRANDS, answer);
    let outcome = scene.get(&client).await?;
    outcome.refused_as(AuthErrorKind::Forbidden)?;
    received(&scene.api, &[&[&scene.key], &[&scene.key]])?;
    scene.loaded(1)
}

fn bare(journal: &[crate::Received]) -> Checked {
    let keys: Vec<_> = journal.iter().flat_map(|received| received.credentials()).collect();
    check(keys.is_empty(), || format!("these crossed over: {keys:?}"))
}
