//! Single steps of a request's way, and of a key's life.

use std::{
    hint::black_box,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker},
};

use benches::{Answer, Backend, Body, BoxError, KEY, URL, origins, send};
use http::{Request, Uri};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Credential, KeySource, Keys, SourceError, source};
use tower_layer::Layer;
use tower_service::Service;

use super::{Section, Work};
use crate::counted::{Step, count};

/// Refuses every other request.
#[derive(Clone)]
struct EveryOther {
    is_refused: Arc<AtomicBool>,
}

const ORIGINS: [usize; 3] = [1, 10, 100];

pub(super) fn all() -> Vec<Work> {
    let mut all = vec![
        measured("key checked", check_key),
        measured("key loaded", load_key),
        Work {
            // With the warm-up within the hundred loads that rejections may cause at once.
            rounds: 64,
            ..measured("key rejected, another loaded, request replayed", replay)
        },
    ];
    all.extend(ORIGINS.map(|listed| {
        let name = format!("origin checked, {listed} listed");
        operation(name, move |rounds| check_origin(rounds, listed))
    }));
    all
}

fn measured(name: &str, run: fn(u32) -> Result<(), BoxError>) -> Work {
    operation(name.to_owned(), run)
}

fn operation(name: String, run: impl Fn(u32) -> Result<(), BoxError> + Sync + 'static) -> Work {
    Work {
        section: Section::Operation,
        name,
        baseline: None,
        rounds: 1000,
        run: Box::new(run),
    }
}

fn check_origin(rounds: u32, listed: usize) -> Result<(), BoxError> {
    let origins = origins(listed)?;
    let uri: Uri = URL.parse()?;
    count(rounds, &mut || match black_box(&origins).contains(black_box(&uri)) {
        true => Ok(()),
        false => Err("the origin is not listed".into()),
    })
}

fn check_key(rounds: u32) -> Result<(), BoxError> {
    count(rounds, &mut || {
        black_box(ApiKey::new(black_box(KEY))?);
        Ok(())
    })
}

/// From a source that answers at once.
fn load_key(rounds: u32) -> Result<(), BoxError> {
    in_runtime(rounds, &mut || {
        let key = ApiKey::new(KEY)?;
        let load = Keys::load(source::source_fn(move || {
            let credential = Credential::new(key.clone());
            async { Ok::<_, SourceError>(credential) }
        }));
        match pin!(load).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(keys) => drop(black_box(keys?)),
            Poll::Pending => return Err("the source made its caller wait".into()),
        }
        Ok(())
    })
}

/// Each request is refused, another key is loaded, and the request accepted.
fn replay(rounds: u32) -> Result<(), BoxError> {
    let keys = Keys::builder(numbered()).lazy();
    let backend = EveryOther {
        is_refused: Arc::new(AtomicBool::new(false)),
    };
    let inner = AuthErrorClassifier::new().layer(backend);
    let mut service = BearerAuthLayer::new(keys, origins(1)?).replay_rejected().layer(inner);
    in_runtime(rounds, &mut || {
        let request = black_box(Request::get(URL).body(Body::default())?);
        match send(&mut service, request) {
            Some(Ok(response)) => drop(black_box(response)),
            Some(Err(error)) => return Err(format!("not replayed: {error}").into()),
            None => return Err("the service made the request wait".into()),
        }
        Ok(())
    })
}

/// Another key with each load.
fn numbered() -> impl KeySource {
    let number = Arc::new(AtomicU32::new(0));
    source::source_fn(move || {
        let number = number.fetch_add(1, Ordering::Relaxed);
        async move {
            let key = ApiKey::new(format!("{KEY}{number:08}")).map_err(SourceError::terminal)?;
            Ok::<_, SourceError>(Credential::new(key))
        }
    })
}

/// Loads arm a timer.
fn in_runtime(rounds: u32, step: Step<'_>) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let _entered = runtime.enter();
    count(rounds, step)
}

// ===== impl EveryOther =====

impl Service<Request<Body>> for EveryOther {
    type Response = <Backend as Service<Request<Body>>>::Response;
    type Error = BoxError;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        match self.is_refused.fetch_xor(true, Ordering::Relaxed) {
            false => Backend::Refuses.call(request),
            true => Backend::Accepts.call(request),
        }
    }
}
