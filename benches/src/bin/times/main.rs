//! What depends on the machine: requests a second at one and two threads, and how long requests take beside a refresh that hangs.
//!
//! `cargo run --release -p benches --bin times` measures both, takes the time a request from what `cargo bench -p benches --bench
//! overhead` has measured before, and writes `benches/results/times.toml`. `-- --test` does each once in small, and writes nothing.

mod criterion;
mod latency;
mod throughput;

use std::{env, process::ExitCode};

use benches::{BoxError, Results, machine};
use toml::{Table, Value};

const HEAD: &str = "\
Times, which are those of the machine below and of nothing else: compare ratios.

    cargo bench -p benches --bench overhead
    cargo run --release -p benches --bin times";

fn main() -> ExitCode {
    let is_test = env::args().any(|argument| argument == "--test");
    match run(is_test) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("times: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(is_test: bool) -> Result<(), BoxError> {
    let mut table = Table::new();
    table.insert("machine".to_owned(), Value::Table(machine()?));
    if !is_test {
        table.insert("nanoseconds".to_owned(), Value::Table(criterion::overhead()?));
    }
    table.extend(throughput::run(if is_test { 10 } else { 10_000 })?);
    table.extend(latency::run(is_test)?);
    print!("{table}");
    match is_test {
        true => Ok(()),
        false => Results::Times.save(HEAD, &table),
    }
}
