//! What a refresh costs those who need a key, against caches as they are often written.
//!
//! `cargo bench -p benches --bench refresh` prints a table each for a storm of refusals, a convoy behind a failing source, and readers
//! beside a refresh that hangs. `-- --test` runs each once in small and holds the counts, which do not depend on the machine.

mod contention;
mod convoy;
mod source;
mod storm;

use std::{env, error::Error, process::ExitCode};

fn main() -> ExitCode {
    let is_test = env::args().any(|argument| argument == "--test");
    match run(is_test) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("refresh: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(is_test: bool) -> Result<(), Box<dyn Error>> {
    storm::run(if is_test { 2_000 } else { 100_000 })?;
    convoy::run()?;
    contention::run(if is_test { 200 } else { 200_000 })
}
