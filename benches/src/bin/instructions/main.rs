//! Counts instructions, and holds the counts against the committed budget and against targets.
//!
//! `cargo run --release -p benches --bin instructions` runs itself under callgrind, one process for each [work](work::Work), and
//! prints a table with the targets below it. `-- --bless` makes the counts the new budget.
//!
//! Exit code: 0 when the budget is kept and every target reached, 1 when not, 2 when nothing could be counted. With another toolchain than
//! the budget's, the targets alone are held, and the last line says so.

mod budget;
mod callgrind;
mod comparison;
mod counted;
mod work;

use std::{
    env,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use benches::{BoxError, Counts, Outcome, cpu_features, toolchain};
use toml::Value;

use self::{budget::Budget, callgrind::Callgrind, comparison::Comparison, work::Work};

const BLESS: &str = "--bless";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        [] => check(),
        [BLESS] => bless(),
        [callgrind::CPU_FEATURES] => {
            println!("{}", cpu_features());
            Ok(true)
        }
        [callgrind::RUN, name] => run(name),
        _ => Err(format!("takes no arguments, or {BLESS}").into()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("instructions: {error}");
            ExitCode::from(2)
        }
    }
}

/// What callgrind looks at.
fn run(name: &str) -> Result<bool, BoxError> {
    let works = Work::all();
    let work = works.iter().find(|work| work.name == name);
    let work = work.ok_or_else(|| format!("there is no work `{name}`"))?;
    (work.run)(work.rounds)?;
    Ok(true)
}

fn check() -> Result<bool, BoxError> {
    // First what makes all the rest useless.
    let callgrind = callgrind()?;
    let budget = Budget::load()?;
    let is_comparable = budget.check_toolchain(&toolchain_of(&callgrind)?);
    let works = Work::all();
    let counted = count(&callgrind, &works)?;
    let comparison = budget.compare(&counted);
    let outcomes = outcomes(&counted);
    print(&comparison, &outcomes);
    let is_kept = match is_comparable {
        Ok(()) => comparison.is_kept(),
        // Ratios hold for any toolchain, and are held.
        Err(reason) => {
            println!("\nbudget: NOT HELD, the ratios alone are: {reason}");
            true
        }
    };
    Ok(is_kept && outcomes.iter().all(Outcome::is_reached))
}

fn bless() -> Result<bool, BoxError> {
    let callgrind = callgrind()?;
    let works = Work::all();
    let counted = count(&callgrind, &works)?;
    Budget::save(toolchain_of(&callgrind)?, &counted)?;
    print(&Budget::load()?.compare(&counted), &outcomes(&counted));
    Ok(true)
}

fn outcomes(counted: &[(&Work, i64)]) -> Vec<Outcome> {
    Counts::new(counted.iter().map(|(work, count)| (work.name.clone(), *count as f64))).outcomes()
}

fn print(comparison: &Comparison, outcomes: &[Outcome]) {
    println!("{comparison}");
    for outcome in outcomes {
        println!("{outcome}");
    }
}

fn callgrind() -> Result<Callgrind, BoxError> {
    let callgrind = Callgrind::find()?;
    match cfg!(debug_assertions) {
        true => Err("this build is not optimised and counts nothing of use: add --release".into()),
        false => Ok(callgrind),
    }
}

fn toolchain_of(callgrind: &Callgrind) -> Result<toml::Table, BoxError> {
    let mut toolchain = toolchain()?;
    toolchain.insert("cpu-features".to_owned(), Value::String(callgrind.cpu_features()?));
    Ok(toolchain)
}

/// A process for each work, and as many at a time as there are cores: no count hangs on another.
fn count<'a>(callgrind: &Callgrind, works: &'a [Work]) -> Result<Vec<(&'a Work, i64)>, BoxError> {
    let next = AtomicUsize::new(0);
    let counted = thread::scope(|scope| {
        let counter = || {
            let mut counted = Vec::new();
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(work) = works.get(position) else {
                    return Ok(counted);
                };
                counted.push((position, callgrind.instructions(work)?));
            }
        };
        let counters = thread::available_parallelism().map_or(1, usize::from);
        let counters: Vec<_> = (0..counters).map(|_| scope.spawn(counter)).collect();
        let mut counted = Vec::with_capacity(works.len());
        for counter in counters {
            let of_one: Result<Vec<_>, BoxError> = counter.join().map_err(|_| "a thread that counts has panicked")?;
            counted.extend(of_one?);
        }
        Ok::<_, BoxError>(counted)
    });
    let mut counted = counted?;
    counted.sort_unstable();
    Ok(counted
        .into_iter()
        .filter_map(|(position, count)| Some((works.get(position)?, count)))
        .collect())
}
