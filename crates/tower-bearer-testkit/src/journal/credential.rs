use std::fmt;

use http::{HeaderMap, HeaderName, header};
use tower_bearer::KeyId;

use crate::key_header::KeyHeader;

/// One value of a header that can carry a credential: where it stood and which key it was, never the key itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedCredential {
    header: HeaderName,
    scheme: Option<String>,
    key_id: KeyId,
}

/// No longer text is taken for an auth-scheme: a key that stands in its place must not be kept.
const SCHEME_MAX: usize = 20;

// ===== impl ReceivedCredential =====

impl ReceivedCredential {
    /// The header's name.
    pub fn header(&self) -> &HeaderName {
        &self.header
    }

    /// The auth-scheme as it was sent, such as `Bearer`; none for a bare key.
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// The fingerprint of all that follows the auth-scheme and one space; of the whole value if there is no scheme.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    fn new(header: HeaderName, value: &[u8], key_header: &KeyHeader) -> Self {
        let (scheme, key) = match key_header.strip(value) {
            Some(key) if header == *key_header.name() => (&value[..value.len() - key.len()], key),
            _ if header == header::AUTHORIZATION || header == header::PROXY_AUTHORIZATION => split_scheme(value),
            _ => (&value[..0], value),
        };
        let scheme = std::str::from_utf8(scheme.trim_ascii_end()).unwrap_or_default();
        Self {
            header,
            scheme: (!scheme.is_empty()).then(|| scheme.to_owned()),
            key_id: KeyId::of(key),
        }
    }
}

impl fmt::Debug for ReceivedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedCredential")
            .field("header", &self.header)
            .field("scheme", &self.scheme)
            .field("key_id", &self.key_id)
            .finish()
    }
}

/// Takes all credentials out of `headers`.
pub(super) fn take(headers: &mut HeaderMap, key_header: &KeyHeader) -> Vec<ReceivedCredential> {
    let names = [
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        HeaderName::from_static("x-api-key"),
        key_header.name().clone(),
    ];
    let mut credentials = Vec::new();
    // A name that is there twice finds nothing the second time.
    for name in names {
        let values = headers.get_all(&name).iter();
        credentials.extend(values.map(|value| ReceivedCredential::new(name.clone(), value.as_bytes(), key_header)));
        headers.remove(&name);
    }
    credentials
}

fn split_scheme(value: &[u8]) -> (&[u8], &[u8]) {
    let is_scheme =
        |text: &[u8]| text.len() <= SCHEME_MAX && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    match value.iter().position(|byte| *byte == b' ') {
        Some(space) if is_scheme(&value[..space]) => (&value[..space], &value[space + 1..]),
        _ => (&[], value),
    }
}
