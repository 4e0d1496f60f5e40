//! What happens at the same time.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
};

use tokio::{
    sync::watch,
    task::{JoinSet, yield_now},
    time::advance,
};
use tower_bearer::{Credential, KeySource, Keys, SourceError};

use crate::support::{LIFETIME, Server, call, key, poll_once, sent_at_once, short, stack};

#[tokio::test(start_paused = true)]
async fn a_load_that_read_the_old_key_before_it_was_rejected_is_followed_by_one_that_reads_the_new() {
    // B33, B44: a refresh ahead of expiry is under way, the key is rotated and rejected, and only then does it bring the old one.
    let (server, source) = (Server::taking([2]), Slow::default());
    source.published.store(1, Ordering::Relaxed);
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    source.is_held.send_replace(true);
    advance(LIFETIME / 2).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    source.published.store(2, Ordering::Relaxed);
    let stack = stack(&keys, &server);
    let mut rejected = pin!(call(&stack));
    assert!(poll_once(rejected.as_mut()).is_pending());
    assert_eq!(
        (source.loads.load(Ordering::Relaxed), server.sent()),
        (2, vec![Some(1)])
    );
    source.is_held.send_replace(false);
    assert!(rejected.await.is_ok());
    assert_eq!(
        (source.loads.load(Ordering::Relaxed), server.sent()),
        (3, vec![Some(1), Some(2)])
    );
}

#[tokio::test(start_paused = true)]
async fn a_load_for_another_reason_that_brings_the_same_key_is_followed_by_one_alone() {
    // B41, B42
    let (server, source) = (Server::taking([]), Slow::default());
    source.published.store(1, Ordering::Relaxed);
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    source.is_held.send_replace(true);
    advance(LIFETIME / 2).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    let stack = stack(&keys, &server);
    let (mut one, mut other) = (pin!(call(&stack)), pin!(call(&stack)));
    assert!(poll_once(one.as_mut()).is_pending());
    assert!(poll_once(other.as_mut()).is_pending());
    source.is_held.send_replace(false);
    assert!(one.await.is_err());
    assert!(other.await.is_err());
    assert!(call(&stack).await.is_err());
    assert_eq!(source.loads.load(Ordering::Relaxed), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_on_many_threads_are_all_served_by_one_load_whoever_of_them_goes() {
    // B21, B25: whoever is not woken ends with a failure, at the time limit.
    for _ in 0..200 {
        let (server, source) = (Server::taking([0]), Slow::default());
        let stack = stack(&Keys::builder(source.clone()).lazy(), &server);
        let mut callers = JoinSet::new();
        let mut leavers = JoinSet::new();
        for caller in 0..16 {
            if caller % 4 == 0 {
                leavers.spawn(call(&stack));
            }
            callers.spawn(call(&stack));
        }
        yield_now().await;
        leavers.abort_all();
        while let Some(answer) = callers.join_next().await {
            assert!(answer.unwrap().is_ok());
        }
        assert_eq!(source.loads.load(Ordering::Relaxed), 1);
    }
}

/// Reads the key that is published, and is slow to say it.
#[derive(Clone, Default)]
struct Slow {
    published: Arc<AtomicU32>,
    loads: Arc<AtomicUsize>,
    is_held: Arc<watch::Sender<bool>>,
}

impl KeySource for Slow {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.loads.fetch_add(1, Ordering::Relaxed);
        let read = self.published.load(Ordering::Relaxed);
        for _ in 0..3 {
            yield_now().await;
        }
        let mut is_held = self.is_held.subscribe();
        is_held
            .wait_for(|is_held| !is_held)
            .await
            .map_err(SourceError::terminal)?;
        Ok(if read == 0 { key(0).into() } else { short(read) })
    }
}
