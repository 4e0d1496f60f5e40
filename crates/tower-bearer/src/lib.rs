//! Outbound authentication for HTTP clients: a key goes in, it goes nowhere else, and a refusal comes back as a typed error.
//!
//! # Why
//!
//! A program that calls an API with a key has three things to get right, and an HTTP client does none of them: the key changes while
//! the program runs; a redirect or a mistyped URL takes it to somebody else; and a 401 or a 403 says what is wrong in a header, in
//! the body, or nowhere. Here each is done once, in two layers around the client that is there already.
//!
//! # The paved path
//!
//! ```
//! use tower::ServiceBuilder;
//! use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Error, Keys, Origins, source};
//! # use tower::ServiceExt;
//! # async fn send(_: http::Request<()>) -> Result<http::Response<http_body_util::Empty<&'static [u8]>>, std::io::Error> {
//! #     Ok(http::Response::default())
//! # }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! # let client = tower::service_fn(send);
//!
//! let keys = Keys::load(source::env("EXAMPLE_API_KEY")).await?;
//! let client = ServiceBuilder::new()
//!     .layer(BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?))
//!     .layer(AuthErrorClassifier::new())
//!     .service(client);
//!
//! let request = http::Request::get("https://api.example.com/brands").body(())?;
//! match client.oneshot(request).await {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(Error::Auth(error)) => eprintln!("{error}\n{}", error.hint()),
//!     Err(Error::Service(error)) => return Err(error.into()),
//! }
//! # Ok(()) }
//! ```
//!
//! An [`ApiProfile`] makes both layers from what is particular to an API: `trakkr::API.layer(keys)`, with `tower-bearer-profiles`.
//!
//! # Layer order
//!
//! The first layer of a `ServiceBuilder` is the outermost.
//!
//! ```
//! use std::time::Duration;
//! use tower::{ServiceBuilder, timeout::TimeoutLayer};
//! use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys, Origins};
//! use tower_http::{follow_redirect::FollowRedirectLayer, trace::TraceLayer};
//! # use tower::ServiceExt;
//! # type Empty = http_body_util::Empty<&'static [u8]>;
//! # async fn send(_: http::Request<Empty>) -> Result<http::Response<Empty>, std::io::Error> { Ok(http::Response::default()) }
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! # let keys = Keys::fixed(ApiKey::new("sk_live_9aF3")?);
//! # let origins = Origins::new(["https://api.example.com"])?;
//! # let client = tower::service_fn(send);
//!
//! let client = ServiceBuilder::new()
//!     // One limit for all that follows: every hop, every attempt, and the wait for a key.
//!     .layer(TimeoutLayer::new(Duration::from_secs(30)))
//!     // Redirects, and retries likewise: outside, so that where the key may go is decided anew at each hop and each attempt.
//!     .layer(FollowRedirectLayer::new())
//!     // The key: picked when a request is sent, so that no layer outside ever carries an old one, or any.
//!     .layer(BearerAuthLayer::new(keys, origins))
//!     // Refusals: inside, where it is seen whether a key was sent. A 401 or a 403 leaves here as an error.
//!     .layer(AuthErrorClassifier::new())
//!     // Logs of what is on the wire: the key is in the request by now, marked as sensitive, and prints as `Sensitive`.
//!     .layer(TraceLayer::new_for_http())
//!     .service(client);
//! # client.oneshot(http::Request::get("https://api.example.com/").body(Empty::new())?).await?;
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(()) }).unwrap();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! What happens in any other order, with these layers and with `Buffer`, `Decompression`, limits and load shedding, is a table of the
//! repository, each row of it a test: `docs/LAYER-ORDER.md`.
//!
//! # Modules
//!
//! | | |
//! |---|---|
//! | [`bearer_auth`] | the layer that puts a key into requests, and its rules |
//! | [`auth_error_classifier`] | the layer that turns refusals into errors |
//! | [`error`](mod@error) | [`AuthError`]: kind, message, hint, evidence, and the response |
//! | [`classify`] | the same verdict as a pure function, for other front ends |
//! | [`source`] | where keys come from |
//! | [`event`] | what happens to keys, as `tracing` events (feature `tracing`) |
//! | [`adapter`] | both layers without tower, for those who write an adapter for another client |
//! | `redirect` | a policy for `tower_http`'s `FollowRedirect` (feature `follow-redirect`) |
//! | `service_builder` | the layers as methods of `tower::ServiceBuilder` (feature `service-builder`) |
//!
//! At the root: [`ApiKey`] and [`Keys`], [`Origins`], [`AuthScheme`], [`ApiProfile`], [`Challenge`].
//!
//! # Caveats
//!
//! - A Tokio runtime with its time driver is needed where a refusal's body is slow: see [`auth_error_classifier`].
//! - [`Keys`] need the classifier inside. Without it `call` and `oneshot` "cannot be called due to unsatisfied trait bounds"; written
//!   as `tower::ServiceExt::oneshot(client, request)`, the compiler says what to add.
//!
//! - Middleware that logs headers prints our key as `Sensitive`. What a server repeats of it in headers of its own is the server's text:
//!   a layer *inside* of ours that logs response headers prints it. [`AuthError`] cuts it out.
//!
//! # Features
//!
//! None is on by default. Each adds to the API and changes nothing else.
//!
//! | feature | adds | packages |
//! |---|---|---|
//! | `command` | the key source `source::command`: keys that a program prints | 9 |
//! | `dotenv` | the key source `source::dotenv`: keys in a `.env` file; and `file` | 1 |
//! | `file` | the key sources `source::file`, `source::systemd_credential` and `source::env_or_file` | none |
//! | `follow-redirect` | the policy `redirect::DropCredential` | those of `tower-http` with `follow-redirect` |
//! | `service-builder` | the trait `service_builder::ServiceBuilderExt` | 1: `tower`, without its features |
//! | `tracing` | [events](event) for logs and dashboards | 2 |

pub mod adapter;
pub mod auth_error_classifier;
pub mod bearer_auth;
mod body;
mod challenge;
pub mod classify;
pub mod error;
pub mod event;
mod key;
mod keys;
mod origin;
mod profile;
#[cfg(feature = "follow-redirect")]
pub mod redirect;
mod scheme;
#[cfg(feature = "service-builder")]
pub mod service_builder;
pub mod source;
mod text;

#[doc(inline)]
pub use self::{
    auth_error_classifier::{AuthErrorClassifier, ClassifyAuthErrors},
    bearer_auth::{BearerAuth, BearerAuthLayer, RequestAuth},
    error::{AuthError, AuthErrorKind, CarriesAuthError, Error},
    source::{Credential, KeySource, SourceError},
};
pub use self::{
    challenge::{Challenge, ChallengeError},
    key::{ApiKey, ApiKeyError, ApiKeyErrorKind, KeyFormat, KeyId},
    keys::{Keys, KeysBuilder, SetError, SpawnError},
    origin::{OriginError, Origins},
    profile::{ApiProfile, ProfileLayer},
    scheme::{AuthScheme, AuthSchemeError},
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
