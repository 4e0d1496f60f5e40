//! What the layers of `tower-bearer` cost a request.
//!
//! The [cases](Case) are written once, and each command measures something of them:
//!
//! | command | what it measures | where it is kept |
//! |---|---|---|
//! | `cargo run --release -p benches --bin instructions` | instructions, held against a budget | `results/instructions.toml` |
//! | `cargo run --release -p benches --bin handles` | loads and memory | `results/handles.toml` |
//! | `cargo bench -p benches --bench overhead` | time a request, with criterion | |
//! | `cargo run --release -p benches --bin times` | requests a second, latency beside a refresh | `results/times.toml` |
//! | `cargo run --release -p benches --bin weight` | packages and build time | `results/weight.toml` |
//! | `cargo bench -p benches --bench refresh` | loads in a storm of refusals | |
//! | `cargo run --release -p benches --bin page` | nothing: it writes `docs/BENCHMARKS.md` of the results | |
//!
//! Every case sends the same request to the same service, which answers at once: what is measured is the layer.

mod case;
mod exchange;
mod machine;
pub mod peers;
mod pipe;
mod results;
mod targets;

pub use self::{
    case::{Case, KEY, URL, Visitor, expiring_keys, origins},
    exchange::{Answer, Backend, Body, BoxError, send},
    machine::{TREE, cpu_features, machine, toolchain},
    pipe::{Pipe, PipeConnector},
    results::{Numbers, Results},
    targets::{Counts, Outcome, Target},
};
