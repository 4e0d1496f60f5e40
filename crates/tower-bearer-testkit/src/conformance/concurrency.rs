//! Many requests at once.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use http::{Request, StatusCode};
use tokio::task::JoinSet;
use tower_bearer::error::BoxError;

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, received},
    body::Body,
    client::{Client, Outcome},
};
use crate::answer::Answer;

pub(super) const BEHAVIOURS: [Behaviour; 3] = [
    Behaviour::run(
        "B39",
        "N concurrent 401s for the same key: one refresh, N replays",
        |bench| Box::pin(storm(bench)),
    ),
    Behaviour::run(
        "B40",
        "a late 401 for an old key, when a newer one is there: replay with that, and no refresh",
        |bench| Box::pin(late(bench)),
    ),
    Behaviour::run(
        "B44",
        "rotation under load: none of 5,000 requests fails over 25 rotations",
        |bench| Box::pin(rotation(bench)),
    ),
];

const STORM: usize = 50;
const ROTATIONS: usize = 25;
const WORKERS: usize = 20;
/// Of one worker between two rotations.
const REQUESTS: usize = 10;

async fn storm(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    scene.api.hold(BRANDS);
    let mut requests = JoinSet::new();
    for _ in 0..STORM {
        requests.spawn(get(&client, &scene.api.url(BRANDS))?);
    }
    scene.api.received(STORM).await;
    let newer = scene.rotate();
    scene.api.release(BRANDS);
    while let Some(outcome) = requests.join_next().await {
        outcome?.is(StatusCode::OK)?;
    }
    let (old, newer) = ([&scene.key], [&newer]);
    let keys = [vec![&old[..]; STORM], vec![&newer[..]; STORM]].concat();
    received(&scene.api, &keys)?;
    scene.loaded(2)
}

async fn late(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    scene.api.set_answer("/slow", Answer::new(StatusCode::OK).behind_auth());
    let client = bench.client(scene.auth()?.replaying())?;
    scene.api.hold("/slow");
    let slow = tokio::spawn(get(&client, &scene.api.url("/slow"))?);
    scene.api.received(1).await;
    let newer = scene.rotate();
    scene.get(&client).await?.is(StatusCode::OK)?;
    scene.api.release("/slow");
    slow.await?.is(StatusCode::OK)?;
    received(&scene.api, &[&[&scene.key], &[&scene.key], &[&newer], &[&newer]])?;
    scene.loaded(2)
}

/// In rounds, with a rotation in the middle of each: a request that sees two of them cannot be helped.
async fn rotation(bench: &Bench<'_>) -> Checked {
    let scene = Arc::new(Scene::new(bench).await?);
    let client = bench.client(scene.auth()?.replaying())?;
    let mut key = scene.key.clone();
    let mut rejected = 0;
    for round in 0..ROTATIONS {
        let newer = scene.api.issue();
        let begun = Arc::new(AtomicUsize::new(0));
        let mut workers = JoinSet::new();
        for _ in 0..WORKERS {
            let (scene, client, begun) = (Arc::clone(&scene), client.clone(), Arc::clone(&begun));
            let (old, newer) = (key.clone(), newer.clone());
            workers.spawn(async move {
                for _ in 0..REQUESTS {
                    if begun.fetch_add(1, Ordering::Relaxed) == WORKERS * REQUESTS / 2 {
                        scene.source.give(newer.clone());
                        scene.api.revoke(&old);
                    }
                    let outcome = scene.get(&client).await?;
                    outcome
                        .is(StatusCode::OK)
                        .map_err(|what| format!("in round {round}: {what}"))?;
                }
                Ok::<_, BoxError>(())
            });
        }
        while let Some(worker) = workers.join_next().await {
            worker??;
        }
        let journal = scene.api.journal();
        scene.api.clear_journal();
        let of_round = journal
            .iter()
            .filter(|received| received.status() != Some(StatusCode::OK))
            .count();
        equal("the requests", journal.len(), WORKERS * REQUESTS + of_round)?;
        rejected += of_round;
        key = newer;
    }
    check(rejected >= ROTATIONS, || {
        format!("only {rejected} requests saw a rotation")
    })?;
    scene.loaded(1 + ROTATIONS)
}

fn get(client: &Client, url: &str) -> Result<impl Future<Output = Outcome> + Send + use<>, http::Error> {
    Ok(client.send(Request::get(url).body(Body::default())?))
}
