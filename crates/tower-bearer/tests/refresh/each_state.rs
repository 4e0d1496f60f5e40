//! The rest of the public futures: each is dropped at each of its states, and the next caller is served.
//!
//! For requests with a live key, and for a first load, see `drops`.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Extensions, HeaderMap, Request, Response, StatusCode};
use http_body::Frame;
use tokio::{
    runtime,
    task::yield_now,
    time::{advance, pause},
};
use tower::{Layer as _, Service, ServiceExt as _, service_fn};
use tower_bearer::{
    AuthErrorClassifier, BearerAuthLayer, Error, Keys, Origins, SourceError,
    adapter::Adapter,
    bearer_auth::{RecordBody, RecordedBody},
    source::{KeySource, source_fn},
};

use crate::support::{Body, LIFETIME, call, key, layer, number, refusal, request, short};

#[tokio::test]
async fn a_request_with_one_key_may_be_dropped_at_each_state_of_its_refusal() {
    // B25: on its way, and while its refusal's body comes in.
    let origins = Origins::new(["https://api.example.com"]).unwrap();
    let fixed = BearerAuthLayer::new(key(1), origins);
    let service = fixed.layer(AuthErrorClassifier::new().layer(refusing()));
    let polls = at_each_poll(|| call(&service), async || is_refused(call(&service).await)).await;
    assert!(polls >= 5, "{polls}");

    let service = fixed
        .reject_other_origins()
        .layer(AuthErrorClassifier::new().layer(refusing()));
    let polls = at_each_poll(|| call(&service), async || is_refused(call(&service).await)).await;
    assert!(polls >= 5, "{polls}");
    let elsewhere = || {
        Request::get("https://elsewhere.example/")
            .body(Body::default())
            .unwrap()
    };
    let dropped = || service.clone().oneshot(elsewhere());
    at_each_poll(dropped, async || is_refused(call(&service).await)).await;
}

#[tokio::test]
async fn an_answer_that_is_looked_at_may_be_dropped_while_it_is() {
    // B25
    const PROFILE: tower_bearer::ApiProfile = tower_bearer::ApiProfile::new("Acme", &["https://api.example.com"])
        .rules(&[
            tower_bearer::classify::ProfileRule::new(tower_bearer::AuthErrorKind::ExpiredKey)
                .with_status(StatusCode::OK)
                .with_text("cold"),
        ]);

    let service = PROFILE.classifier().peek_bodies().layer(slowly(|_| StatusCode::OK));
    let polls = at_each_poll(|| call(&service), async || call(&service).await.is_ok()).await;
    assert!(polls >= 5, "{polls}");
}

#[tokio::test]
async fn a_request_whose_body_is_recorded_may_be_dropped_at_each_state() {
    // B25: up to the end of its replay.
    let world = || {
        let inner = slowly(|number| match number {
            Some(1) => StatusCode::UNAUTHORIZED,
            _ => StatusCode::OK,
        });
        let inner = inner.map_request(|request: Request<RecordedBody<Body>>| request.map(|_| Body::default()));
        let keys = Keys::builder(counting()).without_jitter().lazy();
        layer(&keys)
            .replay_rejected_with(RecordBody::default())
            .layer(AuthErrorClassifier::new().layer(inner))
    };
    let recorded = || request().map(|body| RecordedBody::new(body, 1024));
    let mut polls = 0;
    loop {
        let stack = world();
        let ended = abandoned(stack.clone().oneshot(recorded()), polls).await;
        assert!(stack.oneshot(recorded()).await.is_ok(), "{polls} polls");
        if ended {
            break;
        }
        polls += 1;
    }
    assert!(polls >= 9, "{polls}");
}

#[tokio::test]
async fn a_request_through_an_adapter_may_be_dropped_at_each_state() {
    // B25: the wait for a key, the sending, the reading of the refusal, the wait for a newer key, and the replay.
    for is_due in [false, true] {
        let mut polls = 0;
        loop {
            pause();
            let keys = Keys::builder(counting()).without_jitter().lazy();
            let adapter = Adapter::new(layer(&keys), AuthErrorClassifier::new());
            if is_due {
                assert!(sent(&adapter).await);
                advance(LIFETIME / 2).await;
            }
            let ended = abandoned(sent(&adapter), polls).await;
            assert!(sent(&adapter).await, "{polls} polls");
            tokio::time::resume();
            if ended {
                break;
            }
            polls += 1;
        }
        assert!(polls >= if is_due { 2 } else { 9 }, "{polls}");
    }
}

