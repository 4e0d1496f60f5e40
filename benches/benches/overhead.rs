//! The time that a request takes through each layer: `cargo bench -p benches --bench overhead`.

use std::hint::black_box;

use benches::{Body, BoxError, Case, Visitor, send};
use criterion::{BatchSize, BenchmarkGroup, Criterion, measurement::WallTime};
use http::{HeaderValue, Request, Response};
use tower_service::Service;

struct Timed<'a, 'b> {
    case: Case,
    key: HeaderValue,
    group: &'a mut BenchmarkGroup<'b, WallTime>,
}

fn main() -> Result<(), BoxError> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("overhead");
    for case in Case::ALL {
        let key = Case::key()?;
        let group = &mut group;
        case.visit(case.backend(), Timed { case, key, group })??;
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

// ===== impl Timed =====

impl Visitor for Timed<'_, '_> {
    type Output = Result<(), http::Error>;

    fn visit<S>(self, mut service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>>,
    {
        let Self { case, key, group } = self;
        // A request that cannot be made is an error here, so that the loop has one at each turn.
        case.request(&key)?;
        group.bench_function(case.name(), |bencher| {
            bencher.iter_batched(
                || case.request(&key).ok(),
                |request| request.map(|request| black_box(send(&mut service, request))),
                BatchSize::SmallInput,
            );
        });
        Ok(())
    }
}
