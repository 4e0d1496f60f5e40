//! Middleware that turns refusals into typed errors.
//!
//! # Why
//!
//! A 401 or a 403 is a response like any other to an HTTP client, and what it means stands in a header, in the body, or nowhere.
//! The classifier reads all of it once and returns an [`AuthError`](crate::AuthError) that says what went wrong, why we think so,
//! and what to do.
//!
//! # Rules
//!
//! - 401 and 403 become `Err(Error::Auth(…))`. Every other status passes as it is, its body untouched.
//! - So do 16 (`UNAUTHENTICATED`) and 7 (`PERMISSION_DENIED`) of gRPC, where `grpc-status` is among the headers of the answer, which
//!   is so when the server has sent nothing yet: see [`classify`](crate::classify). The error's
//!   [`status`](crate::AuthError::status) is HTTP's, 200, and [`grpc_status`](crate::AuthError::grpc_status) is gRPC's.
//! - Some APIs refuse a key with another status, such as 400, or 200 and `"ok": false`. Where an [`ApiProfile`](crate::ApiProfile) has a
//!   rule for that, [`peek_bodies`](AuthErrorClassifier::peek_bodies) has these answers looked at, and given back whole where they are
//!   no failure of authentication. It changes the type of the response's body.
//! - At most 64 KiB of a refusal's body are read, for at most 5 seconds: [`body_limit`](AuthErrorClassifier::body_limit),
//!   [`body_timeout`](AuthErrorClassifier::body_timeout). What comes of it is classified, and the rest is dropped.
//! - Of its head no more than 256 fields and 64 KiB are read: [`AuthError::is_head_cut`](crate::AuthError::is_head_cut).
//! - The response can be had back: [`AuthError::into_response`](crate::AuthError::into_response).
//! - The key that was sent is cut out of every text of the error, and so are parts of it: see [`error`](crate::error#text-of-a-server).
//! - The inner service's own errors stay typed: [`Error::Service`](crate::Error::Service).
//!
//! # Caveats
//!
//! - It works alone, and it sees what the request carries when it passes. Outside of a layer that adds the key it sees none, takes
//!   a 401 for [`MissingKey`](crate::AuthErrorKind::MissingKey), and says in its hint where it belongs: inside.
//! - Where a body makes it wait, it arms a timer of Tokio, which needs a Tokio runtime with its time driver enabled (as
//!   `#[tokio::main]` does). A timeout of `None` arms none.
//! - A `grpc-status` behind the body, in trailers, is not seen: by then the answer has been passed on. Servers that check a key
//!   before they do anything do not answer so.
//! - gRPC takes HTTP/2, so the answer, or the request, has to have that version. An answer of HTTP/1.1 costs no look at its headers.
//!
//! # Examples
//!
//! ```
//! use http::{Request, Response, StatusCode};
//! use http_body_util::Full;
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tower_bearer::{AuthErrorClassifier, AuthErrorKind};
//!
//! # async fn refuse(_: Request<()>) -> Result<Response<Full<&'static [u8]>>, std::convert::Infallible> {
//! #     let mut response = Response::new(Full::new(&br#"{"error":"Invalid API key"}"#[..]));
//! #     *response.status_mut() = StatusCode::UNAUTHORIZED;
//! #     Ok(response)
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let service = ServiceBuilder::new().layer(AuthErrorClassifier::new()).service(service_fn(refuse));
//! let request = Request::builder().header("authorization", "Bearer sk_live_51Hx").body(())?;
//!
//! let error = service.oneshot(request).await.unwrap_err().into_auth()?;
//! assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
//! assert_eq!(error.to_string(), r#"the API key is invalid (401): "Invalid API key""#);
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod future;
mod head;
#[cfg(test)]
mod hostile_heads;
mod layer;
mod mode;
mod peeked;
mod service;
mod settings;

pub(crate) use self::{
    head::ReadHead,
    peeked::Peek,
    settings::{Sent, Settings},
};
pub use self::{
    layer::AuthErrorClassifier,
    mode::{Passing, Peeking},
    peeked::Peeked,
    service::ClassifyAuthErrors,
};
