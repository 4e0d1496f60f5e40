//! The pictures.

use benches::{BoxError, Numbers};

use crate::{
    measured::{Measured, number},
    svg::{Bars, Line, Lines, Row, duration, short},
};

/// A file in `docs/plots`.
pub(crate) struct Plot {
    pub(crate) file: &'static str,
    pub(crate) svg: String,
}

/// Cases beside tower-http's, in the order of the page, and whether they are ours.
pub(crate) const LAYERS: [(&str, bool); 13] = [
    ("header inserted by hand", false),
    ("tower-http AddAuthorization", false),
    ("AsyncFilter, token in a mutex", false),
    ("token in a read-write lock", false),
    ("fixed key, any origin", true),
    ("fixed key, 1 origin", true),
    ("strict key, 1 origin", true),
    ("live key, 1 origin", true),
    ("live key, 100 origins", true),
    ("live key that expires, 1 origin", true),
    ("live key, 1 origin, replay on", true),
    ("classifier, 200", true),
    ("live key and classifier, 200", true),
];

pub(crate) const CACHES: [(&str, &str, bool); 3] = [
    ("Keys", "latency-Keys", true),
    ("token in a mutex", "latency-mutex", false),
    ("token in a read-write lock", "latency-read-write lock", false),
];

pub(crate) fn all(measured: &Measured) -> Result<Vec<Plot>, BoxError> {
    Ok(vec![
        Plot {
            file: "added.svg",
            svg: added(measured),
        },
        Plot {
            file: "bodies.svg",
            svg: bodies(measured),
        },
        Plot {
            file: "linear.svg",
            svg: linear(measured),
        },
        Plot {
            file: "origins.svg",
            svg: origins(measured),
        },
        Plot {
            file: "handles.svg",
            svg: handles(measured)?,
        },
        Plot {
            file: "latency.svg",
            svg: latency(measured)?,
        },
        Plot {
            file: "throughput.svg",
            svg: throughput(measured)?,
        },
        Plot {
            file: "weight.svg",
            svg: weight(measured)?,
        },
    ])
}

fn added(measured: &Measured) -> String {
    let row = |(name, is_ours): (&str, bool)| Row {
        label: name.to_owned(),
        is_ours,
        values: vec![measured.counts.added(name)],
    };
    let bars = Bars {
        title: "What a layer adds to a request",
        unit: "instructions",
        series: &["instructions"],
        is_logarithmic: false,
        format: short,
        rows: LAYERS.into_iter().map(row).collect(),
    };
    bars.draw()
}

fn bodies(measured: &Measured) -> String {
    let line = |format: &str| Line {
        name: format.to_owned(),
        points: [1, 2, 4, 8, 16, 32, 64]
            .map(|kib| (f64::from(kib), measured.counts.all(&format!("{format} of {kib} KiB"))))
            .into(),
    };
    let lines = Lines {
        title: "Classification of a refusal, by the length of its body",
        unit: "instructions",
        x_label: "KiB of body",
        lines: ["JSON", "HTML", "text"].map(line).into(),
    };
    lines.draw()
}

fn linear(measured: &Measured) -> String {
    const TIMES: [u32; 4] = [1, 2, 4, 8];
    let line = |name: &str, count: fn(&str, u32) -> String| Line {
        name: name.to_owned(),
        points: TIMES
            .map(|times| (f64::from(times), measured.counts.all(&count(name, times))))
            .into(),
    };
    let challenges = |name| line(name, |name, times| format!("{name} of {} KiB", 2 * times));
    let lines = Lines {
        title: "Challenges and batches, by the length of the input",
        unit: "instructions; once is a header of 2 KiB, or a batch of 10 lines",
        x_label: "times the input",
        lines: vec![
            challenges("crowded challenges"),
            challenges("malformed challenges"),
            challenges("challenges"),
            line("batch", |name, times| format!("{name} of {} lines", 10 * times)),
        ],
    };
    lines.draw()
}

