//! Keys that outlive the runtime that they were first used on.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    runtime::{Builder, Runtime},
    time::{Instant, sleep},
};
use tower_bearer::{Credential, KeySource, Keys, SourceError};
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, SECOND, Server, builder, call, key, once, poll_once, sent_at_once, settle, short, stack,
};

#[test]
fn a_load_that_waits_for_a_timer_of_a_runtime_that_is_gone_is_begun_again_on_the_next() {
    // B25, B26
    resumed_on_a_second_runtime(&Timer::default(), false, 2);
}

#[test]
fn a_load_that_waits_for_a_task_of_a_runtime_that_is_gone_is_begun_again_on_the_next() {
    // B25, B26
    resumed_on_a_second_runtime(&Task::default(), false, 2);
}

#[test]
fn a_load_that_waits_for_a_runtime_that_nobody_drives_is_begun_again_on_the_next() {
    // B25, B26: found out when its limit is over.
    resumed_on_a_second_runtime(&Timer::default(), true, 2);
}

#[test]
fn a_load_that_needs_no_runtime_is_finished_on_the_next() {
    // B25
    resumed_on_a_second_runtime(&Plain::default(), false, 1);
}

#[test]
fn a_background_task_ends_with_its_runtime_and_another_takes_over() {
    // B23
    let source = TestSource::new(short(1));
    let keys = builder(&source).lazy();
    let first = runtime();
    first.block_on(async {
        keys.spawn_refresh().unwrap();
        settle().await;
    });
    drop(first);
    source.give(short(2));
    runtime().block_on(async {
        // On demand again.
        assert_eq!(sent_at_once(&keys), Some(1));
        tokio::time::advance(LIFETIME / 2).await;
    });
    let second = runtime();
    let before = second.metrics().num_alive_tasks();
    second.block_on(async {
        keys.spawn_refresh().unwrap();
        tokio::time::advance(LIFETIME).await;
        settle().await;
        assert_eq!(sent_at_once(&keys), Some(2));
        drop(keys);
        settle().await;
    });
    assert_eq!(second.metrics().num_alive_tasks(), before);
}

#[test]
fn a_background_task_that_slept_while_another_worked_takes_over_from_it() {
    // B23: the first key has no end, so the second task has nothing to wait for until the first has loaded another.
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let keys = builder(&source).lazy();
    let (first, second) = (runtime(), runtime());
    first.block_on(async {
        keys.spawn_refresh().unwrap();
        settle().await;
    });
    second.block_on(async {
        keys.spawn_refresh().unwrap();
        settle().await;
    });
    source.give(short(2));
    first.block_on(async {
        let _ = call(&once(&keys, &server)).await;
        settle().await;
    });
    drop(first);
    source.give(short(3));
    second.block_on(async {
        settle().await;
        tokio::time::advance(LIFETIME / 2 + SECOND).await;
        settle().await;
        assert_eq!((source.loads(), sent_at_once(&keys)), (3, Some(3)));
    });
}

fn resumed_on_a_second_runtime<S: KeySource + Counts + Clone>(source: &S, keeps_first: bool, loads: usize) {
    let server = Server::taking([1]);
    let stack = stack(&Keys::builder(source.clone()).without_jitter().lazy(), &server);
    let first = runtime();
    first.block_on(async { assert!(poll_once(pin!(call(&stack))).is_pending()) });
    let first = keeps_first.then_some(first);

    runtime().block_on(async {
        let begun_at = Instant::now();
        assert!(call(&stack).await.is_ok());
        assert!(begun_at.elapsed() <= 20 * SECOND);
    });
    assert_eq!(source.loads(), loads);
    drop(first);
}

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

trait Counts {
    fn loads(&self) -> usize;
}

/// Waits for a second of the runtime that it is first polled on.
#[derive(Clone, Default)]
struct Timer(Arc<AtomicUsize>);

/// Has a task of that runtime do it.
#[derive(Clone, Default)]
struct Task(Arc<AtomicUsize>);

/// Is pending once.
#[derive(Clone, Default)]
struct Plain(Arc<AtomicUsize>);

impl KeySource for Timer {
    fn load(&self) -> impl Future<Output = Result<Credential, SourceError>> + Send {
        self.0.fetch_add(1, Ordering::Relaxed);
        async {
            sleep(SECOND).await;
            Ok(key(1).into())
        }
    }
}

impl KeySource for Task {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let task = tokio::spawn(sleep(SECOND));
        task.await.map_err(SourceError::terminal)?;
        Ok(key(1).into())
    }
}

impl KeySource for Plain {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok(key(1).into())
    }
}

impl Counts for Timer {
    fn loads(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counts for Task {
    fn loads(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counts for Plain {
    fn loads(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
