//! The page.

use std::fmt::Write;

use benches::{BoxError, Case};
use toml::{Table, Value};

use crate::{
    measured::{Measured, number},
    plots::{CACHES, LAYERS},
    svg::{duration, short},
};

const TOWER_HTTP: &str = "tower-http AddAuthorization";

/// All of it, in Markdown.
pub(crate) fn page(measured: &Measured) -> Result<String, BoxError> {
    let sections = [
        INTRODUCTION.to_owned(),
        promises(measured),
        machine(measured)?,
        request(measured)?,
        client(measured),
        bodies(measured),
        growth(measured)?,
        refresh(measured)?,
        throughput(measured)?,
        weight(measured)?,
        COUNTING.to_owned(),
    ];
    Ok(sections.join("\n\n") + "\n")
}

const INTRODUCTION: &str = "\
# What it costs

This page is written by a command, of what other commands have measured; a test holds it against the results. Ratios come first:
they are nearly the same on every machine. To measure anew, in this order:

```sh
cargo run --release -p benches --bin instructions -- --bless   # needs valgrind; 1 minute
cargo run --release -p benches --bin handles
cargo bench -p benches --bench overhead                        # 4 minutes on a machine that does nothing else
cargo run --release -p benches --bin times
cargo run --release -p benches --bin weight                    # reaches the registry; some minutes
cargo run --release -p benches --bin page
```

CI counts instructions and fails where something takes 3 % more than `benches/results/instructions.toml` says, or where a ratio of
the first table is missed. Times are never a test.";

const COUNTING: &str = "\
## How instructions are counted

`benches/src/bin/instructions` runs itself under callgrind, once for each case, and has callgrind count inside of one function. Set-up,
start and end of the process are not in it. A case without the layer is counted too, and taken away.

Counts do not hang on the load of the machine, and hardly on the processor: valgrind shows every program the same one (an Intel i7
of the Haswell family, on any host with AVX2), so that the C library takes the same `memcpy`, and `sha2` and `memchr` the same code.
The environment is emptied and the program is started by the same short name, since the alignment of the stack hangs on both. Two runs
of one build differ by less than one in ten thousand. What does change counts is another compiler, target or C library: these
stand in the budget, and the command refuses to compare across them.";

fn promises(measured: &Measured) -> String {
    let rows = measured.counts.outcomes().into_iter().map(|outcome| {
        let target = outcome.target;
        let verdict = if outcome.is_reached() { "yes" } else { "**no**" };
        [
            target.name.to_owned(),
            target.to.to_owned(),
            format!("{:.2}", target.limit),
            format!("**{:.3}**", outcome.ratio),
            verdict.to_owned(),
        ]
    });
    let table = table_of(2, ["what", "against", "at most", "counted", "reached"], rows);
    format!("## Ratios that are held\n\n{table}")
}

fn machine(measured: &Measured) -> Result<String, BoxError> {
    let machine = measured.machine()?;
    let of = |table: &Table, name: &str| table.get(name).and_then(Value::as_str).unwrap_or("unknown").to_owned();
    Ok(format!(
        "## The machine\n\nTimes: {}, {} cores, {}, rustc {}. Instructions: {}, {}, rustc {}.",
        of(&machine, "processor"),
        of(&machine, "cores"),
        of(&machine, "system"),
        of(&machine, "rustc"),
        of(&measured.toolchain, "target"),
        of(&measured.toolchain, "libc"),
        of(&measured.toolchain, "rustc"),
    ))
}

