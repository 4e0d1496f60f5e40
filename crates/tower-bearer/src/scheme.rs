//! How a key is written into a request: which header, and what stands before the key.

use std::{error::Error, fmt};

use http::{
    HeaderMap, HeaderValue,
    header::{self, HeaderName, MaxSizeReached},
};

use crate::key::{ApiKey, BEARER};

/// The header that carries a key, and what stands before the key in it.
///
/// - [`AuthScheme::bearer`] is the default: `Authorization: Bearer <key>` (RFC 6750, section 2.1).
/// - [`AuthScheme::new`] takes any header and prefix: `X-API-Key: <key>`, `Authorization: Token <key>`.
///
/// ```
/// use tower_bearer::AuthScheme;
///
/// let x_api_key = AuthScheme::new("x-api-key", "")?;
/// let token = AuthScheme::new("authorization", "Token ")?;
///
/// let error = AuthScheme::new("authorization", "Token").unwrap_err();
/// assert!(error.to_string().contains("end it with a space"));
/// # Ok::<(), tower_bearer::AuthSchemeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthScheme {
    header: HeaderName,
    prefix: Prefix,
}

/// Told apart when the scheme is made, so that a request compares no text. Equal text is the same variant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Prefix {
    Bearer,
    Nothing,
    Other(Box<str>),
}

/// Why a header and a prefix are no [`AuthScheme`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuthSchemeError(Reason);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    HeaderName,
    Reserved(&'static str),
    PrefixCharacter(usize),
    PrefixStart,
    PrefixEnd,
}

/// Headers that say where a message goes and where it ends, or that are for a proxy: a key in them would go astray.
const RESERVED: [&str; 10] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

// ===== impl AuthScheme =====

impl AuthScheme {
    /// `Authorization: Bearer <key>`.
    pub const fn bearer() -> Self {
        Self {
            header: header::AUTHORIZATION,
            prefix: Prefix::Bearer,
        }
    }

    /// A header of any name, with `prefix` before the key: `Token ` (with its space), or nothing.
    ///
    /// # Errors
    ///
    /// When `header` is no header name or is one that steers the message (`Host`, `Proxy-Authorization`, …); when `prefix` has
    /// anything but visible ASCII and spaces, begins with a space, or ends in a letter or digit, which would run into the key.
    pub fn new(header: &str, prefix: &str) -> Result<Self, AuthSchemeError> {
        let header = HeaderName::from_bytes(header.as_bytes()).map_err(|_| AuthSchemeError(Reason::HeaderName))?;
        if let Some(name) = reserved(header.as_str()) {
            return Err(AuthSchemeError(Reason::Reserved(name)));
        }
        if let Some(reason) = prefix_error(prefix) {
            return Err(AuthSchemeError(reason));
        }
        Ok(Self {
            header,
            prefix: Prefix::new(prefix),
        })
    }

    /// The header that carries the key.
    pub fn header(&self) -> &HeaderName {
        &self.header
    }

    /// What stands before the key, with its space where it has one.
    pub fn prefix(&self) -> &str {
        match &self.prefix {
            Prefix::Bearer => BEARER,
            Prefix::Nothing => "",
            Prefix::Other(prefix) => prefix,
        }
    }

    #[inline]
    pub(crate) fn header_value(&self, key: &ApiKey) -> HeaderValue {
        match &self.prefix {
            Prefix::Bearer => key.bearer().clone(),
            Prefix::Nothing => key.bare().clone(),
            Prefix::Other(prefix) => key.header_value_behind(prefix),
        }
    }

    /// Writes the header, in place of any copies of it that are there; returns the first of these.
    ///
    /// # Errors
    ///
    /// When there is no room for another header.
    #[inline(always)]
    pub(crate) fn try_insert(
        &self,
        headers: &mut HeaderMap,
        value: HeaderValue,
    ) -> Result<Option<HeaderValue>, MaxSizeReached> {
        // The compiler hashes a constant name, and a program need not.
        if self.header == header::AUTHORIZATION {
            headers.try_insert(header::AUTHORIZATION, value)
        } else {
            self.try_insert_by_name(headers, value)
        }
    }

    /// Not inlined, so that the other one is.
    #[inline(never)]
    fn try_insert_by_name(
        &self,
        headers: &mut HeaderMap,
        value: HeaderValue,
    ) -> Result<Option<HeaderValue>, MaxSizeReached> {
        headers.try_insert(&self.header, value)
    }

    /// The key in a header value that this scheme, or a caller's hand, wrote.
    pub(crate) fn key_in<'a>(&self, value: &'a [u8]) -> &'a [u8] {
        let prefix = self.prefix().as_bytes();
        match value.split_at_checked(prefix.len()) {
            Some((start, key)) if start.eq_ignore_ascii_case(prefix) => key.trim_ascii(),
            // Another scheme, in the caller's own header: what is after it is the secret.
            _ => match value.iter().position(|byte| *byte == b' ') {
                Some(space) => value[space..].trim_ascii(),
                None => value,
            },
        }
    }
}

impl Default for AuthScheme {
    fn default() -> Self {
        Self::bearer()
    }
}

// ===== impl Prefix =====

impl Prefix {
    fn new(prefix: &str) -> Self {
        match prefix {
            BEARER => Self::Bearer,
            "" => Self::Nothing,
            _ => Self::Other(prefix.into()),
        }
    }
}

// ===== impl AuthSchemeError =====

impl fmt::Display for AuthSchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::HeaderName => {
                f.write_str("the header's name has a character that no header name may have, or none")
            }
            Reason::Reserved(name) => write!(f, "the header `{name}` steers the message and cannot carry a key"),
            Reason::PrefixCharacter(position) => write!(
                f,
                "the prefix has a character at byte {position} that is neither visible ASCII nor a space"
            ),
            Reason::PrefixStart => f.write_str("the prefix begins with a space, which is lost on the way: remove it"),
            Reason::PrefixEnd => {
                f.write_str("the prefix ends in a letter or digit and would run into the key: end it with a space")
            }
        }
    }
}

impl fmt::Debug for AuthSchemeError {
    /// With the sentence: `fn main() -> Result<…>` prints errors so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthSchemeError({self})")
    }
}

impl Error for AuthSchemeError {}

/// Whether [`AuthScheme::new`] takes it: for const data, checked when it is compiled. `header` in lower case alone.
pub(crate) const fn is_scheme(header: &str, prefix: &str) -> bool {
    let mut at = 0;
    while at < header.len() {
        if !matches!(header.as_bytes()[at], b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_') {
            return false;
        }
        at += 1;
    }
    !header.is_empty() && reserved(header).is_none() && prefix_error(prefix).is_none()
}

const fn reserved(header: &str) -> Option<&'static str> {
    let mut at = 0;
    while at < RESERVED.len() {
        if is_equal(RESERVED[at].as_bytes(), header.as_bytes()) {
            return Some(RESERVED[at]);
        }
        at += 1;
    }
    None
}

const fn is_equal(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

const fn prefix_error(prefix: &str) -> Option<Reason> {
    let prefix = prefix.as_bytes();
    let mut at = 0;
    while at < prefix.len() {
        if !matches!(prefix[at], b' '..=b'~') {
            return Some(Reason::PrefixCharacter(at));
        }
        at += 1;
    }
    match prefix {
        [b' ', ..] => Some(Reason::PrefixStart),
        [.., last] if last.is_ascii_alphanumeric() => Some(Reason::PrefixEnd),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
