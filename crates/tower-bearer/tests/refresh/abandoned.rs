//! Loads that nobody polled for a while: their runtime may be gone, their connection dead, their time limit over.

use std::{pin::pin, time::Duration};

use tokio::time::advance;
use tower::{Service as _, ServiceExt as _};
use tower_bearer_testkit::TestSource;

use crate::support::{
    LIFETIME, SECOND, Server, builder, call, down, key, load, poll_once, refusal, request, sent_at_once, short, stack,
};

#[tokio::test(start_paused = true)]
async fn the_failure_of_a_load_that_was_left_is_not_that_of_those_who_resume_it() {
    // B25: of none of them, whoever boarded first and whoever sees the failure first.
    for is_first_seen_by_second in [false, true] {
        let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
        let stack = stack(&builder(&source).lazy(), &server);
        source.hold();
        assert!(poll_once(pin!(call(&stack))).is_pending());

        let (mut first, mut second) = (pin!(call(&stack)), pin!(call(&stack)));
        assert!(poll_once(first.as_mut()).is_pending());
        assert!(poll_once(second.as_mut()).is_pending());
        source.fail_once(down());
        source.release();
        if is_first_seen_by_second {
            assert!(second.await.is_ok());
            assert!(first.await.is_ok());
        } else {
            assert!(first.await.is_ok());
            assert!(second.await.is_ok());
        }
        assert_eq!(source.loads(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_load_that_was_left_is_begun_again_once_and_its_second_failure_counts() {
    // B22, B29
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    assert!(poll_once(pin!(call(&stack))).is_pending());
    source.fail(down());
    source.release();
    let _ = refusal(call(&stack).await);
    assert_eq!(source.loads(), 2);
    let _ = refusal(call(&stack).await);
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn short_requests_that_drive_a_slow_failing_source_one_after_the_other_do_not_keep_it_from_backing_off() {
    // B29
    let source = TestSource::new(short(1));
    let keys = load(&source).await;
    source.fail(down());
    source.hold();
    advance(LIFETIME / 2).await;
    for loads in [2, 3] {
        assert_eq!(sent_at_once(&keys), Some(1));
        assert_eq!(sent_at_once(&keys), Some(1));
        assert_eq!(source.loads(), loads);
        source.release();
        assert_eq!(sent_at_once(&keys), Some(1));
        source.hold();
    }
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_load_past_its_limit_that_was_left_is_not_the_failure_of_the_next_caller() {
    // B25, B26
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hang();
    assert!(poll_once(pin!(call(&stack))).is_pending());
    source.give(key(1));
    advance(60 * SECOND).await;
    assert!(call(&stack).await.is_ok());
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_load_past_its_limit_whose_caller_is_not_polled_is_not_the_failure_of_the_next_caller() {
    // B25, B26: that caller is none who saw the source not answer, and is served too.
    let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hang();
    let mut parked = pin!(call(&stack));
    assert!(poll_once(parked.as_mut()).is_pending());
    source.give(key(1));
    source.hold();
    advance(60 * SECOND).await;
    let mut next = pin!(call(&stack));
    assert!(poll_once(next.as_mut()).is_pending());
    assert!(poll_once(parked.as_mut()).is_pending());
    source.release();
    assert!(next.await.is_ok());
    assert!(parked.await.is_ok());
    assert_eq!(source.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_load_past_its_limit_beside_requests_backs_off() {
    // B29: here somebody was there all the time, and sends the valid key.
    let (server, source) = (Server::taking([1]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.hang();
    server.hold();
    advance(LIFETIME / 2).await;
    let mut long = pin!(call(&stack));
    assert!(poll_once(long.as_mut()).is_pending());
    advance(15 * SECOND).await;
    for _ in 0..100 {
        assert_eq!(sent_at_once(&keys), Some(1));
    }
    assert_eq!(source.loads(), 2);
    advance(SECOND / 4).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    assert_eq!(source.loads(), 3);
    server.release();
    assert!(long.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_load_that_was_begun_again_and_that_nobody_drove_is_not_the_failure_of_the_next_caller() {
    // B25, B28
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let keys = load(&source).await;
    let stack = stack(&keys, &server);
    source.hold();
    source.give(short(2));
    advance(LIFETIME / 2).await;
    assert_eq!(sent_at_once(&keys), Some(1));
    source.fail_once(down());
    source.release();
    assert_eq!(sent_at_once(&keys), Some(1));
    // It is begun again, and nobody comes by until its limit is over and the key has expired.
    advance(LIFETIME).await;
    assert!(call(&stack).await.is_ok());
    assert_eq!(server.sent(), [Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_is_polled_when_the_key_that_it_waited_for_has_expired_waits_for_the_next() {
    // B24, B28
    let (server, source) = (Server::taking([1, 2]), TestSource::new(short(1)));
    let stack = stack(&builder(&source).lazy(), &server);
    source.hold();
    let mut parked = pin!(call(&stack));
    assert!(poll_once(parked.as_mut()).is_pending());
    let mut other = pin!(call(&stack));
    assert!(poll_once(other.as_mut()).is_pending());
    source.release();
    assert!(other.await.is_ok());
    source.give(short(2));
    advance(LIFETIME + Duration::from_secs(1)).await;
    assert!(parked.await.is_ok());
    assert_eq!(server.sent(), [Some(1), Some(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_polled_first_when_the_limit_is_over_waits_for_a_load_that_has_time() {
    // B21, B26: and begins none beside the one that is under way by then.
    for has_another in [false, true] {
        let (server, source) = (Server::taking([1]), TestSource::new(key(1)));
        let stack = stack(&builder(&source).lazy(), &server);
        source.hold();
        let mut late = pin!(stack.clone().ready().await.unwrap().call(request()));
        advance(60 * SECOND).await;
        let mut other = pin!(call(&stack));
        if has_another {
            assert!(poll_once(other.as_mut()).is_pending());
        }
        assert!(poll_once(late.as_mut()).is_pending());
        assert_eq!(source.loads(), 1);
        source.release();
        assert!(late.await.is_ok());
        assert!(other.await.is_ok());
        assert_eq!(source.loads(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_beside_a_load_past_its_limit_drives_it_no_longer() {
    // B21, B29: whether it was polled before or not.
    for was_polled in [false, true] {
        let (server, source) = (Server::taking([1]), TestSource::new(short(1)));
        let keys = load(&source).await;
        let stack = stack(&keys, &server);
        source.hold();
        server.hold();
        advance(LIFETIME / 2).await;
        let mut long = Box::pin(stack.clone().ready().await.unwrap().call(request()));
        if was_polled {
            assert!(poll_once(long.as_mut()).is_pending());
        }
        advance(20 * SECOND).await;
        assert!(poll_once(long.as_mut()).is_pending());
        assert_eq!(source.loads(), 1 + usize::from(was_polled));
        server.release();
        assert!(long.await.is_ok());
        // It took note of the time limit if it was there before, and then the source has its rest.
        assert_eq!(sent_at_once(&keys), Some(1));
        assert_eq!(source.loads(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_forced_load_that_is_begun_again_is_still_a_forced_one() {
    // B42: that it brings the same key counts as fruitless.
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.hold();
    assert!(poll_once(pin!(call(&stack))).is_pending());
    source.fail_once(down());
    source.release();
    assert!(refusal(call(&stack).await).is_key_rejected());
    assert_eq!((source.loads(), server.sent()), (3, vec![Some(1), Some(1)]));
}

#[tokio::test(start_paused = true)]
async fn a_rejected_request_that_is_polled_late_has_its_refusal_and_begins_no_load() {
    // B41, B42: the load that it waited for was fruitless, and the interval is over.
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.hold();
    server.hold();
    let (mut first, mut late) = (pin!(call(&stack)), pin!(call(&stack)));
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(poll_once(late.as_mut()).is_pending());
    server.release();
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(poll_once(late.as_mut()).is_pending());
    source.release();
    assert!(refusal(first.await).is_key_rejected());
    advance(2 * SECOND).await;
    assert!(refusal(late.await).is_key_rejected());
    assert_eq!(source.loads(), 2);
}
