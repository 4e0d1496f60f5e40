//! Counts the instructions that each layer adds to a request.
//!
//! `cargo run --release -p benches --bin instructions` runs itself under callgrind, one process a case and a number of requests, and
//! prints a table with the targets below it. Exit code: 0 when every target is reached, 1 when one is missed, 2 when nothing
//! could be counted.

mod callgrind;
mod report;

use std::{env, hint::black_box, process::ExitCode};

use benches::{Body, BoxError, Case, Visitor, send};
use http::{HeaderValue, Request, Response};
use tower_service::Service;

use self::report::Report;

/// Sends so many requests, one after the other.
struct Sender {
    case: Case,
    key: HeaderValue,
    requests: u64,
}

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(exit_code) => exit_code,
        Err(error) => {
            eprintln!("instructions: {error}");
            ExitCode::from(2)
        }
    }
}

/// Without arguments the report; with the name of a case and a number, what callgrind looks at.
fn run(mut arguments: impl Iterator<Item = String>) -> Result<ExitCode, BoxError> {
    let Some(name) = arguments.next() else {
        return report();
    };
    let case = Case::ALL.into_iter().find(|case| case.name() == name);
    let case = case.ok_or_else(|| format!("there is no case `{name}`"))?;
    let requests = arguments.next().ok_or("how many requests?")?.parse()?;
    let key = Case::key()?;
    case.visit(case.backend(), Sender { case, key, requests })??;
    Ok(ExitCode::SUCCESS)
}

fn report() -> Result<ExitCode, BoxError> {
    if cfg!(debug_assertions) {
        return Err("this build is not optimised and counts nothing of use: add --release".into());
    }
    callgrind::check()?;
    let report = Report::of(callgrind::instructions_a_request)?;
    print!("{report}");
    Ok(if report.is_reached() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

// ===== impl Sender =====

impl Visitor for Sender {
    type Output = Result<(), BoxError>;

    fn visit<S>(self, mut service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>>,
    {
        for _ in 0..self.requests {
            // Neither is made part of the other: a program's requests come from elsewhere.
            let request = black_box(self.case.request(&self.key)?);
            if black_box(send(&mut service, request)).is_none() {
                return Err("the service made the request wait".into());
            }
        }
        Ok(())
    }
}
