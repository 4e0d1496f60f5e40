//! What the layers of `tower-bearer` cost a request.
//!
//! The [cases](Case) are written once, and two harnesses run them:
//!
//! - `cargo run --release -p benches --bin instructions` counts the instructions that a layer adds to a request, and holds the
//!   counts against targets. They depend on the compiler and not on the machine's load, so they can be compared.
//! - `cargo bench -p benches --bench overhead` takes the time, with criterion.
//!
//! Every case sends the same request to the same service, which answers at once: what is measured is the layer.

mod case;
mod exchange;
mod machine;
pub mod peers;
mod pipe;
mod results;

pub use self::{
    case::{Case, KEY, URL, Visitor, expiring_keys, origins},
    exchange::{Answer, Backend, Body, BoxError, send},
    machine::{cpu_features, machine, toolchain},
    pipe::{Pipe, PipeConnector},
    results::{Numbers, Results},
};
