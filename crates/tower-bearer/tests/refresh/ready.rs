//! What a replay carries that had to wait for the service that is to take it.

use std::{pin::Pin, task::Poll};

use http::{Request, Response, StatusCode};
use tokio::time::advance;
use tower::{Layer as _, ServiceBuilder, ServiceExt as _};
use tower_bearer::{AuthError, AuthErrorClassifier, Keys, error::BoxError};
use tower_bearer_testkit::TestSource;
use tower_test::mock::Handle;

use crate::support::{Body, LIFETIME, down, key, layer, load, number, poll_once, request, short};

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>>>>;
type Requests = Handle<Request<Body>, Response<Body>>;

#[tokio::test(start_paused = true)]
async fn a_key_that_expired_while_a_replay_waited_for_its_service_is_not_sent() {
    // B24, B43
    let source = TestSource::new(key(1));
    let (mut answer, mut requests) = refused(&load(&source).await, &source).await;
    source.give(short(3));
    advance(LIFETIME).await;
    assert_eq!(served(&mut answer, &mut requests).await, 3);
    assert_eq!(source.loads(), 3);
    assert!(answer.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_came_while_a_replay_waited_for_its_service_is_the_one_that_is_sent() {
    // B12, B43
    let source = TestSource::new(key(1));
    let keys = load(&source).await;
    let (mut answer, mut requests) = refused(&keys, &source).await;
    source.give(short(3));
    advance(LIFETIME / 2).await;
    assert_eq!(
        crate::support::sent_at_once(&keys),
        Some(2),
        "and a load that is due brings another"
    );
    assert_eq!(served(&mut answer, &mut requests).await, 3);
    assert_eq!(source.loads(), 3);
    assert!(answer.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn where_that_key_expired_and_no_other_is_to_be_had_the_refusal_comes_back_with_the_failure() {
    // B24, B41
    let source = TestSource::new(key(1));
    let (mut answer, mut requests) = refused(&load(&source).await, &source).await;
    source.fail(down());
    advance(LIFETIME).await;
    requests.allow(1);
    let Poll::Ready(answer) = poll_once(answer.as_mut()) else {
        panic!("it was sent again");
    };
    let error = answer.unwrap_err();
    let error = AuthError::find(&*error).unwrap();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    let failure = error.refresh_failure().unwrap().to_string();
    assert_eq!(failure, "the key source failed for now");
    assert!(
        poll_once(std::pin::pin!(requests.next_request())).is_pending(),
        "nothing more was sent"
    );
}

/// A request whose first key was refused, with another that lasts for [`LIFETIME`] and a service that is not ready.
async fn refused(keys: &Keys, source: &TestSource) -> (Answer, Requests) {
    let (inner, mut requests) = tower_test::mock::pair();
    let inner = ServiceBuilder::new()
        .map_err(|error: tower_bearer::Error<_>| error.into_boxed())
        .layer(AuthErrorClassifier::new())
        .service(inner);
    let stack = layer(keys).replay_rejected().layer(inner);
    requests.allow(1);
    let mut answer: Answer = Box::pin(stack.oneshot(request()));
    assert!(poll_once(answer.as_mut()).is_pending());
    source.give(short(2));
    let (first, send) = requests.next_request().await.unwrap();
    assert_eq!(number(&first), Some(1));
    let mut unauthorized = Response::new(Body::default());
    *unauthorized.status_mut() = StatusCode::UNAUTHORIZED;
    send.send_response(unauthorized);
    assert!(poll_once(answer.as_mut()).is_pending(), "the service is not ready");
    assert_eq!(source.loads(), 2, "there is another key");
    (answer, requests)
}

/// The key of the replay, once the service is ready.
async fn served(answer: &mut Answer, requests: &mut Requests) -> u32 {
    requests.allow(1);
    assert!(poll_once(answer.as_mut()).is_pending());
    let (replay, send) = requests.next_request().await.unwrap();
    send.send_response(Response::default());
    number(&replay).unwrap()
}
