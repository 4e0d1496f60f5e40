//! Outbound authentication for [`reqwest`], as a [`reqwest_middleware`]: the key goes in, it goes nowhere else, and a refusal comes
//! back as a typed error.
//!
//! The rules are those of [`tower_bearer`], by which this crate is driven: where a key may go, when it is refreshed, what a refusal
//! means. Its documentation holds here too.
//!
//! ```no_run
//! use reqwest_bearer::BearerAuthMiddleware;
//! use tower_bearer::{AuthError, Keys, Origins, source};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let keys = Keys::load(source::env("TRAKKR_API_KEY")).await?;
//! let client = BearerAuthMiddleware::builder(keys, Origins::new(["https://api.trakkr.ai"])?)
//!     .replay_rejected()
//!     .build(reqwest::Client::builder())?;
//!
//! match client.get("https://api.trakkr.ai/get-brands").send().await {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(error) => match AuthError::find(&error) {
//!         Some(auth) => eprintln!("{auth}\n{}", auth.hint()),
//!         None => return Err(error.into()),
//!     },
//! }
//! # Ok(()) }
//! ```
//!
//! # Rules
//!
//! - **Order.** Retry middleware goes before this one, so that each attempt gets the key that is current then.
//! - **Per request.** A [`RequestAuth`](tower_bearer::RequestAuth) goes into the extensions of the request:
//!   `client.get(url).with_extension(RequestAuth::skip())`. A key that is brought so goes to one origin, also where middleware outside
//!   sends the request elsewhere with the same extensions.
//! - **Errors.** A refusal is an error of the middleware. [`AuthError::find`](tower_bearer::AuthError::find) finds it in a
//!   [`reqwest_middleware::Error`], however often retry middleware has wrapped it.
//! - **Other statuses.** An API that refuses a key with a 400, or with 200 and `"ok": false`, takes a profile that says so and
//!   [`Builder::peek_bodies`]. The response that comes back is as it was, its URL and its body.
//! - **Streams.** A body that cannot be copied is sent as ever; such a request is only not replayed.
//! - **Redirects** are followed by reqwest, below all middleware. [`Builder::build`] makes a client that stops where the origin
//!   changes and returns the redirect. A client of your own keeps its policy: reqwest takes `Authorization` out of a request that
//!   leaves an origin, and no other header, so [`Builder::middleware`] refuses other headers. A refusal by another origin than
//!   the one that was asked is not taken for a refusal of the key, and a success there not for a sign that the key was taken. From there
//!   and back again cannot be seen: what the first origin says then counts as said of the key, though reqwest had taken it out.

mod builder;
mod middleware;

pub use self::{
    builder::{Builder, CustomHeaderError},
    middleware::BearerAuthMiddleware,
};

/// The lines of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
