use std::{
    convert::Infallible,
    future::{Ready, ready},
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, Version};
use http_body_util::BodyExt as _;
use tower::Service;
use tower_bearer_testkit::TestSource;

use crate::support::{Body, key, number};

/// Writes down what it is sent, refuses it, and has the next key published. It panics when it is called unready.
pub(super) struct Recorder {
    log: Arc<Log>,
    instance: usize,
    is_ready: bool,
}

struct Log {
    seen: Mutex<Vec<Seen>>,
    instances: AtomicUsize,
    source: TestSource,
}

#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) instance: usize,
    pub(super) number: Option<u32>,
    pub(super) head: (Method, Uri, Version),
    pub(super) headers: HeaderMap,
    pub(super) tag: Option<Tag>,
    pub(super) body: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(pub(super) &'static str);

// ===== impl Recorder =====

impl Recorder {
    pub(super) fn new(source: &TestSource) -> Self {
        let log = Log {
            seen: Mutex::default(),
            instances: AtomicUsize::new(1),
            source: source.clone(),
        };
        Self {
            log: Arc::new(log),
            instance: 0,
            is_ready: false,
        }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.log.seen.lock().unwrap().clone()
    }
}

impl Clone for Recorder {
    fn clone(&self) -> Self {
        Self {
            log: Arc::clone(&self.log),
            instance: self.log.instances.fetch_add(1, Ordering::Relaxed),
            is_ready: false,
        }
    }
}

impl Service<Request<Body>> for Recorder {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        assert!(mem::take(&mut self.is_ready), "it was called unready");
        let number = number(&request);
        let (head, body) = request.into_parts();
        let seen = Seen {
            instance: self.instance,
            number,
            head: (head.method, head.uri, head.version),
            headers: head.headers,
            tag: head.extensions.get().copied(),
            body: body.collect().now_or_never().unwrap().unwrap().to_bytes(),
        };
        self.log.seen.lock().unwrap().push(seen);
        self.log.source.give(key(number.unwrap() + 1));
        let mut response = Response::new(Body::default());
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        ready(Ok(response))
    }
}

// ===== impl Seen =====

impl Seen {
    /// All but the key.
    pub(super) fn rest(&self) -> (&(Method, Uri, Version), HeaderMap, Option<Tag>, &Bytes) {
        let mut headers = self.headers.clone();
        headers.remove("authorization");
        (&self.head, headers, self.tag, &self.body)
    }
}
