//! Every request is refused as a bad key would be, and the key is rotated once.

use std::{
    convert::Infallible,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tokio::{
    runtime::Builder,
    sync::RwLock,
    task::{JoinSet, yield_now},
};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Credential, Keys, SourceError};

use crate::source::{Counting, key};

const THREADS: usize = 2;
const CALLERS: usize = 64;

pub(crate) fn run(requests: usize) -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()?;
    println!("storm: {requests} requests, all answered 401, {CALLERS} callers, {THREADS} threads, one rotation");
    println!("  cache                              loads  errors but the server's");
    let begin = Instant::now();
    let (loads, errors) = runtime.block_on(ours(requests))?;
    let seconds = begin.elapsed();
    println!("  Keys, replaying                    {loads:>5}  {errors:>23}");
    let (loads_locked, errors_locked) = runtime.block_on(locked(requests))?;
    println!("  lock, cleared by each 401          {loads_locked:>5}  {errors_locked:>23}\n");
    // The first, the one that the rotation is worth, and one fruitless a second.
    let most = 3 + usize::try_from(seconds.as_secs())?;
    match loads <= most && errors == 0 {
        true => Ok(()),
        false => Err(format!("a storm of {seconds:?} caused {loads} loads and {errors} errors").into()),
    }
}

async fn ours(requests: usize) -> Result<(usize, usize), Box<dyn Error>> {
    // The first load brings the old key, and all after it the new one.
    let (source, loads) = Counting::new(|number: usize| async move {
        yield_now().await;
        key(number.min(1)).map(Credential::new).map_err(SourceError::terminal)
    });
    let keys = Keys::load(source).await?;
    let errors = Arc::new(AtomicUsize::new(0));
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(keys).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(service_fn(refuse));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (service, errors) = (service.clone(), Arc::clone(&errors));
        callers.spawn(async move {
            for _ in 0..requests / CALLERS {
                let refusal = service
                    .clone()
                    .oneshot(Request::default())
                    .await
                    .map_err(|error| error.into_auth());
                if !matches!(refusal, Err(Ok(auth)) if auth.kind() == AuthErrorKind::InvalidKey) {
                    errors.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done?;
    }
    Ok((loads.load(Ordering::Relaxed), errors.load(Ordering::Relaxed)))
}

/// A cache as it is often written: a lock round the key, which each 401 clears, whichever key it was for.
async fn locked(requests: usize) -> Result<(usize, usize), Box<dyn Error>> {
    let cache = Arc::new(RwLock::new(None));
    let loads = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, loads) = (Arc::clone(&cache), Arc::clone(&loads));
        callers.spawn(async move {
            for _ in 0..requests / CALLERS {
                if cache.read().await.is_none() {
                    let mut cached = cache.write().await;
                    if cached.is_none() {
                        let number = loads.fetch_add(1, Ordering::Relaxed);
                        yield_now().await;
                        *cached = key(number.min(1)).ok();
                    }
                }
                let Ok(response) = refuse(Request::default()).await;
                if response.status() == StatusCode::UNAUTHORIZED {
                    *cache.write().await = None;
                }
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done?;
    }
    Ok((loads.load(Ordering::Relaxed), 0))
}

async fn refuse(_: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    // As an answer does that comes over a network.
    yield_now().await;
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    Ok(response)
}
