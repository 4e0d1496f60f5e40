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
    pub(crate) fn key_in<'a>(&self, value: &'a HeaderValue) -> &'a [u8] {
        let value = value.as_bytes();
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
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn what_is_taken_when_it_is_compiled_is_what_is_taken_when_it_runs(header in header(), prefix in prefix()) {
            let is_plain = header.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
            let expected = is_plain && AuthScheme::new(&header, &prefix).is_ok();
            prop_assert_eq!(is_scheme(&header, &prefix), expected, "{:?} {:?}", header, prefix);
        }

        #[test]
        fn the_key_is_found_again_in_what_was_written(prefix in "([!-~][ -~]{0,8}[ =:.])?", key in "[!-~]{1,20}") {
            // B57
            let scheme = AuthScheme::new("x-api-key", &prefix).unwrap();
            let value = scheme.header_value(&ApiKey::new(&*key).unwrap());
            prop_assert_eq!(scheme.key_in(&value), key.as_bytes());
        }
    }

    #[test]
    fn a_key_is_found_behind_its_prefix_whatever_the_case() {
        let key_in = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            String::from_utf8(AuthScheme::bearer().key_in(&value).to_vec()).unwrap()
        };
        assert_eq!(key_in("Bearer abc"), "abc");
        assert_eq!(key_in("bearer  abc"), "abc");
        assert_eq!(key_in("Token abc"), "abc");
        assert_eq!(key_in("abc"), "abc");
    }

    #[test]
    fn headers_that_steer_the_message_cannot_carry_a_key() {
        // B19
        for name in ["Host", "content-length", "Proxy-Authorization", "transfer-encoding"] {
            let error = AuthScheme::new(name, "").unwrap_err();
            assert!(error.to_string().contains("steers"), "{error}");
        }
    }

    #[test]
    fn prefixes_that_would_break_the_header_are_refused() {
        for (prefix, said) in [
            ("To\nken ", "at byte 2"),
            (" Token ", "begins with"),
            ("Token", "end it with a space"),
        ] {
            let error = AuthScheme::new("authorization", prefix).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
        assert!(AuthScheme::new("authorization", "key=").is_ok());
        assert!(AuthScheme::new("a header", "").is_err());
    }

    fn header() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9_-]{0,10}",
            "[ -~]{0,6}",
            any::<String>(),
            select(&RESERVED[..]).prop_map(str::to_owned)
        ]
    }

    fn prefix() -> impl Strategy<Value = String> {
        prop_oneof!["([!-~][ -~]{0,8}[ =:.])?", "[ -~]{0,6}", any::<String>()]
    }
}
