//! One load for all who wait, whoever begins it and whoever goes away.

use std::pin::pin;

use futures_util::future::join_all;
use tokio::time::advance;
use tower_bearer::AuthErrorKind;
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, SECOND, Server, builder, call, down, key, load, poll_once, refusal, sent_at_once, settle, short, stack,
};

#[tokio::test(start_paused = true)]
async fn a_hundred_concurrent_callers_of_a_cold_cell_are_one_load_and_all_are_served() {
    // B21
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    let callers: Vec<_> = (0..100).map(|_| tokio::spawn(call(&stack))).collect();
    settle().await;
    source.release();
    for answer in join_all(callers).await {
        assert!(answer.unwrap().is_ok());
    }
    assert_eq!((source.loads(), server.sent().len()), (1, 100));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_concurrent_callers_share_one_failure_and_the_next_call_after_the_back_off_tries_again() {
    // B22
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.fail(down());
    source.hold();
    let callers: Vec<_> = (0..100).map(|_| tokio::spawn(call(&stack))).collect();
    settle().await;
    source.release();
    for answer in join_all(callers).await {
        let error = refusal(answer.unwrap());
        assert_eq!(error.kind(), AuthErrorKind::NoKeyToSend);
        assert_eq!(cause(&error), "the key source failed for now: the vault is sealed");
    }
    assert_eq!((source.loads(), server.sent().len()), (1, 0));

    source.give(key(1));
    advance(SECOND / 4).await;
    assert!(call(&stack).await.is_ok());
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_began_the_load_is_dropped_and_the_others_still_get_the_key() {
    // B25
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    let leader = tokio::spawn(call(&stack));
    source.begun(1).await;
    let follower = tokio::spawn(call(&stack));
    settle().await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    source.release();
    assert!(follower.await.unwrap().is_ok());
    assert_eq!(source.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_began_the_load_is_alive_but_not_polled_and_the_others_still_get_the_key() {
    // B25
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    let mut leader = pin!(call(&stack));
    assert!(poll_once(leader.as_mut()).is_pending());
    source.release();
    assert!(call(&stack).await.is_ok());
    assert!(leader.await.is_ok());
    assert_eq!(source.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_began_the_load_is_the_only_one_and_goes_and_the_next_call_finishes_it() {
    // B25
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    assert!(poll_once(pin!(call(&stack))).is_pending());
    source.release();
    assert!(call(&stack).await.is_ok());
    assert_eq!(source.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_is_dropped_and_nobody_notices() {
    // B25
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    let leader = tokio::spawn(call(&stack));
    source.begun(1).await;
    let follower = tokio::spawn(call(&stack));
    settle().await;
    follower.abort();
    assert!(follower.await.unwrap_err().is_cancelled());
    source.release();
    assert!(leader.await.unwrap().is_ok());
    assert_eq!(source.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn readers_of_a_valid_key_never_wait_while_a_refresh_hangs() {
    // B27
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    source.hang();
    advance(LIFETIME / 2).await;
    for _ in 0..100 {
        // Polled once: it is sent at once.
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_hang_of_one_source_does_not_touch_another() {
    // B27
    let (server, hanging, other) = (Server::taking([1]), TestSource::new(key(1)), TestSource::new(key(1)));
    hanging.hang();
    let hanging = stack(&builder(&hanging).lazy(), &server);
    let mut waits = pin!(call(&hanging));
    assert!(poll_once(waits.as_mut()).is_pending());
    assert_eq!(sent_at_once(&builder(&other).lazy()), Some(1));
    assert!(poll_once(waits.as_mut()).is_pending());
}

#[tokio::test(start_paused = true)]
async fn a_load_runs_without_any_lock_so_its_source_may_use_the_same_keys() {
    // B27: a source whose own client is behind the keys that it loads sees them as they are.
    use std::sync::{Arc, OnceLock};
    use tower_bearer::{Credential, KeySource, Keys, SourceError};

    #[derive(Clone, Default)]
    struct Curious(Arc<OnceLock<Keys>>);

    impl KeySource for Curious {
        async fn load(&self) -> Result<Credential, SourceError> {
            if let Some(keys) = self.0.get() {
                assert_eq!(sent_at_once(keys), Some(1));
                let _ = format!("{keys:?}");
            }
            Ok(short(1))
        }
    }

    let source = Curious::default();
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    let _ = source.0.set(keys.clone());
    advance(LIFETIME / 2).await;
    assert_eq!(sent_at_once(&keys), Some(1));
}

fn cause(error: &dyn std::error::Error) -> String {
    let source = error.source().unwrap();
    format!("{source}: {}", source.source().unwrap())
}