#[test]
fn a_background_refresh_may_be_dropped_with_its_runtime_at_each_state() {
    // B25
    for turns in 0..12 {
        let runtime = |is_paused| {
            let mut builder = runtime::Builder::new_current_thread();
            builder.enable_time().start_paused(is_paused).build().unwrap()
        };
        let first = runtime(true);
        let keys = first.block_on(async {
            let keys = Keys::builder(counting()).without_jitter().load().await.unwrap();
            keys.spawn_refresh().unwrap();
            advance(LIFETIME / 2).await;
            for _ in 0..turns {
                yield_now().await;
            }
            keys
        });
        drop(first);
        let service = layer(&keys).layer(AuthErrorClassifier::new().layer(slowly(|_| StatusCode::OK)));
        runtime(false).block_on(async {
            assert!(call(&service).await.is_ok(), "{turns}");
        });
    }
}

/// Begins the future anew for no polls, one, two …, drops it after as many, and has `next` served; says how many it has until it ends.
async fn at_each_poll<F: Future>(begin: impl Fn() -> F, next: impl AsyncFn() -> bool) -> usize {
    let mut polls = 0;
    loop {
        let ended = abandoned(begin(), polls).await;
        assert!(next().await, "after {polls} polls");
        if ended {
            return polls;
        }
        polls += 1;
    }
}

/// Polls the future so many times at most, whenever it asks for it, and drops it. Says whether it has ended.
async fn abandoned<F: Future>(future: F, polls: usize) -> bool {
    let (mut future, mut left) = (Box::pin(future), polls);
    poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(true),
            // Not asked for: the last poll was the last.
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn is_refused<R>(answer: Result<R, Error<Infallible>>) -> bool {
    refusal(answer).status() == Some(StatusCode::UNAUTHORIZED)
}

/// A request by the steps of the adapter, which ends with a success.
async fn sent(adapter: &Adapter) -> bool {
    let uri = "https://api.example.com/".parse().unwrap();
    let (mut headers, mut extensions) = (HeaderMap::new(), Extensions::new());
    let mut attempt = adapter.authorize(&uri, &mut headers, &mut extensions).await.unwrap();
    loop {
        let mut request = Request::new(Body::default());
        *request.headers_mut() = headers;
        let server = slowly(|number| match number {
            Some(1) => StatusCode::UNAUTHORIZED,
            _ => StatusCode::OK,
        });
        let response = attempt.alongside(server.oneshot(request)).await.unwrap();
        if !adapter.is_refusal(response.status(), response.headers()) {
            attempt.accepted(response.status(), response.headers());
            return true;
        }
        let error = adapter.refuse(&attempt, response).await;
        headers = HeaderMap::new();
        if !adapter.replays(&mut attempt, &error, &mut headers).await {
            return false;
        }
    }
}

/// The keys 1, 2 …, each a moment later.
fn counting() -> impl KeySource {
    let loads = std::sync::atomic::AtomicU32::new(0);
    source_fn(move || {
        let number = loads.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        async move {
            yield_now().await;
            yield_now().await;
            Ok::<_, SourceError>(short(number))
        }
    })
}

fn refusing() -> impl Service<Request<Body>, Response = Response<Slow>, Error = Infallible, Future: Send> + Clone {
    slowly(|_| StatusCode::UNAUTHORIZED)
}

/// Answers a moment later with the status for a key, and with a body that takes its time.
fn slowly(
    status: fn(Option<u32>) -> StatusCode,
) -> impl Service<Request<Body>, Response = Response<Slow>, Error = Infallible, Future: Send> + Clone {
    service_fn(move |request: Request<Body>| async move {
        yield_now().await;
        let mut response = Response::new(Slow { turns: 6 });
        *response.status_mut() = status(number(&request));
        Ok(response)
    })
}

/// A frame every other time that it is asked for one.
struct Slow {
    turns: usize,
}

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(turns) = self.turns.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.turns = turns;
        if turns % 2 == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"no ")))))
    }
}
