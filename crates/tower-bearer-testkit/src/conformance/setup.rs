use std::time::Duration;

use tower_bearer::{
    ApiKey, ApiProfile, AuthErrorClassifier, AuthScheme, BearerAuthLayer, Keys, Origins, bearer_auth::IntoMode,
};

use super::tap::Tap;
use crate::{names::Names, tls::Authority};

/// What a client is to be made of; a [`FrontEnd`](super::FrontEnd) reads it.
///
/// # Clone
///
/// A clone has the same settings, and shares keys and tap.
#[derive(Clone, Debug)]
#[must_use]
pub struct Setup {
    auths: Vec<Auth>,
    authority: Option<Authority>,
    names: Names,
    follows_redirects: bool,
    time_limit: Option<Duration>,
    tap: Tap,
}

/// One API: its keys, where they may go, and how. It becomes a [`BearerAuthLayer`] and an [`AuthErrorClassifier`], or what the front
/// end has in their place.
///
/// # Clone
///
/// A clone has the same settings and shares the keys.
#[derive(Clone, Debug)]
#[must_use]
pub struct Auth {
    fixed: Option<ApiKey>,
    keys: Keys,
    origins: Origins,
    profile: Option<&'static ApiProfile>,
    scheme: AuthScheme,
    body_timeout: Option<Duration>,
    is_strict: bool,
    overwrites: bool,
    replays: bool,
}

// ===== impl Setup =====

impl Setup {
    /// A client for one API, which trusts no TLS server, knows loopback addresses alone and returns redirects.
    pub fn new(auth: Auth) -> Self {
        Self {
            auths: vec![auth],
            authority: None,
            names: Names::new(),
            follows_redirects: false,
            time_limit: None,
            tap: Tap::default(),
        }
    }

    /// For this API too, with keys of its own, outside of those that are there already.
    pub fn and(mut self, auth: Auth) -> Self {
        self.auths.push(auth);
        self
    }

    /// Trusts the servers of this authority, and no others.
    pub fn trusting(mut self, authority: &Authority) -> Self {
        self.authority = Some(authority.clone());
        self
    }

    /// Knows these hosts.
    pub fn knowing(mut self, names: Names) -> Self {
        self.names = names;
        self
    }

    /// Follows redirects, in the way that the front end has for it: outside of our layers, or within an origin alone.
    pub fn following_redirects(mut self) -> Self {
        self.follows_redirects = true;
        self
    }

    /// Inside of our layers, waits no longer for a response: a [`tokio::time::error::Elapsed`] is the error then.
    pub fn limited_to(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Its tap looks at nothing and keeps nothing: for more requests than memory should hold.
    pub fn untapped(mut self) -> Self {
        self.tap = Tap::closed();
        self
    }

    /// The APIs; the last one is the outermost.
    pub fn auths(&self) -> &[Auth] {
        &self.auths
    }

    /// Whose TLS servers are trusted.
    pub fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// The hosts that are known. The client looks up no other.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Whether redirects are followed.
    pub fn follows_redirects(&self) -> bool {
        self.follows_redirects
    }

    /// For how long a response is waited for inside of our layers, if that has a limit. The suite itself sets none.
    pub fn time_limit(&self) -> Option<Duration> {
        self.time_limit
    }

    /// What requests are to be shown to, inside of our layers.
    pub fn tap(&self) -> &Tap {
        &self.tap
    }
}

// ===== impl Auth =====

impl Auth {
    /// Live keys, for requests to `origins`.
    pub fn new(keys: Keys, origins: Origins) -> Self {
        Self {
            fixed: None,
            keys,
            origins,
            profile: None,
            scheme: AuthScheme::bearer(),
            body_timeout: None,
            is_strict: false,
            overwrites: false,
            replays: false,
        }
    }

    /// One key for ever.
    pub fn fixed(key: ApiKey, origins: Origins) -> Self {
        Self {
            fixed: Some(key.clone()),
            ..Self::new(Keys::fixed(key), origins)
        }
    }

    /// As the profile says, at the origins that are given.
    pub fn with_profile(self, profile: &'static ApiProfile) -> Self {
        Self {
            scheme: profile.scheme(),
            profile: Some(profile),
            ..self
        }
    }

    /// Writes the key in this way.
    pub fn with_scheme(self, scheme: AuthScheme) -> Self {
        Self { scheme, ..self }
    }

    /// Reads a refusal's body for so long.
    pub fn with_body_timeout(self, timeout: Duration) -> Self {
        Self {
            body_timeout: Some(timeout),
            ..self
        }
    }

    /// Makes a request that may not have the key an error.
    pub fn strict(self) -> Self {
        Self {
            is_strict: true,
            ..self
        }
    }

    /// Replaces the caller's own header.
    pub fn overwriting(self) -> Self {
        Self {
            overwrites: true,
            ..self
        }
    }

    /// Sends a request again if its key was rejected.
    pub fn replaying(self) -> Self {
        Self { replays: true, ..self }
    }

    /// The outer layer, with `keys`: [`fixed_key`](Self::fixed_key) or [`keys`](Self::keys). Strictness and replay change the layer's
    /// type, and are left to the front end.
    pub fn layer<K: IntoMode>(&self, keys: K) -> BearerAuthLayer<K::Mode> {
        let origins = self.origins.clone();
        let layer = match self.profile {
            Some(profile) => profile.auth_layer_at(keys, origins),
            None => BearerAuthLayer::new(keys, origins).scheme(self.scheme.clone()),
        };
        match self.overwrites {
            true => layer.overwrite_existing(),
            false => layer,
        }
    }

    /// The inner layer.
    pub fn classifier(&self) -> AuthErrorClassifier {
        let classifier = match self.profile {
            Some(profile) => profile.classifier(),
            None => AuthErrorClassifier::new().scheme(self.scheme.clone()),
        };
        match self.body_timeout {
            Some(timeout) => classifier.body_timeout(timeout),
            None => classifier,
        }
    }

    /// The keys; of a fixed one, too.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The key, if there is one for ever: for front ends that have a simpler way with such.
    pub fn fixed_key(&self) -> Option<&ApiKey> {
        self.fixed.as_ref()
    }

    /// Where the keys may go.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The profile, if there is one.
    pub fn profile(&self) -> Option<&'static ApiProfile> {
        self.profile
    }

    /// How a key is written.
    pub fn scheme(&self) -> &AuthScheme {
        &self.scheme
    }

    /// For how long a refusal's body is read, if not by default.
    pub fn body_timeout(&self) -> Option<Duration> {
        self.body_timeout
    }

    /// Whether other origins are refused.
    pub fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Whether the caller's own header is replaced.
    pub fn overwrites(&self) -> bool {
        self.overwrites
    }

    /// Whether requests are sent again.
    pub fn replays(&self) -> bool {
        self.replays
    }
}
