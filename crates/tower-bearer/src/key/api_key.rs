use std::{
    fmt,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::{
    error::{ApiKeyError, ApiKeyErrorKind},
    id::KeyId,
};

/// A secret that an API issued, checked once: every byte of it is visible ASCII (0x21 to 0x7E).
///
/// # Clone
///
/// A clone shares the bytes, and so do the header values made from them. When the last of all these is dropped the bytes are
/// overwritten with zeros.
///
/// # Examples
///
/// ```
/// use tower_bearer::ApiKey;
///
/// let key = ApiKey::new("sk_live_51Hx")?;
/// assert_eq!(format!("{key:?}"), format!("ApiKey({})", key.id()));
///
/// let error = ApiKey::new("sk_live_51Hx\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the key has a line break at byte 12: remove it (files and commands often end in one), or copy the key again",
/// );
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone)]
pub struct ApiKey {
    inner: Arc<Inner>,
}

struct Inner {
    /// `Bearer <key>`; owns the bytes.
    bearer: HeaderValue,
    /// `<key>`: the same bytes, from [`BEARER`]'s end on.
    bare: HeaderValue,
    /// Made at the first use with another prefix; lives and dies with the key, so that nothing else has to cache it.
    prefixed: OnceLock<(Box<str>, HeaderValue)>,
    id: KeyId,
}

pub(crate) const BEARER: &str = "Bearer ";

// ===== impl ApiKey =====

impl ApiKey {
    /// Checks a key given as `&str`, `String` or [`SecretString`]. A `String` is overwritten with zeros once it is copied.
    ///
    /// # Errors
    ///
    /// When it is empty or has anything but visible ASCII: a space, a line break at its end, a letter outside of ASCII. The error
    /// says what and where.
    pub fn new<K>(key: K) -> Result<Self, ApiKeyError>
    where
        Self: TryFrom<K, Error = ApiKeyError>,
    {
        Self::try_from(key)
    }

    /// As [`new`](Self::new), for tokens of an OAuth 2 server: these are token68 (RFC 6750, section 2.1).
    ///
    /// # Errors
    ///
    /// As `new`; also for a character outside of `A-Z a-z 0-9 - . _ ~ + /`, with `=` at the end alone.
    pub fn oauth2<K>(token: K) -> Result<Self, ApiKeyError>
    where
        Self: TryFrom<K, Error = ApiKeyError>,
    {
        let token = Self::new(token)?;
        match not_token68(token.as_bytes()) {
            Some(position) => Err(ApiKeyError::at(ApiKeyErrorKind::NotToken68, position)),
            None => Ok(token),
        }
    }

    /// The fingerprint that logs may say.
    pub fn id(&self) -> KeyId {
        self.inner.id
    }

    /// Whether both are the same key, byte by byte. Both are ours, so how long it takes tells nobody anything.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.as_bytes() == other.as_bytes()
    }

    /// `Bearer <key>`, sensitive, over bytes that are wiped.
    #[inline]
    pub(crate) fn bearer(&self) -> &HeaderValue {
        &self.inner.bearer
    }

    /// `<key>`, likewise.
    #[inline]
    pub(crate) fn bare(&self) -> &HeaderValue {
        &self.inner.bare
    }

    /// The key behind `prefix`, likewise. The prefix was checked by whoever holds it.
    pub(crate) fn header_value_behind(&self, prefix: &str) -> HeaderValue {
        // Key and prefix were both checked: the bare key never stands in.
        let make = || sensitive(wiped_bytes(prefix, self.as_bytes())).unwrap_or_else(|_| self.inner.bare.clone());
        let (known, value) = self.inner.prefixed.get_or_init(|| (prefix.into(), make()));
        if **known == *prefix { value.clone() } else { make() }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.inner.bare.as_bytes()
    }

    fn from_text(text: &str) -> Result<Self, ApiKeyError> {
        check(text)?;
        let bytes = wiped_bytes(BEARER, text.as_bytes());
        let inner = Inner {
            bare: sensitive(bytes.slice(BEARER.len()..))?,
            bearer: sensitive(bytes)?,
            prefixed: OnceLock::new(),
            id: KeyId::of(text),
        };
        Ok(Self { inner: Arc::new(inner) })
    }
}

impl TryFrom<&str> for ApiKey {
    type Error = ApiKeyError;

    fn try_from(key: &str) -> Result<Self, Self::Error> {
        Self::from_text(key)
    }
}

impl TryFrom<String> for ApiKey {
    type Error = ApiKeyError;

    fn try_from(mut key: String) -> Result<Self, Self::Error> {
        let checked = Self::from_text(&key);
        key.zeroize();
        checked
    }
}

impl TryFrom<SecretString> for ApiKey {
    type Error = ApiKeyError;

    #[expect(
        clippy::disallowed_methods,
        reason = "a key that comes in as a secret is checked and copied here"
    )]
    fn try_from(key: SecretString) -> Result<Self, Self::Error> {
        Self::from_text(key.expose_secret())
    }
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    fn from_str(key: &str) -> Result<Self, Self::Err> {
        Self::from_text(key)
    }
}

/// For the rare program that needs the text itself.
impl ExposeSecret<str> for ApiKey {
    fn expose_secret(&self) -> &str {
        // Visible ASCII, checked in `from_text`: always text.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.id())
    }
}

/// One allocation of exactly this size, so that no longer copy is left behind by growing.
fn wiped_bytes(prefix: &str, key: &[u8]) -> Bytes {
    let mut bytes = Zeroizing::new(Vec::with_capacity(prefix.len() + key.len()));
    bytes.extend_from_slice(prefix.as_bytes());
    bytes.extend_from_slice(key);
    Bytes::from_owner(bytes)
}

/// A failure would be an error and no panic, but there is none: whoever calls has seen every byte.
fn sensitive(bytes: Bytes) -> Result<HeaderValue, ApiKeyError> {
    let mut value = HeaderValue::from_maybe_shared(bytes).map_err(|_| ApiKeyError::new(ApiKeyErrorKind::Control))?;
    value.set_sensitive(true);
    Ok(value)
}

fn check(key: &str) -> Result<(), ApiKeyError> {
    if key.trim().is_empty() {
        return Err(ApiKeyError::new(ApiKeyErrorKind::Empty));
    }
    match key.bytes().position(|byte| !byte.is_ascii_graphic()) {
        Some(position) => Err(ApiKeyError::at(kind_of(key.as_bytes()[position]), position)),
        None => Ok(()),
    }
}

fn kind_of(byte: u8) -> ApiKeyErrorKind {
    match byte {
        b'\r' | b'\n' => ApiKeyErrorKind::LineBreak,
        b' ' | b'\t' => ApiKeyErrorKind::Blank,
        0x80.. => ApiKeyErrorKind::NonAscii,
        _ => ApiKeyErrorKind::Control,
    }
}

fn not_token68(token: &[u8]) -> Option<usize> {
    let padding = token.iter().rev().take_while(|byte| **byte == b'=').count();
    let is_token68 = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    let body = &token[..token.len() - padding];
    match body.iter().position(|byte| !is_token68(byte)) {
        None if body.is_empty() => Some(0),
        found => found,
    }
}
