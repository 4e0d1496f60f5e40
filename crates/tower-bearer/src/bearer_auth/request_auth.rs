use std::sync::{Arc, OnceLock};

use http::{Extensions, HeaderName, Uri};

use crate::{key::ApiKey, origin::Place};

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
///
/// # Clone
///
/// A clone is the same wish: a key that went to an origin by one of them goes to no other origin by any.
#[derive(Clone, Debug)]
pub struct RequestAuth(Choice);

#[derive(Clone, Debug)]
enum Choice {
    Skip,
    Key(OwnKey),
}

/// A key that a request brought, and where it went first. Whoever sends a request again, or elsewhere, has a clone.
#[derive(Clone, Debug)]
pub(super) struct OwnKey {
    key: ApiKey,
    taken: Arc<OnceLock<Taken>>,
}

#[derive(Debug)]
struct Taken {
    place: Place,
    header: HeaderName,
}

/// A borrowed [`RequestAuth`], or none.
pub(super) enum Chosen<'a> {
    Layer,
    Skip,
    Key(&'a OwnKey),
}

/// Whose a key is that a request brought.
pub(super) enum Taker<'a> {
    /// This layer's.
    Us(&'a ApiKey),
    /// Another layer's, which writes it into another header of a request to the same place.
    OtherHeader,
    /// Nobody's: it went elsewhere.
    Elsewhere,
}

// ===== impl RequestAuth =====

impl RequestAuth {
    /// No key, and no reaction to a refusal.
    pub fn skip() -> Self {
        Self(Choice::Skip)
    }

    /// This key in place of the layer's; it is held to the same origins.
    ///
    /// It is for one API. The first layer that may send it takes it, and from then on it goes into that header and to that origin
    /// alone, as often as the request is sent there: again by a retry, or by a redirect within the origin. At another origin the
    /// request goes out without any key ([`OwnKeyElsewhere`](crate::error::Withheld::OwnKeyElsewhere)), also where another layer has
    /// that one listed. Another layer for the same origin, with another header, sends its own key there.
    ///
    /// Requests without authority are all of one place, the server that the service is tied to
    /// ([`same_server`](super::BearerAuthLayer::same_server)): do not hand the extensions of one on to a service for another server.
    pub fn key(key: ApiKey) -> Self {
        Self(Choice::Key(OwnKey {
            key,
            taken: Arc::default(),
        }))
    }

    #[inline]
    pub(super) fn of(extensions: &Extensions) -> Chosen<'_> {
        match extensions.get::<Self>() {
            None => Chosen::Layer,
            Some(Self(Choice::Skip)) => Chosen::Skip,
            Some(Self(Choice::Key(own))) => Chosen::Key(own),
        }
    }
}

// ===== impl OwnKey =====

impl OwnKey {
    /// Takes it for `header` of a request to `uri`, where nobody has it yet.
    pub(super) fn take(&self, uri: &Uri, header: &HeaderName) -> Taker<'_> {
        let taken = self.taken.get_or_init(|| Taken {
            place: Place::of(uri),
            header: header.clone(),
        });
        if !taken.place.is_of(uri) {
            Taker::Elsewhere
        } else if taken.header != *header {
            Taker::OtherHeader
        } else {
            Taker::Us(&self.key)
        }
    }
}
