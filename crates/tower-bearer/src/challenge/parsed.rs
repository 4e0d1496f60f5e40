use http::{HeaderMap, header::WWW_AUTHENTICATE};

use super::{cursor::Cursor, error::ChallengeError, lenient, strict};

/// One challenge of a `WWW-Authenticate` field (RFC 9110, section 11.3): a scheme, and a token68 or parameters.
///
/// Each octet of the field is one `char` of the same number here (ISO-8859-1; RFC 9110, section 5.5). The text is the server's, and
/// it is neither cut nor escaped.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
/// use tower_bearer::Challenge;
///
/// let mut headers = HeaderMap::new();
/// headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Negotiate, Bearer realm="brands, all""#));
/// headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(r#"bearer ERROR=insufficient_scope, scope="read write""#));
///
/// let challenges = Challenge::from_headers(&headers);
/// assert_eq!(challenges.len(), 3);
/// assert_eq!(challenges[1].realm(), Some("brands, all"));
/// assert!(challenges[2].is_scheme("Bearer"));
/// assert_eq!(challenges[2].error(), Some("insufficient_scope"));
/// assert_eq!(challenges[2].scope().collect::<Vec<_>>(), ["read", "write"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub(super) scheme: String,
    pub(super) token68: Option<String>,
    /// Names in lower case, each at most once.
    pub(super) params: Vec<(String, String)>,
    pub(super) is_malformed: bool,
}

// ===== impl Challenge =====

impl Challenge {
    pub(super) fn new(scheme: String) -> Self {
        Self {
            scheme,
            token68: None,
            params: Vec::new(),
            is_malformed: false,
        }
    }

    /// The challenges of all `WWW-Authenticate` lines, in order, each line read by [`parse_line`](Self::parse_line): a bad line spoils
    /// only itself. Nothing else is looked at; `Proxy-Authenticate` is about the proxy's credentials.
    pub fn from_headers(headers: &HeaderMap) -> Vec<Self> {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter();
        lines.flat_map(|line| Self::parse_line(line.as_bytes())).collect()
    }

    /// The challenges of one field line, by the grammar if the line keeps to it, and otherwise by what can be made of it. In the
    /// latter case all of them are [malformed](Self::is_malformed), since one mistake may shift the meaning of what is far from it.
    ///
    /// What is forgiven:
    ///
    /// - An unquoted value goes on to the next blank or comma, whatever is in it: `scope=read:all`. One `;` at its end is cut off.
    /// - Parameters may be separated by blanks or `;`: `realm="a" scope="b"`.
    /// - A quoted-string without an end ends with the line, and may hold control characters.
    /// - Of a repeated parameter the first one counts.
    /// - `name=` with nothing behind it has an empty value.
    /// - Parameters without any scheme before them belong to a challenge whose [`scheme`](Self::scheme) is empty.
    /// - Behind a scheme and a comma, parameters belong to the last scheme that has a blank behind it, as in the grammar; if there is
    ///   none, to the last scheme: `Bearer, error="a"`. So a lone word between parameters takes none from those behind it.
    /// - A new scheme needs a comma before it. All else is skipped up to the next comma outside of quotes.
    ///
    /// A quote opens a quoted-string wherever it is, and nothing is ever found within one. So where quotes do not match, parameters
    /// may be lost, but text that a server quotes in a message is not mistaken for one.
    ///
    /// ```
    /// use tower_bearer::Challenge;
    ///
    /// let challenges = Challenge::parse_line(b"Bearer realm=\"api\" resource=https://api.example/v1, Basic realm=\"api\"");
    /// assert_eq!(challenges[0].param("resource"), Some("https://api.example/v1"));
    /// assert!(challenges[1].is_scheme("Basic"));
    /// assert!(challenges.iter().all(Challenge::is_malformed));
    /// ```
    pub fn parse_line(line: &[u8]) -> Vec<Self> {
        strict::parse(&mut Cursor::new(line)).unwrap_or_else(|_| lenient::parse(&mut Cursor::new(line)))
    }

    /// The challenges of one field line by the grammar alone (RFC 9110, sections 5.6 and 11.6.1). An empty line has none.
    ///
    /// # Errors
    ///
    /// When any of the line breaks the grammar, a repeated parameter included (section 11.2).
    ///
    /// ```
    /// use tower_bearer::Challenge;
    ///
    /// let challenges = Challenge::parse_strict(b"Basic realm=a, , Negotiate bm9uZQ==")?;
    /// assert_eq!(challenges[0].params().collect::<Vec<_>>(), [("realm", "a")]);
    /// assert_eq!(challenges[1].token68(), Some("bm9uZQ=="));
    ///
    /// assert!(Challenge::parse_strict(b"Basic realm=a, Realm=b").is_err());
    /// # Ok::<(), tower_bearer::ChallengeError>(())
    /// ```
    pub fn parse_strict(line: &[u8]) -> Result<Vec<Self>, ChallengeError> {
        strict::parse(&mut Cursor::new(line))
    }

    /// The auth-scheme as it was written; empty if a malformed line has parameters without one.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Whether this is the auth-scheme: `bearer` is `Bearer` (RFC 9110, section 11.1).
    pub fn is_scheme(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// What follows the scheme in place of parameters (RFC 9110, section 11.2), such as the token of `Negotiate`.
    ///
    /// `Bearer scope=` is a token68 too, `scope=`, and no empty parameter. Only a malformed challenge can have both.
    pub fn token68(&self) -> Option<&str> {
        self.token68.as_deref()
    }

    /// The value of a parameter, without quotes and backslashes. The name may be in any case.
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut params = self.params();
        params
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All parameters in order, the names in lower case.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the line it came from breaks the grammar, so that this is a reading of what the server may have meant; or whether it was
    /// read in part, as [`AuthError::is_head_cut`](crate::AuthError::is_head_cut) says.
    pub fn is_malformed(&self) -> bool {
        self.is_malformed
    }

    /// Every text in it as `clean` gives it back: scheme, token68, and names and values of parameters.
    pub(crate) fn map_text(self, clean: impl Fn(&str) -> String) -> Self {
        Self {
            scheme: clean(&self.scheme),
            token68: self.token68.as_deref().map(&clean),
            params: self.params().map(|(name, value)| (clean(name), clean(value))).collect(),
            is_malformed: self.is_malformed,
        }
    }
}
