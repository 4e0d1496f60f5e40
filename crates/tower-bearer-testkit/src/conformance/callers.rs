//! Whose key it is: the caller's, the request's, one of several APIs', the one that was set just now.

use http::{Request, StatusCode, header::AUTHORIZATION};
use tower_bearer::{AuthErrorKind, Keys, RequestAuth, SourceError, error::Withheld};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, equal, origin_of, received},
    body::Body,
    client::{Client, Outcome},
    setup::{Auth, Setup},
};
use crate::TestApi;

pub(super) const BEHAVIOURS: [Behaviour; 5] = [
    Behaviour::run(
        "B8",
        "the caller's own header: kept, and a 401 for it is the caller's; with overwrite one of ours in its place",
        |bench| Box::pin(callers_header(bench)),
    ),
    Behaviour::run(
        "B9",
        "a request goes without a key, or with one of its own, which is held to the origins too",
        |bench| Box::pin(per_request(bench)),
    ),
    Behaviour::run(
        "B10",
        "no key to be had: a typed error before anything is sent",
        |bench| Box::pin(nothing_to_send(bench)),
    ),
    Behaviour::run(
        "B11",
        "two APIs in one client: each request carries the key of its own",
        |bench| Box::pin(two_apis(bench)),
    ),
    Behaviour::run(
        "B12",
        "a key that is set is seen by the very next request, and one in flight keeps its own",
        |bench| Box::pin(set(bench)),
    ),
];

async fn callers_header(bench: &Bench<'_>) -> Checked {
    let scene = Scene::lazy(bench).await?;
    let callers = [scene.api.issue(), scene.api.issue()];
    let request = |keys: &[_]| -> Result<_, http::Error> {
        let request = keys.iter().fold(Request::get(scene.api.url(BRANDS)), |request, key| {
            request.header(AUTHORIZATION, scene.api.header_value(key))
        });
        request.body(Body::default())
    };

    let client = bench.client(scene.auth()?.replaying())?;
    client.send(request(&callers[..1])?).await.is(StatusCode::OK)?;
    scene.api.revoke(&callers[0]);
    let outcome = client.send(request(&callers[..1])?).await;
    equal(
        "the key of the refusal",
        outcome.refused()?.key_id(),
        Some(callers[0].id()),
    )?;
    received(&scene.api, &[&[&callers[0]], &[&callers[0]]])?;
    scene.loaded(0)?;

    scene.api.clear_journal();
    let client = bench.client(scene.auth()?.overwriting())?;
    client.send(request(&callers)?).await.is(StatusCode::OK)?;
    received(&scene.api, &[&[&scene.key]])
}

async fn per_request(bench: &Bench<'_>) -> Checked {
    let (scene, elsewhere) = (Scene::lazy(bench).await?, bench.api().await?);
    let own = scene.api.issue();
    let client = bench.client(scene.auth()?.replaying())?;

    let outcome = send(&client, &scene.api, RequestAuth::skip()).await?;
    let error = outcome.refused_as(AuthErrorKind::MissingKey)?;
    equal("the reason", error.withheld(), Some(Withheld::Skipped))?;
    received(&scene.api, &[&[]])?;

    send(&client, &scene.api, RequestAuth::key(own.clone()))
        .await?
        .is(StatusCode::OK)?;
    received(&scene.api, &[&[], &[&own]])?;

    let outcome = send(&client, &elsewhere, RequestAuth::key(own)).await?;
    let error = outcome.refused_as(AuthErrorKind::MissingKey)?;
    equal("the reason", error.withheld(), Some(Withheld::OtherOrigin))?;
    received(&elsewhere, &[&[]])?;
    scene.loaded(0)
}

async fn nothing_to_send(bench: &Bench<'_>) -> Checked {
    let scene = Scene::lazy(bench).await?;
    scene.source.fail(SourceError::transient("the vault is sealed"));
    for auth in [scene.auth()?, scene.auth()?.strict(), scene.auth()?.replaying()] {
        let outcome = scene.get(&bench.client(auth)?).await?;
        let error = outcome.refused_as(AuthErrorKind::NoKeyToSend)?;
        equal("the status", error.status(), None)?;
    }
    received(&scene.api, &[])
}

async fn two_apis(bench: &Bench<'_>) -> Checked {
    let (one, other) = (Scene::new(bench).await?, Scene::new(bench).await?);
    let client = bench.client_of(Setup::new(one.auth()?.replaying()).and(other.auth()?.replaying()))?;
    for scene in [&one, &other] {
        scene.get(&client).await?.is(StatusCode::OK)?;
        received(&scene.api, &[&[&scene.key]])?;
    }
    let newer = one.rotate();
    one.get(&client).await?.is(StatusCode::OK)?;
    received(&one.api, &[&[&one.key], &[&one.key], &[&newer]])?;
    one.loaded(2)?;
    other.loaded(1)
}

async fn set(bench: &Bench<'_>) -> Checked {
    let api = bench.api().await?;
    let (old, new) = (api.issue(), api.issue());
    let keys = Keys::fixed(old.clone());
    let client = bench.client(Auth::new(keys.clone(), origin_of(&api)?))?;

    api.hold(BRANDS);
    let in_flight = tokio::spawn(client.send(Request::get(api.url(BRANDS)).body(Body::default())?));
    api.received(1).await;
    keys.set(new.clone())?;
    api.release(BRANDS);
    client.get(api.url(BRANDS)).await?.is(StatusCode::OK)?;
    in_flight.await?.is(StatusCode::OK)?;
    received(&api, &[&[&old], &[&new]])
}

async fn send(client: &Client, api: &TestApi, auth: RequestAuth) -> Result<Outcome, http::Error> {
    let mut request = Request::get(api.url(BRANDS)).body(Body::default())?;
    request.extensions_mut().insert(auth);
    Ok(client.send(request).await)
}
