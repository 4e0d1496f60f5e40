use std::{error::Error, fmt, time::Duration};

use http::header::AUTHORIZATION;
use reqwest::redirect;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use tower_bearer::{
    ApiProfile, AuthErrorClassifier, AuthScheme, BearerAuthLayer, Keys, Origins, adapter::Adapter, bearer_auth::Live,
};

use crate::BearerAuthMiddleware;

/// Settings of a [`BearerAuthMiddleware`].
///
/// # Clone
///
/// A clone has the same settings and shares the keys.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing before `build` or `middleware`"]
pub struct Builder {
    layer: BearerAuthLayer<Live>,
    classifier: AuthErrorClassifier,
    scheme: AuthScheme,
    replays: bool,
    peeks: bool,
}

/// A key in a header other than `Authorization` needs a client that does not carry it to other origins; see
/// [`Builder::middleware`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomHeaderError;

/// As many as reqwest follows by default.
const REDIRECTS_MAX: usize = 10;

// ===== impl Builder =====

impl Builder {
    pub(crate) fn new(keys: Keys, origins: Origins) -> Self {
        Self {
            layer: BearerAuthLayer::new(keys, origins),
            classifier: AuthErrorClassifier::new(),
            scheme: AuthScheme::bearer(),
            replays: false,
            peeks: false,
        }
    }

    pub(crate) fn of_profile(profile: &ApiProfile, layer: BearerAuthLayer<Live>) -> Self {
        Self {
            layer,
            classifier: profile.classifier(),
            scheme: profile.scheme(),
            replays: false,
            peeks: false,
        }
    }

    /// Writes the key in another way than `Authorization: Bearer <key>`.
    pub fn scheme(self, scheme: AuthScheme) -> Self {
        Self {
            layer: self.layer.scheme(scheme.clone()),
            scheme,
            ..self
        }
    }

    /// Replaces the header where the caller has set it; see [`BearerAuthLayer::overwrite_existing`].
    pub fn overwrite_existing(self) -> Self {
        Self {
            layer: self.layer.overwrite_existing(),
            ..self
        }
    }

    /// Makes a request that may not have the key an error; see [`BearerAuthLayer::reject_other_origins`].
    pub fn reject_other_origins(self) -> Self {
        Self {
            layer: self.layer.reject_other_origins(),
            ..self
        }
    }

    /// Sends a request again, once, if its key was rejected and there is a newer one, and its body can be copied
    /// ([`reqwest::Request::try_clone`]). The copy that this takes of every request costs its allocations.
    pub fn replay_rejected(self) -> Self {
        Self { replays: true, ..self }
    }

    /// Looks at answers with statuses that only the API of the profile refuses a key with, such as Slack's 200 with `"ok": false`; see
    /// [`AuthErrorClassifier::peek_bodies`]. An answer that is none comes as ever, after its body has ended or more than the limit of it
    /// is there.
    pub fn peek_bodies(self) -> Self {
        Self { peeks: true, ..self }
    }

    /// How many bytes of a refusal's body are read at most; see [`AuthErrorClassifier::body_limit`].
    pub fn body_limit(self, bytes: usize) -> Self {
        Self {
            classifier: self.classifier.body_limit(bytes),
            ..self
        }
    }

    /// For how long a refusal's body is read at most; see [`AuthErrorClassifier::body_timeout`].
    pub fn body_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        Self {
            classifier: self.classifier.body_timeout(timeout),
            ..self
        }
    }

    /// The client of `client` with the middleware, and with a redirect policy that follows within an origin (scheme, host and port),
    /// up to 10 times, and stops where the origin changes: that redirect is the answer then. It replaces the policy of `client`.
    ///
    /// For more middleware, add it to [`reqwest_middleware::ClientBuilder`] with [`redirect_policy`](Self::redirect_policy).
    ///
    /// # Errors
    ///
    /// As [`reqwest::ClientBuilder::build`].
    pub fn build(self, client: reqwest::ClientBuilder) -> reqwest::Result<ClientWithMiddleware> {
        let client = client.redirect(Self::redirect_policy()).build()?;
        Ok(ClientBuilder::new(client).with(self.dangerous_middleware()).build())
    }

    /// The policy that [`build`](Self::build) sets.
    pub fn redirect_policy() -> redirect::Policy {
        redirect::Policy::custom(|attempt| {
            let is_same_origin = |from: &reqwest::Url| from.origin() == attempt.url().origin();
            if !attempt.previous().last().is_some_and(is_same_origin) {
                attempt.stop()
            } else if attempt.previous().len() > REDIRECTS_MAX {
                attempt.error("too many redirects")
            } else {
                attempt.follow()
            }
        })
    }

    /// The middleware for a client of your own, whatever its redirect policy.
    ///
    /// # Errors
    ///
    /// When the key is in another header than `Authorization`: reqwest would carry it wherever a redirect leads.
    pub fn middleware(self) -> Result<BearerAuthMiddleware, CustomHeaderError> {
        if *self.scheme.header() == AUTHORIZATION {
            Ok(self.dangerous_middleware())
        } else {
            Err(CustomHeaderError)
        }
    }

    /// As [`middleware`](Self::middleware), for any header: the client must not follow redirects to other origins, since reqwest
    /// would carry the key there. [`redirect_policy`](Self::redirect_policy) is one that does not.
    pub fn dangerous_middleware(self) -> BearerAuthMiddleware {
        let adapter = if self.peeks {
            Adapter::new(self.layer, self.classifier.peek_bodies())
        } else {
            Adapter::new(self.layer, self.classifier)
        };
        BearerAuthMiddleware::new(adapter, self.replays)
    }
}

// ===== impl CustomHeaderError =====

impl fmt::Display for CustomHeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the key is in a header that reqwest carries to other origins when it follows a redirect: make the client with \
             `build`, or use `dangerous_middleware` with a client that does not follow them",
        )
    }
}

impl fmt::Debug for CustomHeaderError {
    /// With the sentence: `fn main() -> Result<…>` prints errors so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomHeaderError({self})")
    }
}

impl Error for CustomHeaderError {}
