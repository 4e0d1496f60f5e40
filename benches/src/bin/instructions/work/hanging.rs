//! A request beside a load that hangs, as the one without is in `requests`.

use std::{
    hint::black_box,
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Waker},
    thread,
    time::Duration,
};

use benches::{Backend, Body, BoxError, Case, KEY, origins, send};
use http::{Request, Response};
use tower::service_fn;
use tower_bearer::{ApiKey, BearerAuthLayer, Credential, KeySource, Keys, SourceError, source};
use tower_layer::Layer;
use tower_service::Service;

use super::{Section, Work};
use crate::counted::count;

/// Of the key, which is due at half of it. All requests are sent within the other half, or fail: then the machine stood still.
const LIFETIME: Duration = Duration::from_secs(8);

pub(super) fn all() -> [Work; 1] {
    [Work {
        section: Section::Request,
        name: "live key beside a refresh that hangs".to_owned(),
        baseline: Some(Case::Bare.name().to_owned()),
        rounds: 500,
        run: Box::new(run),
    }]
}

fn run(requests: u32) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let _entered = runtime.enter();
    let keys = runtime.block_on(Keys::builder(answers_once()).without_jitter().load())?;
    let layer = BearerAuthLayer::new(keys, origins(1)?);
    thread::sleep(LIFETIME / 2);

    let key = Case::key()?;
    let request = || Case::LiveExpiring.request(&key);
    // The first request that finds the key due drives the load, and is itself on its way for as long.
    let hangs = service_fn(|_: Request<Body>| std::future::pending::<Result<Response<Body>, BoxError>>());
    let mut first = pin!(layer.layer(hangs).call(request()?));
    if first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
        return Err("the first request was answered".into());
    }
    let mut service = layer.layer(Backend::Accepts);
    count(
        requests,
        &mut || match black_box(send(&mut service, black_box(request()?))) {
            Some(_) => Ok(()),
            None => Err("the service made the request wait".into()),
        },
    )
}

/// And then never again.
fn answers_once() -> impl KeySource {
    let loads = AtomicUsize::new(0);
    source::source_fn(move || {
        let hangs = loads.fetch_add(1, Ordering::Relaxed) > 0;
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            let key = ApiKey::new(KEY).map_err(SourceError::terminal)?;
            Ok::<_, SourceError>(Credential::new(key).expires_in(LIFETIME))
        }
    })
}
