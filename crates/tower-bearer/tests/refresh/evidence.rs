//! What counts as said of a key, by a server that takes it or refuses it.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tokio::time::{Instant, advance};
use tower_bearer::{Keys, source::source_fn};
use tower_bearer_testkit::TestSource;

use crate::support::{SECOND, Server, call, key, load, once, refusal, sent_at_once, stack};

#[tokio::test(start_paused = true)]
async fn a_late_success_of_a_request_that_left_before_the_rejection_does_not_undo_it() {
    // B35, B42
    let (taking, refusing) = (Server::taking([1]), Server::taking([]));
    let source = TestSource::new(key(1));
    let keys = load(&source).await;
    taking.hold();
    let late = tokio::spawn(call(&once(&keys, &taking)));
    taking.arrived(1).await;
    assert!(refusal(call(&once(&keys, &refusing)).await).is_key_rejected());
    source.give(key(2));
    taking.release();
    assert!(late.await.unwrap().is_ok());
    assert_eq!(sent_at_once(&keys), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_refused_before_any_server_took_it_bore_no_fruit_though_one_takes_it_later() {
    // B42: with replay, an endpoint that refuses all sees each new key first.
    let (taking, refusing) = (Server::taking(0..10_000), Server::taking([]));
    let (keys, loads) = minting().await;
    for second in 0..10 {
        for _ in 0..100 {
            assert!(call(&stack(&keys, &refusing)).await.is_err());
            assert!(call(&stack(&keys, &taking)).await.is_ok());
        }
        assert_eq!(loads.load(Ordering::Relaxed), 2 + second);
        advance(SECOND).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_refuses_all_beside_one_that_takes_all_costs_a_hundred_loads_and_then_one_a_second() {
    // B42: without replay this is what a rotation a request looks like.
    let (taking, refusing) = (Server::taking(0..10_000), Server::taking([]));
    let (keys, loads) = minting().await;
    let (taking, refusing) = (once(&keys, &taking), once(&keys, &refusing));
    for second in 0..10 {
        for _ in 0..300 {
            assert!(call(&refusing).await.is_err());
            assert!(call(&taking).await.is_ok());
        }
        assert_eq!(loads.load(Ordering::Relaxed), 1 + 100 + second);
        advance(SECOND).await;
    }
    // Once it is quiet again for a hundred seconds, a hundred rotations are not slowed.
    advance(100 * SECOND).await;
    for _ in 0..100 {
        let before = loads.load(Ordering::Relaxed);
        assert!(call(&refusing).await.is_err());
        assert!(call(&taking).await.is_ok());
        assert_eq!(loads.load(Ordering::Relaxed), before + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_each_request_once_costs_no_more_than_that_either() {
    // B42: each replay is served, as after a rotation.
    let server = Server::taking([]);
    let (keys, loads) = minting().await;
    let stack = stack(&keys, &server);
    let begun_at = Instant::now();
    let mut served = 0;
    while begun_at.elapsed() < 10 * SECOND {
        server.take(loads.load(Ordering::Relaxed) + 1);
        served += usize::from(call(&stack).await.is_ok());
        server.revoke(loads.load(Ordering::Relaxed));
        advance(SECOND / 100).await;
    }
    assert_eq!(loads.load(Ordering::Relaxed), 1 + 100 + 9);
    assert_eq!(served, 100 + 9);
}

/// Keys of a source that makes a new one whenever it is asked, and how often it was.
async fn minting() -> (Keys, Arc<AtomicU32>) {
    let loads = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&loads);
    let source = source_fn(move || {
        let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
        async move { Ok(key(number)) }
    });
    (Keys::builder(source).without_jitter().load().await.unwrap(), loads)
}

#[tokio::test(start_paused = true)]
async fn where_the_source_brings_what_is_published_rejections_cost_two_loads_a_rotation_and_one_a_second() {
    // B40, B42: an endpoint that refuses all is there all the time.
    for (gap, rotations) in [(1, 30), (7, 20), (50, 20), (300, 5)] {
        let (taking, refusing) = (Server::taking([0]), Server::taking([]));
        let source = TestSource::new(key(0));
        let keys = load(&source).await;
        let begun_at = Instant::now();
        for number in 1..=rotations {
            source.give(key(number));
            taking.take(number);
            taking.revoke(number - 1);
            for _ in 0..gap {
                // It is refused where a fruitless load has just been: that is the price of the limit.
                let _ = call(&stack(&keys, &taking)).await;
                assert!(call(&once(&keys, &refusing)).await.is_err());
                advance(SECOND / 100).await;
            }
        }
        let most = 1 + 2 * u64::from(rotations) + begun_at.elapsed().as_secs();
        let loads = source.loads() as u64;
        assert!(loads <= most, "{gap}: {loads} loads, at most {most}");
    }
}
