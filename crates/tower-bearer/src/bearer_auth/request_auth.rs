use http::Extensions;

use crate::key::ApiKey;

/// What one request wants of a [`BearerAuthLayer`](super::BearerAuthLayer), put into its extensions.
///
/// ```
/// use http::Request;
/// use tower_bearer::{ApiKey, RequestAuth};
///
/// let mut public = Request::new(());
/// public.extensions_mut().insert(RequestAuth::skip());
///
/// let mut on_behalf = Request::new(());
/// on_behalf.extensions_mut().insert(RequestAuth::key(ApiKey::new("sk_live_9aF3")?));
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequestAuth(Choice);

#[derive(Clone, Debug)]
enum Choice {
    Skip,
    Key(ApiKey),
}

/// A borrowed [`RequestAuth`], or none.
pub(super) enum Chosen<'a> {
    Layer,
    Skip,
    Key(&'a ApiKey),
}

// ===== impl RequestAuth =====

impl RequestAuth {
    /// No key, and no reaction to a refusal.
    pub fn skip() -> Self {
        Self(Choice::Skip)
    }

    /// This key in place of the layer's; it is held to the same origins.
    pub fn key(key: ApiKey) -> Self {
        Self(Choice::Key(key))
    }

    #[inline]
    pub(super) fn of(extensions: &Extensions) -> Chosen<'_> {
        match extensions.get::<Self>() {
            None => Chosen::Layer,
            Some(Self(Choice::Skip)) => Chosen::Skip,
            Some(Self(Choice::Key(key))) => Chosen::Key(key),
        }
    }
}
