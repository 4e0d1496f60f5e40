use std::{error::Error, fmt};

/// Why a text is no [`ApiKey`](crate::ApiKey): what is wrong, where, and what to do. It never contains the key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ApiKeyError {
    kind: ApiKeyErrorKind,
    position: Option<usize>,
    expected: Option<&'static str>,
}

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiKeyErrorKind {
    /// No characters, or none but white space.
    Empty,
    /// A carriage return or a line feed.
    LineBreak,
    /// A space or a tab, leading and trailing ones included.
    Blank,
    /// Another control character, such as NUL.
    Control,
    /// A character outside of ASCII.
    NonAscii,
    /// A character that a token68 may not have (RFC 9110, section 11.2), where one was asked for.
    NotToken68,
    /// The key is in quotes.
    Quoted,
    /// A reference to a variable that nothing expanded, such as `$TRAKKR_API_KEY`.
    Unexpanded,
    /// The placeholder of a documentation page, such as `sk_live_xxxxxxxxxxxx`.
    Placeholder,
    /// It does not begin as the keys of this API do.
    Prefix,
}

// ===== impl ApiKeyError =====

impl ApiKeyError {
    pub(super) fn new(kind: ApiKeyErrorKind) -> Self {
        Self {
            kind,
            position: None,
            expected: None,
        }
    }

    pub(super) fn at(kind: ApiKeyErrorKind, position: usize) -> Self {
        Self {
            position: Some(position),
            ..Self::new(kind)
        }
    }

    pub(super) fn expected(kind: ApiKeyErrorKind, expected: &'static str) -> Self {
        Self {
            expected: Some(expected),
            ..Self::new(kind)
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> ApiKeyErrorKind {
        self.kind
    }

    /// Where, in bytes from the start of the text that was given, counted from 0.
    pub fn position(&self) -> Option<usize> {
        self.position
    }
}

impl fmt::Display for ApiKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ApiKeyErrorKind::*;

        f.write_str(match self.kind {
            Empty => "the key is empty",
            LineBreak => "the key has a line break",
            Blank => "the key has a space or a tab",
            Control => "the key has a control character",
            NonAscii => "the key has a character outside of ASCII",
            NotToken68 => "the key has a character that an OAuth 2 token may not have",
            Quoted => "the key is in quotes",
            Unexpanded => "the key is a reference to a variable that nothing expanded",
            Placeholder => "the key is the placeholder of a documentation page",
            Prefix => "the key does not begin as keys of this API do",
        })?;
        if let Some(position) = self.position {
            write!(f, " at byte {position}")?;
        }
        match (self.kind, self.expected) {
            (Prefix, Some(prefix)) => write!(f, ": it has to begin with `{prefix}`"),
            (Empty, _) => f.write_str(": give the key that the API issued"),
            (LineBreak, _) => f.write_str(": remove it (files and commands often end in one), or copy the key again"),
            (Blank | Control | NonAscii, _) => f.write_str(": copy the key again, without anything around it"),
            (NotToken68, _) => f.write_str(": letters, digits and -._~+/ are, then = at the end"),
            (Quoted, _) => f.write_str(": remove the quotes"),
            (Unexpanded, _) => f.write_str(": give the key itself"),
            (Placeholder, _) => f.write_str(": put your own key in its place"),
            (Prefix, None) => Ok(()),
        }
    }
}

impl fmt::Debug for ApiKeyError {
    /// With the sentence: `fn main() -> Result<…>` prints errors so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeyError({self})")
    }
}

impl Error for ApiKeyError {}
