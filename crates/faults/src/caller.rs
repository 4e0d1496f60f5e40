//! Those who send requests, one after the other, and go away from some.

use std::{
    future::poll_fn,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
use tokio::time::{sleep, timeout};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Client, Outcome};

use crate::{
    draw::{Draw, Fate},
    verdict::{End, judge},
    violation::Invariant,
    world::World,
};

/// How requests ended.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) successes: AtomicU64,
    pub(crate) server_errors: AtomicU64,
    pub(crate) transport_errors: AtomicU64,
    pub(crate) no_answer: AtomicU64,
    pub(crate) no_key: AtomicU64,
    pub(crate) dropped: AtomicU64,
}

/// After an error.
const PAUSE: Duration = Duration::from_millis(10);

/// Sends until it is over.
pub(crate) async fn call(world: Arc<World>, client: Client, counts: Arc<Counts>) {
    while !world.is_over() {
        let draw = Draw::of(world.seed, world.number());
        match ending(&world, &client, &draw).await {
            Ok(end) => {
                counts.count(end);
                // As callers do. Else most requests would be those that are refused, or cannot be sent.
                match end {
                    Some(End::Server) => sleep(PAUSE).await,
                    Some(End::NoKey) => sleep(10 * PAUSE).await,
                    _ => {}
                }
            }
            Err(what) => {
                let what = format!("{draw:?}: {what}; {}", world.ledger.seen(draw.number));
                world.violations.add(Invariant::Ends, Some(draw.number), what);
            }
        }
    }
}

/// How a request ends; `None` where its caller went away. `Err`: what must not be.
pub(crate) async fn ending(world: &World, client: &Client, draw: &Draw) -> Result<Option<End>, String> {
    let sent = AssertUnwindSafe(send(world, client, draw)).catch_unwind().await;
    match sent.map_err(|_| String::from("it panicked"))? {
        Ok(Some(outcome)) => judge(draw, &outcome, &world.ledger, world.life.has_failed()).map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

async fn send(world: &World, client: &Client, draw: &Draw) -> Result<Option<Outcome>, BoxError> {
    let sending = client.send(draw.request(&world.sites, world.can_stream)?);
    let sending = async {
        match draw.fate {
            Fate::Stay => Some(sending.await),
            Fate::Within(time) => timeout(time, sending).await.ok(),
            Fate::Polls(most) => polled(sending, most).await,
        }
    };
    match timeout(world.patience, sending).await {
        Ok(outcome) => Ok(outcome),
        Err(_) => Err(format!("no end in {:?}", world.patience).into()),
    }
}

/// Drops it after so many polls, if it has not ended by then.
pub(crate) async fn polled<F: Future>(future: F, most: u32) -> Option<F::Output> {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|cx| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        match future.as_mut().poll(cx) {
            // The last one is not waited for.
            Poll::Pending if polls == most => Poll::Ready(None),
            poll => poll.map(Some),
        }
    })
    .await
}

// ===== impl Counts =====

impl Counts {
    fn count(&self, end: Option<End>) {
        let count = match end {
            Some(End::Success) => &self.successes,
            Some(End::Server) => &self.server_errors,
            Some(End::Transport) => &self.transport_errors,
            Some(End::NoAnswer) => &self.no_answer,
            Some(End::NoKey) => &self.no_key,
            None => &self.dropped,
        };
        count.fetch_add(1, Relaxed);
    }
}
