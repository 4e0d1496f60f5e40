//! Keys that a server rejects, and refusals that are no rejection.

use futures_util::future::join_all;
use http::{HeaderValue, Request, StatusCode, header};
use tokio::time::{Instant, advance};
use tower::ServiceExt as _;
use tower_bearer::{AuthErrorKind, Credential, RequestAuth};
use tower_bearer_testkit::TestSource;

use crate::support::{
    Body, LIFETIME, NANO, SECOND, Server, builder, call, down, key, load, once, refusal, request, sent_at_once, short,
    stack,
};

#[tokio::test(start_paused = true)]
async fn a_403_without_evidence_a_404_a_429_and_a_500_refresh_nothing_and_keep_the_key() {
    // B35
    for (status, body) in [
        (StatusCode::FORBIDDEN, ""),
        (
            StatusCode::FORBIDDEN,
            r#"{"error":"API access requires the Scale plan or above"}"#,
        ),
        (StatusCode::NOT_FOUND, r#"{"error":"Invalid API key"}"#),
        (StatusCode::TOO_MANY_REQUESTS, ""),
        (StatusCode::INTERNAL_SERVER_ERROR, ""),
    ] {
        let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
        let keys = load(&source).await;
        server.refuse_with(status, body);
        source.give(key(2));
        let answer = call(&stack(&keys, &server)).await;
        assert_eq!(answer.is_err(), status == StatusCode::FORBIDDEN, "{status}");
        assert_eq!(sent_at_once(&keys), Some(1), "{status}");
        assert_eq!((source.loads(), server.sent()), (1, vec![Some(1)]), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_403_that_says_that_the_key_is_invalid_refreshes_and_replays_like_a_401() {
    // B36
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let keys = load(&source).await;
    server.refuse_with(StatusCode::FORBIDDEN, r#"{"error":"Invalid API key"}"#);
    source.give(key(2));
    assert!(call(&stack(&keys, &server)).await.is_ok());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn concurrent_401s_for_the_same_key_are_one_refresh_and_a_replay_each() {
    // B39
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    server.hold();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(call(&stack))).collect();
    server.arrived(100).await;
    source.give(key(2));
    server.release();
    for answer in join_all(calls).await {
        assert!(answer.unwrap().is_ok());
    }
    assert_eq!((source.loads(), server.sent().len()), (2, 200));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_concurrent_401s_are_one_refresh() {
    // B39, with a load that takes its time.
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    server.hold();
    let calls: Vec<_> = (0..100_000).map(|_| tokio::spawn(call(&stack))).collect();
    server.arrived(100_000).await;
    source.give(key(2));
    source.hold();
    server.release();
    source.begun(2).await;
    crate::support::settle().await;
    source.release();
    for answer in join_all(calls).await {
        assert!(answer.unwrap().is_ok());
    }
    assert_eq!((source.loads(), server.sent().len()), (2, 200_000));
}

#[tokio::test(start_paused = true)]
async fn a_late_401_for_an_old_key_is_replayed_with_the_newer_one_and_invalidates_nothing() {
    // B40
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    server.hold();
    let late = tokio::spawn(call(&stack));
    server.arrived(1).await;
    source.give(short(2));
    advance(LIFETIME).await;
    let newer = tokio::spawn(call(&stack));
    server.arrived(2).await;
    server.revoke(1);
    server.release();
    assert!(newer.await.unwrap().is_ok());
    assert!(late.await.unwrap().is_ok());
    assert_eq!(sent_at_once(&keys), Some(2));
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn a_late_401_for_an_old_key_without_replay_refreshes_nothing() {
    // B40
    let (server, source) = (Server::taking([2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let once = once(&keys, &server);
    server.hold();
    let late = tokio::spawn(call(&once));
    server.arrived(1).await;
    source.give(short(2));
    advance(LIFETIME).await;
    assert_eq!(sent_at_once(&keys), Some(2));
    server.release();
    assert!(refusal(late.await.unwrap()).is_key_rejected());
    assert!(call(&once).await.is_ok());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_always_says_401_drives_one_fruitless_refresh_a_second() {
    // B42: with one key, and with a new one each time.
    for brings_new in [false, true] {
        let (server, source) = (Server::taking([]), TestSource::new(key(1)));
        let stack = stack(&load(&source).await, &server);
        let begun_at = Instant::now();
        let mut number = 1;
        while begun_at.elapsed() < 10 * SECOND {
            if brings_new {
                number += 1;
                source.give(key(number));
            }
            for _ in 0..10 {
                assert!(refusal(call(&stack).await).is_key_rejected());
            }
            advance(SECOND / 100).await;
        }
        // At 0, 1, … 9 seconds, and the one at the start.
        assert_eq!(source.loads(), 11, "{brings_new}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_fruitless_interval_ends_to_the_nanosecond() {
    // B42
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let keys = builder(&source).fruitless_interval(3 * SECOND).load().await.unwrap();
    let stack = stack(&keys, &server);
    assert!(call(&stack).await.is_err());
    assert_eq!(source.loads(), 2);
    advance(3 * SECOND - NANO).await;
    assert!(call(&stack).await.is_err());
    assert_eq!(source.loads(), 2);
    advance(NANO).await;
    assert!(call(&stack).await.is_err());
    assert_eq!(source.loads(), 3);
}

#[tokio::test(start_paused = true)]
async fn rotations_that_bear_fruit_are_not_slowed() {
    // B42: not even without any time between them.
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    for number in 2..100 {
        source.give(key(number));
        server.take(number);
        server.revoke(number - 1);
        assert!(call(&stack).await.is_ok());
    }
    assert_eq!(source.loads(), 99);
}

#[tokio::test(start_paused = true)]
async fn a_fruitless_refresh_of_one_key_does_not_slow_the_rotation_of_the_next() {
    // B42
    let (server, source) = (Server::taking([2, 3]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.give(Credential::new(key(1)).expires_in(SECOND / 2));
    assert!(call(&stack).await.is_err());
    source.give(key(2));
    advance(SECOND / 2).await;
    assert!(call(&stack).await.is_ok());
    source.give(key(3));
    server.revoke(2);
    assert!(call(&stack).await.is_ok());
    assert_eq!(server.sent(), [Some(1), Some(2), Some(2), Some(3)]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_taken_after_all_is_current_again() {
    // B35: a server that was wrong for a moment costs one load.
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    assert!(call(&stack).await.is_err());
    server.take(1);
    assert!(call(&stack).await.is_ok());
    advance(10 * SECOND).await;
    assert!(call(&stack).await.is_ok());
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_500_does_not_say_that_a_rejected_key_was_taken() {
    // B35, B42: it may come from somebody who never looked at the key.
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    assert!(call(&stack).await.is_err());
    server.refuse_with(StatusCode::INTERNAL_SERVER_ERROR, "");
    assert!(call(&stack).await.is_ok());
    advance(SECOND).await;
    source.give(key(2));
    assert_eq!(sent_at_once(&keys), Some(2));
}

#[tokio::test(start_paused = true)]
async fn while_the_source_backs_off_a_rejection_is_returned_with_the_failure_and_loads_nothing() {
    // B29, B41
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.fail(down());
    for _ in 0..100 {
        let error = refusal(call(&stack).await);
        assert_eq!(
            error.refresh_failure().unwrap().to_string(),
            "the key source failed for now"
        );
    }
    assert_eq!(source.loads(), 2);
}

type Prepare<'a> = &'a dyn Fn(Request<Body>) -> Request<Body>;

#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_key_that_is_not_ours_refreshes_nothing() {
    // B8, B9
    let own_header = |mut request: Request<Body>| {
        let value = HeaderValue::from_static("Bearer sk_live_7");
        request.headers_mut().insert(header::AUTHORIZATION, value);
        request
    };
    let skip = |mut request: Request<Body>| {
        request.extensions_mut().insert(RequestAuth::skip());
        request
    };
    let own_key = |mut request: Request<Body>| {
        request.extensions_mut().insert(RequestAuth::key(key(8)));
        request
    };
    let elsewhere = |mut request: Request<Body>| {
        *request.uri_mut() = http::Uri::from_static("https://elsewhere.example/");
        request
    };
    let cases: [(Prepare, Option<u32>); 4] = [
        (&own_header, Some(7)),
        (&skip, None),
        (&own_key, Some(8)),
        (&elsewhere, None),
    ];
    for (prepare, sent) in cases {
        let (server, source) = (Server::taking([]), TestSource::new(key(1)));
        let lazy = builder(&source).lazy();
        let error = refusal(stack(&lazy, &server).oneshot(prepare(request())).await);
        assert_eq!(error.kind() == AuthErrorKind::MissingKey, sent.is_none(), "{error:?}");
        assert_eq!((source.loads(), server.sent()), (0, vec![sent]));

        let keys = load(&source).await;
        assert!(stack(&keys, &server).oneshot(prepare(request())).await.is_err());
        assert_eq!(sent_at_once(&keys), Some(1));
        assert_eq!((source.loads(), server.sent()), (1, vec![sent, sent]));
    }
}
