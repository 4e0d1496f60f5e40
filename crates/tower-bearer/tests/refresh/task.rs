//! The background task of `spawn_refresh`.

use std::time::Duration;

use tokio::{runtime::Handle, time::advance};
use tower_bearer::{Credential, Keys};
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, NANO, SECOND, Server, builder, call, down, key, load, sent_at_once, settle, short, stack,
};

#[tokio::test(start_paused = true)]
async fn with_a_background_task_the_next_call_after_the_window_has_the_new_key() {
    // B23
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    keys.spawn_refresh().unwrap();
    settle().await;
    source.give(short(2));
    advance(LIFETIME / 2 - SECOND).await;
    settle().await;
    assert_eq!(source.loads(), 1);
    advance(SECOND).await;
    settle().await;
    assert_eq!(source.loads(), 2);
    assert_eq!(sent_at_once(&keys), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_background_task_loads_the_first_key_and_goes_on_for_ever() {
    // B23: the clock runs from timer to timer, and each life has one load.
    let source = TestSource::new(short(1));
    let keys = builder(&source).lazy();
    keys.spawn_refresh().unwrap();
    settle().await;
    assert_eq!(sent_at_once(&keys), Some(1));
    for loads in 2..20 {
        source.begun(loads).await;
        settle().await;
        assert_eq!(source.loads(), loads);
    }
}

#[tokio::test(start_paused = true)]
async fn a_background_task_keeps_to_the_back_off_and_recovers() {
    // B29: 1 load, then after 1/4, 3/4, 7/4, 15/4, 31/4 and 63/4 seconds.
    let source = TestSource::new(key(1));
    let keys = builder(&source).lazy();
    source.fail(down());
    keys.spawn_refresh().unwrap();
    settle().await;
    for (loads, millis) in (1..).zip([250, 500, 1000, 2000, 4000, 8000]) {
        assert_eq!(source.loads(), loads);
        advance(Duration::from_millis(millis) - NANO).await;
        settle().await;
        assert_eq!(source.loads(), loads, "before {millis} ms");
        // A timer of the runtime has milliseconds.
        advance(Duration::from_millis(1)).await;
        settle().await;
    }
    source.give(key(1));
    advance(16 * SECOND).await;
    settle().await;
    assert_eq!(sent_at_once(&keys), Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_background_task_reacts_to_a_rejection_without_any_request() {
    // B42
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let keys = load(&source).await;
    keys.spawn_refresh().unwrap();
    settle().await;
    source.give(key(2));
    let call = call(&crate::support::once(&keys, &server)).await;
    assert!(call.is_err());
    settle().await;
    assert_eq!((source.loads(), sent_at_once(&keys)), (2, Some(2)));
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_ends_every_background_task_whatever_it_waits_for() {
    // Also where several were spawned: of one wake-up each passes on to the next.
    let fresh = TestSource::new(key(1));
    let (hanging, failing) = (TestSource::new(key(1)), TestSource::new(key(1)));
    hanging.hang();
    failing.fail(down());
    let before = alive();
    for keys in [
        load(&fresh).await,
        load(&TestSource::new(short(1))).await,
        builder(&hanging).lazy(),
        builder(&failing).lazy(),
        Keys::fixed(key(1)),
    ] {
        for _ in 0..3 {
            keys.spawn_refresh().unwrap();
        }
        let clone = keys.clone();
        settle().await;
        drop(keys);
        settle().await;
        assert_eq!(alive(), before + 3);
        drop(clone);
        settle().await;
        assert_eq!(alive(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_takes_the_source_with_it() {
    // No circle keeps the cell, its key or its source: with a task, with a load under way, with one that was left.
    let dropped = std::sync::Arc::new(());
    for begins_load in [false, true] {
        for spawns in [false, true] {
            let source = Witness(std::sync::Arc::clone(&dropped), begins_load);
            let keys = Keys::builder(source).lazy();
            if spawns {
                keys.spawn_refresh().unwrap();
            }
            settle().await;
            assert_eq!(sent_at_once(&keys).is_none(), begins_load);
            assert!(std::sync::Arc::strong_count(&dropped) > 1);
            drop(keys);
            settle().await;
            assert_eq!(std::sync::Arc::strong_count(&dropped), 1, "{begins_load} {spawns}");
        }
    }
}

struct Witness(std::sync::Arc<()>, bool);

impl tower_bearer::KeySource for Witness {
    async fn load(&self) -> Result<Credential, tower_bearer::SourceError> {
        let _held = std::sync::Arc::clone(&self.0);
        if self.1 {
            std::future::pending::<()>().await;
        }
        Ok(short(1))
    }
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_keep_no_background_task_busy_and_the_service_is_a_handle() {
    // The stack holds the keys: as long as it is there, they are refreshed.
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    let before = alive();
    keys.spawn_refresh().unwrap();
    drop(keys);
    source.give(short(2));
    advance(LIFETIME / 2 + SECOND).await;
    settle().await;
    assert!(call(&stack).await.is_ok());
    assert_eq!(server.sent(), [Some(2)]);
    drop(stack);
    settle().await;
    assert_eq!(alive(), before);
}

#[tokio::test(start_paused = true)]
async fn no_setting_and_no_source_makes_the_background_task_spin() {
    // Loads in ten seconds of a key that is rejected, and of keys that last no time: a task that spins never ends this test.
    let rejected = TestSource::new(key(1));
    let keys = builder(&rejected)
        .fruitless_interval(Duration::ZERO)
        .load()
        .await
        .unwrap();
    let server = Server::taking([]);
    assert!(call(&stack(&keys, &server)).await.is_err());
    keys.spawn_refresh().unwrap();
    tokio::time::timeout(10 * SECOND, std::future::pending::<()>())
        .await
        .unwrap_err();
    assert!(rejected.loads() < 10_100, "{}", rejected.loads());
    drop(keys);

    for lifetime in [
        Duration::ZERO,
        NANO,
        2 * NANO,
        Duration::from_micros(10),
        Duration::from_millis(2),
    ] {
        let brief = TestSource::new(Credential::new(key(1)).expires_in(lifetime));
        let keys = builder(&brief).load_timeout(Duration::ZERO).lazy();
        keys.spawn_refresh().unwrap();
        tokio::time::timeout(10 * SECOND, std::future::pending::<()>())
            .await
            .unwrap_err();
        assert!(brief.loads() <= 11, "{lifetime:?}: {}", brief.loads());
        drop(keys);
        settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_background_task_loads_once_a_second_at_most_however_short_a_key_lasts() {
    // B23: by itself. In 10 seconds, the first included, and nothing is put off that is due less often.
    for (millis, loads) in [(1, 10), (10, 10), (400, 10), (1_900, 10), (4_000, 5), (5_000, 4)] {
        let source = TestSource::new(Credential::new(key(1)).expires_in(Duration::from_millis(millis)));
        let keys = builder(&source).lazy();
        keys.spawn_refresh().unwrap();
        tokio::time::timeout(10 * SECOND - SECOND / 10, std::future::pending::<()>())
            .await
            .unwrap_err();
        assert_eq!(source.loads(), loads, "{millis} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_and_rejections_do_not_wait_for_the_rest_of_a_background_task() {
    // B24, B42: they are what a key is for.
    let lifetime = Duration::from_millis(10);
    let short = |number| Credential::new(key(number)).expires_in(lifetime);
    let (server, source) = (Server::taking([1, 3]), TestSource::new(short(1)));
    let keys = load(&source).await;
    keys.spawn_refresh().unwrap();
    settle().await;
    for loads in 2..10 {
        advance(lifetime).await;
        settle().await;
        assert_eq!(source.loads(), loads - 1, "it rests");
        assert!(call(&stack(&keys, &server)).await.is_ok());
        assert_eq!(source.loads(), loads);
    }
    source.give(short(2));
    advance(lifetime).await;
    assert!(call(&crate::support::once(&keys, &server)).await.is_err());
    source.give(short(3));
    let loads = source.loads();
    settle().await;
    assert_eq!(source.loads(), loads + 1, "without any request");
    assert_eq!(sent_at_once(&keys), Some(3));
}

#[test]
fn outside_of_a_runtime_a_background_task_is_an_error() {
    let error = Keys::fixed(key(1)).spawn_refresh().unwrap_err();
    assert!(error.to_string().contains("Tokio runtime"));
}

fn alive() -> usize {
    Handle::current().metrics().num_alive_tasks()
}
