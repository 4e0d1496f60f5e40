//! Rejection and replay.

use std::time::Duration;

use http::{Method, Request, StatusCode};
use tower_bearer::{Keys, SourceError};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, received},
    body::Body,
    setup::Setup,
    tap::Marker,
};
use crate::answer::Answer;

pub(super) const BEHAVIOURS: [Behaviour; 9] = [
    Behaviour::run(
        "B33",
        "401 then 200: one refresh, one replay with the new key, the caller sees the 200",
        |bench| Box::pin(replayed(bench)),
    ),
    Behaviour::run(
        "B34",
        "401 twice: two sends, the second refusal comes back, never a third",
        |bench| Box::pin(never_a_third(bench)),
    ),
    Behaviour::run(
        "B35",
        "403 without evidence against the key, 404, 429, 500: no refresh, no replay",
        |bench| Box::pin(kept(bench)),
    ),
    Behaviour::run(
        "B36",
        "403 whose body says that the key is invalid: refresh and replay like a 401",
        |bench| Box::pin(forbidden(bench)),
    ),
    Behaviour::run(
        "B37",
        "a body that cannot be copied: sent once, key refreshed for the next request",
        |bench| Box::pin(stream(bench)),
    ),
    Behaviour::run(
        "B38",
        "the replayed request is identical: method, URI, headers, extensions, body",
        |bench| Box::pin(identical(bench)),
    ),
    Behaviour::run(
        "B41",
        "the refresh fails, or gives the same key: the refusal, with the reason attached",
        |bench| Box::pin(fruitless(bench)),
    ),
    Behaviour::run(
        "B42",
        "a server that always says 401 drives one fruitless refresh, however many ask",
        |bench| Box::pin(always_refused(bench)),
    ),
    Behaviour::core(
        "B43",
        "`poll_ready` is asked again before a replay, on the instance that is called",
        "poll_ready_is_asked_again_before_a_replay_on_the_instance_that_is_then_called",
    ),
];

async fn replayed(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    let newer = scene.rotate();
    scene.get(&client).await?.is(StatusCode::OK)?;
    received(&scene.api, &[&[&scene.key], &[&newer]])?;
    scene.loaded(2)
}

async fn never_a_third(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    let newer = scene.rotate();
    scene.api.revoke(&newer);
    let outcome = scene.get(&client).await?;
    let attempts: Vec<_> = outcome.refused()?.attempts().collect();
    equal("the attempts", attempts, vec![scene.key.id(), newer.id()])?;
    received(&scene.api, &[&[&scene.key], &[&newer]])
}

async fn kept(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    let mut sent = 0;
    for status in [
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::INTERNAL_SERVER_ERROR,
    ] {
        scene.api.set_answer(BRANDS, Answer::new(status));
        let outcome = scene.get(&client).await?;
        match status {
            StatusCode::FORBIDDEN => check(!outcome.refused()?.is_key_rejected(), || "the key was given up".into())?,
            _ => outcome.is(status)?,
        }
        let is_retried = status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND;
        sent = match bench.front_end.retries() && is_retried {
            true => scene.api.journal().len(),
            false => sent + 1,
        };
        received(&scene.api, &vec![&[&scene.key][..]; sent])?;
    }
    scene.loaded(1)
}

async fn forbidden(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    scene.api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let client = bench.client(scene.auth()?.replaying())?;
    let newer = scene.rotate();
    scene.get(&client).await?.is(StatusCode::OK)?;
    received(&scene.api, &[&[&scene.key], &[&newer]])
}

async fn stream(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    scene
        .api
        .set_answer("/orders", Answer::new(StatusCode::CREATED).behind_auth());
    let client = bench.client(scene.auth()?.replaying())?;
    let newer = scene.rotate();
    let order = Request::post(scene.api.url("/orders")).body(Body::stream(["two ", "brands"]))?;
    let outcome = client.send(order).await;
    equal(
        "the key of the refusal",
        outcome.refused()?.key_id(),
        Some(scene.key.id()),
    )?;
    scene.get(&client).await?.is(StatusCode::OK)?;
    received(&scene.api, &[&[&scene.key], &[&newer]])?;
    equal("the body", &scene.api.journal()[0].body()[..], b"two brands")
}

async fn identical(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    scene
        .api
        .set_answer("/orders", Answer::new(StatusCode::CREATED).behind_auth());
    let setup = Setup::new(scene.auth()?.replaying());
    let tap = setup.tap().clone();
    let client = bench.client_of(setup)?;
    scene.rotate();
    let mut order = Request::put(scene.api.url("/orders?at=once"))
        .header("x-order", "7")
        .header("x-order", "8")
        .body(Body::whole("two brands"))?;
    order.extensions_mut().insert(Marker(7));
    client.send(order).await.is(StatusCode::CREATED)?;

    let journal = scene.api.journal();
    let [first, second] = &journal[..] else {
        return Err(format!("two requests, and not {journal:?}").into());
    };
    equal(
        "the methods",
        (first.method(), second.method()),
        (&Method::PUT, &Method::PUT),
    )?;
    equal("the URI", second.uri(), first.uri())?;
    equal("the query", first.uri().query(), Some("at=once"))?;
    equal("the version", second.version(), first.version())?;
    equal("the headers", second.headers(), first.headers())?;
    let orders: Vec<_> = first.headers().get_all("x-order").iter().collect();
    equal("the caller's header", orders, vec!["7", "8"])?;
    for received in &journal {
        equal("the body", &received.body()[..], b"two brands")?;
    }
    for seen in tap.seen() {
        equal("the extension", seen.marker, Some(Marker(7)))?;
    }
    let seen = tap.seen();
    equal("the headers on this side", &seen[0].headers, &seen[1].headers)
}

async fn fruitless(bench: &Bench<'_>) -> Checked {
    for fails in [true, false] {
        let scene = Scene::new(bench).await?;
        let client = bench.client(scene.auth()?.replaying())?;
        scene.api.revoke(&scene.key);
        if fails {
            scene.source.fail(SourceError::transient("the vault is sealed"));
        }
        let outcome = scene.get(&client).await?;
        let error = outcome.refused()?;
        let body = error.response().map(|response| &response.body()[..]);
        equal("the refusal's body", body, Some(&br#"{"error":"Invalid API key"}"#[..]))?;
        equal("a failed refresh is attached", error.refresh_failure().is_some(), fails)?;
        received(&scene.api, &[&[&scene.key]])?;
        scene.loaded(2)?;
    }
    Ok(())
}

async fn always_refused(bench: &Bench<'_>) -> Checked {
    let mut scene = Scene::lazy(bench).await?;
    // Longer than the test: what is counted does not hang on how fast it runs.
    let keys = Keys::builder(scene.source.clone()).without_jitter();
    scene.keys = keys.fruitless_interval(Duration::from_secs(3600)).load().await?;
    scene.api.revoke(&scene.key);
    let client = bench.client(scene.auth()?.replaying())?;
    for _ in 0..50 {
        scene.get(&client).await?.refused()?;
    }
    equal("the requests", scene.api.journal().len(), 50)?;
    scene.loaded(2)
}
