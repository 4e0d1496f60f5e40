//! Every future of ours may be dropped at each of its states, and the next caller is served.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
};

use http::{Request, Response, StatusCode};
use tokio::{
    task::yield_now,
    time::{Instant, advance},
};
use tower::{Layer as _, Service, ServiceExt as _};
use tower_bearer::{
    AuthErrorClassifier, ClassifyAuthErrors, Credential, KeySource, Keys, SourceError,
    bearer_auth::{BearerAuth, CloneBody, Live},
};

use crate::support::{Body, LIFETIME, SECOND, call, layer, number, poll_once, request, short};

#[tokio::test(start_paused = true)]
async fn a_request_that_waits_is_refused_and_is_replayed_may_be_dropped_at_each_state() {
    // B25. The first key is revoked when it comes in, so that the request passes through all states.
    for others in [Others::None, Others::Before, Others::After] {
        dropped_at_each_state(others, async || World::new(1).stack(), 9).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_drives_a_refresh_along_may_be_dropped_at_each_state() {
    // B23, B25
    for others in [Others::None, Others::Before, Others::After] {
        let due = async || {
            let world = World::new(0);
            let stack = world.stack();
            assert!(call(&stack).await.is_ok());
            advance(LIFETIME / 2).await;
            stack
        };
        dropped_at_each_state(others, due, 3).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_first_load_may_be_dropped_at_each_state() {
    // B25
    for polls in 0.. {
        let world = World::new(0);
        let mut loading = Box::pin(Keys::builder(world.clone()).without_jitter().load());
        let has_ended = (0..polls).any(|_| poll_once(loading.as_mut()).is_ready());
        drop(loading);
        assert!(Keys::load(world).await.is_ok());
        if has_ended {
            assert_eq!(polls, 3);
            break;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    None,
    Before,
    After,
}

/// Polls a request no times, once, twice …, drops it, and has the next served, and those who waited along.
async fn dropped_at_each_state(others: Others, stack: impl AsyncFn() -> Stack, least: usize) {
    for polls in 0.. {
        let stack = stack().await;
        let begun_at = Instant::now();
        let mut other = pin!(call(&stack));
        if others == Others::Before {
            assert!(poll_once(other.as_mut()).is_pending());
        }
        let mut dropped = Box::pin(stack.clone().oneshot(request()));
        let has_ended = (0..polls).any(|_| poll_once(dropped.as_mut()).is_ready());
        if others == Others::After {
            assert!(poll_once(other.as_mut()).is_pending());
        }
        drop(dropped);
        assert!(call(&stack).await.is_ok(), "{others:?}, {polls} polls");
        assert!(other.await.is_ok(), "{others:?}, {polls} polls");
        // Nobody had to wait for a time limit.
        assert!(begun_at.elapsed() < SECOND, "{others:?}, {polls} polls");
        if has_ended {
            assert!(polls >= least, "{polls} polls");
            break;
        }
    }
}

type Stack = BearerAuth<ClassifyAuthErrors<World>, Live<CloneBody>>;

/// A source and a server that take a moment for everything. The first keys, up to `revoked`, are refused.
#[derive(Clone)]
struct World {
    published: Arc<AtomicU32>,
    revoked: u32,
    is_ready: bool,
}

impl World {
    fn new(revoked: u32) -> Self {
        Self {
            published: Arc::default(),
            revoked,
            is_ready: false,
        }
    }

    fn stack(&self) -> Stack {
        let keys = Keys::builder(self.clone()).without_jitter().lazy();
        layer(&keys)
            .replay_rejected()
            .layer(AuthErrorClassifier::new().layer(self.clone()))
    }
}

impl KeySource for World {
    async fn load(&self) -> Result<Credential, SourceError> {
        yield_now().await;
        yield_now().await;
        Ok(short(self.published.fetch_add(1, Ordering::Relaxed) + 1))
    }
}

impl Service<Request<Body>> for World {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if std::mem::replace(&mut self.is_ready, true) {
            return Poll::Ready(Ok(()));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "it was called unready");
        let is_revoked = number(&request).unwrap() <= self.revoked;
        Box::pin(async move {
            yield_now().await;
            let mut response = Response::new(Body::from("fine"));
            if is_revoked {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            Ok(response)
        })
    }
}
