use std::{fmt, str::FromStr};

use http::{
    HeaderMap, HeaderValue, Uri,
    header::HOST,
    uri::{Authority, Scheme},
};

use super::{
    error::{OriginError, Reason},
    host::Host,
    parse::{parse, port},
};

/// The origins that a key may go to.
///
/// - An origin is scheme, host and port, compared exactly (RFC 6454, section 5): `https://api.example.com` covers neither
///   `https://api.example.com:8443` nor `https://example.com`. Capitals in the host and `:443` change nothing.
/// - Sub-domains are covered by a wildcard alone: `https://*.example.com` covers every name below `example.com`, and not
///   `example.com` itself. A wildcard directly below a top-level domain, such as `*.com`, is refused. No list of public suffixes is
///   consulted: under `*.co.uk` or `*.github.io` anybody can have a name, so list a domain that is all yours.
/// - `https` only. Loopback (`localhost`, `127.0.0.0/8`, `[::1]`) may be `http`; another `http` origin takes
///   [`dangerous_plain_http`](Self::dangerous_plain_http).
/// - A URI with user-info (`https://api.example.com@attacker.invalid/`) is covered by nothing, nor is one with anything but a port after
///   its host (`https://[::1].attacker.invalid:443`, `https://host:+443`).
///
/// ```
/// use tower_bearer::Origins;
///
/// let origins = Origins::new(["https://api.example.com", "https://*.eu.example.com"])?;
/// assert!(origins.contains(&"https://API.example.com:443/v1".parse()?));
/// assert!(origins.contains(&"https://a.eu.example.com/".parse()?));
/// assert!(!origins.contains(&"https://api.example.com.attacker.invalid/".parse()?));
///
/// let error = Origins::new(["api.example.com"]).unwrap_err();
/// assert_eq!(error.to_string(), "origin 1 of the list has no scheme: write it as https://host or https://host:port");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Origins {
    listed: Vec<Origin>,
}

#[derive(Clone)]
pub(super) struct Origin {
    is_https: bool,
    host: Host,
    port: u16,
    is_wildcard: bool,
    /// As clients mostly write it: compared first, byte by byte.
    authority: Box<str>,
    /// Of the authority: what differs in it is another, and a short one is all in it.
    ends: Ends,
}

/// How long a text is, how it begins and how it ends: two numbers to compare in place of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    len: usize,
    first: u64,
    last: u64,
}

const CHUNK: usize = size_of::<u64>();

/// Why an origin is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCovered {
    Other,
    PlainHttp,
    UserInfo,
    NoAuthority,
    NothingListed,
    OtherHost,
}

const HTTP: &str = "http";
const HTTPS: &str = "https";

// ===== impl Origins =====