fn origins(measured: &Measured) -> String {
    let requests = [
        (1, "live key, 1 origin"),
        (10, "live key, 10 origins"),
        (100, "live key, 100 origins"),
    ];
    let request = requests.map(|(listed, name)| (f64::from(listed), measured.counts.added(name)));
    let checks = [1, 10, 100].map(|listed| {
        let name = format!("origin checked, {listed} listed");
        (f64::from(listed), measured.counts.all(&name))
    });
    let line = |name: &str, points: [_; 3]| Line {
        name: name.to_owned(),
        points: points.into(),
    };
    let lines = Lines {
        title: "A request, by how many origins are listed",
        unit: "instructions; the request's origin is the last of the list",
        x_label: "origins",
        lines: vec![line("added to a request", request), line("the check alone", checks)],
    };
    lines.draw()
}

fn handles(measured: &Measured) -> Result<String, BoxError> {
    let of = |numbers: &Numbers, sources: &str| {
        let points = numbers.iter().filter_map(|(name, number)| {
            let handles = name.strip_suffix(sources)?.strip_suffix(" of ")?;
            Some((handles.parse().ok()?, *number))
        });
        points.collect::<Vec<(f64, f64)>>()
    };
    let loads = measured.handles("loads")?;
    let bytes = of(&measured.handles("bytes-a-handle")?, "1");
    let all = bytes
        .iter()
        .map(|(handles, bytes)| (*handles, handles * bytes))
        .collect();
    let line = |name: &str, points| Line {
        name: name.to_owned(),
        points,
    };
    let lines = Lines {
        title: "Clients that share a source, each with a request",
        unit: "loads, and bytes of all clients",
        x_label: "clients",
        lines: vec![
            line("bytes, 1 source", all),
            line("loads, 100 sources", of(&loads, "100")),
            line("loads, 1 source", of(&loads, "1")),
        ],
    };
    Ok(lines.draw())
}

fn latency(measured: &Measured) -> Result<String, BoxError> {
    let mut rows = Vec::new();
    for (label, section, is_ours) in CACHES {
        let times = measured.times(section)?;
        let values = ["without-p99", "beside-p50", "beside-p99"].map(|name| number(&times, name));
        rows.push(Row {
            label: label.to_owned(),
            is_ours,
            values: values.into(),
        });
    }
    let bars = Bars {
        title: "Requests while the key is loaded anew, and the source hangs for 300 ms",
        unit: "logarithmic: a bar is as long as its number has digits",
        series: &["p99 without a refresh", "p50 beside it", "p99 beside it"],
        is_logarithmic: true,
        format: duration,
        rows,
    };
    Ok(bars.draw())
}

fn throughput(measured: &Measured) -> Result<String, BoxError> {
    let one = measured.times("requests-a-second-1")?;
    let two = measured.times("requests-a-second-2")?;
    let row = |(name, two): &(String, f64)| Row {
        label: name.clone(),
        is_ours: name.contains("key"),
        values: vec![number(&one, name) / 1e6, two / 1e6],
    };
    let bars = Bars {
        title: "Requests through one service",
        unit: "millions a second, their making included",
        series: &["1 thread", "2 threads"],
        is_logarithmic: false,
        format: |rate| format!("{rate:.2}"),
        rows: two.iter().map(row).collect(),
    };
    Ok(bars.draw())
}

fn weight(measured: &Measured) -> Result<String, BoxError> {
    let row = |(name, packages): &(String, f64)| Row {
        label: name.clone(),
        is_ours: name.contains("bearer"),
        values: vec![*packages],
    };
    let bars = Bars {
        title: "What a program takes in",
        unit: "packages, the crate itself included",
        series: &["packages"],
        is_logarithmic: false,
        format: short,
        rows: measured.weight("packages")?.iter().map(row).collect(),
    };
    Ok(bars.draw())
}
