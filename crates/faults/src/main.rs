//! The fault run, for people: `cargo run -p faults -- --seconds 600 --seed 7`.

use std::{
    process::ExitCode,
    time::{Duration, SystemTime},
};

use faults::{Flat, Plan};
use tower_bearer::error::BoxError;

const HELP: &str = "\
Sends requests through every front end while connections break, keys rotate, sources fail and callers go away; then says what held.

    cargo run -p faults -- [--seconds N] [--seed N] [--patience N] [--memory N] [--only NAME]

    --seconds N   how long to send requests, 10 unless given; it goes on until enough has gone wrong
    --seed N      what everything is drawn from; one of the clock's unless given
    --patience N  after how many seconds something has no end, 30 unless given
    --only NAME   through the front ends whose name has this in it
    --memory N    how many requests memory is measured over, 200000 unless given; 0 for none
    --help        this

It ends with a failure, and says what, where something does not hold. See docs/FAULTS.md.
";

struct Options {
    plan: Plan,
    only: String,
    memory: u64,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("faults: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("faults: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all held.
fn run(options: &Options) -> Result<bool, BoxError> {
    let Plan { seed, duration, .. } = options.plan;
    println!("seed {seed}, {} s\n", duration.as_secs());
    let mut front_ends = faults::front_ends();
    front_ends.retain(|front_end| front_end.name().contains(&options.only));
    let summaries = faults::run(&front_ends, options.plan)?;
    println!("{}", faults::table(&summaries));
    let violations: Vec<_> = summaries.iter().flat_map(|summary| &summary.violations).collect();
    for violation in &violations {
        println!("{violation}");
    }
    println!("{} violations", violations.len());
    let mut is_flat = true;
    if options.memory > 0 {
        let in_memory = faults::in_memory(seed, options.memory)?;
        let over_sockets = faults::over_sockets(seed, options.memory)?;
        is_flat = say("the layers alone", in_memory) & say("hyper-util, HTTP/1.1, over sockets", over_sockets);
    }
    Ok(violations.is_empty() && is_flat)
}

fn say(what: &str, flat: Flat) -> bool {
    let verdict = if flat.is_flat() {
        "memory is flat"
    } else {
        "MEMORY IS NOT FLAT"
    };
    println!("{verdict}: {what}: {flat}");
    flat.is_flat()
}

/// `None`: help is asked for.
fn options() -> Result<Option<Options>, lexopt::Error> {
    use lexopt::prelude::{Long, ValueExt};
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let mut options = Options {
        plan: Plan::new(now.map_or(1, |now| now.as_secs()), Duration::from_secs(10)),
        only: String::new(),
        memory: 200_000,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seconds") => options.plan.duration = Duration::from_secs(parser.value()?.parse()?),
            Long("patience") => options.plan.patience = Duration::from_secs(parser.value()?.parse()?),
            Long("only") => options.only = parser.value()?.string()?,
            Long("seed") => options.plan.seed = parser.value()?.parse()?,
            Long("memory") => options.memory = parser.value()?.parse()?,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}
