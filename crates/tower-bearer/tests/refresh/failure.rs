//! Sources that fail, panic, or never answer.

use std::{error::Error as _, pin::pin, time::Duration};

use tokio::time::{Instant, advance};
use tower_bearer::{AuthErrorKind, Credential, KeySource, Keys, SourceError};
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, NANO, SECOND, Server, builder, call, down, key, load, poll_once, refusal, sent_at_once, short, stack,
};

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_is_an_error_for_those_who_wait_and_later_calls_work() {
    // B26
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.panic();
    let error = refusal(call(&stack).await);
    assert_eq!(error.kind(), AuthErrorKind::NoKeyToSend);
    assert!(error.source().unwrap().to_string().contains("panicked"));
    source.give(key(1));
    advance(SECOND / 4).await;
    assert!(call(&stack).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_before_it_makes_its_future_is_an_error_too() {
    // B26
    struct Eager;

    impl KeySource for Eager {
        fn load(&self) -> impl Future<Output = Result<Credential, SourceError>> + Send {
            if std::hint::black_box(true) {
                panic!("on order");
            }
            async { Ok(key(1).into()) }
        }
    }

    let error = Keys::load(Eager).await.unwrap_err();
    assert!(error.to_string().contains("panicked"));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_never_answers_releases_all_who_wait_at_its_time_limit_and_later_calls_work() {
    // B26
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let keys = builder(&source).load_timeout(5 * SECOND).lazy();
    let stack = stack(&keys, &server);
    source.hang();
    let begun_at = Instant::now();
    let first = tokio::spawn(call(&stack));
    source.begun(1).await;
    advance(3 * SECOND).await;
    // One limit for the load, not one for each who waits.
    let (first, second) = (first.await.unwrap(), call(&stack).await);
    assert_eq!(begun_at.elapsed(), 5 * SECOND);
    for answer in [first, second] {
        let error = refusal(answer);
        assert!(
            error.source().unwrap().to_string().contains("did not answer in time"),
            "{error:?}"
        );
    }
    assert_eq!(source.loads(), 1);
    source.give(key(1));
    advance(SECOND / 4).await;
    assert!(call(&stack).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_failure_while_the_key_is_valid_is_not_seen_and_one_after_its_end_is_a_typed_error_with_its_cause() {
    // B28
    let (server, source) = (Server::taking([1]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.fail(down());
    advance(LIFETIME - NANO).await;
    assert!(call(&stack).await.is_ok());
    advance(SECOND).await;
    let error = refusal(call(&stack).await);
    assert_eq!((error.kind(), error.status()), (AuthErrorKind::NoKeyToSend, None));
    let source_error = error.source().unwrap();
    assert_eq!(source_error.to_string(), "the key source failed for now");
    assert_eq!(source_error.source().unwrap().to_string(), "the vault is sealed");
    assert_eq!(server.sent(), [Some(1)]);
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_there_is_no_load_until_the_back_off_is_over_and_then_exactly_one() {
    // B29
    let source = TestSource::new(key(1));
    let keys = builder(&source).lazy();
    source.fail(down());
    assert_eq!(sent_at_once(&keys), None);
    let mut loads = 1;
    for millis in [250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000] {
        advance(Duration::from_millis(millis) - NANO).await;
        assert_eq!(sent_at_once(&keys), None);
        assert_eq!(source.loads(), loads, "before {millis} ms");
        advance(NANO).await;
        assert_eq!(sent_at_once(&keys), None);
        assert_eq!(sent_at_once(&keys), None);
        loads += 1;
        assert_eq!(source.loads(), loads, "after {millis} ms");
    }
    // A success forgets them.
    source.give(short(1));
    advance(30 * SECOND).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    source.fail(down());
    advance(LIFETIME).await;
    assert_eq!(sent_at_once(&keys), None);
    advance(SECOND / 4).await;
    assert_eq!(sent_at_once(&keys), None);
    assert_eq!(source.loads(), loads + 3);
}

#[tokio::test(start_paused = true)]
async fn while_the_key_is_valid_a_failing_source_backs_off_all_the_same() {
    // B28, B29
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    source.fail(down());
    advance(LIFETIME / 2).await;
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 2);
    advance(SECOND / 4).await;
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_failure_is_shared_for_a_second_and_then_recovers() {
    // B30
    for failure in [SourceError::terminal("refused"), SourceError::nothing("not set")] {
        let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
        let keys = builder(&source).lazy();
        let stack = stack(&keys, &server);
        source.fail(failure.clone());
        assert_eq!(sent_at_once(&keys), None);
        source.give(key(1));
        advance(SECOND - NANO).await;
        let error = refusal(call(&stack).await);
        assert_eq!(error.source().unwrap().to_string(), failure.to_string());
        assert_eq!(source.loads(), 1);
        advance(NANO).await;
        assert!(call(&stack).await.is_ok());
        assert_eq!(source.loads(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_is_sent_up_to_max_age_and_not_a_moment_longer() {
    // B32
    let source = TestSource::new(short(1));
    let keys = builder(&source).serve_stale(10 * SECOND).load().await.unwrap();
    source.fail(down());
    advance(LIFETIME).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    advance(10 * SECOND - NANO).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    advance(NANO).await;
    assert_eq!(sent_at_once(&keys), None);
    assert_eq!(source.loads(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_stale_key_is_not_sent_where_a_newer_one_can_be_had() {
    // B32
    let (server, source) = (Server::taking([2]), TestSource::new(short(1)));
    let keys = builder(&source).serve_stale(10 * SECOND).load().await.unwrap();
    source.give(short(2));
    source.hold();
    advance(LIFETIME).await;
    let stack = stack(&keys, &server);
    let mut waiting = pin!(call(&stack));
    assert!(poll_once(waiting.as_mut()).is_pending());
    source.release();
    assert!(waiting.await.is_ok());
    assert_eq!(server.sent(), [Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_has_expired_when_it_comes_is_a_failed_load_and_backs_off() {
    // B29, B30: else a source with an old key is asked by every request.
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    advance(LIFETIME / 2).await;
    source.give(Credential::new(key(2)).expires_in(Duration::ZERO));
    for _ in 0..100 {
        // The valid key is kept.
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 2);
    advance(LIFETIME / 2).await;
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), None);
    }
    assert_eq!(source.loads(), 3);
    let error = Keys::load(TestSource::new(Credential::new(key(1)).expires_in(Duration::ZERO))).await;
    assert!(error.unwrap_err().to_string().contains("already expired"));
}

#[tokio::test(start_paused = true)]
async fn settings_without_measure_are_no_panic() {
    for settings in [Duration::ZERO, Duration::MAX] {
        let server = Server::taking([2]);
        let source = TestSource::new(Credential::new(key(1)).expires_in(Duration::MAX));
        let keys = builder(&source)
            .load_timeout(settings)
            .serve_stale(settings)
            .fruitless_interval(settings)
            .load()
            .await
            .unwrap();
        let stack = stack(&keys, &server);
        assert!(refusal(call(&stack).await).is_key_rejected());
        source.fail(down());
        assert!(refusal(call(&stack).await).is_key_rejected());
        keys.spawn_refresh().unwrap();
        advance(SECOND).await;
        source.give(key(2));
        advance(SECOND).await;
        let _: Result<_, _> = call(&stack).await;
    }
}
