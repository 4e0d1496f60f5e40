//! An API in a box that authenticates like Trakkr, with switches for faults: to test API clients, and to develop them without an
//! account.
//!
//! [`TestApi`] is an HTTP/1.1 and HTTP/2 server on loopback, over a real socket, with TLS if asked. Keys come, expire and go while
//! requests fly; a journal says what came in, without ever keeping a key. The program of the same name is this server for the command
//! line.
//!
//! Round it: [`Names`] lead `api.example.com` to a box, a [`FaultProxy`] breaks connections on the way to it, and a [`TestSource`]
//! gives out keys on order. A [`Canary`] is a key, and the search for traces of it in what a program prints.
//!
//! # What it answers
//!
//! | request | answer |
//! |---|---|
//! | any path, no key | 401 `{"error":"Missing API key"}` |
//! | an unknown or revoked key, another auth-scheme | 401 `{"error":"Invalid API key"}`, or [403](TestApi::set_invalid_key_status): Trakkr's documentation has both |
//! | an [expired](TestApi::expire) key | 401 `{"error":"API key expired"}` |
//! | a key of a [plan](Plan) without API access | 403 `{"error":"API access requires the Scale plan or above"}` |
//! | two keys | 400 `{"error":"More than one API key"}` |
//! | a good key, `GET /get-brands` | 200 and a JSON list |
//! | a good key, any other path or method | 404, 405 |
//! | `/redirect?status=…&to=…`, with or without a key | a [redirect](TestApi::redirect_url) |
//! | a path of [`set_answer`](TestApi::set_answer), with or without a key | what it was given, faults included |
//!
//! # Rules
//!
//! - The way of a request: its body is read to the end, it enters the journal, it waits if its path is [held](TestApi::hold), its key
//!   is judged, it is answered. What a test does while a request is held counts for that request.
//! - A test needs no sleep: [`received`](TestApi::received) waits for requests to come in, [`hold`](TestApi::hold) keeps them there.
//! - Whole keys are compared. A [`KeyId`](tower_bearer::KeyId) is what the journal and every `Debug` say of a key.
//! - Two boxes are two origins: let one [redirect](TestApi::redirect_url) to the other to see what crosses over.
//! - The server ends with the last handle, its port and its connections too. It runs on the Tokio runtime that started it, and no
//!   timer of its runs while it serves, so tests can pause the clock.
//!
//! # Caveats
//!
//! - HTTP/2 goes by ALPN over TLS, and by prior knowledge in plain text; there is no upgrade from HTTP/1.1.
//! - The journal keeps URIs, other headers and bodies as they came. A client that puts its key there will find it there; `Debug`
//!   shows none of these values.
//!
//! # Features
//!
//! - `conformance`: the module of that name, which holds a client and its adapter to the behaviours of tower-bearer. It has `tls` and
//!   `tracing` on.
//! - `tls`: `Authority`, `Builder::tls` and `Builder::tls_for`, by rustls with ring. It needs a C compiler.
//! - `tracing`: `Printed`, by tracing-subscriber.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, StatusCode, header};
//! use http_body_util::Empty;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use tower_bearer_testkit::TestApi;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let api = TestApi::start().await?;
//! let key = api.issue();
//!
//! let client = Client::builder(TokioExecutor::new()).build_http();
//! let get_brands = || {
//!     Request::get(api.url("/get-brands"))
//!         .header(header::AUTHORIZATION, api.header_value(&key))
//!         .body(Empty::<Bytes>::new())
//! };
//! assert_eq!(client.request(get_brands()?).await?.status(), StatusCode::OK);
//!
//! api.revoke(&key);
//! assert_eq!(client.request(get_brands()?).await?.status(), StatusCode::UNAUTHORIZED);
//!
//! // Exactly one key left the client each time, and it was this one.
//! for received in api.journal() {
//!     let [sent] = received.credentials() else { panic!("{received:?}") };
//!     assert_eq!((sent.scheme(), sent.key_id()), (Some("Bearer"), key.id()));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Another key header, refusals with a challenge, and an answer that breaks off:
//!
//! ```
//! use http::{HeaderName, StatusCode};
//! use tower_bearer_testkit::{Answer, ChallengeStyle, TestApi};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let api = TestApi::builder()
//!     .key_header(HeaderName::from_static("x-api-key"), "")
//!     .start()
//!     .await?;
//! api.set_challenge(ChallengeStyle::Rfc6750);
//! api.set_answer("/report", Answer::new(StatusCode::OK).cut("first,", 1000).behind_auth());
//! # Ok(())
//! # }
//! ```
//!
//! Two origins over TLS, and one client that knows both by name; with the feature `tls`:
//!
//! ```
//! # #[cfg(feature = "tls")]
//! # mod example {
//! use bytes::Bytes;
//! use http::StatusCode;
//! use http_body_util::Empty;
//! use hyper_rustls::HttpsConnectorBuilder;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use rustls::{ClientConfig, RootCertStore, crypto::ring};
//! use tower_bearer_testkit::{Authority, Names, TestApi};
//!
//! # pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let authority = Authority::new()?;
//! let api = TestApi::builder().tls_for(&authority, ["api.example.com"]).start().await?;
//! let foreign = TestApi::builder().tls_for(&authority, ["attacker.invalid"]).start().await?;
//! let names = Names::new()
//!     .host("api.example.com", api.address())
//!     .host("attacker.invalid", foreign.address());
//!
//! let mut roots = RootCertStore::empty();
//! roots.add(authority.der().into())?;
//! let config = ClientConfig::builder_with_provider(ring::default_provider().into())
//!     .with_safe_default_protocol_versions()?
//!     .with_root_certificates(roots)
//!     .with_no_client_auth();
//! let connector = HttpsConnectorBuilder::new()
//!     .with_tls_config(config)
//!     .https_only()
//!     .enable_all_versions()
//!     .wrap_connector(names);
//! let client = Client::builder(TokioExecutor::new()).build::<_, Empty<Bytes>>(connector);
//!
//! let answer = client.get("https://api.example.com/get-brands".parse()?).await?;
//! assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
//! assert!(foreign.journal().is_empty());
//! # Ok(())
//! # }
//! # }
//! # #[cfg(feature = "tls")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> { example::run().await }
//! # #[cfg(not(feature = "tls"))]
//! # fn main() {}
//! ```

mod answer;
mod api;
mod canary;
#[cfg(feature = "conformance")]
pub mod conformance;
mod hold;
mod journal;
mod key_header;
mod keyring;
mod names;
#[cfg(feature = "tracing")]
mod printed;
mod proxy;
mod redirect;
mod running;
mod source;
mod stop;
mod sync;
#[cfg(feature = "tls")]
mod tls;
mod trakkr;
mod whim;

#[cfg(feature = "tracing")]
pub use self::printed::{Printed, see_events_of_all_threads};
#[cfg(feature = "tls")]
pub use self::tls::Authority;
pub use self::{
    answer::Answer,
    api::{Builder, TestApi},
    canary::{Canary, Trace},
    journal::{Received, ReceivedCredential},
    keyring::Plan,
    names::Names,
    proxy::{FaultProxy, Faults, Report},
    source::TestSource,
    trakkr::ChallengeStyle,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
