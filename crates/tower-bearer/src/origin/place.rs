use http::{
    Uri,
    uri::{Authority, Scheme},
};

use super::{host::Host, parse::port};

/// Where a request goes, as its URI says: to an origin, or to the server that whoever sends it is tied to.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    scheme: Option<Scheme>,
    authority: Option<Authority>,
}

// ===== impl Place =====

impl Place {
    pub(crate) fn of(uri: &Uri) -> Self {
        Self {
            scheme: uri.scheme().cloned(),
            authority: uri.authority().cloned(),
        }
    }

    /// Whether a request to `uri` goes here, however that is written.
    pub(crate) fn is_of(&self, uri: &Uri) -> bool {
        let (scheme, authority) = (self.scheme.as_ref(), self.authority.as_ref());
        scheme == uri.scheme() && (authority == uri.authority() || is_same(scheme, authority, uri))
    }
}

/// Whether both are of one origin (RFC 6454, section 5); what has no origin is of the same as nothing.
#[cfg(feature = "follow-redirect")]
pub(crate) fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    is_same(one.scheme(), one.authority(), other)
}

fn is_same(scheme: Option<&Scheme>, authority: Option<&Authority>, other: &Uri) -> bool {
    let one = origin(scheme, authority);
    one.is_some() && one == origin(other.scheme(), other.authority())
}

fn origin<'a>(scheme: Option<&'a Scheme>, authority: Option<&Authority>) -> Option<(&'a Scheme, Host, u16)> {
    let (scheme, authority) = (scheme?, authority?);
    let port = port(authority, *scheme == Scheme::HTTPS)?;
    Some((scheme, Host::parse(authority.host()), port))
}