fn request(measured: &Measured) -> Result<String, BoxError> {
    let counts = &measured.counts;
    let times = measured.times("nanoseconds")?;
    let added_time = |name: &str| {
        let case = Case::ALL.into_iter().find(|case| case.name() == name);
        case.map_or(f64::NAN, |case| {
            number(&times, name) - number(&times, case.baseline().name())
        })
    };
    let rows = LAYERS.map(|(name, is_ours)| {
        [
            if is_ours {
                format!("**{name}**")
            } else {
                name.to_owned()
            },
            short(counts.added(name)),
            format!("{:.2}", counts.added(name) / counts.added(TOWER_HTTP)),
            format!("{:.0}", added_time(name)),
        ]
    });
    let table = table_of(
        1,
        ["layer", "instructions added", "to tower-http", "nanoseconds added"],
        rows,
    );
    let between = |more: &str, less: &str| short(counts.added(more) - counts.added(less));
    Ok(format!(
        "## A request\n\nA GET with two headers, to a service that answers at once. The token in a mutex is what kube-rs does, the one in a \
         read-write lock\nwhat the Azure SDK does.\n\n![](plots/added.svg)\n\n{table}\n\n\
         Where it goes: inserting a header takes {} instructions, whoever does it. The origin adds {}, a key that can change {} (reading\nit \
         without a lock, and a future that sees what became of the request), one that expires {} (the clock), and replay {}, nearly\nall of it \
         for the copy of the request: its headers, its URI, and the service that will send it. No layer allocates more than the\nheader itself \
         does, replay excepted: `cargo test -p tower-bearer --test allocations`.",
        short(counts.added("header inserted by hand")),
        between("fixed key, 1 origin", "fixed key, any origin"),
        between("live key, 1 origin", "fixed key, 1 origin"),
        between("live key that expires, 1 origin", "live key, 1 origin"),
        between("live key, 1 origin, replay on", "live key, 1 origin"),
    ))
}

fn client(measured: &Measured) -> String {
    let all = |name: &str| measured.counts.all(name);
    let by_hand = all("hyper-util, header by hand");
    let names = [
        "hyper-util, no key",
        "hyper-util, header by hand",
        "hyper-util, live key and classifier",
        "hyper-util, everything on",
    ];
    let rows = names.map(|name| [name.to_owned(), short(all(name)), format!("{:.3}", all(name) / by_hand)]);
    let table = table_of(1, ["client", "instructions a request", "to a header by hand"], rows);
    let bearer_auth = all("reqwest, with bearer_auth") - all("reqwest, a request built");
    format!(
        "## A whole client\n\nhyper-util's client and a hyper server in one process, with a pipe in place of a network: the least that a \
         request can cost, so the\nlargest part that a layer can be of it. Everything on is a key that expires, with an origin, the classifier, \
         and replay.\n\n{table}\n\nFor scale: reqwest's `bearer_auth` adds {} instructions to a request, {:.1} times what tower-http's layer does.",
        short(bearer_auth),
        bearer_auth / measured.counts.added(TOWER_HTTP),
    )
}

fn bodies(measured: &Measured) -> String {
    let all = |name: &str| measured.counts.all(name);
    let kib = [1, 4, 16, 64];
    let rows = ["JSON", "HTML", "text"].map(|format| {
        let mut row = vec![format.to_owned()];
        row.extend(kib.map(|kib| short(all(&format!("{format} of {kib} KiB")))));
        row.push(short(all(&format!("{format} of 64 KiB")) / 65536.0));
        row
    });
    let table = table_of(
        1,
        ["body", "1 KiB", "4 KiB", "16 KiB", "64 KiB", "a byte of 64 KiB"],
        rows,
    );
    format!(
        "## A refusal\n\nA success costs the classifier {} instructions, whatever its body. A refusal's body is read up to its end, or 64 KiB, and \
         judged. In each\nof these the reason stands last.\n\n![](plots/bodies.svg)\n\nInstructions:\n\n{table}",
        short(measured.counts.added("classifier, 200")),
    )
}

fn growth(measured: &Measured) -> Result<String, BoxError> {
    let counts = &measured.counts;
    let (ten, hundred) = (
        counts.all("origin checked, 10 listed"),
        counts.all("origin checked, 100 listed"),
    );
    let loads = measured.handles("loads")?;
    let bytes = measured.handles("bytes-a-handle")?;
    let rows = loads.iter().map(|(name, loads)| {
        let (handles, sources) = name.split_once(" of ").unwrap_or((name, ""));
        [
            handles.to_owned(),
            sources.to_owned(),
            short(*loads),
            short(number(&bytes, name)),
        ]
    });
    let table = table_of(
        1,
        [
            "handles",
            "sources",
            "loads",
            "bytes a handle, with its share of a source",
        ],
        rows,
    );
    Ok(format!(
        "## Growth\n\n![](plots/origins.svg)\n\nEach origin more costs {} instructions, and nothing else grows with the list.\n\n\
         ![](plots/handles.svg)\n\nA handle is a clone of a client. However many there are, a source is asked once:\n\n{table}",
        short((hundred - ten) / 90.0),
    ))
}

