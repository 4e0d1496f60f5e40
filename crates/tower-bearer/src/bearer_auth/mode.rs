use http::HeaderValue;

use super::replay::NoReplay;
use crate::{key::ApiKey, keys::Keys, scheme::AuthScheme};

/// One key for ever, made from an [`ApiKey`]. The service's future and error are passed on as they are.
#[derive(Clone, Debug)]
pub struct Fixed {
    key: ApiKey,
    value: HeaderValue,
}

/// As [`Fixed`]; a request to another origin is an error before anything is sent.
#[derive(Clone, Debug)]
pub struct Strict(pub(super) Fixed);

/// The key that is current when a request is sent, made from [`Keys`]; `R` says which requests are [replayed](super::Replay).
#[derive(Clone, Debug)]
pub struct Live<R = NoReplay> {
    pub(crate) keys: Keys,
    pub(super) replay: R,
    pub(crate) is_strict: bool,
}

/// What a [`BearerAuthLayer`](super::BearerAuthLayer) can be made from: an [`ApiKey`] or [`Keys`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key for a `BearerAuthLayer`",
    label = "an `ApiKey` or `Keys` goes here",
    note = "make a key with `ApiKey::new(…)?`, or live keys with `Keys::load(source).await?`"
)]
pub trait IntoMode: sealed::Sealed {
    /// [`Fixed`] or [`Live`].
    type Mode: Mode;

    #[doc(hidden)]
    fn into_mode(self) -> Self::Mode;
}

/// What a [`BearerAuthLayer`](super::BearerAuthLayer) holds: [`Fixed`], [`Strict`] or [`Live`].
pub trait Mode: sealed::Sealed + Clone {
    /// What [`reject_other_origins`](super::BearerAuthLayer::reject_other_origins) makes of it.
    type Strict: Mode;

    #[doc(hidden)]
    fn strict(self) -> Self::Strict;

    #[doc(hidden)]
    fn set_scheme(&mut self, scheme: &AuthScheme);
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::ApiKey {}
    impl Sealed for super::Keys {}
    impl Sealed for super::Fixed {}
    impl Sealed for super::Strict {}
    impl<R> Sealed for super::Live<R> {}
}

// ===== impl IntoMode =====

impl IntoMode for ApiKey {
    type Mode = Fixed;

    fn into_mode(self) -> Fixed {
        let value = AuthScheme::bearer().header_value(&self);
        Fixed { key: self, value }
    }
}

impl IntoMode for Keys {
    type Mode = Live;

    fn into_mode(self) -> Live {
        Live {
            keys: self,
            replay: NoReplay,
            is_strict: false,
        }
    }
}

// ===== impl Mode =====

impl Mode for Fixed {
    type Strict = Strict;

    fn strict(self) -> Strict {
        Strict(self)
    }

    fn set_scheme(&mut self, scheme: &AuthScheme) {
        self.value = scheme.header_value(&self.key);
    }
}

impl Mode for Strict {
    type Strict = Self;

    fn strict(self) -> Self {
        self
    }

    fn set_scheme(&mut self, scheme: &AuthScheme) {
        self.0.set_scheme(scheme);
    }
}

impl<R: Clone> Mode for Live<R> {
    type Strict = Self;

    fn strict(self) -> Self {
        Self {
            is_strict: true,
            ..self
        }
    }

    fn set_scheme(&mut self, _: &AuthScheme) {}
}

// ===== impl Fixed =====

impl Fixed {
    /// Made once, when the layer is: a request costs a clone of it.
    pub(super) fn value(&self) -> &HeaderValue {
        &self.value
    }
}
