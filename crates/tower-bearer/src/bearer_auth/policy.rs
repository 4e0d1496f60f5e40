use http::{HeaderValue, Request, Uri};

use super::request_auth::{Chosen, RequestAuth};
use crate::{
    error::Withheld,
    event::Event,
    origin::{NotCovered, Origins},
    scheme::AuthScheme,
};

/// What is the same for every request of a layer.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) scheme: AuthScheme,
    pub(super) scope: Scope,
    pub(super) overwrites: bool,
}

/// Where keys may go.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    Listed(Origins),
    SameServer,
    AnyOrigin,
}

/// What a request gets.
pub(super) enum Admission {
    /// The layer's key.
    LayersKey,
    /// A key that the request brought.
    OwnKey(HeaderValue),
    /// Nothing: it has the caller's own header.
    CallersHeader,
    /// No key.
    Withheld(Withheld),
}

// ===== impl Policy =====

impl Policy {
    /// What `request` gets. The key itself is not asked for before this says so.
    #[inline]
    pub(super) fn admit<B>(&self, request: &Request<B>) -> Admission {
        if !self.overwrites && request.headers().contains_key(self.scheme.header()) {
            return Admission::CallersHeader;
        }
        let chosen = RequestAuth::of(request.extensions());
        if let Chosen::Skip = chosen {
            return Admission::Withheld(Withheld::Skipped);
        }
        match (self.scope.check(request.uri()), chosen) {
            (Err(reason), _) => Admission::Withheld(reason),
            (Ok(()), Chosen::Key(key)) => Admission::OwnKey(self.scheme.header_value(key)),
            (Ok(()), _) => Admission::LayersKey,
        }
    }

    /// Puts `value` into the header: [`admit`](Self::admit) has seen that it is free, or that it is to be overwritten.
    #[inline]
    pub(super) fn inject<B>(&self, request: &mut Request<B>, value: HeaderValue) {
        let headers = request.headers_mut();
        let header = self.scheme.header();
        let put = if self.overwrites {
            headers.try_insert(header, value).map(drop)
        } else {
            headers.try_append(header, value).map(drop)
        };
        if put.is_err() {
            Self::withhold(request, Withheld::HeadersFull);
        }
    }

    /// Leaves the reason with the request, for whoever has to explain the refusal that may follow.
    #[cold]
    pub(super) fn withhold<B>(request: &mut Request<B>, reason: Withheld) {
        Event::KeyWithheld { reason }.emit();
        request.extensions_mut().insert(reason);
    }
}

// ===== impl Scope =====

impl Scope {
    #[inline]
    fn check(&self, uri: &Uri) -> Result<(), Withheld> {
        match self {
            Self::Listed(origins) => origins.check(uri).map_err(Withheld::from),
            Self::SameServer if uri.authority().is_some() => Err(Withheld::HasAuthority),
            Self::SameServer | Self::AnyOrigin => Ok(()),
        }
    }
}

impl From<NotCovered> for Withheld {
    fn from(reason: NotCovered) -> Self {
        match reason {
            NotCovered::Other => Self::OtherOrigin,
            NotCovered::PlainHttp => Self::PlainHttp,
            NotCovered::UserInfo => Self::UserInfo,
            NotCovered::NoAuthority => Self::NoAuthority,
            NotCovered::NothingListed => Self::NoOrigins,
        }
    }
}