impl Origins {
    /// A list of origins, such as `["https://api.example.com"]`.
    ///
    /// # Errors
    ///
    /// When the list is empty, or one of it has no scheme, a path, user-info, a port that is none, a misplaced `*`, or is `http`
    /// and not loopback. The error says which.
    pub fn new<I>(origins: I) -> Result<Self, OriginError>
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        let parse_at =
            |(position, origin): (usize, I::Item)| parse(origin.as_ref(), false).map_err(|error| error.at(position));
        let listed: Vec<_> = origins
            .into_iter()
            .enumerate()
            .map(parse_at)
            .collect::<Result<_, _>>()?;
        if listed.is_empty() {
            return Err(OriginError::new(Reason::Empty));
        }
        Ok(Self { listed })
    }

    /// Also the origin `origin`, though it may be plain `http` on a network: whoever is on the way there can read the key.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), `http` excepted.
    pub fn dangerous_plain_http(mut self, origin: &str) -> Result<Self, OriginError> {
        self.listed.push(parse(origin, true)?);
        Ok(self)
    }

    /// Whether a request to `uri` may have the key.
    pub fn contains(&self, uri: &Uri) -> bool {
        self.check(uri).is_ok()
    }

    /// For const data that [`is_https_origin`](super::is_https_origin) passed when it was compiled: none of it fails here.
    pub(crate) fn of_const_data(origins: &[&str]) -> Self {
        Self {
            listed: origins.iter().filter_map(|origin| parse(origin, false).ok()).collect(),
        }
    }

    #[inline(always)]
    pub(crate) fn check(&self, uri: &Uri) -> Result<(), NotCovered> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(NotCovered::NoAuthority);
        };
        let is_https = scheme.as_str() == HTTPS;
        if (is_https || scheme.as_str() == HTTP) && self.is_as_listed(is_https, authority.as_str()) {
            return Ok(());
        }
        self.check_by_parts(scheme, authority)
    }

    /// Whether the hosts that a request to `uri` names in its `Host` headers are listed too, with the scheme of `uri`: a server that has
    /// several hosts goes by them (RFC 9110, section 7.2), and clients send a caller's as it is.
    #[cold]
    pub(crate) fn check_hosts(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), NotCovered> {
        let is_listed = |host: &HeaderValue| match (uri.scheme(), Authority::try_from(host.as_bytes())) {
            (Some(scheme), Ok(host)) => self.check_by_parts(scheme, &host).is_ok(),
            _ => false,
        };
        if headers.get_all(HOST).iter().all(is_listed) {
            Ok(())
        } else {
            Err(NotCovered::OtherHost)
        }
    }

    /// Whether this is an origin byte by byte: so most requests are written.
    #[inline(always)]
    fn is_as_listed(&self, is_https: bool, authority: &str) -> bool {
        let ends = Ends::of(authority);
        self.listed.iter().any(|origin| {
            origin.ends == ends && origin.is_https == is_https && (ends.are_all() || *origin.authority == *authority)
        })
    }

    /// For requests to other origins, and for those who write a listed one in an unusual way.
    #[cold]
    fn check_by_parts(&self, scheme: &Scheme, authority: &Authority) -> Result<(), NotCovered> {
        let is_https = *scheme == Scheme::HTTPS;
        if self.listed.is_empty() {
            return Err(NotCovered::NothingListed);
        }
        if authority.as_str().contains('@') {
            return Err(NotCovered::UserInfo);
        }
        if !is_https && *scheme != Scheme::HTTP {
            return Err(NotCovered::Other);
        }
        let host = Host::parse(authority.host());
        let port = port(authority, is_https).ok_or(NotCovered::Other)?;
        if self.listed.iter().any(|origin| origin.covers(is_https, &host, port)) {
            Ok(())
        } else if is_https || host.is_loopback() {
            Err(NotCovered::Other)
        } else {
            Err(NotCovered::PlainHttp)
        }
    }
}

impl FromStr for Origins {
    type Err = OriginError;

    /// One origin.
    fn from_str(origin: &str) -> Result<Self, Self::Err> {
        Ok(Self {
            listed: vec![parse(origin, false)?],
        })
    }
}

impl fmt::Debug for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origins")?;
        f.debug_list()
            .entries(self.listed.iter().map(|origin| origin.to_string()))
            .finish()
    }
}

// ===== impl Origin =====

impl Origin {
    pub(super) fn new(is_https: bool, host: Host, port: u16, is_wildcard: bool) -> Self {
        let mut origin = Self {
            is_https,
            host,
            port,
            is_wildcard,
            authority: Box::default(),
            ends: Ends::of(""),
        };
        // A wildcard equals no authority, not even `*.example.com`.
        if let Some((_, authority)) = origin.to_string().split_once("//").filter(|_| !is_wildcard) {
            origin.authority = authority.into();
            origin.ends = Ends::of(authority);
        }
        origin
    }

    pub(super) fn is_loopback(&self) -> bool {
        !self.is_wildcard && self.host.is_loopback()
    }

    fn covers(&self, is_https: bool, host: &Host, port: u16) -> bool {
        let is_host = if self.is_wildcard {
            host.is_below(&self.host)
        } else {
            *host == self.host
        };
        is_host && self.is_https == is_https && self.port == port
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_https { "https://" } else { "http://" })?;
        f.write_str(if self.is_wildcard { "*." } else { "" })?;
        match &self.host {
            Host::Name(name) => f.write_str(name)?,
            Host::Address4(address) => write!(f, "{address}")?,
            Host::Address6(address) => write!(f, "[{address}]")?,
        }
        match (self.is_https, self.port) {
            (true, 443) | (false, 80) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

// ===== impl Ends =====

impl Ends {
    #[inline]
    fn of(authority: &str) -> Self {
        let bytes = authority.as_bytes();
        let (first, last) = match (bytes.first_chunk::<CHUNK>(), bytes.last_chunk::<CHUNK>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (0, 0),
        };
        Self {
            len: bytes.len(),
            first,
            last,
        }
    }

    /// Whether no byte of the text is between them: then equal ends are equal texts.
    #[inline]
    fn are_all(self) -> bool {
        (CHUNK..=2 * CHUNK).contains(&self.len)
    }
}
