//! Middleware that puts a key into requests, and into those alone that go to the key's origins.
//!
//! # Why
//!
//! A key is worth what it opens, so the middleware asks of every request where it goes: another origin gets no key, also after
//! a redirect, also when the header is not `Authorization`. And keys change while a program runs: the key is picked when a
//! request is sent.
//!
//! # Rules
//!
//! - [Origins](crate::Origins) are an argument, not an option. A request to another origin goes out without the key, and an
//!   [`AuthError`](crate::AuthError) for it says so; [`reject_other_origins`](BearerAuthLayer::reject_other_origins) makes it an
//!   error before anything is sent.
//! - A `Host` header of the caller's has to name a listed origin too: clients send it as it is, and a server with several hosts passes
//!   the request on by it (RFC 9110, section 7.2). Else there is no key. A layer for [one server](BearerAuthLayer::same_server), whose
//!   requests need such a header, does not look at it.
//! - A header that the caller set is kept, unless [`overwrite_existing`](BearerAuthLayer::overwrite_existing) is chosen.
//! - A request can go without, or with a key of its own: [`RequestAuth`]. That key is held to the origins too, and goes to one of them.
//! - The header value is [sensitive](http::HeaderValue::is_sensitive), so that middleware which logs headers does not print it.
//!
//! # What it holds
//!
//! The type says which keys the layer holds and what the service inside has to offer:
//!
//! | made from | type | service inside |
//! |---|---|---|
//! | an [`ApiKey`](crate::ApiKey) | [`Fixed`] | any; its future and error are passed on as they are |
//! | that, and `reject_other_origins` | [`Strict`] | its error is `From<AuthError>` |
//! | [`Keys`](crate::Keys) | [`Live`] | it is `Clone`; its error [carries](crate::CarriesAuthError) an `AuthError` |
//!
//! With live keys, a refusal that says that the [key itself was rejected](crate::AuthErrorKind::is_key_rejected) has a newer key
//! loaded, for the next request or, with [`replay_rejected`](BearerAuthLayer::replay_rejected), for this one: see [`Keys`].
//!
//! [`Keys`]: crate::Keys
//!
//! # Caveats
//!
//! - It goes outside of [`AuthErrorClassifier`](crate::AuthErrorClassifier), else that one sees no key in the request.
//! - It goes inside of retry and redirect layers, so that the origin is asked of each hop. What `tower_http`'s `FollowRedirect` does
//!   with a request's extensions, [`RequestAuth`] among them, is up to its policy. `Standard` and `FilterCredentials` drop all where a
//!   redirect leaves an origin, and this layer then acts as for any request. Others, such as `Limited` alone, keep them, as does
//!   `FilterCredentials::keep_all_extensions`: then a wish to skip goes along, and a key that the request brought does not.
//!
//! # Examples
//!
//! ```
//! use tower::{ServiceBuilder, service_fn};
//! use tower_bearer::{ApiKey, BearerAuthLayer, Origins};
//! # async fn send(_: http::Request<()>) -> Result<http::Response<()>, std::io::Error> { Ok(http::Response::new(())) }
//!
//! let key = ApiKey::new("sk_live_51Hx")?;
//! let origins = Origins::new(["https://api.example.com"])?;
//! let service = ServiceBuilder::new()
//!     .layer(BearerAuthLayer::new(key, origins))
//!     .service(service_fn(send));
//! # let _: Option<Box<dyn tower::Service<http::Request<()>, Error = _, Response = _, Future = _>>> = Some(Box::new(service));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With another header, and an error instead of a request without the key:
//!
//! ```
//! use tower_bearer::{ApiKey, AuthScheme, BearerAuthLayer, Origins};
//!
//! let layer = BearerAuthLayer::new(ApiKey::new("51Hx")?, Origins::new(["https://api.example.com"])?)
//!     .scheme(AuthScheme::new("x-api-key", "")?)
//!     .reject_other_origins();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod exchange;
pub mod future;
mod kept;
mod layer;
mod live;
mod mode;
mod policy;
mod recorded;
mod replay;
mod request_auth;
mod service;

pub(crate) use self::{
    exchange::{Begin, Exchange, Next},
    policy::{Policy, Put},
};
pub use self::{
    layer::BearerAuthLayer,
    mode::{Fixed, IntoMode, Live, Mode, Strict},
    recorded::{RecordBody, RecordedBody},
    replay::{CloneBody, NoReplay, Replay},
    request_auth::RequestAuth,
    service::BearerAuth,
};
