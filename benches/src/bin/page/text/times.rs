//! What hangs on the machine, or on the registry.

use benches::BoxError;

use super::{Promise, table::table_of};
use crate::{
    measured::{Measured, number},
    plots::CACHES,
    svg::{duration, short},
};

/// The issue of all that is done about locks.
pub(super) fn latency_promise(measured: &Measured) -> Result<Promise<'static>, BoxError> {
    let times = measured.times("latency-Keys")?;
    Ok(Promise {
        what: "time of a request beside a refresh that hangs, p99",
        against: "without a refresh, p99",
        at_most: 1.1,
        measured: number(&times, "beside-p99") / number(&times, "without-p99"),
    })
}

pub(super) fn refresh(measured: &Measured) -> Result<String, BoxError> {
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
         do.\n\n![Times of requests beside a refresh that hangs](plots/latency.svg)\n\n{table}"
    ))
}

pub(super) fn threads(measured: &Measured) -> Result<String, BoxError> {
    let (one, two) = (
        measured.times("requests-a-second-1")?,
        measured.times("requests-a-second-2")?,
    );
    let by_hand = [&one, &two].map(|rates| number(rates, "header inserted by hand"));
    let rows = two.iter().map(|(name, with_two)| {
        let rate = number(&one, name);
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
        "## Threads\n\nThreads that share a service, each with a clone of it, and make and send requests as fast as they can: millions a second, which no \
         network\nhas. What they share then is reference counts. A header's value is counted by whoever puts it in; a live key counts the key beside \
         it, and\nthe classifier its settings and the value once more. Nobody waits for a lock.\n\n\
         ![Requests a second at one and two threads](plots/throughput.svg)\n\n{table}"
    ))
}

pub(super) fn weight(measured: &Measured) -> Result<String, BoxError> {
    let seconds = measured.weight("seconds")?;
    let tower_http = number(&seconds, "tower-http (auth)");
    let packages = measured.weight("packages")?;
    let core = number(&packages, "tower-bearer");
    let rows = packages.iter().map(|(name, packages)| {
        let build = number(&seconds, name);
        [
            name.clone(),
            short(*packages),
            format!("{build:.1}"),
            format!("{:.1}", build / tower_http),
        ]
    });
    let table = table_of(
        1,
        ["crate", "packages", "processor seconds of a build", "to tower-http"],
        rows,
    );
    let features = measured.weight("packages-with-feature")?;
    let features = features
        .iter()
        .map(|(name, packages)| [name.clone(), format!("+{}", packages - core)]);
    let features = table_of(1, ["feature of tower-bearer", "packages"], features);
    Ok(format!(
        "## Weight\n\nA program with the crate as its only dependency: what `cargo tree -e normal` lists, the crate included, and how long a clean \
         `cargo\nbuild` takes. Default features are off where the crate is of use without them.\n\n![Packages of each crate](plots/weight.svg)\n\n{table}\n\nNone of the \
         core's features is on by default:\n\n{features}"
    ))
}
