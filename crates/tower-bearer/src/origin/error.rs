use std::{error::Error, fmt};

/// Why a text is no origin that a key may go to: what is wrong, which one of the list, and what to do.
///
/// A text that could not be read is never repeated: it may be a key that was put in the wrong place.
#[derive(Clone, PartialEq, Eq)]
pub struct OriginError {
    reason: Reason,
    /// Counted from 0, in a list.
    position: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Empty,
    NoUri,
    NoScheme,
    Scheme,
    UserInfo,
    Port,
    /// With the origin alone.
    Path(String),
    /// With the origin.
    PlainHttp(String),
    Wildcard,
}

// ===== impl OriginError =====

impl OriginError {
    pub(super) fn new(reason: Reason) -> Self {
        Self { reason, position: None }
    }

    pub(super) fn at(self, position: usize) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }

    /// Which origin of the list it was, counted from 0.
    pub fn position(&self) -> Option<usize> {
        self.position
    }
}

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "origin {} of the list ", position + 1)?,
            None if self.reason == Reason::Empty => {}
            None => f.write_str("the origin ")?,
        }
        match &self.reason {
            Reason::Empty => f.write_str("no origin is listed, so the key would go nowhere: list https://host"),
            Reason::NoUri => f.write_str("is no absolute URI: write it as https://host or https://host:port"),
            Reason::NoScheme => f.write_str("has no scheme: write it as https://host or https://host:port"),
            Reason::Scheme => f.write_str("has a scheme other than https: write it as https://host"),
            Reason::UserInfo => f.write_str("has user-info before its host: leave it out"),
            Reason::Port => f.write_str("has after its host what is no port: that is `:` and a number from 1 to 65535"),
            Reason::Path(origin) => write!(
                f,
                "has a path or a query, which an origin has not: write it as {origin}"
            ),
            Reason::PlainHttp(origin) => write!(
                f,
                "is {origin}, and over plain http anyone on the way can read the key: use https, or \
                 `Origins::dangerous_plain_http` if the whole way is yours"
            ),
            Reason::Wildcard => f.write_str(
                "has a `*` where none may stand: it is the first label alone, before a domain of two or more, as in \
                 https://*.example.com",
            ),
        }
    }
}

impl fmt::Debug for OriginError {
    /// With the sentence: `fn main() -> Result<…>` prints errors so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OriginError({self})")
    }
}

impl Error for OriginError {}
