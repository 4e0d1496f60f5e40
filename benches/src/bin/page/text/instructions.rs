//! What instructions and allocations were counted of.

use benches::{BoxError, Case};

use super::table::table_of;
use crate::{
    measured::{Measured, number},
    plots::LAYERS,
    svg::short,
};

const TOWER_HTTP: &str = "tower-http AddAuthorization";

pub(super) fn request(measured: &Measured) -> Result<String, BoxError> {
    let counts = &measured.counts;
    let times = measured.nanoseconds()?;
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
         read-write lock\nwhat the Azure SDK does.\n\n![What each layer adds to a request, in instructions](plots/added.svg)\n\n{table}\n\n\
         Where it goes: inserting a header takes {} instructions, whoever does it. The origin adds {}, the look for a `Host` of the caller's included, a key that can change {} (reading\nit \
         without a lock, and a future that sees what became of the request), one that expires {} (the clock), and replay {}, nearly\nall of it \
         for the copy of the request: its headers, its URI, and the service that will send it. No layer allocates more than the\nheader itself \
         does, replay excepted.",
        short(counts.added("header inserted by hand")),
        between("fixed key, 1 origin", "fixed key, any origin"),
        between("live key, 1 origin", "fixed key, 1 origin"),
        between("live key that expires, 1 origin", "live key, 1 origin"),
        between("live key, 1 origin, replay on", "live key, 1 origin"),
    ))
}

pub(super) fn client(measured: &Measured) -> String {
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
         and replay.\n\n{table}\n\nReplay is {} of it: what is copied before a request is sent, in four allocations, two of which are those of header values that were \
         made\nof text and are shared from here on. Without replay all the rest is within 1.04, and with it not.\n\nFor scale: reqwest's `bearer_auth` adds {} instructions to a request, {:.1} times what tower-http's layer does.",
        short(all("hyper-util, everything on") - all("hyper-util, live key and classifier")),
        short(bearer_auth),
        bearer_auth / measured.counts.added(TOWER_HTTP),
    )
}

pub(super) fn refusal(measured: &Measured) -> String {
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
    let beside = ["JSON with errors", "indented JSON with errors", "JSON with one message"].map(|format| {
        let (ours, parsed) = (
            all(&format!("{format} of 1 KiB")),
            all(&format!("serde_json::Value, {format} of 1 KiB")),
        );
        [
            format.to_owned(),
            short(ours),
            short(parsed),
            format!("{:.2}", ours / parsed),
        ]
    });
    let beside = table_of(1, ["body", "judged", "read into a `Value`", "ratio"], beside);
    format!(
        "## A refusal\n\nA success costs the classifier {} instructions, whatever its body. A refusal's body is read up to its end, or 64 KiB, and \
         judged. In each\nof these the reason stands last.\n\n![Instructions of a refusal, by the length of its body](plots/bodies.svg)\n\nInstructions:\n\n{table}\n\nThe first refusal of a process takes {} more, for the table of the terms. Beside `serde_json`'s `Value`, of 1 KiB:\n\n{beside}\n\n\
         Of challenges and of \
         `explain --batch`, eight times the input takes eight times the instructions. Strict is to the letter of\nRFC 9110; malformed lines are \
         read a second time; crowded is `A a=b,A a=b,…`, the most challenges that a line can hold.\n\n![Instructions of challenges and batches, by the length of the input](plots/linear.svg)",
        short(measured.counts.added("classifier, 200")),
        short(all("JSON of 1 KiB, the first of a process") - all("JSON of 1 KiB")),
    )
}

pub(super) fn growth(measured: &Measured) -> Result<String, BoxError> {
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
            handles.parse().map_or_else(|_| handles.to_owned(), short),
            sources.to_owned(),
            short(*loads),
            short(number(&bytes, name)),
        ]
    });
    let table = table_of(
        0,
        [
            "handles",
            "sources",
            "loads",
            "bytes a handle, with its share of a source",
        ],
        rows,
    );
    Ok(format!(
        "## Growth\n\n![Instructions of a request, by how many origins are listed](plots/origins.svg)\n\nEach origin more costs {} instructions, and nothing else grows with the list: a comparison of \
         two numbers. An index would cost\nall who list a few origins more than it saves those who list a hundred.\n\n\
         ![Loads and memory, by how many clients share a source](plots/handles.svg)\n\nA handle is a clone of a client. However many there are, a source is asked once:\n\n{table}",
        short((hundred - ten) / 90.0),
    ))
}
