//! What depends on the machine: requests a second at one and two threads, and how long requests take beside a refresh that hangs.
//!
//! `cargo run --release -p benches --bin times` measures both, in short turns of all candidates, and writes `benches/results/times.toml`.
//! `-- --test` does each once in small, and writes nothing.

mod latency;
mod throughput;

use std::{env, process::ExitCode};

use benches::{BoxError, Results, machine};
use toml::{Table, Value};

const HEAD: &str = "\
Times, which are those of the machine below and of nothing else: compare ratios.

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
    table.extend(throughput::run(is_test)?);
    table.extend(latency::run(is_test)?);
    print!("{table}");
    match is_test {
        true => Ok(()),
        false => Results::Times.save(HEAD, &table),
    }
}
