//! A policy for [`tower_http::follow_redirect`], for stacks that put the key in outside of it; with the feature `follow-redirect`.
//!
//! # Which order
//!
//! The best place of [`BearerAuthLayer`](crate::BearerAuthLayer) is **inside** of `FollowRedirect`: it then asks the origin of each hop
//! and needs no policy. On the way a → b → a, with a listed and b not, the key is in the first and the last request.
//!
//! **Outside**, the key is in the request that the redirect layer copies for each hop. `tower_http` takes `Authorization`, `Cookie` and
//! `Proxy-Authorization` out of it where the origin changes, and no other header. [`DropCredential`] does so with the header of any
//! [`AuthScheme`]. What is out stays out: on the way a → b → a the key is in the first request alone.
//!
//! ```
//! use tower::ServiceBuilder;
//! use tower_bearer::{ApiKey, AuthScheme, BearerAuthLayer, Origins, redirect::DropCredential};
//! use tower_http::follow_redirect::{
//!     FollowRedirectLayer,
//!     policy::{PolicyExt, Standard},
//! };
//!
//! # fn stack() -> Result<(), Box<dyn std::error::Error>> {
//! let scheme = AuthScheme::new("x-api-key", "")?;
//! let policy = DropCredential::new(&scheme).and::<_, (), std::io::Error>(Standard::default());
//! let layers = ServiceBuilder::new()
//!     .layer(BearerAuthLayer::new(ApiKey::new("51Hx")?, Origins::new(["https://api.example.com"])?).scheme(scheme))
//!     .layer(FollowRedirectLayer::with_policy(policy));
//! # Ok(()) }
//! # stack().unwrap();
//! ```

use http::{HeaderName, Request};
use tower_http::follow_redirect::policy::{Action, Attempt, Policy};

use crate::{origin::is_same_origin, scheme::AuthScheme};

/// Takes the header of a credential out of a request as soon as a redirect leaves its origin; see the [module](self). It follows every
/// redirect: combine it with a policy that limits them.
///
/// # Clone
///
/// `FollowRedirect` clones it for each request, before anything has happened.
#[derive(Clone, Debug)]
pub struct DropCredential {
    header: HeaderName,
    has_left: bool,
}

// ===== impl DropCredential =====

impl DropCredential {
    /// For the header that `scheme` writes.
    pub fn new(scheme: &AuthScheme) -> Self {
        Self {
            header: scheme.header().clone(),
            has_left: false,
        }
    }
}

impl<B, E> Policy<B, E> for DropCredential {
    fn redirect(&mut self, attempt: &Attempt<'_>) -> Result<Action, E> {
        self.has_left |= !is_same_origin(attempt.previous(), attempt.location());
        Ok(Action::Follow)
    }

    fn on_request(&mut self, request: &mut Request<B>) {
        if self.has_left {
            request.headers_mut().remove(&self.header);
        }
    }
}
