//! The life of a key, from its first load to the one that replaces it.

use std::{pin::pin, time::Duration};

use tokio::time::advance;
use tower_bearer::{AuthErrorKind, Credential, Keys};
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, NANO, SECOND, Server, builder, call, key, load, poll_once, refusal, sent_at_once, short, stack,
};

#[tokio::test(start_paused = true)]
async fn set_is_seen_by_the_very_next_request_and_requests_in_flight_keep_the_old_key() {
    // B12
    let server = Server::taking([1, 2]);
    let keys = Keys::fixed(key(1));
    let stack = stack(&keys, &server);
    server.hold();
    let in_flight = tokio::spawn(call(&stack));
    server.arrived(1).await;
    keys.clone().set(key(2)).unwrap();
    let next = tokio::spawn(call(&stack));
    server.arrived(2).await;
    server.release();
    assert!(in_flight.await.unwrap().is_ok());
    assert!(next.await.unwrap().is_ok());
    assert_eq!(server.sent(), [Some(1), Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_rejection_of_the_key_before_set_is_replayed_with_the_new_one_and_leaves_that_alone() {
    // B12, B40
    let server = Server::taking([2]);
    let keys = Keys::fixed(key(1));
    let stack = stack(&keys, &server);
    server.hold();
    let in_flight = tokio::spawn(call(&stack));
    server.arrived(1).await;
    keys.set(key(2)).unwrap();
    server.release();
    assert!(in_flight.await.unwrap().is_ok());
    assert_eq!(server.sent(), [Some(1), Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn set_on_keys_with_a_source_is_an_error() {
    // B12
    let keys = load(&TestSource::new(key(1))).await;
    assert!(keys.set(key(2)).is_err());
    assert_eq!(keys.key_id(), Some(key(1).id()));
}

#[tokio::test(start_paused = true)]
async fn calls_while_fresh_are_one_load_and_a_refresh_is_due_to_the_nanosecond() {
    // B20, B21
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    source.give(short(2));
    advance(LIFETIME / 2 - NANO).await;
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 1);
    advance(NANO).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    assert_eq!(source.loads(), 2);
    assert_eq!(sent_at_once(&keys), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_key_without_an_expiry_is_never_loaded_again() {
    // B20
    for credential in [
        Credential::new(key(1)),
        Credential::new(key(1)).expires_in(Duration::MAX),
    ] {
        let source = TestSource::new(credential);
        let keys = load(&source).await;
        advance(Duration::from_secs(3600 * 24 * 365)).await;
        assert_eq!(sent_at_once(&keys), Some(1));
        assert_eq!(source.loads(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn lifetimes_count_from_the_beginning_of_the_load() {
    // B20, B24
    let source = TestSource::new(short(1));
    source.hold();
    let loading = tokio::spawn(builder(&source).load());
    source.begun(1).await;
    advance(10 * SECOND).await;
    source.release();
    let keys = loading.await.unwrap().unwrap();
    source.hang();
    advance(LIFETIME - 10 * SECOND - NANO).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    advance(NANO).await;
    assert_eq!(sent_at_once(&keys), None);
}

#[tokio::test(start_paused = true)]
async fn a_stale_but_valid_key_is_served_at_once_and_a_later_call_finishes_the_refresh() {
    // B23
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.give(short(2));
    source.hold();
    advance(LIFETIME / 2).await;
    for _ in 0..3 {
        assert!(call(&stack).await.is_ok());
    }
    assert_eq!(source.loads(), 2);
    source.release();
    assert!(call(&stack).await.is_ok());
    assert!(call(&stack).await.is_ok());
    assert_eq!(source.loads(), 2);
    assert_eq!(server.sent(), [Some(1), Some(1), Some(1), Some(1), Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_is_waited_for_and_the_old_one_is_never_sent() {
    // B24
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.give(short(2));
    source.hold();
    advance(LIFETIME).await;
    let waiting = tokio::spawn(call(&stack));
    source.begun(2).await;
    assert_eq!(server.sent(), []);
    source.release();
    assert!(waiting.await.unwrap().is_ok());
    assert_eq!(server.sent(), [Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_expires_while_its_refresh_runs_is_waited_for() {
    // B24: the load that was begun beside requests is the one that the others wait for.
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.give(short(2));
    source.hold();
    advance(LIFETIME - SECOND).await;
    assert!(call(&stack).await.is_ok());
    advance(SECOND).await;
    let mut waiting = pin!(call(&stack));
    assert!(poll_once(waiting.as_mut()).is_pending());
    source.release();
    assert!(waiting.await.is_ok());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn a_first_key_that_cannot_be_had_fails_at_start_up() {
    // B10
    let source = TestSource::new(key(1));
    source.fail(tower_bearer::SourceError::nothing("TRAKKR_API_KEY is not set"));
    let error = builder(&source).load().await.unwrap_err();
    assert_eq!(error.to_string(), "TRAKKR_API_KEY is not set");

    let server = Server::taking([1]);
    let lazy = builder(&source).lazy();
    let error = refusal(call(&stack(&lazy, &server)).await);
    assert_eq!(error.kind(), AuthErrorKind::NoKeyToSend);
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "TRAKKR_API_KEY is not set"
    );
    assert_eq!(server.sent(), []);
}
