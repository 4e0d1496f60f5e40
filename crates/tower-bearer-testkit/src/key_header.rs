//! Where the box looks for a key, and what it finds there.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::ExposeSecret;
use tower_bearer::ApiKey;

/// The header that carries the key, and what stands before the key in it.
#[derive(Clone, Debug)]
pub(crate) struct KeyHeader {
    name: HeaderName,
    prefix: String,
}

/// What the key header of a request holds.
#[derive(PartialEq, Eq)]
pub(crate) enum Presented<'a> {
    Nothing,
    Key(&'a [u8]),
    /// A value without the prefix: another auth-scheme, for instance.
    Foreign(&'a [u8]),
    /// More than one value: which of them counts would be a guess.
    Several,
}

// ===== impl KeyHeader =====

impl KeyHeader {
    pub(crate) fn new(name: HeaderName, prefix: String) -> Self {
        Self { name, prefix }
    }

    pub(crate) fn name(&self) -> &HeaderName {
        &self.name
    }

    /// Whether a header can begin so at all.
    pub(crate) fn is_valid(&self) -> bool {
        HeaderValue::from_str(&self.prefix).is_ok() && !self.prefix.starts_with([' ', '\t'])
    }

    /// The value that a client has to send, marked as sensitive.
    pub(crate) fn value(&self, key: &ApiKey) -> HeaderValue {
        let text = format!("{}{}", self.prefix, key_text(key));
        // The prefix was checked at the start and the key when it was made: the empty value never stands in.
        let mut value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        value.set_sensitive(true);
        value
    }

    pub(crate) fn presented<'a>(&self, headers: &'a HeaderMap) -> Presented<'a> {
        let mut values = headers.get_all(&self.name).iter();
        match (values.next(), values.next()) {
            (None, _) => Presented::Nothing,
            (Some(_), Some(_)) => Presented::Several,
            (Some(value), None) => match self.strip(value.as_bytes()) {
                Some(key) => Presented::Key(key),
                None => Presented::Foreign(value.as_bytes()),
            },
        }
    }

    /// The prefix in any case, as an auth-scheme has none (RFC 9110, section 11.1); every byte after it is the key's.
    pub(crate) fn strip<'a>(&self, value: &'a [u8]) -> Option<&'a [u8]> {
        let (prefix, key) = value.split_at_checked(self.prefix.len())?;
        prefix.eq_ignore_ascii_case(self.prefix.as_bytes()).then_some(key)
    }
}

impl Default for KeyHeader {
    fn default() -> Self {
        Self::new(header::AUTHORIZATION, "Bearer ".to_owned())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server side of a key: it is hashed to be looked up, and written into the header that a test sends"
)]
pub(crate) fn key_text(key: &ApiKey) -> &str {
    key.expose_secret()
}
