//! Twenty wait for a key, and the source fails.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    runtime::Builder,
    sync::OnceCell,
    task::JoinSet,
    time::{Instant as TokioInstant, sleep_until},
};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Keys, SourceError};

use crate::source::Counting;

const WAITERS: usize = 20;
const LOAD: Duration = Duration::from_millis(50);

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    println!("convoy: {WAITERS} wait for a key, and the source fails");
    println!("  cache                              loads  time against one load");
    let (loads, time) = runtime.block_on(ours())?;
    print(loads, "Keys", time);
    let (loads_once, time_once) = runtime.block_on(once_cell())?;
    print(loads_once, "OnceCell::get_or_try_init", time_once);
    println!();
    match loads {
        1 => Ok(()),
        _ => Err(format!("a convoy of {WAITERS} caused {loads} loads").into()),
    }
}

fn print(loads: usize, cache: &str, time: Duration) {
    let times = time.as_secs_f64() / LOAD.as_secs_f64();
    println!("  {cache:<33}  {loads:>5}  {times:>20.1}");
}

async fn ours() -> Result<(usize, Duration), Box<dyn Error>> {
    let (source, loads) = Counting::new(|_| async {
        fail().await;
        Err(SourceError::transient("the vault is sealed"))
    });
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(Keys::builder(source).lazy()))
        .layer(AuthErrorClassifier::new())
        .service(service_fn(|_: http::Request<()>| async {
            Ok::<_, std::io::Error>(http::Response::new(String::new()))
        }));
    let begin = Instant::now();
    let mut waiters = JoinSet::new();
    for _ in 0..WAITERS {
        waiters.spawn(service.clone().oneshot(http::Request::default()));
    }
    while let Some(result) = waiters.join_next().await {
        if result?.is_ok() {
            return Err("a request was sent without a key".into());
        }
    }
    Ok((loads.load(Ordering::Relaxed), begin.elapsed()))
}

async fn once_cell() -> Result<(usize, Duration), Box<dyn Error>> {
    let cell = Arc::new(OnceCell::<()>::new());
    let loads = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now();
    let mut waiters = JoinSet::new();
    for _ in 0..WAITERS {
        let (cell, loads) = (Arc::clone(&cell), Arc::clone(&loads));
        waiters.spawn(async move {
            let load = || async {
                loads.fetch_add(1, Ordering::Relaxed);
                fail().await;
                Err("the vault is sealed")
            };
            cell.get_or_try_init(load).await.is_err()
        });
    }
    while let Some(result) = waiters.join_next().await {
        result?;
    }
    Ok((loads.load(Ordering::Relaxed), begin.elapsed()))
}

/// As long as a vault takes to say no.
async fn fail() {
    sleep_until(TokioInstant::now() + LOAD).await;
}