fn refresh(measured: &Measured) -> Result<String, BoxError> {
    let mut rows = Vec::new();
    for (label, section, _) in CACHES {
        let times = measured.times(section)?;
        let of = |name: &str| number(&times, name);
        rows.push([
            label.to_owned(),
            duration(of("without-p99")),
            duration(of("beside-p50")),
            duration(of("beside-p99")),
            duration(of("beside-max")),
            short(of("beside-p99") / of("without-p99")),
        ]);
    }
    let head = [
        "cache",
        "p99 without",
        "p50 beside",
        "p99 beside",
        "max beside",
        "p99 beside to without",
    ];
    let table = table_of(1, head, rows);
    Ok(format!(
        "## Beside a refresh that hangs\n\nThe key is still valid, a new one is asked for, and the source takes 300 ms to answer. 64 callers on one \
         thread send one request after\nthe other meanwhile. A longest time of some milliseconds is the system's, which had something else to \
         do.\n\n![](plots/latency.svg)\n\n{table}\n\nWhat a storm of refusals does to each kind of cache: `cargo bench -p benches --bench refresh`."
    ))
}

fn throughput(measured: &Measured) -> Result<String, BoxError> {
    let (one, two) = (
        measured.times("requests-a-second-1")?,
        measured.times("requests-a-second-2")?,
    );
    let by_hand = [&one, &two].map(|rates| number(rates, "header inserted by hand"));
    let rows = one.iter().map(|(name, rate)| {
        let with_two = number(&two, name);
        [
            name.clone(),
            format!("{:.2}", rate / by_hand[0]),
            format!("{:.2}", with_two / by_hand[1]),
            format!("{:.2}", with_two / rate),
        ]
    });
    let head = [
        "layer",
        "1 thread, to by hand",
        "2 threads, to by hand",
        "2 threads to 1",
    ];
    let table = table_of(1, head, rows);
    Ok(format!(
        "## Threads\n\nThreads that share a service, each with a clone of it, and make and send requests as fast as they can.\n\n\
         ![](plots/throughput.svg)\n\n{table}"
    ))
}

fn weight(measured: &Measured) -> Result<String, BoxError> {
    let seconds = measured.weight("seconds")?;
    let tower_http = number(&seconds, "tower-http (auth)");
    let packages = measured.weight("packages")?;
    let rows = packages.iter().map(|(name, packages)| {
        let build = number(&seconds, name);
        [
            name.clone(),
            short(*packages),
            short(build),
            format!("{:.1}", build / tower_http),
        ]
    });
    let table = table_of(
        1,
        ["crate", "packages", "processor seconds of a build", "to tower-http"],
        rows,
    );
    Ok(format!(
        "## Weight\n\nA program with the crate as its only dependency: what `cargo tree -e normal` lists, the crate included, and how long a clean \
         `cargo\nbuild` takes. Features are off unless they are named.\n\n![](plots/weight.svg)\n\n{table}"
    ))
}

/// The first columns are `texts`, and the others are numbers.
fn table_of<H, R>(texts: usize, head: H, rows: impl IntoIterator<Item = R>) -> String
where
    H: IntoIterator<Item = &'static str>,
    R: IntoIterator<Item = String>,
{
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head: Vec<_> = head.into_iter().map(str::to_owned).collect();
    let rule = format!(
        "|{}{}",
        "---|".repeat(texts),
        "---:|".repeat(head.len().saturating_sub(texts))
    );
    let mut table = line(head);
    // A `String` takes all that is written to it.
    let _ = write!(table, "\n{rule}");
    for row in rows {
        let _ = write!(table, "\n{}", line(row.into_iter().collect()));
    }
    table
}
