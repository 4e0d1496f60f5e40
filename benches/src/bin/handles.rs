//! Loads and memory, by how many handles and how many sources a program has.
//!
//! `cargo run --release -p benches --bin handles` counts both, fails if a source was asked more than once, and writes the counts to
//! `benches/results/handles.toml`. Nothing in it is a time, so they are the same wherever it runs. `-- --test` writes nothing, and
//! fails where the counts are others than those.

use std::{
    env,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use allocation_counter::measure;
use benches::{Backend, Body, BoxError, KEY, Results, URL, origins, send};
use http::Request;
use toml::{Table, Value};
use tower_bearer::{ApiKey, BearerAuth, BearerAuthLayer, Credential, Keys, SourceError, bearer_auth::Live, source};
use tower_layer::Layer;

/// A client of a program, and so a handle to the key.
type Client = BearerAuth<Backend, Live>;

/// How many handles, and how many sources they share.
const SHAPES: [(usize, usize); 5] = [(1, 1), (100, 1), (10_000, 1), (100, 100), (10_000, 100)];

const HEAD: &str = "\
Loads and memory, by how many handles and sources a program has. Each handle is a clone of a client and has sent a request.

    cargo run --release -p benches --bin handles";

fn main() -> ExitCode {
    let is_test = env::args().any(|argument| argument == "--test");
    match run(is_test) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("handles: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(is_test: bool) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let _entered = runtime.enter();
    let (mut loads_of, mut bytes_of) = (Table::new(), Table::new());
    println!("{:>8}{:>9}{:>8}{:>16}", "handles", "sources", "loads", "bytes a handle");
    for (handles, sources) in SHAPES {
        let loads = Arc::new(AtomicUsize::new(0));
        let mut made = Ok(Vec::new());
        let allocated = measure(|| made = clients(handles, sources, &loads));
        let made = made?;
        let loads = loads.load(Ordering::Relaxed);
        let bytes = allocated.bytes_current / i64::try_from(made.len())?;
        println!("{handles:>8}{sources:>9}{loads:>8}{bytes:>16}");
        if loads != sources {
            return Err(format!("{handles} handles of {sources} sources caused {loads} loads").into());
        }
        let name = format!("{handles} of {sources}");
        loads_of.insert(name.clone(), Value::Integer(i64::try_from(loads)?));
        bytes_of.insert(name, Value::Integer(bytes));
    }
    let mut table = Table::new();
    table.insert("loads".to_owned(), Value::Table(loads_of));
    table.insert("bytes-a-handle".to_owned(), Value::Table(bytes_of));
    if !is_test {
        return Results::Handles.save(HEAD, &table);
    }
    match Results::Handles.load()? == table {
        true => Ok(()),
        false => Err(format!(
            "benches/results/handles.toml says something else; `{}` writes it",
            Results::Handles.command()
        )
        .into()),
    }
}

/// So many clients, none of which has a key before it asks for one.
fn clients(handles: usize, sources: usize, loads: &Arc<AtomicUsize>) -> Result<Vec<Client>, BoxError> {
    let mut first = Vec::with_capacity(sources);
    for _ in 0..sources {
        first.push(BearerAuthLayer::new(keys(loads), origins(1)?).layer(Backend::Accepts));
    }
    let mut clients = Vec::with_capacity(handles);
    clients.extend(first.iter().cycle().take(handles).cloned());
    for client in &mut clients {
        let request = Request::get(URL).body(Body::default())?;
        send(client, request).ok_or("a source that answers at once made a request wait")??;
    }
    Ok(clients)
}

/// Counts its loads.
fn keys(loads: &Arc<AtomicUsize>) -> Keys {
    let loads = Arc::clone(loads);
    let source = source::source_fn(move || {
        loads.fetch_add(1, Ordering::Relaxed);
        async { ApiKey::new(KEY).map(Credential::new).map_err(SourceError::terminal) }
    });
    Keys::builder(source).lazy()
}
