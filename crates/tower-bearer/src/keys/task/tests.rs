use std::{
    future::poll_fn,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use tokio::time::timeout;

use super::*;
use crate::{
    key::ApiKey,
    keys::Keys,
    source::{Credential, KeySource, SourceError},
};

#[tokio::test(start_paused = true)]
async fn the_task_is_polled_a_few_times_a_load_and_not_in_between() {
    // The clock goes on only while nothing is to be done: a task that spins does not end this, one that wakes too often is counted.
    let rotating: fn(u32) -> Outcome = |load| Ok(key(load).expires_in(Duration::from_secs(100)));
    let failing: fn(u32) -> Outcome = |_| Err(SourceError::transient("it is down"));
    let fixed: fn(u32) -> Outcome = |_| Ok(key(1));
    // In an hour: a load each 50 seconds, one each 30, and one.
    for (answer, most_loads) in [(rotating, 73), (failing, 127), (fixed, 1)] {
        let source = Arc::new(Counting(answer, AtomicU32::new(0)));
        let keys = Keys::builder(Shared(Arc::clone(&source))).without_jitter().lazy();
        let mut task = Box::pin(refresh(Arc::clone(&keys.cell), Arc::downgrade(&keys.alive)));
        let mut polls = 0;
        let counted = poll_fn(|cx| {
            polls += 1;
            task.as_mut().poll(cx)
        });
        let hour = timeout(Duration::from_secs(3600), counted).await;
        assert!(hour.is_err(), "it ended");
        let loads = source.1.load(Ordering::Relaxed);
        assert!(loads > most_loads * 9 / 10 && loads <= most_loads, "{loads} loads");
        assert!(polls <= 3 * loads + 3, "{polls} polls for {loads} loads");
    }
}

#[tokio::test(start_paused = true)]
async fn the_task_of_a_key_that_stays_rejected_asks_once_an_interval() {
    // B42
    let source = Arc::new(Counting(|_| Ok(key(1)), AtomicU32::new(0)));
    let keys = Keys::builder(Shared(Arc::clone(&source))).load().await.unwrap();
    if let Pick::Key(current) = keys.pick(Want::Current) {
        current.reject();
    }
    let task = refresh(Arc::clone(&keys.cell), Arc::downgrade(&keys.alive));
    let _ = timeout(Duration::from_millis(9500), task).await.unwrap_err();
    assert_eq!(source.1.load(Ordering::Relaxed), 1 + 10);
}

type Outcome = Result<Credential, SourceError>;

struct Counting(fn(u32) -> Outcome, AtomicU32);

struct Shared(Arc<Counting>);

impl KeySource for Shared {
    async fn load(&self) -> Outcome {
        (self.0.0)(self.0.1.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

fn key(number: u32) -> Credential {
    ApiKey::new(format!("sk_live_{number}")).unwrap().into()
}
