use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use fastrand::Rng;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use tokio::{task::yield_now, time};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys, Origins, error::BoxError, source::SourceError};
use tower_bearer_testkit::TestSource;

use super::{Flat, Ground, POLLS, flat};
use crate::caller::polled;

/// The layers round a function that judges the key. It is the one place here where a server is none.
struct InMemory<S> {
    service: S,
    source: TestSource,
    judge: Arc<Mutex<Judge>>,
    random: Rng,
}

struct Judge {
    /// What a good request carries.
    good: String,
    random: Rng,
}

/// Through the layers alone, in this thread: a tenth is refused, a tenth dropped, the key rotates every 500 requests, and now and then its
/// source fails. A request takes a millisecond of a clock that is moved by hand.
///
/// # Errors
///
/// Where it cannot be set up.
pub fn in_memory(seed: u64, requests: u64) -> Result<Flat, BoxError> {
    flat(requests, 1024, async move || {
        // Nothing here hangs on how fast the machine is.
        time::pause();
        let judge = Arc::new(Mutex::new(Judge {
            good: String::new(),
            random: Rng::with_seed(seed),
        }));
        let source = TestSource::new(key(0)?);
        let keys = Keys::builder(source.clone())
            .fruitless_interval(Duration::from_millis(10))
            .without_jitter()
            .load()
            .await?;
        let judging = Arc::clone(&judge);
        let server = service_fn(move |request: Request<Full<Bytes>>| {
            let response = lock(&judging).answer(&request);
            async move {
                yield_now().await;
                Ok::<_, Infallible>(response)
            }
        });
        let layer = BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?).replay_rejected();
        Ok(InMemory {
            service: layer.layer(AuthErrorClassifier::new().layer(server)),
            source,
            judge,
            random: Rng::with_seed(seed),
        })
    })
}

// ===== impl InMemory =====

impl<S> Ground for InMemory<S>
where
    S: Service<Request<Full<Bytes>>, Error: Into<BoxError>> + Clone,
{
    async fn send(&mut self, number: u64) -> Result<bool, BoxError> {
        if number % 500 == 0 {
            lock(&self.judge).good = format!("Bearer {}", text(number));
            self.source.give(key(number)?);
        }
        if number % 20_000 == 9_999 {
            self.source.fail_once(SourceError::transient("the vault is sealed"));
        }
        time::advance(Duration::from_millis(1)).await;
        let request = Request::post("https://api.example.com/brands").body(Full::from("{}"))?;
        let sending = self.service.clone().oneshot(request);
        if self.random.u32(..10) == 0 {
            return Ok(polled(sending, POLLS).await.is_some_and(|ended| ended.is_ok()));
        }
        Ok(sending.await.is_ok())
    }

    async fn rest(&mut self) {}
}

// ===== impl Judge =====

impl Judge {
    fn answer(&mut self, request: &Request<Full<Bytes>>) -> Response<Full<Bytes>> {
        let sent = request.headers().get(header::AUTHORIZATION);
        let is_good = sent.is_some_and(|sent| sent.as_bytes() == self.good.as_bytes());
        let mut response = Response::new(Full::from(r#"{"error":"Invalid API key"}"#));
        if !is_good || self.random.u32(..10) == 0 {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
        }
        response
    }
}

fn key(number: u64) -> Result<ApiKey, BoxError> {
    Ok(ApiKey::new(text(number))?)
}

/// All of one length.
fn text(number: u64) -> String {
    format!("sk_live_{number:020}")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
