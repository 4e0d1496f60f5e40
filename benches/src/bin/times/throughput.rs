//! Requests a second through one service that threads share.

use std::{
    hint::black_box,
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

/// What threads share, beside others: whether they stand in each other's way.
const SHARED: [Case; 8] = [
    Case::Bare,
    Case::ByHand,
    Case::TowerHttp,
    Case::MutexFilter,
    Case::RwLock,
    Case::Fixed,
    Case::LiveExpiring,
    Case::Stack,
];
/// The best of so many, taken in turns and short: what is slower was disturbed.
const ROUNDS: usize = 400;
/// A few milliseconds.
const REQUESTS: u32 = 10_000;
/// Requests before the clock is read.
const WARM_UP: u32 = 200;

struct Threads {
    case: Case,
    key: HeaderValue,
    threads: usize,
    requests: u32,
}

/// What is measured in each round.
struct Turn {
    case: Case,
    threads: usize,
    best: Duration,
}

/// A section for each number of threads, in requests a second, their making included.
pub(crate) fn run(is_test: bool) -> Result<Table, BoxError> {
    let (rounds, requests) = if is_test { (1, 10) } else { (ROUNDS, REQUESTS) };
    let turn = |case, threads| Turn {
        case,
        threads,
        best: Duration::MAX,
    };
    let mut turns: Vec<_> = Case::ALL.into_iter().map(|case| turn(case, 1)).collect();
    turns.extend(SHARED.map(|case| turn(case, 2)));
    for _ in 0..rounds {
        for turn in &mut turns {
            turn.take(requests)?;
        }
    }
    let mut table = Table::new();
    for threads in [1, 2] {
        let of = turns.iter().filter(|turn| turn.threads == threads);
        let rates = of.map(|turn| (turn.case.name().to_owned(), Value::Integer(turn.rate(requests))));
        let name = format!("requests-a-second-{threads}");
        table.insert(name, Value::Table(rates.collect()));
    }
    Ok(table)
}

// ===== impl Turn =====

impl Turn {
    fn take(&mut self, requests: u32) -> Result<(), BoxError> {
        let Self { case, threads, .. } = *self;
        let visitor = Threads {
            case,
            key: Case::key()?,
            threads,
            requests,
        };
        self.best = case.visit(case.backend(), visitor)??.min(self.best);
        Ok(())
    }

    fn rate(&self, requests: u32) -> i64 {
        (f64::from(requests) * self.threads as f64 / self.best.as_secs_f64()).round() as i64
    }
}

// ===== impl Threads =====

impl Visitor for Threads {
    /// From the first request of any thread to the last of all.
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
                    let mut begin = Instant::now();
                    for number in 0..WARM_UP + requests {
                        if number == WARM_UP {
                            start.wait();
                            begin = Instant::now();
                        }
                        let request = black_box(case.request(key)?);
                        black_box(send(&mut service, request).is_ok());
                    }
                    Ok::<_, BoxError>((begin, Instant::now()))
                })
            };
            let handles: Vec<_> = (0..threads).map(spawn).collect();
            let mut times = Vec::with_capacity(threads);
            for handle in handles {
                times.push(handle.join().map_err(|_| "a thread that sends has panicked")??);
            }
            // Where one had to wait for a core until the other was done, both took that long.
            let first = times.iter().map(|(begin, _)| *begin).min().ok_or("no threads")?;
            let last = times.iter().map(|(_, end)| *end).max().ok_or("no threads")?;
            Ok(last - first)
        })
    }
}

/// Looks again and again where a lock makes it wait, and lets the other thread go first: no runtime would be faster.
fn send<S>(service: &mut S, request: Request<Body>) -> Result<S::Response, S::Error>
where
    S: Service<Request<Body>>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    while service.poll_ready(cx)?.is_pending() {
        thread::yield_now();
    }
    let mut future = pin!(service.call(request));
    loop {
        match future.as_mut().poll(cx) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::yield_now(),
        }
    }
}
