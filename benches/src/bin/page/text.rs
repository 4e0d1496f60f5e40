//! The page.

mod instructions;
mod table;
mod times;

use std::fmt;

use benches::BoxError;
use toml::{Table, Value};

use self::table::table_of;
use crate::measured::Measured;

/// All of it, in Markdown.
pub(crate) fn page(measured: &Measured) -> Result<String, BoxError> {
    let sections = [
        INTRODUCTION.to_owned(),
        promises(measured)?,
        CLAIMS.to_owned(),
        machine(measured)?,
        instructions::request(measured)?,
        instructions::client(measured),
        instructions::refusal(measured),
        instructions::growth(measured)?,
        times::refresh(measured)?,
        times::threads(measured)?,
        times::weight(measured)?,
        COUNTING.to_owned(),
    ];
    Ok(sections.join("\n\n") + "\n")
}

const INTRODUCTION: &str = "\
# What it costs

This page is written by a command, of what other commands have measured; a test holds it against the results. Ratios come first:
they are nearly the same on every machine. All anew, and the page of it:

```sh
benches/measure            # 3 minutes on two cores; needs valgrind
benches/measure --bless    # the same, and what is counted becomes the new budget
benches/measure --weight   # 10 minutes more: it builds what is compared, and reaches the registry
```

A part of it, and then `cargo run --release -p benches --bin page` for the page:

| what | command | takes |
|---|---|---:|
| instructions, held against budget and ratios | `cargo run --release -p benches --bin instructions` | 20 s |
| the same, made the new budget | `cargo run --release -p benches --bin instructions -- --bless` | 20 s |
| loads and memory by handles and sources | `cargo run --release -p benches --bin handles` | 1 s |
| times: layers, threads, a refresh that hangs | `cargo run --release -p benches --bin times` | 3 min |
| packages and build times | `cargo run --release -p benches --bin weight` | 10 min |";

const CLAIMS: &str = "\
## What proves it

A claim that is *held* fails its command where it does not hold. Times are measured and never held: they are the machine's.

| claim | command | |
|---|---|---|
| the ratios of the table above, and no count 3 % above `benches/results/instructions.toml` | `cargo run --release -p benches --bin instructions` | held |
| challenges, bodies and batches cost in proportion to their length, origins a few instructions each | the same | held |
| a request beside a refresh that hangs takes the instructions of one without | the same | held |
| no layer allocates more than the header itself does, replay excepted | `cargo test -p tower-bearer --test allocations` | held |
| a source is asked once, however many handles there are | `cargo run --release -p benches --bin handles` | held |
| in a storm of refusals, and behind a failing source, `Keys` load a few times and a cache behind a lock thousands | `cargo bench -p benches --bench refresh` | held for `Keys` |
| the core takes in at most 30 packages, and each feature what its documentation says | `cargo test -p benches --test packages` | held |
| nanoseconds a layer, requests a second, p99 beside a refresh | `cargo run --release -p benches --bin times` | measured |
| packages and build times beside other crates | `cargo run --release -p benches --bin weight` | measured |
| this page and its plots say what was measured | `cargo test -p benches --bin page` | held |";

const COUNTING: &str = "\
## How instructions are counted

`benches/src/bin/instructions` runs itself under callgrind, once for each case, and has callgrind count inside of one function. Set-up,
start and end of the process are not in it. A case without the layer is counted too, and taken away. Where there is no valgrind, the
command says so and fails.

Counts do not hang on the load of the machine, and hardly on the processor: valgrind shows every program the same one (an Intel i7
of the Haswell family, on any host with AVX2), so that the C library takes the same `memcpy`, and `sha2` and `memchr` the same code.
The environment is emptied and the program is started by the same short name, since the alignment of the stack hangs on both. Two runs
of one build differ by less than one in ten thousand. What does change counts is another compiler, target or C library: these
stand in the budget; with others the command holds the ratios alone, and says so.

## How times are taken

In short turns of a few milliseconds, all candidates one after the other, hundreds of times; of each the best counts. What else the
machine does then disturbs all alike, and some turns not at all. Latencies are the median of rounds, in each of which every cache is
measured with a refresh and without.";

/// What is held, and what came of it.
struct Promise<'a> {
    what: &'a str,
    against: &'a str,
    at_most: f64,
    measured: f64,
}

fn promises(measured: &Measured) -> Result<String, BoxError> {
    let outcomes = measured.counts.outcomes();
    let mut rows: Vec<_> = outcomes
        .iter()
        .map(|outcome| Promise {
            what: outcome.target.name,
            against: outcome.target.to,
            at_most: outcome.target.limit,
            measured: outcome.ratio,
        })
        .collect();
    rows.push(times::latency_promise(measured)?);
    let table = table_of(
        2,
        ["what", "against", "at most", "is", "reached"],
        rows.iter().map(Promise::row),
    );
    Ok(format!(
        "## Ratios\n\nOf instructions, where nothing else is said; of a layer, those that it adds to a request.\n\n{table}"
    ))
}

fn machine(measured: &Measured) -> Result<String, BoxError> {
    let machine = measured.machine()?;
    let of = |table: &Table, name: &str| table.get(name).and_then(Value::as_str).unwrap_or("unknown").to_owned();
    Ok(format!(
        "## The machine\n\nTimes: {}, {} cores, {}, rustc {}.\nInstructions: {}, {}, rustc {}.",
        of(&machine, "processor"),
        of(&machine, "cores"),
        of(&machine, "system"),
        of(&machine, "rustc"),
        of(&measured.toolchain, "target"),
        of(&measured.toolchain, "libc"),
        of(&measured.toolchain, "rustc"),
    ))
}

// ===== impl Promise =====

impl Promise<'_> {
    fn row(&self) -> [String; 5] {
        let verdict: &dyn fmt::Display = if self.measured <= self.at_most {
            &"yes"
        } else {
            &"**no**"
        };
        [
            self.what.to_owned(),
            self.against.to_owned(),
            format!("{:.2}", self.at_most),
            format!("**{:.3}**", self.measured),
            verdict.to_string(),
        ]
    }
}
