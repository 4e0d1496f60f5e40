use http::{Extensions, HeaderMap, HeaderValue, Request, Uri, header::HOST};

use super::request_auth::{Chosen, RequestAuth, Taker};
use crate::{
    error::{AuthError, Withheld},
    event::Event,
    origin::{NotCovered, Origins},
    scheme::AuthScheme,
};

/// What is the same for every request of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) scheme: AuthScheme,
    pub(crate) scope: Scope,
    pub(super) overwrites: bool,
}

/// Where keys may go.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    Listed(Origins),
    SameServer,
    AnyOrigin,
}

/// Whose value the header has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Ours,
    Callers,
}

// ===== impl Policy =====

impl Policy {
    /// Puts into `request` the key that it brought, or `layers_key`; or says why not. A request that has the caller's own header is
    /// left as it is.
    #[inline(always)]
    pub(super) fn apply<B>(&self, request: &mut Request<B>, layers_key: &HeaderValue) -> Result<(), Withheld> {
        if self.is_plain(request.uri(), request.headers(), request.extensions())
            && self.put(request.headers_mut(), layers_key.clone()).is_ok()
        {
            return Ok(());
        }
        self.apply_by_steps(request, layers_key)
    }

    #[cold]
    fn apply_by_steps<B>(&self, request: &mut Request<B>, layers_key: &HeaderValue) -> Result<(), Withheld> {
        let put = match self.choose(request.uri(), request.headers(), request.extensions()) {
            Ok(own_key) => self.put(request.headers_mut(), own_key.unwrap_or_else(|| layers_key.clone())),
            Err(reason) => Err(reason),
        };
        match put {
            Ok(_) => Ok(()),
            Err(reason) => self.explain(request.headers(), reason),
        }
    }

    /// Whether it is like most: it may have the layer's key, and has no wishes of its own nor a `Host`.
    #[inline(always)]
    pub(super) fn is_plain(&self, uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> bool {
        (extensions.is_empty() || matches!(RequestAuth::of(extensions), Chosen::Layer))
            && self.scope.is_plain(uri, headers)
    }

    /// Whether a request to `uri` may have a key: the one that it brought, or `None` for the layer's.
    pub(crate) fn choose(
        &self,
        uri: &Uri,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<Option<HeaderValue>, Withheld> {
        let chosen = RequestAuth::of(extensions);
        if let Chosen::Skip = chosen {
            return Err(Withheld::Skipped);
        }
        self.scope.check(uri)?;
        self.scope.check_hosts(uri, headers)?;
        match chosen {
            Chosen::Key(own) => match own.take(uri, self.scheme.header()) {
                Taker::Us(key) => Ok(Some(self.scheme.header_value(key))),
                Taker::OtherHeader => Ok(None),
                Taker::Elsewhere => Err(Withheld::OwnKeyElsewhere),
            },
            _ => Ok(None),
        }
    }

    /// The caller's own header is the caller's business: where it is, there was nothing to withhold.
    #[cold]
    pub(crate) fn explain(&self, headers: &HeaderMap, reason: Withheld) -> Result<(), Withheld> {
        if self.is_callers(headers) { Ok(()) } else { Err(reason) }
    }

    /// Puts the header in where its place is free or may be overwritten.
    ///
    /// To look first and to write then takes two look-ups, and the place is nearly always free: so it is written, and what was
    /// there is put back.
    #[inline(always)]
    pub(crate) fn put(&self, headers: &mut HeaderMap, value: HeaderValue) -> Result<Put, Withheld> {
        // A header with several values, of which one comes back, is looked for first. Which header has them, the map does not say.
        if headers.len() != headers.keys_len() && self.is_callers(headers) {
            return Ok(Put::Callers);
        }
        match self.scheme.try_insert(headers, value) {
            Ok(None) => Ok(Put::Ours),
            Ok(Some(replaced)) => self.give_back(headers, replaced),
            Err(_) => Err(Withheld::HeadersFull),
        }
    }

    #[cold]
    fn give_back(&self, headers: &mut HeaderMap, callers: HeaderValue) -> Result<Put, Withheld> {
        if self.overwrites {
            return Ok(Put::Ours);
        }
        // The place is there, so it takes no room.
        match headers.try_insert(self.scheme.header(), callers) {
            Ok(_) => Ok(Put::Callers),
            Err(_) => Err(Withheld::HeadersFull),
        }
    }

    /// Whether the header has a value that is to be kept.
    #[cold]
    pub(crate) fn is_callers(&self, headers: &HeaderMap) -> bool {
        !self.overwrites && headers.contains_key(self.scheme.header())
    }

    /// Leaves the reason with the request, for whoever has to explain the refusal that may follow.
    #[cold]
    pub(crate) fn withhold(extensions: &mut Extensions, reason: Withheld) {
        Event::KeyWithheld { reason }.emit();
        extensions.insert(reason);
    }

    /// The error in place of a request that may not have the key.
    #[cold]
    pub(crate) fn refuse(reason: Withheld) -> AuthError {
        Event::KeyWithheld { reason }.emit();
        AuthError::origin_refused(reason)
    }
}

// ===== impl Scope =====

impl Scope {
    #[inline(always)]
    pub(crate) fn check(&self, uri: &Uri) -> Result<(), Withheld> {
        match self {
            Self::Listed(origins) => origins.check(uri).map_err(Withheld::from),
            Self::SameServer if uri.authority().is_some() => Err(Withheld::HasAuthority),
            Self::SameServer | Self::AnyOrigin => Ok(()),
        }
    }

    /// Whether [`check`](Self::check) has nothing against `uri`, and there is no `Host` to look at. Most requests have few headers, so a
    /// walk over their names costs less than a look-up.
    #[inline(always)]
    fn is_plain(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        match self {
            Self::Listed(origins) => origins.check(uri).is_ok() && !headers.keys().any(|name| *name == HOST),
            Self::SameServer | Self::AnyOrigin => self.check(uri).is_ok(),
        }
    }

    /// Whether the caller's own `Host` names another host. A service that is tied to one server needs one that is right.
    #[cold]
    fn check_hosts(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Withheld> {
        match self {
            Self::Listed(origins) => origins.check_hosts(uri, headers).map_err(Withheld::from),
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
            NotCovered::OtherHost => Self::OtherHost,
        }
    }
}

#[cfg(test)]
mod tests;
