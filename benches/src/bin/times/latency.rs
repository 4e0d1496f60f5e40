//! How long requests take while the key is loaded anew, and the source hangs.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use benches::{
    Backend, Body, BoxError, KEY, URL, origins,
    peers::{MutexToken, RwLockTokenLayer, Token},
};
use http::{Request, Response};
use tokio::{
    runtime::Builder,
    task::{JoinSet, yield_now},
    time::sleep,
};
use toml::{Table, Value};
use tower::{ServiceExt, filter::AsyncFilterLayer, service_fn};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Credential, Keys, SourceError, source};
use tower_layer::Layer;
use tower_service::Service;

const CALLERS: usize = 64;
/// How long the source takes to answer.
const HANG: Duration = Duration::from_millis(300);
const VALID: Duration = Duration::from_secs(3600);
/// Of our keys, so short that they are due within the run; half of it is the window.
const SHORT: Duration = Duration::from_secs(4);
/// An odd number, to have one in the middle.
const ROUNDS: usize = 15;

/// Somebody else's request, which finds that the key is due, and waits for its answer as long as the source hangs.
type Other = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// The times of requests to a cache whose key is due, or is not.
type Measure = fn(bool) -> Result<Vec<Duration>, BoxError>;

/// Nanoseconds: the median, the slowest but one of a hundred, and the slowest.
#[derive(Clone, Copy)]
struct Percentiles([f64; 3]);

const NAMES: [&str; 3] = ["p50", "p99", "max"];

/// A section for each cache, without a refresh and beside one.
pub(crate) fn run(is_test: bool) -> Result<Table, BoxError> {
    let rounds = if is_test { 1 } else { ROUNDS };
    let caches: [(&str, Measure); 3] = [("Keys", keys), ("mutex", mutex), ("read-write lock", rw_lock)];
    let mut table = Table::new();
    for (name, measure) in caches {
        let (mut without, mut beside) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            // In turns, so that what disturbs the machine for a while disturbs both.
            without.push(Percentiles::of(measure(false)?)?);
            beside.push(Percentiles::of(measure(true)?)?);
        }
        let mut section = Table::new();
        for (kind, rounds) in [("without", without), ("beside", beside)] {
            let median = Percentiles::median(&rounds).0;
            section.extend(
                NAMES
                    .iter()
                    .zip(median)
                    .map(|(of, time)| (format!("{kind}-{of}"), Value::Float(time))),
            );
        }
        table.insert(format!("latency-{name}"), Value::Table(section));
    }
    Ok(table)
}

fn keys(is_due: bool) -> Result<Vec<Duration>, BoxError> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let loads = AtomicUsize::new(0);
        let source = source::source_fn(move || {
            let hangs = loads.fetch_add(1, Ordering::Relaxed) > 0;
            let key = ApiKey::new(KEY).map_err(SourceError::terminal);
            async move {
                if hangs {
                    sleep(HANG).await;
                }
                Ok::<_, SourceError>(Credential::new(key?).expires_in(if is_due { SHORT } else { VALID }))
            }
        });
        let layer = BearerAuthLayer::new(Keys::builder(source).without_jitter().load().await?, origins(1)?);
        if is_due {
            sleep(SHORT / 2).await;
        }
        let slow = service_fn(|_: Request<Body>| async {
            sleep(HANG).await;
            Ok::<_, Infallible>(Response::new(Body::default()))
        });
        let slow = layer.layer(AuthErrorClassifier::new().layer(slow));
        let other = async move { Ok(slow.oneshot(request()?).await.map(drop)?) };
        times(layer.layer(Backend::Accepts), Box::pin(other)).await
    })
}

fn mutex(is_due: bool) -> Result<Vec<Duration>, BoxError> {
    of_lock(AsyncFilterLayer::new(MutexToken::new(token(is_due))).layer(Backend::Accepts))
}

fn rw_lock(is_due: bool) -> Result<Vec<Duration>, BoxError> {
    of_lock(RwLockTokenLayer::new(token(is_due)).layer(Backend::Accepts))
}

fn token(is_due: bool) -> Token {
    Token::new(KEY, if is_due { Duration::ZERO } else { VALID }, HANG)
}

fn of_lock<S>(service: S) -> Result<Vec<Duration>, BoxError>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone + Send + 'static,
{
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let first = service.clone();
    let other = async move { first.oneshot(request()?).await.map(drop) };
    runtime.block_on(times(service, Box::pin(other)))
}

/// How long the requests of all callers took that began while `other` was on its way, or as long as that might be.
async fn times<S>(service: S, other: Other) -> Result<Vec<Duration>, BoxError>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone + Send + 'static,
{
    let other = tokio::spawn(other);
    yield_now().await;
    let end = Instant::now() + HANG;
    let service = Arc::new(service);
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let mut service = (*service).clone();
        callers.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let request = request()?;
                let begin = Instant::now();
                service.ready().await?.call(request).await?;
                times.push(begin.elapsed());
                yield_now().await;
            }
            Ok::<_, BoxError>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(caller) = callers.join_next().await {
        times.extend(caller??);
    }
    other.await??;
    Ok(times)
}

fn request() -> Result<Request<Body>, BoxError> {
    Ok(Request::get(URL).body(Body::default())?)
}

// ===== impl Percentiles =====

impl Percentiles {
    fn of(mut times: Vec<Duration>) -> Result<Self, BoxError> {
        times.sort_unstable();
        let last = times.len().checked_sub(1).ok_or("no request was sent")?;
        let at = |thousandths: usize| times[last * thousandths / 1000].as_nanos() as f64;
        Ok(Self([at(500), at(990), at(1000)]))
    }

    /// Of each number over all rounds.
    fn median(rounds: &[Self]) -> Self {
        let of = |position: usize| {
            let mut values: Vec<_> = rounds.iter().map(|round| round.0[position]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        Self([of(0), of(1), of(2)])
    }
}
