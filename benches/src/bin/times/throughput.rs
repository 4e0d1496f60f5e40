//! Requests a second through one service that threads share.

use std::{
    hint::{black_box, spin_loop},
    pin::pin,
    sync::Barrier,
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use benches::{Body, BoxError, Case, Visitor};
use http::{HeaderValue, Request, Response};
use toml::{Table, Value};
use tower_service::Service;

const CASES: [Case; 8] = [
    Case::Bare,
    Case::ByHand,
    Case::TowerHttp,
    Case::MutexFilter,
    Case::RwLock,
    Case::Fixed,
    Case::LiveExpiring,
    Case::Stack,
];
const THREADS: [usize; 2] = [1, 2];
/// The best of so many: what is slower was disturbed.
const ROUNDS: usize = 5;

struct Threads {
    case: Case,
    key: HeaderValue,
    threads: usize,
    requests: u32,
}

/// A section for each number of threads, in requests a second.
pub(crate) fn run(requests: u32) -> Result<Table, BoxError> {
    let mut table = Table::new();
    for threads in THREADS {
        let mut section = Table::new();
        for case in CASES {
            let mut best = Duration::MAX;
            for _ in 0..ROUNDS {
                let key = Case::key()?;
                let visitor = Threads {
                    case,
                    key,
                    threads,
                    requests,
                };
                best = best.min(case.visit(case.backend(), visitor)??);
            }
            let rate = f64::from(requests) * threads as f64 / best.as_secs_f64();
            section.insert(case.name().to_owned(), Value::Integer(rate.round() as i64));
        }
        table.insert(format!("requests-a-second-{threads}"), Value::Table(section));
    }
    Ok(table)
}

// ===== impl Threads =====

impl Visitor for Threads {
    /// Until the last thread has sent all of its requests.
    type Output = Result<Duration, BoxError>;

    fn visit<S>(self, service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    {
        let Self {
            case,
            key,
            threads,
            requests,
        } = self;
        let start = Barrier::new(threads);
        thread::scope(|scope| {
            let (start, key) = (&start, &key);
            let spawn = |_| {
                let mut service = service.clone();
                scope.spawn(move || {
                    start.wait();
                    let begin = Instant::now();
                    for _ in 0..requests {
                        let request = black_box(case.request(key)?);
                        black_box(send(&mut service, request).is_ok());
                    }
                    Ok::<_, BoxError>(begin.elapsed())
                })
            };
            let handles: Vec<_> = (0..threads).map(spawn).collect();
            let mut longest = Duration::ZERO;
            for handle in handles {
                longest = longest.max(handle.join().map_err(|_| "a thread that sends has panicked")??);
            }
            Ok(longest)
        })
    }
}

/// Looks again and again where a lock makes it wait: no runtime would be faster.
fn send<S>(service: &mut S, request: Request<Body>) -> Result<S::Response, S::Error>
where
    S: Service<Request<Body>>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    while service.poll_ready(cx)?.is_pending() {
        spin_loop();
    }
    let mut future = pin!(service.call(request));
    loop {
        match future.as_mut().poll(cx) {
            Poll::Ready(result) => return result,
            Poll::Pending => spin_loop(),
        }
    }
}
