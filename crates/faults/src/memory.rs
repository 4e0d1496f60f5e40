//! What stays allocated after very many requests.

use std::{
    convert::Infallible,
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use bytes::Bytes;
use fastrand::Rng;
use front_ends::HyperH1;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use tokio::{
    runtime::{Builder, Handle},
    task::yield_now,
    time::{self, sleep},
};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys, Origins, error::BoxError, source::SourceError};
use tower_bearer_testkit::{
    TestApi, TestSource,
    conformance::{Auth, Body, FrontEnd, Setup},
};

/// By how much memory grew.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Flat {
    /// How many requests were measured, after a tenth of them to warm up.
    pub requests: u64,
    /// How many of them ended with a response.
    pub successes: u64,
    /// Live bytes at the end, less those at the beginning: all that the thread allocated, and so client, server and runtime.
    pub grown: i64,
    /// How many they may be, whatever the number of requests: sizes of buffers and of keys differ.
    pub limit: i64,
}

/// What requests are sent to.
trait Ground {
    /// Sends one, and perhaps goes away from it; whether it succeeded.
    async fn send(&mut self, number: u64) -> Result<bool, BoxError>;

    /// Waits until nothing of a request is under way.
    async fn rest(&mut self);
}

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

/// hyper-util's client and a server, over a connection that is kept alive.
struct OverSockets {
    client: tower_bearer_testkit::conformance::Client,
    api: TestApi,
    source: TestSource,
    key: ApiKey,
    tasks: usize,
}

/// How many polls a request gets whose caller goes away.
const POLLS: u32 = 2;

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

/// Through hyper-util's client over loopback, with client and server in this thread: a tenth is refused, one of fifty dropped, and the key
/// rotates every 500 requests.
///
/// # Errors
///
/// Where it cannot be set up.
pub fn over_sockets(seed: u64, requests: u64) -> Result<Flat, BoxError> {
    flat(requests, 16 * 1024, async move || {
        let api = TestApi::start().await?;
        api.refuse_at_random(seed, 100);
        let key = api.issue();
        let source = TestSource::new(key.clone());
        let keys = Keys::builder(source.clone())
            .fruitless_interval(Duration::from_millis(10))
            .load()
            .await?;
        let auth = Auth::new(keys, Origins::new([api.origin()])?).replaying();
        Ok(OverSockets {
            client: HyperH1.client(&Setup::new(auth).untapped())?,
            api,
            source,
            key,
            tasks: 0,
        })
    })
}

fn flat<G: Ground>(
    requests: u64,
    limit: i64,
    ground: impl AsyncFnOnce() -> Result<G, BoxError>,
) -> Result<Flat, BoxError> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut ground = runtime.block_on(ground())?;
    let mut successes = 0;
    let mut send = |from: u64, to: u64| {
        runtime.block_on(async {
            let mut sent = 0;
            for number in from..to {
                sent += u64::from(ground.send(number).await?);
            }
            ground.rest().await;
            Ok::<_, BoxError>(sent)
        })
    };
    send(0, requests / 10)?;
    let mut sent = Ok(0);
    let measured = measure(|| sent = send(requests / 10, requests / 10 + requests));
    successes += sent?;
    Ok(Flat {
        requests,
        successes,
        grown: measured.bytes_current,
        limit,
    })
}

/// Drops it after some polls, if it has not ended by then.
async fn leave<F: Future>(future: F) {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|cx| {
        polls += 1;
        match future.as_mut().poll(cx) {
            Poll::Pending if polls < POLLS => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
    .await;
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

// ===== impl Flat =====

impl Flat {
    /// Whether it is within its limit, and enough of it went well.
    pub fn is_flat(&self) -> bool {
        self.grown <= self.limit && self.successes > self.requests / 2
    }
}

impl fmt::Display for Flat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requests,
            successes,
            grown,
            limit,
        } = self;
        write!(
            f,
            "{requests} requests, {successes} successes: {grown:+} live bytes, up to {limit:+} are allowed"
        )
    }
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
            leave(sending).await;
            return Ok(false);
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

// ===== impl OverSockets =====

impl Ground for OverSockets {
    async fn send(&mut self, number: u64) -> Result<bool, BoxError> {
        if number % 500 == 0 {
            self.key = self.api.rotate(&self.key);
            self.source.give(self.key.clone());
            self.api.clear_journal();
        }
        let request = Request::get(self.api.url("/get-brands")).body(Body::default())?;
        let sending = self.client.send(request);
        if number % 50 == 49 {
            leave(sending).await;
            return Ok(false);
        }
        Ok(sending.await.status() == Some(StatusCode::OK))
    }

    /// One connection stays, at both ends: as many tasks as after the warm-up.
    async fn rest(&mut self) {
        self.api.clear_journal();
        let begun = Instant::now();
        let alive = || Handle::current().metrics().num_alive_tasks();
        while self.tasks > 0 && alive() > self.tasks && begun.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(1)).await;
        }
        self.tasks = alive();
    }
}
