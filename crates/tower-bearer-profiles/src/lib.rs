//! What is particular to an API's authentication, as data for [`tower_bearer`].
//!
//! One module an API, and in it one [`ApiProfile`](tower_bearer::ApiProfile): where the API is, how it wants its key, what its keys
//! look like, and what it says when it refuses one. A profile is const data, and all that acts on it is in [`tower_bearer`].
//!
//! | module | API | key |
//! |---|---|---|
//! | [`trakkr`] | Trakkr | `Authorization: Bearer sk_live_…`, from `TRAKKR_API_KEY` |
//!
//! # Examples
//!
//! The key from the environment, both layers, the client:
//!
//! ```no_run
//! use tower::ServiceBuilder;
//! use tower_bearer::Keys;
//! use tower_bearer_profiles::trakkr;
//! # async fn send(_: http::Request<()>) -> std::io::Result<http::Response<http_body_util::Empty<&'static [u8]>>> {
//! #     Err(std::io::ErrorKind::NotConnected.into())
//! # }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! # let client = tower::service_fn(send);
//!
//! let keys = Keys::load(trakkr::env()).await?;
//! let client = ServiceBuilder::new().layer(trakkr::API.layer(keys)).service(client);
//! # tower::ServiceExt::oneshot(client, http::Request::new(())).await?;
//! # Ok(()) }
//! ```
//!
//! The API somewhere else, behind a proxy or in a test:
//!
//! ```
//! use tower_bearer::Origins;
//! use tower_bearer_profiles::trakkr;
//!
//! let key = trakkr::API.key("sk_live_9aF31kQ")?;
//! let layer = trakkr::API.layer_at(key, Origins::new(["http://127.0.0.1:8080"])?);
//! # let _ = layer;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An API of your own, beside these: [`ApiProfile`](tower_bearer::ApiProfile) has an example.

pub mod trakkr;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
