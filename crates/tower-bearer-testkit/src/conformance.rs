//! The behaviours that hold whatever the client library, run through one: with the feature `conformance`.
//!
//! # Why
//!
//! The same keys, the same servers, and another client: whoever writes an adapter for one has the same rules to keep. This suite is
//! written against [`FrontEnd`], which says how a client is made and how it sends, and holds it to all of them. It is what
//! the adapters of tower-bearer are held to.
//!
//! # Rules
//!
//! - A front end makes a [`Client`] of a [`Setup`]; the suite brings servers, keys and requests.
//! - What a front end cannot have it states, with the reason, as [`Cannot`]: that is a row of the [`Report`], and no test that is left
//!   out. A claim about something that is no behaviour fails.
//! - Servers are on loopback, over real sockets. Each behaviour has its own.
//! - Run it on a current-thread runtime: what is printed by `tracing` is looked at on that thread.
//!
//! # Examples
//!
//! An adapter that only ever sends `Bearer` keys, without TLS and redirects. The suite says what else it lacks.
//!
//! ```
//! use http::{Request, Response};
//! use hyper_util::{client::legacy, rt::TokioExecutor};
//! use tower_bearer::{adapter::Adapter, error::BoxError};
//! use tower_bearer_testkit::conformance::{self, Body, Client, FrontEnd, Setup};
//!
//! struct Mine;
//!
//! impl FrontEnd for Mine {
//!     fn name(&self) -> &str {
//!         "mine"
//!     }
//!
//!     fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
//!         let client = legacy::Client::builder(TokioExecutor::new()).build(setup.names().clone());
//!         let auth = &setup.auths()[0];
//!         let adapter = Adapter::new(auth.layer(auth.keys().clone()), auth.classifier());
//!         let tap = setup.tap().clone();
//!         Ok(Client::new(move |mut request: Request<Body>| {
//!             let (client, adapter, tap) = (client.clone(), adapter.clone(), tap.clone());
//!             async move {
//!                 let (uri, mut extensions) = (request.uri().clone(), request.extensions().clone());
//!                 let attempt = adapter.authorize(&uri, request.headers_mut(), &mut extensions).await?;
//!                 tap.see(request.headers(), &extensions);
//!                 let response = client.request(request).await?;
//!                 match adapter.is_refusal(response.status(), response.headers()) {
//!                     true => Err(adapter.refuse(&attempt, response).await.into()),
//!                     false => Ok::<Response<_>, BoxError>(response),
//!                 }
//!             }
//!         }))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let report = conformance::run(&Mine).await?;
//! assert!(report.failures().any(|row| row.id() == "B33"), "it sends nothing again");
//! println!("{report}");
//! # Ok(())
//! # }
//! ```

mod behaviour;
mod bench;
mod body;
mod callers;
mod classification;
mod client;
mod concurrency;
mod front_end;
mod injection;
mod origins;
mod redirects;
mod replay;
mod report;
mod secrets;
mod setup;
mod tap;

use std::{collections::HashSet, io, time::Duration};

use tokio::time::timeout;

pub use self::{
    behaviour::Behaviour,
    body::Body,
    client::{Client, Outcome},
    front_end::{Cannot, FrontEnd, Transport},
    report::{Report, Row, Verdict},
    setup::{Auth, Setup},
    tap::Tap,
};
use self::{behaviour::Proof, bench::Bench};
use crate::tls::Authority;

/// For one behaviour. None takes a tenth of it; what takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// All behaviours, in order of their numbers.
pub fn behaviours() -> Vec<Behaviour> {
    let chapters: [&[Behaviour]; 8] = [
        &injection::BEHAVIOURS,
        &callers::BEHAVIOURS,
        &redirects::BEHAVIOURS,
        &origins::BEHAVIOURS,
        &replay::BEHAVIOURS,
        &concurrency::BEHAVIOURS,
        &classification::BEHAVIOURS,
        &secrets::BEHAVIOURS,
    ];
    let mut behaviours = chapters.concat();
    behaviours.sort_by_key(Behaviour::number);
    behaviours
}

/// Holds a front end to all behaviours, one after the other.
///
/// # Errors
///
/// When the system has no randomness for keys and certificates. What does not hold is in the report.
///
/// # Panics
///
/// Outside of a Tokio runtime, or in one without its I/O and time drivers; and where the front end panics.
pub async fn run(front_end: &dyn FrontEnd) -> io::Result<Report> {
    let bench = Bench {
        front_end,
        authority: Authority::new()?,
    };
    let claims = front_end.cannot();
    let mut rows = Vec::new();
    let behaviours = behaviours();
    for behaviour in &behaviours {
        let claim = claims.iter().find(|claim| claim.id() == behaviour.id());
        let verdict = match (claim, behaviour.proof) {
            (Some(claim), _) => Verdict::Cannot(claim.reason()),
            (None, Proof::Core(test)) => Verdict::InCore(test),
            (None, Proof::Run(run)) => match timeout(LIMIT, run(&bench)).await {
                Ok(Ok(())) => Verdict::Holds,
                Ok(Err(what)) => Verdict::Failed(what.to_string()),
                Err(_) => Verdict::Failed(format!("no end after {} s", LIMIT.as_secs())),
            },
        };
        rows.push(Row::new(behaviour, verdict));
    }
    let mut known: HashSet<_> = behaviours.iter().map(Behaviour::id).collect();
    // Taken out when it is used, so that a second one about the same is found too.
    let unknown = claims.iter().filter(|claim| !known.remove(claim.id()));
    rows.extend(unknown.map(|claim| Row::unknown(claim.id())));
    Ok(Report::new(front_end.name(), rows))
}
