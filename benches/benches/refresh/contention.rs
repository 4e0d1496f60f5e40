//! Readers of a valid key, while its refresh hangs.

use std::{
    error::Error,
    future::pending,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use tokio::runtime::Builder;
use tower::{Layer, Service};
use tower_bearer::{BearerAuthLayer, Credential, Keys, SourceError, adapter::Adapter};

use crate::source::{Counting, key};

/// Due for a refresh from half of it on.
const LIFETIME: Duration = Duration::from_secs(4);

pub(crate) fn run(requests: usize) -> Result<(), Box<dyn Error>> {
    println!("contention: requests with a valid key, in nanoseconds");
    println!("  refresh                              p50      p99");
    let without = measure(requests, false)?;
    print("none is due", &without);
    let beside = measure(requests, true)?;
    print("one hangs, driven by one request", &beside);
    println!(
        "  ratio                             {:>6.2}   {:>6.2}\n",
        ratio(&beside, &without, 50),
        ratio(&beside, &without, 99)
    );
    Ok(())
}

fn print(refresh: &str, sorted: &[Duration]) {
    println!(
        "  {refresh:<33}  {:>5}   {:>6}",
        at(sorted, 50).as_nanos(),
        at(sorted, 99).as_nanos()
    );
}

fn ratio(one: &[Duration], other: &[Duration], percent: usize) -> f64 {
    at(one, percent).as_secs_f64() / at(other, percent).as_secs_f64()
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// How long each request took, sorted.
fn measure(requests: usize, hangs: bool) -> Result<Vec<Duration>, Box<dyn Error>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let _entered = runtime.enter();
    // The first load brings a key, and those after it hang. The key expires in both cases, so that both read the clock.
    let lifetime = if hangs { LIFETIME } else { 1000 * LIFETIME };
    let (source, _) = Counting::new(move |number| async move {
        match number {
            0 => key(0)
                .map(|key| Credential::new(key).expires_in(lifetime))
                .map_err(SourceError::terminal),
            _ => pending().await,
        }
    });
    let keys = runtime.block_on(
        Keys::builder(source)
            .without_jitter()
            .load_timeout(1000 * LIFETIME)
            .load(),
    )?;
    let layer = BearerAuthLayer::same_server(keys);
    if hangs {
        runtime.block_on(tokio::time::sleep(LIFETIME / 2));
    }
    // Somebody else's request drives the load, and is not done.
    let adapter = Adapter::new(layer.clone(), tower_bearer::AuthErrorClassifier::new());
    let (uri, mut headers, mut extensions) = ("/".parse()?, http::HeaderMap::new(), http::Extensions::new());
    let mut other = runtime.block_on(adapter.authorize(&uri, &mut headers, &mut extensions))?;
    let mut other = pin!(other.alongside(pending::<()>()));
    let cx = &mut Context::from_waker(Waker::noop());
    let _ = other.as_mut().poll(cx);

    let mut service = layer.layer(benches::Backend::Accepts);
    let mut times = Vec::with_capacity(requests);
    for _ in 0..requests {
        let request = http::Request::new(benches::Body::default());
        let begin = Instant::now();
        let polled = pin!(service.call(request)).poll(cx);
        times.push(begin.elapsed());
        if !matches!(polled, Poll::Ready(Ok(_))) {
            return Err("a request with a valid key had to wait".into());
        }
    }
    times.sort();
    Ok(times)
}
