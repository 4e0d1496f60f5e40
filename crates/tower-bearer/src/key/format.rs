use super::{
    ApiKey,
    error::{ApiKeyError, ApiKeyErrorKind},
};

/// What the keys of an API look like, as const data: finds the mistakes that a person makes on the way from a web page into a
/// variable.
///
/// ```
/// use tower_bearer::{ApiKey, ApiKeyErrorKind, KeyFormat};
///
/// const FORMAT: KeyFormat = KeyFormat::new(&["sk_live_"]);
///
/// let key = ApiKey::new("sk_live_xxxxxxxxxxxx")?;
/// assert_eq!(FORMAT.check(&key).unwrap_err().kind(), ApiKeyErrorKind::Placeholder);
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyFormat {
    prefixes: &'static [&'static str],
}

/// A tail of so many equal filler characters is no key: a random key of 62 letters has one in about 10^6.
const FILLER_MIN: usize = 4;

// ===== impl KeyFormat =====

impl KeyFormat {
    /// Any key that is no obvious mistake.
    pub const ANY: Self = Self::new(&[]);

    /// Keys begin with one of `prefixes`; with none given, as they like.
    pub const fn new(prefixes: &'static [&'static str]) -> Self {
        Self { prefixes }
    }

    /// What keys begin with: one of these, or anything if there is none.
    pub const fn prefixes(&self) -> &'static [&'static str] {
        self.prefixes
    }

    /// Whether `key` can be one of these.
    ///
    /// # Errors
    ///
    /// [`Quoted`](ApiKeyErrorKind::Quoted), [`Unexpanded`](ApiKeyErrorKind::Unexpanded),
    /// [`Placeholder`](ApiKeyErrorKind::Placeholder) or [`Prefix`](ApiKeyErrorKind::Prefix).
    pub fn check(&self, key: &ApiKey) -> Result<(), ApiKeyError> {
        let key = key.as_bytes();
        if let Some(position) = quote(key) {
            return Err(ApiKeyError::at(ApiKeyErrorKind::Quoted, position));
        }
        if is_unexpanded(key) {
            return Err(ApiKeyError::new(ApiKeyErrorKind::Unexpanded));
        }
        let prefix = self.prefixes.iter().find(|prefix| key.starts_with(prefix.as_bytes()));
        if is_placeholder(&key[prefix.map_or(0, |prefix| prefix.len())..]) {
            return Err(ApiKeyError::new(ApiKeyErrorKind::Placeholder));
        }
        match (prefix, self.prefixes.first()) {
            (None, Some(expected)) => Err(ApiKeyError::expected(ApiKeyErrorKind::Prefix, expected)),
            _ => Ok(()),
        }
    }
}

fn quote(key: &[u8]) -> Option<usize> {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`');
    match key {
        [first, ..] if is_quote(first) => Some(0),
        [.., last] if is_quote(last) => Some(key.len() - 1),
        _ => None,
    }
}

/// `$NAME`, `${NAME}`, `%NAME%`, `{{name}}`
fn is_unexpanded(key: &[u8]) -> bool {
    let name = match key {
        [b'$', b'{', name @ .., b'}'] | [b'{', b'{', name @ .., b'}', b'}'] => name,
        [b'$', name @ ..] | [b'%', name @ .., b'%'] => name,
        _ => return false,
    };
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// What stands for a key in documentation: filler after the last separator, `<…>`, or words such as `your_api_key`.
fn is_placeholder(rest: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"your", b"api", b"key", b"here", b"token", b"secret"];

    if matches!(rest, [b'<', .., b'>'] | [b'[', .., b']']) {
        return true;
    }
    let mut words = rest.split(|byte| matches!(byte, b'_' | b'-')).peekable();
    let tail = rest
        .rsplit(|byte| matches!(byte, b'_' | b'-'))
        .next()
        .unwrap_or_default();
    let is_filler = |filler: u8| tail.len() >= FILLER_MIN && tail.iter().all(|byte| byte.eq_ignore_ascii_case(&filler));
    is_filler(b'x')
        || is_filler(b'*')
        || is_filler(b'.')
        || rest.eq_ignore_ascii_case(b"changeme")
        || words.peek().is_some_and(|first| first.eq_ignore_ascii_case(b"your"))
            && words.all(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: KeyFormat = KeyFormat::new(&["sk_live_", "sk_test_"]);

    #[test]
    fn keys_with_either_prefix_pass() {
        assert_eq!(check("sk_live_9aF31kQ"), Ok(()));
        assert_eq!(check("sk_test_9aF31kxxxx"), Ok(()));
    }

    #[test]
    fn placeholders_are_told_from_keys() {
        use ApiKeyErrorKind::Placeholder;

        for text in ["sk_live_xxxxxxxxxxxx", "sk_live_XXXX", "sk_live_****", "sk_live_...."] {
            assert_eq!(check(text), Err(Placeholder), "{text}");
        }
        for text in ["your_api_key", "YOUR-API-KEY-HERE", "<token>", "changeme", "sk-xxxx"] {
            let key = ApiKey::new(text).unwrap();
            assert_eq!(KeyFormat::ANY.check(&key).unwrap_err().kind(), Placeholder, "{text}");
        }
        for text in ["yourself-9", "xxx", "xxxx-real-1", "1|abc", "a:b", "api_key_9aF31k"] {
            let key = ApiKey::new(text).unwrap();
            assert_eq!(KeyFormat::ANY.check(&key), Ok(()), "{text}");
        }
    }

    #[test]
    fn quotes_and_unexpanded_variables_are_named() {
        use ApiKeyErrorKind::{Quoted, Unexpanded};

        assert_eq!(check("\"sk_live_9aF\""), Err(Quoted));
        assert_eq!(check("sk_live_9aF'"), Err(Quoted));
        for text in [
            "$TRAKKR_API_KEY",
            "${TRAKKR_API_KEY}",
            "%TRAKKR_API_KEY%",
            "{{trakkr.key}}",
        ] {
            assert_eq!(check(text), Err(Unexpanded), "{text}");
        }
        assert_eq!(KeyFormat::ANY.check(&ApiKey::new("$2a$10$N9qo8").unwrap()), Ok(()));
    }

    #[test]
    fn a_foreign_prefix_is_refused_and_the_right_one_named() {
        assert_eq!(check("pk_live_9aF31kQ"), Err(ApiKeyErrorKind::Prefix));
        let error = FORMAT.check(&ApiKey::new("pk_live_9aF31kQ").unwrap()).unwrap_err();
        assert!(
            error.to_string().ends_with("it has to begin with `sk_live_`"),
            "{error}"
        );
    }

    fn check(text: &str) -> Result<(), ApiKeyErrorKind> {
        FORMAT.check(&ApiKey::new(text).unwrap()).map_err(|error| error.kind())
    }
}
