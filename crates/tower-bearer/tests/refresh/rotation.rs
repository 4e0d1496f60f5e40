//! Rotation while requests fly.

use std::{
    collections::{BTreeMap, HashSet},
    convert::Infallible,
    sync::Arc,
};

use futures_util::future::join_all;
use http::{Request, Response, StatusCode};
use tokio::{sync::watch, task::yield_now};
use tower::{Layer as _, service_fn};
use tower_bearer::AuthErrorClassifier;
use tower_bearer_testkit::TestSource;

use crate::support::{Body, call, key, layer, load, number};

const REQUESTS: usize = 2_000;
const WORKERS: usize = 40;
const ROTATIONS: u32 = 20;

#[tokio::test(start_paused = true)]
async fn no_replayable_request_fails_while_keys_are_published_and_the_old_ones_revoked() {
    // B44
    let source = TestSource::new(key(0));
    let keys = load(&source).await;
    let server = Arc::new(watch::Sender::new(Server::default()));
    server.send_modify(|server| server.good.extend([0]));
    let judge = Arc::clone(&server);
    let stack = layer(&keys)
        .replay_rejected()
        .layer(
            AuthErrorClassifier::new().layer(service_fn(move |request: Request<Body>| {
                answer(Arc::clone(&judge), number(&request).unwrap())
            })),
        );

    let rotations = tokio::spawn({
        let source = source.clone();
        async move {
            for newer in 1..=ROTATIONS {
                source.give(key(newer));
                server.send_modify(|server| server.good.extend([newer]));
                yield_now().await;
                server.send_modify(|server| server.good.retain(|good| *good != newer - 1));
                let mut server = server.subscribe();
                let has_arrived = server.wait_for(|server| server.has_left_behind(newer)).await;
                has_arrived.unwrap();
            }
            server.borrow().rejected
        }
    });
    let workers = (0..WORKERS).map(|worker| {
        let stack = stack.clone();
        tokio::spawn(async move {
            for request in 0..REQUESTS / WORKERS {
                assert!(call(&stack).await.is_ok(), "request {request} of worker {worker}");
                for _ in 0..worker % 7 {
                    yield_now().await;
                }
            }
        })
    });
    for worker in join_all(workers).await {
        worker.unwrap();
    }
    let rejected = rotations.await.unwrap();
    assert!(rejected > ROTATIONS as usize, "{rejected} requests saw a rotation");
    assert_eq!(source.loads(), 1 + ROTATIONS as usize);
}

#[derive(Default)]
struct Server {
    good: HashSet<u32>,
    /// How many requests are here, by key.
    guests: BTreeMap<u32, usize>,
    accepted: u32,
    rejected: usize,
}

impl Server {
    /// The key was accepted, and no request with an older one is under way, which would see two rotations.
    fn has_left_behind(&self, newer: u32) -> bool {
        self.accepted == newer && self.guests.keys().all(|number| *number >= newer)
    }
}

/// Judged when it comes in; the answer takes its time.
async fn answer(server: Arc<watch::Sender<Server>>, number: u32) -> Result<Response<Body>, Infallible> {
    let is_good = server.borrow().good.contains(&number);
    server.send_modify(|server| *server.guests.entry(number).or_default() += 1);
    for _ in 0..number % 3 + 1 {
        yield_now().await;
    }
    server.send_modify(|server| {
        if let Some(guests) = server.guests.get_mut(&number) {
            *guests -= 1;
        }
        server.guests.retain(|_, guests| *guests > 0);
        if is_good {
            server.accepted = number.max(server.accepted);
        } else {
            server.rejected += 1;
        }
    });
    let mut response = Response::new(Body::from("fine"));
    if !is_good {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    Ok(response)
}
