//! Outbound authentication for [`tonic`]: the key goes into each call, a rejected key is refreshed and the call sent again, and a
//! refusal comes back as the [`Status`](tonic::Status) that it is, with a typed [`AuthError`](tower_bearer::AuthError) as its cause.
//!
//! The rules are those of [`tower_bearer`], by which this crate is driven. Its documentation holds here too.
//!
//! ```no_run
//! use tonic::transport::Channel;
//! use tonic_bearer::GrpcAuthLayer;
//! use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
//! use tower::Layer;
//! use tower_bearer::{AuthError, Keys, source};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let keys = Keys::load(source::env("ACME_API_KEY")).await?;
//! let channel = Channel::from_static("http://[::1]:50051").connect().await?;
//! let mut client = HealthClient::new(GrpcAuthLayer::new(keys).layer(channel));
//!
//! match client.check(HealthCheckRequest::default()).await {
//!     Ok(response) => println!("{:?}", response.into_inner().status()),
//!     Err(status) => match AuthError::find(&status) {
//!         Some(auth) => eprintln!("{}: {auth}\n{}", status.code(), auth.hint()),
//!         None => return Err(status.into()),
//!     },
//! }
//! # Ok(()) }
//! ```
//!
//! # Rules
//!
//! - **One server.** A `Channel` leads to the server that it was made for, and calls have a path and no authority until they are within
//!   it. So [`GrpcAuthLayer::new`] is `BearerAuthLayer::same_server`: a call that names a server itself gets no key. Whether the
//!   way there is encrypted is up to the channel: give it TLS wherever it leaves the machine.
//! - **Refusals** are `UNAUTHENTICATED` and `PERMISSION_DENIED` where they are all of the answer ("Trailers-Only" in gRPC's
//!   *PROTOCOL-HTTP2*), which is how servers answer that look at the key first; and HTTP 401 and 403, by a proxy. One behind messages is
//!   in trailers: tonic makes a `Status` of it as ever, and no key is refreshed for it.
//! - **Again.** A call is recorded while it is sent, up to [`record_limit`](GrpcAuthLayer::record_limit) bytes, and sent again where its
//!   key was rejected and there is a newer one: at most once. Longer calls are sent once. Streams of responses pass as they come.
//! - **Codes.** Of a refusal, the server's. Of a failure on this side, before anything was sent: `UNAUTHENTICATED` where there is no key
//!   to send, `UNAVAILABLE` where its source says that another try may help, `FAILED_PRECONDITION` where the key may not go there. See
//!   [`StatusLayer`].
//!
//! # Caveats
//!
//! - An interceptor of tonic runs within its client, outside of these layers: what it puts into `authorization` is the caller's own
//!   header, and wins.
//! - The time limit of a `Channel` (`Endpoint::timeout`) is for each sending; one round this layer is for all of a call, the wait for a
//!   key included.

mod future;
mod layer;
mod status;

pub use self::{
    future::StatusFuture,
    layer::{GrpcAuth, GrpcAuthLayer},
    status::{StatusLayer, WithStatus},
};

/// The lines of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
